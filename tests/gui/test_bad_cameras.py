"""A camera that fails says how, in words, beside a desk that goes on with its hand scanner."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from samplepoint.devices.camera import CameraSource
from samplepoint.devices.camera_choice import CameraWanted
from samplepoint.devices.frames import Pixels
from samplepoint.gui.adapters import camera as camera_module
from samplepoint.gui.lamps import Light
from tests.devices.fake_camera import FakeCamera
from tests.devices.scenes import black, green, lit, noisy
from tests.gui.bad_input_ground import desk_with, goes_on_by_keys, line_under_picture, told
from tests.gui.camera_ground import PATIENCE_MS, WITH_CAMERA, hand_over


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the eye without waiting for the window's first painting."""
    monkeypatch.setattr(camera_module, "_FIRST_MS", 0)


_STOOD_STILL = lit(1)


def frozen(number: int) -> Pixels:
    """Give the same pixels for ever."""
    assert number
    return _STOOD_STILL


def white(number: int) -> Pixels:
    """Give a lamp that shines into the lens."""
    return np.full_like(_STOOD_STILL, 255) if number else _STOOD_STILL


def dim(number: int) -> Pixels:
    """Give a desk by night."""
    return noisy(np.maximum(_STOOD_STILL // 6, 4), number)


FAILURES: dict[str, tuple[Callable[[FakeCamera], None], str, Light]] = {
    "vanishes": (FakeCamera.pull, "摄像头断开", Light.WRONG),
    "freezes": (lambda one: one.run(frozen), "摄像头画面卡住", Light.WRONG),
    "stops giving frames": (FakeCamera.hang, "摄像头停住了", Light.WRONG),
    "gives black frames": (lambda one: one.run(black), "摄像头画面全黑", Light.WRONG),
    "gives green frames": (lambda one: one.run(green), "摄像头画面只有一种颜色", Light.WRONG),
    "is blinded": (lambda one: one.run(white), "摄像头画面只有一种颜色", Light.WRONG),
    "sees hardly anything": (lambda one: one.run(dim), "光线太暗", Light.READY),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_camera_that_fails_is_named_and_the_desk_goes_on(
    tmp_path: Path, qtbot: QtBot, failure: str
) -> None:
    fail, words, light = FAILURES[failure]
    camera = FakeCamera()
    camera.run(lit)
    hand = hand_over(lambda: CameraSource(CameraWanted(), ways=camera.ways))
    with desk_with(tmp_path, qtbot, hand, WITH_CAMERA) as window:
        window.workplace.apply(WITH_CAMERA)
        qtbot.waitUntil(lambda: window.camera_view.has_picture, timeout=PATIENCE_MS)
        fail(camera)
        qtbot.waitUntil(lambda: line_under_picture(window) == words, timeout=PATIENCE_MS)
        assert goes_on_by_keys(window)
        assert len(told(window)) == 2
        assert line_under_picture(window) == words
        assert {one.word: one.light for one in window.top_bar.lamps}["lamp_camera"] is light
        camera.come_back()


@pytest.mark.parametrize("way", ["does not open", "gives no frame"])
def test_a_camera_that_another_program_holds_is_named_and_comes_back(
    tmp_path: Path, qtbot: QtBot, way: str
) -> None:
    camera = FakeCamera()
    camera.run(lit)
    camera.is_taken, camera.gives_frames = way == "does not open", way != "gives no frame"
    hand = hand_over(lambda: CameraSource(CameraWanted(), ways=camera.ways))
    with desk_with(tmp_path, qtbot, hand, WITH_CAMERA) as window:
        window.workplace.apply(WITH_CAMERA)
        words = "摄像头没有画面"
        qtbot.waitUntil(lambda: line_under_picture(window) == words, timeout=PATIENCE_MS)
        assert goes_on_by_keys(window)
        assert line_under_picture(window) == words
        camera.is_taken, camera.gives_frames = False, True
        qtbot.waitUntil(lambda: window.camera_view.has_picture, timeout=PATIENCE_MS)
        assert len(told(window)) == 2
