"""A page that shows what a printer and a scanner can do, and a page that shows where labels fall.

Owns the test patterns; refuses to judge them (people look, and scan).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from samplepoint.formats.code_text import heavy, ladder
from samplepoint.formats.label_stock import SHEET_DOT_MM, LabelStock
from samplepoint.formats.page_proof import proved_pdf
from samplepoint.formats.paper import A4_MM, Align, Box, Ink, Lettering, Paper
from samplepoint.formats.sheet_frame import (
    CONTENT_BOTTOM_MM,
    LEFT_MM,
    RIGHT_MM,
    SheetFrame,
    draw_frame,
)
from samplepoint.formats.symbols import (
    CODE128_QUIET_MODULES,
    QR_QUIET_MODULES,
    code128_modules,
    qr_modules,
    qr_side_mm,
)

TEST_PREFIX: Final = "SPT"
"""What a symbol of the test page says: this, then its module in micrometres."""

_WIDE_MM: Final = RIGHT_MM - LEFT_MM
_RULER_MM: Final = 150
_BAR_DOTS: Final = (6, 7, 8, 9, 10, 12)
_QR_DOTS: Final = (12, 14, 16, 20)
_LINES_MM: Final = (0.1, 0.15, 0.2, 0.25, 0.3)
_SHARES: Final = (10, 25, 50, 75, 90)
_CAPTION: Final = Lettering(8.5, Ink.MUTED)
_SIZES_PT: Final = (5.0, 6.0, 7.0, 8.5, 10.0, 12.0)
_HARD_TEXT: Final = "𠮷田𬭎 阿卜杜·热西提 0O 1I 8B 5S"


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of the page: each part's title and what to look at there."""

    frame: SheetFrame
    ruler: str
    bars: str
    qr: str
    inks: str
    lines: str
    letters: str
    ink_names: tuple[str, ...]
    label: str


def printer_test_page(words: PageWords, *, created_at: datetime, practice: str | None) -> bytes:
    """Lay out the test page, A4.

    Raises:
        Refusal: `glyph_missing`, `text_too_long`. Damage: `page_unreadable`.
        Obstacle: `paper_font_absent`.
    """
    paper = Paper(words.frame.title, created_at=created_at, practice=practice)
    return proved_pdf(paper, lambda onto: draw_test_page(onto, words))


def stock_test_page(words: PageWords, stock: LabelStock, *, created_at: datetime) -> bytes:
    """Lay out a page of a stock on which each label is its own edge, cross and number.

    Raises:
        Refusal: `glyph_missing`. Damage: `page_unreadable`. Obstacle: `paper_font_absent`.
    """
    title = words.frame.title
    paper = Paper(title, created_at=created_at, practice=None, size_mm=stock.page_mm)
    return proved_pdf(paper, lambda onto: _stock_page(onto, words, stock), stock.dot_mm)


def ladder_code(module_mm: float) -> str:
    """Return the text of a test symbol: it says its own module."""
    return f"{TEST_PREFIX}{round(module_mm * 1000):04}"


def draw_test_page(paper: Paper, words: PageWords) -> None:
    """Draw the test page onto paper."""
    paper.new_page()
    draw_frame(paper, words.frame, number=1, total=1)
    _corners(paper)
    _heading(paper, words.ruler, 39.0)
    _ruler(paper, 43.0)
    _upright_ruler(paper)
    _heading(paper, words.bars, 62.0)
    for place, dots in enumerate(_BAR_DOTS):
        row, column = divmod(place, 2)
        _bars(paper, dots * SHEET_DOT_MM, LEFT_MM + column * 84.0, 65.0 + row * 19.0)
    _heading(paper, words.qr, 129.0)
    x_mm = LEFT_MM
    for dots in _QR_DOTS:
        x_mm += _qr(paper, dots * SHEET_DOT_MM, x_mm, 132.0) + 8.0
    _heading(paper, words.inks, 172.0)
    _inks(paper, words.ink_names, 175.0)
    _heading(paper, words.lines, 205.0)
    _lines(paper, 208.0)
    _heading(paper, words.letters, 236.0)
    _letters(paper, 240.0)


