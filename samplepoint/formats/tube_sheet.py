"""Numbered lists of who is in which tube, for a laboratory without software.

Owns pages of tubes; refuses to know how people came into them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from samplepoint.formats.code_text import fitting_code_pt, ladder, size_ladder, write_code
from samplepoint.formats.label_stock import SHEET_DOT_MM
from samplepoint.formats.labels import bar_module_mm, qr_module_mm
from samplepoint.formats.page_proof import proved_pdf
from samplepoint.formats.paper import Align, Box, Ink, Paper
from samplepoint.formats.paper_font import shown
from samplepoint.formats.sheet_frame import (
    CONTENT_BOTTOM_MM,
    CONTENT_TOP_MM,
    LEFT_MM,
    RIGHT_MM,
    SheetFrame,
    draw_frame,
)
from samplepoint.formats.symbols import (
    CODE128_QUIET_MODULES,
    code128_modules,
    code128_width_mm,
    qr_modules,
    qr_side_mm,
)
from samplepoint.formats.table_rows import HEAD_MM, Column, draw_head, draw_row

_WIDE_MM: Final = RIGHT_MM - LEFT_MM
_TUBE_HEAD_MM: Final = 15.0
_BARS_HIGH_MM: Final = 11.0
_ROW_MM: Final = 6.8
_TALL_ROW_MM: Final = 13.6
_GAP_MM: Final = 7.0
_NAME_MM: Final = 52.0
_CELLS: Final = ladder(10, 4.6)
_ORDINARY_PT: Final = 6.5


@dataclass(frozen=True, slots=True)
class TubeRow:
    """One person of a tube: the place in it, and what identifies them, unmasked."""

    ordinal: int
    name: str
    doc_type: str
    number: str
    phone: str


@dataclass(frozen=True, slots=True)
class TubeList:
    """One tube: its code, a line about it (when closed, how many, which box), and its people."""

    code: str
    about: str
    rows: tuple[TubeRow, ...]


@dataclass(frozen=True, slots=True)
class TubeSheetWords:
    """The words of the sheet: its frame, the columns, and what marks a tube's second page."""

    frame: SheetFrame
    name: str
    doc_type: str
    number: str
    phone: str
    continued: str


@dataclass(frozen=True, slots=True)
class _Part:
    """As many rows of a tube as stand on one page, and how high each of them is."""

    tube: TubeList
    rows: tuple[TubeRow, ...]
    heights_mm: tuple[float, ...]
    is_continued: bool

    @property
    def height_mm(self) -> float:
        return _TUBE_HEAD_MM + HEAD_MM + sum(self.heights_mm) + _GAP_MM


def tube_sheet(
    words: TubeSheetWords,
    tubes: Sequence[TubeList],
    *,
    created_at: datetime,
    practice: str | None,
) -> bytes:
    """Lay out tubes as an A4 PDF; a tube that fits on a page is never cut in two.

    Raises:
        Refusal: `glyph_missing`, `text_too_long`, `symbol_characters`, `symbol_too_wide`.
        Damage: `symbol_unreadable`, `page_unreadable`.
        Obstacle: `paper_font_absent`.
    """
    paper = Paper(words.frame.title, created_at=created_at, practice=practice)
    return proved_pdf(paper, lambda onto: draw_tubes(onto, words, tubes))


def draw_tubes(paper: Paper, words: TubeSheetWords, tubes: Sequence[TubeList]) -> None:
    """Draw all tubes onto paper."""
    pages = list(_paged(part for tube in map(_shown, tubes) for part in _parts(paper, tube)))
    for number, parts in enumerate(pages, start=1):
        paper.new_page()
        draw_frame(paper, words.frame, number=number, total=len(pages))
        y_mm = CONTENT_TOP_MM
        for part in parts:
            _draw(paper, words, part, y_mm)
            y_mm += part.height_mm


def _shown(tube: TubeList) -> TubeList:
    """Let codes stand for what the font lacks: one rare name must not keep a whole list back."""
    rows = (replace(row, name=shown(row.name), phone=shown(row.phone)) for row in tube.rows)
    return replace(tube, rows=tuple(rows))


