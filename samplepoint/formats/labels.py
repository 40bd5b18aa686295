"""Labels on stock, and the tube's: bars with the code under them, or a QR symbol on narrow stock.

Owns the label's layout and the way of labels onto pages; refuses to know numbers and the book.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from samplepoint.errors import Refusal
from samplepoint.formats.code_text import (
    fitting_code_pt,
    groups,
    groups_width_mm,
    heavy_ladder,
    ladder,
    size_ladder,
    write_code,
    write_groups,
)
from samplepoint.formats.label_stock import LabelStock
from samplepoint.formats.page_proof import proved_pdf, proved_svg
from samplepoint.formats.paper import MM_PER_PT, Align, Box, Ink, Paper
from samplepoint.formats.symbols import (
    CODE128_MIN_MODULE_MM,
    CODE128_QUIET_MODULES,
    QR_MIN_MODULE_MM,
    QR_QUIET_MODULES,
    code128_modules,
    code128_width_mm,
    qr_modules,
    qr_side_mm,
)

_EDGE_MM: Final = 1.2
_BAND_MM: Final = 1.6
_WIDEST_BAR_MM: Final = 0.5
_WIDEST_QR_MM: Final = 0.9
_LOWEST_BARS_MM: Final = 5.0
_SMALLEST_CODE_PT: Final = 6.5
_CAP: Final = 0.74
"""Height of a digit in parts of the type size."""
_LINE: Final = 1.08
"""From one line of a code to the next, in parts of the type size."""


class Label(Protocol):
    """Anything that can be drawn into one place of a label stock."""

    def draw(self, paper: Paper, room: Box, dot_mm: float) -> None:
        """Draw the label into its place, with symbols in whole dots of the printer."""


@dataclass(frozen=True, slots=True)
class TubeLabel:
    """A tube's label: its code, where it belongs, and what must be said of this piece of paper.

    `practice` is the word of practice paper, `again` the word of a second print; "" for neither.
    """

    code: str
    place: str = ""
    practice: str = ""
    again: str = ""

    def draw(self, paper: Paper, room: Box, dot_mm: float) -> None:
        """Draw bars with the code under them; a QR symbol beside the code where bars do not fit.

        Raises:
            Refusal: `symbol_too_wide` when neither fits with modules a scanner can read.
        """
        inner = label_ground(paper, room, self.practice)
        if not _draw_bars(paper, self, inner, dot_mm):
            _draw_qr(paper, self, inner, dot_mm)


def labels_pdf(
    labels: Sequence[Label],
    stock: LabelStock,
    *,
    title: str,
    created_at: datetime,
    start_at: int = 0,
) -> bytes:
    """Lay labels out on stock as PDF; every symbol is read back from the page before.

    Args:
        labels: in reading order.
        stock: the pages and places.
        title: the document's title, for the reader's window.
        created_at: with a time zone; the file is otherwise deterministic.
        start_at: how many places of the first page are used up already.

    Raises:
        Refusal: `label_start`, `symbol_too_wide`, `symbol_characters`, `glyph_missing`,
            `text_too_long`, `label_too_small`.
        Damage: `symbol_unreadable`, `page_unreadable`.
        Obstacle: `paper_font_absent`.
    """
    _check_start(stock, start_at)
    paper = Paper(title, created_at=created_at, practice=None, size_mm=stock.page_mm)
    return proved_pdf(paper, lambda onto: place_labels(onto, labels, stock, start_at), stock.dot_mm)


def labels_svg(
    labels: Sequence[Label], stock: LabelStock, *, title: str, created_at: datetime
) -> list[bytes]:
    """Return the same drawings as SVG, one file a page; a file a label: `stock.one_a_page()`.

    Raises:
        Refusal, Damage, Obstacle: as `labels_pdf`.
    """
    ruler = Paper(title, created_at=created_at, practice=None, size_mm=stock.page_mm)
    return proved_svg(ruler, lambda onto: place_labels(onto, labels, stock), stock.dot_mm, title)


def place_labels(
    paper: Paper, labels: Sequence[Label], stock: LabelStock, start_at: int = 0
) -> None:
    """Draw labels into the places of as many pages as they need."""
    places = stock.places()
    for number, label in enumerate(labels):
        place = (start_at + number) % len(places)
        if place == 0 or number == 0:
            paper.new_page()
        label.draw(paper, places[place], stock.dot_mm)


def label_ground(paper: Paper, room: Box, practice: str) -> Box:
    """Stripe a practice label above and below; return the room that is left inside the edges."""
    top_mm = _EDGE_MM
    if practice:
        below_mm = room.y_mm + room.height_mm - _BAND_MM / 2
        paper.stripes(Box(room.x_mm, room.y_mm, room.width_mm, _BAND_MM))
        paper.stripes(Box(room.x_mm, below_mm, room.width_mm, _BAND_MM / 2))
        top_mm = _BAND_MM + 0.6
    return Box(
        room.x_mm + _EDGE_MM,
        room.y_mm + top_mm,
        room.width_mm - 2 * _EDGE_MM,
        room.height_mm - top_mm - _EDGE_MM,
    )


def watermark(paper: Paper, room: Box, word: str) -> None:
    """Write the word of practice, pale and large, into the middle of a room without symbols."""
    most_pt = 0.9 * room.height_mm / MM_PER_PT
    look = paper.fitting_line(
        word, room.width_mm, heavy_ladder(most_pt, most_pt / 16, Ink.WATERMARK)
    )
    baseline_mm = room.y_mm + room.height_mm / 2 + 0.36 * look.size_pt * MM_PER_PT
    paper.write(word, room.x_mm + room.width_mm / 2, baseline_mm, look, align=Align.CENTRE)


def whole_dots_mm(fitting_mm: float, dot_mm: float) -> float:
    """Return the widest module of whole printer's dots that is no wider than `fitting_mm`."""
    # A fitting width of exactly n dots must not become n - 1 by the last bit of a float.
    return int(fitting_mm / dot_mm + 1e-6) * dot_mm


