"""A stick that is nowhere: what it does wrong is said beforehand.

Owns a device, and a memory in front of it that a lying stick never empties; refuses to be a disk.
"""

# ruff: noqa: ARG002  # a made-up stick has one folder and no rights

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from samplepoint.devices.drive_troubles import trouble_of
from samplepoint.domain.drives import Drive, Readers, ReadWay, ReleaseEnd, Room, Trouble
from samplepoint.domain.file_names import folded

FOLDER = Path("/media/stick").absolute()
BLOCK = 512
CAPACITY = 8_000_000


def no(number: int) -> OSError:
    return OSError(number, os.strerror(number))


class FakeStick:
    """The ends of a made-up stick. Plugged in, empty, honest and quick until told otherwise."""

    def __init__(self, name: str = "KINGSTON", file_system: str = "exfat") -> None:
        self.files: dict[str, bytes] = {}
        """What the device has, by name."""
        self.drive = Drive(
            f"id of {name}", FOLDER, name, CAPACITY, CAPACITY, file_system, is_read_only=False
        )
        self.others: list[Drive] = []
        self.closed: list[str] = []
        self.is_in = True
        self.is_protected = False
        self.capacity = CAPACITY
        self.claims: int | None = None
        """What it says at the next question that is free, where that is a lie."""
        self.lies = False
        """A flush is acknowledged and nothing is stored; only its memory knows the file."""
        self.way = ReadWay.DEVICE
        self.release_end = ReleaseEnd.RELEASED
        self.steps: list[str] = []
        self.on_chunk: Callable[[int], None] = lambda _written: None
        """Called before each chunk is stored, with the bytes of this file stored before."""
        self.on_read: Callable[[], None] = lambda: None
        """Called before a file is read back."""
        self._memory: dict[str, bytes] = {}
        self._plugged = 0

    # -- what a test does to it ------------------------------------------------------------------

    def pull(self) -> None:
        self.is_in = False

    def plug_in(self) -> None:
        self.is_in = True
        self._memory = {}
        self._plugged += 1
        self.on_chunk = lambda _written: None

    def flip_a_bit(self) -> None:
        """Spoil the middle of every file on the device."""
        for name, content in self.files.items():
            at = len(content) // 2
            spoiled = bytes([content[at] ^ 1])
            self.files[name] = content[:at] + spoiled + content[at + 1 :]

    # -- what the door asks for --------------------------------------------------------------------

    def drives(self) -> Sequence[Drive]:
        free = max(0, self.capacity - self._used())
        mine = [replace(self.drive, free_bytes=free)] if self.is_in else []
        return sorted([*mine, *self.others], key=lambda one: one.name)

    def unopened(self) -> Sequence[str]:
        return self.closed

    def trouble_of(self, error: OSError) -> Trouble:
        return trouble_of(error)

    def volume_of(self, folder: Path) -> str:
        return f"stick {self._plugged}" if self.is_in else "the disk under it"

    def room(self, folder: Path) -> Room:
        self._demand_in()
        claims, self.claims = self.claims, None
        free = self.capacity - self._used() if claims is None else claims
        return Room(max(0, free), BLOCK, self.is_protected)

    def sizes(self, folder: Path) -> Mapping[str, int]:
        self._demand_in()
        self.steps.append("look")
        return {name: len(content) for name, content in self._seen().items()}

    def make_folder(self, folder: Path) -> None:
        self._demand_in()

    def write_new(self, path: Path, chunks: Iterable[bytes], readers: Readers) -> None:
        self._demand_writable()
        if any(folded(path.name) == folded(name) for name in self._seen()):
            raise no(errno.EEXIST)
        self.steps.append("write")
        store = self._memory if self.lies else self.files
        store[path.name] = b""
        for chunk in chunks:
            self.on_chunk(len(store[path.name]))
            self._demand_writable()
            if self._used() + len(chunk) > self.capacity:
                raise no(errno.ENOSPC)
            store[path.name] += chunk
            self.steps.append("flush")

    def read_back(self, path: Path, take: Callable[[memoryview], None]) -> ReadWay:
        self._demand_in()
        self.steps.append("read")
        self.on_read()
        # The name is in the memory of the stick; the content that a flush was to store is not.
        content = self.files.get(path.name, bytes(len(self._seen()[path.name])))
        for at in range(0, len(content), 100_000):
            self._demand_in()
            take(memoryview(content[at : at + 100_000]))
        return self.way

    def rename(self, old: Path, new: Path) -> None:
        self._demand_writable()
        if any(folded(new.name) == folded(name) for name in self._seen()):
            raise no(errno.EEXIST)
        self.steps.append("rename")
        self.files[new.name] = self.files.pop(old.name)

    def remove(self, path: Path) -> None:
        self._demand_writable()
        if path.name not in self._seen():
            raise no(errno.ENOENT)
        self._memory.pop(path.name, None)
        self.files.pop(path.name, None)

    def settle(self, folder: Path) -> None:
        self._demand_in()
        self.steps.append("settle")

    def release(self, drive: Drive) -> ReleaseEnd:
        self._demand_in()
        self.steps.append("release")
        if self.release_end is ReleaseEnd.RELEASED:
            self.is_in = False
        return self.release_end

    def _seen(self) -> Mapping[str, bytes]:
        return {**self.files, **self._memory}

    def _used(self) -> int:
        return sum(len(content) for content in self.files.values())

    def _demand_in(self) -> None:
        if not self.is_in:
            raise no(errno.EIO)

    def _demand_writable(self) -> None:
        self._demand_in()
        if self.is_protected:
            raise no(errno.EROFS)
