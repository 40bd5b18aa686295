"""Paper for long tables: thousands of small texts, measured and wrapped by arithmetic.

Owns the price of a cell (about that of a bare one) and what stands for a character that the font
lacks; refuses to know columns and their meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple, cast

from fpdf.fonts import TTFFont

from samplepoint.formats.paper import Box, Ink, Lettering, Paper
from samplepoint.formats.paper_codes import PlainCodes, use_own_numbers
from samplepoint.formats.paper_font import shown

_TOKENS: Final = re.compile(r"\[U\+[0-9A-F]{4,6}\]|[!-Z\\-~\u00a1-\u024f]+|.", re.DOTALL)
_PROBE: Final = Lettering(100.0)


class _Codes(dict[str, str]):
    """Each character as it stands in the file, worked out once: a page has thousands."""

    def __init__(self, font: TTFFont) -> None:
        self._font = font

    def __missing__(self, char: str) -> str:
        self[char] = self._font.encode_text(char).removeprefix("(").removesuffix(") Tj")
        return self[char]


class PlacedText(NamedTuple):
    """One line of text: where it begins, its baseline, both in mm, its size and itself."""

    x_mm: float
    baseline_mm: float
    size_pt: float
    text: str


class TablePaper(Paper):
    """Paper on which a table is written line by line. Texts must have gone through `shown`."""

    def __init__(
        self,
        title: str,
        *,
        created_at: datetime,
        practice: str | None,
        size_mm: tuple[float, float],
    ) -> None:
        """Open a document, as `Paper` does."""
        super().__init__(title, created_at=created_at, practice=practice, size_mm=size_mm)
        use_own_numbers(self._pdf)
        self._char_mm: dict[str, float] = {}
        """Width of each character met so far, in mm at one point of size."""
        self._codes = _Codes(cast("TTFFont", next(iter(self._pdf.fonts.values()))))

    def shown(self, text: str) -> str:
        """Return a text that paper can show: `[U+20BB7]` stands for what the font lacks."""
        return shown(text)

    def advance_mm(self, text: str, size_pt: float) -> float:
        """Return how wide a shown text is; this font has no kerning, so widths add up."""
        try:
            return sum(map(self._char_mm.__getitem__, text)) * size_pt
        except KeyError:
            for char in set(text).difference(self._char_mm):
                self._char_mm[char] = self.text_width_mm(char, _PROBE) / _PROBE.size_pt
            return self.advance_mm(text, size_pt)

    def wrapped(self, text: str, width_mm: float, size_pt: float) -> list[str]:
        """Break a shown text into lines: between characters, in no word that fits a line."""
        lines, line, used = [], "", 0.0
        for token, wide in self._tokens_of(text, width_mm, size_pt):
            if line and used + wide > width_mm:
                lines.append(line.rstrip())
                token, wide = (token, wide) if token.strip() else ("", 0.0)  # noqa: PLW2901
                line, used = "", 0.0
            line += token
            used += wide
        return [*lines, line.rstrip()]

    def _tokens_of(self, text: str, width_mm: float, size_pt: float) -> Iterable[tuple[str, float]]:
        for token in _TOKENS.findall(text):
            wide = self.advance_mm(token, size_pt)
            if wide <= width_mm:
                yield token, wide
            else:
                yield from ((char, self.advance_mm(char, size_pt)) for char in token)

    def write_placed(self, texts: Iterable[PlacedText]) -> None:
        """Write lines in the order in which they are to be read, all in ink of one weight."""
        pdf, codes = self._pdf, self._codes.__getitem__
        pdf.set_fill_color(Ink.INK)
        for size_pt, same_size in groupby(texts, key=itemgetter(2)):
            self._set(Lettering(size_pt))
            first, *rest = same_size
            pdf.text(first.x_mm, first.baseline_mm, first.text)
            # What fpdf2's `text` does for each text anew (checks, colour, font) cannot differ
            # within a run; left out it halves the time of a page of four hundred texts.
            lines = [
                f"BT {x_mm * pdf.k:.2f} {(self.height_mm - y_mm) * pdf.k:.2f} Td "
                f"({''.join(map(codes, text))}) Tj ET"
                for x_mm, y_mm, _size_pt, text in rest
            ]
            if lines:
                pdf._out("\n".join(lines))  # noqa: SLF001  # pages grow by no other way

    def finished(self) -> bytes:
        """Return the document as PDF, with the used part of the font inside it."""
        return bytes(self._pdf.output(output_producer_class=PlainCodes))

    def rules(self, boxes: Iterable[Box], ink: Ink) -> None:
        """Draw thin filled rectangles, each by itself; for lines of a table."""
        self._pdf.set_fill_color(ink)
        for box in boxes:
            self._pdf.rect(box.x_mm, box.y_mm, box.width_mm, box.height_mm, style="F")
