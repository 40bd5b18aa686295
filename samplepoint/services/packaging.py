"""Packaging: what is not acknowledged yet goes into a file for the supervisor's book.

Owns which facts go, the record that comes before the file, and where its copy waits; refuses to
know drives (a door is handed in) and the form of the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from samplepoint import __version__
from samplepoint.domain.clock import offset_minutes, utc_text
from samplepoint.domain.facts import FactLine, Kind
from samplepoint.domain.packages import MadePackage, PackageStanding
from samplepoint.errors import Obstacle, Refusal
from samplepoint.formats.minisign import SigningKey
from samplepoint.formats.package import Package, write_package
from samplepoint.formats.package_manifest import PackageHead
from samplepoint.formats.package_name import package_name
from samplepoint.services.jobs import Reporter
from samplepoint.services.station import Place, Station
from samplepoint.storage import book_keys, erased_travel
from samplepoint.storage.book import Book
from samplepoint.storage.safe_file import write_safely
from samplepoint.storage.travel_queries import TravelQueries

MOST_FACTS = 40_000
"""Facts in one file; a book that was never packed makes several."""


class Scope(StrEnum):
    """Which facts go into a package."""

    UNACKNOWLEDGED = "unacknowledged"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A finished package: its name, its bytes, its copy in the outbox, and what is in it."""

    name: str
    content: bytes = field(repr=False)
    path: Path
    number: int
    facts: int
    samples: int
    sha256: str


class Packaging:
    """The packages of one book."""

    def __init__(self, station: Station, outbox: Path) -> None:
        """Work on a station's book; a copy of each package waits in the outbox."""
        self._station = station
        self._book: Book = station.book
        self._queries = TravelQueries(station.book)
        self._outbox = outbox

    def make(
        self, place: Place, scope: Scope = Scope.UNACKNOWLEDGED, reporter: Reporter | None = None
    ) -> list[MadeFile]:
        """Make the packages of what the other side has not acknowledged, or of everything.

        Each is on record before its file leaves the outbox, so that no number means two files.

        Raises:
            Refusal: `hub_missing`, or in a hub `point_missing`: nobody is enrolled who could open
                it; `package_nothing_new`.
            Obstacle: what the disk says.
            Cancelled: between two files; those before are done.
        """
        reporter = reporter or Reporter()
        recipients = self._recipients()
        known = {} if scope is Scope.EVERYTHING else self._queries.acknowledged()
        facts = self._queries.own_facts(known)
        if not facts:
            raise Refusal("package_nothing_new")
        made = []
        for start in range(0, len(facts), MOST_FACTS):
            reporter.report("packaging", start, len(facts))
            made.append(self._make_one(place, facts[start : start + MOST_FACTS], recipients))
        reporter.report("packaging", len(facts), len(facts))
        return made

    def every(self) -> list[MadePackage]:
        """Return the packages that this book made, the newest first."""
        return self._queries.packages()

    def standings(self) -> list[tuple[MadePackage, PackageStanding]]:
        """Return the packages that this book made with how far each has come, newest first."""
        known = self._queries.acknowledged()

        def standing(made: MadePackage) -> PackageStanding:
            if made.last_seq <= known.get(made.station_id, 0):
                return PackageStanding.ACKNOWLEDGED
            return PackageStanding(made.status)

        return [(one, standing(one)) for one in self.every()]

    def copy_of(self, number: int) -> MadeFile:
        """Return a package made before, from its copy in the outbox, byte for byte.

        Raises:
            Refusal: `package_for_another`: it is sealed for a supervisor's book that was left.
            Obstacle: `package_copy_gone` when the copy is not there any more, or another file is.
        """
        made = next((one for one in self.every() if one.number == number), None)
        if made is None:
            raise Obstacle("package_copy_gone", number=number)
        if made.status == "left":
            raise Refusal("package_for_another", number=number)
        path = self._outbox / made.file
        try:
            content = path.read_bytes()
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() != made.sha256:
            raise Obstacle("package_copy_gone", number=number)
        return MadeFile(made.file, content, path, number, made.facts, made.samples, made.sha256)

    def stored(self, place: Place, made: MadeFile, where: str) -> None:
        """Put on record that a package lies where it can be carried away, read back and the same.

        `where` is a drive's name or a folder's, for the record only.
        """
        with self._station.gesture(place) as draft:
            draft.record(Kind.PACKAGE_STORED, {"number": made.number, "where": where})

    def _recipients(self) -> list[str]:
        """Return who can open a package: the hub and its key in the safe; of a hub, its points."""
        hub = self._queries.hub()
        found = {hub.recipient, hub.recovery} if hub else set()
        if self._book.is_hub:
            now = utc_text(self._book.clock.now())
            found = {peer.recipient for peer in self._queries.peers() if peer.is_believed(now)}
        found.discard("")
        if not found:
            raise Refusal("point_missing" if self._book.is_hub else "hub_missing")
        return sorted(found)

    def _make_one(
        self, place: Place, facts: Sequence[FactLine], recipients: Sequence[str]
    ) -> MadeFile:
        with self._book.gate:
            head = self._head()
            key = SigningKey(book_keys.read(self._book.db).sign_seed)
            erased = erased_travel.among(self._book.db, facts)
            package = write_package(head, facts, key, recipients, erased=erased)
            round_id = self._station.plan.round_id
            name = package_name(head.point, head.station_id, round_id, head.number)
            path = self._outbox / name
            write_safely(path, package.content)
            self._record(place, package, name, facts)
        counts = package.manifest.counts
        return MadeFile(
            name, package.content, path, head.number, counts.facts, counts.samples, package.sha256
        )

    def _head(self) -> PackageHead:
        """Return what the next package says openly."""
        earlier, now = self._queries.packages(), self._book.clock.now()
        return PackageHead(
            app=__version__,
            kind="practice" if self._book.is_practice else "real",
            role="hub" if self._book.is_hub else "point",
            point=self._station.plan.point_name,
            station_id=self._book.station_id,
            number=earlier[0].number + 1 if earlier else 1,
            made_at_utc=utc_text(now),
            offset_minutes=offset_minutes(now),
            previous=earlier[0].sha256 if earlier else "",
        )

    def _record(self, place: Place, package: Package, name: str, facts: Sequence[FactLine]) -> None:
        counts = package.manifest.counts
        with self._station.gesture(place) as draft:
            draft.record(
                Kind.PACKAGE_MADE,
                {
                    "number": package.manifest.head.number,
                    "station_id": facts[-1][0],
                    "last": facts[-1][1],
                    "head": facts[-1][10].hex(),
                    "sha256": package.sha256,
                    "file": name,
                    "facts": counts.facts,
                    "samples": counts.samples,
                },
            )
