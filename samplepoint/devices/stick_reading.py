"""Reading back on Linux: from the device, not from what the computer remembers of the writing.

Owns the ways past the page cache and the proof that they worked; refuses to compare. O_DIRECT goes
past it where the file system takes that (vfat, exFAT, NTFS and ext4 of the kernel do). Else the
cache is told to forget (POSIX_FADV_DONTNEED) and asked whether it did (mincore).
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
from collections.abc import Callable
from pathlib import Path

from samplepoint.domain.drives import ReadWay

_PIECE = 1024 * 1024
"""Whole blocks of any device, from the page-aligned memory that mmap gives: O_DIRECT wants both."""
_NOT_TAKEN = frozenset({errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS})

Take = Callable[[memoryview], None]


def read_back(path: Path, take: Take, served_from: str | None = None) -> ReadWay:
    """Read a file piece by piece and say where it came from.

    Args:
        path: the file.
        take: gets each piece, which is gone when it returns; what it raises ends the reading.
        served_from: the device file behind a file system that is a program (FUSE), "" where that
            is unknown; None for those of the kernel. Such a program reads through the memory of
            the device, which O_DIRECT on its files does not touch.

    Raises:
        OSError: it cannot be read.
    """
    is_fresh = served_from is None or (bool(served_from) and _forget_device(Path(served_from)))
    if not _read_directly(path, take):
        is_fresh = _read_forgotten(path, take) and is_fresh
    return ReadWay.DEVICE if is_fresh else ReadWay.MEMORY


def _read_directly(path: Path, take: Take) -> bool:
    """Read past the page cache; False, with nothing taken, where that is not possible."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_DIRECT", 0))
    except OSError as error:
        if error.errno in _NOT_TAKEN:
            return False
        raise
    try:
        return hasattr(os, "O_DIRECT") and _pieces(handle, take)
    finally:
        os.close(handle)


def _pieces(handle: int, take: Take) -> bool:
    # No larger than the file: every page of the memory is touched, also where nothing comes.
    size = os.fstat(handle).st_size
    length = min(_PIECE, mmap.PAGESIZE * (size // mmap.PAGESIZE + 1))
    with mmap.mmap(-1, length) as memory:
        has_begun = False
        while True:
            try:
                count = os.readv(handle, [memory])
            except OSError as error:
                if error.errno in _NOT_TAKEN and not has_begun:
                    return False
                raise
            if not count:
                return True
            has_begun = True
            with memoryview(memory) as whole, whole[:count] as piece:
                take(piece)
            if count % mmap.PAGESIZE:
                return True  # the end: another read would begin between two blocks


def _read_forgotten(path: Path, take: Take) -> bool:
    """Read after the cache was told to forget; tell whether it did."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        has_forgotten = _forget(handle) and not _is_remembered(handle)
        while piece := os.read(handle, _PIECE):
            take(memoryview(piece))
    finally:
        os.close(handle)
    return has_forgotten


def _forget(handle: int) -> bool:
    if not hasattr(os, "posix_fadvise"):
        return False
    os.fsync(handle)  # only what is on the device can be forgotten
    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    return True


def _is_remembered(handle: int) -> bool:
    """Ask the kernel whether any page of a file is in memory (mincore(2))."""
    size = os.fstat(handle).st_size
    if not size:
        return False
    pages = -(-size // mmap.PAGESIZE)
    answer = (ctypes.c_ubyte * pages)()
    # A private, writable mapping, which ctypes can take the address of; it reads no page.
    with mmap.mmap(handle, size, access=mmap.ACCESS_COPY) as mapped:
        start = ctypes.c_char.from_buffer(mapped)
        mincore = ctypes.CDLL(None, use_errno=True).mincore
        status = mincore(ctypes.c_void_p(ctypes.addressof(start)), ctypes.c_size_t(size), answer)
        del start
    return bool(status) or any(page & 1 for page in answer)


def _forget_device(device: Path) -> bool:
    """Let the kernel forget what it read of a device; False where this account may not."""
    try:
        handle = os.open(device, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return _forget(handle)
    except OSError:
        return False
    finally:
        os.close(handle)
