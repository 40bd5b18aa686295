"""The floor under every commit: writing one page of 4 KiB and waiting until the disk has it.

Owns one file beside the books that are measured; refuses to know what a book is.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from samplepoint.storage.safe_file import folder_obstacle

_PAGE = 4096
_PAGES = 4096


class Floor:
    """A file as large as the log of a book grows; each write goes to its next page."""

    def __init__(self, folder: Path) -> None:
        """Make the file in the folder in which the books lie.

        Raises:
            Obstacle: see `folder_obstacle`.
        """
        self._path = folder / "floor.bin"
        self._content = os.urandom(_PAGE)
        self._count = 0
        try:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0))
            os.write(self._handle, self._content * _PAGES)
            os.fsync(self._handle)
        except OSError as error:
            raise folder_obstacle(error, folder) from error

    def write(self) -> float:
        """Write a page over an old one and flush it; return how long that took, in ms."""
        # Over an old page: the log of a book is used again and again, it grows only at first.
        begun = time.perf_counter()
        os.lseek(self._handle, self._count % _PAGES * _PAGE, os.SEEK_SET)
        os.write(self._handle, self._content)
        os.fsync(self._handle)
        ended = time.perf_counter()
        self._count += 1
        return (ended - begun) * 1000

    def __enter__(self) -> Self:
        """Return the open file."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close and remove the file."""
        os.close(self._handle)
        self._path.unlink()
