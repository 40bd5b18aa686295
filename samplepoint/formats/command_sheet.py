"""The printed sheet of command codes and seats, with which a scanner alone runs the desk.

Owns where each card stands; refuses to know words and what a command does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from samplepoint.formats.paper import Align, Box, Ink, Lettering, Paper
from samplepoint.formats.sheet_frame import CONTENT_TOP_MM, LEFT_MM, SheetFrame, draw_frame
from samplepoint.formats.symbols import (
    CODE128_QUIET_MODULES,
    code128_module_mm,
    code128_modules,
)

WIDEST_MODULE_MM: Final = 0.381
"""15 mil: read at arm's length; only a code too long for its column gets narrower bars."""
NARROWEST_MODULE_MM: Final = 0.33

_COLUMNS: Final = 2
_COLUMN_MM: Final = 84.0
_COLUMN_PITCH_MM: Final = 96.0
_QUIET_ALLOWANCE_MM: Final = 8.0
"""The two quiet zones stand in margin and gutter, so that bars and words share their left edge."""

_SUBTITLE: Final = Lettering(9.5, Ink.MUTED)
_KEY: Final = Lettering(11, Ink.ACTION, thicker_pt=0.2)
_CODE: Final = Lettering(8.5, Ink.MUTED)


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One card: the code's text, the word in large, the word below it, and the key, or ""."""

    code: str
    title: str
    subtitle: str
    key: str


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The words of the sheet: two page titles, what to do with it, where it belongs, the foot."""

    title: str
    seats_title: str
    sentence: str
    place: str
    foot: str


@dataclass(frozen=True, slots=True)
class _Style:
    """The heights of a card, in mm from the rule on its top, and the sizes of its title."""

    rows: int
    row_mm: float
    title_mm: float
    bars_mm: float
    bars_height_mm: float
    code_mm: float
    titles: tuple[Lettering, ...]


_COMMAND_CARD: Final = _Style(
    rows=7,
    row_mm=34.4,
    title_mm=8.8,
    bars_mm=12.4,
    bars_height_mm=15.6,
    code_mm=31.6,
    titles=tuple(Lettering(size, thicker_pt=0.4) for size in (20, 17, 14, 11)),
)
_SEAT_CARD: Final = _Style(
    rows=4,
    row_mm=60.0,
    title_mm=14.4,
    bars_mm=20.0,
    bars_height_mm=24.0,
    code_mm=47.8,
    titles=tuple(Lettering(size, thicker_pt=0.6) for size in (36, 28, 20, 14)),
)


@dataclass(frozen=True, slots=True)
class _Page:
    title: str
    items: Sequence[SheetItem]
    style: _Style


def command_sheet(
    words: SheetWords,
    commands: Sequence[SheetItem],
    seats: Sequence[SheetItem],
    *,
    created_at: datetime,
    practice: str | None,
) -> bytes:
    """Lay out the sheet as an A4 PDF: 14 commands a page, then 8 seats a page.

    Args:
        words: everything on the pages that is not on a card.
        commands: their cards, in reading order.
        seats: the cards that switch the desk; they begin a page of their own.
        created_at: with a time zone; written into the file, which is otherwise deterministic.
        practice: the word across practice paper; None on real paper.

    Raises:
        Refusal: `glyph_missing`, `text_too_long`, `symbol_characters`, `symbol_too_wide`.
        Damage: `symbol_unreadable`.
        Obstacle: `paper_font_absent`.
    """
    pages = [
        *_pages(words.title, commands, _COMMAND_CARD),
        *_pages(words.seats_title, seats, _SEAT_CARD),
    ]
    paper = Paper(words.title, created_at=created_at, practice=practice)
    for number, page in enumerate(pages, start=1):
        paper.new_page()
        frame = SheetFrame(page.title, words.sentence, words.place, words.foot)
        draw_frame(paper, frame, number=number, total=len(pages))
        for place, item in enumerate(page.items):
            row, column = divmod(place, _COLUMNS)
            x_mm = LEFT_MM + column * _COLUMN_PITCH_MM
            _card(paper, item, page.style, x_mm, CONTENT_TOP_MM + row * page.style.row_mm)
    return paper.finished()


def _pages(title: str, items: Sequence[SheetItem], style: _Style) -> list[_Page]:
    count = style.rows * _COLUMNS
    return [
        _Page(title, items[start : start + count], style) for start in range(0, len(items), count)
    ]


def _card(paper: Paper, item: SheetItem, style: _Style, x_mm: float, y_mm: float) -> None:
    """Draw a card from its rule down: words and key, then bars, then the text of the bars."""
    paper.fill([Box(x_mm, y_mm, _COLUMN_MM, 0.25)], Ink.HAIRLINE)
    key_mm = _key(paper, item.key, x_mm + _COLUMN_MM, y_mm + 3.2) if item.key else 0.0
    _words(paper, item, style.titles, Box(x_mm, y_mm, _COLUMN_MM - key_mm - 2.0, style.title_mm))
    modules = code128_modules(item.code)
    module_mm = code128_module_mm(
        modules, _COLUMN_MM + _QUIET_ALLOWANCE_MM, WIDEST_MODULE_MM, NARROWEST_MODULE_MM
    )
    paper.code128(
        modules,
        x_mm - CODE128_QUIET_MODULES * module_mm,
        y_mm + style.bars_mm,
        module_mm=module_mm,
        height_mm=style.bars_height_mm,
    )
    paper.write(item.code, x_mm, y_mm + style.code_mm, _CODE)


def _words(paper: Paper, item: SheetItem, titles: tuple[Lettering, ...], room: Box) -> None:
    """Write title and subtitle on the lower edge of `room`, which both must share."""
    baseline_mm = room.y_mm + room.height_mm
    gap_mm = 3.0
    subtitle_mm = paper.text_width_mm(item.subtitle, _SUBTITLE)
    title = paper.fitting_line(item.title, room.width_mm - subtitle_mm - gap_mm, titles)
    paper.write(item.title, room.x_mm, baseline_mm, title)
    after_mm = room.x_mm + paper.text_width_mm(item.title, title) + gap_mm
    paper.write(item.subtitle, after_mm, baseline_mm, _SUBTITLE)


def _key(paper: Paper, key: str, right_mm: float, y_mm: float) -> float:
    """Draw a key cap whose right edge is given; return its width in mm."""
    width_mm = max(11.0, paper.text_width_mm(key, _KEY) + 5.0)
    cap = Box(right_mm - width_mm, y_mm, width_mm, 7.0)
    paper.outline(cap, Ink.ACTION, round_mm=1.2)
    paper.write(key, right_mm - width_mm / 2, y_mm + 5.0, _KEY, align=Align.CENTRE)
    return width_mm
