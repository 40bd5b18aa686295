"""A file that is no good picture is named beside the desk, takes nothing, and stops nobody."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from samplepoint.app.settings import EyeSource, Settings
from samplepoint.devices.frame_files import Pace, PictureFolder
from samplepoint.gui.adapters import camera, eye_making
from samplepoint.gui.adapters.camera import CameraHand
from samplepoint.gui.adapters.eye_making import make_eye
from samplepoint.gui.adapters.eye_wiring import EyeCalls, EyeParts
from samplepoint.gui.main_window import MainWindow
from tests.devices.drawn_codes import bars
from tests.gui.bad_input_ground import (
    OTHER_NUMBER,
    desk_with,
    goes_on_by_keys,
    line_under_picture,
    people_in,
    told,
)
from tests.gui.camera_ground import PATIENCE_MS, WITH_CAMERA, MadeUpReader
from tests.gui.conftest import scan_keys
from tests.gui.pages_ground import MORNING, NUMBER, OTHER_TUBE, TUBE

ENDED = "图片已全部看完"
SIDE = 10_000
"""Of a picture with 100 million pixels."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a folder's time pass in no time: a quarter of a second from frame to frame."""
    seconds = count(0.0, 0.25)
    folder = partial(PictureFolder, clock=lambda: next(seconds))
    monkeypatch.setattr(eye_making, "PictureFolder", folder)
    monkeypatch.setattr(camera, "_FIRST_MS", 0)
    monkeypatch.setattr(eye_making, "PACE", Pace(times=6, empty_before=8, interval_s=0.001))


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    """Return a picture as the bytes of a file."""
    made = io.BytesIO()
    image.save(made, form, **options)
    return made.getvalue()


def code_of(text: str) -> Image.Image:
    return Image.fromarray(bars(text))


def huge(form: str) -> bytes:
    """Draw a hundred million pixels with a code in their middle."""
    image = Image.new("L", (SIDE, SIDE), 230)
    code = Image.fromarray(bars(OTHER_NUMBER, module=24, height=900))
    image.paste(code, ((SIDE - code.width) // 2, (SIDE - code.height) // 2))
    return saved(image, form, **({"compress_level": 1} if form == "PNG" else {"quality": 60}))


def look_through(folder: Path, name: str, content: bytes) -> tuple[CameraHand, Settings]:
    """Make a camera that looks through a folder with one file."""
    pictures = folder / "pictures"
    pictures.mkdir()
    (pictures / name).write_bytes(content)
    settings = replace(WITH_CAMERA, eye_source=EyeSource.FOLDER, eye_path=str(pictures))

    def make(calls: EyeCalls) -> EyeParts:
        return make_eye(calls, MORNING.date, None, MadeUpReader())

    return CameraHand(settings, make), settings


def show(window: MainWindow, qtbot: QtBot, settings: Settings) -> None:
    """Switch the folder on and let it be shown to its end."""
    window.workplace.apply(settings)
    qtbot.waitUntil(lambda: line_under_picture(window) == ENDED, timeout=PATIENCE_MS)


BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "broken": ("a.png", lambda: damaged(saved(code_of(TUBE), "PNG")), "图片已损坏"),
    "cut off": ("a.jpg", lambda: saved(code_of(TUBE), "JPEG")[:900], "图片不完整"),
    "empty": ("a.jpg", bytes, "图片文件是空的"),
    "huge": ("a.png", lambda: huge("PNG"), "图片像素太多"),
    "a text with a picture's name": ("a.jpg", TUBE.encode, "这不是能读的图片"),
    "a telephone's own form": (
        "a.jpg",
        lambda: b"\x00\x00\x00\x18ftypheic" + bytes(200),
        "这种格式的图片读不了",
    ),
}


def damaged(content: bytes) -> bytes:
    """Turn the bytes in the middle of a file."""
    middle = len(content) // 2
    return content[:middle] + bytes(255 - one for one in content[middle:][:40]) + content[middle:]


@pytest.mark.parametrize("fault", BAD)
def test_a_file_that_cannot_be_read_is_named_and_the_desk_goes_on(
    tmp_path: Path, qtbot: QtBot, fault: str
) -> None:
    name, content, words = BAD[fault]
    hand, settings = look_through(tmp_path, name, content())
    with desk_with(tmp_path, qtbot, hand, settings) as window:
        show(window, qtbot, settings)
        assert window.outcome_panel.answer.head == words
        assert window.outcome_panel.answer.what == name
        assert window.outcome_panel.answer.now
        assert told(window) == [f"{name}  {words}"]
        assert goes_on_by_keys(window)
        assert len(told(window)) == 3
        assert told(window)[0] == f"{name}  {words}"


def animated() -> bytes:
    other = code_of(OTHER_TUBE)
    return saved(code_of(OTHER_NUMBER), "GIF", save_all=True, append_images=[other, other])


def sixteen_bit() -> bytes:
    return saved(Image.fromarray(bars(OTHER_NUMBER).astype(np.uint16) * 257), "PNG")


ODD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "animated": ("a.gif", animated, "有多帧或多页，只读第一张"),
    "a huge photograph": ("a.jpg", lambda: huge("JPEG"), "图片很大，已缩小后读取"),
    "16 bits deep": ("a.png", sixteen_bit, ""),
    "in printer's inks": (
        "a.jpg",
        lambda: saved(code_of(OTHER_NUMBER).convert("CMYK"), "JPEG", quality=90),
        "",
    ),
    "mis-named": ("a.jpg", lambda: saved(code_of(OTHER_NUMBER), "PNG"), ""),
}


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_picture_is_read_as_far_as_it_goes_and_the_desk_goes_on(
    tmp_path: Path, qtbot: QtBot, kind: str
) -> None:
    name, content, words = ODD[kind]
    hand, settings = look_through(tmp_path, name, content())
    with desk_with(tmp_path, qtbot, hand, settings) as window:
        bands: set[str] = set()
        hand.seen.connect(lambda _sight: bands.add(window.camera_view.band))
        scan_keys(window, TUBE)
        show(window, qtbot, settings)
        assert f"图片，不是摄像头：{name}" in bands
        assert people_in(window) == [OTHER_NUMBER]
        assert (f"{name}  {words}" in told(window)) is bool(words)
        scan_keys(window, NUMBER)
        assert people_in(window) == [OTHER_NUMBER, NUMBER]
        assert len(told(window)) == 3 + bool(words)
        assert line_under_picture(window) == ENDED
