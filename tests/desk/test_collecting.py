"""Scripts of a registrar's day, as they could be read aloud."""

from __future__ import annotations

from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.outcomes import Verdict
from samplepoint.domain.own_codes import card_code
from samplepoint.domain.people import Person, Relation
from samplepoint.domain.readings import Quality, Reading
from samplepoint.domain.staff import Role
from tests.desk.words import Words, box, person, tube


def test_a_tube_fills_closes_itself_and_the_next_one_opens(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    assert at_desk.accepts(person(1)).values["ordinal"] == 1
    assert at_desk.accepts(person(2)).code == "person_bound"
    assert at_desk.accepts(person(3)).code == "bound_tube_full"
    assert at_desk.refuses(person(4)).code == "no_open_tube"
    at_desk.accepts(tube(2))
    assert at_desk.people_in(1) == [person(1), person(2), person(3)]


def test_a_person_before_the_tube_is_asked_to_wait(at_desk: Words) -> None:
    assert at_desk.refuses(person(1)).code == "no_open_tube"


def test_the_same_person_twice_in_one_tube_is_ignored(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 3))
    assert at_desk.ignores(person(1)).values["ordinal"] == 1


def test_the_same_person_again_is_told_tube_desk_and_time(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 4))
    at_desk.accepts(tube(2))
    refusal = at_desk.refuses(person(2))
    assert refusal.code == "already_sampled"
    assert (refusal.values["tube"], refusal.values["desk"]) == (tube(1), "A")
    assert refusal.values["at_utc"] == "2026-01-12T00:00:00.000Z"


def test_no_tube_takes_one_person_too_many(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 4))
    assert at_desk.refuses(person(4)).code == "no_open_tube"
    assert len(at_desk.people_in(1)) == 3


def test_a_new_tube_while_one_is_open_must_wait(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 3))
    refusal = at_desk.refuses(tube(2))
    assert (refusal.code, refusal.values["tube"]) == ("finish_tube_first", tube(1))


def test_a_used_tube_is_refused_even_while_another_is_open(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 4))
    at_desk.fills(2, range(4, 6))
    assert at_desk.refuses(tube(1)).code == "tube_used"


def test_the_open_tube_scanned_again_is_no_mistake(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    assert at_desk.ignores(tube(1)).code == "tube_already_open"


def test_a_tube_closed_early_keeps_its_true_number(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 3))
    closed = at_desk.closes()
    assert (closed.code, closed.values["people"]) == ("tube_closed_short", 2)


def test_an_empty_tube_cannot_be_closed_but_its_opening_can_be_undone(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    assert at_desk.closes().code == "tube_empty"
    assert at_desk.undoes().code == "opening_withdrawn"
    at_desk.accepts(tube(1))


def test_undo_takes_the_last_person_back_and_they_may_come_again(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 3))
    assert at_desk.undoes().code == "binding_undone"
    assert at_desk.people_in(1) == [person(1)]
    assert at_desk.accepts(person(2)).values["ordinal"] == 2


def test_undo_after_the_tube_closed_itself_opens_it_again(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 4))
    at_desk.undoes()
    assert at_desk.accepts(person(9)).code == "bound_tube_full"


def test_undo_never_reaches_into_a_box(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 4))
    at_desk.goes_packing()
    at_desk.accepts(box(1))
    at_desk.accepts(tube(1))
    at_desk.goes_collecting()
    assert at_desk.undoes().code == "tube_boxed"


