"""Tables on paper: cells in their columns, rows of any height, and where a page ends.

Owns sizes and line breaks; refuses to know what a column means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, NamedTuple

from samplepoint.formats.paper import MM_PER_PT, Box, Ink
from samplepoint.formats.paper_table import PlacedText, TablePaper

_SIZE_PT: Final = 7.0
_SMALLER_PT: Final = (6.0, 5.0, 4.5)
"""Sizes for a text that is too long for its column, the first that does."""
_LINE: Final = 1.28 * MM_PER_PT
_FIRST_BASELINE_MM: Final = 0.75 + 0.88 * _SIZE_PT * MM_PER_PT
_PAD_MM: Final = 0.75
_SIDE_MM: Final = 0.5
_MOST_LINES: Final = 4
_HAIR_MM: Final = 0.1
_GROUP_MM: Final = 0.3


class Cell(NamedTuple):
    """The lines of one cell and their size."""

    lines: Sequence[str]
    size_pt: float


_EMPTY: Final = Cell((), _SIZE_PT)


@dataclass(slots=True)
class Column:
    """Where a column stands; `one_line` texts are rather made smaller than broken."""

    x_mm: float
    width_mm: float
    one_line: bool
    known: dict[str, Cell] = field(default_factory=dict)
    """Cells laid out before: most columns repeat a few words."""


_MOST_KNOWN: Final = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Columns and their headings, if any, which stand again on every page."""

    columns: Sequence[Column]
    headings: Sequence[Cell] = ()
    heading_mm: float = 0.0

    @classmethod
    def headed(cls, paper: TablePaper, columns: Sequence[Column], headings: Sequence[str]) -> Table:
        """Lay out the headings over their columns."""
        pairs = zip(columns, headings, strict=True)
        cells = [_cell(paper, column, heading) for column, heading in pairs]
        return cls(columns, cells, _height_mm(cells))

    @property
    def width_mm(self) -> float:
        """Return the width of all columns together."""
        last = self.columns[-1]
        return last.x_mm + last.width_mm - self.columns[0].x_mm


class Row(NamedTuple):
    """A row laid out; `begins_group` is drawn as a stronger line above it."""

    table: Table
    cells: Sequence[Cell]
    height_mm: float
    begins_group: bool


def table_rows(
    paper: TablePaper,
    table: Table,
    rows: Iterable[Sequence[str]],
    tallest_mm: float,
    *,
    group: int | None = None,
) -> Iterator[Row]:
    """Lay out rows of texts; one that is taller than a page goes on in the next.

    Args:
        paper: measures the texts.
        table: the columns, as many as each row has texts.
        rows: the texts.
        tallest_mm: the room of a page, headings included.
        group: the column whose change is a new group; None for no groups.
    """
    most = int((tallest_mm - table.heading_mm - 2 * _PAD_MM) / (_SIZE_PT * _LINE))
    before = None
    for texts in rows:
        cells = [
            column.known.get(text) or _cell(paper, column, text)
            for column, text in zip(table.columns, texts, strict=True)
        ]
        begins = group is None or texts[group] != before
        before = None if group is None else texts[group]
        for part in _parts(cells, most):
            yield Row(table, part, _height_mm(part), begins)
            begins = False


def pages(rows: Iterable[Row], first_mm: float, next_mm: float) -> Iterator[list[Row]]:
    """Deal rows out to pages; at least one page. Each begins with the headings of its table."""
    page: list[Row] = []
    left_mm = first_mm
    for row in rows:
        is_headed = bool(page) and page[-1].table is row.table
        need_mm = row.height_mm + (0 if is_headed else row.table.heading_mm)
        if page and need_mm > left_mm:
            yield page
            page, left_mm = [], next_mm
            need_mm = row.height_mm + row.table.heading_mm
        page.append(row)
        left_mm -= need_mm
    yield page


def draw_rows(paper: TablePaper, rows: Sequence[Row], top_mm: float) -> None:
    """Draw the rows of one page from `top_mm` down, headings where a table begins."""
    texts: list[Iterator[PlacedText]] = []
    rules: dict[Ink, list[Box]] = {Ink.HAIRLINE: [], Ink.MUTED: []}
    table = None
    for row in rows:
        left_mm, wide_mm = row.table.columns[0].x_mm, row.table.width_mm
        if row.table is not table:
            table = row.table
            texts.append(_placed(table.columns, table.headings, top_mm))
            rules[Ink.HAIRLINE].append(Box(left_mm, top_mm, wide_mm, table.heading_mm))
            top_mm += table.heading_mm
        thick_mm, ink = (_GROUP_MM, Ink.MUTED) if row.begins_group else (_HAIR_MM, Ink.HAIRLINE)
        rules[ink].append(Box(left_mm, top_mm, wide_mm, thick_mm))
        texts.append(_placed(table.columns, row.cells, top_mm))
        top_mm += row.height_mm
    for ink, boxes in rules.items():
        paper.rules(boxes, ink)
    paper.write_placed(chain.from_iterable(texts))


def _cell(paper: TablePaper, column: Column, text: str) -> Cell:
    if not text:
        return _EMPTY
    shown = paper.shown(text)
    room_mm = column.width_mm - 2 * _SIDE_MM
    wide_mm = paper.advance_mm(shown, _SIZE_PT)
    cell = Cell((shown,), _SIZE_PT) if wide_mm <= room_mm else _tight(paper, column, shown)
    if len(column.known) < _MOST_KNOWN:
        column.known[text] = cell
    return cell


def _tight(paper: TablePaper, column: Column, shown: str) -> Cell:
    """Lay out what is wider than its column: smaller, or broken into few lines, or both."""
    room_mm = column.width_mm - 2 * _SIDE_MM
    sizes = (_SIZE_PT, *_SMALLER_PT)
    if column.one_line:
        for size_pt in sizes:
            if paper.advance_mm(shown, size_pt) <= room_mm:
                return Cell((shown,), size_pt)
    for size_pt in sizes:
        lines = paper.wrapped(shown, room_mm, size_pt)
        if len(lines) <= _MOST_LINES:
            return Cell(lines, size_pt)
    return Cell(paper.wrapped(shown, room_mm, sizes[-1]), sizes[-1])


def _height_mm(cells: Sequence[Cell]) -> float:
    tallest_mm = max(len(cell.lines) * cell.size_pt for cell in cells) * _LINE
    return max(tallest_mm, _SIZE_PT * _LINE) + 2 * _PAD_MM


def _parts(cells: Sequence[Cell], most: int) -> Iterator[Sequence[Cell]]:
    """Cut a row into parts of `most` lines a cell; nearly always it is one."""
    longest = max(len(cell.lines) for cell in cells)
    if longest <= most:
        yield cells
        return
    for start in range(0, longest, most):
        yield [Cell(cell.lines[start : start + most], cell.size_pt) for cell in cells]


def _placed(
    columns: Sequence[Column], cells: Sequence[Cell], top_mm: float
) -> Iterator[PlacedText]:
    """Place lines cell by cell, so that a broken text stays together when it is copied.

    A table without headings has no cells for them.
    """
    first_mm = top_mm + _FIRST_BASELINE_MM
    for column, (lines, size_pt) in zip(columns, cells, strict=False):
        x_mm, baseline_mm = column.x_mm + _SIDE_MM, first_mm
        for line in lines:
            yield PlacedText(x_mm, baseline_mm, size_pt, line)
            baseline_mm += size_pt * _LINE
