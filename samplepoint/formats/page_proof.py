"""A page is laid out twice: first to be read back as the printer would draw it, then to be kept.

Owns the proof that each symbol on a page says what its modules say, on free white ground;
refuses to know what the symbols are for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import zxingcpp

from samplepoint.errors import Damage
from samplepoint.formats.label_stock import SHEET_DOT_MM
from samplepoint.formats.label_svg import svg_page
from samplepoint.formats.paper import Box, Paper
from samplepoint.formats.paper_marks import FillMark, Page, Symbol, Tracing
from samplepoint.formats.symbols import bytes_back, formats_of

Layout = Callable[[Paper], None]

_PLAIN_DOT_MM: Final = 25.4 / 300
"""Half the finest printers' dots: what is read at these is read from better ones too."""
_TOUCH_MM: Final = 0.05
Pixels = npt.NDArray[np.uint8]


def proved_pdf(paper: Paper, layout: Layout, dot_mm: float = SHEET_DOT_MM) -> bytes:
    """Lay out a proof, read all of it back, then lay out `paper` and return it as PDF.

    Args:
        paper: a document without pages yet.
        layout: draws all pages; called twice, with the same calls each time.
        dot_mm: the printer's dot.

    Raises:
        Damage: `page_unreadable` with the page and what it could not read.
        Refusal: what the layout raises.
    """
    _proof(paper, layout, dot_mm)
    layout(paper)
    return paper.finished()


def proved_svg(ruler: Paper, layout: Layout, dot_mm: float, title: str) -> list[bytes]:
    """Lay out a proof, read all of it back, and return each page as an SVG file.

    Raises:
        Damage, Refusal: as `proved_pdf`.
    """
    tracing = _proof(ruler, layout, dot_mm)
    return [svg_page(page, (ruler.width_mm, ruler.height_mm), title) for page in tracing.pages]


def _proof(ruler: Paper, layout: Layout, dot_mm: float) -> Tracing:
    tracing = Tracing(ruler)
    layout(tracing)
    prove(tracing, dot_mm)
    return tracing


def prove(tracing: Tracing, dot_mm: float) -> int:
    """Read back every symbol of every page in the dots of a printer; return how many there are.

    Raises:
        Damage: `page_unreadable` when one says something else than its modules, when anything
            was drawn over its white ground, or when that ground leaves the page.
    """
    edge = Box(0.0, 0.0, tracing.width_mm, tracing.height_mm)
    for number, page in enumerate(tracing.pages, start=1):
        marks = _MarkBoxes(page)
        for symbol in page.symbols:
            if not (
                _within(symbol.ground, edge)
                and marks.leave_free(symbol)
                and _says_its_modules(symbol, page, dot_mm)
            ):
                raise Damage("page_unreadable", page=number, modules=len(symbol.rows[0]))
    return sum(len(page.symbols) for page in tracing.pages)


class _MarkBoxes:
    """Where all marks of a page are, as arrays: a sheet of labels has thousands of boxes."""

    def __init__(self, page: Page) -> None:
        boxes = [(box, number) for number, mark in enumerate(page.marks) for box in mark.boxes]
        edges = [
            (box.x_mm, box.y_mm, box.x_mm + box.width_mm, box.y_mm + box.height_mm)
            for box, _number in boxes
        ]
        self._edges = np.array(edges, dtype=np.float64).reshape(-1, 4)
        self._numbers = np.array([number for _box, number in boxes], dtype=np.int64)

    def leave_free(self, symbol: Symbol) -> bool:
        """Tell whether nothing that was drawn later stands on a symbol's white ground."""
        ground = symbol.ground
        left, top, right, bottom = self._edges.T
        across = np.minimum(right, ground.x_mm + ground.width_mm) - np.maximum(left, ground.x_mm)
        down = np.minimum(bottom, ground.y_mm + ground.height_mm) - np.maximum(top, ground.y_mm)
        on_it = (across > _TOUCH_MM) & (down > _TOUCH_MM) & (self._numbers > symbol.mark)
        return not bool(on_it.any())


def _within(inner: Box, outer: Box) -> bool:
    return (
        inner.x_mm >= outer.x_mm - _TOUCH_MM
        and inner.y_mm >= outer.y_mm - _TOUCH_MM
        and inner.x_mm + inner.width_mm <= outer.x_mm + outer.width_mm + _TOUCH_MM
        and inner.y_mm + inner.height_mm <= outer.y_mm + outer.height_mm + _TOUCH_MM
    )


def _says_its_modules(symbol: Symbol, page: Page, dot_mm: float) -> bool:
    said = bytes_back(symbol.rows)
    mark = page.marks[symbol.mark]
    if said is None or not isinstance(mark, FillMark):
        return False
    dots = _dots(mark.boxes, symbol.ground, max(dot_mm, _PLAIN_DOT_MM))
    return _read(dots, formats_of(symbol.rows)) == said


def _dots(boxes: Sequence[Box], ground: Box, dot_mm: float) -> Pixels:
    """Draw the ground of a symbol as a printer does: every edge goes to the nearest dot."""
    left, top = round(ground.x_mm / dot_mm), round(ground.y_mm / dot_mm)
    right = round((ground.x_mm + ground.width_mm) / dot_mm)
    bottom = round((ground.y_mm + ground.height_mm) / dot_mm)
    pixels: Pixels = np.full((bottom - top, right - left), 255, np.uint8)
    for box in boxes:
        pixels[
            round(box.y_mm / dot_mm) - top : round((box.y_mm + box.height_mm) / dot_mm) - top,
            round(box.x_mm / dot_mm) - left : round((box.x_mm + box.width_mm) / dot_mm) - left,
        ] = 0
    return pixels


def _read(pixels: Pixels, formats: zxingcpp.BarcodeFormats) -> bytes | None:
    seen = zxingcpp.read_barcode(
        pixels, formats=formats, try_rotate=False, text_mode=zxingcpp.TextMode.Plain
    )
    return bytes(seen.bytes) if seen is not None else None
