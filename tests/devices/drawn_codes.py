"""Symbols of every kind as pixels, for the tests of what reads them; drawn by other libraries."""

from __future__ import annotations

import io

import numpy as np
import segno
import zxingcpp
from PIL import Image

from samplepoint.devices.frames import Pixels
from samplepoint.formats.symbols import code128_modules

QUIET = 40


def drawn(text: str, form: zxingcpp.BarcodeFormat, *, scale: int = 3, gs1: bool = False) -> Pixels:
    """Draw a symbol of any kind on white."""
    options = {"gs1": True} if gs1 else {}
    made = zxingcpp.create_barcode(text, form, **options)
    pixels = np.asarray(made.to_image(scale=scale, add_quiet_zones=True), dtype=np.uint8)
    return np.pad(pixels if pixels.ndim == 2 else pixels[..., 0], QUIET, constant_values=255)


def bars(text: str, *, module: int = 3, height: int = 90) -> Pixels:
    """Draw a Code 128 as the program prints it."""
    row = np.array([0 if bit == "1" else 255 for bit in code128_modules(text)], dtype=np.uint8)
    symbol = np.tile(np.repeat(row, module), (height, 1))
    return np.pad(symbol, QUIET, constant_values=255)


def square(
    content: str | bytes,
    *,
    mode: str | None = None,
    encoding: str | None = None,
    eci: bool = False,
) -> Pixels:
    """Draw a QR symbol of a text, or of bytes without a named character set."""
    made = io.BytesIO()
    mode = "byte" if isinstance(content, bytes) else mode
    symbol = segno.make(content, micro=False, mode=mode, encoding=encoding, eci=eci)
    symbol.save(made, kind="png", scale=4)
    return np.asarray(Image.open(made).convert("L"), dtype=np.uint8)


def below_each_other(*pictures: Pixels) -> Pixels:
    """Put pictures into one, on white."""
    width = max(one.shape[1] for one in pictures)
    return np.vstack(
        [np.pad(one, ((0, 0), (0, width - one.shape[1])), constant_values=255) for one in pictures]
    )
