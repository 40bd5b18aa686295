"""Facts of several books that cannot all be right: one person, tube or box in two places.

Owns the statements and their order of work; refuses to decide. At twelve million samples whoever
is in two places is found in the index alone, and only those are looked up, one by one: told to
join freely, the planner once took fifteen minutes for these eight seconds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from samplepoint.domain.facts import Kind
from samplepoint.storage import lineage, reach
from samplepoint.storage.book import Book
from samplepoint.storage.connection import translated
from samplepoint.storage.long_reads import watched

Row = dict[str, Any]

PEOPLE = (
    "WITH twice AS MATERIALIZED (SELECT person_key, round_id FROM sample INDEXED BY sample_person "
    "GROUP BY person_key, round_id HAVING min(station_id) <> max(station_id)) "
    "SELECT s.person_key, s.round_id, s.doc_type, s.doc_number, s.doc_identity, s.relation, "
    "s.name, s.station_id, s.seq, s.tube, "
    "iif(s.tube_station = '', s.station_id, s.tube_station) AS owner, "
    "s.ordinal, s.desk, s.at_utc, s.offset_minutes, t.status, t.box, coalesce(e.how, '') AS how "
    "FROM twice CROSS JOIN sample AS s INDEXED BY sample_person "
    "ON s.person_key = twice.person_key AND s.round_id = twice.round_id "
    "LEFT JOIN tube AS t ON t.code = s.tube "
    "AND t.station_id = iif(s.tube_station = '', s.station_id, s.tube_station) "
    "LEFT JOIN ended AS e ON e.station_id = s.station_id AND e.seq = s.seq "
    "ORDER BY s.person_key, s.round_id, s.station_id, s.seq"
)
"""Samples whose document is with two stations in one round, those of one document together.

