"""Writing a small file so that a pulled plug leaves the old one or the new one, never half.

Owns the order of the steps and the names of what can go wrong; refuses to know what is inside.
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from samplepoint.errors import Obstacle

_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_FOLDER = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EEXIST, errno.ELOOP, errno.ENAMETOOLONG})

_MOST_NAMES = 99


def folder_obstacle(error: OSError, folder: Path) -> Obstacle:
    """Name what kept us from writing in `folder`.

    Returns `folder_read_only` or `folder_unusable` (value `folder`), `disk_full`, or `disk_error`
    (value `errno`).
    """
    if error.errno in _READ_ONLY:
        return Obstacle("folder_read_only", folder=str(folder))
    if error.errno in _FULL:
        return Obstacle("disk_full")
    if error.errno in _NO_FOLDER:
        return Obstacle("folder_unusable", folder=str(folder))
    return Obstacle("disk_error", errno=error.errno)


def write_safely(path: Path, content: bytes, *, previous: Path | None = None) -> None:
    """Put `content` at `path`, readable by its owner alone, flushed to the device.

    What was at `path` is first kept at `previous`, in the same safe way, where one is given.

    Raises:
        Obstacle: see `folder_obstacle`; `path` then holds one of the two, whole.
    """
    try:
        if previous is not None and path.exists():
            _replace(previous, path.read_bytes())
        _replace(path, content)
    except OSError as error:
        raise folder_obstacle(error, path.parent) from error


def free_path(folder: Path, name: str, content: bytes) -> Path:
    """Return where `content` may lie under `name`: never over another content.

    The same content is the same file; another one ends in `-2`, `-3` and so on.

    Raises:
        Obstacle: `no_free_name`; see `folder_obstacle`.
    """
    first = folder / name
    later = (folder / f"{first.stem}-{n}{first.suffix}" for n in range(2, _MOST_NAMES + 1))
    try:
        for path in (first, *later):
            if not path.exists() or path.read_bytes() == content:
                return path
    except OSError as error:
        raise folder_obstacle(error, folder) from error
    raise Obstacle("no_free_name", file=name)


def settle(staged: Path, target: Path) -> None:
    """Give a finished, flushed file its lasting name in the same folder, durably.

    Raises:
        Obstacle: see `folder_obstacle`.
    """
    try:
        staged.replace(target)
        _flush_folder(target.parent)
    except OSError as error:
        raise folder_obstacle(error, target.parent) from error


def _replace(path: Path, content: bytes) -> None:
    # mkstemp makes the file with mode 0600, under a name that no other writer has.
    handle, staged = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(staged).replace(path)
    except BaseException:
        # The first error is the one to tell; a leftover under a staging name harms nobody.
        with suppress(OSError):
            Path(staged).unlink()
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    # Windows opens no folder for flushing; NTFS journals the rename itself.
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
