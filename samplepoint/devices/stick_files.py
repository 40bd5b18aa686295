"""Files on a stick, one step each: write and flush, rename, remove, list, settle.

Owns those steps, which are the same on Linux and Windows; refuses to know their order.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from samplepoint.domain.drives import Readers

_NEW = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
)
_OWNER_ALONE, _FOR_ANYONE = 0o600, 0o644


def make_folder(folder: Path) -> None:
    """Make the last part of a folder where it is missing.

    Raises:
        OSError: it cannot be made; `NotADirectoryError` where a file has its name.
    """
    try:
        folder.mkdir(exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from error


def sizes(folder: Path) -> Mapping[str, int]:
    """Return the names in a folder with their sizes; -1 for what is no ordinary file.

    Raises:
        OSError: it cannot be read.
    """
    found: dict[str, int] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            about = entry.stat(follow_symlinks=False)
            found[entry.name] = about.st_size if stat.S_ISREG(about.st_mode) else -1
    return found


def write_new(path: Path, chunks: Iterable[bytes], readers: Readers) -> None:
    """Write a file that is not there yet, each chunk flushed to the device before the next.

    A write alone ends in memory: a stick would seem quick until the last flush takes minutes.

    Raises:
        OSError: the file stays as far as it came.
    """
    handle = os.open(path, _NEW, _OWNER_ALONE)
    try:
        for chunk in chunks:
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(handle, rest) :]
            _flush(handle)
        if readers is Readers.ANYONE:
            # Most sticks keep no rights and say so.
            with suppress(OSError):
                path.chmod(_FOR_ANYONE)
        os.fsync(handle)
    finally:
        os.close(handle)


def rename(old: Path, new: Path) -> None:
    """Give a file another name in its folder, never that of another file.

    Raises:
        OSError: `FileExistsError` where the name is taken.
    """
    # Windows refuses by itself. POSIX would replace, and FAT has no link to do it otherwise; nobody
    # else writes names with our numbers between these two lines.
    if os.path.lexists(new):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    old.rename(new)


def settle(folder: Path) -> None:
    """Bring the names of a folder to the device.

    Raises:
        OSError: the device did not take them.
    """
    # Windows opens no folder for flushing; letting go of the drive flushes it there.
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        except OSError as error:
            # Some file systems served by a program cannot: the release flushes those.
            if error.errno not in {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}:
                raise
        finally:
            os.close(handle)


def _flush(handle: int) -> None:
    flush = getattr(os, "fdatasync", os.fsync)
    flush(handle)
