"""Packaging: what is not acknowledged yet goes into files for the other side.

Owns which facts go, for whom, the record that comes before a file, and how long its copy waits;
refuses to know drives (a door is handed in) and the form of the file. A point has one reader, the
supervisor's book; that one has up to thousands, of which a file can be sealed for a hundred.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from samplepoint import __version__
from samplepoint.domain.clock import offset_minutes, utc_text
from samplepoint.domain.facts import FactLine, Kind
from samplepoint.domain.packages import MadePackage, PackageStanding
from samplepoint.errors import Obstacle, Refusal
from samplepoint.formats.age_box import MOST_RECIPIENTS
from samplepoint.formats.minisign import SigningKey
from samplepoint.formats.package import Package, PackageContent
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


_ROUTINE = frozenset(
    {
        *(Kind.PACKAGE_MADE, Kind.PACKAGE_STORED, Kind.RECEIPT_TAKEN, Kind.BACKUP_MADE),
        *(Kind.SIGNED_IN, Kind.SIGN_IN_REFUSED, Kind.DESK_LOCKED),
    }
)
"""What handing over itself leaves behind, and each hour: it travels with the next that matters."""


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A finished package: its name, its copy in the outbox, and what is in it.

    Of its `samples` some may be taken back; `people` are those that count. `readers` are the
    points that can open it, by name, of a supervisor's book; of a point nobody: there it is
    always the supervisor's.
    """

    name: str
    path: Path
    number: int
    facts: int
    samples: int
    people: int
    sha256: str
    size: int
    readers: tuple[str, ...] = ()

    @property
    def content(self) -> bytes:
        """Return its bytes from the outbox: those of a supervisor's book are many and large.

        Raises:
            Obstacle: `package_copy_gone` when the copy is not there any more, or another file is.
        """
        return _content(self.path, self.sha256, self.number)