def _heading(paper: Paper, text: str, baseline_mm: float) -> None:
    """Write a part's line; it ends where the upright ruler stands."""
    room_mm = _WIDE_MM - 14.0
    head, _, rest = text.partition(": ")
    title = heavy(10.5)
    paper.write(head, LEFT_MM, baseline_mm, title)
    left_mm = LEFT_MM + paper.text_width_mm(head, title) + 3.0
    look = paper.fitting_line(rest, room_mm + LEFT_MM - left_mm, ladder(9, 5, Ink.MUTED))
    paper.write(rest, left_mm, baseline_mm, look)


def _corners(paper: Paper) -> None:
    """Draw an angle 5 and 10 mm inside each corner: what is missing, the printer cannot reach."""
    wide_mm, high_mm = A4_MM
    for inset_mm in (5.0, 10.0):
        for x_mm, step_x in ((inset_mm, 1), (wide_mm - inset_mm, -1)):
            for y_mm, step_y in ((inset_mm, 1), (high_mm - inset_mm, -1)):
                across = Box(min(x_mm, x_mm + step_x * 4.0), y_mm - 0.1, 4.0, 0.2)
                down = Box(x_mm - 0.1, min(y_mm, y_mm + step_y * 4.0), 0.2, 4.0)
                paper.fill([across, down], Ink.MUTED)


def _ruler(paper: Paper, y_mm: float) -> None:
    ticks = [Box(LEFT_MM + mm - 0.1, y_mm, 0.2, _tick_mm(mm)) for mm in range(_RULER_MM + 1)]
    paper.fill([*ticks, Box(LEFT_MM, y_mm, _RULER_MM, 0.2)], Ink.INK)
    for mm in range(0, _RULER_MM + 1, 10):
        paper.write(str(mm), LEFT_MM + mm, y_mm + 8.6, _CAPTION, align=Align.CENTRE)


def _upright_ruler(paper: Paper) -> None:
    top_mm, length_mm = 62.0, 200
    ticks = [
        Box(RIGHT_MM - _tick_mm(mm), top_mm + mm - 0.1, _tick_mm(mm), 0.2)
        for mm in range(length_mm + 1)
    ]
    paper.fill([*ticks, Box(RIGHT_MM - 0.2, top_mm, 0.2, length_mm)], Ink.INK)
    for mm in range(0, length_mm + 1, 50):
        paper.write(str(mm), RIGHT_MM - 5.6, top_mm + mm + 1.1, _CAPTION, align=Align.RIGHT)


def _tick_mm(mm: int) -> float:
    return 5.0 if mm % 10 == 0 else 3.5 if mm % 5 == 0 else 2.2


def _bars(paper: Paper, module_mm: float, x_mm: float, y_mm: float) -> None:
    code = ladder_code(module_mm)
    modules = code128_modules(code)
    quiet_mm = CODE128_QUIET_MODULES * module_mm
    paper.code128(modules, x_mm - quiet_mm, y_mm, module_mm=module_mm, height_mm=11.0)
    caption = f"{module_mm:.3f} mm · {module_mm / 0.0254:.0f} mil · {code}"
    paper.write(caption, x_mm, y_mm + 14.6, _CAPTION)


def _qr(paper: Paper, module_mm: float, x_mm: float, y_mm: float) -> float:
    code = ladder_code(module_mm)
    rows = qr_modules(code)
    quiet_mm = QR_QUIET_MODULES * module_mm
    side_mm = qr_side_mm(rows, module_mm)
    paper.qr(rows, x_mm - quiet_mm, y_mm, module_mm=module_mm)
    below_mm = y_mm + 27.5
    paper.write(f"{module_mm:.3f} mm", x_mm, below_mm, _CAPTION)
    paper.write(code, x_mm, below_mm + 3.6, _CAPTION)
    return side_mm - 2 * quiet_mm


