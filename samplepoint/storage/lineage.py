"""A book that was restored: one chain that goes on under a new name, and whose is what in it.

Owns the order of a book's stations and the names that facts carry of earlier ones; refuses to
restore anything. A back-up may lack facts which its station has already handed to others; were
the book to go on under the same name, one number would come to mean two things. So it goes on as
a new station whose first fact, `BookRestored`, takes the number and the link that the next fact
of the old one would have had. Numbers therefore never repeat within one book.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from samplepoint.domain.facts import Fact, Kind

_FIRST = "SELECT kind, body FROM fact WHERE station_id = ? ORDER BY seq LIMIT 1"
_REFERENCES = (
    ("tube", "tube_station", "SELECT 1 FROM tube WHERE code = :it AND station_id = :station"),
    (
        "box",
        "box_station",
        "SELECT 1 FROM box WHERE code = :it AND round_id = :round AND station_id = :station",
    ),
    (
        "sample_seq",
        "sample_station",
        "SELECT 1 FROM sample WHERE seq = :it AND station_id = :station",
    ),
    (
        "awaited_seq",
        "awaited_station",
        "SELECT 1 FROM awaited WHERE seq = :it AND station_id = :station",
    ),
)
_MAKERS = (Kind.TUBE_OPENED, Kind.BOX_OPENED)
"""Facts that bring the tube or box they name; all others refer to one that is there."""


def continued_by(db: Database, station_id: str) -> str:
    """Return the station that this one continues, an empty text when it continues none."""
    row = db.conn.execute(_FIRST, (station_id,)).fetchone()
    if row is None or row[0] != Kind.BOOK_RESTORED:
        return ""
    return str(json.loads(row[1]).get("continues", ""))


def forebears(db: Database, station_id: str) -> tuple[str, ...]:
    """Return the stations that this one continues, the latest first; empty if never restored."""
    found: list[str] = []
    while (station_id := continued_by(db, station_id)) and station_id not in found:
        found.append(station_id)
    return tuple(found)


def stations(db: Database) -> list[str]:
    """Return every station with facts here, each after the one that it continues."""
    rows = db.conn.execute(
        "SELECT station_id FROM ("
        "SELECT station_id, min(seq) AS first FROM fact GROUP BY station_id "
        "UNION ALL SELECT station_id, min(seq) FROM sample GROUP BY station_id"
        ") GROUP BY station_id ORDER BY min(first), station_id"
    )
    return [station for (station,) in rows]


def naming_owners(
    db: Database, lineage: Sequence[str], kind: Kind, body: Mapping[str, Any], round_id: str
) -> Mapping[str, Any]:
    """Return a body that says which earlier station's tube, box or sample it speaks of.

    `lineage` is the writing station and its forebears. What is the writing station's own is not
    named: a fact speaks of its own station when it says nothing.
    """
    if kind in _MAKERS:
        return body
    named = dict(body)
    for key, owner_key, sql in _REFERENCES:
        if key in body:
            owner = _owner(db, lineage, sql, {"it": body[key], "round": round_id})
            if owner:
                named[owner_key] = owner
    return named


def named_owner(fact: Fact, key: str) -> str:
    """Return whose tube, box, sample or waiting person a fact speaks of; `key`: `tube_station`."""
    return str(fact.body.get(key) or fact.id.station_id)


def _owner(db: Database, lineage: Sequence[str], sql: str, values: Mapping[str, Any]) -> str:
    for nth, station in enumerate(lineage):
        if db.conn.execute(sql, {**values, "station": station}).fetchone():
            return station if nth else ""
    return ""
