"""A finished PDF as a screen and a printer need it: page sizes, a page in dots, some of its pages.

Owns the one lock around PDFium, which knows no threads; refuses to know printers and screens.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from samplepoint.errors import Obstacle

MM_A_POINT: Final = 25.4 / 72
_DOTS_A_POINT: Final = 1 / 72
_HAIR_MM: Final = 0.02
"""What a PDF's own rounding of a length may be."""
_PDFIUM = threading.Lock()


class Ink(StrEnum):
    """Smooth colours for eyes; for a printer grey with hard edges, as a reader of bars wants."""

    SCREEN = "screen"
    PRINTER = "printer"


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page in dots, from the upper left: a byte a dot (grey), or four (blue, green, red, -)."""

    width: int
    height: int
    stride: int
    ink: Ink
    dots: bytes


class PdfPages:
    """The pages of one PDF, numbered from 1."""

    def __init__(self, pdf: bytes) -> None:
        """Read how many pages there are, and how large.

        Raises:
            Obstacle: `paper_unreadable`.
        """
        self.pdf = pdf
        """The whole file."""
        with self._opened() as document:
            sizes = [document.get_page_size(at) for at in range(len(document))]
        self.sizes_mm: tuple[tuple[float, float], ...] = tuple(
            (_to_mm(wide), _to_mm(high)) for wide, high in sizes
        )
        """Width and height of each page, in mm."""

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.sizes_mm)

    def picture(self, page: int, dpi: float, ink: Ink = Ink.PRINTER) -> PagePicture:
        """Return a page at so many dots an inch.

        Raises:
            Obstacle: `paper_unreadable`.
        """
        is_print = ink is Ink.PRINTER
        with self._opened() as document:
            bitmap = document[page - 1].render(
                scale=dpi * _DOTS_A_POINT,
                may_draw_forms=False,
                grayscale=is_print,
                no_smoothpath=is_print,
                no_smoothtext=is_print,
                prefer_bgrx=True,
            )
            dots = bytes(bitmap.buffer)
        return PagePicture(bitmap.width, bitmap.height, bitmap.stride, ink, dots)

    def as_png(self, page: int, dpi: float) -> bytes:
        """Return a page as a grey PNG file, as a scanner or a camera would give it.

        Raises:
            Obstacle: `paper_unreadable`.
        """
        from PIL import Image  # noqa: PLC0415  # only who wants a file needs it

        grey = self.picture(page, dpi)
        size = (grey.width, grey.height)
        image = Image.frombytes("L", size, grey.dots, "raw", "L", grey.stride)
        held = io.BytesIO()
        image.save(held, "PNG", dpi=(dpi, dpi))
        return held.getvalue()

    def part(self, first: int, last: int) -> bytes:
        """Return a PDF of the pages from one to another, both included; the fonts come along.

        Raises:
            Obstacle: `paper_unreadable`.
        """
        if (first, last) == (1, self.count):
            return self.pdf
        import pypdfium2  # noqa: PLC0415  # 0.15 s: never on the way to "ready to scan"

        with self._opened() as document:
            some = pypdfium2.PdfDocument.new()
            try:
                some.import_pages(document, list(range(first - 1, last)))
                made = io.BytesIO()
                some.save(made)
            finally:
                some.close()
        return made.getvalue()

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        import pypdfium2  # noqa: PLC0415  # 0.15 s

        with _PDFIUM:
            try:
                document = pypdfium2.PdfDocument(self.pdf)
            except pypdfium2.PdfiumError:
                raise Obstacle("paper_unreadable") from None
            try:
                yield document
            except pypdfium2.PdfiumError:
                raise Obstacle("paper_unreadable") from None
            finally:
                document.close()


def _to_mm(points: float) -> float:
    """Return a length in mm, a whole number where it was one before the PDF rounded it."""
    exact_mm = points * MM_A_POINT
    whole_mm = round(exact_mm * 2) / 2
    return whole_mm if abs(exact_mm - whole_mm) < _HAIR_MM else round(exact_mm, 3)
