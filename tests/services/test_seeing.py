"""Which files are meant, in which order they are looked at, and what stops in the middle."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from samplepoint.domain.seen import PictureSeen
from samplepoint.errors import Cancelled, Obstacle
from samplepoint.services.jobs import Progress, Reporter
from samplepoint.services.seeing import Looked, as_line, files_in, look_through


class Blind:
    """An eye that sees nothing and remembers what it was shown."""

    lacking = ""

    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        self.shown: list[str] = []
        self._then = then

    def see(self, path: Path) -> PictureSeen:
        self.shown.append(path.name)
        self._then()
        return PictureSeen(notes=("picture_shrunk",))

    def close(self) -> None:
        pass


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("2.png", "1 without an ending", "deeper/3.TXT", ".hidden.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def test_a_folder_gives_all_that_is_in_it_by_name(folder: Path) -> None:
    names = [str(path.relative_to(folder)) for path in files_in([folder])]
    assert names == [".hidden.jpg", "1 without an ending", "2.png", str(Path("deeper/3.TXT"))]


def test_files_come_in_the_order_in_which_they_were_named(folder: Path) -> None:
    wanted = [folder / "2.png", folder / "gone.png", folder / ".hidden.jpg"]
    assert files_in(wanted) == wanted


def test_nothing_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(Obstacle, match="pictures_absent"):
        files_in([tmp_path])


def test_a_folder_that_may_not_be_looked_into_stands_for_itself(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look: Callable[[Any], Iterator[os.DirEntry[str]]] = os.scandir

    def refusing(place: str) -> Iterator[os.DirEntry[str]]:
        if Path(place).name == "deeper":
            raise PermissionError(13, "", place)
        return look(place)

    monkeypatch.setattr(os, "scandir", refusing)
    found = files_in([folder])
    assert found[-1] == folder / "deeper"
    eye = Blind()
    told = [as_line(looked).get("problem") for looked in look_through(eye, found)]
    assert told == [None, None, None, "folder_not_allowed"]
    assert "deeper" not in eye.shown


def test_cancelling_stops_before_the_next_picture_and_keeps_what_was_seen(folder: Path) -> None:
    reporter = Reporter()
    eye = Blind(then=lambda: reporter.cancel() if len(eye.shown) == 2 else None)
    seen: list[Looked] = []
    with pytest.raises(Cancelled):
        seen.extend(look_through(eye, files_in([folder]), reporter))
    assert [looked.path.name for looked in seen] == eye.shown
    assert len(seen) == 2


def test_progress_ends_at_the_last_picture(folder: Path) -> None:
    told: list[Progress] = []
    for looked in look_through(Blind(), files_in([folder]), Reporter(told.append)):
        assert as_line(looked)["notes"] == ["picture_shrunk"]
    assert (told[0].done, told[-1].done, told[-1].total) == (0, 4, 4)
