"""Where bars stand in a picture, and how a piece or the whole of it is worked over for reading.

Owns OpenCV's detector of bar codes, as a finder only, and the pixel work; refuses to read.
Imported late, by `code_cascade`, when a picture was not readable as it came: it brings OpenCV.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import cycle
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from samplepoint.devices.frames import Pixels
from samplepoint.domain.seen import Corners, Point

MOST_PLACES: Final = 6
"""Patterned cloth or print can look like many codes; the largest are looked at."""
QUIET: Final = 0.15
"""Share of the bars' length that is added at either end: the light zones a reader looks for."""
_HEIGHT: Final = 0.9
"""Share of the bars' height that is kept: their ends are ragged, the print begins there."""
_WIDEST: Final = 1800
"""Pixels an enlarged piece may be wide: 30 digits of Code 128 at some 7 pixels a module."""
_SMALLEST: Final = 4.0
"""Pixels a place is wide and high at least."""
_COARSE: Final = (360, 480)
"""Shorter side of the picture, in pixels, in which frames are searched by turns: 4 ms, and 10 ms.
Of 60 frames near the limit they show the code in 56, and in 60; some are seen in one size only."""
_FINE: Final = (512, 1024)
"""The same for a still, which is searched in both: 40 ms."""

_Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Place:
    """Where bars stand: a rectangle of any direction, in pixels; `width` is across the bars."""

    centre: Point
    width: float
    height: float
    degrees: float

    def holds(self, point: Point) -> bool:
        """Tell whether a point lies in the rectangle."""
        angle = math.radians(self.degrees)
        x, y = point[0] - self.centre[0], point[1] - self.centre[1]
        along = x * math.cos(angle) + y * math.sin(angle)
        across = y * math.cos(angle) - x * math.sin(angle)
        return abs(along) <= self.width / 2 and abs(across) <= self.height / 2


@dataclass(frozen=True, slots=True)
class Piece:
    """An upright, enlarged piece of a picture, and the way back into it."""

    pixels: Pixels
    back: npt.NDArray[np.float64]

    def in_picture(self, corners: Corners) -> Corners:
        """Return corners in the piece as corners in the picture."""
        points = [self.back @ (x, y, 1.0) for x, y in corners]
        first, second, third, fourth = ((float(x), float(y)) for x, y in points)
        return first, second, third, fourth


class Localiser:
    """Finds places with bars; keeps its detector, which takes some milliseconds to make."""

    def __init__(self) -> None:
        """Make the detector."""
        self._detector = cv2.barcode.BarcodeDetector()
        self._coarse = cycle(_COARSE)

    def places(self, grey: Pixels, *, finely: bool = False) -> list[Place]:
        """Return the places with bars, the largest first; `finely`: small ones too.

        What one frame does not show the next one may, which is searched in another size.
        """
        found: list[Place] = []
        for side in _FINE if finely else (next(self._coarse),):
            self._detector.setDownsamplingThreshold(side)
            is_found, quads = self._detector.detectMulti(grey)
            for place in map(_place, quads if is_found else ()):
                is_new = not any(known.holds(place.centre) for known in found)
                if is_new and min(place.width, place.height) >= _SMALLEST:
                    found.append(place)
        found.sort(key=lambda one: one.width * one.height, reverse=True)
        return found[:MOST_PLACES]


def _place(quad: npt.ArrayLike) -> Place:
    """Take the longer side for the one across the bars: of a tube's code it always is."""
    centre, (width, height), degrees = cv2.minAreaRect(np.asarray(quad, dtype=np.float32))
    if width < height:
        width, height, degrees = height, width, degrees + 90
    return Place((float(centre[0]), float(centre[1])), float(width), float(height), float(degrees))


