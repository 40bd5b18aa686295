"""What an operating system must do for a stick: the ends that the door (see `stick`) opens.

Owns the shape of them; refuses to know how any system does it, and in which order it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from samplepoint.domain.drives import Drive, Readers, ReadWay, ReleaseEnd, Room, Trouble


class StickEnds(Protocol):
    """Drives and files, one step each. Any call may raise `OSError`; `trouble_of` names it."""

    def drives(self) -> Sequence[Drive]:
        """Return the drives that can be unplugged, by name; never raises."""

    def unopened(self) -> Sequence[str]:
        """Return the names of drives that are plugged in but not mounted; never raises."""

    def trouble_of(self, error: OSError) -> Trouble:
        """Return what an error means."""

    def volume_of(self, folder: Path) -> str:
        """Return what tells the volume under a folder from another one at the same place."""

    def room(self, folder: Path) -> Room:
        """Return what there is room for."""

    def sizes(self, folder: Path) -> Mapping[str, int]:
        """Return the names in a folder with their sizes in bytes; -1 for what is no file."""

    def make_folder(self, folder: Path) -> None:
        """Make the last part of a folder where it is missing."""

    def write_new(self, path: Path, chunks: Iterable[bytes], readers: Readers) -> None:
        """Write a file that is not there yet; each chunk is on the device before the next is taken.

        Whatever `chunks` raises ends the writing; the file then stays as far as it came.
        """

    def read_back(self, path: Path, take: Callable[[memoryview], None]) -> ReadWay:
        """Read a file piece by piece, past every memory of the computer where that is possible.

        Whatever `take` raises ends the reading.
        """

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name in its folder; never over another file (`FileExistsError`)."""

    def remove(self, path: Path) -> None:
        """Remove a file."""

    def settle(self, folder: Path) -> None:
        """Bring the names of a folder to the device."""

    def release(self, drive: Drive) -> ReleaseEnd:
        """Bring everything to a drive and let go of it, so that it may be pulled out."""
