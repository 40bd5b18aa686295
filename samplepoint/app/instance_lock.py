"""One program at a time on one book, by a lock that the system drops when its holder dies.

Owns the lock file; refuses to know the book. The lock stands on one byte far behind the text, so
that the number of the holder's process can be read while it is held: Windows locks forbid reading.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from samplepoint.errors import Obstacle
from samplepoint.storage.safe_file import folder_obstacle

_HELD = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})
_PID_BYTES = 20
_LOCKED_BYTE = 1 << 30

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        # flock, not lockf: lockf lets a second window of the same process in.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class InstanceLock:
    """The right to use a book; held from `acquire` to `release`, or to the end of the process."""

    def __init__(self, path: Path) -> None:
        """Name the lock file; nothing is locked yet."""
        self._path = path
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock or refuse at once; taking it twice is harmless.

        Raises:
            Obstacle: `book_in_use` (value `pid`, 0 when its holder has not written it yet),
                `folder_read_only`, `folder_unusable`, `disk_full`, `disk_error`.
        """
        if self._handle is not None:
            return
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        except OSError as error:
            raise folder_obstacle(error, self._path.parent) from error
        try:
            self._take(handle)
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle

    def release(self) -> None:
        """Give the lock back; harmless when it is not held. The file stays, and means nothing."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            os.close(handle)

    def __enter__(self) -> Self:
        """Acquire."""
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release."""
        self.release()

    def _take(self, handle: int) -> None:
        try:
            _lock(handle)
        except OSError as error:
            if error.errno in _HELD:
                raise Obstacle("book_in_use", pid=_holder(handle)) from None
            raise folder_obstacle(error, self._path.parent) from error
        try:
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, str(os.getpid()).encode())
        except OSError as error:
            raise folder_obstacle(error, self._path.parent) from error


def _holder(handle: int) -> int:
    os.lseek(handle, 0, os.SEEK_SET)
    text = os.read(handle, _PID_BYTES)
    return int(text) if text.isdigit() else 0