def _parts(paper: Paper, tube: TubeList) -> Iterator[_Part]:
    """Cut a tube where a whole page is not enough for it."""
    room_mm = CONTENT_BOTTOM_MM - CONTENT_TOP_MM - _TUBE_HEAD_MM - HEAD_MM
    rows: list[TubeRow] = []
    heights: list[float] = []
    is_continued = False
    for row in tube.rows:
        height_mm = _row_height_mm(paper, row)
        if sum(heights) + height_mm > room_mm:
            yield _Part(tube, tuple(rows), tuple(heights), is_continued)
            rows, heights, is_continued = [], [], True
        rows.append(row)
        heights.append(height_mm)
    yield _Part(tube, tuple(rows), tuple(heights), is_continued)


def _row_height_mm(paper: Paper, row: TubeRow) -> float:
    """Return the height of a row: twice the usual one for a name that needs more than a line."""
    plain = next(look for look in _CELLS if look.size_pt <= _ORDINARY_PT)
    fits = paper.text_width_mm(row.name, plain) <= _NAME_MM - 3.0
    return _ROW_MM if fits else _TALL_ROW_MM


def _paged(parts: Iterator[_Part]) -> Iterator[list[_Part]]:
    page: list[_Part] = []
    room_mm = CONTENT_BOTTOM_MM - CONTENT_TOP_MM + _GAP_MM
    for part in parts:
        if page and sum(one.height_mm for one in page) + part.height_mm > room_mm:
            yield page
            page = []
        page.append(part)
    yield page


def _draw(paper: Paper, words: TubeSheetWords, part: _Part, y_mm: float) -> None:
    left_mm = _symbol(paper, part.tube.code, y_mm)
    width_mm = left_mm - LEFT_MM - 2.0
    size_pt = fitting_code_pt(paper, part.tube.code, width_mm, size_ladder(20, 7))
    write_code(paper, part.tube.code, (LEFT_MM, y_mm + 6.6), size_pt)
    about = part.tube.about + (f" · {words.continued}" if part.is_continued else "")
    look = paper.fitting_line(about, width_mm, ladder(9, 5, Ink.MUTED))
    paper.write(about, LEFT_MM, y_mm + 12.4, look)
    columns = (
        Column("", 10.0, Align.RIGHT),
        Column(words.name, _NAME_MM),
        Column(words.doc_type, 36.0),
        Column(words.number, 48.0),
        Column(words.phone, 34.0),
    )
    y_mm += _TUBE_HEAD_MM
    draw_head(paper, columns, LEFT_MM, y_mm)
    y_mm += HEAD_MM
    for row, height_mm in zip(part.rows, part.heights_mm, strict=True):
        cells = (str(row.ordinal), row.name, row.doc_type, row.number, row.phone)
        draw_row(paper, columns, cells, Box(LEFT_MM, y_mm, _WIDE_MM, height_mm), _CELLS)
        y_mm += height_mm


def _symbol(paper: Paper, code: str, y_mm: float) -> float:
    """Draw bars at the right margin, a QR symbol for a code too long; return its left edge."""
    modules = code128_modules(code)
    module_mm = bar_module_mm(modules, _WIDE_MM * 0.48, SHEET_DOT_MM, 0.34)
    if module_mm:
        quiet_mm = CODE128_QUIET_MODULES * module_mm
        left_mm = RIGHT_MM - code128_width_mm(modules, module_mm) + quiet_mm
        paper.code128(modules, left_mm, y_mm + 0.5, module_mm=module_mm, height_mm=_BARS_HIGH_MM)
        return left_mm
    rows = qr_modules(code)
    module_mm = qr_module_mm(rows, _TUBE_HEAD_MM + 5.0, SHEET_DOT_MM)
    side_mm = qr_side_mm(rows, module_mm)
    left_mm = RIGHT_MM - side_mm
    paper.qr(rows, left_mm, y_mm + _TUBE_HEAD_MM - side_mm, module_mm=module_mm)
    return left_mm
