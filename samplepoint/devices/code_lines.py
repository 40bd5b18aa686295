"""Bars as lines of light: averaged along themselves, freed from blur and from uneven light.

Owns this pixel work on one upright piece; refuses to read and to say how many lines must agree. All
rows of bars show the same, so a band of them averaged has little noise left, and what a lens out of
focus or a moving hand did to it can be undone as far as the noise allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from samplepoint.devices.code_localiser import QUIET, Piece, Place, upright
from samplepoint.devices.frames import Pixels

BANDS: Final = 3
"""Bands that a piece is cut into: each has its own noise, so that agreement means something."""
USUAL_PX: Final = 720
"""Pixels that a place with its light zones is enlarged to: five a module of a code like T#{10}."""
LONG_PX: Final = 1080
"""The same for longer codes, and for Code 39."""
_LARGEST: Final = 4.5
_BLURS: Final = (
    ((1.5, 0.0), (2.2, 0.0), (0.9, 0.0)),
    ((0.9, 6.5), (3.0, 0.0), (0.9, 8.0), (0.9, 5.0), (4.0, 0.0), (0.9, 9.5)),
)
"""What is undone, in pixels of the enlarged piece: the standard deviation of a lens out of focus,
and how far a hand moved while the shutter was open. What is likely comes first."""
_NOISE: Final = 3e-3
"""Power of the noise beside that of the light: less, and noise is taken for bars."""
_EDGE: Final = 64
"""Pixels by which a line is continued at either end, so that the ends do not meet."""
_REACH: Final = 0.06
"""Share of the line in which there must be light and dark to compare with: a fifth of a code."""
_LEAST: Final = 8.0
"""Grey levels between light and dark below which nothing is spread."""
_ROWS: Final = 4

Lines = npt.NDArray[np.float32]
"""One line a row."""


@dataclass(frozen=True, slots=True)
class LinePiece:
    """One try: which band (0 to 2) it is from, and the piece as rows that are all alike."""

    band: int
    piece: Piece


def line_pieces(grey: Pixels, place: Place, width_px: int = USUAL_PX) -> Iterator[LinePiece]:
    """Yield each band of a place with each blur undone; bands alternate."""
    scale = width_px / (place.width * (1 + 2 * QUIET))
    piece = upright(grey, place, min(_LARGEST, scale))
    width = piece.pixels.shape[1]
    length = cv2.getOptimalDFTSize(width + 2 * _EDGE)
    margins = ((0, 0), (_EDGE, length - width - _EDGE))
    bands = np.fft.rfft(np.pad(_bands(piece.pixels), margins, mode="edge"))
    for blurs in _BLURS:
        undoing = np.stack([_undoing(length, *blur) for blur in blurs])
        sharp = np.fft.irfft(bands * undoing[:, None, :], length)[..., _EDGE : _EDGE + width]
        for at, row in enumerate(_spread(sharp.reshape(-1, width).astype(np.float32))):
            yield LinePiece(at % BANDS, _as_piece(piece, at % BANDS, row))


def _bands(pixels: Pixels) -> Lines:
    """Average each band of rows; a piece has several rows, see `upright`."""
    rows = np.array_split(pixels, BANDS)
    return np.stack([one.mean(axis=0, dtype=np.float32) for one in rows])


@lru_cache(maxsize=256)
def _undoing(length: int, lens_px: float, hand_px: float) -> npt.NDArray[np.float64]:
    """Return what undoes a blur, frequency by frequency, as far as the noise allows (Wiener)."""
    frequency = np.fft.rfftfreq(length)
    passed = np.exp(-2 * (np.pi * lens_px * frequency) ** 2) * np.sinc(hand_px * frequency)
    return np.asarray(passed / (passed**2 + _NOISE), dtype=np.float64)


def _as_piece(piece: Piece, band: int, row: Pixels) -> Piece:
    rows = piece.pixels.shape[0] / BANDS
    to_piece = np.array(((1.0, 0.0, 0.0), (0.0, rows / _ROWS, rows * band), (0.0, 0.0, 1.0)))
    return Piece(np.tile(row, (_ROWS, 1)), piece.back @ to_piece)


def _spread(lines: Lines) -> Pixels:
    """Spread each part of a line from black to white: light that falls off hides bars."""
    reach = max(5, round(lines.shape[1] * _REACH)) | 1
    around = np.ones((1, reach), dtype=np.uint8)
    dark = cv2.blur(cv2.erode(lines, around), (reach, 1))
    light = cv2.blur(cv2.dilate(lines, around), (reach, 1))
    spread = (lines - dark) * (255.0 / np.maximum(light - dark, _LEAST))
    return np.asarray(np.clip(spread, 0, 255), dtype=np.uint8)
