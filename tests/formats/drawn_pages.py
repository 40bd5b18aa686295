"""What the tests of layouts share: pages drawn without a PDF, painted for the readers.

Owns no expectation. A layout is drawn onto traced paper, proved, written as SVG, and that is
painted by twenty lines of its own: fast, and none of the code that prints.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from xml.etree import ElementTree as ET

import pytest
from PIL import Image, ImageDraw

from samplepoint.formats import (
    fallback_form,
    handover_sheet,
    labels,
    person_cards,
    printer_test,
    strip_sheet,
    tube_sheet,
)
from samplepoint.formats.label_svg import svg_page
from samplepoint.formats.page_proof import Layout, prove
from samplepoint.formats.paper import A4_MM, Paper
from samplepoint.formats.paper_marks import TextMark, Tracing
from samplepoint.formats.symbols import read_back
from tests.formats.printed_pages import PRINTED_AT, texts_on

SVG = "{http://www.w3.org/2000/svg}"
_RECTANGLE = re.compile(r"M([-\d.]+) ([-\d.]+)h([-\d.]+)v([-\d.]+)h[-\d.]+z")


@cache
def ruler() -> Paper:
    """Return the one paper with whose font all layouts of the tests measure."""
    return Paper("", created_at=PRINTED_AT, practice=None)


def drawn(layout: Layout, dot_mm: float = 0.1, size_mm: tuple[float, float] = A4_MM) -> Tracing:
    """Draw a layout and prove every symbol on it."""
    tracing = Tracing(ruler())
    tracing.width_mm, tracing.height_mm = size_mm
    layout(tracing)
    assert prove(tracing, dot_mm) == sum(len(page.symbols) for page in tracing.pages)
    return tracing


def painted(svg: bytes, dots_per_mm: int = 12) -> Image.Image:
    """Paint the filled rectangles of an SVG of ours."""
    root = ET.fromstring(svg)  # noqa: S314  # our own file
    wide, high = (float(root.attrib[side].removesuffix("mm")) for side in ("width", "height"))
    image = Image.new("L", (round(wide * dots_per_mm), round(high * dots_per_mm)), 255)
    brush = ImageDraw.Draw(image)
    for path in root.iter(f"{SVG}path"):
        if "clip-path" in path.attrib:
            continue
        ink = 255 if path.attrib["fill"] == "#FFFFFF" else 0
        for sizes in _RECTANGLE.findall(path.attrib["d"]):
            x, y, w, h = (float(size) * dots_per_mm for size in sizes)
            corner = (round(x), round(y), round(x + w) - 1, round(y + h) - 1)
            if corner[2] >= corner[0] and corner[3] >= corner[1]:
                brush.rectangle(corner, fill=ink)
    return image


def pictures(tracing: Tracing) -> list[Image.Image]:
    """Return every page as a picture."""
    size_mm = (tracing.width_mm, tracing.height_mm)
    return [painted(svg_page(page, size_mm, "")) for page in tracing.pages]


def codes_on(tracing: Tracing) -> list[Counter[str]]:
    """Return what is read on every page."""
    return [texts_on(picture) for picture in pictures(tracing)]


def told(_paper: Paper, layout: Layout, dot_mm: float = 0.1) -> bytes:
    """Stand in for `proved_pdf` where only words matter: every line, then what symbols say."""
    tracing = drawn(layout, dot_mm)
    symbols = [read_back(one.rows) or "" for page in tracing.pages for one in page.symbols]
    lines = [line for page in words_on(tracing) for line in page]
    return "\n".join([*lines, *symbols]).encode()


def print_words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every sheet keep words and codes instead of a PDF; the PDFs have tests of their own."""
    for module in (
        *(labels, person_cards, handover_sheet, tube_sheet, strip_sheet),
        *(fallback_form, printer_test),
    ):
        monkeypatch.setattr(module, "Paper", lambda *_a, **_k: ruler())
        monkeypatch.setattr(module, "proved_pdf", told)


def words_on(tracing: Tracing) -> list[list[str]]:
    """Return every line of text, page by page."""
    return [
        [mark.text for mark in page.marks if isinstance(mark, TextMark)] for page in tracing.pages
    ]
