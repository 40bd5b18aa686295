"""Scripts of a count that stays blind: nothing on the way says how many tubes there are."""

from __future__ import annotations

import pytest

from samplepoint.domain.codes import BoxCode, TubeCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Outcome, Verdict
from samplepoint.domain.own_codes import Command
from samplepoint.domain.readings import Quality, Reading, Source
from samplepoint.domain.rounds import SealRule
from samplepoint.services.desk import Activity
from samplepoint.storage import derivation
from samplepoint.storage.schema import DERIVED
from tests.desk.boxing import asked, bodies, pack_under, packs, shown, status
from tests.desk.words import Words, box, tube

SEAL, YES, NO = str(Command.SEAL_BOX), str(Command.CONFIRM), str(Command.CANCEL)
UNDO, OUT = str(Command.UNDO), str(Command.UNPACK_TUBE)


def counts(words: Words, tubes: int = 3, rule: SealRule = SealRule.COUNTED) -> None:
    """Pack all tubes but the last one and ask for the seal."""
    pack_under(words, tubes + 1, seal_rule=rule)
    packs(words, *range(1, tubes + 1))
    assert asked(words, SEAL).code == "count_box"


def differs_twice(words: Words, first: str = "4", second: str = "5") -> Outcome:
    """Count three tubes wrong, and wrong again."""
    words.refuses(first)
    return words.refuses(second)


def tells_a_number(outcome: Outcome) -> bool:
    """Tell whether an answer says how many tubes the box has."""
    return "tubes" in outcome.values or "scanned" in outcome.values


# -- the first and the second count ---------------------------------------------------------------


def test_a_first_difference_does_not_say_what_was_scanned(at_desk: Words) -> None:
    counts(at_desk)
    answer = at_desk.refuses("4")
    assert answer.code == "count_differs"
    assert answer.values == {"box": box(1), "counted": 4}
    assert (shown(at_desk).is_counting, shown(at_desk).tubes) == (True, ())
    assert shown(at_desk).attempts == 1


def test_a_second_blind_count_that_agrees_seals(at_desk: Words) -> None:
    counts(at_desk)
    at_desk.refuses("4")
    assert at_desk.accepts("3").code == "box_sealed_now"
    assert [one["counted"] for one in bodies(at_desk, Kind.BOX_COUNTED)] == [4, 3]


@pytest.mark.parametrize("second", ["5", "4"])
def test_a_second_difference_names_both_counts_and_shows_the_tubes(
    at_desk: Words, second: str
) -> None:
    counts(at_desk)
    answer = differs_twice(at_desk, "4", second)
    assert answer.code == "count_differs_again"
    assert answer.values == {"box": box(1), "first": 4, "counted": int(second), "scanned": 3}
    seen = shown(at_desk)
    assert (seen.is_blind, len(seen.tubes), status(at_desk)) == (False, 3, "open")
    assert seen.is_check_asked
    at_desk.restart()
    at_desk.goes_packing()
    assert shown(at_desk).is_check_asked


def test_every_count_is_on_record(at_desk: Words) -> None:
    counts(at_desk)
    differs_twice(at_desk)
    said = [
        (one["way"], one["counted"], one["scanned"]) for one in bodies(at_desk, Kind.BOX_COUNTED)
    ]
    assert said == [("hand", 4, 3), ("hand", 5, 3)]


def test_a_number_that_was_told_cannot_simply_be_repeated(at_desk: Words) -> None:
    counts(at_desk)
    differs_twice(at_desk)
    assert asked(at_desk, SEAL).code == "check_tubes"
    assert at_desk.refuses("3").code == "no_count_asked"
    code = BoxCode(box(1))
    told = at_desk.desk.perform(lambda at: at_desk.desk.counting.count_box(at, code, 3))
    assert (told.code, told.verdict) == ("check_tubes", Verdict.REFUSED)
    assert status(at_desk) == "open"


