"""A card reader with Tabs between its fields, beside scanners that end their codes with Tab."""

from __future__ import annotations

import pytest

from samplepoint.devices.wedge import Stall, WedgeDecoder, WedgeSettings
from samplepoint.domain.field_maps import parse_map
from tests.devices.bursts import CARD, TUBE, burst, gap, good, play

NAME_FIRST = WedgeSettings(line=parse_map("tab name,sex,ethnicity,birth,address,number"))
NUMBER_FIRST = WedgeSettings(line=parse_map("tab number,name"))
LINE = f"张三\t男\t汉\t19900101\t某省某市 1 号\t{CARD}"


@pytest.mark.parametrize("end", ["\r", "\t\r", "\r\n", "\t"])
def test_a_line_with_tabs_comes_out_whole(end: str) -> None:
    assert play(WedgeDecoder(NAME_FIRST), burst(LINE + end)) == good(LINE)


def test_its_number_may_stand_first() -> None:
    line = f"{CARD}\t张三"
    assert play(WedgeDecoder(NUMBER_FIRST), burst(line + "\r")) == good(line)


@pytest.mark.parametrize("text", [TUBE, CARD, "BX001104", "SPB" + "0" * 20, "SPCCLOSE", "3", "?1"])
def test_tab_still_ends_what_is_no_beginning_of_such_a_line(text: str) -> None:
    assert play(WedgeDecoder(NAME_FIRST), burst(f"{text}\t{text}\t")) == good(text, text)


def test_tab_ends_every_code_where_no_map_says_otherwise() -> None:
    by_comma = WedgeSettings(line=parse_map("name,sex,ethnicity,birth,address,number"))
    for settings in (WedgeSettings(), by_comma):
        assert len(play(WedgeDecoder(settings), burst(LINE + "\r"))) == 6


def test_a_number_that_may_go_on_waits_for_enter_and_is_never_cut_at_a_pause() -> None:
    decoder = WedgeDecoder(NUMBER_FIRST)
    assert play(decoder, burst(CARD + "\t")) == []
    assert decoder.idle(60_000.0) == Stall(len(CARD) + 1)
    assert play(decoder, burst("张三\r", start_ms=70_000.0)) == gap(f"{CARD}\t张三")


def test_a_pause_inside_such_a_line_is_told() -> None:
    head, tail = LINE[:9], LINE[9:]
    strokes = burst(head) + burst(tail + "\r", start_ms=5_000.0)
    assert play(WedgeDecoder(NAME_FIRST), strokes) == gap(LINE)


def test_what_goes_on_after_the_last_field_is_another_code() -> None:
    strokes = burst(f"{LINE}\t{TUBE}\t")
    assert play(WedgeDecoder(NAME_FIRST), strokes) == good(LINE, TUBE)


def test_a_tab_that_a_hand_presses_alone_begins_nothing() -> None:
    decoder = WedgeDecoder(NAME_FIRST)
    assert play(decoder, burst("\t\t")) == []
    assert decoder.pending == 0
