"""How many people of a book are bound by facts in a range of numbers, and what changed since one.

Owns the statements; refuses to know packages and receipts. Numbers run on through all stations of
one book (`lineage`): a restored one begins where the one before ended.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from samplepoint.domain.facts import Kind
from samplepoint.storage import lineage, reach
from samplepoint.storage.book import Book
from samplepoint.storage.connection import translated

LAST = sys.maxsize
"""A range up to this number has no end."""

_BY_KEY = "SELECT count(*) FROM sample WHERE station_id = ? AND seq > ? AND seq <= ?"
_BY_INDEX = (
    "SELECT count(*) FROM sample INDEXED BY sample_tube "
    "WHERE station_id = ? AND seq > ? AND seq <= ?"
)
"""The index by tube holds station and number too, and is a tenth as large as the rows."""
_WIDE = 20_000
"""From so many numbers on the whole index is read sooner than the rows in between."""
_KINDS = "SELECT DISTINCT kind FROM fact WHERE station_id = ? AND seq > ? AND seq <= ?"
_ENDED = "SELECT count(*) FROM ended WHERE station_id = ? AND seq > ? AND seq <= ?"


class WhereQueries:
    """Counts of one book. Call them with its gate held, where several must fit together."""

    def __init__(self, book: Book) -> None:
        """Read from this book, through its one connection."""
        self._book = book

    def everybody(self) -> int:
        """Return how many people still count, whoever bound them."""
        return self._number("SELECT coalesce(sum(people), 0) FROM tally")

    def of_others(self) -> int:
        """Return how many of them a fact of another book binds: it came from there."""
        with self._book.gate, translated():
            db = self._book.db
            others = [one for one in lineage.stations(db) if one not in self._line()]
            ranges = [(one, 0, reach.derivable(db, one)) for one in others]
        return sum(self._number(_BY_KEY, one) - self._number(_ENDED, one) for one in ranges)

    def bound(self, after: int, last: int) -> int:
        """Count the people bound by this book's facts with these numbers, the ended ones too."""
        sql = _BY_KEY if min(last, self._book.head[0]) - after < _WIDE else _BY_INDEX
        return sum(self._number(sql, (one, after, last)) for one in self._line())

    def ended(self, after: int, last: int) -> int:
        """Count those of them who count no more."""
        return sum(self._number(_ENDED, (one, after, last)) for one in self._line())

    def kinds(self, after: int, last: int) -> frozenset[str]:
        """Return the kinds of this station's facts with these numbers, but for `PersonBound`."""
        station = self._book.station_id
        with self._book.gate, translated():
            rows = self._book.db.conn.execute(_KINDS, (station, after, last))
            return frozenset(Kind(kind) for (kind,) in rows)

    def by_book(self) -> dict[str, int]:
        """Return how many people count in the tubes of each book, by its first station."""
        with self._book.gate, translated():
            db = self._book.db
            rows = db.conn.execute("SELECT station_id, sum(people) FROM tally GROUP BY station_id")
            found: Counter[str] = Counter()
            for station, people in rows.fetchall():
                found[lineage.origin_of(db, station)] += people
        return dict(found)

    def waiting(self) -> frozenset[str]:
        """Return the stations of which facts wait for those before them."""
        with self._book.gate, translated():
            rows = self._book.db.conn.execute("SELECT station_id FROM reach WHERE derived = 0")
            return frozenset(station for (station,) in rows)

    def _line(self) -> tuple[str, ...]:
        return (self._book.station_id, *self._book.forebears)

    def _number(self, sql: str, values: tuple[Any, ...] = ()) -> int:
        with self._book.gate, translated():
            return int(self._book.db.conn.execute(sql, values).fetchone()[0])
