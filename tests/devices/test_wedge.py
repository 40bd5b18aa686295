"""Bursts of key strokes as scanners and hands make them, and the readings that must come out."""

from __future__ import annotations

import pytest

from samplepoint.devices.wedge import (
    Stall,
    Stroke,
    StrokeClock,
    Suffix,
    WedgeDecoder,
    WedgeSettings,
)
from samplepoint.domain.readings import Quality, Reading, Source
from tests.devices.bursts import CARD, TUBE, burst, gap, good, play

BY_SILENCE = WedgeSettings(suffix=Suffix.SILENCE)


# What ends a code ------------------------------------------------------------------------------


@pytest.mark.parametrize("key_ms", [0.0, 1.0, 5.0, 16.0, 30.0])
@pytest.mark.parametrize("end", ["\r", "\n", "\t", "\r\n", "\t\r"])
def test_a_scan_at_any_pace_ends_with_its_end_key(key_ms: float, end: str) -> None:
    assert play(WedgeDecoder(), burst(TUBE + end, key_ms=key_ms)) == good(TUBE)


def test_crlf_in_one_key_event_ends_a_code_once() -> None:
    strokes = [*burst(TUBE), Stroke("\r\n", 1080.0)]
    assert play(WedgeDecoder(), strokes) == good(TUBE)


def test_end_keys_alone_yield_nothing() -> None:
    assert play(WedgeDecoder(), burst("\r\n\t\r\r\n")) == []


def test_codes_that_follow_each_other_at_once_stay_apart() -> None:
    assert play(WedgeDecoder(), burst(f"{TUBE}\r{CARD}\r", key_ms=1)) == good(TUBE, CARD)


def test_two_codes_without_an_end_key_between_come_out_as_one() -> None:
    assert play(WedgeDecoder(), burst(f"{TUBE}{CARD}\r")) == good(TUBE + CARD)


def test_the_source_is_carried() -> None:
    decoder = WedgeDecoder(source=Source.REPLAY)
    assert play(decoder, burst("A1\r")) == [Reading("A1", Source.REPLAY)]


# What a stroke may hold ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "11111111111111111111",
        "sjz0001234500",
        "SJZ０００１２３４５００",  # a Chinese input method on full width
        "0104912345123459\x1d10ABC\x1c21",
        "张三\U00020bb7",
        "\U00020bb7",
        "A B  C ",
        "\x00\x1b\x7f",
        "١٢٣٤٥",
    ],
    ids=[
        "repeated digits",
        "caps lock",
        "full width",
        "gs1",
        "rare",
        "pair",
        "blanks",
        "control",
        "arabic",
    ],
)
def test_every_character_comes_out_as_it_came(text: str) -> None:
    assert play(WedgeDecoder(), burst(text + "\r")) == good(text)


def test_modifiers_are_no_characters() -> None:
    strokes = [Stroke("", 990.0), *burst("A1"), Stroke("", 1006.0), Stroke("\r", 1010.0)]
    assert play(WedgeDecoder(), strokes) == good("A1")


def test_a_modifier_does_not_hide_a_pause() -> None:
    strokes = [Stroke("A", 0.0), Stroke("", 100.0), Stroke("1", 200.0), Stroke("\r", 205.0)]
    assert play(WedgeDecoder(), strokes) == gap("A1")


@pytest.mark.parametrize("identifier", ["]C0", "]C1", "]Q1", "]d2", "]E0", "]A0", "]c0"])
def test_a_symbology_identifier_is_taken_off(identifier: str) -> None:
    assert play(WedgeDecoder(), burst(f"{identifier}{TUBE}\r")) == good(TUBE)


def test_a_bracket_elsewhere_is_no_identifier() -> None:
    assert play(WedgeDecoder(), burst("A]C0B\r]9X1\r")) == good("A]C0B", "]9X1")


# Prefix ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("head", ["~s", "~S", "~s]C1", "]C1~s"])
def test_the_prefix_is_taken_off_around_an_identifier_and_in_flipped_case(head: str) -> None:
    decoder = WedgeDecoder(WedgeSettings(prefix="~s"))
    assert play(decoder, burst(f"{head}{TUBE}\r")) == good(TUBE)


