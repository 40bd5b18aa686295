"""The one font of our paper: where it is, what it can show, and in whose forms.

Owns glyphs; refuses to know pages and what is written on them.
"""

from __future__ import annotations

import unicodedata
from contextlib import closing
from copy import copy
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, cast
from weakref import finalize

from fpdf import FPDF
from fpdf.fonts import SubsetMap, TTFFont

from samplepoint.errors import Obstacle

_PACKAGE: Final = "cvttf_NotoSansCJK_Regular"
_SUFFIXES: Final = frozenset({".otf", ".ttf", ".ttc"})
_PROBE: Final = "probe"
_CID_KEYED_SINCE: Final = "1.6"
"""The version of PDF that fpdf2 names once a font such as ours is added."""
_EMBEDDED: Final = frozenset({"GlyphOrder", "head", "maxp", "CFF "})
"""The outlines, and what they cannot be taken apart without."""


def missing_glyphs(text: str) -> str:
    """Return the characters of `text` that paper cannot show, each once, in their order.

    Invisible ones (controls, zero widths, marks that turn the direction) count as missing:
    what cannot be seen must not be printed as if it were not there.
    """
    known = _parsed().cmap
    return "".join(
        char
        for char in dict.fromkeys(text)
        if ord(char) not in known or unicodedata.category(char) in {"Cc", "Cf"}
    )


def shown(text: str) -> str:
    """Return a text that paper can show: `[U+20BB7]` stands for what the font lacks."""
    return "".join(map(_SHOWN.__getitem__, text))


def can_show(char: str) -> bool:
    """Tell whether paper has a glyph for a character."""
    return _SHOWN[char] == char


class _Shown(dict[str, str]):
    """Each character and what paper shows for it, found out once."""

    def __missing__(self, char: str) -> str:
        self[char] = f"[U+{ord(char):04X}]" if missing_glyphs(char) else char
        return self[char]


_SHOWN: Final = _Shown()
"""The font is one and the same for every document of the program."""


def embed_font(pdf: FPDF, family: str) -> None:
    """Give a document the font under the name `family`; it embeds only what is used.

    The font is parsed once a process; a document gets a copy of what was learnt. Its file stays
    open until the document goes, printed or given up.

    Raises:
        Obstacle: `paper_font_absent` when the font's package is not installed.
    """
    font = copy(_parsed())
    font.i = len(pdf.fonts) + 1
    font.fontkey = family
    font.desc = copy(font.desc)
    font.cw = font.cw.copy()
    font.missing_glyphs = []
    _open_outlines(font)
    font.subset = SubsetMap(font)
    pdf.fonts[family] = font
    pdf.pdf_version = max(pdf.pdf_version, _CID_KEYED_SINCE)
    finalize(pdf, font.close)


@cache
def _parsed() -> TTFFont:
    """Return the font as fpdf2 reads it, its characters drawn as the mainland draws them."""
    pdf = FPDF()
    pdf.add_font(_PROBE, fname=_font_file())
    font = cast("TTFFont", pdf.fonts[_PROBE])
    with closing(font):
        # WORKAROUND: the packaged font draws the Taiwan forms of shared characters, and fpdf2
        # follows the font's own table of local forms only with uharfbuzz. Remove when the
        # lock has a font whose default forms are those of the mainland.
        for code_point, glyph in _mainland_forms(font).items():
            if font.cmap[code_point] != glyph:
                font.cmap[code_point] = glyph
                font.glyph_ids[code_point] = font.ttfont.getGlyphID(glyph)
    # Empty: each document reads the 15 MB of outlines for itself, and changes them.
    font.ttfont = type(font.ttfont)()
    return font


def _open_outlines(font: TTFFont) -> None:
    """Open the font's file for one document, without the tables that never reach a document.

    fpdf2 embeds a CID-keyed font as its bare outlines and has the widths already; reading the
    rest would take as long again.
    """
    font.ttfont = type(font.ttfont)(_font_file(), recalcTimestamp=False, lazy=True)
    for table in set(font.ttfont.keys()) - _EMBEDDED:
        del font.ttfont[table]


def _mainland_forms(font: TTFFont) -> dict[int, str]:
    """Return each code point of the font with the name of its glyph as the mainland draws it."""
    layout = font.ttfont["GSUB"].table
    forms = dict(font.cmap)
    for number in _local_lookups(layout):
        for subtable in layout.LookupList.Lookup[number].SubTable:
            swaps = getattr(subtable, "ExtSubTable", subtable).mapping
            forms = {point: swaps.get(glyph, glyph) for point, glyph in forms.items()}
    return forms


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