`how` is empty where a sample still counts.
"""

TUBES = (
    "WITH twice AS MATERIALIZED (SELECT code FROM tube GROUP BY code HAVING count(*) > 1) "
    "SELECT t.* FROM twice CROSS JOIN tube AS t ON t.code = twice.code "
    "ORDER BY t.code, t.station_id"
)
"""Tubes whose code was opened by two stations; a code is used once, ever, void or not."""

BOXES = (
    "WITH twice AS MATERIALIZED ("
    "SELECT code, round_id FROM box GROUP BY code, round_id HAVING count(*) > 1) "
    "SELECT b.* FROM twice CROSS JOIN box AS b ON b.code = twice.code "
    "AND b.round_id = twice.round_id ORDER BY b.code, b.round_id, b.station_id"
)
"""Boxes whose code was opened by two stations in one round."""

GAPS = (
    "SELECT station_id, first_seq, last_seq, derived FROM reach WHERE derived = 0 "
    "ORDER BY station_id, first_seq"
)
"""Runs of facts that wait for those before them."""

FORKS = (
    # What a station still has from where others continue it; then those others, which go on.
    "WITH old AS (SELECT continues AS station_id, min(first_seq) AS first_seq FROM reach "
    "WHERE continues <> '' GROUP BY continues) "
    "SELECT old.station_id AS continued, old.station_id, old.first_seq, "
    "max(r.last_seq) AS last_seq FROM old CROSS JOIN reach AS r "
    "ON r.station_id = old.station_id AND r.last_seq >= old.first_seq GROUP BY old.station_id "
    "UNION ALL SELECT continues, station_id, first_seq, NULL FROM reach WHERE continues <> '' "
    "ORDER BY continued, first_seq, station_id"
)
"""Lines of facts that follow the same fact, by the station that has it; one alone is no fork."""

CLOCKS = (
    "SELECT station_id, number, made_utc, earliest_utc, ahead_minutes, merged_utc "
    "FROM package_merged WHERE origin = :origin "
    "AND (ahead_minutes > :minutes OR earliest_utc < :first_possible) "
    "ORDER BY station_id, number"
)
"""Packages with facts from a time that had not come yet here, or that cannot have been."""


_PEER = "SELECT name FROM peer WHERE origin = ? AND station_id = ?"
_PLAN = "SELECT body FROM plan WHERE origin = ? ORDER BY opened_seq DESC LIMIT 1"
_WORK = (
    *(Kind.TUBE_OPENED, Kind.OPENING_WITHDRAWN, Kind.TUBE_CLOSED, Kind.TUBE_REOPENED),
    *(Kind.TUBE_VOIDED, Kind.BINDING_UNDONE, Kind.PERSON_MOVED, Kind.SAMPLE_VOIDED),
    *(Kind.DOCUMENT_CORRECTED, Kind.BOX_OPENED, Kind.TUBE_PACKED, Kind.TUBE_UNPACKED),
    *(Kind.BOX_SEALED, Kind.BOX_REOPENED, Kind.BOX_SWAPPED, Kind.HANDED_OVER),
)
"""What is done with people, tubes and boxes, besides registering: the rest can be lost unmissed."""
_WORK_LIST = ", ".join(f"'{kind}'" for kind in _WORK)
_LINE = (
    "SELECT count(*) AS people, count(DISTINCT tube) AS tubes, count(*) + (SELECT count(*) "
    f"FROM fact WHERE station_id = :station AND seq >= :first AND kind IN ({_WORK_LIST})) AS work, "
    "min(at_utc) AS at_utc, max(offset_minutes) AS offset_minutes "
    "FROM sample WHERE station_id = :station AND seq >= :first"
)
_IN_SEVERAL = (
    "SELECT tube FROM sample WHERE {lines} "
    "GROUP BY tube HAVING min(station_id) <> max(station_id) ORDER BY tube"
)
_DECISION = "SELECT * FROM decision WHERE origin = ? AND kind = ? AND key = ? AND round_id = ?"


def _nothing() -> None:
    """Stop nothing."""


class FindingQueries:
    """Reads of one book about what cannot be right."""

    def __init__(self, book: Book) -> None:
        """Read from this book, through its one connection."""
        self._book = book

    def rows(
        self,
        sql: str,
        values: Mapping[str, Any] | Sequence[Any] = (),
        tick: Callable[[], None] = _nothing,
    ) -> list[Row]:
        """Return the rows of one of these statements as dictionaries of column to value.

        `tick` is called every so often; what it raises stops the statement and goes through.
        """
        with self._book.gate, translated(), watched(self._book.db, tick):
            cursor = self._book.db.conn.execute(sql, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def point_name(self, station: str) -> str:
        """Return the name of a station's point, as its own book says it; empty if unknown.

        Where its plan has not arrived, it is the name under which the station was enrolled.
        """
        with self._book.gate, translated():
            origin = lineage.origin_of(self._book.db, station)
            row = self._book.db.conn.execute(_PLAN, (origin,)).fetchone()
            if row:
                return str(json.loads(row[0])["point_name"])
            # Peers are read through for it: asked of each of 13,114 points it took 40 seconds.
            row = self._book.db.conn.execute(_PEER, (self._book.origin, station)).fetchone()
        return str(row[0]) if row else ""

    def missing(self, station: str, first: int) -> list[tuple[str, int, int]]:
        """Return which numbers are missing before one: station, first and last of each run."""
        with self._book.gate, translated():
            return reach.missing_before(self._book.db, station, first)

    def line(self, station: str, first: int) -> Row:
        """Return what a station did from a number on: people in tubes, and all work with them."""
        return self.rows(_LINE, {"station": station, "first": first})[0]

    def tubes_of_several(self, lines: Sequence[tuple[str, int]]) -> list[str]:
        """Return the tubes in which more than one of these lines of facts registered people."""
        which = " OR ".join(["station_id = ? AND seq >= ?"] * len(lines))
        values = [value for line in lines for value in line]
        return [row["tube"] for row in self.rows(_IN_SEVERAL.format(lines=which), values)]

    def decision(self, kind: str, key: str, round_id: str) -> Row | None:
        """Return what was last decided about a finding, None when nothing was."""
        found = self.rows(_DECISION, (self._book.origin, kind, key, round_id))
        return found[0] if found else None
