"""Sheets with strips: the QR symbols of a box's encrypted list, numbered, large.

Owns their pages; refuses to know what the symbols hold and who may read them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from samplepoint.formats.code_text import heavy, write_code
from samplepoint.formats.label_stock import SHEET_DOT_MM
from samplepoint.formats.labels import qr_module_mm
from samplepoint.formats.page_proof import proved_pdf
from samplepoint.formats.paper import Align, Box, Paper
from samplepoint.formats.sheet_frame import (
    CONTENT_BOTTOM_MM,
    LEFT_MM,
    RIGHT_MM,
    SheetFrame,
    draw_frame,
)
from samplepoint.formats.symbols import (
    QR_QUIET_MODULES,
    qr_byte_modules,
    qr_side_mm,
    qr_version,
)

A_PAGE: Final = 12
"""Symbols on one page: with number, name, time and telephone some 400 people."""
_TOP_MM: Final = 34.0
_CAPTION_MM: Final = 5.0
_NUMBER_PT: Final = 11
_CODE_PT: Final = 9
_WIDEST_MODULE_MM: Final = 0.85
_GRIDS: Final = ((1, 1), (2, 2), (2, 3), (3, 4))
"""Columns and rows, the first that holds all symbols: the fewer, the larger each."""


@dataclass(frozen=True, slots=True)
class Strip:
    """The strip of one box: the bytes of its symbols, in order."""

    box: str
    frames: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class StripWords:
    """The words of the sheet; `frame.title` does not hold the box, it is set beside it."""

    frame: SheetFrame


def strip_sheet(
    words: StripWords, strips: Sequence[Strip], *, created_at: datetime, practice: str | None
) -> bytes:
    """Lay out strips as an A4 PDF, each on pages of its own, read back before they are kept.

    Raises:
        Refusal: `glyph_missing`, `text_too_long`, `symbol_too_long`, `symbol_too_wide`.
        Damage: `symbol_unreadable`, `page_unreadable`.
        Obstacle: `paper_font_absent`.
    """
    title = " ".join([words.frame.title, *(strip.box for strip in strips)])
    paper = Paper(title, created_at=created_at, practice=practice)
    drawn = [(strip.box, symbols_of(strip.frames)) for strip in strips]

    def layout(onto: Paper) -> None:
        for box, symbols in drawn:
            draw_strip(onto, words, box, symbols)

    return proved_pdf(paper, layout)


def symbols_of(frames: Sequence[bytes]) -> list[tuple[str, ...]]:
    """Return the modules of each symbol, all of the size that the longest one needs."""
    version = qr_version(qr_byte_modules(max(frames, key=len)))
    return [qr_byte_modules(frame, version) for frame in frames]


def draw_strip(
    paper: Paper, words: StripWords, box: str, symbols: Sequence[tuple[str, ...]]
) -> None:
    """Draw all pages of one strip onto paper."""
    pages = [symbols[at : at + A_PAGE] for at in range(0, len(symbols), A_PAGE)]
    frame = SheetFrame(
        f"{words.frame.title}  {box}", words.frame.sentence, words.frame.place, words.frame.foot
    )
    grid = next(one for one in _GRIDS if one[0] * one[1] >= min(len(symbols), A_PAGE))
    for number, page in enumerate(pages, start=1):
        paper.new_page()
        draw_frame(paper, frame, number=number, total=len(pages))
        first = 1 + (number - 1) * A_PAGE
        for place, (room, rows) in enumerate(zip(_rooms(grid), page, strict=False)):
            _symbol(paper, rows, room, box, f"{first + place} / {len(symbols)}")


def _rooms(grid: tuple[int, int]) -> Iterator[Box]:
    """Yield the places of a page, row by row."""
    columns, rows = grid
    wide_mm, high_mm = (RIGHT_MM - LEFT_MM) / columns, (CONTENT_BOTTOM_MM - _TOP_MM) / rows
    for row in range(rows):
        for column in range(columns):
            yield Box(LEFT_MM + column * wide_mm, _TOP_MM + row * high_mm, wide_mm, high_mm)


def _symbol(paper: Paper, rows: Sequence[str], room: Box, box: str, number: str) -> None:
    """Draw a symbol under its number and the code of its box."""
    free_mm = min(room.width_mm, room.height_mm - _CAPTION_MM)
    module_mm = qr_module_mm(rows, free_mm, SHEET_DOT_MM, widest_mm=_WIDEST_MODULE_MM)
    side_mm = qr_side_mm(rows, module_mm)
    left_mm = room.x_mm + (room.width_mm - side_mm) / 2
    quiet_mm = QR_QUIET_MODULES * module_mm
    baseline_mm = room.y_mm + _CAPTION_MM - 0.6
    paper.write(number, left_mm + quiet_mm, baseline_mm, heavy(_NUMBER_PT))
    at_mm = (left_mm + side_mm - quiet_mm, baseline_mm)
    write_code(paper, box, at_mm, _CODE_PT, align=Align.RIGHT)
    paper.qr(rows, left_mm, room.y_mm + _CAPTION_MM, module_mm=module_mm)