def test_a_box_code_at_the_desk_changes_nothing_and_says_what_it_was(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    assert at_desk.refuses(box(7)).code == "box_code_at_desk"


def test_a_pulled_plug_loses_nothing_that_was_accepted(at_desk: Words) -> None:
    at_desk.fills(1, range(1, 3))
    at_desk.restart()
    assert at_desk.people_in(1) == [person(1), person(2)]
    assert at_desk.accepts(person(3)).code == "bound_tube_full"


def test_two_desks_of_one_station_fill_their_own_tubes(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    at_desk.accepts("SPCDESKB")
    at_desk.accepts(tube(2))
    at_desk.accepts(person(1))
    at_desk.accepts("SPCDESKA")
    refusal = at_desk.refuses(person(1))
    assert (refusal.values["tube"], refusal.values["desk"]) == (tube(2), "B")


def test_a_child_goes_under_a_parents_number_with_a_relation(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    at_desk.accepts(person(1))
    child = PersonEntry(DocumentType.RESIDENT_ID, person(1), "王小明", Relation.SON)
    assert at_desk.types(child).is_accepted
    sister = PersonEntry(DocumentType.RESIDENT_ID, person(1), "王小红", Relation.DAUGHTER)
    assert at_desk.types(sister).is_accepted
    assert at_desk.types(child).verdict is not Verdict.ACCEPTED


def test_nobody_without_a_document_is_turned_away(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    first = at_desk.types(PersonEntry(DocumentType.NONE, name="扎西", remark="红色外套"))
    second = at_desk.types(PersonEntry(DocumentType.NONE, name="扎西", remark="蓝色外套"))
    assert first.is_accepted
    assert second.is_accepted
    assert first.values["number"] != second.values["number"]


def test_a_wrong_digit_is_refused_and_the_registrar_may_insist(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    wrong = person(1)[:-1] + ("0" if person(1)[-1] != "0" else "1")
    assert at_desk.types(PersonEntry(DocumentType.RESIDENT_ID, wrong, "李娜")).code == "id_check"
    insisted = PersonEntry(DocumentType.RESIDENT_ID, wrong, "李娜", flags=("id_unverified",))
    outcome = at_desk.types(insisted)
    assert outcome.is_accepted
    assert [notice.code for notice in outcome.notices] == ["id_unverified"]


def test_an_old_fifteen_digit_number_is_asked_for_twice(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    old = person(5)[:6] + person(5)[8:17]
    assert at_desk.scan(old).verdict is Verdict.NEEDS
    assert at_desk.people_in(1) == []
    assert at_desk.scan(old).is_accepted
    assert at_desk.ignores(person(5)).code == "already_in_this_tube"


def test_a_scan_in_between_forgets_what_was_to_be_confirmed(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    old = person(5)[:6] + person(5)[8:17]
    at_desk.scan(old)
    at_desk.accepts(person(6))
    assert at_desk.scan(old).verdict is Verdict.NEEDS


def test_a_personal_card_brings_name_and_telephone(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    document = at_desk.document(person(1))
    card = card_code(Person(document, "阿卜杜热合曼·阿卜杜热西提", phone="13900000000"))
    assert at_desk.accepts(card).values["name"] == "阿卜***"
    assert at_desk.refuses(card[:-1]).code == "card_damaged"


def test_a_code_with_a_pause_inside_is_asked_for_again(at_desk: Words) -> None:
    outcome = at_desk.desk.take(Reading(tube(1), quality=Quality.GAP))
    assert (outcome.verdict, outcome.code) == (Verdict.REFUSED, "scan_with_gap")


def test_every_refusal_and_every_repeat_is_on_record(at_desk: Words) -> None:
    at_desk.refuses("https://example.invalid/code?id=1")
    at_desk.accepts(tube(1))
    at_desk.accepts(person(1))
    at_desk.ignores(person(1))
    kinds = at_desk.facts()
    assert kinds.count("ScanRefused") == 1
    assert kinds.count("ScanIgnored") == 1


def test_a_packer_may_not_register(at_desk: Words) -> None:
    at_desk.sit_down(Role.PACKER)
    assert at_desk.refuses(tube(1)).code == "not_yours"


def test_people_first_waits_for_the_tube_and_binds_all_at_once(people_first: Words) -> None:
    assert people_first.refuses(tube(1)).code == "people_first"
    assert people_first.accepts(person(1)).code == "person_waits"
    people_first.restart()
    assert people_first.accepts(person(2)).values["ordinal"] == 2
    assert people_first.refuses(person(1)).code == "already_waiting"
    assert people_first.accepts(person(3)).code == "group_full"
    assert people_first.refuses(person(4)).code == "scan_tube_now"
    assert people_first.accepts(tube(1)).code == "group_bound"
    assert people_first.people_in(1) == [person(1), person(2), person(3)]


def test_people_first_undo_takes_the_last_waiting_person_back(people_first: Words) -> None:
    people_first.accepts(person(1))
    people_first.accepts(person(2))
    assert people_first.undoes().code == "waiting_undone"
    people_first.accepts(tube(1))
    assert people_first.people_in(1) == [person(1)]
