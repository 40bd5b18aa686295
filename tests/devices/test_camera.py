"""A camera that is pulled, taken, forbidden, stuck or covered: each says which it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from samplepoint.devices import camera as camera_module
from samplepoint.devices.camera import CameraSource, open_capture
from samplepoint.devices.camera_choice import CameraFound, CameraWanted
from samplepoint.devices.opencv import opencv
from samplepoint.errors import Obstacle
from tests.devices.fake_camera import FRAME_S, FakeCamera
from tests.devices.scenes import black, green, lit


@pytest.fixture
def camera() -> FakeCamera:
    camera = FakeCamera()
    camera.scene = lit
    return camera


@pytest.fixture
def source(camera: FakeCamera) -> Iterator[CameraSource]:
    source = CameraSource(CameraWanted(), ways=camera.ways)
    yield source
    source.close()
    assert not camera.is_lit


def test_it_says_which_camera_it_opened_each_time(camera: FakeCamera) -> None:
    heard: list[CameraFound] = []
    source = CameraSource(CameraWanted(), heard.append, camera.ways)
    for _ in range(2):
        with source:
            assert camera.is_lit
        assert not camera.is_lit
    assert heard == [camera.found, camera.found]


def test_a_pulled_camera_is_lost_and_then_absent(camera: FakeCamera, source: CameraSource) -> None:
    source.open()
    source.next_frame()
    camera.pull()
    with pytest.raises(Obstacle, match="camera_lost"):
        source.next_frame()
    with pytest.raises(Obstacle, match="camera_absent"):
        source.open()
    camera.plug_in()
    source.open()
    frame = source.next_frame()
    assert frame
    assert frame.number == 2


def test_a_chosen_camera_that_is_away_is_named_and_no_other_one_is_opened(
    camera: FakeCamera,
) -> None:
    chosen = CameraFound("Desk Eye", "046d:0825@1-2:1.0/0", 2, 200)
    source = CameraSource(CameraWanted(chosen.identity, chosen.name), ways=camera.ways)
    with pytest.raises(Obstacle, match="camera_not_here") as told:
        source.open()
    assert told.value.values == {"camera": "Desk Eye"}
    assert not camera.captures
    camera.found = chosen
    source.open()
    assert source.next_frame()
    source.close()


def test_one_spoiled_frame_is_no_loss(camera: FakeCamera, source: CameraSource) -> None:
    source.open()
    source.next_frame()
    capture = camera.captures[-1]
    read, answers = capture.read, iter([(False, None), (False, None)])
    capture.read = lambda: next(answers, None) or read()  # type: ignore[method-assign]  # spoiled
    assert source.next_frame()


def test_a_camera_that_opens_and_gives_nothing_is_busy(
    camera: FakeCamera, source: CameraSource
) -> None:
    camera.gives_frames = False
    source.open()
    with pytest.raises(Obstacle, match="camera_busy"):
        source.next_frame()


def test_a_slow_camera_gets_time_for_its_first_frame(
    camera: FakeCamera, source: CameraSource
) -> None:
    source.open()
    capture = camera.captures[-1]
    read, answers = capture.read, iter([(False, None)] * 20)
    capture.read = lambda: next(answers, None) or read()  # type: ignore[method-assign]  # slow
    assert source.next_frame()


def test_a_camera_pulled_before_its_first_frame_is_lost(
    camera: FakeCamera, source: CameraSource
) -> None:
    source.open()
    camera.pull()
    with pytest.raises(Obstacle, match="camera_lost"):
        source.next_frame()


def test_a_camera_that_another_program_holds_is_busy(
    camera: FakeCamera, source: CameraSource
) -> None:
    camera.is_taken = True
    with pytest.raises(Obstacle, match="camera_busy"):
        source.open()


@pytest.mark.skipif(sys.platform == "win32", reason="device files")
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PermissionError(13, "no"), "camera_not_allowed"),
        (FileNotFoundError(2, "no"), "camera_absent"),
        (OSError(19, "no"), "camera_absent"),
        (OSError(16, "no"), "camera_busy"),
    ],
)
def test_a_device_file_says_why_it_does_not_open(
    monkeypatch: pytest.MonkeyPatch, error: OSError, code: str
) -> None:
    def refuse(*_: object) -> int:
        raise error

    camera = FakeCamera(CameraFound("Camera", "@x", 0, 200, path="/dev/video0"))
    camera.is_taken = True
    system = SimpleNamespace(open=refuse, close=os.close, O_RDWR=os.O_RDWR)
    monkeypatch.setattr(camera_module, "os", system)
    with pytest.raises(Obstacle, match=code):
        CameraSource(CameraWanted(), ways=camera.ways).open()


@pytest.mark.skipif(sys.platform == "win32", reason="device files")
def test_a_device_file_that_opens_by_hand_is_held_by_another_program(tmp_path: Path) -> None:
    file = tmp_path / "video0"
    file.touch()
    camera = FakeCamera(CameraFound("Camera", "@x", 0, 200, path=str(file)))
    camera.is_taken = True
    with pytest.raises(Obstacle, match="camera_busy"):
        CameraSource(CameraWanted(), ways=camera.ways).open()


def test_the_same_pixels_for_two_seconds_are_frozen(
    camera: FakeCamera, source: CameraSource
) -> None:
    stuck = lit(1)
    camera.scene = lambda _: stuck
    source.open()
    frames = [source.next_frame() for _ in range(round(2 / FRAME_S) - 1)]
    assert all(frames)
    with pytest.raises(Obstacle, match="camera_frozen"):
        [source.next_frame() for _ in range(3)]


def test_a_picture_that_comes_twice_keeps_its_number(
    camera: FakeCamera, source: CameraSource
) -> None:
    camera.scene = lambda number: lit(number // 3)
    source.open()
    numbers = [frame.number for _ in range(9) if (frame := source.next_frame())]
    assert numbers == [1, 1, 2, 2, 2, 3, 3, 3, 4]


def test_a_frozen_camera_stays_so_when_it_is_opened_again(
    camera: FakeCamera, source: CameraSource
) -> None:
    stuck = lit(1)
    camera.scene = lambda _: stuck
    for _ in range(2):
        source.open()
        with pytest.raises(Obstacle, match="camera_frozen"):
            [source.next_frame() for _ in range(100)]
    camera.scene = lit
    assert source.next_frame()


@pytest.mark.parametrize("number", [0, 1])
def test_what_shows_nothing_is_not_called_frozen(
    camera: FakeCamera, source: CameraSource, number: int
) -> None:
    shown = (black(1), green(1))[number]
    camera.scene = lambda _: shown
    source.open()
    assert all(source.next_frame() for _ in range(100))


class AskedCapture:
    """Remembers what was set, as OpenCV's capture, and opens where told."""

    def __init__(self, *args: int) -> None:
        self.args = args
        self.asked: list[tuple[int, float]] = []

    def isOpened(self) -> bool:  # noqa: N802  # OpenCV's name
        return self.args[0] == 0

    def set(self, prop: int, value: float) -> bool:
        self.asked.append((prop, value))
        return False


def test_a_camera_is_asked_for_motion_jpeg_before_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    cv2 = opencv()
    monkeypatch.setattr(cv2, "VideoCapture", AskedCapture)
    capture = open_capture(CameraFound("Camera", "", 0, cv2.CAP_V4L2))
    assert isinstance(capture, AskedCapture)
    assert capture.args == (0, cv2.CAP_V4L2)
    assert capture.asked == [
        (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),
        (cv2.CAP_PROP_FRAME_WIDTH, 1280),
        (cv2.CAP_PROP_FRAME_HEIGHT, 720),
        (cv2.CAP_PROP_BUFFERSIZE, 1),
    ]
    closed = open_capture(CameraFound("Camera", "", 1, cv2.CAP_V4L2))
    assert isinstance(closed, AskedCapture)
    assert closed.asked == []


@pytest.mark.skipif(sys.platform != "linux", reason="V4L2")
def test_opencv_says_of_a_camera_that_is_not_there_that_it_is_closed() -> None:
    cv2 = opencv()
    capture = open_capture(CameraFound("Camera", "", 97, cv2.CAP_V4L2, "/dev/video97"))
    assert not capture.isOpened()
    assert capture.read() == (False, None)
    capture.release()
