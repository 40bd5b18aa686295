"""What the contract of the door is tried on: made-up sticks and small real file systems.

Owns the shape of a medium; refuses to expect anything.
"""

from __future__ import annotations

import random
from typing import Protocol

from samplepoint.domain.drives import Drive, ReleaseEnd
from samplepoint.services.stick import StickDoor
from tests.stick.fake_stick import FakeStick


class Medium(Protocol):
    """A stick with its door, and hands that do to it what people and bad sticks do."""

    door: StickDoor
    drive: Drive

    def contents(self) -> dict[str, bytes]:
        """Return every file that is on it, whatever its name."""

    def leave(self, count: int) -> None:
        """Fill it up, but for about so many bytes."""

    def claim(self, count: int) -> None:
        """Let it say that it has more room than it has."""

    def protect(self) -> None:
        """Close the lock on it."""

    def pull_at(self, written: int) -> None:
        """Pull it out when so many bytes of some file are written."""

    def plug_in(self) -> None:
        """Plug it in again, as a new mount."""

    def spoil_while_written(self) -> None:
        """Change a bit of each file on the device before it is read back."""

    def hold(self) -> None:
        """Keep a file on it open."""


class FakeMedium:
    """A medium without any device."""

    def __init__(self, file_system: str) -> None:
        self.stick = FakeStick(file_system=file_system)
        self.drive = self.stick.drive
        self.door = StickDoor(self.stick)

    def contents(self) -> dict[str, bytes]:
        ballast = {"ballast"}
        return {name: one for name, one in self.stick.files.items() if name not in ballast}

    def leave(self, count: int) -> None:
        self.stick.files["ballast"] = bytes(self.stick.capacity - count)

    def claim(self, count: int) -> None:
        self.stick.claims = count

    def protect(self) -> None:
        self.stick.is_protected = True

    def pull_at(self, written: int) -> None:
        def pull(before: int) -> None:
            if before >= written:
                self.stick.pull()

        self.stick.on_chunk = pull

    def plug_in(self) -> None:
        self.stick.plug_in()

    def spoil_while_written(self) -> None:
        self.stick.on_read = self.stick.flip_a_bit

    def hold(self) -> None:
        self.stick.release_end = ReleaseEnd.BUSY


def content(seed: int, size: int = 300_001) -> bytes:
    """Return bytes that no other file has, not a whole number of blocks."""
    return random.Random(seed).randbytes(size)
