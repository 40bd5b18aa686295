"""A point as its keepers see it: a book, its keys, a shelf of back-ups, a desk at work.

Owns the PINs of these tests; the words at the desk are those of the desk's tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.staff import Role
from samplepoint.services.backing_up import BackingUp, Shelf
from samplepoint.services.opening import BookFiles, NewStaff, open_book, start_book
from samplepoint.services.station import Place, Station
from samplepoint.services.upkeep import Upkeep
from samplepoint.storage.key_slots import Cost
from tests.desk.words import STAFF, START, Words
from tests.storage.working_book import PLAN, desk_at

PIN, REGISTRARS_PIN = "246810", "135790"
CHEAP = Cost(memory_kib=8 * 1024, passes=1)


@dataclass
class Point:
    """A book with keys and a shelf of back-ups, and a desk that works in it."""

    shelf: Shelf
    clock: PracticeClock
    desk: Words
    key: bytes

    @property
    def station(self) -> Station:
        return self.desk.station

    @property
    def upkeep(self) -> Upkeep:
        return Upkeep(self.desk.book, self.shelf)

    @property
    def backing_up(self) -> BackingUp:
        return BackingUp(self.station, self.shelf)

    @property
    def place(self) -> Place:
        return Place("A", STAFF[Role.SUPERVISOR])

    def close(self) -> None:
        self.desk.book.close()

    def opened_again(self, pin: str = PIN) -> Words:
        """Open the book with a PIN and sit down at it."""
        opened = open_book(self.shelf.files, pin, self.clock)
        return desk_at(opened.book, self.clock, opened.key)


def new_point(folder: Path) -> Point:
    """Make a point of a supervisor and a registrar, each with a PIN."""
    files = BookFiles(folder / "book.db", folder / "keys.json", folder / "backups")
    (folder / "backups").mkdir()
    clock = PracticeClock(START)
    staff = [
        NewStaff("赵", Role.SUPERVISOR, PIN),
        NewStaff("王", Role.REGISTRAR, REGISTRARS_PIN),
    ]
    opened = start_book(files, PLAN, staff, clock, practice=True, cost=CHEAP)
    desk = desk_at(opened.book, clock, opened.key)
    return Point(Shelf(files, folder / "backups"), clock, desk, opened.key)
