"""Blank forms for the hours without power or laptop: one block a tube, numbered beforehand.

Owns the pages and the strip of labels to cut off; refuses to know which numbers are free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from samplepoint.formats.code_text import (
    fitting_code_pt,
    heavy,
    ladder,
    size_ladder,
    write_code,
)
from samplepoint.formats.label_stock import SHEET_DOT_MM
from samplepoint.formats.labels import TubeLabel, bar_module_mm
from samplepoint.formats.page_proof import proved_pdf
from samplepoint.formats.paper import MM_PER_PT, Align, Box, Ink, Lettering, Paper
from samplepoint.formats.sheet_frame import (
    CONTENT_BOTTOM_MM,
    LEFT_MM,
    RIGHT_MM,
    SheetFrame,
    draw_frame,
)
from samplepoint.formats.symbols import (
    CODE128_QUIET_MODULES,
    code128_modules,
    code128_width_mm,
)

DOCUMENT_CELLS: Final = 18
"""A resident's number has 18 places; each gets a box of its own."""

_WIDE_MM: Final = RIGHT_MM - LEFT_MM
_TOP_MM: Final = 35.5
_STEP_MM: Final = 4.9
_STRIP_LABEL_MM: Final = (44.0, 22.0)
_STRIP_MM: Final = 30.0
_LABELS_A_STRIP: Final = 4
_BLOCK_HEAD_MM: Final = 15.0
_BLOCK_GAP_MM: Final = 5.0
_HEADING_MM: Final = 5.5
_ROW_MM: Final = (11.5, 7.8)
"""The height of a row for hands in gloves, and the least when a tube takes many people."""
_TALLEST_ROW_MM: Final = 14.5
_CELL_MM: Final = 4.9
_ORDINAL_MM: Final = 8.0
_NAME_MM: Final = 32.0
_PHONE_MM: Final = 35.0
_NUMBER_MM: Final = DOCUMENT_CELLS * _CELL_MM


@dataclass(frozen=True, slots=True)
class Term:
    """One word in two languages: the one of this paper, and the other below it."""

    main: str
    beside: str


@dataclass(frozen=True, slots=True)
class FormWords:
    """The words of the form; `steps` say what to do, in the order in which it is done."""

    frame: SheetFrame
    steps: tuple[Term, ...]
    tube: Term
    name: Term
    number: Term
    phone: Term
    time: Term
    opened: Term
    closed: Term
    registrar: Term
    cut: Term
    continued: str


