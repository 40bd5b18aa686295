"""An ordinary folder by the same door: never over another file, never half, every no has a name."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from samplepoint.app.wiring import stick_door
from samplepoint.errors import Obstacle
from samplepoint.services.stick import StickDoor
from samplepoint.services.stick_outcomes import FilePut, PutEnd
from samplepoint.services.stick_planning import Clash

NAME = "manifest-BX1-E0001.csv"


@pytest.fixture
def door() -> StickDoor:
    return stick_door()


def store(door: StickDoor, folder: Path, content: bytes = b"one") -> FilePut:
    return door.put(folder, [(NAME, content)], clash=Clash.NUMBER)[0]


def test_a_file_never_covers_another_of_its_name(door: StickDoor, tmp_path: Path) -> None:
    contents = [b"one", b"two", b"one", b"two", b"three"]
    puts = [store(door, tmp_path, one) for one in contents]
    assert [put.path.name for put in puts if put.path] == [
        "manifest-BX1-E0001.csv",
        "manifest-BX1-E0001-2.csv",
        "manifest-BX1-E0001.csv",
        "manifest-BX1-E0001-2.csv",
        "manifest-BX1-E0001-3.csv",
    ]
    assert sorted(path.read_bytes() for path in tmp_path.iterdir()) == [b"one", b"three", b"two"]


def test_a_folder_is_made_where_only_its_last_part_is_missing(
    door: StickDoor, tmp_path: Path
) -> None:
    door.check(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    door.check(tmp_path / "out")


@pytest.mark.parametrize("place", ["stick/that/is/gone", "file", "file/below"])
def test_a_folder_that_cannot_be_is_named(door: StickDoor, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Obstacle) as caught:
        door.check(tmp_path / place)
    assert caught.value.code == "folder_unusable"
    assert caught.value.values["folder"] == str(tmp_path / place)
    put = store(door, tmp_path / place)
    assert (put.end, put.code) == (PutEnd.GONE, "folder_unusable")
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "stick_takes_no_more"),
        (errno.EROFS, "folder_read_only"),
        (errno.EACCES, "folder_read_only"),
        (errno.EIO, "folder_failed"),
    ],
)
def test_a_full_or_read_only_folder_leaves_no_half_file(
    door: StickDoor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def fail(_handle: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", fail)
    assert store(door, tmp_path).code == code
    assert list(tmp_path.iterdir()) == []


def test_a_hundred_files_of_one_name_are_enough(door: StickDoor, tmp_path: Path) -> None:
    for n in range(99):
        assert store(door, tmp_path, str(n).encode()).is_safe
    put = store(door, tmp_path, b"x")
    assert (put.end, put.code) == (PutEnd.CLASH, "no_free_name")


def test_what_lies_there_is_not_swept(door: StickDoor, tmp_path: Path) -> None:
    other = tmp_path / ".samplepoint-0123456789abcdef.part"
    other.write_text("another window writes into the same folder")
    store(door, tmp_path)
    assert other.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_a_file_of_a_laptop_is_its_owners(door: StickDoor, tmp_path: Path) -> None:
    store(door, tmp_path)
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


def test_a_link_is_not_followed(door: StickDoor, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.write_bytes(b"mine")
    (tmp_path / NAME).symlink_to(target)
    puts = door.put(tmp_path, [(NAME, b"ours")])
    assert puts[0].end is PutEnd.CLASH
    assert target.read_bytes() == b"mine"


def test_all_of_it_is_told_in_one_sentence(door: StickDoor, tmp_path: Path) -> None:
    puts = door.put(tmp_path, [("a.csv", b"1"), ("b.csv", b"2")])
    outcome = door.close(tmp_path, puts)
    assert (outcome.code, outcome.values["new"]) == ("stick_stored", 2)
    assert outcome.values["place"] == str(tmp_path)
