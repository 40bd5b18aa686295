"""Scripts of two packers at two seats of one window: who has the box is named, nothing doubles."""

from __future__ import annotations

import pytest

from samplepoint.domain.codes import BoxCode, TubeCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.own_codes import Command
from samplepoint.domain.rounds import SealRule
from samplepoint.errors import Refusal
from samplepoint.services.desk import Desk
from samplepoint.services.station import Place
from tests.desk.boxing import asked, bodies, nobody, pack_under, packs, shown, status
from tests.desk.words import Words, badge, box, tube

SEAL, YES, NO = str(Command.SEAL_BOX), str(Command.CONFIRM), str(Command.CANCEL)
OUT = str(Command.UNPACK_TUBE)


def turns_to(words: Words, seat: str) -> None:
    """Turn the window to a seat, as a serial scanner of that seat does."""
    words.desk.place = Place(seat, words.desk.place.staff)


def counted_at_a(words: Words, rule: SealRule = SealRule.COUNTED) -> None:
    """Let seat B take up the box of seat A, which then begins to count it."""
    pack_under(words, 4, seal_rule=rule)
    packs(words, 1, 2, 3)
    turns_to(words, "B")
    words.scan(box(1))
    turns_to(words, "A")
    asked(words, SEAL)


def test_a_box_that_is_counted_at_another_seat_is_hidden_here_too(at_desk: Words) -> None:
    counted_at_a(at_desk)
    turns_to(at_desk, "B")
    seen = shown(at_desk)
    assert (seen.is_blind, seen.tubes, seen.blind_at) == (True, (), "A")


@pytest.mark.parametrize("code", [box(1), tube(4), tube(1), SEAL, OUT, str(Command.UNDO)])
def test_nobody_touches_a_box_that_somebody_counts(at_desk: Words, code: str) -> None:
    counted_at_a(at_desk)
    turns_to(at_desk, "B")
    answer = at_desk.refuses(code)
    assert (answer.code, answer.values) == ("box_being_counted", {"box": box(1), "desk": "A"})
    turns_to(at_desk, "A")
    assert at_desk.accepts("3").code == "box_sealed_now"


def test_another_box_is_free_meanwhile(at_desk: Words) -> None:
    counted_at_a(at_desk)
    turns_to(at_desk, "B")
    at_desk.accepts(box(2))
    packs(at_desk, 4)
    turns_to(at_desk, "A")
    assert at_desk.accepts("3").code == "box_sealed_now"
    assert [one["box"] for one in bodies(at_desk, Kind.TUBE_PACKED)][-1] == box(2)


def test_the_box_is_free_again_when_the_count_is_given_up(at_desk: Words) -> None:
    counted_at_a(at_desk)
    at_desk.accepts(NO)
    turns_to(at_desk, "B")
    assert at_desk.accepts(tube(4)).code == "tube_packed"


def test_taking_out_at_one_seat_takes_nothing_out_at_the_other(at_desk: Words) -> None:
    pack_under(at_desk, 3)
    packs(at_desk, 1, 2)
    assert asked(at_desk, OUT).code == "pack_take_out_now"
    turns_to(at_desk, "B")
    at_desk.accepts(box(2))
    assert at_desk.accepts(tube(3)).code == "tube_packed"
    turns_to(at_desk, "A")
    assert shown(at_desk).is_taking_out
    assert at_desk.accepts(tube(1)).code == "tube_unpacked"
    assert not shown(at_desk).is_taking_out


def test_one_tube_scanned_at_both_seats_is_packed_once(at_desk: Words) -> None:
    pack_under(at_desk, 1)
    packs(at_desk, 1)
    turns_to(at_desk, "B")
    at_desk.scan(box(1))
    assert at_desk.ignores(tube(1)).code == "already_in_this_box"
    at_desk.accepts(box(2))
    assert at_desk.refuses(tube(1)).code == "tube_in_other_box"
    assert len(bodies(at_desk, Kind.TUBE_PACKED)) == 1


def test_a_tube_never_slips_into_another_box_because_this_one_was_sealed(at_desk: Words) -> None:
    pack_under(at_desk, 3)
    packs(at_desk, 1)
    at_desk.accepts(box(2))
    packs(at_desk, 2)
    turns_to(at_desk, "B")
    at_desk.scan(box(2))
    at_desk.accepts(SEAL)
    turns_to(at_desk, "A")
    answer = at_desk.refuses(tube(3))
    assert (answer.code, answer.values["box"]) == ("box_sealed", box(2))
    assert [one["box"] for one in bodies(at_desk, Kind.TUBE_PACKED)] == [box(1), box(2)]
    assert at_desk.accepts(tube(3)).values["box"] == box(1), "said once, shown since"


def test_a_count_that_another_program_made_void_is_said_so(at_desk: Words) -> None:
    pack_under(at_desk, 3, seal_rule=SealRule.COUNTED)
    packs(at_desk, 1, 2)
    asked(at_desk, SEAL)
    other = Desk(at_desk.station, Place("B", at_desk.desk.place.staff), nobody)
    assert other.perform(
        lambda at: other.packing.pack_tube(at, BoxCode(box(1)), TubeCode(tube(3)))
    ).is_accepted
    answer = at_desk.refuses("2")
    assert (answer.code, answer.values["box"]) == ("count_void", box(1))
    assert asked(at_desk, SEAL).code == "count_box"
    assert at_desk.accepts("3").code == "box_sealed_now"


# -- a proof that ended in the middle -------------------------------------------------------------


def proof_under_way(words: Words) -> None:
    pack_under(words, 4, seal_rule=SealRule.PROVED)
    packs(words, 1, 2, 3)
    asked(words, SEAL)
    words.accepts("3")
    words.accepts(badge("R"))
    assert asked(words, box(1)).code == "proof_begun"
    words.accepts(tube(1))


@pytest.mark.parametrize("next_tube", [2, 4], ids=["of the box", "extra"])
def test_tubes_scanned_after_a_proof_ended_are_neither_packed_nor_lost(
    at_desk: Words, next_tube: int
) -> None:
    proof_under_way(at_desk)
    at_desk.accepts(badge("S"))
    for _ in range(2):
        assert at_desk.refuses(tube(next_tube)).code == "proof_void"
    assert status(at_desk) == "open"
    assert asked(at_desk, box(1)).code == "proof_begun"
    for number in (1, 2, 3):
        at_desk.accepts(tube(number))
    assert at_desk.accepts(YES).code == "box_sealed_now"


def test_the_same_person_under_another_role_cannot_prove_their_own_count(at_desk: Words) -> None:
    pack_under(at_desk, 2, seal_rule=SealRule.PROVED)
    packs(at_desk, 1)
    asked(at_desk, SEAL)
    at_desk.accepts("1")
    turns_to(at_desk, "B")
    assert asked(at_desk, box(1)).code == "prove_box"
    with pytest.raises(Refusal, match="proof_needs_other"):
        at_desk.desk.proving.begin(at_desk.desk.place, BoxCode(box(1)))


@pytest.mark.parametrize("way", ["desk and back", "lock", "box"])
def test_taking_out_is_forgotten_by_whoever_goes_away(at_desk: Words, way: str) -> None:
    pack_under(at_desk, 2)
    packs(at_desk, 1)
    asked(at_desk, OUT)
    if way == "desk and back":
        at_desk.goes_collecting()
        at_desk.goes_packing()
    elif way == "lock":
        at_desk.accepts("SPCLOCK")
        at_desk.accepts(badge("P"))
    else:
        at_desk.scan(box(1))
    assert at_desk.accepts(tube(2)).code == "tube_packed"
