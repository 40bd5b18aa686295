"""The bytes of printed squares: read from pages at 100 to 300 dpi, turned, blurred, tilted."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from samplepoint.devices.frames import Pixels
from samplepoint.devices.square_eye import SquareEye, bytes_of
from samplepoint.errors import Obstacle
from samplepoint.formats.page_picture import PdfPages
from samplepoint.formats.sheet_frame import SheetFrame
from samplepoint.formats.strip_frames import cut
from samplepoint.formats.strip_sheet import Strip, StripWords, strip_sheet
from tests.formats.printed_pages import PRINTED_AT

WORDS = StripWords(SheetFrame("箱单备份条", "每一页都拍清楚", "第二轮", "第 1 页"))
Change = Callable[[Pixels], Pixels]


@cache
def strip() -> tuple[tuple[bytes, ...], PdfPages]:
    """Return six symbols of the largest size, the same in every run, and their page."""
    frames = tuple(cut(random.Random(1).randbytes(3_700), "BX001101"))
    sheet = strip_sheet(WORDS, Strip("BX001101", frames), created_at=PRINTED_AT, practice=None)
    return frames, PdfPages(sheet)


@cache
def page(dpi: int) -> Pixels:
    grey = strip()[1].picture(1, dpi)
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


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_every_square_of_a_page_is_read(dpi: int, change: Change) -> None:
    assert sorted(bytes_of(change(page(dpi)))) == sorted(strip()[0])


def test_what_the_picture_does_not_give_is_worked_for() -> None:
    poor = blurred(page(100), 1.5)
    frames = strip()[0]
    found = list(bytes_of(poor))
    assert sorted(found) == sorted(frames)
    assert len(found) == len(set(found)), "each once"


def test_colours_and_a_square_of_another_kind_are_no_matter(tmp_path: Path) -> None:
    Image.fromarray(page(150)).convert("RGB").save(tmp_path / "page.jpg", quality=60)
    assert sorted(SquareEye().bytes_in(tmp_path / "page.jpg")) == sorted(strip()[0])


def test_an_empty_page_has_none() -> None:
    assert list(bytes_of(np.full((800, 600), 255, np.uint8))) == []


def test_a_file_that_is_no_picture_says_so(tmp_path: Path) -> None:
    (tmp_path / "page.png").write_bytes(b"no picture")
    with pytest.raises(Obstacle) as refused:
        list(SquareEye().bytes_in(tmp_path / "page.png"))
    assert refused.value.code == "picture_unknown"
