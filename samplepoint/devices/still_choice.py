"""Which frame of a live picture is worth reading: still, sharp, and with print in view.

Owns that choice, a frame at a time and under two milliseconds; refuses to read anything.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from samplepoint.devices.frames import Frame, Pixels
from samplepoint.devices.retrying import Retry, Waits

STILL_FRAMES: Final = 3
"""So many frames in a row must show the same, the camera's own noise aside."""
_THUMB: Final = (80, 45)
_SMALL: Final = (320, 180)
_MOVED: Final = 5.0
"""Mean difference of two thumbs, in grey levels, from which on something moves."""
_LEFT: Final = 6.0
"""The same against the still that was taken: from here on another scene is in view."""
_SHARP: Final = 3.0
"""Least strength of edges in the middle of the picture, in deviations of its Laplacian."""
_PAUSE_FRAMES: Final = 9
"""After a still without print, as of an empty table, nothing is looked at for so long."""
AGAIN: Final = Retry(1.0, 8.0)
"""The pauses before another still of a scene that could not be read."""
MOST_AGAIN: Final = 4
"""So many more of one scene: each costs two seconds of the processor, and a form stays for ever."""
_LEAST_ROWS: Final = 4
"""Lines of print on a card: name, sex, birth date, address, number."""


class StillChoice:
    """Offers each scene's sharpest still once; a scene ends when the picture changes."""

    def __init__(self) -> None:
        """Begin with no scene in view."""
        self._before: Pixels | None = None
        self._taken: Pixels | None = None
        """The scene that gave the last still, while it is in view."""
        self._waits = Waits(AGAIN)
        self._again = 0
        self._due_s: float | None = None
        self._run = 0
        self._best: Frame | None = None
        self._best_edges = 0.0

    def offer(self, frame: Frame) -> Frame | None:
        """Look at the next frame; return the sharpest of a still scene when one is complete.

        A scene that gave a still gives no second one, unless `again` or `unread` asks for it.
        """
        thumb = _thumb(frame.pixels)
        before, self._before = self._before, thumb
        if self._taken is not None and _difference(thumb, self._taken) > _LEFT:
            self.again()
        is_due = self._due_s is not None and frame.at_s >= self._due_s
        if before is None or _difference(thumb, before) > _MOVED:
            self._start_over()
            return None
        if (self._taken is not None and not is_due) or self._run < 0:
            self._run += self._run < 0
            return None
        edges = sharpness(frame.pixels)
        if edges > self._best_edges:
            self._best, self._best_edges = frame, edges
        self._run += 1
        if self._run < STILL_FRAMES:
            return None
        best = self._best
        self._start_over()
        if best is None or edges < _SHARP or not has_print(best.pixels):
            self._run = -_PAUSE_FRAMES
            return None
        self._taken, self._due_s = thumb, None
        return best

    def again(self) -> None:
        """Take whatever is in view for a scene that gave no still yet."""
        self._taken, self._due_s, self._again = None, None, 0
        self._waits.reset()
        self._start_over()

    def unread(self, at_s: float) -> None:
        """Ask for another still of the same scene after a moment: the last could not be read.

        A few times: then it has to move.
        """
        if self._taken is not None and self._again < MOST_AGAIN:
            self._again += 1
            self._due_s = at_s + self._waits.next_s()

    def _start_over(self) -> None:
        self._run, self._best, self._best_edges = 0, None, 0.0


def sharpness(pixels: Pixels) -> float:
    """Return how strong the edges in the picture's middle are: 1 for a blur, 5 for dim print."""
    height, width = pixels.shape[:2]
    middle = _grey(pixels[height // 4 : height - height // 4, width // 4 : width - width // 4])
    # Noise is not sharpness: a small blur takes single pixels away and leaves strokes.
    calm = cv2.GaussianBlur(middle, (3, 3), 0)
    return float(cv2.Laplacian(calm, cv2.CV_16S).std())


def has_print(pixels: Pixels) -> bool:
    """Tell whether several rows of print are in view, lying or standing."""
    thin = _grey(np.ascontiguousarray(pixels[::2, ::2]))
    small = np.asarray(cv2.resize(thin, _SMALL, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return _rows(small) >= _LEAST_ROWS or _rows(np.ascontiguousarray(small.T)) >= _LEAST_ROWS


def _rows(grey: Pixels) -> int:
    """Count what looks like a row of print: strokes side by side, much longer than tall."""
    strokes = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((7, 7), np.uint8))
    level = max(12.0, float(strokes.mean() + 2.0 * strokes.std()))
    _, dark = cv2.threshold(strokes, level, 255, cv2.THRESH_BINARY)
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, 9), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(joined)
    wide, tall = boxes[1:count, cv2.CC_STAT_WIDTH], boxes[1:count, cv2.CC_STAT_HEIGHT]
    return int(((wide >= 18) & (tall >= 3) & (tall <= 24) & (wide >= 2.2 * tall)).sum())


def _thumb(pixels: Pixels) -> Pixels:
    # Every eighth pixel first: shrinking the whole frame would take longer than all the rest.
    thin = pixels[4::8, 4::8]
    return _grey(np.asarray(cv2.resize(thin, _THUMB, interpolation=cv2.INTER_AREA), np.uint8))


def _difference(first: Pixels, second: Pixels) -> float:
    return float(cv2.absdiff(first, second).mean())


def _grey(pixels: Pixels) -> Pixels:
    if pixels.ndim == 2:
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