def test_the_prefix_is_taken_off_once() -> None:
    decoder = WedgeDecoder(WedgeSettings(prefix="~"))
    assert play(decoder, burst("~A1~A2\r~~B\r")) == good("A1~A2", "~B")


@pytest.mark.parametrize("typed", ["sA123", "A123", "123"])
def test_a_code_without_its_prefix_has_lost_its_head(typed: str) -> None:
    decoder = WedgeDecoder(WedgeSettings(prefix="~s"))
    assert play(decoder, burst(typed + "\r")) == gap(typed)


@pytest.mark.parametrize("typed", ["~", "~]C1"])
def test_a_prefix_with_nothing_behind_it_is_asked_for_again(typed: str) -> None:
    decoder = WedgeDecoder(WedgeSettings(prefix="~"))
    assert play(decoder, burst(typed + "\r")) == gap("")


# Pauses, with an end key -----------------------------------------------------------------------


def test_a_pause_never_trims_a_code() -> None:
    strokes = [*burst(CARD[:6]), *burst(CARD[6:] + "\r", start_ms=4000.0)]
    assert play(WedgeDecoder(), strokes) == gap(CARD)


@pytest.mark.parametrize("pause_ms", [31.0, 119.0])
def test_a_short_stumble_is_still_one_good_code(pause_ms: float) -> None:
    strokes = [*burst("AB", key_ms=0), *burst("CD\r", start_ms=1000.0 + pause_ms)]
    assert play(WedgeDecoder(), strokes) == good("ABCD")


@pytest.mark.parametrize("place", range(1, len(TUBE) + 1))
def test_a_pause_anywhere_makes_the_whole_code_suspect(place: int) -> None:
    text = TUBE + "\r"
    strokes = [*burst(text[:place]), *burst(text[place:], start_ms=1500.0)]
    assert play(WedgeDecoder(), strokes) == gap(TUBE)


def test_half_a_code_and_the_next_scan_come_out_together_as_suspect() -> None:
    decoder = WedgeDecoder()
    assert play(decoder, burst(TUBE[:7])) == []
    assert decoder.idle(1029.0 + 1500.0) is None
    assert decoder.idle(1030.0 + 1500.0) == Stall(7)
    assert play(decoder, burst(TUBE + "\r", start_ms=9000.0)) == gap(TUBE[:7] + TUBE)
    assert play(decoder, burst(TUBE + "\r", start_ms=12000.0)) == good(TUBE)


def test_a_stall_is_told_once_for_each_quiet_time() -> None:
    decoder = WedgeDecoder()
    play(decoder, burst("AB", key_ms=0))
    told = [decoder.idle(now) for now in (2400.0, 2500.0, 3000.0, 60_000.0)]
    assert told == [None, Stall(2), None, None]
    play(decoder, burst("CD", start_ms=61_000.0, key_ms=0))
    assert [decoder.idle(now) for now in (61_001.0, 62_500.0, 63_000.0)] == [None, Stall(4), None]


def test_a_stall_makes_the_code_suspect_even_where_the_clock_saw_no_pause() -> None:
    decoder = WedgeDecoder()
    play(decoder, burst("AB"))
    assert decoder.idle(9000.0) == Stall(2)
    assert play(decoder, burst("CD\r", start_ms=1010.0)) == gap("ABCD")


def test_nothing_pending_is_no_stall() -> None:
    decoder = WedgeDecoder()
    assert decoder.idle(9000.0) is None
    play(decoder, burst("AB\r"))
    assert decoder.idle(9000.0) is None


def test_a_code_that_a_hand_types_is_suspect() -> None:
    assert play(WedgeDecoder(), burst(CARD + "\r", key_ms=180.0)) == gap(CARD)


def test_a_hand_that_types_into_a_scan_makes_it_suspect() -> None:
    strokes = [Stroke("q", 400.0), *burst(CARD + "\r")]
    assert play(WedgeDecoder(), strokes) == gap("q" + CARD)
    strokes = sorted(
        [*burst(CARD), Stroke("w", 1041.0), Stroke("\r", 1300.0)], key=lambda s: s.at_ms
    )
    assert [r.quality for r in play(WedgeDecoder(), strokes)] == [Quality.GAP]


