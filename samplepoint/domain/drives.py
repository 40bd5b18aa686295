"""Drives: what can be unplugged and carries files away, and what may go wrong on the way.

Owns the shape of a drive and the names of its troubles; refuses to know operating systems.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_FAT = frozenset({"vfat", "msdos", "fat", "fat12", "fat16", "fat32", "fusefat", "fuse.fusefat"})
FAT_LARGEST_FILE = 2**32 - 1
"""FAT keeps the size of a file in 32 bits (Microsoft FAT specification 1.03, DIR_FileSize)."""


@dataclass(frozen=True, slots=True)
class Drive:
    """A removable drive that is plugged in and can be reached through a folder."""

    identity: str
    """The same for the same file system, plugged in again or not; another stick has another."""
    folder: Path
    name: str
    """As its owner knows it: the label, else maker and model, else the name of its folder."""
    size_bytes: int
    free_bytes: int
    file_system: str = ""
    """As the system calls it: vfat, exfat, ntfs, FAT32."""
    letter: str = ""
    """`E:` on Windows."""
    device: str = ""
    """The device file on Linux; "" where there is none."""
    is_read_only: bool = False

    @property
    def largest_file(self) -> int | None:
        """Return how many bytes one file may have; None where no stick is that large."""
        return FAT_LARGEST_FILE if self.file_system.lower() in _FAT else None


@dataclass(frozen=True, slots=True)
class Room:
    """What a folder has room for, as its file system says."""

    free_bytes: int
    block_bytes: int
    """A file takes whole blocks."""
    is_read_only: bool = False

    def taken_by(self, size: int) -> int:
        """Return how many bytes a file of `size` bytes takes; its name takes a block as well."""
        blocks = -(-size // self.block_bytes) if self.block_bytes else 0
        return (blocks + 1) * self.block_bytes if self.block_bytes else size


class Trouble(StrEnum):
    """What a system's error means for a stick."""

    GONE = "gone"
    READ_ONLY = "read_only"
    NOT_ALLOWED = "not_allowed"
    FULL = "full"
    TOO_LARGE = "too_large"
    NAME_TAKEN = "name_taken"
    FAILED = "failed"
    """It is there, and does not do what it should."""


class Readers(StrEnum):
    """Who may read a file that is written, where the file system keeps rights at all."""

    OWNER = "owner"
    ANYONE = "anyone"
    """Whoever holds the stick: on the next computer its owner has another number."""


class ReadWay(StrEnum):
    """Where the bytes came from that were read back."""

    DEVICE = "device"
    MEMORY = "memory"
    """It could not be proved that the computer did not answer from its own memory."""


class ReleaseEnd(StrEnum):
    """How the taking leave of a drive ended."""

    RELEASED = "released"
    BUSY = "busy"
    """A program has a file of it open."""
    NOT_ALLOWED = "not_allowed"
    FAILED = "failed"
