"""What of this book has travelled and what of others has arrived: peers, packages, receipts.

Owns the statements; refuses to decide who is believed and what is sent.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from sqlite_utils import Database

from samplepoint.domain.facts import FactLine, Kind
from samplepoint.domain.packages import MadePackage, MergedPackage
from samplepoint.domain.peers import Peer
from samplepoint.domain.rounds import RoundPlan
from samplepoint.storage import fact_rows, lineage, reach
from samplepoint.storage.book import Book
from samplepoint.storage.connection import translated


def people_among(db: Database, lines: Sequence[FactLine]) -> int:
    """Count the people bound by these facts of a book, without those taken back.

    A sample taken back or put elsewhere is a record still, but not one person more.
    """
    bound = str(Kind.PERSON_BOUND)
    people = {line[:2] for line in lines if line[2] == bound}
    for station in {line[0] for line in lines} if people else ():
        ended = db.conn.execute(
            "SELECT station_id, seq FROM ended WHERE station_id = ?", (station,)
        )
        people.difference_update(ended)
    return len(people)


class TravelQueries:
    """Reads of one book about what travels."""

    def __init__(self, book: Book) -> None:
        """Read from this book, through its one connection."""
        self._book = book

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
        with self._book.gate, translated():
            cursor = self._book.db.conn.execute(sql, values)
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                yield dict(zip(names, row, strict=True))

    # -- peers ---------------------------------------------------------------------------------

    def peers(self) -> list[Peer]:
        """Return every book that was ever enrolled here, by name and station."""
        rows = self._rows(
            "SELECT * FROM peer WHERE origin = ? ORDER BY name, station_id, enrolled_utc",
            (self._book.origin,),
        )
        return [Peer.from_row(row) for row in rows]

    def hub(self) -> Peer | None:
        """Return the supervisor's book that this one works for, None without one."""
        rows = self._rows(
            "SELECT * FROM peer WHERE origin = ? AND role = 'hub' AND status = 'enrolled'",
            (self._book.origin,),
        )
        return next((Peer.from_row(row) for row in rows), None)

    def enrolled_points(self) -> int:
        """Return how many points this book believes now."""
        rows = self._rows(
            "SELECT count(*) AS n FROM peer "
            "WHERE origin = ? AND role = 'point' AND status = 'enrolled'",
            (self._book.origin,),
        )
        return int(next(rows)["n"])

    def plans(self) -> list[RoundPlan]:
        """Return the rounds of this book, the newest first."""
        rows = self._rows(
            "SELECT body FROM plan WHERE origin = ? ORDER BY opened_seq DESC", (self._book.origin,)
        )
        return [RoundPlan.from_body(json.loads(row["body"])) for row in rows]

    # -- what this book sends ------------------------------------------------------------------

    def packages(self) -> list[MadePackage]:
        """Return the packages that this book made, the newest first."""
        rows = self._rows(
            "SELECT * FROM package_made WHERE origin = ? ORDER BY number DESC", (self._book.origin,)
        )
        return [_made(row) for row in rows]

    def newest_package(self) -> MadePackage | None:
        """Return the package that this book made last, None where it made none."""
        rows = self._rows(
            "SELECT * FROM package_made WHERE origin = ? ORDER BY number DESC LIMIT 1",
            (self._book.origin,),
        )
        return next((_made(row) for row in rows), None)

    def own_facts(self, since: dict[str, int]) -> list[FactLine]:
        """Return this book's own facts after these numbers, station by station, in order."""
        with self._book.gate, translated():
            db = self._book.db
            return [
                line
                for station in reversed(lineage.own_line(db))
                for line in fact_rows.lines_of(db, station, first=since.get(station, 0) + 1)
            ]

    def acknowledged(self) -> dict[str, int]:
        """Return up to which number the hub has the facts of each of this book's stations.

        A receipt counts only where the fact that it names is still here: after a restore it may
        speak of facts that this book has lost. One of a hub that was left says nothing of this one.
        """
        hub = self.hub()
        rows = self._rows(
            "SELECT station_id, last_seq, head FROM receipt WHERE origin = ? AND hub = ? "
            "ORDER BY last_seq",
            (self._book.origin, hub.station_id if hub else ""),
        )
        with self._book.gate, translated():
            db = self._book.db
            found = {
                row["station_id"]: row["last_seq"]
                for row in rows
                if fact_rows.hash_at(db, row["station_id"], row["last_seq"]).hex() == row["head"]
            }
            line = lineage.own_line(db)
        newest = next((nth for nth, station in enumerate(line) if station in found), len(line))
        # A chain covers what it continues: with a station's fact all earlier stations' are there.
        return found | dict.fromkeys(line[newest + 1 :], sys.maxsize)

    def own_hash(self, station_id: str, seq: int) -> bytes:
        """Return the hash of a fact of this very book; empty when it is not here or not ours."""
        with self._book.gate, translated():
            if station_id not in lineage.own_line(self._book.db):
                return b""
            return fact_rows.hash_at(self._book.db, station_id, seq)

    def samples_between(self, station: str, after: int, last: int) -> int:
        """Count the people bound by facts with these numbers, without those taken back."""
        row = next(
            self._rows(
                "SELECT count(*) AS n FROM sample AS s WHERE station_id = ? AND seq > ? "
                "AND seq <= ? AND NOT EXISTS (SELECT 1 FROM ended AS e "
                "WHERE e.station_id = s.station_id AND e.seq = s.seq)",
                (station, after, last),
            )
        )
        return int(row["n"])

    def people_among(self, lines: Sequence[FactLine]) -> int:
        """Count the people bound by these facts of this book, without those taken back."""
        with self._book.gate, translated():
            return people_among(self._book.db, lines)

    # -- what others have sent -----------------------------------------------------------------

    def merged(self, sha256: str) -> MergedPackage | None:
        """Return what became of a file when it was taken in, None when it never was."""
        rows = self._rows(
            "SELECT * FROM package_merged WHERE origin = ? AND sha256 = ?",
            (self._book.origin, sha256),
        )
        return next((_merged(row) for row in rows), None)

    def merged_packages(self) -> list[MergedPackage]:
        """Return every package that was taken in, by station and number."""
        rows = self._rows(
            "SELECT * FROM package_merged WHERE origin = ? ORDER BY station_id, number, sha256",
            (self._book.origin,),
        )
        return [_merged(row) for row in rows]

    def newest_number(self, station_id: str) -> int:
        """Return the largest number of a station's packages that were taken in; 0 for none."""
        rows = self._rows(
            "SELECT max(number) AS n FROM package_merged WHERE origin = ? AND station_id = ?",
            (self._book.origin, station_id),
        )
        return int(next(rows)["n"] or 0)

    def heads(self, station_id: str) -> list[tuple[str, int, str]]:
        """Return (station, last number, hash in hex) of what is here of a station's whole book."""
        with self._book.gate, translated():
            db = self._book.db
            found = []
            for station in reach.family(db, station_id):
                last = reach.derivable(db, station)
                if last:
                    found.append((station, last, fact_rows.hash_at(db, station, last).hex()))
            return found

    def family(self, station_id: str) -> list[str]:
        """Return the stations of a station's book that have facts here."""
        with self._book.gate, translated():
            return reach.family(self._book.db, station_id)


def _made(row: dict[str, Any]) -> MadePackage:
    return MadePackage(**{name: row[name] for name in MadePackage.__dataclass_fields__})


def _merged(row: dict[str, Any]) -> MergedPackage:
    return MergedPackage(**{name: row[name] for name in MergedPackage.__dataclass_fields__})
