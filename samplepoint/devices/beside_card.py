"""What lies beside a card in its picture: the pieces in which another card may lie.

Owns how a piece that is worth a look is told from an empty table; refuses to read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from samplepoint.devices.card_placing import HEIGHT_MM, WIDTH_MM, Matrix, moved
from samplepoint.devices.frames import Pixels
from samplepoint.domain.seen import Point

_LEAST_SIDE: Final = 64
"""Pixels: in a narrower strip beside the card nothing could be told."""
_MOST_PIECES: Final = 2
"""Each costs half a second."""
_SMALL_WIDTH: Final = 160
_DARKER, _LIGHTER = 0.55, 1.7
"""How much darker or lighter another card may be: light falls unevenly."""
_TINT: Final = 0.10
"""How far its red, green and blue may be from the first one's, as shares of their mean."""
_LEAST_SHARE: Final = 0.12
"""Of a card's own size, that must be of such paper."""
_STROKE: Final = 25
"""Levels that print is darker than the paper close around it."""
_LEAST_PRINTED: Final = 0.002
_EDGES_MM: Final = ((0.0, 0.0), (WIDTH_MM, 0.0), (WIDTH_MM, HEIGHT_MM), (0.0, HEIGHT_MM))

Box = tuple[int, int, int, int]
"""Left, top, right, bottom; the last two are the first outside."""


def pieces_beside(pixels: Pixels, to_mm: Matrix, read_at: Sequence[Point]) -> list[Pixels]:
    """Return what lies left, right, above and below of a card, where it may be another card.

    That is where something was read, at the points `read_at`, or where there is printed paper like
    the card's; no more than two pieces, the likeliest first. They overlap at the picture's
    corners, so that of four sides hardly one is needed more.
    """
    to_pixels: Matrix = np.asarray(np.linalg.inv(to_mm), dtype=np.float64)
    edges = np.array(moved(to_pixels, _EDGES_MM), dtype=np.float64)
    paper = _paper_beside(pixels, edges)
    enough = _LEAST_SHARE * float(cv2.contourArea(edges.astype(np.float32)))
    found: list[tuple[int, float, Pixels]] = []
    for box in _boxes_beside(pixels, edges):
        left, top, right, bottom = box
        if min(right - left, bottom - top) < _LEAST_SIDE:
            continue
        piece = np.ascontiguousarray(pixels[top:bottom, left:right])
        read = sum(left <= x <= right and top <= y <= bottom for x, y in read_at)
        area = _area(paper, box, pixels)
        if read or (area >= enough and _is_printed(piece)):
            found.append((read, area, piece))
    found.sort(key=lambda one: one[:2], reverse=True)
    return [piece for *_score, piece in found[:_MOST_PIECES]]


def _boxes_beside(pixels: Pixels, edges: Matrix) -> tuple[Box, ...]:
    height, width = pixels.shape[:2]
    low_x, low_y = (max(0, int(place)) for place in edges.min(axis=0))
    high_x, high_y = (max(0, int(place) + 1) for place in edges.max(axis=0))
    return (
        (0, 0, min(low_x, width), height),
        (high_x, 0, width, height),
        (0, 0, width, min(low_y, height)),
        (0, high_y, width, height),
    )


def _paper_beside(pixels: Pixels, edges: Matrix) -> npt.NDArray[np.bool_]:
    """Return where in the picture, shrunk, there is paper like the card's, but not its own."""
    share = _SMALL_WIDTH / pixels.shape[1]
    size = (_SMALL_WIDTH, max(1, round(pixels.shape[0] * share)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    colours = np.atleast_3d(small).astype(np.float32) + 1.0
    own = np.zeros(colours.shape[:2], dtype=np.uint8)
    cv2.fillConvexPoly(own, np.round(edges * share).astype(np.int32), (1,))
    around = cv2.dilate(own, np.ones((5, 5), np.uint8))
    if not own.any():
        return np.zeros(own.shape, dtype=np.bool_)
    light = colours.mean(axis=2)
    typical = np.median(colours[own > 0], axis=0)
    tints = colours / light[:, :, None]
    is_tinted = np.abs(tints - typical / typical.mean()).max(axis=2) <= _TINT
    lightness = light / typical.mean()
    is_like = is_tinted & (lightness >= _DARKER) & (lightness <= _LIGHTER)
    return np.asarray(is_like & (around == 0), dtype=np.bool_)


def _area(paper: npt.NDArray[np.bool_], box: Box, pixels: Pixels) -> float:
    """Return how many pixels of the whole picture are paper within a box."""
    share = paper.shape[1] / pixels.shape[1]
    left, top, right, bottom = (round(side * share) for side in box)
    return float(np.count_nonzero(paper[top:bottom, left:right]) / share / share)


def _is_printed(piece: Pixels) -> bool:
    """Tell whether there is more in a piece than an even table: strokes, or a coarse cloth."""
    thin = np.ascontiguousarray(piece[::2, ::2])
    grey = cv2.cvtColor(thin, cv2.COLOR_BGR2GRAY) if thin.ndim == len("hwc") else thin
    strokes = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((7, 7), np.uint8))
    return float((strokes > _STROKE).mean()) >= _LEAST_PRINTED
