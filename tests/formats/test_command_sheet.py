"""The command sheet: every code readable, no scan can hit two, every word on it."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import hypot

import pytest
import zxingcpp
from PIL import Image

from samplepoint.domain.own_codes import SEATS, Command, seat_code
from samplepoint.errors import Refusal
from samplepoint.formats.command_sheet import SheetItem, SheetWords, command_sheet
from samplepoint.formats.paper import Box
from samplepoint.formats.symbols import code128_modules
from tests.formats.printed_pages import (
    PRINTED_AT,
    PRINTER_DPI,
    pages_of,
    second_opinion,
    symbols_on,
    text_layer,
    texts_on,
)

WORDS = SheetWords(
    title="指令码",
    seats_title="席位码",
    sentence="扫一下，等于按一下旁边的键。",
    place="第二轮 · 西古城社区",
    foot="请按 100 % 打印",
)
COMMANDS = [
    SheetItem(str(command), f"指令{number}", command.name.title(), f"F{number}")
    for number, command in enumerate(list(Command)[:14], start=1)
]
AT_PACKING = [SheetItem(str(one), f"数字 {one.digit}", "Digit", "") for one in list(Command)[14:]]
SEAT_ITEMS = [SheetItem(seat_code(seat), f"{seat} 台", f"Desk {seat}", "") for seat in SEATS]
CLOSEST_MM = 15.0
SHORTEST_MM = 15.0
NARROWEST_MODULE_MM = 0.33
_MM = 25.4 / PRINTER_DPI


@pytest.fixture(scope="module", params=[None, "练习"], ids=["real", "practice"])
def sheet(request: pytest.FixtureRequest) -> bytes:
    return command_sheet(WORDS, COMMANDS, SEAT_ITEMS, created_at=PRINTED_AT, practice=request.param)


def test_every_code_is_read_once(sheet: bytes) -> None:
    commands, seats = pages_of(sheet)
    assert texts_on(commands) == Counter(item.code for item in COMMANDS)
    assert texts_on(seats) == Counter(item.code for item in SEAT_ITEMS)


def test_a_second_reader_reads_the_same(sheet: bytes) -> None:
    commands, seats = pages_of(sheet)
    assert second_opinion(commands) == Counter(item.code for item in COMMANDS)
    assert second_opinion(seats) == Counter(item.code for item in SEAT_ITEMS)


def test_no_scan_can_hit_two_symbols(sheet: bytes) -> None:
    for page in pages_of(sheet):
        boxes = [_bars_mm(page, symbol) for symbol in symbols_on(page)]
        assert min(_apart_mm(one, other) for one, other in combinations(boxes, 2)) >= CLOSEST_MM


def test_bars_are_large_enough_for_a_gloved_hand(sheet: bytes) -> None:
    for page in pages_of(sheet):
        for symbol in symbols_on(page):
            bars = _bars_mm(page, symbol)
            assert bars.height_mm >= SHORTEST_MM
            assert bars.width_mm / len(code128_modules(symbol.text)) >= NARROWEST_MODULE_MM


def test_every_word_is_in_the_text_layer(sheet: bytes) -> None:
    layer = text_layer(sheet)
    for item in (*COMMANDS, *SEAT_ITEMS):
        assert all(word in layer for word in (item.code, item.title, item.subtitle, item.key))
    for word in (WORDS.title, WORDS.seats_title, WORDS.sentence, WORDS.place, WORDS.foot):
        assert word in layer


@pytest.mark.parametrize("practice", [None, "练习"])
def test_the_same_input_gives_the_same_bytes(practice: str | None) -> None:
    one, other = (
        command_sheet(WORDS, COMMANDS, SEAT_ITEMS, created_at=PRINTED_AT, practice=practice)
        for _ in range(2)
    )
    assert one == other


def test_fifteen_commands_take_a_second_page() -> None:
    more = [*COMMANDS, SheetItem("SPCMORE", "更多", "More", "")]
    pdf = command_sheet(WORDS, more, SEAT_ITEMS, created_at=PRINTED_AT, practice=None)
    assert [sum(texts_on(page).values()) for page in pages_of(pdf)] == [14, 1, 8]


def test_the_digits_of_a_count_and_the_handover_stand_on_a_page_of_their_own() -> None:
    pdf = command_sheet(
        WORDS, [*COMMANDS, *AT_PACKING], SEAT_ITEMS, created_at=PRINTED_AT, practice=None
    )
    assert [sum(texts_on(page).values()) for page in pages_of(pdf)] == [14, 11, 8]
    wanted = [*(f"SPC{digit}" for digit in range(10)), "SPCHANDOVER"]
    assert texts_on(pages_of(pdf)[1]) == Counter(wanted)


def test_a_word_too_wide_for_its_card_is_refused() -> None:
    wide = [SheetItem("SPCUNDO", "撤" * 40, "Undo", "F3")]
    with pytest.raises(Refusal) as refused:
        command_sheet(WORDS, wide, SEAT_ITEMS, created_at=PRINTED_AT, practice=None)
    assert refused.value.code == "text_too_long"


def test_a_code_too_long_for_its_card_is_refused() -> None:
    long = [SheetItem("SPC" + "W" * 30, "长", "Long", "")]
    with pytest.raises(Refusal) as refused:
        command_sheet(WORDS, long, SEAT_ITEMS, created_at=PRINTED_AT, practice=None)
    assert refused.value.code == "symbol_too_wide"


def _bars_mm(page: Image.Image, symbol: zxingcpp.Barcode) -> Box:
    """Measure the printed bars: their height along the first one, which is two modules wide."""
    pixels = page.tobytes()
    corners = symbol.position
    left = min(corners.top_left.x, corners.bottom_left.x)
    right = max(corners.top_right.x, corners.bottom_right.x)
    middle = (corners.top_left.y + corners.bottom_left.y) // 2
    dark = [level < 128 for level in pixels[middle * page.width :][: page.width]]
    x = dark.index(True, left - 2)
    column = [level < 128 for level in pixels[x + 1 :: page.width]]
    top = middle - column[middle::-1].index(False)
    bottom = column.index(False, middle)
    return Box(x * _MM, (top + 1) * _MM, (right - x) * _MM, (bottom - top - 1) * _MM)


def _apart_mm(one: Box, other: Box) -> float:
    """Return the straight gap between two boxes; 0 when they touch or overlap."""
    aside = max(other.x_mm - one.x_mm - one.width_mm, one.x_mm - other.x_mm - other.width_mm, 0)
    below = max(other.y_mm - one.y_mm - one.height_mm, one.y_mm - other.y_mm - other.height_mm, 0)
    return hypot(aside, below)
