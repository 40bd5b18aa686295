"""Where a book and the resources lie, and folders that cannot be used."""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from samplepoint.app.paths import BookFolder, BookKind, default_folder, resources
from samplepoint.errors import Obstacle


def test_every_name_is_inside_the_folder_and_different(tmp_path: Path) -> None:
    folder = BookFolder(tmp_path)
    names = [
        folder.book_file,
        folder.key_file,
        folder.settings_file,
        folder.lock_file,
        folder.backups,
        folder.exports,
        folder.logs,
    ]
    assert {name.parent for name in names} == {tmp_path}
    assert len(set(names)) == len(names)


def test_practice_and_real_books_never_share_a_folder() -> None:
    real, practice = default_folder(BookKind.REAL), default_folder(BookKind.PRACTICE)
    assert real.root.parent == practice.root.parent
    assert (real.root.name, practice.root.name) == ("book", "practice")


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/samplepoint/book"),
        ("linux", {"XDG_DATA_HOME": "data"}, "/people/a/.local/share/samplepoint/book"),
        ("linux", {"XDG_DATA_HOME": ""}, "/people/a/.local/share/samplepoint/book"),
        ("linux", {"LOCALAPPDATA": "/data"}, "/people/a/.local/share/samplepoint/book"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/samplepoint/book"),
        ("win32", {"XDG_DATA_HOME": "/data"}, "/people/a/AppData/Local/samplepoint/book"),
    ],
)
def test_the_default_folder_follows_the_system(
    platform: str, environment: dict[str, str], expected: str
) -> None:
    found = default_folder(
        BookKind.REAL, platform=platform, environment=environment, home=Path("/people/a")
    )
    assert found.root == Path(expected)


def test_prepare_makes_the_folders_for_their_owner_and_leaves_nothing_else(tmp_path: Path) -> None:
    folder = BookFolder(tmp_path / "a" / "book")
    folder.prepare()
    folder.prepare()
    assert {entry.name for entry in folder.root.iterdir()} == {
        *("backups", "exports", "logs", "outbox", "quarantine")
    }
    assert not list(folder.backups.iterdir())
    assert stat.S_IMODE(folder.root.stat().st_mode) == 0o700


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "book").write_bytes(b"")
    for root in (tmp_path / "book", tmp_path / "book" / "deeper"):
        with pytest.raises(Obstacle) as caught:
            BookFolder(root).prepare()
        assert caught.value.code == "folder_unusable"
        assert caught.value.values == {"folder": str(root)}


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.EROFS, "folder_read_only"), (errno.ENOSPC, "disk_full"), (errno.EIO, "disk_error")],
)
def test_a_folder_that_exists_but_takes_no_file_is_found_by_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    folder = BookFolder(tmp_path)
    folder.prepare()

    def fail(**_more: object) -> tuple[int, str]:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(tempfile, "mkstemp", fail)
    with pytest.raises(Obstacle) as caught:
        folder.prepare()
    assert caught.value.code == code


def test_a_folder_without_the_right_to_write_is_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_self: Path, **_more: object) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(Path, "mkdir", fail)
    with pytest.raises(Obstacle) as caught:
        BookFolder(tmp_path / "book").prepare()
    assert caught.value.code == "folder_read_only"


def make_resources(parent: Path) -> Path:
    (parent / "resources" / "wording").mkdir(parents=True)
    return parent / "resources"


def test_resources_of_the_wheel_come_before_those_beside_it(tmp_path: Path) -> None:
    package = tmp_path / "samplepoint"
    beside = make_resources(tmp_path)
    assert resources(package) == beside
    inside = make_resources(package)
    assert resources(package) == inside


@pytest.mark.parametrize("place", ["", "samplepoint"])
def test_a_frozen_program_brings_its_own(tmp_path: Path, place: str) -> None:
    bundle = tmp_path / "bundle"
    expected = make_resources(bundle / place)
    assert resources(bundle=str(bundle)) == expected


def test_a_frozen_program_is_known_by_its_own_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    expected = make_resources(tmp_path)
    assert resources() == expected


def test_a_foreign_folder_of_that_name_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "resources" / "images").mkdir(parents=True)
    with pytest.raises(Obstacle) as caught:
        resources(tmp_path / "samplepoint")
    assert caught.value.code == "resources_missing"
