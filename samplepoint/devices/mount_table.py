"""What is mounted on Linux: /proc/self/mountinfo, a line a mount (proc(5)).

Owns reading it; refuses to know which mounts matter.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ESCAPED = re.compile(rb"\\([0-7]{3})")
_LEAST_FIELDS = 6


@dataclass(frozen=True, slots=True)
class Mount:
    """One mount."""

    number: int
    """Its id: another one after the next mounting."""
    device: str
    """`major:minor`; 0 is the major number of what has no block device."""
    inner: str
    """Which folder of the file system is seen here; / but for bind mounts and subvolumes."""
    folder: Path
    file_system: str
    source: str
    is_read_only: bool


class MountTable:
    """A mountinfo file, taken apart again only when it says something else."""

    def __init__(self, file: Path) -> None:
        """Name the file; it is read at each question."""
        self._file = file
        self._known: tuple[bytes, tuple[Mount, ...]] = (b"", ())

    def mounts(self) -> tuple[Mount, ...]:
        """Return the mounts in the order in which they were made.

        Raises:
            OSError: it cannot be read.
        """
        told = self._file.read_bytes()
        before, found = self._known
        if told != before:
            found = tuple(_parsed(told))
            self._known = (told, found)
        return found


def _parsed(table: bytes) -> Iterator[Mount]:
    for line in table.splitlines():
        before, dash, after = line.partition(b" - ")
        fields, rest = before.split(b" "), after.split(b" ")
        if not dash or len(fields) < _LEAST_FIELDS or len(rest) < 2:
            continue
        # A file system may be writable and this mount of it not, or the other way round.
        options = {*fields[5].split(b","), *b",".join(rest[2:]).split(b",")}
        yield Mount(
            int(fields[0]),
            fields[2].decode(),
            _text(fields[3]),
            Path(_text(fields[4])),
            _text(rest[0]),
            _text(rest[1]),
            b"ro" in options,
        )


def _text(field: bytes) -> str:
    """Undo the octal escapes of blank, tab, newline and backslash."""
    return os.fsdecode(_ESCAPED.sub(lambda found: bytes([int(found[1], 8)]), field))
