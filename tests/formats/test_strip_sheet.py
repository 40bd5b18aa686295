"""The sheet with a strip: every symbol on it, numbered, read back as the same bytes."""

from __future__ import annotations

import pytest
import zxingcpp
from PIL import Image

from samplepoint.formats.sheet_frame import SheetFrame
from samplepoint.formats.strip_sheet import (
    A_PAGE,
    Strip,
    StripWords,
    draw_strip,
    strip_sheet,
    symbols_of,
)
from samplepoint.formats.symbols import qr_byte_modules, qr_version
from tests.formats.drawn_pages import drawn, pictures, words_on
from tests.formats.paper_twins import listed, people, symbols_for
from tests.formats.printed_pages import PRINTED_AT, pages_of
from tests.formats.refusing import code_of

WORDS = StripWords(SheetFrame("箱单备份条", "每一页都拍清楚", "第二轮 · 西古城社区", "督导能读"))


def bytes_on(page: Image.Image) -> list[bytes]:
    squares = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.QRCode,))
    return [bytes(one.bytes) for one in zxingcpp.read_barcodes(page, formats=squares)]


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (23, 1), (200, 1), (800, 2)])
def test_every_symbol_stands_on_the_sheet_under_its_number(count: int, pages: int) -> None:
    frames = symbols_for(listed(list(people(count))))
    symbols = symbols_of(frames)
    tracing = drawn(lambda paper: draw_strip(paper, WORDS, "BX001101", symbols))
    assert len(tracing.pages) == pages
    read = [raw for page in pictures(tracing) for raw in bytes_on(page)]
    assert sorted(read) == sorted(frames)
    said = [text for page in words_on(tracing) for text in page]
    assert [f"{nth} / {len(frames)}" in said for nth in range(1, len(frames) + 1)]
    assert said.count("箱单备份条  BX001101") == pages


def test_all_symbols_of_a_strip_are_of_one_size_and_not_above_version_20() -> None:
    symbols = symbols_of(symbols_for(listed(list(people(200)))))
    assert len({len(rows) for rows in symbols}) == 1
    assert qr_version(symbols[0]) <= 20
    assert len(symbols) <= A_PAGE


@pytest.mark.parametrize("practice", [None, "练习"], ids=["real", "practice"])
def test_the_printed_sheet_is_read_at_200_dpi(practice: str | None) -> None:
    frames = symbols_for(listed(list(people(60))))
    strip = Strip("BX001101", tuple(frames))
    made = strip_sheet(WORDS, [strip], created_at=PRINTED_AT, practice=practice)
    [page] = pages_of(made)
    assert sorted(bytes_on(page)) == sorted(frames)


def test_bytes_that_no_symbol_holds_are_refused() -> None:
    assert code_of(qr_byte_modules, bytes(2332)) == "symbol_too_long"
    assert code_of(qr_byte_modules, bytes(667), 20) == "symbol_too_long"
    assert qr_version(qr_byte_modules(bytes(range(251)))) == 11
    assert qr_version(qr_byte_modules(bytes(range(252)))) == 12
