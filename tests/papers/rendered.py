"""Printed pages as a printer would put them on paper, and cut into single labels.

Owns no expectation; refuses to read what is on them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2
from PIL import Image

from samplepoint.formats.paper import Box

DPI = 200
"""A modest office printer, or a copy of a copy."""
ROLL_DPI = 203.2
"""Eight dots a mm: what label printers have."""
_MM_AN_INCH = 25.4


def rendered(pdf: bytes, dpi: float = DPI) -> Iterator[Image.Image]:
    """Yield every page of a PDF as a grey picture.

    At the resolution of label printers its edges are hard, as their dots are; a whole number of
    dots to the label is kept, which rounding up would stretch by one.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            width_pt, height_pt = page.get_size()
            dots = round(width_pt / 72 * dpi)
            scale = min(dots / width_pt, round(height_pt / 72 * dpi) / height_pt)
            bitmap = page.render(
                scale=scale * (1 - 1e-9),
                grayscale=True,
                no_smoothpath=dpi == ROLL_DPI,
                no_smoothtext=dpi == ROLL_DPI,
            )
            yield bitmap.to_pil().convert("L")
            bitmap.close()
            page.close()
    finally:
        document.close()


def cut(page: Image.Image, box: Box, dpi: float = DPI) -> Image.Image:
    """Return a part of a page: what a person with a scanner aims at."""
    edges = (box.x_mm, box.y_mm, box.x_mm + box.width_mm, box.y_mm + box.height_mm)
    left, top, right, bottom = (round(edge / _MM_AN_INCH * dpi) for edge in edges)
    return page.crop((left, top, right, bottom))
