"""The small picture: shrunk, never a piece of the frame itself, never more than one waiting."""

from __future__ import annotations

import numpy as np
import pytest

from samplepoint.devices.frames import Frame
from samplepoint.devices.picture_health import Health
from samplepoint.devices.preview import Box, Guide, Preview, PreviewShelf, preview_of

GUIDE = Guide(0.1, 0.2, 0.9, 0.8)


def frame(width: int, height: int, number: int = 1) -> Frame:
    return Frame(np.full((height, width, 3), 7, dtype=np.uint8), number, 1.0, "a.png")


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((1280, 720), (640, 360)),
        ((720, 1280), (270, 480)),
        ((640, 480), (640, 480)),
        ((100, 50), (100, 50)),
        ((9000, 2), (640, 1)),
    ],
)
def test_it_fits_and_is_never_enlarged(size: tuple[int, int], shown: tuple[int, int]) -> None:
    preview = preview_of(frame(*size), GUIDE)
    assert preview.pixels.shape == (shown[1], shown[0], 3)
    assert preview.pixels.flags.c_contiguous


def test_the_guide_is_in_its_pixels() -> None:
    preview = preview_of(frame(1280, 720), GUIDE, (320, 240), Health.DARK)
    assert preview.guide == Box(32, 36, 288, 144)
    assert (preview.number, preview.health, preview.name) == (1, Health.DARK, "a.png")


def test_it_is_a_copy_even_where_nothing_is_shrunk() -> None:
    whole = frame(64, 48)
    preview = preview_of(whole, GUIDE)
    whole.pixels[:] = 0
    assert preview.pixels.min() == 7


def test_a_slow_window_is_called_once_and_gets_the_latest() -> None:
    calls: list[str] = []
    shelf = PreviewShelf(lambda: calls.append("there is one"))
    previews = [preview_of(frame(64, 48, number), GUIDE) for number in (1, 2, 3)]
    for preview in previews[:2]:
        shelf.put(preview)
    assert calls == ["there is one"]
    fetched: list[Preview | None] = [shelf.fetch(), shelf.fetch()]
    assert fetched == [previews[1], None]
    shelf.put(previews[2])
    assert len(calls) == 2
