"""Books of several points and a supervisor's book, for tests of what travels between them.

Owns how they are made and compared; the words at their desks are those of the desk's tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.facts import FactLine, Kind
from samplepoint.storage import derivation, fact_rows, lineage
from samplepoint.storage.book import Book, create_book
from samplepoint.storage.merging import all_or_nothing, take_in
from samplepoint.storage.schema import DERIVED
from tests.desk.words import START, Words, person, tube
from tests.storage.working_book import KEY, PLAN, desk_at, new_desk


@dataclass
class Point:
    """A point at work, and all that it has written."""

    words: Words
    people: int
    sent: int = 0

    def works(self, tubes: int, pool: int = 3) -> None:
        """Fill so many more tubes with people of its own, with a mistake in each."""
        for _ in range(tubes):
            self.sent += 1
            self.words.accepts(tube(self.people + self.sent))
            for nth in range(pool):
                self.words.accepts(person(self.people + self.sent * pool + nth))
                if nth == 1:
                    self.words.undoes()
                    self.words.refuses("BX000001")
                    self.words.accepts(person(self.people + self.sent * pool + nth))

    def lines(self) -> list[FactLine]:
        """Return every fact of its book, in the order of the book."""
        db = self.words.book.db
        return [
            line
            for station in reversed(lineage.own_line(db))
            for line in fact_rows.lines_of(db, station)
        ]


def new_point(folder: Path, number: int) -> Point:
    """Make a point whose people and tubes nobody else has."""
    folder.mkdir(parents=True, exist_ok=True)
    return Point(new_desk(folder / f"point{number}.db"), number * 200)


@dataclass
class Hub:
    """A supervisor's book."""

    book: Book
    verdicts: list[tuple[int, int]] = field(default_factory=list)

    def takes(self, lines: Sequence[FactLine]) -> tuple[int, int]:
        """Take facts in, as one file would bring them, and return how many were new and known."""
        with (
            self.book.gesture(desk="", staff_id="SUP00001", round_id=PLAN.round_id),
            all_or_nothing(self.book),
        ):
            taken = take_in(self.book, lines)
        return taken.new, taken.known

    def state(self) -> bytes:
        """Return all that is derived and all facts of others, as bytes."""
        execute = self.book.db.conn.execute
        own = self.book.station_id
        rows: list[object] = [
            (table, [row for row in execute(f"SELECT * FROM {table}") if own not in row])
            for table in DERIVED
        ]
        rows += [
            execute(
                f"SELECT station_id, seq, hash FROM {table} WHERE station_id <> ?", (own,)
            ).fetchall()
            for table in ("fact", "sample")
        ]
        return repr(rows).encode()

    def rebuilds(self) -> None:
        """Make all that is derived anew."""
        derivation.rebuild(self.book.db)


def new_hub(path: Path) -> Hub:
    """Make a supervisor's book."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = create_book(path, KEY, PracticeClock(START), practice=True)
    with book.gesture(desk="", staff_id="SUP00001", round_id=PLAN.round_id) as draft:
        draft.record(Kind.ROUND_OPENED, PLAN.to_body())
    return Hub(book)


def again(words: Words) -> Words:
    """Sit down once more at a book that was closed."""
    return desk_at(Book(words.book.path, KEY, words.clock), words.clock)
