"""Scripts of a supervisor who puts things right."""

from __future__ import annotations

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.samples import Sample
from tests.desk.words import Words, badge, box, person, tube


def sample(words: Words, tube_number: int, place: int) -> Sample:
    return words.station.queries.samples_in(TubeCode(tube(tube_number)))[place]


def reopen(words: Words, number: int) -> Outcome:
    code = TubeCode(tube(number))
    return words.desk.perform(lambda at: words.desk.correcting.reopen_tube(at, code, "早封"))


def void(words: Words, number: int, reason: str = "摔破") -> Outcome:
    code = TubeCode(tube(number))
    return words.desk.perform(lambda at: words.desk.correcting.void_tube(at, code, reason))


def move(words: Words, who: Sample, to: int) -> Outcome:
    code = TubeCode(tube(to))
    return words.desk.perform(lambda at: words.desk.correcting.move_person(at, who, code, "错管"))


def correct(words: Words, who: Sample, entry: PersonEntry) -> Outcome:
    verb = words.desk.correcting.correct_document
    return words.desk.perform(lambda at: verb(at, who, entry, "更正"))


def sealed_box(words: Words, number: int, *tubes: int) -> None:
    words.goes_packing()
    words.accepts(box(number))
    for one in tubes:
        words.accepts(tube(one))
    words.accepts("SPCSEAL")
    words.goes_collecting()


def test_a_registrar_corrects_nothing(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 4))
    assert reopen(at_desk, 1).code == "supervisor_only"
    assert void(at_desk, 1).code == "supervisor_only"
    assert move(at_desk, sample(at_desk, 1, 0), 1).code == "supervisor_only"


def test_a_supervisors_badge_lets_the_desk_correct(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 3))
    at_desk.closes()
    at_desk.accepts(badge("S"))
    assert reopen(at_desk, 1).is_accepted
    assert at_desk.accepts(person(3)).code == "bound_tube_full"


def test_a_voided_tube_sends_its_people_back_to_the_queue(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 4))
    at_desk.supervisor_comes()
    assert void(at_desk, 1, reason=" ").code == "reason_missing"
    assert void(at_desk, 1).values["people"] == 3
    at_desk.fills(2, range(1, 4))
    assert at_desk.refuses(tube(1)).code == "tube_used"


def test_voiding_the_open_tube_frees_the_desk(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 3))
    at_desk.supervisor_comes()
    void(at_desk, 1)
    at_desk.accepts(tube(2))


def test_a_person_moves_to_a_tube_with_a_place_left(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 4))
    at_desk.fills(2, range(4, 6))
    at_desk.supervisor_comes()
    outcome = move(at_desk, sample(at_desk, 1, 1), 2)
    assert (outcome.code, outcome.values["ordinal"]) == ("person_moved", 3)
    assert at_desk.people_in(1) == [person(1), person(3)]
    assert at_desk.people_in(2) == [person(4), person(5), person(2)]
    assert at_desk.refuses(person(8)).code == "no_open_tube"


def test_no_two_people_of_a_tube_share_a_number_after_one_left(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 3))
    at_desk.closes()
    at_desk.fills(2, range(4, 6))
    at_desk.supervisor_comes()
    move(at_desk, sample(at_desk, 2, 0), 1)
    at_desk.accepts(person(8))
    numbers = [sample(at_desk, 2, place).ordinal for place in range(2)]
    assert numbers == [2, 3]


def test_nothing_leaves_or_enters_a_sealed_box(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 3))
    at_desk.closes()
    sealed_box(at_desk, 1, 1)
    at_desk.fills(2, range(4, 6))
    at_desk.supervisor_comes()
    assert move(at_desk, sample(at_desk, 1, 0), 2).code == "box_is_sealed"
    assert move(at_desk, sample(at_desk, 2, 0), 1).code == "box_is_sealed"
    assert void(at_desk, 1).code == "box_is_sealed"
    assert reopen(at_desk, 1).code == "tube_boxed"
    entry = PersonEntry(DocumentType.RESIDENT_ID, person(1), "改名")
    assert correct(at_desk, sample(at_desk, 1, 0), entry).code == "box_is_sealed"


def test_a_document_brought_later_replaces_the_temporary_number(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    at_desk.types(PersonEntry(DocumentType.NONE, name="陈𬭎"))
    at_desk.supervisor_comes()
    entry = PersonEntry(DocumentType.RESIDENT_ID, person(1), "陈𬭎")
    assert correct(at_desk, sample(at_desk, 1, 0), entry).is_accepted
    assert at_desk.people_in(1) == [person(1)]
    assert at_desk.ignores(person(1)).code == "already_in_this_tube"


def test_a_correction_never_makes_one_person_two(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 3))
    at_desk.supervisor_comes()
    entry = PersonEntry(DocumentType.RESIDENT_ID, person(1), "")
    assert correct(at_desk, sample(at_desk, 1, 1), entry).code == "already_sampled"


def test_a_registrar_may_fill_in_a_missing_name_but_not_change_one(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 2))
    named = PersonEntry(DocumentType.RESIDENT_ID, person(1), "李娜")
    assert correct(at_desk, sample(at_desk, 1, 0), named).is_accepted
    other = PersonEntry(DocumentType.RESIDENT_ID, person(1), "李那")
    assert correct(at_desk, sample(at_desk, 1, 0), other).code == "supervisor_only"


def test_a_registrar_may_name_somebody_with_an_old_number(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    old = person(5)[:6] + person(5)[8:17]
    at_desk.scan(old)
    at_desk.scan(old)
    named = PersonEntry(DocumentType.RESIDENT_ID, old, "李娜")
    assert correct(at_desk, sample(at_desk, 1, 0), named).is_accepted


def test_the_swabs_true_time_survives_a_correction(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 2))
    before = sample(at_desk, 1, 0)
    at_desk.clock.jump(3600)
    correct(at_desk, before, PersonEntry(DocumentType.RESIDENT_ID, person(1), "李娜"))
    after = sample(at_desk, 1, 0)
    assert after.taken_at_utc == before.at_utc
    assert after.replaces == f"{before.id.station_id}/{before.id.seq}"