def test_one_tube_taken_out_or_put_in_begins_a_new_blind_count(at_desk: Words) -> None:
    counts(at_desk)
    differs_twice(at_desk)
    packs(at_desk, 4)
    assert asked(at_desk, SEAL).code == "count_box"
    assert shown(at_desk).attempts == 0
    assert set(at_desk.refuses("3").values) == {"box", "counted"}
    assert at_desk.accepts("4").code == "box_sealed_now"


def test_a_restart_between_two_counts_forgets_neither(at_desk: Words) -> None:
    counts(at_desk)
    at_desk.refuses("4")
    at_desk.restart()
    at_desk.goes_packing()
    assert asked(at_desk, SEAL).code == "count_box"
    assert at_desk.refuses("5").values["first"] == 4
    at_desk.restart()
    at_desk.goes_packing()
    assert asked(at_desk, SEAL).code == "check_tubes"


def test_counts_and_checks_come_back_from_the_facts_alone(at_desk: Words) -> None:
    counts(at_desk, rule=SealRule.PROVED)
    differs_twice(at_desk)
    asked(at_desk, box(1))
    packs_again(at_desk, 1, 2, 3)
    at_desk.scan(YES)
    at_desk.scan("3")
    execute = at_desk.book.db.conn.execute
    before = [execute(f"SELECT * FROM {table}").fetchall() for table in DERIVED]
    derivation.rebuild(at_desk.book.db)
    assert [execute(f"SELECT * FROM {table}").fetchall() for table in DERIVED] == before


# -- nothing says the number ----------------------------------------------------------------------


def test_the_box_scanned_again_tells_no_number(at_desk: Words) -> None:
    counts(at_desk)
    asked(at_desk, "SPC3")
    again = asked(at_desk, box(1))
    assert again.code == "count_box"
    assert not tells_a_number(again)
    assert shown(at_desk).digits == "3", "what was entered stays"


def test_a_tube_found_meanwhile_goes_in_and_the_count_begins_anew(at_desk: Words) -> None:
    counts(at_desk)
    asked(at_desk, "SPC3")
    found = at_desk.accepts(tube(4))
    assert found.code == "count_tube_added"
    assert not tells_a_number(found)
    assert (shown(at_desk).is_counting, shown(at_desk).digits) == (True, "")
    assert at_desk.accepts("4").code == "box_sealed_now"


def test_a_tube_of_the_box_scanned_meanwhile_is_no_part_of_the_number(at_desk: Words) -> None:
    counts(at_desk)
    asked(at_desk, "SPC3")
    assert not tells_a_number(at_desk.ignores(tube(1)))
    assert shown(at_desk).digits == "3"
    assert at_desk.accepts(YES).code == "box_sealed_now"


@pytest.mark.parametrize("code", [UNDO, OUT])
def test_nothing_is_taken_out_while_it_is_counted(at_desk: Words, code: str) -> None:
    counts(at_desk)
    assert asked(at_desk, code).code == "count_box"
    assert len(at_desk.station.queries.tubes_in(BoxCode(box(1)))) == 3


def test_turning_to_the_desk_leaves_the_box_blind(at_desk: Words) -> None:
    counts(at_desk)
    asked(at_desk, "SPC3")
    at_desk.desk.go_to(Activity.COLLECTING)
    seen = shown(at_desk)
    assert (seen.is_blind, seen.tubes, seen.in_bag) == (True, (), 0)
    at_desk.desk.go_to(Activity.PACKING)
    assert at_desk.accepts(YES).code == "box_sealed_now"


# -- how a number is entered ----------------------------------------------------------------------


def typed(words: Words, text: str, source: Source = Source.WEDGE) -> Outcome:
    """Type with pauses, as a hand does, and press Enter."""
    return words.desk.take(Reading(text, source, Quality.GAP))


def test_enter_confirms_a_number_typed_by_hand(at_desk: Words) -> None:
    counts(at_desk, 12)
    assert typed(at_desk, "12").code == "box_sealed_now"


