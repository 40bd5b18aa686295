"""What cannot be right, on paper: each finding with all its sides, people masked, room to write.

Owns where it stands on A4 pages; refuses to know what a finding is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from samplepoint.formats.code_text import heavy_ladder, ladder
from samplepoint.formats.page_proof import proved_pdf
from samplepoint.formats.paper import Ink, Paper
from samplepoint.formats.paper_font import shown
from samplepoint.formats.sheet_frame import (
    CONTENT_BOTTOM_MM,
    CONTENT_TOP_MM,
    LEFT_MM,
    RIGHT_MM,
    SheetFrame,
    draw_frame,
)

_WIDE_MM: Final = RIGHT_MM - LEFT_MM
_HEAD_MM: Final = 7.0
_LINE_MM: Final = 5.4
_GAP_MM: Final = 5.0
_INDENT_MM: Final = 4.0
_HEADS: Final = heavy_ladder(11, 6)
_LINES: Final = ladder(9, 4)
_DECIDED: Final = ladder(9, 4, Ink.MUTED)


@dataclass(frozen=True, slots=True)
class FindingBlock:
    """One finding: what and whom it is about, a line for each side, what was decided ("" none)."""

    head: str
    sides: tuple[str, ...]
    decided: str

    @property
    def height_mm(self) -> float:
        """Return how high it stands on the page, with the space below it."""
        return _HEAD_MM + _LINE_MM * (len(self.sides) + 1) + _GAP_MM


def findings_sheet(
    frame: SheetFrame,
    blocks: Sequence[FindingBlock],
    *,
    created_at: datetime,
    practice: str | None,
) -> bytes:
    """Lay out findings as an A4 PDF; one that fits on a page is never cut in two.

    Raises:
        Refusal: `glyph_missing`, `text_too_long`. Damage: `page_unreadable`.
        Obstacle: `paper_font_absent`.
    """
    paper = Paper(frame.title, created_at=created_at, practice=practice)
    return proved_pdf(paper, lambda onto: _draw_all(onto, frame, blocks))


def _draw_all(paper: Paper, frame: SheetFrame, blocks: Sequence[FindingBlock]) -> None:
    pages = list(_paged(part for block in blocks for part in _parts(block))) or [[]]
    for number, parts in enumerate(pages, start=1):
        paper.new_page()
        draw_frame(paper, frame, number=number, total=len(pages))
        y_mm = CONTENT_TOP_MM
        for part in parts:
            _draw(paper, part, y_mm)
            y_mm += part.height_mm


def _parts(block: FindingBlock) -> Iterator[FindingBlock]:
    """Cut a finding of more sides than a page has lines."""
    room = int((CONTENT_BOTTOM_MM - CONTENT_TOP_MM - _HEAD_MM - _GAP_MM) / _LINE_MM) - 1
    for start in range(0, max(1, len(block.sides)), room):
        yield FindingBlock(block.head, block.sides[start : start + room], block.decided)


def _paged(parts: Iterator[FindingBlock]) -> Iterator[list[FindingBlock]]:
    page: list[FindingBlock] = []
    room_mm = CONTENT_BOTTOM_MM - CONTENT_TOP_MM + _GAP_MM
    for part in parts:
        if page and sum(one.height_mm for one in page) + part.height_mm > room_mm:
            yield page
            page = []
        page.append(part)
    if page:
        yield page


def _draw(paper: Paper, block: FindingBlock, y_mm: float) -> None:
    head = shown(block.head)
    paper.write(head, LEFT_MM, y_mm + 5.0, paper.fitting_line(head, _WIDE_MM, _HEADS))
    y_mm += _HEAD_MM
    for line in map(shown, block.sides):
        look = paper.fitting_line(line, _WIDE_MM - _INDENT_MM, _LINES)
        paper.write(line, LEFT_MM + _INDENT_MM, y_mm + 4.0, look)
        y_mm += _LINE_MM
    decided = shown(block.decided)
    if decided:
        look = paper.fitting_line(decided, _WIDE_MM - _INDENT_MM, _DECIDED)
        paper.write(decided, LEFT_MM + _INDENT_MM, y_mm + 4.0, look)
