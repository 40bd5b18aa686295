"""How far the facts of other stations reach here: runs without a gap, and which may be derived.

Owns the table `reach` and the order of a book's stations; refuses to know where facts come from.
This book's own stations have no rows: their chain has no gaps.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlite_utils import Database

from samplepoint.domain.facts import FactLine, Kind
from samplepoint.storage import lineage

TABLES = """
CREATE TABLE reach (station_id TEXT NOT NULL, first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL, link BLOB NOT NULL, head BLOB NOT NULL, continues TEXT NOT NULL,
    derived INTEGER NOT NULL, PRIMARY KEY (station_id, first_seq)) STRICT, WITHOUT ROWID;
CREATE INDEX reach_continues ON reach (continues) WHERE continues <> '';

-- Facts of one book about tubes and samples of another: what a supervisor corrected.
CREATE TABLE cross_fact (target TEXT NOT NULL, by_station TEXT NOT NULL, by_seq INTEGER NOT NULL,
    PRIMARY KEY (target, by_station, by_seq)) STRICT, WITHOUT ROWID;
"""
_RUNS = (
    "SELECT first_seq, last_seq, link, head, continues FROM reach WHERE station_id = ? "
    "ORDER BY first_seq"
)


@dataclass(frozen=True, slots=True)
class Run:
    """Facts of one station without a gap: numbers, the hash before the first and of the last."""

    first: int
    last: int
    link: bytes
    head: bytes
    continues: str = ""
    """The station that this one continues, where the run begins with `BookRestored`."""


class Runs:
    """Finds the runs of one station while its facts are read in order."""

    def __init__(self, db: Database, station: str) -> None:
        """Begin before the first fact."""
        self._db = db
        self._station = station
        self._own = station in lineage.own_line(db)
        self._runs: list[Run] = []

    def take(self, line: FactLine) -> bool:
        """Take the next fact and tell whether it may be derived: no gap comes before it."""
        if self._own:
            return True
        seq = line[1]
        if self._runs and self._runs[-1].last + 1 == seq:
            self._runs[-1] = replace(self._runs[-1], last=seq, head=line[10])
        else:
            continues = continued_station(line)
            self._runs.append(Run(seq, seq, line[9], line[10], continues))
        return len(self._runs) == 1 and _is_rooted(self._db, self._runs[0])

    def write(self) -> None:
        """Keep the runs that were found."""
        write(self._db, self._station, self._runs)


def continued_station(line: FactLine) -> str:
    """Return the station that a fact says its own one continues, else an empty text."""
    return str(line[11].get("continues", "")) if line[2] == Kind.BOOK_RESTORED else ""


def comes_before(db: Database, station: str, later: str) -> bool:
    """Tell whether a station is another one, or continued by it, however many are between."""
    found: set[str] = set()
    at: set[str] = {later}
    while at:
        found |= at
        at = {run.continues for one in at for run in runs(db, one)} - {""} - found
    return station in found


def runs(db: Database, station: str) -> list[Run]:
    """Return the runs of a station of another book, in order."""
    return [Run(*row) for row in db.conn.execute(_RUNS, (station,))]


def write(db: Database, station: str, found: Sequence[Run]) -> None:
    """Keep these runs of a station and no others."""
    db.conn.execute("DELETE FROM reach WHERE station_id = ?", (station,))
    db.conn.executemany(
        "INSERT INTO reach VALUES (?, ?, ?, ?, ?, ?, 0)",
        [(station, run.first, run.last, run.link, run.head, run.continues) for run in found],
    )


def derivable(db: Database, station: str) -> int:
    """Return the number of a station's last fact that no gap comes before; 0 for none."""
    found = runs(db, station)
    if found:
        return found[0].last if _is_rooted(db, found[0]) else 0
    return sys.maxsize if station in lineage.own_line(db) else 0


def mark(db: Database, stations: Sequence[str]) -> None:
    """Keep which runs of these stations are derived and which wait for a gap to close."""
    db.conn.executemany(
        "UPDATE reach SET derived = (last_seq <= ?) WHERE station_id = ?",
        [(derivable(db, station), station) for station in stations],
    )


def _is_rooted(db: Database, run: Run) -> bool:
    if run.first == 1:
        return True
    return bool(run.continues) and derivable(db, run.continues) >= run.first - 1


def missing_before(db: Database, station: str, first: int) -> list[tuple[str, int, int]]:
    """Return which numbers of a station are missing before one of its facts."""
    found: list[tuple[str, int, int]] = []
    at = 0
    for run in runs(db, station):
        if run.continues:
            found += missing_before(db, run.continues, run.first)
        elif run.first > at + 1:
            found.append((station, at + 1, run.first - 1))
        at = run.last
        if at >= first:
            break
    else:
        if at + 1 < first:
            found.append((station, at + 1, first - 1))
    return found


def missing(db: Database, station: str) -> list[tuple[str, int, int]]:
    """Return which numbers of a station are missing before the last that are here."""
    found = runs(db, station)
    return missing_before(db, station, found[-1].first) if found else []


def family(db: Database, station: str) -> list[str]:
    """Return the stations of a station's book that have facts here, in the order of the book."""
    own = lineage.own_line(db)
    if station in own:
        return list(reversed(own))
    return _branch(db, lineage.origin_of(db, station))


def _branch(db: Database, station: str) -> list[str]:
    later = db.conn.execute(
        "SELECT station_id FROM reach WHERE continues = ? AND continues <> '' "
        "ORDER BY first_seq, station_id",
        (station,),
    ).fetchall()
    return [station, *(one for (name,) in later for one in _branch(db, name))]