def upright(grey: Pixels, place: Place, scale: float) -> Piece:
    """Cut a place out with its light zones, turned upright and enlarged `scale` times."""
    width, height = place.width * (1 + 2 * QUIET), max(place.height * _HEIGHT, 8.0)
    scale = min(scale, _WIDEST / width)
    angle = math.radians(place.degrees)
    right = np.array((math.cos(angle), math.sin(angle)))
    down = np.array((-right[1], right[0]))
    origin = np.array(place.centre) - right * width / 2 - down * height / 2
    back = np.column_stack((right / scale, down / scale, origin))
    size = (math.ceil(width * scale), math.ceil(height * scale))
    made = cv2.warpAffine(
        grey,
        back,
        size,
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return Piece(np.asarray(made, dtype=np.uint8), back)


def averaged(piece: Piece) -> Piece:
    """Average an upright piece along its bars and sharpen it across them.

    All rows of bars show the same, so noise goes and edges stay; then a lens out of focus is partly
    undone. On frames that are blurred and dark this reads a third more than the plain piece.
    """
    along = max(3, min(11, piece.pixels.shape[0] // 4))
    return Piece(sharpened(cv2.blur(piece.pixels, (1, along)), 3.0, 2.0), piece.back)


def inverted(piece: Piece) -> Piece:
    """Take light bars on dark ground for dark ones on light."""
    return Piece(255 - piece.pixels, piece.back)


def whole(grey: Pixels) -> Piece:
    """Take a whole picture for a piece."""
    return Piece(grey, np.eye(2, 3))


def cut_around(grey: Pixels, corners: Corners) -> Piece:
    """Cut a code out with as much around it, on every side, as it is long."""
    points = np.array(corners)
    reach = math.dist(corners[0], corners[1])
    left, top = np.maximum(points.min(axis=0) - reach, 0).astype(int)
    right, bottom = np.ceil(points.max(axis=0) + reach).astype(int) + 1
    back = np.array(((1.0, 0.0, left), (0.0, 1.0, top)))
    return Piece(np.ascontiguousarray(grey[top:bottom, left:right]), back)


def halved(piece: Piece) -> Piece:
    """Shrink a piece to half its width and height."""
    small = cv2.resize(piece.pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return Piece(np.asarray(small, dtype=np.uint8), _scaled(piece, 2.0))


def turned(piece: Piece, degrees: float) -> Piece:
    """Turn a whole picture clockwise, on ground of its own middle grey, with nothing cut off."""
    grey = piece.pixels
    height, width = grey.shape
    side = math.ceil(math.hypot(height, width))
    way = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    way[:, 2] += (side - width) / 2, (side - height) / 2
    made = cv2.warpAffine(grey, way, (side, side), borderValue=(float(np.median(grey)),))
    back = np.vstack((cv2.invertAffineTransform(way), (0.0, 0.0, 1.0)))
    return Piece(np.asarray(made, dtype=np.uint8), piece.back @ back)


def sharpened(grey: npt.ArrayLike, radius: float, strength: float) -> Pixels:
    """Add to each pixel its difference from its surroundings."""
    plain = np.asarray(grey, dtype=np.float32)
    soft = cv2.GaussianBlur(plain, (0, 0), radius)
    return _as_pixels(plain + strength * (plain - soft))


def enlarged(piece: Piece) -> Piece:
    """Enlarge a piece twice, smooth what noise it has and sharpen what is left."""
    large = cv2.resize(piece.pixels, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(large, (0, 0), 1.2)
    return Piece(sharpened(soft, 4.0, 2.0), _scaled(piece, 0.5))


def darkest_ink(colours: Pixels) -> Piece:
    """Keep the darkest of the three channels, smoothed: coloured ink is dark in one of them."""
    darkest = cv2.GaussianBlur(colours.min(axis=2), (0, 0), 1.0)
    return Piece(np.asarray(darkest, dtype=np.uint8), np.eye(2, 3))


def grey_of(pixels: Pixels) -> Pixels:
    """Return a picture in grey."""
    if pixels.ndim == 2:
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _scaled(piece: Piece, step: float) -> npt.NDArray[np.float64]:
    """Return the way back from a piece that was resized so that its pixels are `step` apart."""
    return np.asarray(piece.back @ np.diag((step, step, 1.0)), dtype=np.float64)


def _as_pixels(values: _Floats) -> Pixels:
    return np.clip(values, 0, 255).astype(np.uint8)