def test_a_hand_typed_number_that_differs_is_a_count_like_any_other(at_desk: Words) -> None:
    counts(at_desk)
    assert typed(at_desk, "7").code == "count_differs"


def test_a_broken_number_of_a_serial_scanner_waits_for_confirming(at_desk: Words) -> None:
    counts(at_desk)
    assert typed(at_desk, "3", Source.SERIAL).code == "count_digits"
    assert status(at_desk) == "open"
    assert at_desk.accepts(YES).code == "box_sealed_now"


@pytest.mark.parametrize("text", ["1T0000000002", "12T0000000002", "T00000000"])
def test_a_scan_in_the_middle_of_typing_is_no_number(at_desk: Words, text: str) -> None:
    counts(at_desk)
    outcome = typed(at_desk, text)
    assert outcome.verdict is Verdict.REFUSED
    assert bodies(at_desk, Kind.BOX_COUNTED) == []
    assert shown(at_desk).digits == ""


def test_a_number_typed_after_printed_digits_is_shown_first(at_desk: Words) -> None:
    counts(at_desk)
    asked(at_desk, "SPC1")
    assert asked(at_desk, "3").values["digits"] == "3"
    assert at_desk.accepts(YES).code == "box_sealed_now"


@pytest.mark.parametrize("text", ["0", "00", "000", "０"])
def test_nobody_counts_no_tubes(at_desk: Words, text: str) -> None:
    counts(at_desk)
    assert at_desk.refuses(text).code == "count_zero"
    assert bodies(at_desk, Kind.BOX_COUNTED) == []
    assert at_desk.accepts("3").code == "box_sealed_now"


def test_zero_from_the_sheet_is_refused_too(at_desk: Words) -> None:
    counts(at_desk)
    asked(at_desk, "SPC0")
    assert at_desk.refuses(YES).code == "count_zero"
    assert (shown(at_desk).is_counting, shown(at_desk).digits) == (True, "")


@pytest.mark.parametrize("text", ["1000", "99999", "１２３４", "123456"])
def test_no_box_holds_so_many(at_desk: Words, text: str) -> None:
    counts(at_desk)
    assert at_desk.refuses(text).code == "count_too_long"
    assert typed(at_desk, text).code == "count_too_long"
    assert shown(at_desk).is_counting


@pytest.mark.parametrize("text", ["ABC", "三", "٣", "3.0", "-3", "+3", "三管", "1O"])
def test_what_is_no_number_is_said_to_be_none(at_desk: Words, text: str) -> None:
    counts(at_desk)
    assert at_desk.refuses(text).code == "count_unreadable"
    assert shown(at_desk).is_counting


@pytest.mark.parametrize("text", ["３", "00３", " 3 "])
def test_full_width_digits_are_digits(at_desk: Words, text: str) -> None:
    counts(at_desk)
    assert at_desk.accepts(text).code == "box_sealed_now"


# -- every tube scanned again ---------------------------------------------------------------------


def packs_again(words: Words, *tubes: int) -> None:
    """Scan tubes of which nothing may be stored before the end."""
    before = words.truth()
    for number in tubes:
        assert words.accepts(tube(number)).code == "proof_tube"
    assert words.truth() == before


def checks(words: Words, *tubes: int) -> None:
    """Count wrong twice, take up the box and scan tubes with the list hidden."""
    counts(words)
    differs_twice(words)
    assert asked(words, box(1)).code == "rescan_begun"
    packs_again(words, *tubes)


def test_who_counted_may_scan_every_tube_again_without_the_list(at_desk: Words) -> None:
    checks(at_desk, 1, 2)
    seen = shown(at_desk)
    assert (seen.is_blind, seen.tubes, seen.is_rescan, seen.proof_scanned) == (True, (), True, 2)
    assert at_desk.ignores(box(1)).code == "proof_begun_already"


