"""A thin layer over fpdf2: pages in mm, one embedded font, symbols as filled vector modules.

Owns the inks, the practice marks and the promise that no character vanishes; refuses to know
what a page is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Final

from fpdf import FPDF
from fpdf.drawing import ClippingPath, PaintedPath
from fpdf.enums import TextMode

from samplepoint.errors import Refusal
from samplepoint.formats.paper_font import embed_font, missing_glyphs
from samplepoint.formats.symbols import (
    CODE128_QUIET_MODULES,
    DARK,
    QR_QUIET_MODULES,
    code128_width_mm,
    qr_side_mm,
)

A4_MM: Final = (210.0, 297.0)
MM_PER_PT: Final = 25.4 / 72
_FAMILY: Final = "paper"
_LINE_SPACING: Final = 1.3
_STRIPE_MM: Final = 3.0
_FRAME_INSET_MM: Final = 5.0
_FRAME_MM: Final = 4.0
_WATERMARK_PT: Final = 150.0
_WATERMARK_DEGREES: Final = 30.0
_WATERMARK_HEIGHTS: Final = (0.21, 0.52, 0.83)
_TOKENS: Final = re.compile("[!-~\u00a1-\u024f]+|.", re.DOTALL)


class Ink(StrEnum):
    """The inks of our paper, those of the screens; each also told apart in black and white."""

    INK = "#14202B"
    SYMBOL = "#000000"
    MUTED = "#5A6873"
    HAIRLINE = "#CBD3DA"
    ACTION = "#0B57D0"
    WARNING = "#A15C00"
    WATERMARK = "#F6EADA"
    WHITE = "#FFFFFF"


class Align(StrEnum):
    """Which point of a line of text stands at its x."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Lettering:
    """How a text looks: size in points, ink, and the width in points that thickens its strokes.

    The font has one weight; a thickened outline stands in for the bold one.
    """

    size_pt: float
    ink: Ink = Ink.INK
    thicker_pt: float = 0.0

    @property
    def line_mm(self) -> float:
        """From one baseline to the next, in mm."""
        return self.size_pt * MM_PER_PT * _LINE_SPACING


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in mm; x and y are its upper left corner, from the upper left of the page."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


