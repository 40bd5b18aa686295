"""The pixels of a machine-readable zone: turned upright, its rows found, cut into strips.

Owns rotating, finding printed rows by morphology, and preparing strips; refuses to know text.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from samplepoint.devices.frames import Pixels
from samplepoint.devices.mrz_band import Band, Row
from samplepoint.domain.seen import Corners

STRIP_HEIGHT: Final = 48
"""What the recogniser takes: a row is enlarged once, not twice."""

_LETTERS: Final = 44
_LETTER_PIXELS: Final = 25
"""Of a band that is turned upright: 1,100 for a passport's whole line."""
_MOST_ENLARGED: Final = 3.0
_ASIDE: Final = 0.45
"""Of the longest row that was found: a detector overlooks up to a third of a row."""
_ABOVE: Final = 6.0
"""In heights of a row: two more of them, with their gaps."""
_BRIDGED: Final = 1.15
"""In widths of a letter: wider than the gap between letters of OCR-B, narrower than the margin of a
document, so that a row does not grow into the table it lies on."""
_SHORTEST: Final = 0.6
"""Of the longest row that was found."""
_FLATTEST, _HIGHEST = 0.2, 1.1
"""A printed row in heights of the detector's box, which has some air in it."""

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a picture in which a band lies level; `back` leads to the picture."""

    pixels: Pixels
    back: Matrix
    length: float
    """Of the longest row that was found, in pixels of the piece."""
    height: float
    """Of its box."""
    letter: float
    """The distance from letter to letter."""
    ends: tuple[tuple[float, float], ...]
    """Where the rows that were found begin and end, from the piece's left."""


def levelled(pixels: Pixels, band: Band) -> Piece:
    """Turn a band upright, enlarged, with room for what was overlooked of it.

    Turned only, not laid flat: a band's corners say nothing of perspective where an end of a row
    was overlooked, and each row is laid flat by itself afterwards.
    """
    row = band.longest
    letters = max(len(row.text.replace(" ", "")), 1) if row.text else _LETTERS
    scale = min(_MOST_ENLARGED, _LETTER_PIXELS * letters / max(row.length, 1.0))
    aside, above = _ASIDE * row.length * scale, _ABOVE * row.height * scale
    depths = [
        float(np.subtract(one.middle(0.5), row.middle(0.5)) @ _down(row)) for one in band.rows
    ]
    first, last = min(depths) * scale - above, max(depths) * scale + above
    (x, y), along, down = row.middle(0.0), row.along, _down(row)
    there = np.array(
        [
            [along[0] * scale, along[1] * scale, aside - scale * (along[0] * x + along[1] * y)],
            [down[0] * scale, down[1] * scale, -first - scale * (down[0] * x + down[1] * y)],
            [0.0, 0.0, 1.0],
        ]
    )
    size = (round(2 * aside + row.length * scale), round(last - first))
    middles = [(one.middle(0.0), one.middle(1.0)) for one in band.rows]
    ends = [tuple(float(there[0] @ (*end, 1.0)) for end in both) for both in middles]
    return Piece(
        _warped(pixels, there, size),
        np.asarray(np.linalg.inv(there), dtype=np.float64),
        row.length * scale,
        row.height * scale,
        row.length * scale / letters,
        tuple((left, right) for left, right in ends),
    )


def printed_rows(piece: Piece) -> list[Corners]:
    """Find the long printed rows of a piece, top to bottom, in pixels of the picture.

    By ink, not by a text detector, which leaves out runs of fillers and widely set letters.
    """
    smooth = cv2.GaussianBlur(_grey(piece.pixels), (0, 0), max(1.0, piece.height / 25))
    stroke = _brush(0.8 * piece.height, 0.8 * piece.height)
    ink = cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, stroke)
    _, inked = cv2.threshold(ink, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    joined = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, _brush(_BRIDGED * piece.letter, 1))
    thick = _brush(2 * piece.height, 0.15 * piece.height)
    joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, thick)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(joined)
    wide = [at for at in range(1, count) if boxes[at][2] >= _SHORTEST * piece.length]
    rows = [_row_of(labels == at) for at in wide]
    fit = [row for row in rows if _FLATTEST <= _height(row) / piece.height <= _HIGHEST]
    whole = _completed(fit, piece.ends)
    return [sent(piece.back, row) for row in sorted(whole, key=lambda row: row[0][1] + row[1][1])]