# Pauses, without an end key --------------------------------------------------------------------


def test_silence_ends_a_code() -> None:
    decoder = WedgeDecoder(BY_SILENCE)
    assert play(decoder, burst(TUBE, key_ms=10)) == []
    last = 1000.0 + 10 * (len(TUBE) - 1)
    assert decoder.idle(last + 199.0) is None
    assert decoder.idle(last + 200.0) == Reading(TUBE)
    assert decoder.idle(last + 5000.0) is None


def test_silence_ends_a_code_when_no_timer_came_in_time() -> None:
    decoder = WedgeDecoder(BY_SILENCE)
    strokes = [*burst(TUBE), *burst(CARD, start_ms=3000.0)]
    assert play(decoder, strokes) == good(TUBE)
    assert decoder.idle(4000.0) == Reading(CARD)


def test_an_end_key_ends_a_code_there_too() -> None:
    decoder = WedgeDecoder(BY_SILENCE)
    assert play(decoder, burst(f"{TUBE}\r{CARD}\r")) == good(TUBE, CARD)


@pytest.mark.parametrize("pause_ms", [201.0, 400.0, 599.0])
def test_what_resumes_soon_after_a_silence_may_be_a_tail_and_is_suspect(pause_ms: float) -> None:
    decoder = WedgeDecoder(BY_SILENCE)
    head = play(decoder, [*burst("ABC", key_ms=0), *burst("12345", start_ms=1000.0 + pause_ms)])
    tail = decoder.idle(9000.0)
    assert head == good("ABC")
    assert tail == Reading("12345", quality=Quality.GAP)


def test_a_tail_in_three_pieces_stays_suspect() -> None:
    decoder = WedgeDecoder(BY_SILENCE)
    strokes = [*burst("A1"), *burst("B2", start_ms=1300.0), *burst("C3", start_ms=1600.0)]
    assert play(decoder, strokes) == [*good("A1"), *gap("B2")]
    assert decoder.idle(9000.0) == Reading("C3", quality=Quality.GAP)


def test_a_pause_below_the_silence_joins_and_is_suspect() -> None:
    decoder = WedgeDecoder(BY_SILENCE)
    play(decoder, [*burst("AB", key_ms=0), *burst("CD", start_ms=1150.0)])
    assert decoder.idle(9000.0) == Reading("ABCD", quality=Quality.GAP)


# Clocks ----------------------------------------------------------------------------------------


def test_the_clock_wrapping_is_no_pause() -> None:
    start = 2**32 - 20.0
    strokes = [Stroke(s.text, s.at_ms % 2**32) for s in burst(CARD + "\r", start_ms=start)]
    assert strokes[-1].at_ms < strokes[0].at_ms
    assert play(WedgeDecoder(), strokes) == good(CARD)


@pytest.mark.parametrize("settings", [WedgeSettings(), BY_SILENCE], ids=["end key", "silence"])
def test_a_clock_that_jumps_backwards_makes_the_code_suspect_and_ends_nothing(
    settings: WedgeSettings,
) -> None:
    strokes = [*burst("ABC", start_ms=90_000.0), *burst("DEF\r", start_ms=1000.0)]
    assert play(WedgeDecoder(settings), strokes) == gap("ABCDEF")


def test_a_jump_between_codes_harms_nothing() -> None:
    strokes = [*burst(TUBE + "\r", start_ms=90_000.0), *burst(CARD + "\r", start_ms=1000.0)]
    assert play(WedgeDecoder(), strokes) == good(TUBE, CARD)


def test_a_timer_behind_the_strokes_is_no_quiet_time() -> None:
    decoder = WedgeDecoder(BY_SILENCE)
    play(decoder, burst(TUBE))
    assert decoder.idle(500.0) is None
    assert decoder.pending == len(TUBE)


def test_the_strokes_clock_runs_on_between_strokes_and_never_ahead() -> None:
    clock = StrokeClock()
    clock.stamp(stroke_ms=5000.0, own_ms=70_000.0)
    assert clock.now_ms(own_ms=70_250.0) == 5250.0
    clock.stamp(stroke_ms=5100.0, own_ms=70_900.0)  # delivered late
    assert clock.now_ms(own_ms=70_950.0) == 5150.0