class Paper:
    """One document: pages of a size, written from front to back, then `finished`.

    The same calls with the same `created_at` give the same bytes.
    """

    def __init__(
        self,
        title: str,
        *,
        created_at: datetime,
        practice: str | None,
        size_mm: tuple[float, float] = A4_MM,
    ) -> None:
        """Open a document; `practice` is the word across every practice page, None for real ones.

        Args:
            title: the document's title, for the reader's window; it is not drawn.
            created_at: with a time zone; stands in the file, not on the page.
            practice: the word that says "practice", or None on real paper.
            size_mm: width and height of a page.

        Raises:
            Obstacle: `paper_font_absent` when the font's package is not installed.
        """
        self.width_mm, self.height_mm = size_mm
        self._practice = practice
        self._pdf = FPDF(unit="mm", format=size_mm)
        self._pdf.set_auto_page_break(auto=False)
        self._pdf.set_creation_date(created_at)
        self._pdf.set_title(title)
        self._pdf.set_lang("zh-CN")
        embed_font(self._pdf, _FAMILY)

    def new_page(self) -> None:
        """Begin a page; on practice paper with its frame and its word, under all that follows."""
        self._pdf.add_page()
        if self._practice is not None:
            self._mark_practice(self._practice)

    def write(
        self,
        text: str,
        x_mm: float,
        baseline_mm: float,
        lettering: Lettering,
        *,
        align: Align = Align.LEFT,
    ) -> None:
        """Write one line.

        Raises:
            Refusal: `glyph_missing` with the code points that the font cannot show.
        """
        _check_glyphs(text)
        share = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[align]
        start_mm = x_mm - share * self.text_width_mm(text, lettering)
        self._set(lettering)
        self._pdf.text(start_mm, baseline_mm, text)

    def write_in(self, text: str, box: Box, letterings: Sequence[Lettering]) -> float:
        """Write `text` from the top of `box`, wrapped, in the first lettering that fits into it.

        Returns:
            The y of the last baseline, in mm.

        Raises:
            Refusal: `text_too_long` when even the last lettering overflows; nothing is cut off.
        """
        for lettering in letterings:
            lines = self._wrapped(text, box.width_mm, lettering)
            if len(lines) * lettering.line_mm <= box.height_mm:
                break
        else:
            raise Refusal("text_too_long", length=len(text))
        baseline_mm = box.y_mm + lettering.size_pt * MM_PER_PT
        for number, line in enumerate(lines):
            self.write(line, box.x_mm, baseline_mm + number * lettering.line_mm, lettering)
        return baseline_mm + (len(lines) - 1) * lettering.line_mm

    def fitting_line(
        self, text: str, width_mm: float, letterings: Sequence[Lettering]
    ) -> Lettering:
        """Return the first lettering in which one line of `text` is no wider than `width_mm`.

        Raises:
            Refusal: `text_too_long` when it is too wide even in the last one.
        """
        for lettering in letterings:
            if self.text_width_mm(text, lettering) <= width_mm:
                return lettering
        raise Refusal("text_too_long", length=len(text))

    def text_width_mm(self, text: str, lettering: Lettering) -> float:
        """Return how wide one line of `text` is, in mm."""
        self._pdf.set_font(_FAMILY, size=lettering.size_pt)
        return self._pdf.get_string_width(text)

    def fill(self, boxes: Sequence[Box], ink: Ink) -> None:
        """Fill rectangles, as one shape: between those that touch no hairline stays light."""
        with self._path() as path:
            path.style.fill_color = str(ink)
            path.style.stroke_color = None
            for box in boxes:
                path.rectangle(box.x_mm, box.y_mm, box.width_mm, box.height_mm)

    def outline(self, box: Box, ink: Ink, *, line_mm: float = 0.25, round_mm: float = 0.0) -> None:
        """Draw the edge of a rectangle, its corners rounded by `round_mm`."""
        with self._path() as path:
            path.style.fill_color = None
            path.style.stroke_color = str(ink)
            path.style.stroke_width = line_mm
            path.rectangle(box.x_mm, box.y_mm, box.width_mm, box.height_mm, round_mm, round_mm)

    def stripes(self, box: Box) -> None:
        """Fill a rectangle with slanted stripes, the sign of practice.

        They keep one rhythm over the whole page, so that neighbouring boxes join.
        """
        top_mm, bottom_mm = box.y_mm, box.y_mm + box.height_mm
        period_mm = 2 * _STRIPE_MM
        first = int((box.x_mm + top_mm) // period_mm)
        last = int((box.x_mm + box.width_mm + bottom_mm) // period_mm)
        with self._path() as path:
            path.style.fill_color = str(Ink.WARNING)
            path.style.stroke_color = None
            path.clipping_path = ClippingPath(box.x_mm, box.y_mm)
            path.clipping_path.rectangle(box.x_mm, box.y_mm, box.width_mm, box.height_mm)
            for number in range(first, last + 1):
                sum_mm = number * period_mm
                path.move_to(sum_mm - top_mm, top_mm)
                path.line_to(sum_mm - top_mm + _STRIPE_MM, top_mm)
                path.line_to(sum_mm - bottom_mm + _STRIPE_MM, bottom_mm)
                path.line_to(sum_mm - bottom_mm, bottom_mm)
                path.close()

    def code128(
        self, modules: str, x_mm: float, y_mm: float, *, module_mm: float, height_mm: float
    ) -> Box:
        """Draw bars on white; x is the left edge of the quiet zone. Returns the white box."""
        quiet_mm = CODE128_QUIET_MODULES * module_mm
        ground = Box(x_mm, y_mm, code128_width_mm(modules, module_mm), height_mm)
        self.fill([ground], Ink.WHITE)
        self._fill_modules([modules], x_mm + quiet_mm, y_mm, (module_mm, height_mm))
        return ground

    def qr(self, rows: Sequence[str], x_mm: float, y_mm: float, *, module_mm: float) -> Box:
        """Draw a QR symbol on white; x, y: its quiet zone's corner. Returns the white box."""
        side_mm = qr_side_mm(rows, module_mm)
        quiet_mm = QR_QUIET_MODULES * module_mm
        ground = Box(x_mm, y_mm, side_mm, side_mm)
        self.fill([ground], Ink.WHITE)
        self._fill_modules(rows, x_mm + quiet_mm, y_mm + quiet_mm, (module_mm, module_mm))
        return ground

    def finished(self) -> bytes:
        """Return the document as PDF, with the used part of the font inside it."""
        return bytes(self._pdf.output())

    @contextmanager
    def _path(self) -> Iterator[PaintedPath]:
        """Open a shape. fpdf2's own `new_path` copies each, which takes longer than drawing it."""
        with self._pdf.drawing_context() as context:
            path = PaintedPath()
            yield path
            context.add_item(path, clone=False)

    def _set(self, lettering: Lettering) -> None:
        self._pdf.set_font(_FAMILY, size=lettering.size_pt)
        self._pdf.set_text_color(lettering.ink)
        self._pdf.set_draw_color(lettering.ink)
        self._pdf.set_line_width(lettering.thicker_pt)
        self._pdf.text_mode = TextMode.FILL_STROKE if lettering.thicker_pt else TextMode.FILL

    def _wrapped(self, text: str, width_mm: float, lettering: Lettering) -> list[str]:
        lines = [""]
        for token in self._tokens(text, width_mm, lettering):
            if self.text_width_mm((lines[-1] + token).rstrip(), lettering) <= width_mm:
                lines[-1] += token
            else:
                lines.append(token.lstrip())
        return [line.rstrip() for line in lines]

    def _tokens(self, text: str, width_mm: float, lettering: Lettering) -> Iterator[str]:
        """Cut where a line may break: between characters, but inside no word that fits a line."""
        for token in _TOKENS.findall(text):
            if self.text_width_mm(token, lettering) <= width_mm:
                yield token
            else:
                yield from token

    def _fill_modules(
        self, rows: Sequence[str], x_mm: float, y_mm: float, module_mm: tuple[float, float]
    ) -> None:
        wide_mm, high_mm = module_mm
        self.fill(
            [
                Box(x_mm + start * wide_mm, y_mm + number * high_mm, length * wide_mm, high_mm)
                for number, row in enumerate(rows)
                for start, length in _dark_runs(row)
            ],
            Ink.SYMBOL,
        )

    def _mark_practice(self, word: str) -> None:
        lettering = Lettering(_WATERMARK_PT, Ink.WATERMARK, thicker_pt=2)
        drop_mm = _WATERMARK_PT * MM_PER_PT * 0.36
        for share in _WATERMARK_HEIGHTS:
            x_mm, y_mm = self.width_mm / 2, self.height_mm * share
            with self._pdf.rotation(_WATERMARK_DEGREES, x_mm, y_mm):
                self.write(word, x_mm, y_mm + drop_mm, lettering, align=Align.CENTRE)
        for band in _frame(self.width_mm, self.height_mm):
            self.stripes(band)


def _check_glyphs(text: str) -> None:
    if missing := missing_glyphs(text):
        raise Refusal("glyph_missing", code_points=" ".join(f"U+{ord(c):04X}" for c in missing))


def _dark_runs(row: str) -> Iterator[tuple[int, int]]:
    place = 0
    for module, run in groupby(row):
        length = len(list(run))
        if module == DARK:
            yield place, length
        place += length


def _frame(width_mm: float, height_mm: float) -> tuple[Box, Box, Box, Box]:
    inset, band = _FRAME_INSET_MM, _FRAME_MM
    wide_mm, high_mm = width_mm - 2 * inset, height_mm - 2 * inset
    return (
        Box(inset, inset, wide_mm, band),
        Box(inset, height_mm - inset - band, wide_mm, band),
        Box(inset, inset + band, band, high_mm - 2 * band),
        Box(width_mm - inset - band, inset + band, band, high_mm - 2 * band),
    )
