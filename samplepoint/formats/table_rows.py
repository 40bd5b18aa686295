"""Plain tables on our sheets: columns of given widths, a head, rows parted by hairlines.

Owns where a cell's words stand; refuses to know what is in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from samplepoint.formats.code_text import ladder
from samplepoint.formats.paper import MM_PER_PT, Align, Box, Ink, Lettering, Paper
from samplepoint.formats.paper_marks import TextMark, Tracing

_PAD_MM: Final = 1.2
_LINE_MM: Final = 0.2
HEAD_MM: Final = 7.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, width, and at which edge its values stand."""

    heading: str
    width_mm: float
    align: Align = Align.LEFT


def draw_head(paper: Paper, columns: Sequence[Column], x_mm: float, y_mm: float) -> None:
    """Write the headings over a line; the table's rows begin `HEAD_MM` below `y_mm`."""
    for column, left_mm in _placed(columns, x_mm):
        room = Box(left_mm, y_mm, column.width_mm, HEAD_MM)
        draw_cell(paper, column.heading, room, column.align, ladder(8, 5, Ink.MUTED))
    width_mm = sum(column.width_mm for column in columns)
    paper.fill([Box(x_mm, y_mm + HEAD_MM - 0.4, width_mm, 0.4)], Ink.INK)


def draw_row(
    paper: Paper,
    columns: Sequence[Column],
    cells: Sequence[str],
    place: Box,
    letterings: Sequence[Lettering],
) -> None:
    """Write one row into `place`, with a hairline below; an empty cell stays empty.

    Raises:
        Refusal: `text_too_long` when a cell overflows even in the last lettering.
    """
    for (column, left_mm), text in zip(_placed(columns, place.x_mm), cells, strict=True):
        if text:
            room = Box(left_mm, place.y_mm, column.width_mm, place.height_mm)
            draw_cell(paper, text, room, column.align, letterings)
    bottom_mm = place.y_mm + place.height_mm - _LINE_MM
    paper.fill([Box(place.x_mm, bottom_mm, place.width_mm, _LINE_MM)], Ink.HAIRLINE)


def draw_cell(
    paper: Paper, text: str, room: Box, align: Align, letterings: Sequence[Lettering]
) -> None:
    """Write a cell on one line in the middle of its height, wrapped where it is too long."""
    wide_mm = room.width_mm - 2 * _PAD_MM
    for look in letterings[: max(1, len(letterings) // 2)]:
        if paper.text_width_mm(text, look) <= wide_mm:
            baseline_mm = room.y_mm + room.height_mm / 2 + 0.36 * look.size_pt * MM_PER_PT
            x_mm = {
                Align.LEFT: room.x_mm + _PAD_MM,
                Align.CENTRE: room.x_mm + room.width_mm / 2,
                Align.RIGHT: room.x_mm + room.width_mm - _PAD_MM,
            }[align]
            paper.write(text, x_mm, baseline_mm, look, align=align)
            return
    inner = Box(room.x_mm + _PAD_MM, room.y_mm + 0.3, wide_mm, room.height_mm - 0.5)
    _write_wrapped(paper, text, inner, letterings)


def _write_wrapped(paper: Paper, text: str, room: Box, letterings: Sequence[Lettering]) -> None:
    """Write lines into the middle of a room; how many there are, a trial tells."""
    trial = Tracing(paper)
    trial.new_page()
    last_mm = trial.write_in(text, room, letterings)
    lines = [mark for mark in trial.pages[0].marks if isinstance(mark, TextMark)]
    size_mm = lines[0].lettering.size_pt * MM_PER_PT
    free_mm = room.y_mm + room.height_mm - last_mm - 0.14 * size_mm
    for line in lines:
        paper.write(line.text, line.x_mm, line.baseline_mm + free_mm / 2, line.lettering)


def _placed(columns: Sequence[Column], x_mm: float) -> list[tuple[Column, float]]:
    placed = []
    for column in columns:
        placed.append((column, x_mm))
        x_mm += column.width_mm
    return placed