@dataclass(frozen=True, slots=True)
class FormTubes:
    """The codes, one block each, where they belong, and how many people a tube takes.

    `again` is the word of a second print for the labels, "" for the first.
    """

    codes: tuple[str, ...]
    place: str
    pool_size: int
    again: str = ""


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows of one tube on one page: `first` to `last`, counted from 1."""

    code: str
    first: int
    last: int


def fallback_form(
    words: FormWords, tubes: FormTubes, *, created_at: datetime, practice: str | None
) -> bytes:
    """Lay out forms as an A4 PDF, each code once on its block and once on the strip.

    Raises:
        Refusal: `glyph_missing`, `text_too_long`, `symbol_characters`, `symbol_too_wide`.
        Damage: `symbol_unreadable`, `page_unreadable`.
        Obstacle: `paper_font_absent`.
    """
    paper = Paper(words.frame.title, created_at=created_at, practice=practice)
    return proved_pdf(paper, lambda onto: draw_forms(onto, words, tubes, practice or ""))


def tubes_a_page(steps: int, pool_size: int) -> int:
    """Return how many tubes of a size have their blocks on one page."""
    room_mm = _blocks_room_mm(steps)
    block_mm = _BLOCK_HEAD_MM + _HEADING_MM + pool_size * _ROW_MM[0]
    fitting = int((room_mm + _BLOCK_GAP_MM) / (block_mm + _BLOCK_GAP_MM))
    return max(1, min(_LABELS_A_STRIP, fitting))


def _blocks_room_mm(steps: int) -> float:
    return CONTENT_BOTTOM_MM - _STRIP_MM - _TOP_MM - steps * _STEP_MM - 3.0


def draw_forms(paper: Paper, words: FormWords, tubes: FormTubes, practice: str = "") -> None:
    """Draw all forms onto paper; `practice` is the word of practice labels."""
    pages = _paged(words, tubes)
    for number, blocks in enumerate(pages, start=1):
        paper.new_page()
        draw_frame(paper, words.frame, number=number, total=len(pages))
        y_mm = _steps(paper, words.steps)
        for block in blocks:
            y_mm = _block(paper, words, tubes, block, y_mm)
        codes = [block.code for block in blocks if block.first == 1]
        if codes:
            _strip(paper, words, codes, (tubes.place, practice, tubes.again))


def _paged(words: FormWords, tubes: FormTubes) -> list[list[_Block]]:
    a_page = tubes_a_page(len(words.steps), tubes.pool_size)
    if a_page > 1:
        starts = range(0, len(tubes.codes), a_page)
        chunks = [tubes.codes[start : start + a_page] for start in starts]
        return [[_Block(code, 1, tubes.pool_size) for code in chunk] for chunk in chunks]
    room_mm = _blocks_room_mm(len(words.steps)) - _BLOCK_HEAD_MM - _HEADING_MM
    most = int(room_mm / _ROW_MM[1])
    return [
        [_Block(code, first, min(first + most - 1, tubes.pool_size))]
        for code in tubes.codes
        for first in range(1, tubes.pool_size + 1, most)
    ]


def _steps(paper: Paper, steps: Sequence[Term]) -> float:
    """Write what to do, a line each; return where the blocks begin."""
    half_mm = _WIDE_MM / 2
    main = _one_size(paper, [step.main for step in steps], half_mm - 8.0, ladder(9.5, 5))
    beside = _one_size(paper, [step.beside for step in steps], half_mm, ladder(8.5, 5, Ink.MUTED))
    baseline_mm = _TOP_MM + 3.0
    for number, step in enumerate(steps, start=1):
        paper.write(str(number), LEFT_MM, baseline_mm, heavy(9.5, Ink.ACTION))
        paper.write(step.main, LEFT_MM + 5.5, baseline_mm, main)
        paper.write(step.beside, LEFT_MM + half_mm, baseline_mm, beside)
        baseline_mm += _STEP_MM
    return baseline_mm - 1.0


def _one_size(
    paper: Paper, texts: Sequence[str], width_mm: float, letterings: Sequence[Lettering]
) -> Lettering:
    """Return the first lettering in which each of the lines fits."""
    fitting = [paper.fitting_line(text, width_mm, letterings) for text in texts]
    return min(fitting, key=lambda look: look.size_pt)


def _block(paper: Paper, words: FormWords, tubes: FormTubes, block: _Block, y_mm: float) -> float:
    """Draw a tube's head and its empty rows; return where the next block begins."""
    rows = block.last - block.first + 1
    row_mm = _row_mm(words, tubes, rows)
    _block_head(paper, words, block, y_mm)
    y_mm += _BLOCK_HEAD_MM
    _headings(paper, words, y_mm)
    y_mm += _HEADING_MM
    bottom_mm = y_mm + rows * row_mm
    _grid(paper, y_mm, row_mm, rows)
    for row in range(rows):
        middle_mm = y_mm + (row + 0.5) * row_mm + 0.36 * 11 * MM_PER_PT
        number = str(block.first + row)
        x_mm = LEFT_MM + _ORDINAL_MM / 2
        paper.write(number, x_mm, middle_mm, heavy(11, Ink.MUTED), align=Align.CENTRE)
    return bottom_mm + _BLOCK_GAP_MM


def _row_mm(words: FormWords, tubes: FormTubes, rows: int) -> float:
    a_page = tubes_a_page(len(words.steps), tubes.pool_size)
    if a_page > 1:
        return _ROW_MM[0]
    room_mm = _blocks_room_mm(len(words.steps)) - _BLOCK_HEAD_MM - _HEADING_MM
    return min(_TALLEST_ROW_MM, room_mm / rows)


