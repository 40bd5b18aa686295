"""The folder that files go to: on which drive and volume it is, and what an error there means.

Owns being sure that it is still the same place; refuses to write files.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from samplepoint.domain.drives import Drive, Readers, ReadWay, Room, Trouble
from samplepoint.errors import Value
from samplepoint.services.stick_ends import StickEnds
from samplepoint.services.stick_outcomes import FilePut, PutEnd, code_of, end_of

_LEAST_ROOM = 64 * 1024
"""Where less is free after an error, the error is that."""
_PROBE = ".samplepoint-probe.part"
_LEFTOVER = re.compile(r"\.samplepoint-(?:[0-9a-f]{16}|probe)\.part", re.IGNORECASE)


def staging_name(digest: str) -> str:
    """Return the name of a file that is not finished; `digest` is the SHA-256 of its content."""
    return f".samplepoint-{digest[:16]}.part"


class Landing:
    """A folder on a drive, or an ordinary one. Steps may raise `OSError`."""

    def __init__(self, ends: StickEnds, folder: Path, drive: Drive | None) -> None:
        """Name the place; nothing is touched before `arrive`."""
        self._ends = ends
        self.folder = folder
        self.drive = drive
        self._volume = ""

    @property
    def place(self) -> str:
        """Return what people call it."""
        return self.drive.name if self.drive else str(self.folder)

    @property
    def readers(self) -> Readers:
        """Return who may read what is written here."""
        return Readers.ANYONE if self.drive else Readers.OWNER

    def arrive(self) -> Room:
        """Make the folder's last part, be sure that it is on the drive that was meant, measure."""
        if self.drive is not None and not self._is_here(self.drive):
            raise _gone()
        self._ends.make_folder(self.folder)
        self._volume = self._ends.volume_of(self.folder)
        if self.drive is not None and self._volume != self._ends.volume_of(self.drive.folder):
            raise _gone()
        room = self._ends.room(self.folder)
        if self.drive is not None and not room.is_read_only:
            self._sweep()
        return room

    def _sweep(self) -> None:
        """Remove what a stick that was pulled out half-way had not finished then."""
        for name in self._ends.sizes(self.folder):
            if _LEFTOVER.fullmatch(name):
                self.without(self.folder / name)

    def probe(self) -> FilePut | None:
        """Prove that the folder takes a file; return what was in the way, None where nothing."""
        probe = self.folder / _PROBE
        try:
            if self.arrive().is_read_only:
                return self.end("", PutEnd.READ_ONLY)
            self.without(probe)
            self._ends.write_new(probe, [b"samplepoint"], Readers.OWNER)
            self._ends.remove(probe)
        except OSError as error:
            return self.failed("", error, probe)
        return None

    def demand_same_volume(self) -> None:
        """Write on no other disk because a stick is gone and its folder is not."""
        if self._ends.volume_of(self.folder) != self._volume:
            raise _gone()

    def without(self, path: Path) -> None:
        """Remove what may be there; the error before it is the one to tell."""
        with suppress(OSError):
            self._ends.remove(path)

    def failed(
        self, name: str, error: OSError, staged: Path | None = None, needed: int = 0
    ) -> FilePut:
        """Return how it ended with a file of `needed` bytes, and remove what there is of it."""
        trouble = self._trouble(error, needed)
        if staged is not None:
            self.without(staged)
        if trouble is Trouble.FULL:
            free = self._free()
            end = PutEnd.FULL if free < needed + _LEAST_ROOM else PutEnd.TAKES_NO_MORE
            return self.end(name, end, values={"needed": needed, "free": free})
        values: dict[str, Value] = {"errno": error.errno} if trouble is Trouble.FAILED else {}
        return self.end(name, end_of(trouble), values=values)

    def _trouble(self, error: OSError, needed: int) -> Trouble:
        trouble = self._ends.trouble_of(error)
        if trouble in {Trouble.FAILED, Trouble.READ_ONLY} and self._has_gone():
            # A stick that is pulled out makes its file system stumble first.
            return Trouble.GONE
        if trouble in {Trouble.FAILED, Trouble.NOT_ALLOWED} and needed > _LEAST_ROOM > self._free():
            # Some drivers have another number for it.
            return Trouble.FULL
        return trouble

    def end(
        self,
        name: str,
        end: PutEnd,
        path: Path | None = None,
        way: ReadWay = ReadWay.DEVICE,
        values: Mapping[str, Value] = MappingProxyType({}),
    ) -> FilePut:
        """Return how it ended with a file here, with the words for it."""
        told = {"file": name, "place": self.place, "folder": str(self.folder), **values}
        return FilePut(name, end, code_of(end, self.drive), told, path, way)

    def _is_here(self, drive: Drive) -> bool:
        return any(
            (one.identity, one.folder) == (drive.identity, drive.folder)
            for one in self._ends.drives()
        )

    def _has_gone(self) -> bool:
        if self.drive is not None:
            return not self._is_here(self.drive)
        try:
            return self._ends.volume_of(self.folder) != self._volume
        except OSError:
            return True

    def _free(self) -> int:
        try:
            return self._ends.room(self.folder).free_bytes
        except OSError:
            return 0


def _gone() -> OSError:
    return OSError(errno.ENODEV, os.strerror(errno.ENODEV))
