"""Points and a supervisor's book that know each other, for tests of packages and findings.

Owns how they are made acquainted without files; enrolment by files has tests of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.facts import Kind
from samplepoint.domain.peers import Peer, PeerRole
from samplepoint.domain.rounds import RoundPlan
from samplepoint.domain.staff import Role
from samplepoint.formats.age_box import recipient_of
from samplepoint.formats.minisign import SigningKey
from samplepoint.services.believing import Clocks
from samplepoint.services.findings import Findings
from samplepoint.services.merging import Merging
from samplepoint.services.package_verdicts import FileVerdict, Verdict
from samplepoint.services.packaging import MadeFile, Packaging, Scope
from samplepoint.services.station import Place, Station
from samplepoint.storage import book_keys
from samplepoint.storage.backup import Backup, make_backup
from samplepoint.storage.book import Book, create_book
from samplepoint.storage.restoring import put_back
from tests.desk.words import STAFF, START, Words
from tests.storage.working_book import KEY

SUPERVISOR = Place("", STAFF[Role.SUPERVISOR])


def peer_of(book: Book, name: str, role: PeerRole) -> Peer:
    """Return a book as others know it."""
    keys = book_keys.read(book.db)
    return Peer(
        sign_key=SigningKey(keys.sign_seed).public.raw.hex(),
        station_id=book.station_id,
        lineage=book.station_id,
        role=role,
        name=name,
        kind="practice" if book.is_practice else "real",
        recipient=recipient_of(keys.age_identity),
        recovery="",
        receipt_secret="",
        expires_utc="",
    )


@dataclass
class TownPoint:
    """A point whose packages a supervisor's book believes."""

    words: Words
    folder: Path
    name: str

    @property
    def book(self) -> Book:
        return self.words.book

    def backs_up(self) -> Backup:
        folder = self.folder / "backups"
        folder.mkdir(exist_ok=True)
        return make_backup(self.book, folder).backup

    def restores(self, backup: Backup) -> None:
        """Put a back-up in the book's place, and sit down at the desk again."""
        words = self.words
        words.book.close()
        put_back(backup, words.book.path, KEY, words.clock, staff_id=SUPERVISOR.staff.id)
        words.book = Book(words.book.path, KEY, words.clock)
        words.sit_down(Role.REGISTRAR)

    def packs(self, scope: Scope = Scope.UNACKNOWLEDGED) -> Path:
        """Make a package and return its file."""
        made = self.makes(scope)
        return made[-1].path

    def makes(self, scope: Scope = Scope.UNACKNOWLEDGED) -> list[MadeFile]:
        return Packaging(self.words.station, self.folder).make(SUPERVISOR, scope)


class Town:
    """A supervisor's book and its points."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = PracticeClock(START)
        self.quarantine = folder / "quarantine"
        self.quarantine.mkdir(parents=True)
        book = create_book(folder / "hub.db", KEY, self.clock, practice=True, role=PeerRole.HUB)
        plan = RoundPlan("R1", "第二轮", "督导")
        with book.gesture(desk="", staff_id="SUP00001", round_id="R1") as draft:
            draft.record(Kind.ROUND_OPENED, plan.to_body())
        self.station = Station(book)
        self.points: list[TownPoint] = []

    @property
    def book(self) -> Book:
        return self.station.book

    def close(self) -> None:
        """Close its books."""
        for book in (*(point.book for point in self.points), self.book):
            book.close()

    def has_point(self, name: str) -> TownPoint:
        """Make a point, and make the two known to each other."""
        point = self.has_stranger(name)
        self.enrols(point)
        return point

    def has_stranger(self, name: str) -> TownPoint:
        """Make a point that knows the supervisor's book, which does not know the point."""
        folder = self.folder / f"point{len(self.points) + 1}"
        folder.mkdir()
        clock = PracticeClock(START)
        book = create_book(folder / "book.db", KEY, clock, practice=True)
        with book.gesture(desk="", staff_id="SUP00001", round_id="R1") as draft:
            draft.record(Kind.ROUND_OPENED, RoundPlan("R1", "第二轮", name, pool_size=3).to_body())
            hub = peer_of(self.book, "督导", PeerRole.HUB)
            draft.record(Kind.HUB_ADOPTED, hub.to_body())
        words = Words(book, clock, lambda: Book(book.path, KEY, clock))
        point = TownPoint(words, folder, name)
        self.points.append(point)
        return point

    def enrols(self, point: TownPoint) -> None:
        with self.station.gesture(SUPERVISOR) as draft:
            peer = peer_of(point.book, point.name, PeerRole.POINT)
            draft.record(Kind.STATION_ENROLLED, peer.to_body())

    def revokes(self, point: TownPoint, reason: str) -> None:
        with self.station.gesture(SUPERVISOR) as draft:
            key = peer_of(point.book, point.name, PeerRole.POINT).sign_key
            draft.record(Kind.STATION_REVOKED, {"sign_key": key, "reason": reason})

    def merges(self, *files: Path, clocks: Clocks = Clocks.CHECKED) -> list[FileVerdict]:
        """Take files in, in this order."""
        merging = Merging(self.station, self.quarantine, clocks)
        return list(merging.merge(SUPERVISOR, files))

    def told(self, *files: Path) -> list[str]:
        """Take files in and return their verdicts as words."""
        return [str(one.verdict) for one in self.merges(*files)]

    @property
    def findings(self) -> Findings:
        return Findings(self.station)

    def ends(self, orders: Iterable[Sequence[Path]]) -> set[bytes]:
        """Return what copies of the book end as, one for each order; derived anew it is the same.

        The book itself takes nothing.
        """
        self.book.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return {self._end(order) for order in orders}

    def _end(self, files: Sequence[Path]) -> bytes:
        from tests.travel.stations import Hub  # noqa: PLC0415  # the comparison is theirs

        with TemporaryDirectory(dir=self.folder) as folder:
            twin = Path(shutil.copy(self.book.path, folder))
            hub = Hub(Book(twin, KEY, self.clock))
            told = [*Merging(Station(hub.book), self.quarantine).merge(SUPERVISOR, files)]
            assert not {one.verdict for one in told} & {Verdict.DAMAGED, Verdict.QUARANTINE}, told
            end = hub.state()
            hub.rebuilds()
            assert hub.state() == end
            hub.book.close()
        return end

    def truth(self) -> bytes:
        """Return all of others' facts and what is derived of them, as bytes."""
        from tests.travel.stations import Hub  # noqa: PLC0415  # the comparison is theirs

        return Hub(self.book).state()


def east(town: Town) -> TownPoint:
    """Return a point where six people are in two tubes."""
    point = town.has_point("东门小学")
    point.words.fills(1, range(3))
    point.words.fills(2, range(3, 6))
    return point
