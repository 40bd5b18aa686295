"""Disks that run full or cannot be written, real ones where this machine lets us mount them.

Owns how such a disk is made; a test only asks for room.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest
from sqlite_utils import Database

from samplepoint.storage import book as book_module
from samplepoint.storage import connection

PAGE_BYTES = 4096
_NOBODY = 65534


class Disk(Protocol):
    """A disk on which a test says how many pages are free."""

    folder: Path

    def leave(self, pages: int) -> None:
        """Leave room for so many more pages."""

    def relieve(self) -> None:
        """Give all the room back."""


class CountedDisk:
    """No real disk: SQLite itself says "full" (SQLITE_FULL) when a book outgrows its pages."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._limit: int | None = None
        self._open: Database | None = None
        monkeypatch.setattr(book_module, "open_connection", self._connect)

    def _connect(self, path: Path, key: bytes | None) -> Database:
        self._open = connection.open_connection(path, key)
        self._apply()
        return self._open

    def _apply(self) -> None:
        if self._open is not None:
            self._open.conn.execute(f"PRAGMA max_page_count = {self._limit or 1_000_000}")

    def leave(self, pages: int) -> None:
        assert self._open is not None
        self._limit = self._open.conn.execute("PRAGMA page_count").fetchone()[0] + pages
        self._apply()

    def relieve(self) -> None:
        self._limit = None
        self._apply()


class MountedDisk:
    """A file system in memory of three megabytes, filled up by a file of ballast."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def leave(self, pages: int) -> None:
        found = os.statvfs(self.folder)
        size = self._ballast.stat().st_size if self._ballast.exists() else 0
        wanted = size + found.f_bavail * found.f_bsize - pages * PAGE_BYTES
        with self._ballast.open("ab") as file:
            file.truncate(min(size, max(0, wanted)))
            file.write(b"x" * max(0, wanted - size))

    def relieve(self) -> None:
        self._ballast.unlink(missing_ok=True)


@contextmanager
def mounted(folder: Path, size: str = "3m") -> Iterator[Path]:
    """Mount a small file system in memory, or skip the test where that is not allowed."""
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if mount is None or umount is None:
        pytest.skip("nothing to mount with")
    folder.mkdir()
    command = [mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run([umount, "--lazy", str(folder)], check=True)


def make_read_only(folder: Path) -> None:
    """Mount a mounted folder again, without the right to write."""
    command = ["mount", "-o", "remount,ro", str(folder)]
    subprocess.run(command, capture_output=True, check=True)


@contextmanager
def without_rights(folder: Path, rights: int = 0o555) -> Iterator[None]:
    """Give a folder other rights that bind root too, which becomes nobody meanwhile."""
    if not hasattr(os, "geteuid"):
        pytest.skip("permission bits do not bind here")
    is_root = os.geteuid() == 0
    mode = folder.stat().st_mode
    folder.chmod(rights)
    try:
        if is_root:
            os.seteuid(_NOBODY)
        yield
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(mode)