def qr_module_mm(
    rows: Sequence[str],
    side_mm: float,
    dot_mm: float,
    widest_mm: float = _WIDEST_QR_MM,
    least_mm: float = QR_MIN_MODULE_MM,
) -> float:
    """Return the module with which a QR symbol and its quiet zone fit into a square.

    Raises:
        Refusal: `symbol_too_wide` when that is narrower than `least_mm`, by default what a scanner
            reads of a label.
    """
    fitting_mm = min(side_mm / (len(rows) + 2 * QR_QUIET_MODULES), widest_mm)
    module_mm = whole_dots_mm(fitting_mm, dot_mm)
    if module_mm < least_mm - 1e-6:
        raise Refusal("symbol_too_wide", modules=len(rows), available_mm=round(side_mm, 1))
    return module_mm


def bar_module_mm(
    modules: str, width_mm: float, dot_mm: float, widest_mm: float = _WIDEST_BAR_MM
) -> float:
    """Return the module with which bars and their quiet zones fit a width, 0.0 when none does."""
    fitting_mm = min(width_mm / (len(modules) + 2 * CODE128_QUIET_MODULES), widest_mm)
    module_mm = whole_dots_mm(fitting_mm, dot_mm)
    return module_mm if module_mm >= CODE128_MIN_MODULE_MM - 1e-6 else 0.0


def _draw_bars(paper: Paper, label: TubeLabel, room: Box, dot_mm: float) -> bool:
    """Draw head, bars and code from top to bottom; tell whether they fit."""
    modules = code128_modules(label.code)
    # The quiet zones may stand in the label's white edge.
    module_mm = bar_module_mm(modules, room.width_mm + _EDGE_MM, dot_mm)
    sizes = size_ladder(min(22.0, 0.52 * room.height_mm / MM_PER_PT), _SMALLEST_CODE_PT)
    code_pt = fitting_code_pt(paper, label.code, room.width_mm, sizes)
    top_mm = _head_height_mm(label, room)
    foot_mm = _CAP * code_pt * MM_PER_PT + 1.3
    bars_mm = room.height_mm - top_mm - foot_mm
    if not module_mm or not code_pt or bars_mm < _LOWEST_BARS_MM:
        return False
    _head(paper, label, room)
    middle_mm = room.x_mm + room.width_mm / 2
    left_mm = middle_mm - code128_width_mm(modules, module_mm) / 2
    paper.code128(modules, left_mm, room.y_mm + top_mm, module_mm=module_mm, height_mm=bars_mm)
    write_code(
        paper,
        label.code,
        (middle_mm, room.y_mm + room.height_mm - 0.2),
        code_pt,
        align=Align.CENTRE,
    )
    return True


