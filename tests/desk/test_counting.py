"""Scripts of the blind count: first the packer says how many, then the screen."""

from __future__ import annotations

import pytest

from samplepoint.domain.codes import BoxCode, TubeCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.own_codes import Command
from samplepoint.domain.rounds import SealRule
from tests.desk.boxing import asked, bodies, pack_under, packs, shown, status
from tests.desk.words import Words, box, person, tube

SEAL, YES, NO = str(Command.SEAL_BOX), str(Command.CONFIRM), str(Command.CANCEL)


def counts(words: Words, tubes: int = 3) -> None:
    """Pack all tubes and ask for the seal."""
    pack_under(words, tubes, seal_rule=SealRule.COUNTED)
    packs(words, *range(1, tubes + 1))
    assert asked(words, SEAL).code == "count_box"


def test_a_right_count_seals_in_the_same_gesture(at_desk: Words) -> None:
    counts(at_desk)
    assert at_desk.accepts("3").code == "box_sealed_now"
    assert status(at_desk) == "sealed"
    counted = {"box": box(1), "counted": 3, "scanned": 3, "way": "hand"}
    assert bodies(at_desk, Kind.BOX_COUNTED) == [counted]
    assert bodies(at_desk, Kind.BOX_SEALED)[0]["counted"] == 3


def test_the_question_does_not_say_the_number(at_desk: Words) -> None:
    pack_under(at_desk, 3, seal_rule=SealRule.COUNTED)
    packs(at_desk, 1, 2, 3)
    assert len(shown(at_desk).tubes) == 3
    assert set(asked(at_desk, SEAL).values) == {"box"}
    assert (shown(at_desk).is_blind, shown(at_desk).tubes) == (True, ())


def test_a_wrong_count_seals_nothing(at_desk: Words) -> None:
    counts(at_desk)
    assert at_desk.refuses("2").code == "count_differs"
    assert (status(at_desk), shown(at_desk).is_counting) == ("open", True)
    assert at_desk.accepts("3").code == "box_sealed_now"
    assert [one["counted"] for one in bodies(at_desk, Kind.BOX_COUNTED)] == [2, 3]


def test_the_number_can_come_digit_by_digit_from_the_sheet(at_desk: Words) -> None:
    counts(at_desk, 12)
    assert asked(at_desk, "SPC1").values["digits"] == "1"
    assert asked(at_desk, "SPC3").values["digits"] == "13"
    assert asked(at_desk, str(Command.UNDO)).values["digits"] == "1"
    assert asked(at_desk, "SPC2").values["digits"] == "12"
    assert shown(at_desk).digits == "12"
    assert at_desk.accepts(YES).code == "box_sealed_now"


def test_the_seal_key_confirms_the_digits_too(at_desk: Words) -> None:
    counts(at_desk)
    asked(at_desk, "SPC3")
    assert at_desk.accepts(SEAL).code == "box_sealed_now"


def test_confirming_nothing_asks_again(at_desk: Words) -> None:
    counts(at_desk)
    assert asked(at_desk, YES).code == "count_box"


def test_no_box_holds_a_thousand_tubes(at_desk: Words) -> None:
    counts(at_desk)
    for digit in "123":
        asked(at_desk, f"SPC{digit}")
    assert at_desk.refuses("SPC4").code == "count_too_long"
    assert at_desk.refuses("1234").code == "count_too_long"


@pytest.mark.parametrize("typed", ["３", " 3", "003"])
def test_a_number_is_a_number_however_it_was_typed(at_desk: Words, typed: str) -> None:
    counts(at_desk)
    assert at_desk.accepts(typed).code == "box_sealed_now"


@pytest.mark.parametrize("typed", ["٣", "3.0", "-3", "+3", "三"])
def test_what_is_no_number_changes_nothing(at_desk: Words, typed: str) -> None:
    counts(at_desk)
    at_desk.refuses(typed)
    assert shown(at_desk).is_counting


def test_cancel_forgets_the_count(at_desk: Words) -> None:
    counts(at_desk)
    asked(at_desk, "SPC3")
    at_desk.accepts(NO)
    assert at_desk.refuses("3").code == "no_count_asked"
    assert at_desk.refuses("SPC3").code == "no_count_asked"
    assert at_desk.refuses(YES).code == "nothing_to_confirm"
    assert not shown(at_desk).is_blind


def test_a_count_that_agreed_is_void_when_a_tube_is_taken_out(at_desk: Words) -> None:
    pack_under(at_desk, 3, seal_rule=SealRule.PROVED)
    packs(at_desk, 1, 2, 3)
    asked(at_desk, SEAL)
    assert at_desk.accepts("3").code == "count_agrees"
    assert shown(at_desk).is_counted
    code = TubeCode(tube(3))
    at_desk.desk.perform(lambda at: at_desk.desk.packing.unpack_tube(at, code))
    assert not shown(at_desk).is_counted
    assert asked(at_desk, SEAL).code == "count_box"


def test_a_later_count_that_differs_makes_an_earlier_one_void(at_desk: Words) -> None:
    pack_under(at_desk, 3, seal_rule=SealRule.PROVED)
    packs(at_desk, 1, 2, 3)
    asked(at_desk, SEAL)
    at_desk.accepts("3")
    code = BoxCode(box(1))
    wrong = at_desk.desk.perform(lambda at: at_desk.desk.counting.count_box(at, code, 9))
    assert wrong.code == "count_differs"
    assert not shown(at_desk).is_counted


def test_a_restart_asks_for_the_seal_again(at_desk: Words) -> None:
    counts(at_desk)
    asked(at_desk, "SPC3")
    at_desk.restart()
    at_desk.goes_packing()
    assert at_desk.refuses("SPC3").code == "no_count_asked"


def test_the_seal_code_at_the_desk_turns_to_packing_for_the_count(at_desk: Words) -> None:
    pack_under(at_desk, 1, seal_rule=SealRule.COUNTED)
    packs(at_desk, 1)
    at_desk.goes_collecting()
    assert asked(at_desk, SEAL).code == "count_box"
    assert at_desk.accepts("1").code == "box_sealed_now"


def test_at_the_desk_a_number_is_still_no_code(at_desk: Words) -> None:
    at_desk.accepts(tube(1))
    assert at_desk.refuses("3").code == "scan_not_understood"
    assert at_desk.refuses("SPC3").code == "no_count_asked"
    at_desk.accepts(person(1))


def test_an_empty_box_is_not_counted(at_desk: Words) -> None:
    pack_under(at_desk, 1, seal_rule=SealRule.COUNTED)
    assert at_desk.refuses(SEAL).code == "box_empty"


def test_a_plain_round_seals_at_once(at_desk: Words) -> None:
    pack_under(at_desk, 1)
    packs(at_desk, 1)
    assert at_desk.accepts(SEAL).code == "box_sealed_now"
    assert bodies(at_desk, Kind.BOX_SEALED)[0]["counted"] is None
