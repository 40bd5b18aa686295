"""Codes in pixels, by ZXing: which symbols, which text, where.

Owns what is searched for and how a symbol's bytes become a text; refuses to work a picture over
(see `code_cascade`) and to decide what counts (see `code_vote`).
"""

from __future__ import annotations

from enum import Enum
from typing import Final

import zxingcpp

from samplepoint.devices.code_bytes import text_of, text_of_eci
from samplepoint.devices.frames import Pixels
from samplepoint.domain.seen import CodeFormat, CodeSeen, Corners, Way

TEXT_UNREADABLE = "code_text_unreadable"
"""The problem of a symbol whose bytes are no text in any character set that was tried."""

_Format = zxingcpp.BarcodeFormat
_NAMES = {
    _Format.Code128: CodeFormat.CODE_128,
    _Format.Code39: CodeFormat.CODE_39,
    _Format.QRCode: CodeFormat.QR_CODE,
    _Format.DataMatrix: CodeFormat.DATA_MATRIX,
    _Format.PDF417: CodeFormat.PDF_417,
    _Format.EAN13: CodeFormat.EAN_13,
    _Format.EAN8: CodeFormat.EAN_8,
    _Format.UPCA: CodeFormat.UPC_A,
    _Format.UPCE: CodeFormat.UPC_E,
    _Format.ITF: CodeFormat.ITF,
    _Format.Code93: CodeFormat.CODE_93,
    _Format.Codabar: CodeFormat.CODABAR,
    _Format.Aztec: CodeFormat.AZTEC,
}
_LINEAR = frozenset({CodeFormat.CODE_128, CodeFormat.CODE_39})
GOODS: Final = frozenset(
    {
        *(CodeFormat.EAN_13, CodeFormat.EAN_8, CodeFormat.UPC_A, CodeFormat.UPC_E),
        *(CodeFormat.ITF, CodeFormat.CODABAR, CodeFormat.CODE_93),
    }
)
"""Bars that are named and never taken. Near the limit one reading of them means little: of 100
blurred ITF symbols five were read as a part of themselves."""
_BARS = zxingcpp.BarcodeFormats((_Format.Code128, _Format.Code39))
_GOODS = zxingcpp.BarcodeFormats([form for form, name in _NAMES.items() if name in GOODS])
# Micro QR is left out everywhere: three small squares of chance are enough for it, and one was
# read on pure noise. QR model 1 is of the nineties and only looked for where there is time.
_ACCEPTED = zxingcpp.BarcodeFormats(
    (_Format.Code128, _Format.Code39, _Format.QRCodeModel2, _Format.DataMatrix, _Format.PDF417)
)
_ALL = zxingcpp.BarcodeFormats(
    (*(one for one in _NAMES if one != _Format.QRCode), _Format.QRCodeModel1, _Format.QRCodeModel2)
)
_SQUARES = zxingcpp.BarcodeFormats(
    (
        *(_Format.QRCodeModel1, _Format.QRCodeModel2),
        *(_Format.DataMatrix, _Format.PDF417, _Format.Aztec),
    )
)
_GROUP_SEPARATOR = b"\x1d"


class Search(Enum):
    """How much is looked for. Measured on frames of 1280 x 720, per frame without a code."""

    QUICK = "quick"
    """What a desk accepts, dark on light, within some 35 degrees of upright: 15 ms."""
    BARS = "bars"
    """Code 128 and Code 39 in an upright piece of a picture: 2 ms a piece."""
    GOODS = "goods"
    """Bars that are named and never taken, in an upright piece of a picture."""
    STACKED = "stacked"
    """PDF417 in an upright piece of a picture: in a whole one it is read within some degrees."""
    FULL = "full"
    """Every kind that has a name, any way round, squares light on dark too: 80 ms."""
    SQUARES = "squares"
    """As FULL, without the kinds made of bars alone."""


_FORMATS = {
    Search.QUICK: _ACCEPTED,
    Search.BARS: _BARS,
    Search.GOODS: _GOODS,
    Search.STACKED: zxingcpp.BarcodeFormats((_Format.PDF417,)),
    Search.FULL: _ALL,
    Search.SQUARES: _SQUARES,
}
_THOROUGH = frozenset({Search.FULL, Search.SQUARES})


def read_codes(pixels: Pixels, search: Search, way: Way = Way.DIRECT) -> tuple[CodeSeen, ...]:
    """Return every symbol in a picture, in the order of finding; `way` is noted on each."""
    is_thorough = search in _THOROUGH
    found = zxingcpp.read_barcodes(
        pixels,
        formats=_FORMATS[search],
        try_rotate=is_thorough,
        try_downscale=is_thorough,
        try_invert=is_thorough,
        text_mode=zxingcpp.TextMode.HexECI,
    )
    return tuple(_seen(one, way) for one in found)


def _seen(found: zxingcpp.Barcode, way: Way) -> CodeSeen:
    named = _NAMES.get(found.format) or _NAMES.get(found.symbology, CodeFormat.OTHER)
    text = _text(found, named)
    problem = TEXT_UNREADABLE if text is None else ""
    return CodeSeen(named, text or "", _corners(found.position), way, problem)


def _text(found: zxingcpp.Barcode, named: CodeFormat) -> str | None:
    """Return the text as a hand scanner types it; None when the bytes are none.

    In GS1 symbols the separator stands for FNC1, a sign of the symbol and not of its text.
    Control characters that really are in a text stay: the desk says that it cannot take them.
    """
    raw = bytes(found.bytes)
    if found.content_type == zxingcpp.ContentType.GS1:
        raw = raw.replace(_GROUP_SEPARATOR, b"")
    if named in _LINEAR:
        return raw.decode("latin-1")
    # Asked for in this form, the text shows the character sets that the symbol itself names.
    spelled = bytes.fromhex(found.text)
    identifier = found.symbology_identifier.encode("ascii")
    if spelled.startswith(identifier) or not spelled.startswith(b"]"):
        return text_of(raw)
    return text_of_eci(spelled[len(identifier) :])


def _corners(place: zxingcpp.Position) -> Corners:
    points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    first, second, third, fourth = ((float(one.x), float(one.y)) for one in points)
    return first, second, third, fourth
