"""Which frames of a live picture are read: one still a scene, sharp, with print in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from samplepoint.devices.frames import Frame, Pixels
from samplepoint.devices.still_choice import MOST_AGAIN, StillChoice, has_print
from tests.eyes.drawn_cards import drawn, invented, laid

SIZE = (1280, 720)


@cache
def noise(number: int) -> npt.NDArray[np.int16]:
    drawn_noise = np.random.default_rng(number).normal(0, 3, (SIZE[1], SIZE[0], 3))
    return np.asarray(drawn_noise, dtype=np.int16)


def table(grey: int = 96) -> Pixels:
    return np.full((SIZE[1], SIZE[0], 3), grey, np.uint8)


@cache
def with_card(seed: int = 1, aside: int = 0) -> Pixels:
    left, top, right, bottom = 300 + aside, 140, 940 + aside, 544
    quad = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    return laid(drawn(invented(seed)), quad, table())


def blurred(pixels: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), 5), dtype=np.uint8)


@dataclass
class Camera:
    """Feeds pictures with a camera's noise; remembers the numbers of the stills."""

    choice: StillChoice = field(default_factory=StillChoice)
    number: int = 0
    stills: list[int] = field(default_factory=list)

    def show(self, pictures: Iterable[Pixels]) -> None:
        for pixels in pictures:
            self.number += 1
            noisy = pixels + noise(self.number % 3)
            frame = Frame(np.clip(noisy, 0, 255).astype(np.uint8), self.number, self.number / 30)
            still = self.choice.offer(frame)
            if still is not None:
                self.stills.append(still.number)


@pytest.fixture
def camera() -> Camera:
    return Camera()


def test_a_card_that_comes_to_rest_gives_one_still(camera: Camera) -> None:
    camera.show(with_card(aside=aside) for aside in range(0, 280, 40))
    assert camera.stills == []
    camera.show([with_card(aside=280)] * 20)
    assert len(camera.stills) == 1


def test_the_next_card_gives_another_still(camera: Camera) -> None:
    camera.show([with_card(1)] * 8)
    camera.show([table()] * 20)
    camera.show([with_card(2)] * 20)
    assert len(camera.stills) == 2


def test_an_empty_table_gives_none(camera: Camera) -> None:
    camera.show([table()] * 40)
    assert camera.stills == []


def test_a_card_out_of_focus_is_waited_for(camera: Camera) -> None:
    camera.show([blurred(with_card())] * 12)
    assert camera.stills == []
    camera.show([with_card()] * 24)
    assert len(camera.stills) == 1


def test_the_sharpest_frame_of_a_scene_is_taken(camera: Camera) -> None:
    slightly = np.asarray(cv2.GaussianBlur(with_card(), (0, 0), 1.2), dtype=np.uint8)
    camera.show([slightly, slightly, with_card(), slightly])
    assert camera.stills == [3]


def test_another_still_of_the_same_card_comes_only_when_asked_for(camera: Camera) -> None:
    camera.show([with_card()] * 30)
    assert len(camera.stills) == 1
    camera.choice.again()
    camera.show([with_card()] * 10)
    assert len(camera.stills) == 2


def test_a_card_that_could_not_be_read_gives_another_still_after_a_moment(camera: Camera) -> None:
    camera.show([with_card()] * 30)
    camera.choice.unread(camera.number / 30)
    camera.show([with_card()] * 25)
    assert len(camera.stills) == 1
    camera.show([with_card()] * 15)
    assert len(camera.stills) == 2
    camera.show([with_card()] * 60)
    assert len(camera.stills) == 2


def test_a_card_that_is_never_read_is_tried_a_few_times_and_then_has_to_move(
    camera: Camera,
) -> None:
    camera.show([with_card()] * 10)
    for _ in range(MOST_AGAIN + 3):
        camera.choice.unread(camera.number / 30)
        camera.number += 300
        camera.show([with_card()] * 10)
    assert len(camera.stills) == 1 + MOST_AGAIN
    camera.show([with_card(2, aside=200)] * 20)
    assert len(camera.stills) == 2 + MOST_AGAIN
    camera.choice.unread(camera.number / 30)
    camera.number += 300
    camera.show([with_card(2, aside=200)] * 10)
    assert len(camera.stills) == 3 + MOST_AGAIN


def test_print_is_seen_whichever_way_it_lies() -> None:
    card = with_card()
    assert has_print(card)
    assert has_print(np.ascontiguousarray(np.rot90(card)))
    assert not has_print(table())
