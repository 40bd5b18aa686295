"""Which pictures of a camera are new ones: noise makes every true frame differ from all before."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from samplepoint.devices.frames import Pixels
from samplepoint.devices.standstill import RING, Freshness, Standstill
from tests.devices.scenes import lit

NEW, REPEAT, FROZEN = Freshness.NEW, Freshness.REPEAT, Freshness.FROZEN


def told(*frames: tuple[Pixels, float]) -> list[Freshness]:
    """Give what is said of each frame."""
    watch = Standstill()
    return [watch.take(pixels, at_s) for pixels, at_s in frames]


def test_noise_makes_a_frame_new_and_a_copy_is_a_repeat() -> None:
    assert told((lit(1), 0.0), (lit(2), 0.1), (lit(2).copy(), 0.2)) == [NEW, NEW, REPEAT]


@pytest.mark.parametrize("at", [(0, 0, 0), (5, 100, 1), (359, 639, 2)])
def test_one_pixel_anywhere_makes_a_frame_new(at: tuple[int, int, int]) -> None:
    changed = lit(1).copy()
    changed[at] ^= 1
    assert told((lit(1), 0.0), (changed, 0.1)) == [NEW, NEW]


def test_the_same_bytes_in_another_shape_are_another_picture() -> None:
    assert told((lit(1), 0.0), (lit(1).reshape(640, 360, 3), 0.1)) == [NEW, NEW]


def test_a_standstill_lasts_two_seconds_and_ends_with_the_first_change() -> None:
    same = lit(1)
    stands = [(same, s) for s in (10.0, 11.0, 11.9, 12.0, 13.0)]
    assert told(*stands) == [NEW, REPEAT, REPEAT, FROZEN, FROZEN]
    assert told(*stands, (lit(2), 13.1), (lit(2), 13.2))[-2:] == [NEW, REPEAT]


def round_and_round(buffers: Sequence[Pixels], times: int) -> list[tuple[Pixels, float]]:
    """Give the same buffers again and again, thirty frames a second."""
    return [(buffers[at % len(buffers)], at / 30) for at in range(times)]


@pytest.mark.parametrize("buffers", range(2, RING + 1))
def test_a_driver_that_goes_round_its_buffers_stands_still(buffers: int) -> None:
    said = told(*round_and_round([lit(number) for number in range(buffers)], 90))
    assert said[:buffers] == [NEW] * buffers
    assert NEW not in said[buffers:]
    assert said[-1] is FROZEN


def test_a_driver_that_gives_each_frame_twice_gives_half_as_many() -> None:
    said = told(*((lit(at // 2), at / 30) for at in range(120)))
    assert said == [NEW, REPEAT] * 60