def _inks(paper: Paper, names: Sequence[str], y_mm: float) -> None:
    """Show our inks, and black in fine lines from a tenth to nine tenths."""
    inks = (Ink.SYMBOL, Ink.INK, Ink.ACTION, Ink.WARNING, Ink.MUTED, Ink.HAIRLINE, Ink.WATERMARK)
    step_mm = 163.0 / len(inks)
    for place, (ink, name) in enumerate(zip(inks, names, strict=True)):
        x_mm = LEFT_MM + place * step_mm
        paper.fill([Box(x_mm, y_mm, step_mm - 2.0, 8.0)], ink)
        look = paper.fitting_line(name, step_mm - 2.0, ladder(7.5, 4, Ink.MUTED))
        paper.write(name, x_mm, y_mm + 11.4, look)
    step_mm = 163.0 / len(_SHARES)
    for place, share in enumerate(_SHARES):
        x_mm = LEFT_MM + place * step_mm
        thick_mm = share / 100 * 0.5
        lines = [Box(x_mm, y_mm + 14.0 + line * 0.5, step_mm - 6.0, thick_mm) for line in range(12)]
        paper.fill(lines, Ink.SYMBOL)
        right_mm = x_mm + step_mm - 5.0
        paper.write(f"{share} %", right_mm, y_mm + 23.4, _CAPTION, align=Align.RIGHT)


def _lines(paper: Paper, y_mm: float) -> None:
    step_mm = 163.0 / len(_LINES_MM)
    for place, line_mm in enumerate(_LINES_MM):
        x_mm = LEFT_MM + place * step_mm
        upright = [
            Box(x_mm + n * 2 * line_mm, y_mm, line_mm, 12.0) for n in range(int(12 / line_mm / 2))
        ]
        level = [
            Box(x_mm + 14.0, y_mm + n * 2 * line_mm, 12.0, line_mm)
            for n in range(int(12 / line_mm / 2))
        ]
        paper.fill([*upright, *level], Ink.SYMBOL)
        paper.write(f"{line_mm:.2f} mm", x_mm, y_mm + 16.0, _CAPTION)


def _letters(paper: Paper, y_mm: float) -> None:
    baseline_mm = y_mm
    for size_pt in _SIZES_PT:
        baseline_mm += size_pt * 0.3 + 2.6
        paper.write(f"{size_pt:g} pt", LEFT_MM, baseline_mm, _CAPTION)
        paper.write(_HARD_TEXT, LEFT_MM + 16.0, baseline_mm, Lettering(size_pt))
    paper.fill([Box(LEFT_MM, CONTENT_BOTTOM_MM - 8.0, 163.0, 6.0)], Ink.SYMBOL)


def _stock_page(paper: Paper, words: PageWords, stock: LabelStock) -> None:
    paper.new_page()
    for number, room in enumerate(stock.places(), start=1):
        inner = Box(room.x_mm + 1.0, room.y_mm + 1.0, room.width_mm - 2.0, room.height_mm - 2.0)
        paper.outline(inner, Ink.INK, line_mm=0.2)
        middle_x, middle_y = room.x_mm + room.width_mm / 2, room.y_mm + room.height_mm / 2
        cross = [
            Box(middle_x - 4.0, middle_y - 0.1, 8.0, 0.2),
            Box(middle_x - 0.1, middle_y - 4.0, 0.2, 8.0),
        ]
        paper.fill(cross, Ink.MUTED)
        paper.write(str(number), inner.x_mm + 1.5, inner.y_mm + 4.0, heavy(9))
        look = paper.fitting_line(words.label, inner.width_mm - 3.0, ladder(6.5, 3.5, Ink.MUTED))
        paper.write(words.label, inner.x_mm + 1.5, inner.y_mm + inner.height_mm - 1.4, look)
