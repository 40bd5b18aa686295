"""A day of pictures through an eye: what counts is read once, in order, and the rest is named."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from samplepoint.devices.code_eye import looking_for
from samplepoint.devices.eye_loop import CameraEye
from samplepoint.devices.eye_parts import Telling
from samplepoint.devices.frame_files import Pace, PictureFolder
from samplepoint.devices.frames import Frame, FrameSource
from samplepoint.devices.picture_files import read_picture
from samplepoint.devices.states import NoticeCode
from samplepoint.devices.video_file import VideoFile
from samplepoint.domain.seen import CodeSeen
from samplepoint.errors import SamplepointError
from tests.devices.recording import Recorder
from tests.devices.scenes import label, lit, save, save_video

STEP_S = 0.3

DAY: tuple[tuple[str, ...], ...] = (
    ("T0001100021",),
    ("T0001100022",),
    (),
    ("T0001100023", "T0001100024"),
    ("T0001100023",),
    ("T0001100023",),
    ("BX001104",),
    ("T0001100021",),
    ("not of here",),
)
"""What each picture shows; the third is an empty desk."""


def kind_of(code: CodeSeen) -> str:
    """Expect tubes and boxes."""
    return {"T": "tube", "B": "box"}.get(code.text[:1], "")


def steps() -> Callable[[], float]:
    """Make a clock that goes on by a step each time it is asked: replayed in no time."""
    seconds = count(0.0, STEP_S)
    return lambda: next(seconds)


@pytest.fixture
def day(tmp_path: Path) -> Path:
    for number, texts in enumerate(DAY):
        save(label(*texts) if texts else lit(number), tmp_path / f"{number}.png")
    (tmp_path / "5 broken.png").write_bytes((tmp_path / "0.png").read_bytes()[:99])
    (tmp_path / "6 no picture.jpg").write_text("T0001100099", encoding="ascii")
    return tmp_path


class Ears:
    """Hears everything that an eye tells."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.refused: list[str] = []
        self.stills: list[str] = []
        self.hints: list[str] = []

    def refuse(self, refusal: SamplepointError) -> None:
        self.refused.append(refusal.code)

    def through(self, source: FrameSource) -> list[str]:
        """Look through a source to its end; give the texts that were read."""
        eye = CameraEye(
            lambda: source,
            looking_for(kind_of, lambda frame: frame),
            Telling(self.recorder.reading, self.refuse, self.hints.append, on_still=self.still),
            self.recorder.notice,
        )
        self.done = eye.still_done
        eye.start()
        self.recorder.wait(lambda: NoticeCode.CAMERA_ENDED in self.recorder.codes)
        assert eye.stop()
        return [reading.text for reading in self.recorder.readings]

    def still(self, frame: Frame) -> None:
        self.stills.append(frame.name)
        self.done()


@pytest.fixture
def ears(recorder: Recorder) -> Ears:
    return Ears(recorder)


def test_a_day_of_pictures_ends_in_the_readings_expected(day: Path, ears: Ears) -> None:
    folder = PictureFolder(day, read_picture, Pace(2, empty_before=7), clock=steps())
    assert ears.through(folder) == [
        "T0001100021",
        "T0001100022",
        "T0001100023",
        "T0001100023",
        "BX001104",
        "T0001100021",
    ]
    assert ears.refused == [
        "two_codes_in_view",
        "picture_cut_off",
        "picture_unknown",
        "code_not_expected",
    ]
    assert ears.recorder.codes == [
        NoticeCode.CAMERA_OPENING,
        NoticeCode.CAMERA_SHOWS_FILES,
        NoticeCode.CAMERA_ENDED,
        NoticeCode.CAMERA_STOPPED,
    ]
    shown = [name for name in ears.stills if name]
    assert shown == [f"{number}.png" for number in range(len(DAY)) for _ in range(2)]


def test_a_label_before_the_lens_is_asked_to_stay_and_then_to_go(
    tmp_path: Path, ears: Ears
) -> None:
    save(label("T0001100021"), tmp_path / "1.png")
    ears.through(PictureFolder(tmp_path, read_picture, Pace(4), clock=steps()))
    assert ears.hints == ["vote_gathering", "vote_taken", "vote_held"]


def test_what_stays_in_view_is_read_once(day: Path, ears: Ears) -> None:
    folder = PictureFolder(day, read_picture, Pace(2), clock=steps())
    assert ears.through(folder).count("T0001100023") == 1


def test_one_frame_alone_is_not_believed(day: Path, ears: Ears) -> None:
    folder = PictureFolder(day, read_picture, Pace(1, empty_before=4), clock=steps())
    assert ears.through(folder) == []


def test_a_label_in_a_video_is_read(tmp_path: Path, ears: Ears) -> None:
    seen = label("T0001100021")
    seen = seen[:, :, None].repeat(3, axis=2)
    file = save_video(lambda _: seen, 4, tmp_path / "desk.avi")
    assert ears.through(VideoFile(file, lambda _: None, steps())) == ["T0001100021"]


def test_a_folder_without_pictures_says_so(tmp_path: Path, recorder: Recorder) -> None:
    eye = CameraEye(
        lambda: PictureFolder(tmp_path, read_picture, clock=steps()),
        looking_for(kind_of),
        Telling(recorder.reading),
        recorder.notice,
    )
    eye.start()
    recorder.wait(lambda: recorder.codes[-1:] == [NoticeCode.CAMERA_NO_PICTURES])
    save(label("T0001100021"), tmp_path / "late.png")
    recorder.wait(lambda: recorder.codes[-1:] == [NoticeCode.CAMERA_ENDED])
    assert [reading.text for reading in recorder.readings] == ["T0001100021"]
    assert eye.stop()