# Length ----------------------------------------------------------------------------------------


def test_ten_thousand_characters_are_counted_but_not_kept() -> None:
    decoder = WedgeDecoder()
    assert play(decoder, burst("9" * 10_000, key_ms=1)) == []
    assert decoder.pending == 10_000
    assert len(decoder._kept) == decoder.settings.max_length  # noqa: SLF001 - the bound itself
    assert play(decoder, [Stroke("\r", 11_000.0)]) == [Reading("9" * 512, quality=Quality.OVERLONG)]
    assert play(decoder, burst("A1\r", start_ms=20_000.0)) == good("A1")


def test_the_longest_code_that_is_kept_whole() -> None:
    settings = WedgeSettings(max_length=4)
    assert play(WedgeDecoder(settings), burst("ABCD\r")) == good("ABCD")
    overlong = Reading("ABCD", quality=Quality.OVERLONG)
    assert play(WedgeDecoder(settings), burst("ABCDE\r")) == [overlong]
    assert play(WedgeDecoder(settings), [Stroke("ABCDE", 1.0), Stroke("\r", 2.0)]) == [overlong]


# Forgetting ------------------------------------------------------------------------------------


def test_a_reset_forgets_what_waits() -> None:
    decoder = WedgeDecoder()
    play(decoder, burst(TUBE))
    decoder.reset()
    assert decoder.pending == 0
    assert play(decoder, burst(CARD + "\r", start_ms=3000.0)) == good(CARD)


def test_the_tail_of_a_scan_that_a_reset_cut_is_suspect() -> None:
    decoder = WedgeDecoder()
    play(decoder, burst(TUBE[:5]))
    decoder.reset()
    assert play(decoder, burst(TUBE[5:] + "\r", start_ms=1025.0)) == gap(TUBE[5:])


def test_after_a_reset_a_clock_that_jumped_cannot_tell_a_tail_from_a_code() -> None:
    decoder = WedgeDecoder()
    play(decoder, burst(TUBE[:5], start_ms=90_000.0))
    decoder.reset()
    assert play(decoder, burst(TUBE[5:] + "\r", start_ms=1000.0)) == gap(TUBE[5:])


def test_a_reset_between_codes_spoils_nothing() -> None:
    decoder = WedgeDecoder()
    play(decoder, burst(TUBE + "\r"))
    decoder.reset()
    assert play(decoder, burst(CARD + "\r", start_ms=1100.0)) == good(CARD)


def test_the_tail_of_a_scan_whose_head_went_to_a_form_is_suspect() -> None:
    decoder = WedgeDecoder()
    for stroke in burst(TUBE[:5]):
        decoder.passed_by(stroke)
    assert play(decoder, burst(TUBE[5:] + "\r", start_ms=1025.0)) == gap(TUBE[5:])
    assert play(decoder, burst(CARD + "\r", start_ms=1200.0)) == good(CARD)


def test_the_end_key_of_a_scan_whose_rest_went_to_a_form_closes_it() -> None:
    decoder = WedgeDecoder()
    for stroke in burst(TUBE):
        decoder.passed_by(stroke)
    assert play(decoder, burst(f"\r{CARD}\r", start_ms=1070.0)) == good(CARD)


@pytest.mark.parametrize(("typed", "later_ms"), [("name\r", 1030.0), ("name", 1700.0)])
def test_typing_in_a_form_spoils_no_later_scan(typed: str, later_ms: float) -> None:
    decoder = WedgeDecoder()
    for stroke in [*burst(typed), Stroke("", 1025.0)]:
        decoder.passed_by(stroke)
    assert play(decoder, burst(CARD + "\r", start_ms=later_ms)) == good(CARD)


def test_what_waits_is_forgotten_when_a_form_takes_the_keys_but_not_for_a_modifier() -> None:
    decoder = WedgeDecoder()
    play(decoder, burst("ABC"))
    decoder.passed_by(Stroke("", 1015.0))
    assert decoder.pending == 3
    decoder.passed_by(Stroke("D", 1015.0))
    assert decoder.pending == 0
