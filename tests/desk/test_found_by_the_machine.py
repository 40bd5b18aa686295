"""Scripts of what the desk machine (`test_desk_machine.py`) found wrong once, one per find."""

from __future__ import annotations

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Outcome, Verdict
from samplepoint.domain.rounds import Order, RoundPlan
from samplepoint.domain.samples import Sample
from tests.desk.words import Words, person, tube


def sample(words: Words, tube_number: int, place: int) -> Sample:
    return words.station.queries.samples_in(TubeCode(tube(tube_number)))[place]


def reopen(words: Words, number: int) -> Outcome:
    code = TubeCode(tube(number))
    return words.desk.perform(lambda at: words.desk.correcting.reopen_tube(at, code, "早封"))


def named(number: int, name: str) -> PersonEntry:
    return PersonEntry(DocumentType.RESIDENT_ID, person(number), name)


def correct(words: Words, who: Sample, entry: PersonEntry) -> Outcome:
    verb = words.desk.correcting.correct_document
    return words.desk.perform(lambda at: verb(at, who, entry, "更正"))


def move(words: Words, who: Sample, to: int) -> Outcome:
    verb = words.desk.correcting.move_person
    return words.desk.perform(lambda at: verb(at, who, TubeCode(tube(to)), "错管"))


def test_undo_takes_the_newest_person_also_from_a_tube_opened_again(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 3))
    at_desk.closes()
    at_desk.fills(2, range(3, 6))
    at_desk.supervisor_comes()
    reopen(at_desk, 1)
    assert at_desk.accepts(person(6)).code == "bound_tube_full"
    assert at_desk.undoes().values["tube"] == tube(1)
    assert at_desk.people_in(1) == [person(1), person(2)]
    assert at_desk.people_in(2) == [person(3), person(4), person(5)]


def test_filling_in_a_name_does_not_make_somebody_the_last_person(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 3))
    correct(at_desk, sample(at_desk, 1, 0), named(1, "李娜"))
    at_desk.undoes()
    assert at_desk.people_in(1) == [person(1)]


def test_undo_follows_the_last_person_through_a_correction(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 3))
    correct(at_desk, sample(at_desk, 1, 1), named(2, "李娜"))
    assert at_desk.undoes().values["name"] == "李*"
    assert at_desk.people_in(1) == [person(1)]


def test_undo_follows_the_last_person_into_the_tube_they_were_moved_to(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 3))
    at_desk.closes()
    at_desk.fills(2, range(3, 5))
    at_desk.closes()
    at_desk.supervisor_comes()
    move(at_desk, sample(at_desk, 2, 1), 1)
    at_desk.undoes()
    assert at_desk.people_in(1) == [person(1), person(2)]
    assert at_desk.people_in(2) == [person(3)]


def test_a_sample_that_was_taken_back_meanwhile_is_neither_moved_nor_corrected(
    at_desk: Words,
) -> None:
    at_desk.fills(1, range(1, 2))
    at_desk.closes()
    at_desk.fills(2, range(2, 4))
    shown_in_a_list = sample(at_desk, 2, 1)
    at_desk.undoes()
    at_desk.supervisor_comes()
    before = at_desk.truth()
    for outcome in (
        move(at_desk, shown_in_a_list, 1),
        correct(at_desk, shown_in_a_list, named(9, "改")),
    ):
        assert (outcome.verdict, outcome.code) == (Verdict.REFUSED, "sample_changed")
    assert at_desk.truth() == before


def test_nobody_is_corrected_into_a_person_who_waits_for_a_tube(people_first: Words) -> None:
    for number in (1, 2, 3):
        people_first.accepts(person(number))
    people_first.accepts(tube(1))
    people_first.accepts(person(4))
    people_first.supervisor_comes()
    outcome = correct(people_first, sample(people_first, 1, 0), named(4, ""))
    assert outcome.code == "already_waiting"


def test_half_a_citizen_number_is_not_taken_for_a_taiwan_permit(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    outcome = at_desk.scan(person(1)[:8])
    assert (outcome.verdict, outcome.code) == (Verdict.NEEDS, "confirm_half_number")
    assert at_desk.accepts(person(1)).values["ordinal"] == 1
    assert at_desk.people_in(1) == [person(1)]


def test_a_taiwan_permit_that_could_be_half_a_number_is_taken_at_the_second_scan(
    at_desk: Words,
) -> None:
    at_desk.accepts(tube(1))
    at_desk.scan("13010200")
    assert at_desk.accepts("13010200").values["doc_type"] == "TW_PERMIT"
    assert at_desk.accepts("00123456").values["ordinal"] == 2


def test_somebody_who_waits_and_was_registered_meanwhile_is_named(
    people_first: Words, plan: RoundPlan
) -> None:
    people_first.accepts(person(1))
    change_plan(people_first, {**plan.to_body(), "order": str(Order.TUBE_FIRST)})
    people_first.accepts(tube(1))
    people_first.accepts(person(1))
    people_first.closes()
    change_plan(people_first, {**plan.to_body(), "order": str(Order.PEOPLE_FIRST)})
    assert people_first.refuses(tube(2)).code == "already_sampled"


def change_plan(words: Words, body: dict[str, object]) -> None:
    with words.book.gesture(desk="", staff_id="SUP00001", round_id="R1") as draft:
        draft.record(Kind.PLAN_CHANGED, body)
    words.sit_down()
