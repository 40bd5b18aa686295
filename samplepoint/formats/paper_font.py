"""The one font of our paper: where it is, what it can show, and in whose forms.

Owns glyphs; refuses to know pages and what is written on them.
"""

from __future__ import annotations

import unicodedata
from contextlib import closing
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, cast
from weakref import finalize

from fpdf import FPDF
from fpdf.fonts import TTFFont

from samplepoint.errors import Obstacle

_PACKAGE: Final = "cvttf_NotoSansCJK_Regular"
_SUFFIXES: Final = frozenset({".otf", ".ttf", ".ttc"})
_PROBE: Final = "probe"


def missing_glyphs(text: str) -> str:
    """Return the characters of `text` that paper cannot show, each once, in their order.

    Invisible ones (controls, zero widths, marks that turn the direction) count as missing:
    what cannot be seen must not be printed as if it were not there.
    """
    forms = _mainland_forms()
    return "".join(
        char
        for char in dict.fromkeys(text)
        if ord(char) not in forms or unicodedata.category(char) in {"Cc", "Cf"}
    )


def embed_font(pdf: FPDF, family: str) -> None:
    """Give a document the font under the name `family`; it embeds only what is used.

    fpdf2 keeps the font's file open. It is closed when the document goes, printed or given up.

    Raises:
        Obstacle: `paper_font_absent` when the font's package is not installed.
    """
    font = _added(pdf, family)
    finalize(pdf, font.close)
    # WORKAROUND: the packaged font draws the Taiwan forms of shared characters, and fpdf2
    # follows the font's own table of local forms only with uharfbuzz. Remove when the
    # lock has a font whose default forms are those of the mainland.
    for code_point, glyph in _mainland_forms().items():
        if font.cmap[code_point] != glyph:
            font.cmap[code_point] = glyph
            font.glyph_ids[code_point] = font.ttfont.getGlyphID(glyph)


@cache
def _mainland_forms() -> dict[int, str]:
    """Return each code point of the font with the name of its glyph as the mainland draws it."""
    with closing(_added(FPDF(), _PROBE)) as font:
        layout = font.ttfont["GSUB"].table
        forms = dict(font.cmap)
        for number in _local_lookups(layout):
            for subtable in layout.LookupList.Lookup[number].SubTable:
                swaps = getattr(subtable, "ExtSubTable", subtable).mapping
                forms = {point: swaps.get(glyph, glyph) for point, glyph in forms.items()}
    return forms


def _added(pdf: FPDF, family: str) -> TTFFont:
    pdf.add_font(family, fname=_font_file())
    return cast("TTFFont", pdf.fonts[family])


def _local_lookups(layout: Any) -> list[int]:  # noqa: ANN401  fontTools brings no types
    """Return the numbers of the lookups for simplified Chinese (OpenType `locl`, `hani`, `ZHS`)."""
    return [
        lookup
        for script in layout.ScriptList.ScriptRecord
        if script.ScriptTag == "hani"
        for language in script.Script.LangSysRecord
        if language.LangSysTag == "ZHS "
        for number in language.LangSys.FeatureIndex
        if layout.FeatureList.FeatureRecord[number].FeatureTag == "locl"
        for lookup in layout.FeatureList.FeatureRecord[number].Feature.LookupListIndex
    ]


@cache
def _font_file() -> Path:
    spec = find_spec(_PACKAGE)
    folders = list(spec.submodule_search_locations or ()) if spec is not None else []
    for folder in folders:
        for file in sorted(Path(folder).iterdir()):
            if file.suffix.lower() in _SUFFIXES:
                return file
    raise Obstacle("paper_font_absent")
