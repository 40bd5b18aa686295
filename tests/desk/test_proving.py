"""Scripts of the two-person proof: somebody else scans everything again, without the list."""

from __future__ import annotations

from samplepoint.domain.codes import BoxCode, TubeCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.own_codes import Command
from samplepoint.domain.rounds import SealRule
from samplepoint.domain.staff import Role
from samplepoint.services.desk import Desk
from samplepoint.services.station import Place
from tests.desk.boxing import BAGS, asked, bodies, nobody, pack_under, packs, shown, status
from tests.desk.words import STAFF, Words, badge, box, tube

SEAL, YES, NO = str(Command.SEAL_BOX), str(Command.CONFIRM), str(Command.CANCEL)


def counted(words: Words, *tubes: int) -> None:
    """Pack tubes of five, and count them right."""
    pack_under(words, 5, seal_rule=SealRule.PROVED)
    packs(words, *tubes)
    asked(words, SEAL)
    assert words.accepts(str(len(tubes))).code == "count_agrees"
    assert status(words) == "open"


def second_person_comes(words: Words) -> None:
    """Let the registrar sign in with a badge and begin the proof."""
    words.accepts(badge("R"))
    assert asked(words, box(1)).code == "proof_begun"


def proves(words: Words, *tubes: int) -> None:
    """Scan tubes of which nothing may be stored before the end."""
    before = words.truth()
    for number in tubes:
        assert words.accepts(tube(number)).code == "proof_tube"
    assert words.truth() == before


def test_only_a_second_scan_of_every_tube_seals(at_desk: Words) -> None:
    counted(at_desk, 1, 2, 3)
    second_person_comes(at_desk)
    proves(at_desk, 3, 1, 2)
    assert at_desk.accepts(YES).code == "box_sealed_now"
    proved = {"box": box(1), "way": "scan", "tubes": [tube(3), tube(1), tube(2)]}
    assert bodies(at_desk, Kind.BOX_PROVED) == [proved]
    sealed = bodies(at_desk, Kind.BOX_SEALED)[0]
    assert (sealed["counted_by"], sealed["proved_by"]) == ("PAC00001", "REG00001")
    assert status(at_desk) == "sealed"


def test_counted_by_hand_and_by_scan_are_different_facts(at_desk: Words) -> None:
    counted(at_desk, 1)
    second_person_comes(at_desk)
    proves(at_desk, 1)
    at_desk.accepts(SEAL)
    by_hand = bodies(at_desk, Kind.BOX_COUNTED)
    by_scan = bodies(at_desk, Kind.BOX_PROVED)
    assert [one["way"] for one in (*by_hand, *by_scan)] == ["hand", "scan"]


def test_who_counted_cannot_prove(at_desk: Words) -> None:
    counted(at_desk, 1)
    assert asked(at_desk, box(1)).code == "prove_box"
    assert asked(at_desk, SEAL).code == "prove_box"
    second_person_comes(at_desk)


def test_the_list_is_hidden_from_who_proves(at_desk: Words) -> None:
    counted(at_desk, 1, 2)
    second_person_comes(at_desk)
    proves(at_desk, 2)
    seen = shown(at_desk)
    assert (seen.is_blind, seen.tubes, seen.proof_by, seen.proof_scanned) == (True, (), "王", 1)


def test_a_difference_names_what_is_missing_and_what_is_too_many(at_desk: Words) -> None:
    counted(at_desk, 1, 2, 3)
    second_person_comes(at_desk)
    proves(at_desk, 1, 5, 2, 777)
    answer = at_desk.refuses(SEAL)
    assert answer.code == "proof_differs"
    assert (answer.values["missing"], answer.values["missing_count"]) == (tube(3), 1)
    assert (answer.values["extra"], answer.values["extra_count"]) == (f"{tube(5)}、{tube(777)}", 2)
    failed = bodies(at_desk, Kind.BOX_PROOF_FAILED)[0]
    assert (failed["missing"], failed["extra"]) == ([tube(3)], [tube(5), tube(777)])
    assert (status(at_desk), shown(at_desk).is_blind) == ("open", False)


def test_after_a_difference_the_proof_begins_anew(at_desk: Words) -> None:
    counted(at_desk, 1, 2)
    second_person_comes(at_desk)
    proves(at_desk, 1)
    at_desk.refuses(YES)
    assert asked(at_desk, box(1)).code == "proof_begun"
    proves(at_desk, 1, 2)
    at_desk.accepts(YES)
    assert status(at_desk) == "sealed"


def test_a_tube_scanned_twice_counts_once(at_desk: Words) -> None:
    counted(at_desk, 1, 2)
    second_person_comes(at_desk)
    proves(at_desk, 1)
    assert at_desk.ignores(tube(1)).code == "proof_tube_again"
    proves(at_desk, 2)
    at_desk.accepts(YES)


def test_the_last_scan_of_a_proof_can_be_taken_back(at_desk: Words) -> None:
    counted(at_desk, 1)
    second_person_comes(at_desk)
    proves(at_desk, 1, 2)
    assert at_desk.accepts(str(Command.UNDO)).code == "proof_tube_undone"
    assert at_desk.accepts(YES).code == "box_sealed_now"


def test_a_proof_dies_when_somebody_else_signs_in(at_desk: Words) -> None:
    counted(at_desk, 1)
    second_person_comes(at_desk)
    proves(at_desk, 1)
    at_desk.accepts(badge("S"))
    assert at_desk.refuses(YES).code == "proof_void"
    assert asked(at_desk, box(1)).code == "proof_begun"


def test_a_proof_dies_at_cancel_at_another_box_and_at_a_restart(at_desk: Words) -> None:
    counted(at_desk, 1)
    second_person_comes(at_desk)
    at_desk.accepts(NO)
    assert not shown(at_desk).is_blind
    assert asked(at_desk, box(1)).code == "proof_begun"
    at_desk.accepts(box(2))
    assert not shown(at_desk).is_blind
    assert asked(at_desk, box(1)).code == "proof_begun"
    at_desk.restart()
    at_desk.goes_packing()
    assert at_desk.refuses(YES).code == "nothing_to_confirm"


def test_a_box_that_another_desk_changes_must_be_counted_again(at_desk: Words) -> None:
    counted(at_desk, 1, 2)
    second_person_comes(at_desk)
    proves(at_desk, 1, 2)
    other = Desk(at_desk.station, Place("B", STAFF[Role.REGISTRAR]), nobody)
    taken = other.perform(lambda at: other.packing.unpack_tube(at, TubeCode(tube(2))))
    assert taken.is_accepted
    assert at_desk.refuses(YES).code == "proof_void"
    assert at_desk.refuses("1").code == "proof_void"
    assert asked(at_desk, SEAL).code == "count_box"


def test_the_verb_itself_refuses_a_proof_that_no_longer_holds(at_desk: Words) -> None:
    counted(at_desk, 1, 2)
    at_desk.accepts(badge("R"))
    desk, code = at_desk.desk, TubeCode(tube(2))
    proof = desk.proving.begin(desk.place, BoxCode(box(1)))
    desk.perform(lambda at: desk.packing.unpack_tube(at, code))
    assert desk.perform(lambda at: desk.proving.finish(at, proof)).code == "proof_void"


def test_a_bag_code_during_a_proof_is_named(at_desk: Words) -> None:
    pack_under(
        at_desk,
        1,
        seal_rule=SealRule.PROVED,
        bag_rules=BAGS,
    )
    packs(at_desk, 1)
    asked(at_desk, SEAL)
    at_desk.accepts("1")
    second_person_comes(at_desk)
    assert at_desk.refuses("BAG00001").code == "proof_under_way"