def _block_head(paper: Paper, words: FormWords, block: _Block, y_mm: float) -> None:
    """Write the tube's code over three fields, its bars at the right margin."""
    modules = code128_modules(block.code)
    module_mm = bar_module_mm(modules, _WIDE_MM * 0.4, SHEET_DOT_MM, 0.34)
    right_mm = RIGHT_MM
    if module_mm:
        quiet_mm = CODE128_QUIET_MODULES * module_mm
        right_mm = RIGHT_MM - code128_width_mm(modules, module_mm) + quiet_mm
        paper.code128(modules, right_mm, y_mm + 0.5, module_mm=module_mm, height_mm=11.5)
    label = heavy(10, Ink.MUTED)
    paper.write(words.tube.main, LEFT_MM, y_mm + 6.0, label)
    left_mm = LEFT_MM + paper.text_width_mm(words.tube.main, label) + 2.5
    room_mm = right_mm - left_mm - 2.0
    size_pt = fitting_code_pt(paper, block.code, room_mm, size_ladder(18, 7))
    wide_mm = write_code(paper, block.code, (left_mm, y_mm + 6.2), size_pt)
    if block.first > 1:
        paper.write(words.continued, left_mm + wide_mm + 3.0, y_mm + 6.0, label)
    fields = (words.opened, words.closed, words.registrar)
    step_mm = (right_mm - LEFT_MM - 2.0) / len(fields)
    for place, field in enumerate(fields):
        x_mm = LEFT_MM + place * step_mm
        small = paper.fitting_line(_both(field), step_mm - 14.0, ladder(8, 4.5, Ink.MUTED))
        paper.write(_both(field), x_mm, y_mm + 12.4, small)
        taken_mm = paper.text_width_mm(_both(field), small) + 1.5
        line = Box(x_mm + taken_mm, y_mm + 13.2, step_mm - taken_mm - 3.0, 0.25)
        paper.fill([line], Ink.MUTED)


def _headings(paper: Paper, words: FormWords, y_mm: float) -> None:
    edges = _edges()
    terms = (words.name, words.number, words.phone, words.time)
    for term, left_mm, right_mm in zip(terms, edges[1:-1], edges[2:], strict=True):
        text = _both(term)
        look = paper.fitting_line(text, right_mm - left_mm - 2.0, ladder(8, 4.5, Ink.MUTED))
        paper.write(text, left_mm + 1.0, y_mm + 3.9, look)


def _edges() -> tuple[float, ...]:
    name_mm = LEFT_MM + _ORDINAL_MM
    number_mm = name_mm + _NAME_MM
    phone_mm = number_mm + _NUMBER_MM
    return (LEFT_MM, name_mm, number_mm, phone_mm, phone_mm + _PHONE_MM, RIGHT_MM)


def _grid(paper: Paper, y_mm: float, row_mm: float, rows: int) -> None:
    """Draw the rows: strong lines between columns, fine ones between the places of a number."""
    high_mm = rows * row_mm
    lines = [Box(LEFT_MM, y_mm + row * row_mm, _WIDE_MM, 0.25) for row in range(rows + 1)]
    lines += [Box(x_mm, y_mm, 0.25, high_mm + 0.25) for x_mm in _edges()]
    number_mm = _edges()[2]
    cells = [
        Box(number_mm + place * _CELL_MM, y_mm, 0.2, high_mm) for place in range(1, DOCUMENT_CELLS)
    ]
    # After the area and after the birth date the eye needs a hold.
    holds = [Box(number_mm + place * _CELL_MM, y_mm, 0.4, high_mm) for place in (6, 14)]
    paper.fill(cells, Ink.HAIRLINE)
    paper.fill([*lines, *holds], Ink.MUTED)


def _strip(
    paper: Paper, words: FormWords, codes: Sequence[str], marks: tuple[str, str, str]
) -> None:
    """Draw the labels along the foot of the page, above them the line to cut along."""
    y_mm = CONTENT_BOTTOM_MM - _STRIP_MM + 1.5
    dashes = [Box(LEFT_MM + dash * 4.0, y_mm, 2.2, 0.25) for dash in range(int(_WIDE_MM / 4.0))]
    paper.fill(dashes, Ink.MUTED)
    look = paper.fitting_line(_both(words.cut), _WIDE_MM, ladder(7.5, 4.5, Ink.MUTED))
    paper.write(_both(words.cut), LEFT_MM, y_mm + 3.8, look)
    place, practice, again = marks
    for number, code in enumerate(codes):
        wide_mm, high_mm = _STRIP_LABEL_MM
        room = Box(LEFT_MM + number * (wide_mm + 1.0), y_mm + 5.4, wide_mm, high_mm)
        TubeLabel(code, place, practice, again).draw(paper, room, SHEET_DOT_MM)
        paper.outline(room, Ink.MUTED, line_mm=0.2)


def _both(term: Term) -> str:
    return f"{term.main} {term.beside}" if term.beside else term.main
