"""What is said of a picture: nothing that passes, nothing too late."""

from __future__ import annotations

import numpy as np
import pytest

from samplepoint.devices.frames import Pixels
from samplepoint.devices.opencv import opencv
from samplepoint.devices.picture_health import (
    Health,
    SteadyHealth,
    health_of,
)
from tests.devices.scenes import black, dark, green, label, lit, noisy, one_colour


def blurred(sigma: float) -> Pixels:
    out_of_focus: Pixels = opencv().GaussianBlur(lit(1), (0, 0), sigma)
    return noisy(out_of_focus, 2)


WALL = noisy(np.tile(np.linspace(120, 170, 640).astype(np.uint8), (360, 1)), 1)

JUDGED: dict[str, tuple[Pixels, Health]] = {
    "a desk": (lit(1), Health.GOOD),
    "a desk, half as bright": (lit(1, 0.5), Health.GOOD),
    "a label, grey": (label("T0001100021"), Health.GOOD),
    "a wall: nothing to be sharp about": (WALL, Health.GOOD),
    "behind the lens cover": (black(1), Health.BLACK),
    "nothing at all": (one_colour(0, 0, 0), Health.BLACK),
    "zeros in YUV": (green(1), Health.BLANK),
    "straight into the sun": (one_colour(255, 255, 255), Health.BLANK),
    "the grey of a privacy switch": (one_colour(90, 90, 90)[:, :, 0], Health.BLANK),
    "by the light of the screen": (dark(1), Health.DARK),
    "out of focus": (blurred(6), Health.BLURRED),
    "a little soft": (blurred(1.2), Health.GOOD),
    "a few pixels": (lit(1)[:3, :2], Health.BLANK),
}


@pytest.mark.parametrize("name", JUDGED)
def test_a_picture_is(name: str) -> None:
    pixels, health = JUDGED[name]
    assert health_of(pixels) is health


def told(*frames: tuple[Health, float]) -> list[Health | None]:
    """Give what stands after each frame."""
    steady = SteadyHealth()
    return [steady.take(health, at_s) for health, at_s in frames]


GOOD, BLURRED, DARK, BLACK, BLANK = (
    Health.GOOD,
    Health.BLURRED,
    Health.DARK,
    Health.BLACK,
    Health.BLANK,
)


def test_a_good_first_frame_is_told_at_once() -> None:
    assert told((BLURRED, 0.0)) == [GOOD]


def test_a_dark_start_is_told_only_when_it_lasts() -> None:
    assert told((DARK, 0.0), (DARK, 0.9), (DARK, 1.0)) == [None, None, DARK]


def test_a_hand_before_the_lens_is_not_told() -> None:
    assert told((GOOD, 0.0), (BLACK, 0.1), (BLACK, 0.9), (GOOD, 1.2)) == [GOOD] * 4


def test_a_cover_is_told_after_a_second_and_its_end_at_once() -> None:
    frames = ((GOOD, 0.0), (BLACK, 0.1), (BLACK, 1.2), (GOOD, 1.3))
    assert told(*frames) == [GOOD, GOOD, BLACK, GOOD]


def test_flickering_light_does_not_flicker_on_the_screen() -> None:
    frames = ((DARK, 0.0), (DARK, 1.0), (GOOD, 1.1), (DARK, 1.2), (GOOD, 1.3), (GOOD, 2.4))
    assert told(*frames) == [None, DARK, DARK, DARK, DARK, GOOD]


def test_black_that_turns_into_one_colour_is_told_when_that_lasts() -> None:
    frames = ((BLACK, 0.0), (BLACK, 1.0), (BLANK, 1.1), (BLANK, 2.1))
    assert told(*frames) == [None, BLACK, BLACK, BLANK]