@dataclass(frozen=True, slots=True)
class _Group:
    """Who can open one file: their keys, and the names of points."""

    recipients: tuple[str, ...]
    names: tuple[str, ...] = ()


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

        Each is on record before its file leaves the outbox, so that no number means two files. A
        supervisor's book makes one for each hundred of its points, in the order of their names.

        Raises:
            Refusal: `hub_missing`, or in a hub `point_missing`: nobody is enrolled who could open
                it; `package_nothing_new`.
            Obstacle: what the disk says.
            Cancelled: between two files; those before are done.
        """
        reporter = reporter or Reporter()
        groups = self._groups()
        known = {} if scope is Scope.EVERYTHING else self._queries.acknowledged()
        facts = self._queries.own_facts(known)
        if not facts or (known and _ROUTINE.issuperset(line[2] for line in facts)):
            raise Refusal("package_nothing_new")
        made: list[MadeFile] = []
        done, total = 0, len(facts) * len(groups)
        for some, content in self._contents(facts):
            for group in groups:
                reporter.report("packaging", done, total)
                made.append(self._make_one(place, some, content, group))
                done += len(some)
        reporter.report("packaging", total, total)
        self._forget_copies(made[0].number)
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
        size = len(_content(path, made.sha256, number))
        people = self._queries.samples_between(
            made.station_id, made.last_seq - made.facts, made.last_seq
        )
        counts = (made.facts, made.samples, people)
        return MadeFile(made.file, path, number, *counts, made.sha256, size)

    def stored(self, place: Place, made: Sequence[MadeFile], where: str) -> None:
        """Put on record that packages lie where they can be carried away, read back and the same.

        `where` is a drive's name or a folder's, for the record only.
        """
        if not made:
            return
        with self._station.gesture(place) as draft:
            for one in made:
                draft.record(Kind.PACKAGE_STORED, {"number": one.number, "where": where})

    def _groups(self) -> list[_Group]:
        """Return who can open which package: the hub and its key in the safe; of a hub, its points.

        Points are grouped in the order of their names, as people look for them in a list.
        """
        if not self._book.is_hub:
            hub = self._queries.hub()
            found = {hub.recipient, hub.recovery} - {""} if hub else set()
            if not found:
                raise Refusal("hub_missing")
            return [_Group(tuple(sorted(found)))]
        now = utc_text(self._book.clock.now())
        names = {
            peer.recipient: peer.name
            for peer in self._queries.peers()
            if peer.is_believed(now) and peer.recipient
        }
        if not names:
            raise Refusal("point_missing")
        keys = tuple(names)
        parts = [keys[at : at + MOST_RECIPIENTS] for at in range(0, len(keys), MOST_RECIPIENTS)]
        return [_Group(part, tuple(names[key] for key in part)) for part in parts]

    def _contents(
        self, facts: Sequence[FactLine]
    ) -> Iterator[tuple[Sequence[FactLine], PackageContent]]:
        """Yield facts in order, as many at once as a file holds, with what is written of them."""
        waiting = [facts[at : at + MOST_FACTS] for at in range(0, len(facts), MOST_FACTS)]
        while waiting:
            some = waiting.pop(0)
            try:
                with self._book.gate:
                    erased = erased_travel.among(self._book.db, some)
                    content = PackageContent(some, erased=erased)
            except Refusal as refusal:
                if refusal.code != "package_too_long" or len(some) == 1:
                    raise
                half = len(some) // 2
                waiting[:0] = [some[:half], some[half:]]
            else:
                yield some, content

    def _make_one(
        self, place: Place, facts: Sequence[FactLine], content: PackageContent, group: _Group
    ) -> MadeFile:
        with self._book.gate:
            head = self._head()
            key = SigningKey(book_keys.read(self._book.db).sign_seed)
            package = content.sealed(head, key, group.recipients)
            round_id = self._station.plan.round_id
            name = package_name(head.point, head.station_id, round_id, head.number)
            path = self._outbox / name
            write_safely(path, package.content)
            self._record(place, package, name, facts[-1])
        counts = package.manifest.counts
        return MadeFile(
            name,
            path,
            head.number,
            counts.facts,
            counts.samples,
            self._queries.people_among(facts),
            package.sha256,
            len(package.content),
            group.names,
        )

    def _head(self) -> PackageHead:
        """Return what the next package says openly."""
        earlier, now = self._queries.newest_package(), self._book.clock.now()
        return PackageHead(
            app=__version__,
            kind="practice" if self._book.is_practice else "real",
            role="hub" if self._book.is_hub else "point",
            point=self._station.plan.point_name,
            station_id=self._book.station_id,
            number=earlier.number + 1 if earlier else 1,
            made_at_utc=utc_text(now),
            offset_minutes=offset_minutes(now),
            previous=earlier.sha256 if earlier else "",
        )

    def _record(self, place: Place, package: Package, name: str, last: FactLine) -> None:
        counts = package.manifest.counts
        with self._station.gesture(place) as draft:
            draft.record(
                Kind.PACKAGE_MADE,
                {
                    "number": package.manifest.head.number,
                    "station_id": last[0],
                    "last": last[1],
                    "head": last[10].hex(),
                    "sha256": package.sha256,
                    "file": name,
                    "facts": counts.facts,
                    "samples": counts.samples,
                },
            )

    def _forget_copies(self, first: int) -> None:
        """Remove copies that nobody needs again, now that packages from `first` on are made.

        A point keeps what is not acknowledged and the last that is. What a supervisor's book made
        before is in what it makes now, for nobody acknowledges that to it.
        """
        known = self._queries.acknowledged()
        every = self._queries.packages()
        if not self._book.is_hub:
            numbers = (one.number for one in every if one.last_seq <= known.get(one.station_id, 0))
            first = max(numbers, default=0)
        for made in every:
            if made.number < first:
                # What cannot be removed now is tried again the next time.
                with suppress(OSError):
                    (self._outbox / made.file).unlink(missing_ok=True)


def _content(path: Path, sha256: str, number: int) -> bytes:
    """Return the bytes of a copy, if it is still the package that was made.

    Raises:
        Obstacle: `package_copy_gone`.
    """
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Obstacle("package_copy_gone", number=number)
    return content
