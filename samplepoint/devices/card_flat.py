"""A card cut out of its picture and laid flat, and what can be told from its pixels alone.

Owns the warping, glare and the picture's edge; refuses to know text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from samplepoint.devices.card_placing import HEIGHT_MM, WIDTH_MM, Matrix, moved_corners
from samplepoint.devices.frames import Pixels
from samplepoint.domain.seen import Corners

PIXELS_A_MM: Final = 12.0
"""Of a card laid flat: its letters are then some 40 pixels high."""

_BURNT: Final = 250
_BURNT_SHARE: Final = 0.10
"""From this share of white pixels on, a field is under glare: paper is never that white."""
_SPOT: Final = 180
_SPOT_OVER_PAPER: Final = 1.5
"""A spot of glare is at least this white, and so much whiter than the row it lies in: a camera
that gives video's narrow range, or sees a dim card, burns out below `_BURNT`."""
_WIPED_SHARE: Final = 0.3
"""Of a character's square: a spot this white may have wiped out the character, or a part."""
_OWN_REACH: Final = 0.6
"""How far a character's ink goes from its centre, in heights of its row."""
_INK_LEVEL: Final = 0.5
_STRAY_SHARE: Final = 0.4
"""Of a usual character's ink: more than this belongs to another one."""


@dataclass(frozen=True, slots=True)
class FlatCard:
    """A card laid flat with a margin around it; `to_flat` leads there from the picture."""

    pixels: Pixels
    to_flat: Matrix

    @property
    def to_picture(self) -> Matrix:
        """The way back, from pixels of the flat card to pixels of the picture."""
        return np.asarray(np.linalg.inv(self.to_flat), dtype=np.float64)


def in_plain_grey(pixels: Pixels) -> Pixels:
    """Return a picture without its colours, from its darkest to its lightest: for a second look."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY) if pixels.ndim == 3 else pixels
    dark, light = np.percentile(grey, (1, 99))
    spread = (grey.astype(np.float32) - dark) * (255 / max(1.0, float(light - dark)))
    return np.asarray(np.clip(spread, 0, 255), dtype=np.uint8)


def laid_flat(pixels: Pixels, to_mm: Matrix, margin_mm: float) -> FlatCard:
    """Cut out a card that lies in the picture as `to_mm` says."""
    scale, shift = PIXELS_A_MM, margin_mm * PIXELS_A_MM
    to_flat = np.array([[scale, 0, shift], [0, scale, shift], [0, 0, 1.0]]) @ to_mm
    size = (
        round((WIDTH_MM + 2 * margin_mm) * PIXELS_A_MM),
        round((HEIGHT_MM + 2 * margin_mm) * PIXELS_A_MM),
    )
    flat = cv2.warpPerspective(
        pixels, to_flat, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return FlatCard(np.asarray(flat, dtype=np.uint8), np.asarray(to_flat, dtype=np.float64))


def unflat_mm(margin_mm: float) -> Matrix:
    """Return the way from pixels of a flat card to millimetres, as it was laid."""
    step = 1 / PIXELS_A_MM
    return np.array([[step, 0, -margin_mm], [0, step, -margin_mm], [0, 0, 1.0]])


def cut(pixels: Pixels, corners: Corners) -> Pixels:
    """Cut an upright piece out of a picture: the box around its corners, at least one pixel."""
    height, width = pixels.shape[:2]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    left, top = max(0, int(min(xs))), max(0, int(min(ys)))
    right, bottom = min(width, int(max(xs)) + 1), min(height, int(max(ys)) + 1)
    return np.ascontiguousarray(pixels[top : max(top + 1, bottom), left : max(left + 1, right)])


def is_burnt(flat: FlatCard, to_flat_mm: Matrix, place_mm: Corners) -> bool:
    """Tell whether a place of the card, in millimetres, is under glare."""
    back = np.asarray(np.linalg.inv(to_flat_mm), dtype=np.float64)
    piece = cut(flat.pixels, moved_corners(back, place_mm))
    darkest = piece.min(axis=2) if piece.ndim == 3 else piece
    return bool(piece.size) and float((darkest >= _BURNT).mean()) > _BURNT_SHARE


def has_wiped_spot(flat: FlatCard, to_flat_mm: Matrix, row_mm: Corners) -> bool:
    """Tell whether somewhere in a row of print a character may be wiped out by glare.

    Glare leaves no ink: what is missing is not missed, and of 王小明 under a spot 小明 is read with
    confidence. On a card that is this white all over no spot can be told.
    """
    from_mm = np.asarray(np.linalg.inv(to_flat_mm), dtype=np.float64)
    piece = cut(flat.pixels, moved_corners(from_mm, row_mm))
    darkest = piece.min(axis=2) if piece.ndim == 3 else piece
    side = min(darkest.shape)
    if side < 2 or (paper := float(np.median(darkest))) >= _BURNT:
        return False
    white = (darkest >= min(_BURNT, max(_SPOT, _SPOT_OVER_PAPER * paper))).astype(np.float32)
    return bool(cv2.blur(white, (side, side)).max() > _WIPED_SHARE)


def has_stray_ink(flat: FlatCard, from_mm: Matrix, row: Corners, at_mm: Sequence[float]) -> bool:
    """Tell whether a row of print holds ink where no character was read.

    `row` is the strip to search, in millimetres; `at_mm` are the characters' centres in it.
    A character outside the engine's dictionary is dropped in silence: its ink stays.
    """
    piece = cut(flat.pixels, moved_corners(from_mm, row))
    grey = cv2.cvtColor(piece, cv2.COLOR_BGR2GRAY) if piece.ndim == 3 else piece
    tall, wide = grey.shape
    if tall < 8 or wide < 2 * tall:
        return False
    # Strokes are thinner than a third of their line: what closing fills is ink, not shade.
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (tall // 2 | 1, tall // 2 | 1))
    ink = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, brush).astype(np.float32)
    step = wide / (row[1][0] - row[0][0])
    centres = (np.array(at_mm) - row[0][0]) * step
    reach = _OWN_REACH * tall
    columns = np.arange(wide)
    own = (np.abs(columns[:, None] - centres[None, :]) <= reach).any(axis=1)
    if own.all() or not own.any():
        return False
    level = float(np.percentile(ink[:, own], 92))
    dark = (ink > _INK_LEVEL * level).sum(axis=0).astype(np.float32)
    usual = float(dark[own].sum()) / len(at_mm)
    # The densest character's width of what is left over, so that dust does not add up.
    window = np.ones(max(1, round(2 * reach)), dtype=np.float32)
    stray = float(np.convolve(np.where(own, 0, dark), window, "same").max())
    return stray > _STRAY_SHARE * usual


def is_outside(size: tuple[int, int], corners: Corners) -> bool:
    """Tell whether a place lies at least half outside a picture of height x width pixels."""
    height, width = size
    inside = [0 <= x < width and 0 <= y < height for x, y in corners]
    return sum(inside) <= 2