def test_missing_and_extra_tubes_are_named(at_desk: Words) -> None:
    checks(at_desk, 1, 3, 4)
    answer = at_desk.refuses(SEAL)
    assert answer.code == "rescan_differs"
    assert (answer.values["missing"], answer.values["missing_count"]) == (tube(2), 1)
    assert (answer.values["extra"], answer.values["extra_count"]) == (tube(4), 1)
    fact = bodies(at_desk, Kind.BOX_RESCANNED)[0]
    assert (fact["way"], fact["missing"], fact["extra"]) == ("scan", [tube(2)], [tube(4)])
    assert (shown(at_desk).is_blind, shown(at_desk).missing) == (False, (tube(2),))


def test_what_is_missing_comes_out_of_the_list_when_somebody_says_so(at_desk: Words) -> None:
    checks(at_desk, 1, 3, 4)
    at_desk.refuses(YES)
    out = at_desk.accepts(YES)
    assert (out.code, out.values["removed"]) == ("missing_taken_out", tube(2))
    packs(at_desk, 4)
    assert asked(at_desk, SEAL).code == "count_box"
    assert at_desk.accepts("3").code == "box_sealed_now"


def test_the_key_that_takes_out_takes_what_is_missing_too(at_desk: Words) -> None:
    checks(at_desk, 1, 3)
    at_desk.refuses(SEAL)
    assert asked(at_desk, OUT).code == "take_missing_out"
    assert at_desk.accepts(SEAL).code == "missing_taken_out"


def test_equal_scans_ask_for_one_more_blind_count(at_desk: Words) -> None:
    checks(at_desk, 3, 1, 2)
    answer = at_desk.scan(SEAL)
    assert (answer.verdict, answer.code) == (Verdict.NEEDS, "rescan_agrees")
    assert (status(at_desk), shown(at_desk).is_counting) == ("open", True)
    assert at_desk.refuses("4").code == "count_differs"
    assert at_desk.accepts("3").code == "box_sealed_now"


def test_counted_by_hand_and_scanned_again_are_different_facts(at_desk: Words) -> None:
    checks(at_desk, 1, 2, 3)
    at_desk.scan(YES)
    row = at_desk.station.queries.box(BoxCode(box(1)), "R1")
    assert row is not None
    assert not row.is_counted, "a scan is no count by hand"
    at_desk.accepts("3")
    assert [one["way"] for one in bodies(at_desk, Kind.BOX_COUNTED)] == ["hand"] * 3
    assert [one["way"] for one in bodies(at_desk, Kind.BOX_RESCANNED)] == ["scan"]


def test_a_check_can_be_cancelled_and_is_asked_for_again(at_desk: Words) -> None:
    checks(at_desk, 1)
    at_desk.accepts(NO)
    assert not shown(at_desk).is_blind
    assert asked(at_desk, SEAL).code == "check_tubes"
    assert asked(at_desk, box(1)).code == "rescan_begun"


def test_nothing_counts_of_a_check_after_a_restart(at_desk: Words) -> None:
    checks(at_desk, 1, 2)
    at_desk.restart()
    at_desk.goes_packing()
    assert asked(at_desk, SEAL).code == "check_tubes"
    assert asked(at_desk, box(1)).code == "rescan_begun"
    packs_again(at_desk, 1, 2, 3)
    assert at_desk.scan(YES).code == "rescan_agrees"


def test_a_counted_box_that_is_changed_says_that_its_count_is_void(at_desk: Words) -> None:
    counts(at_desk, rule=SealRule.PROVED)
    at_desk.accepts("3")
    added = at_desk.accepts(tube(4))
    assert [notice.code for notice in added.notices] == ["count_is_void"]
    code = TubeCode(tube(4))
    asked(at_desk, SEAL)
    at_desk.accepts("4")
    taken = at_desk.desk.perform(lambda at: at_desk.desk.packing.unpack_tube(at, code))
    assert [notice.code for notice in taken.notices] == ["count_is_void"]