def _completed(rows: list[Corners], ends: tuple[tuple[float, float], ...]) -> list[Corners]:
    """Lengthen rows that begin late or end early: all lines of a zone are equally long."""
    if not rows:
        return rows
    left = float(np.median([*(row[0][0] for row in rows), *(begin for begin, _ in ends)]))
    right = float(np.median([*(row[1][0] for row in rows), *(end for _, end in ends)]))
    return [_reaching(row, min(left, row[0][0]), max(right, row[1][0])) for row in rows]


def _reaching(row: Corners, left: float, right: float) -> Corners:
    """Return a row's corners moved along its own lines to reach from left to right."""
    slope = (row[1][1] - row[0][1]) / max(row[1][0] - row[0][0], 1.0)
    moved = [
        (x, y + slope * (x - x0))
        for x, (x0, y) in zip((left, right, right, left), row, strict=True)
    ]
    return moved[0], moved[1], moved[2], moved[3]


def _row_of(mask: npt.NDArray[np.bool_]) -> Corners:
    """Return the corners around a printed row that may lean a little."""
    ys, xs = np.nonzero(mask)
    columns = np.bincount(xs)
    centres = np.bincount(xs, weights=ys) / np.maximum(columns, 1)
    places = np.flatnonzero(columns)
    slope, start = np.polyfit(places, centres[places], 1)
    half = float(np.percentile(columns[places], 75)) / 2
    left, right = float(places[0]), float(places[-1])
    y_left, y_right = start + slope * left, start + slope * right
    return (
        (left, float(y_left) - half),
        (right, float(y_right) - half),
        (right, float(y_right) + half),
        (left, float(y_left) + half),
    )


def _height(corners: Corners) -> float:
    return math.dist(corners[0], corners[3])


def widened(corners: Corners, sideways: float, upwards: float) -> Corners:
    """Return a row's corners moved outwards by shares of its height."""
    row = Row("", corners)
    top_left, top_right, bottom_right, bottom_left = (np.array(one) for one in corners)
    aside = row.along * sideways * row.height
    left, right = (bottom_left - top_left) * upwards, (bottom_right - top_right) * upwards
    return _corners(
        (
            top_left - aside - left,
            top_right + aside - right,
            bottom_right + aside + right,
            bottom_left - aside + left,
        )
    )


def flat_strip(pixels: Pixels, corners: Corners, height: int = STRIP_HEIGHT) -> Pixels:
    """Cut a leaning row out of a picture in one step, upright and `height` pixels high."""
    row = Row("", corners)
    width = max(1, round(row.length * height / max(row.height, 1.0)))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    there = cv2.getPerspectiveTransform(np.array(corners, dtype=np.float32), flat)
    return _warped(pixels, np.asarray(there, dtype=np.float64), (width, height))


def evened(strip: Pixels) -> Pixels:
    """Return a strip in grey with shadow and grain taken out."""
    even = cv2.createCLAHE(clipLimit=2.0, tileGridSize=(8, 1)).apply(_grey(strip))
    return np.asarray(cv2.GaussianBlur(even, (0, 0), strip.shape[0] / 96), dtype=np.uint8)


def sent(matrix: Matrix, corners: Corners) -> Corners:
    """Send corners through a matrix."""
    points = np.array([corners], dtype=np.float64)
    return _corners(tuple(cv2.perspectiveTransform(points, matrix)[0]))


def _corners(points: tuple[npt.NDArray[np.float64], ...]) -> Corners:
    first, second, third, fourth = ((float(x), float(y)) for x, y in points)
    return first, second, third, fourth


def _down(row: Row) -> npt.NDArray[np.float64]:
    return np.array([-row.along[1], row.along[0]])


def _grey(pixels: Pixels) -> Pixels:
    if pixels.ndim == 2:
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _brush(width: float, height: float) -> npt.NDArray[np.uint8]:
    size = (max(1, round(width)) | 1, max(1, round(height)) | 1)
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_RECT, size), dtype=np.uint8)


def _warped(pixels: Pixels, there: Matrix, size: tuple[int, int]) -> Pixels:
    cut = cv2.warpPerspective(
        pixels, there, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cut, dtype=np.uint8)
