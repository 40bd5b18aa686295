"""Chosen files go on where they stopped, wait for an answer, and say when they are gone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from samplepoint.devices import frame_files
from samplepoint.devices.frame_files import Pace, PictureFolder
from samplepoint.devices.frames import FrameSource
from samplepoint.devices.picture_files import Picture
from samplepoint.devices.source_choice import Reel
from samplepoint.devices.video_file import VideoFile
from samplepoint.errors import Obstacle
from tests.devices.scenes import lit, save_video

ONE_EACH = Pace(times=1)


def load(path: Path) -> Picture:
    """Stand in for the decoding of picture files."""
    try:
        content = path.read_text(encoding="ascii")
    except OSError:
        content = ""
    if not content:
        raise Obstacle("picture_unreadable", file=path.name)
    return Picture(np.full((4, 4), int(content), dtype=np.uint8))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.png").write_text(str(number), encoding="ascii")
    return folder


@pytest.fixture
def video(tmp_path: Path) -> Path:
    return save_video(lambda at: np.full_like(lit(0), 20 * at), 9, tmp_path / "desk.avi")


def names(source: FrameSource, most: int = 100) -> Iterator[str]:
    for _ in range(most):
        frame = source.next_frame()
        if frame is None:
            return
        yield frame.name


def greys(source: FrameSource, most: int = 100) -> Iterator[int]:
    """Give the grey of each frame, in steps of 20."""
    for _ in range(most):
        frame = source.next_frame()
        if frame is None:
            return
        yield round(float(frame.pixels.mean()) / 20)


def test_a_folder_goes_on_with_the_picture_that_was_not_shown_to_its_end(folder: Path) -> None:
    source = PictureFolder(folder, load, reel=Reel())
    with source:
        assert list(names(source, 3)) == ["0.png", "0.png", "1.png"]
    with source:
        assert list(names(source)) == ["1.png", "1.png", "2.png", "2.png", "3.png", "3.png"]
    with source:
        assert list(names(source)) == []


def test_what_was_put_into_a_folder_later_is_shown_and_nothing_twice(folder: Path) -> None:
    source = PictureFolder(folder, load, ONE_EACH, reel=Reel())
    with source:
        list(names(source))
    (folder / "late.png").write_text("9", encoding="ascii")
    with source:
        assert list(names(source)) == ["late.png"]


def test_a_new_reel_shows_everything_again(folder: Path) -> None:
    for _ in range(2):
        with PictureFolder(folder, load, ONE_EACH, reel=Reel()) as source:
            assert len(list(names(source))) == 4


def test_a_picture_stays_in_view_until_it_is_answered(folder: Path) -> None:
    asked = {"is_open": False}
    with PictureFolder(folder, load, ONE_EACH, reel=Reel(lambda: asked["is_open"])) as source:
        first = next(names(source))
        asked["is_open"] = True
        assert [first, *names(source, 4)] == ["0.png"] * 5
        asked["is_open"] = False
        assert list(names(source)) == ["1.png", "2.png", "3.png"]


def test_an_empty_table_stays_empty_until_what_was_shown_is_answered(folder: Path) -> None:
    asked = {"is_open": False}
    reel = Reel(lambda: asked["is_open"])
    with PictureFolder(folder, load, Pace(1, empty_before=2), reel=reel) as source:
        assert list(names(source, 4)) == ["", "", "0.png", ""]
        asked["is_open"] = True
        assert list(names(source, 4)) == [""] * 4
        asked["is_open"] = False
        assert next(names(source)) == "1.png"


def test_a_broken_picture_keeps_nobody_waiting(folder: Path) -> None:
    (folder / "0.png").write_text("", encoding="ascii")
    asked = {"is_open": False}
    with PictureFolder(folder, load, ONE_EACH, reel=Reel(lambda: asked["is_open"])) as source:
        with pytest.raises(Obstacle, match="picture_unreadable"):
            source.next_frame()
        asked["is_open"] = True
        assert list(names(source, 2)) == [""] * 2


def test_a_stick_that_is_pulled_is_gone_and_its_pictures_go_on_when_it_is_back(
    folder: Path, tmp_path: Path
) -> None:
    source, away = PictureFolder(folder, load, ONE_EACH, reel=Reel()), tmp_path / "away"
    with source:
        list(names(source, 2))
        folder.rename(away)
        with pytest.raises(Obstacle, match="pictures_folder_gone"):
            list(names(source))
    with pytest.raises(Obstacle, match="pictures_folder_gone"):
        source.open()
    away.rename(folder)
    with source:
        assert list(names(source)) == ["2.png", "3.png"]


def test_a_folder_without_pictures_is_empty_not_gone(tmp_path: Path) -> None:
    with pytest.raises(Obstacle, match="pictures_absent"):
        PictureFolder(tmp_path, load).open()


def test_a_whole_disk_is_no_day_of_a_desk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame_files, "MOST_PICTURES", 3)
    with pytest.raises(Obstacle, match="pictures_too_many") as told:
        PictureFolder(folder, load).open()
    assert told.value.values == {"most": 3}


def test_a_video_goes_on_where_it_stopped_and_stays_at_its_end(video: Path) -> None:
    source = VideoFile(video, lambda _: None, reel=Reel())
    with source:
        assert list(greys(source, 4)) == [0, 1, 2, 3]
    with source:
        assert list(greys(source)) == [4, 5, 6, 7, 8]
    with source:
        assert list(greys(source)) == []


def test_a_fast_video_is_thinned(video: Path) -> None:
    waited: list[float] = []
    with VideoFile(video, waited.append, lambda: 0.0, most_fps=10) as source:
        assert list(greys(source)) == [0, 2, 4, 6, 8]


def test_a_video_stands_still_until_what_it_shows_is_answered(video: Path) -> None:
    asked = {"is_open": False}
    reel = Reel(lambda: asked["is_open"])
    with VideoFile(video, lambda _: None, reel=reel) as source:
        shown = list(greys(source, 2))
        asked["is_open"] = True
        shown += list(greys(source, 3))
        asked["is_open"] = False
        shown += list(greys(source, 1))
    assert shown == [0, 1, 1, 1, 1, 2]


def test_a_video_whose_stick_was_pulled_is_gone(video: Path) -> None:
    with VideoFile(video, lambda _: None, reel=Reel()) as source:
        next(greys(source))
        shutil.copy(video, video.with_suffix(".kept"))
        video.unlink()
        with pytest.raises(Obstacle, match="video_gone"):
            list(greys(source))
