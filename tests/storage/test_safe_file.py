"""A small file is replaced whole or not at all, and what stopped it has a name."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from samplepoint.errors import Obstacle
from samplepoint.storage.safe_file import write_safely


def test_writes_for_the_owner_alone_and_leaves_no_staging_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_safely(path, b"one")
    assert path.read_bytes() == b"one"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.json"]


def test_keeps_the_version_before(tmp_path: Path) -> None:
    path, kept = tmp_path / "a.json", tmp_path / "a.json.previous"
    write_safely(path, b"one", previous=kept)
    assert not kept.exists()
    write_safely(path, b"two", previous=kept)
    assert (kept.read_bytes(), path.read_bytes()) == (b"one", b"two")


def test_flushes_the_file_before_the_rename_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_flush, real_replace = os.fsync, Path.replace

    def flush(handle: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        real_flush(handle)

    def replace(self: Path, target: Path) -> Path:
        steps.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", flush)
    monkeypatch.setattr(Path, "replace", replace)
    write_safely(tmp_path / "a.json", b"one")
    assert steps == ["file", "rename", "folder"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EROFS, "folder_read_only"),
        (errno.EACCES, "folder_read_only"),
        (errno.EIO, "disk_error"),
    ],
)
def test_a_failing_disk_keeps_the_old_file_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    path = tmp_path / "a.json"
    write_safely(path, b"one")

    def fail(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(Obstacle) as caught:
        write_safely(path, b"two")
    assert caught.value.code == code
    assert path.read_bytes() == b"one"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.json"]


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(Obstacle) as gone:
        write_safely(tmp_path / "gone" / "a.json", b"one")
    assert gone.value.code == "folder_unusable"
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Obstacle) as not_a_folder:
        write_safely(tmp_path / "file" / "a.json", b"one")
    assert not_a_folder.value.code == "folder_unusable"
