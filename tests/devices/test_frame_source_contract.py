"""What every frame source keeps to: folder, video, a fake camera, and a real one where there is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from samplepoint.devices.camera import CameraSource
from samplepoint.devices.camera_choice import CameraWanted
from samplepoint.devices.frame_files import Pace, PictureFolder
from samplepoint.devices.frames import Frame, FrameSource
from samplepoint.devices.picture_files import Picture
from samplepoint.devices.video_file import VideoFile
from samplepoint.errors import Obstacle
from tests.devices.fake_camera import FakeCamera
from tests.devices.scenes import lit, save, save_video

REAL_CAMERAS = sorted(Path("/dev").glob("video*")) if sys.platform == "linux" else []
needs_a_camera = pytest.mark.skipif(
    not REAL_CAMERAS, reason="no /dev/video*: neither a camera nor a loaded v4l2loopback"
)


@dataclass(frozen=True, slots=True)
class Case:
    """A source that works, one of the same kind that is not there, and why that one fails."""

    source: FrameSource
    missing: FrameSource
    obstacle: str
    count: int | None
    """How many frames there are; None: without end."""


def load(path: Path) -> Picture:
    """Stand in for the decoding of picture files."""
    if path.stat().st_size == 0:
        raise Obstacle("picture_unreadable", file=path.name)
    return Picture(np.load(path.with_suffix(".npy")))


def a_folder(tmp_path: Path) -> Case:
    for number in range(3):
        np.save(tmp_path / f"{number}.npy", lit(number))
        (tmp_path / f"{number}.PNG").write_bytes(b"x")
    missing = PictureFolder(tmp_path / "away", load)
    return Case(PictureFolder(tmp_path, load), missing, "pictures_folder_gone", 6)


def a_video(tmp_path: Path) -> Case:
    file = save_video(lit, 5, tmp_path / "desk.avi")
    missing = VideoFile(tmp_path / "away.avi")
    return Case(VideoFile(file, wait=lambda _: None), missing, "video_gone", 5)


def a_fake_camera(_: Path) -> Case:
    camera, absent = FakeCamera(), FakeCamera()
    camera.scene = lit
    absent.pull()
    sources = [CameraSource(CameraWanted(), ways=one.ways) for one in (camera, absent)]
    return Case(sources[0], sources[1], "camera_absent", None)


@pytest.fixture(params=[a_folder, a_video, a_fake_camera])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    make: Callable[[Path], Case] = request.param
    return make(tmp_path)


def some(source: FrameSource, most: int = 40) -> Iterator[Frame]:
    """Give the frames of an open source until it ends, at most so many."""
    for _ in range(most):
        frame = source.next_frame()
        if frame is None:
            return
        yield frame


def said_by(source: FrameSource) -> str | Frame | None:
    """Return what a source answers, or the code of its obstacle."""
    try:
        return source.next_frame()
    except Obstacle as obstacle:
        return obstacle.code


def test_frames_are_pixels_in_their_order(case: Case) -> None:
    with case.source as source:
        frames = list(some(source))
    assert len(frames) == (case.count or 40)
    assert [frame.number for frame in frames] == list(range(1, len(frames) + 1))
    assert [frame.at_s for frame in frames] == sorted(frame.at_s for frame in frames)
    assert {frame.pixels.shape for frame in frames} == {(360, 640, 3)}
    assert {frame.pixels.dtype for frame in frames} == {np.dtype(np.uint8)}


def test_a_frame_stays_as_it_was_when_the_next_one_comes(case: Case) -> None:
    with case.source as source:
        first = next(some(source))
        kept = first.pixels.copy()
        list(some(source))
    assert np.array_equal(first.pixels, kept)


def test_what_has_ended_stays_ended(case: Case) -> None:
    with case.source as source:
        list(some(source))
        assert [source.next_frame() is None for _ in range(2)] == [case.count is not None] * 2


def test_it_may_be_closed_twice_and_before_it_was_opened(case: Case) -> None:
    case.source.close()
    case.source.open()
    case.source.close()
    case.source.close()


def test_a_closed_source_gives_no_frame(case: Case) -> None:
    with case.source as source:
        next(some(source))
    assert said_by(case.source) in {None, "camera_lost"}


def test_it_can_be_opened_again_also_after_an_error(case: Case) -> None:
    def fail() -> None:
        with case.source as source:
            next(some(source))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with case.source as source:
        assert next(some(source)).pixels.any()


def test_what_is_not_there_says_so_and_holds_nothing(case: Case) -> None:
    with pytest.raises(Obstacle) as caught:
        case.missing.open()
    assert caught.value.code == case.obstacle
    case.missing.close()


@needs_a_camera
def test_a_real_camera_gives_frames_or_says_why_not() -> None:
    heard: list[str] = []
    source = CameraSource(CameraWanted(), lambda found: heard.append(found.name))
    try:
        with source:
            heard += [f"{frame.number} {frame.pixels.dtype}" for frame in some(source, 2)]
    except Obstacle as obstacle:
        heard = [obstacle.code]
    # Without a writer a v4l2loopback device is listed and gives nothing.
    named = {"camera_busy", "camera_not_allowed", "camera_frozen"}
    assert heard[1:] == ["1 uint8", "2 uint8"] or set(heard) <= named


def test_a_folder_goes_on_after_a_broken_file(tmp_path: Path) -> None:
    a_folder(tmp_path)
    (tmp_path / "1.PNG").write_bytes(b"")
    with PictureFolder(tmp_path, load) as source:
        names = [frame.name for frame in some(source, 2)]
        with pytest.raises(Obstacle, match="picture_unreadable"):
            source.next_frame()
        names += [frame.name for frame in some(source)]
    assert names == ["0.PNG", "0.PNG", "2.PNG", "2.PNG"]


def test_a_folder_pauses_between_frames_only(tmp_path: Path) -> None:
    a_folder(tmp_path)
    waited: list[float] = []
    with PictureFolder(tmp_path, load, Pace(3, interval_s=0.25), waited.append) as source:
        assert len(list(some(source))) == 9
    assert waited == [0.25] * 8


@pytest.mark.parametrize("pace", [(0, 0, 0.0), (1, -1, 0.0), (1, 0, -0.1), (1, 0, 3.0)])
def test_a_folder_has_no_pace_that_cannot_be(pace: tuple[int, int, float]) -> None:
    with pytest.raises(ValueError, match=f"times={pace[0]}, empty_before={pace[1]}"):
        Pace(*pace)


def test_pictures_leave_the_view_where_that_is_asked_for(tmp_path: Path) -> None:
    a_folder(tmp_path)
    seconds = count(0.0, 0.5)
    pace = Pace(times=1, empty_before=2)
    with PictureFolder(tmp_path, load, pace, clock=lambda: next(seconds)) as source:
        frames = list(some(source))
    expected = [name for number in range(3) for name in ("", "", f"{number}.PNG")]
    assert [frame.name for frame in frames] == expected
    assert [frame.at_s for frame in frames] == [0.5 * number for number in range(9)]
    assert frames[1].pixels.min() == frames[1].pixels.max()


def test_a_folder_looks_inside_folders_and_at_pictures_alone(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/2.jpg", "a.png"):
        np.save((tmp_path / name).with_suffix(".npy"), lit(1))
        (tmp_path / name).write_bytes(b"x")
    with PictureFolder(tmp_path, load, Pace(times=1)) as source:
        assert [frame.name for frame in some(source)] == ["a.png", "2.jpg"]


def test_a_video_keeps_its_pace_and_does_not_catch_up_in_a_burst(tmp_path: Path) -> None:
    now_s = [0.0]
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(round(seconds, 3))
        now_s[0] += seconds

    file = save_video(lit, 6, tmp_path / "desk.avi")
    with VideoFile(file, wait, lambda: now_s[0]) as source:
        list(some(source, 3))
        now_s[0] += 10
        list(some(source))
    assert waited == [0.05, 0.05, 0.05, 0.05]


def test_a_file_that_only_calls_itself_a_video_is_none(tmp_path: Path) -> None:
    file = save(lit(0), tmp_path / "picture.png").rename(tmp_path / "desk.avi")
    file.write_bytes(b"RIFF" + bytes(200))
    with pytest.raises(Obstacle, match="video_unreadable"):
        VideoFile(file).open()
