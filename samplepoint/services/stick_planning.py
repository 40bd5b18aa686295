"""Looking before writing: which files are there, which cannot be, what the others are called.

Owns what counts as the same file and what a name may be; refuses to write.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from samplepoint.domain.drives import ReadWay, Room
from samplepoint.domain.file_names import folded, numbered, travels
from samplepoint.services.jobs import Reporter
from samplepoint.services.stick_ends import StickEnds
from samplepoint.services.stick_landing import Landing
from samplepoint.services.stick_outcomes import FilePut, PutEnd

File = tuple[str, bytes]
"""A name and a content."""
_MOST_NAMES = 99


class Clash(StrEnum):
    """What to do where another content has the name."""

    REFUSE = "refuse"
    """Say so: the name has a number of its own, and two contents of one number are a riddle."""
    NUMBER = "number"
    """Take the next free name: `-2`, `-3` and so on."""


@dataclass(frozen=True, slots=True)
class ToWrite:
    """A file that is not there yet."""

    at: int
    """Its place in the list."""
    asked: str
    name: str
    """The one asked for, or with a number."""
    content: bytes


class Planning:
    """Goes through the files of one call in order. Used once; any step may raise `OSError`."""

    def __init__(self, ends: StickEnds, landing: Landing, clash: Clash) -> None:
        """Read what is in the folder."""
        self._ends, self._landing, self._clash = ends, landing, clash
        self._there = dict(ends.sizes(landing.folder))
        self._planned: dict[str, bytes] = {}
        # FAT and Windows take `A.CSV` and `a.csv` for one file; so does everybody else here.
        self._takers: dict[str, list[str]] = {}
        for name in self._there:
            self._takers.setdefault(folded(name), []).append(name)
        self.ended: dict[int, FilePut] = {}
        """What became of the files that are not written, by their place in the list."""
        self.to_write: list[ToWrite] = []

    def look(self, files: Sequence[File], reporter: Reporter) -> None:
        """Look at each file; those with an end go into `ended`, the others into `to_write`.

        Raises:
            Cancelled: the operator asked to stop.
        """
        for at, (name, content) in enumerate(files):
            reporter.report("stick_comparing", at, len(files))
            found = self._unfit(name, content) or self._name_for(name, content)
            if isinstance(found, FilePut):
                self.ended[at] = found
            else:
                self.to_write.append(ToWrite(at, name, found, content))
                self._planned[found] = content
                self._takers.setdefault(folded(found), []).append(found)

    def measure(self, room: Room) -> None:
        """Leave nothing to write where not all of it can be: the first file says why."""
        if not self.to_write:
            return
        first, end = self.to_write[0], self._landing.end
        needed = sum(room.taken_by(len(one.content)) for one in self.to_write)
        if room.is_read_only:
            self.ended[first.at] = end(first.asked, PutEnd.READ_ONLY)
        elif needed > room.free_bytes:
            values = {"needed": needed, "free": room.free_bytes}
            self.ended[first.at] = end(first.asked, PutEnd.FULL, values=values)
        else:
            return
        self.to_write.clear()

    def _unfit(self, name: str, content: bytes) -> FilePut | None:
        if not travels(name):
            return self._landing.end(name, PutEnd.BAD_NAME)
        drive = self._landing.drive
        limit = drive.largest_file if drive else None
        if limit is not None and len(content) > limit:
            values = {"size": len(content), "limit": limit}
            return self._landing.end(name, PutEnd.TOO_LARGE, values=values)
        return None

    def _name_for(self, name: str, content: bytes) -> FilePut | str:
        """Return the name to write under, or how it ends because of a file that is there."""
        later = (numbered(name, n) for n in range(2, _MOST_NAMES + 1))
        for one in chain((name,), later):
            takers = self._takers.get(folded(one), [])
            if not takers:
                return one
            for taker in takers:
                way = self._same(taker, content)
                if way is not None:
                    path = self._landing.folder / taker
                    return self._landing.end(name, PutEnd.THERE, path=path, way=way)
            if self._clash is Clash.REFUSE:
                return self._landing.end(name, PutEnd.CLASH)
        return FilePut(name, PutEnd.CLASH, "no_free_name", {"file": name})

    def _same(self, taker: str, content: bytes) -> ReadWay | None:
        """Return how a file was read that has this content, None where it has another."""
        if taker in self._planned:
            return ReadWay.DEVICE if self._planned[taker] == content else None
        if self._there[taker] != len(content):
            return None
        digest = hashlib.sha256()
        way = self._ends.read_back(self._landing.folder / taker, digest.update)
        return way if digest.digest() == hashlib.sha256(content).digest() else None
