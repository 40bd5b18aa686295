"""A file on its way into a folder: never over another one, never half, and every no has a name."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from samplepoint.errors import Obstacle
from samplepoint.services import exporting
from samplepoint.services.manifest_files import ExportedFile, FileKind


def csv_file(content: bytes = b"one") -> ExportedFile:
    return ExportedFile(FileKind.CSV, "manifest-BX1-E0001.csv", content, {}, (), masked=False)


def test_a_file_never_covers_another_of_its_name(tmp_path: Path) -> None:
    contents = [b"one", b"two", b"one", b"two", b"three"]
    paths = [exporting.store(tmp_path, csv_file(one)).name for one in contents]
    assert paths == [
        "manifest-BX1-E0001.csv",
        "manifest-BX1-E0001-2.csv",
        "manifest-BX1-E0001.csv",
        "manifest-BX1-E0001-2.csv",
        "manifest-BX1-E0001-3.csv",
    ]
    assert sorted(path.read_bytes() for path in tmp_path.iterdir()) == [b"one", b"three", b"two"]


def test_a_folder_is_made_where_only_its_last_part_is_missing(tmp_path: Path) -> None:
    exporting.prepare(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    exporting.prepare(tmp_path / "out")


@pytest.mark.parametrize("place", ["stick/that/is/gone", "file", "file/below"])
def test_a_folder_that_cannot_be_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x")
    for deed in (exporting.prepare, lambda folder: exporting.store(folder, csv_file())):
        with pytest.raises(Obstacle) as caught:
            deed(tmp_path / place)
        assert caught.value.code == "folder_unusable"
        assert caught.value.values == {"folder": str(tmp_path / place)}


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EROFS, "folder_read_only")]
)
def test_a_full_or_read_only_folder_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def fail(_handle: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(Obstacle) as caught:
        exporting.store(tmp_path, csv_file())
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_hundred_files_of_one_name_are_enough(tmp_path: Path) -> None:
    for n in range(99):
        exporting.store(tmp_path, csv_file(str(n).encode()))
    with pytest.raises(Obstacle) as caught:
        exporting.store(tmp_path, csv_file(b"x"))
    assert caught.value.code == "no_free_name"
