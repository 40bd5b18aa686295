"""Whether a frame shows anything: black, of one colour, dark or blurred.

Owns the limits; refuses to know cameras. Looks at a part of the pixels: 1 ms a frame of 1280 x 720.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from samplepoint.devices.frames import Pixels

HOLD_S: Final = 1.0
"""How long a state of the picture must last before it is told: a hand passes, exposure settles."""

_BLACK: Final = 16
"""The darkest level of video's narrow range; a covered lens with its noise stays below."""
_DARK: Final = 60
"""White paper no brighter than this is too dark: the bars and the noise are then alike."""
_ONE_COLOUR: Final = 2
"""Levels between the darkest and the brightest of a channel that is all of one colour."""
_CONTRAST: Final = 60
"""Levels between dark and bright from which on there must be edges somewhere."""
_STEEPEST: Final = 0.12
"""The share of the contrast that the steepest edges take from one pixel to the next; a picture
where even they take nine pixels is blurred."""


class Health(StrEnum):
    """What can be said of a frame by itself."""

    GOOD = "good"
    BLACK = "black"
    BLANK = "blank"
    """All of one colour: green or grey from a failing driver, white from too much light."""
    DARK = "dark"
    """Something can be seen, but hardly read."""
    BLURRED = "blurred"

    @property
    def shows_nothing(self) -> bool:
        """Tell whether there is nothing to be read."""
        return self in {Health.BLACK, Health.BLANK}


def health_of(pixels: Pixels) -> Health:
    """Judge one frame by itself."""
    rough = pixels[::8, ::8].reshape(-1, 3 if pixels.ndim == 3 else 1)
    ranges = [_levels(channel, (0.01, 0.99)) for channel in rough.T]
    brightest = max(high for _low, high in ranges)
    if brightest < _BLACK:
        return Health.BLACK
    if max(high - low for low, high in ranges) <= _ONE_COLOUR:
        return Health.BLANK
    if brightest < _DARK:
        return Health.DARK
    return Health.BLURRED if _is_blurred(pixels) else Health.GOOD


class SteadyHealth:
    """What may be told of the picture: what has lasted, and at once when it shows something again.

    A blurred frame counts as a good one: something moves at every scan.
    """

    def __init__(self, hold_s: float = HOLD_S) -> None:
        """Start with nothing to tell."""
        self._hold_s = hold_s
        self._told: Health | None = None
        self._next: Health | None = None
        self._since_s = 0.0

    def take(self, health: Health, at_s: float) -> Health | None:
        """Take in a frame's health; return what stands, None before anything does."""
        health = Health.GOOD if health is Health.BLURRED else health
        if health is not self._next:
            self._next = health
            self._since_s = at_s
        lasted = at_s - self._since_s >= self._hold_s
        shows_again = health is Health.GOOD and (self._told is None or self._told.shows_nothing)
        if lasted or shows_again:
            self._told = health
        return self._told


def _is_blurred(pixels: Pixels) -> bool:
    """Tell whether nothing in the picture has an edge, though something stands out.

    Rows and columns at full resolution, few of them: edges in either direction count.
    """
    green = pixels[:, :, 1] if pixels.ndim == 3 else pixels
    rows, columns = green[::20], green[:, ::20].T
    low, high = _levels(rows, (0.01, 0.99))
    if high - low < _CONTRAST:
        return False
    return max(_steepest(rows), _steepest(columns)) < _STEEPEST * (high - low)


def _steepest(lines: Pixels) -> int:
    """Return the step from one pixel of a line to the next that one in a thousand exceeds."""
    values = np.ascontiguousarray(lines).astype(np.int16)
    return _levels(np.abs(np.diff(values, axis=1)), (0.999,))[0]


def _levels(values: npt.NDArray[np.integer], shares: tuple[float, ...]) -> list[int]:
    """Return the levels that these shares of the values, 0 to 255, do not exceed.

    Counted: np.percentile sorts, and takes ten times as long.
    """
    counts = np.cumsum(np.bincount(values.ravel(), minlength=256))
    return [int(np.searchsorted(counts, share * counts[-1])) for share in shares]
