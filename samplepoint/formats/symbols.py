"""Code 128 and QR symbols as modules, each read back before anyone may print it.

Owns how a text becomes dark and light modules; refuses to know paper, places and inks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

import segno
import zxingcpp
from barcode.charsets import code128
from barcode.codex import Code128

from samplepoint.errors import Damage, Refusal

CODE128_QUIET_MODULES: Final = 10
"""Light modules left and right of the bars (ISO/IEC 15417, 4.4)."""
CODE128_MIN_MODULE_MM: Final = 0.25
"""The narrowest bar we print: 10 mil, which a plain hand scanner reads from a laser print."""
QR_QUIET_MODULES: Final = 4
"""Light modules on every side of a QR symbol (ISO/IEC 18004, 6.3.8)."""
QR_MIN_MODULE_MM: Final = 0.5

DARK: Final = "1"
_DOT_MM: Final = 25.4 / 600
_CACHED: Final = 4096
_PROOF_SCALE: Final = 3
_PROOF_BAR_HEIGHT: Final = 12
_BARS: Final = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.Code128,))
_SQUARES: Final = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.QRCode,))


@lru_cache(maxsize=_CACHED)
def code128_modules(text: str) -> str:
    """Return the modules of `text` in Code 128, `1` dark and `0` light, without quiet zones.

    Raises:
        Refusal: `symbol_characters` for an empty text or anything but printable ASCII.
        Damage: `symbol_unreadable` when no way of writing it reads back as the same text.
    """
    _check_characters(text)
    # WORKAROUND: python-barcode 0.16.1 starts in set C and then takes a first data value of 99,
    # the digits "99", for the switch to set C, and folds it into the start code. Remove
    # `_own_modules` when `Code128("9912").build()` keeps its 99.
    for modules in (_library_modules(text), _own_modules(text)):
        if read_back((modules,)) == text:
            return modules
    raise Damage("symbol_unreadable", length=len(text))


@lru_cache(maxsize=_CACHED)
def qr_modules(text: str) -> tuple[str, ...]:
    """Return the rows of `text` as a QR symbol of level M or better, without quiet zones.

    A text of 0-9 A-Z is written in the alphanumeric mode, the smallest that holds it.

    Raises:
        Refusal: `symbol_characters` for an empty text or anything but printable ASCII;
            `symbol_too_long` for what no QR symbol holds.
        Damage: `symbol_unreadable` when the symbol does not read back as the same text.
    """
    _check_characters(text)
    try:
        symbol = segno.make(text, error="m", micro=False)
    except segno.DataOverflowError:
        raise Refusal("symbol_too_long", length=len(text)) from None
    rows = _rows(symbol)
    if read_back(rows) != text:
        raise Damage("symbol_unreadable", length=len(text))
    return rows


def qr_byte_modules(data: bytes, version: int | None = None) -> tuple[str, ...]:
    """Return the rows of bytes as a QR symbol of level M, without quiet zones.

    Args:
        data: what the symbol holds, in the mode for bytes.
        version: 1 to 40, the size; None for the smallest that holds them.

    Raises:
        Refusal: `symbol_too_long` for what no QR symbol holds.
        Damage: `symbol_unreadable` when the symbol does not read back as the same bytes.
    """
    try:
        symbol = segno.make_qr(data, error="m", mode="byte", version=version, boost_error=False)
    except segno.DataOverflowError:
        raise Refusal("symbol_too_long", length=len(data)) from None
    rows = _rows(symbol)
    if bytes_back(rows) != data:
        raise Damage("symbol_unreadable", length=len(data))
    return rows


def qr_version(rows: Sequence[str]) -> int:
    """Return the version of a QR symbol, 1 to 40, by its size (ISO/IEC 18004, 6.3.1)."""
    return (len(rows) - 17) // 4


def formats_of(rows: Sequence[str]) -> zxingcpp.BarcodeFormats:
    """Return what kind of symbol modules are: in a large square a reader may also see bars."""
    return _BARS if len(rows) == 1 else _SQUARES


def read_back(rows: Sequence[str]) -> str | None:
    """Return what an independent reader sees in the modules (one row: bars), None for nothing."""
    seen = _seen(rows)
    return seen.text if seen is not None else None


def bytes_back(rows: Sequence[str]) -> bytes | None:
    """Return the bytes that an independent reader sees in the modules, None for nothing."""
    seen = _seen(rows)
    return bytes(seen.bytes) if seen is not None else None


def _seen(rows: Sequence[str]) -> zxingcpp.Barcode | None:
    quiet = max(CODE128_QUIET_MODULES, QR_QUIET_MODULES)
    height = _PROOF_BAR_HEIGHT if len(rows) == 1 else 1
    width = (len(rows[0]) + 2 * quiet) * _PROOF_SCALE
    light = bytes([255]) * width
    lines = [_proof_line("0" * quiet + row + "0" * quiet) for row in rows for _ in range(height)]
    above = [light] * (quiet * _PROOF_SCALE)
    pixels = b"".join(chain(above, *([line] * _PROOF_SCALE for line in lines), above))
    proof = memoryview(pixels).cast("B", (len(pixels) // width, width))
    return zxingcpp.read_barcode(
        proof,
        formats=formats_of(rows),
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )


def code128_width_mm(modules: str, module_mm: float) -> float:
    """Return the width of a printed Code 128 symbol with its quiet zones, in mm."""
    return (len(modules) + 2 * CODE128_QUIET_MODULES) * module_mm


def qr_side_mm(rows: Sequence[str], module_mm: float) -> float:
    """Return the side of a printed QR symbol with its quiet zones, in mm."""
    return (len(rows) + 2 * QR_QUIET_MODULES) * module_mm


def code128_module_mm(
    modules: str,
    available_mm: float,
    widest_mm: float,
    narrowest_mm: float = CODE128_MIN_MODULE_MM,
) -> float:
    """Return the widest module, in mm, with which the symbol and its quiet zones fit.

    Only whole dots of a 600 dpi printer: a bar rounded by the printer is a bar misread.

    Raises:
        Refusal: `symbol_too_wide` when that is narrower than `narrowest_mm`.
    """
    fitting_mm = min(widest_mm, available_mm / code128_width_mm(modules, 1.0))
    # A fitting width of exactly n dots must not become n - 1 by the last bit of a float.
    module_mm = int(fitting_mm / _DOT_MM + 1e-6) * _DOT_MM
    if module_mm < narrowest_mm:
        raise Refusal("symbol_too_wide", modules=len(modules), available_mm=available_mm)
    return module_mm


def _rows(symbol: segno.QRCode) -> tuple[str, ...]:
    return tuple("".join(DARK if module else "0" for module in row) for row in symbol.matrix)


def _check_characters(text: str) -> None:
    if not text or not all(" " <= char <= "~" for char in text):
        raise Refusal("symbol_characters", length=len(text))


def _library_modules(text: str) -> str:
    return str(Code128(text).build()[0])


def _own_modules(text: str) -> str:
    """Write leading digits by pairs in set C and all the rest in set B."""
    digits = len(text) - len(text.lstrip("0123456789"))
    paired = digits - digits % 2
    values = [code128.START_CODES["C" if paired else "B"]]
    values += [int(text[place : place + 2]) for place in range(0, paired, 2)]
    if paired and paired < len(text):
        values.append(code128.C["TO_B"])
    values += [code128.B[char] for char in text[paired:]]
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    bars = "".join(code128.CODES[value] for value in (*values, check))
    return f"{bars}{code128.STOP}11"


def _proof_line(modules: str) -> bytes:
    return b"".join((b"\x00" if m == DARK else b"\xff") * _PROOF_SCALE for m in modules)
