"""Frames for the tests of eyes: what a sensor gives, what a broken one gives, labels with codes.

Owns the drawing; refuses to read any of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from samplepoint.devices.frames import Pixels
from samplepoint.formats.symbols import CODE128_QUIET_MODULES, code128_modules

Scene = Callable[[int], Pixels]
"""The number of a frame -> its pixels."""

HEIGHT, WIDTH = 360, 640


def one_colour(blue: int, green: int, red: int) -> Pixels:
    """Make a frame as a failing driver gives it."""
    frame = np.empty((HEIGHT, WIDTH, 3), dtype=np.uint8)
    frame[:] = (blue, green, red)
    return frame


def black(number: int) -> Pixels:
    """Make a frame behind a lens cover: nothing but the sensor's own noise."""
    chance = np.random.default_rng(number)
    return chance.integers(0, 6, (HEIGHT, WIDTH, 3)).astype(np.uint8)


def green(number: int) -> Pixels:
    """Make a frame of zeros in YUV."""
    return one_colour(0, 135, 0)


def lit(number: int, light: float = 1.0) -> Pixels:
    """Make a frame of a desk: a white sheet with sharp print, with a sensor's noise."""
    return noisy(_desk(light), number)


def dark(number: int) -> Pixels:
    """Make the same frame by the light of a screen."""
    return lit(number, light=0.2)


def label(*texts: str) -> Pixels:
    """Draw Code 128 labels, one under the other, as a grey picture."""
    made = np.full((HEIGHT, WIDTH), 240, dtype=np.uint8)
    for row, text in enumerate(texts):
        quiet = "0" * CODE128_QUIET_MODULES
        modules = quiet + code128_modules(text) + quiet
        bars = np.repeat(np.array([240 - 220 * int(m) for m in modules], dtype=np.uint8), 3)
        top = 40 + 150 * row
        made[top : top + 100, 20 : 20 + len(bars)] = bars
    return made


def save(pixels: Pixels, file: Path) -> Path:
    """Write a picture file."""
    import cv2  # noqa: PLC0415  # slow

    assert cv2.imwrite(str(file), pixels)
    return file


def save_video(scene: Scene, count: int, file: Path) -> Path:
    """Write a short video, Motion JPEG in AVI: OpenCV does that by itself everywhere."""
    import cv2  # noqa: PLC0415  # slow

    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), 20.0, (WIDTH, HEIGHT))
    assert writer.isOpened()
    for number in range(count):
        writer.write(scene(number))
    writer.release()
    return file


def noisy(pixels: Pixels, number: int) -> Pixels:
    """Add the noise of a sensor to a picture, another one for each number."""
    noise = np.random.default_rng(number).integers(-3, 4, pixels.shape, dtype=np.int16)
    return np.asarray(np.clip(pixels + noise, 0, 255), dtype=np.uint8)


@cache
def _desk(light: float) -> Pixels:
    frame = np.full((HEIGHT, WIDTH, 3), 90.0)
    frame[60:300, 100:540] = 215.0
    for line in range(80, 280, 20):
        frame[line : line + 8, 120:520:3] = 30.0
    return np.maximum(frame * light, 4).astype(np.uint8)
