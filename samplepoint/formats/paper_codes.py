"""The codes under which characters stand in a PDF: the font's own numbers, as all readers expect.

Owns the way around one habit of fpdf2; refuses to know pages.
"""

from __future__ import annotations

from typing import Any, Final

from fpdf import FPDF
from fpdf.fonts import Glyph, SubsetMap, TTFFont
from fpdf.output import OutputProducer, PDFFont, PDFType3Font
from fpdf.syntax import Name

# WORKAROUND: fpdf2 2.8.9 numbers the glyphs of a CID-keyed OpenType font anew and embeds a table
# from its numbers to the font's. pypdf does not read such tables: it puts a NUL before every
# character. With the font's own numbers the table is the identity, which has a name that every
# reader knows. Remove when fpdf2 writes `/Identity-H` for such a font.
_CID_NAME: Final = "cid"
_HIGHEST: Final = 0xFFFF
_NOT_WRITABLE: Final = range(0xD800, 0xE000)
"""fpdf2 writes a code as one UTF-16 unit, and these are halves of a pair there."""
_IDENTITY: Final = "Identity-H"


class OwnNumbers(SubsetMap):
    """A subset whose codes are the font's glyph numbers.

    Two characters that share a glyph must not share a code, or one of them would be copied as the
    other: the second gets a code of its own, and the document a table as fpdf2 makes it.
    """

    def __init__(self, font: TTFFont) -> None:
        """Begin with nothing used."""
        super().__init__(font)
        self._char_id_per_glyph.clear()
        self._used: set[int] = {0}
        self._next_free = _HIGHEST
        self.is_identity = True

    def pick_glyph(self, glyph: Glyph | None) -> int | None:
        """Return the code of a glyph, a new one where it has none yet."""
        code = self._char_id_per_glyph.get(glyph)
        if glyph is None or code is not None:
            return code
        code = _number(glyph)
        if code in self._used or code in _NOT_WRITABLE:
            code = self._free()
            self.is_identity = False
        self._used.add(code)
        self._char_id_per_glyph[glyph] = code
        return code

    def _free(self) -> int:
        while self._next_free in self._used:
            self._next_free -= 1
        return self._next_free


class PlainCodes(OutputProducer):
    """Writes a document whose font says that its codes are the glyphs' own numbers."""

    def _add_fonts(self, *args: Any) -> dict[int, PDFFont | PDFType3Font]:  # noqa: ANN401
        written = super()._add_fonts(*args)
        for font in self.fpdf.fonts.values():
            subset = getattr(font, "subset", None)
            found = written.get(font.i)
            if isinstance(subset, OwnNumbers) and subset.is_identity and isinstance(found, PDFFont):
                found.encoding = Name(_IDENTITY)
        return written


def use_own_numbers(pdf: FPDF) -> None:
    """Let the fonts of a document, of which nothing is written yet, keep their numbers."""
    for font in pdf.fonts.values():
        if isinstance(font, TTFFont) and font.is_cid_keyed:
            font.subset = OwnNumbers(font)


def _number(glyph: Glyph) -> int:
    name = glyph.glyph_name
    is_numbered = name.startswith(_CID_NAME) and name[len(_CID_NAME) :].isdigit()
    return int(name[len(_CID_NAME) :]) if is_numbered else glyph.glyph_id