def _draw_qr(paper: Paper, label: TubeLabel, room: Box, dot_mm: float) -> None:
    """Draw the symbol on the left, the code in groups below each other on the right."""
    rows = qr_modules(label.code)
    side_mm = min(room.height_mm + _EDGE_MM, 0.6 * room.width_mm)
    module_mm = qr_module_mm(rows, side_mm, dot_mm)
    taken_mm = qr_side_mm(rows, module_mm)
    down_mm = (room.height_mm - taken_mm) / 2
    paper.qr(rows, room.x_mm - _EDGE_MM / 2, room.y_mm + down_mm, module_mm=module_mm)
    left_mm = room.x_mm + taken_mm - _EDGE_MM / 2 + 0.4
    words = Box(left_mm, room.y_mm, room.x_mm + room.width_mm - left_mm, room.height_mm)
    _code_lines(paper, label, words)


def _code_lines(paper: Paper, label: TubeLabel, room: Box) -> None:
    top_mm = _head_height_mm(label, room)
    under = Box(room.x_mm, room.y_mm + top_mm, room.width_mm, room.height_mm - top_mm)
    lines, size_pt = _largest_lines(paper, label.code, under)
    if label.practice:
        watermark(paper, under, label.practice)
    _head(paper, label, room)
    step_mm = size_pt * MM_PER_PT * _LINE
    first_mm = under.y_mm + (under.height_mm - len(lines) * step_mm) / 2
    for number, line in enumerate(lines, start=1):
        at_mm = (under.x_mm, first_mm + (number - 0.16) * step_mm)
        write_groups(paper, line, at_mm, size_pt, ends=number == len(lines))


def _largest_lines(paper: Paper, code: str, room: Box) -> tuple[list[tuple[str, ...]], float]:
    """Return the groups of a code as lines, and the size in which those lines fill the room."""
    parts = groups(code)
    found: list[tuple[float, list[tuple[str, ...]]]] = []
    for a_line in range(1, len(parts) + 1):
        lines = [parts[max(0, end - a_line) : end] for end in range(len(parts), 0, -a_line)][::-1]
        most_pt = min(22.0, room.height_mm / len(lines) / MM_PER_PT / _LINE)
        for size_pt in size_ladder(most_pt, min(most_pt, _SMALLEST_CODE_PT)):
            if all(groups_width_mm(paper, line, size_pt) <= room.width_mm for line in lines):
                found.append((size_pt, lines))
                break
    size_pt, lines = max(found, key=lambda one: one[0], default=(0.0, []))
    if size_pt < _SMALLEST_CODE_PT:
        raise Refusal("symbol_too_wide", modules=len(code), available_mm=round(room.width_mm, 1))
    return lines, size_pt


def _head_height_mm(label: TubeLabel, room: Box) -> float:
    if not (label.place or label.practice or label.again) or room.height_mm < 14.0:
        return 0.0
    return _head_pt(room) * MM_PER_PT + 0.9


def _head_pt(room: Box) -> float:
    return max(5.0, min(8.0, 0.21 * room.height_mm / MM_PER_PT * 0.6))


def _head(paper: Paper, label: TubeLabel, room: Box) -> None:
    """Write where the tube belongs, left out where it does not fit, and the marks of the paper."""
    if not _head_height_mm(label, room):
        return
    size_pt = _head_pt(room)
    baseline_mm = room.y_mm + 0.82 * size_pt * MM_PER_PT
    marks = " · ".join(word for word in (label.practice, label.again) if word)
    right_mm = room.x_mm + room.width_mm
    marks_look = paper.fitting_line(marks, room.width_mm, heavy_ladder(size_pt, 3.5, Ink.WARNING))
    marks_mm = paper.text_width_mm(marks, marks_look) + 1.0 if marks else 0.0
    if marks:
        paper.write(marks, right_mm, baseline_mm, marks_look, align=Align.RIGHT)
    for look in ladder(size_pt, 4.0, Ink.MUTED):
        if paper.text_width_mm(label.place, look) <= room.width_mm - marks_mm:
            paper.write(label.place, room.x_mm, baseline_mm, look)
            return


def _check_start(stock: LabelStock, start_at: int) -> None:
    if not 0 <= start_at < stock.labels_a_page:
        raise Refusal("label_start", start=start_at, most=stock.labels_a_page - 1)
