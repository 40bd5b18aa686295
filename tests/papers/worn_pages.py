"""Printed pages as they come back: turned, blurred, tilted, noisy, in the shadow, photographed.

Owns what may happen to a page, each the same every time; refuses to read it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np

from samplepoint.devices.frames import Pixels
from samplepoint.formats.page_picture import PdfPages

Change = Callable[[Pixels], Pixels]


def page_of(pdf: PdfPages, number: int, dpi: float) -> Pixels:
    """Return a page in grey, as a printer at so many dots an inch would put it on paper."""
    grey = pdf.picture(number, dpi)
    rows = np.frombuffer(grey.dots, np.uint8).reshape(grey.height, grey.stride)
    return np.ascontiguousarray(rows[:, : grey.width])


def turned(pixels: Pixels, degrees: float, scale: float = 0.9) -> Pixels:
    high, wide = pixels.shape
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, scale)
    return np.asarray(cv2.warpAffine(pixels, matrix, (wide, high), borderValue=255), np.uint8)


def tilted(pixels: Pixels) -> Pixels:
    """Look at the page from the side, as a phone does."""
    high, wide = pixels.shape
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    seen = flat + np.array(
        [[wide * 0.08, high * 0.03], [-wide * 0.02, 0], [0, 0], [0, -high * 0.05]], np.float32
    )
    matrix = cv2.getPerspectiveTransform(flat, seen)
    return np.asarray(cv2.warpPerspective(pixels, matrix, (wide, high), borderValue=255), np.uint8)


def blurred(pixels: Pixels, radius: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), radius), np.uint8)


def noisy(pixels: Pixels, strength: float) -> Pixels:
    grain = np.random.default_rng(1).normal(0, strength, pixels.shape)
    return np.clip(pixels + grain, 0, 255).astype(np.uint8)


def shaded(pixels: Pixels) -> Pixels:
    """Let one side lie in the shadow."""
    light = np.linspace(0.35, 1.0, pixels.shape[1])
    return (pixels * light * 0.85 + 20).astype(np.uint8)


def photographed(pixels: Pixels) -> Pixels:
    return noisy(shaded(blurred(tilted(turned(pixels, 4)), 1.0)), 8)


CHANGES: dict[str, Change] = {
    "as printed": lambda pixels: pixels,
    "on its head": partial(turned, degrees=180, scale=1),
    "aslant": partial(turned, degrees=20, scale=0.7),
    "blurred": partial(blurred, radius=1.5),
    "tilted": tilted,
    "noisy": partial(noisy, strength=25),
    "in the shadow": shaded,
    "photographed": photographed,
}
