"""Bands of print told by their ink alone, where no text detector saw them.

Owns the morphology of long printed rows, at any angle; refuses to know text.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np

from samplepoint.devices.frames import Pixels
from samplepoint.devices.mrz_band import Band, find_bands
from samplepoint.devices.text_lines import TextLine
from samplepoint.domain.seen import Corners

_LONGER_SIDE: Final = 1000
_LETTER_HEIGHTS: Final = (13, 20, 30, 44)
"""In pixels of the shrunk picture: a document that fills a third of it, and one that fills it."""
_BRIDGED: Final = 0.5
"""In heights of a letter: wider than the gap between letters, narrower than between lines."""
_SHORTEST: Final = 0.2
"""Of the longer side: a row of which less is seen cannot be read."""
_SLENDER: Final = 7.0
_THICKEST: Final = 2.0
_THINNEST: Final = 0.4


def inked_bands(pixels: Pixels) -> list[Band]:
    """Return what may be the rows of a zone, longest first; which way up they are is not known."""
    share = min(1.0, _LONGER_SIDE / max(pixels.shape[:2]))
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    size = (max(1, round(pixels.shape[1] * share)), max(1, round(pixels.shape[0] * share)))
    small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    bands: dict[Band, None] = {}
    for height in _LETTER_HEIGHTS:
        lines = [TextLine("", _scaled(row, 1 / share), (), ()) for row in _rows(small, height)]
        bands |= dict.fromkeys(band for band in find_bands(lines) if len(band.rows) > 1)
    return sorted(bands, key=lambda band: -band.longest.length)


def _rows(grey: Pixels, height: int) -> Iterator[Corners]:
    """Yield the corners of long rows of letters of about this height."""
    calm = cv2.GaussianBlur(grey, (0, 0), max(0.8, height / 20))
    ink = cv2.morphologyEx(calm, cv2.MORPH_BLACKHAT, _round_brush(height))
    _, inked = cv2.threshold(ink, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    joined = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, _round_brush(_BRIDGED * height))
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        box = cv2.minAreaRect(outline)
        long, thick = max(box[1]), max(min(box[1]), 1.0)
        is_long = long >= max(_SHORTEST * _LONGER_SIDE, _SLENDER * thick)
        if is_long and _THINNEST * height <= thick <= _THICKEST * height:
            yield _as_read(cv2.boxPoints(box).tolist())


def _as_read(points: list[list[float]]) -> Corners:
    """Return the corners of a slender box as if it were read rightwards, or downwards."""
    first, second, third, fourth = ((float(x), float(y)) for x, y in points)
    if math.dist(first, second) < math.dist(second, third):
        first, second, third, fourth = second, third, fourth, first
    along = np.subtract(second, first)
    is_backwards = along[0] < 0 if abs(along[0]) >= abs(along[1]) else along[1] < 0
    if is_backwards:
        first, second, third, fourth = third, fourth, first, second
    return first, second, third, fourth


def _scaled(corners: Corners, by: float) -> Corners:
    first, second, third, fourth = ((x * by, y * by) for x, y in corners)
    return first, second, third, fourth


def _round_brush(width: float) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    size = max(1, round(width)) | 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), dtype=np.uint8)
