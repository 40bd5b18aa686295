"""Facts whose people were erased: which they are, and whether a fact of its own says so.

Owns the table of marks and what a marked fact must fulfil; refuses to erase. Hash and link of a
marked fact are those it was born with; its content is what is left and is no longer hashed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

from sqlite_utils import Database

from samplepoint.domain.erasing import Window, holds_person, windows_of
from samplepoint.domain.facts import Fact, Kind
from samplepoint.errors import Damage
from samplepoint.storage.lineage import origin_of, own_line

TABLES = """
-- Facts whose people were erased. Each is covered by a fact PersonsErased.
CREATE TABLE erased (station_id TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (station_id, seq)) STRICT, WITHOUT ROWID;
"""
_IS_THERE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'erased'"
_WITHOUT_FACT = (
    "SELECT e.station_id || '/' || e.seq FROM erased AS e "
    "WHERE NOT EXISTS (SELECT 1 FROM sample AS s "
    "WHERE s.station_id = e.station_id AND s.seq = e.seq) "
    "AND NOT EXISTS (SELECT 1 FROM fact AS f "
    "WHERE f.station_id = e.station_id AND f.seq = e.seq)"
)
RULES = {"check_erased_without_fact": _WITHOUT_FACT}
"""Rules of a book about marks, each a statement that returns where it is broken."""


def mark(db: Database, facts: Iterable[tuple[str, int]]) -> None:
    """Mark facts (station, number) as erased; the caller has a transaction open."""
    db.conn.executemany("INSERT OR IGNORE INTO erased VALUES (?, ?)", facts)


def is_erased(db: Database, station_id: str, seq: int) -> bool:
    """Tell whether the people of a fact were erased: its hash is then taken as given."""
    row = db.conn.execute(
        "SELECT 1 FROM erased WHERE station_id = ? AND seq = ?", (station_id, seq)
    ).fetchone()
    return row is not None


def erased_numbers(db: Database, station_id: str, first: int, last: int) -> frozenset[int]:
    """Return the numbers of a station's erased facts between two numbers."""
    rows = db.conn.execute(
        "SELECT seq FROM erased WHERE station_id = ? AND seq BETWEEN ? AND ?",
        (station_id, first, last),
    )
    return frozenset(seq for (seq,) in rows)


class Marks:
    """The marks of a book while its facts are read in order, each fact proved against them.

    In this book's own line every mark is covered. What another book erased comes in several
    files, the covering facts last: until its `ErasureFinished` is here, its marks are believed.
    """

    def __init__(self, db: Database) -> None:
        """Look which facts say that something was erased; a book of before has no marks."""
        self._db = db
        self._own = own_line(db)
        self._station: str | None = None
        self._numbers: frozenset[int] = frozenset()
        self._has_marks = bool(db.conn.execute(_IS_THERE).fetchone()) and bool(
            db.conn.execute("SELECT 1 FROM erased LIMIT 1").fetchone()
        )
        self._windows: dict[str, list[Window]] = {}
        self._finished: dict[str, int] = {}
        if self._has_marks:
            self._read_claims()

    def _read_claims(self) -> None:
        rows = self._db.conn.execute(
            "SELECT station_id, seq, kind, body FROM fact WHERE kind IN (?, ?)",
            (str(Kind.PERSONS_ERASED), str(Kind.ERASURE_FINISHED)),
        )
        for station, seq, kind, body in rows:
            if kind == Kind.ERASURE_FINISHED:
                origin = origin_of(self._db, station)
                self._finished[origin] = max(seq, self._finished.get(origin, 0))
                continue
            for window in windows_of(json.loads(body)):
                self._windows.setdefault(window.station_id, []).append(window)

    def has(self, fact: Fact) -> bool:
        """Tell whether a fact is marked, and prove that it may be.

        Raises:
            Damage: `erased_unclaimed`: no `PersonsErased` covers it; `erased_not_empty`: it
                still tells of a person (values `station`, `seq`).
        """
        if not self._has_marks:
            return False
        station, seq = fact.id.station_id, fact.id.seq
        if station != self._station:
            self._station = station
            self._numbers = erased_numbers(self._db, station, 0, sys.maxsize)
        if seq not in self._numbers:
            return False
        if not self._is_claimed(station, seq):
            raise Damage("erased_unclaimed", station=station, seq=seq)
        if holds_person(fact.kind, fact.body):
            raise Damage("erased_not_empty", station=station, seq=seq)
        return True

    def _is_claimed(self, station: str, seq: int) -> bool:
        if any(window.covers(seq) for window in self._windows.get(station, ())):
            return True
        return (
            station not in self._own and self._finished.get(origin_of(self._db, station), 0) < seq
        )
