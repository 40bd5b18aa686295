"""A book that was restored: one chain that goes on under a new name, and whose is what in it.

Owns the order of a book's stations and the names that facts carry of earlier ones; refuses to
restore anything. A back-up may lack facts which its station has already handed to others; were
the book to go on under the same name, one number would come to mean two things. So it goes on as
a new station whose first fact, `BookRestored`, takes the number and the link that the next fact
of the old one would have had. Numbers therefore never repeat within one book.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from samplepoint.domain.facts import Fact, FactId, FactLine, Kind
from samplepoint.errors import Refusal

_FIRST = "SELECT seq, kind, body FROM fact WHERE station_id = ? ORDER BY seq LIMIT 1"
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
_SAMPLE_OWNER = (
    "SELECT iif(tube_station = '', station_id, tube_station) FROM sample "
    "WHERE station_id = ? AND seq = ?"
)
# A void tube is meant where no other is there: somebody may still be moved out of it.
_TUBE_OF_POINT = (
    "SELECT station_id FROM tube AS t WHERE code = :it AND (status <> 'void' OR NOT EXISTS ("
    "SELECT 1 FROM tube AS o WHERE o.code = t.code AND o.status <> 'void'))"
)
_POINTS = (
    ("tube", _TUBE_OF_POINT),
    ("box", "SELECT station_id FROM box WHERE code = :it AND round_id = :round"),
)
OWNER_KEYS = ("tube_station", "box_station", "sample_station", "awaited_station")
"""Members of a body that name the station of what the fact speaks of."""

TUBE_IS_HERE = (
    "(s.tube_station = '' OR EXISTS (SELECT 1 FROM tube AS o "
    "WHERE o.code = s.tube AND o.station_id = s.tube_station))"
)
"""Of a sample `s`: not what a supervisor said, in every point's book, of another one's tube."""

_NOT_BY_SAMPLE = tuple(key for key in OWNER_KEYS if key != "sample_station")

_MAKERS = (Kind.TUBE_OPENED, Kind.BOX_OPENED)
"""Facts that bring the tube or box they name; all others refer to one that is there."""


def continued_by(db: Database, station_id: str) -> str:
    """Return the station that this one continues, an empty text when it continues none."""
    return _beginning(db, station_id)[0]


def _beginning(db: Database, station_id: str) -> tuple[str, int]:
    """Return which station this one continues, if any, and with which number it begins."""
    seq, kind, body = db.conn.execute(_FIRST, (station_id,)).fetchone() or (0, "", "")
    continued = json.loads(body).get("continues", "") if kind == Kind.BOOK_RESTORED else ""
    return str(continued), seq


def forebears(db: Database, station_id: str) -> tuple[str, ...]:
    """Return the stations that this one continues, the latest first; empty if never restored."""
    found: list[str] = []
    while (station_id := continued_by(db, station_id)) and station_id not in found:
        found.append(station_id)
    return tuple(found)


def own_line(db: Database) -> tuple[str, ...]:
    """Return this book's own stations, the one that writes now first."""
    row = db.conn.execute("SELECT value FROM meta WHERE key = 'station_id'").fetchone()
    station = str(row[0]) if row else ""
    return (station, *forebears(db, station))


def origin_of(db: Database, station_id: str) -> str:
    """Return the first station of a station's book: what names the book for good."""
    return (station_id, *forebears(db, station_id))[-1]


def is_kin(db: Database, station_id: str, other: str) -> bool:
    """Tell whether two stations belong to one book."""
    return station_id == other or origin_of(db, station_id) == origin_of(db, other)


def is_taken_before(db: Database, one: FactId, other: FactId, owner: str) -> bool:
    """Tell whether one of two facts about a station's tube is taken before the other.

    First come the facts of the tube's own book, in the order of `stations`, then those of others
    (`derivation`). When they arrived says nothing.
    """
    own = [is_kin(db, fact.station_id, owner) for fact in (one, other)]
    if own[0] is not own[1]:
        return own[0]
    if one.station_id == other.station_id or not own[0]:
        return (one.station_id, one.seq) < (other.station_id, other.seq)
    return _path(db, one.station_id) < _path(db, other.station_id)


def _path(db: Database, station_id: str) -> list[tuple[int, str]]:
    """Return number and name of the beginnings that lead to a station, the book's first one first.

    Of two paths the one that is less comes first in the order of `stations`.
    """
    line = (*reversed(forebears(db, station_id)), station_id)
    return [(_beginning(db, one)[1], one) for one in line]


def stations(db: Database) -> list[str]:
    """Return every station with facts here, those of one book in the order of `reach.family`.

    Each comes after the one that it continues: first whichever began earlier, with all that
    continue it.
    """
    names = {name for table in ("fact", "sample") for (name,) in db.conn.execute(_names(table))}
    later: dict[str, list[tuple[int, str]]] = {}
    for name in names:
        continued, first = _beginning(db, name)
        root = continued not in names
        later.setdefault("" if root else continued, []).append((0 if root else first, name))
    ordered: dict[str, None] = {}
    waiting = sorted(later.get("", ()), reverse=True)
    while waiting:
        _first, name = waiting.pop()
        ordered[name] = None
        waiting += sorted(later.get(name, ()), reverse=True)
    # Books that continue each other in a ring are never taken in; a forged file may hold them.
    return [*ordered, *sorted(names - ordered.keys())]


def _names(table: str) -> str:
    """Return a statement that hops from name to name: a city's samples need not all be read."""
    return (
        f"WITH RECURSIVE name(it) AS (SELECT min(station_id) FROM {table} "
        f"UNION ALL SELECT (SELECT min(station_id) FROM {table} WHERE station_id > it) "
        "FROM name WHERE it IS NOT NULL) SELECT it FROM name WHERE it IS NOT NULL"
    )


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
        if key in body and not body.get(owner_key):
            owner = _owner(db, lineage, sql, {"it": body[key], "round": round_id})
            if owner:
                named[owner_key] = owner
    return named


def naming_points(
    db: Database, kind: Kind, body: Mapping[str, Any], round_id: str
) -> Mapping[str, Any]:
    """Return a supervisor's body that says of which point's tube and box it speaks.

    Raises:
        Refusal: `code_at_several_points` (value `shown`): somebody has to decide which one first.
    """
    if kind in _MAKERS:
        return body
    named = dict(body)
    for key, sql in _POINTS:
        owner_key = f"{key}_station"
        if named.get(key) and not named.get(owner_key):
            values = {"it": named[key], "round": round_id}
            found = [station for (station,) in db.conn.execute(sql, values)]
            if len(found) > 1:
                raise Refusal("code_at_several_points", shown=str(named[key]))
            if found:
                named[owner_key] = found[0]
    return named


def named_owner(fact: Fact, key: str) -> str:
    """Return whose tube, box, sample or waiting person a fact speaks of; `key`: `tube_station`."""
    return str(fact.body.get(key) or fact.id.station_id)


def named_station(line: FactLine) -> str:
    """Return the station whose tube, box or waiting person a fact names, "" for the fact's own.

    What is said of a sample is said of the tube that it is in, whoever put it there.
    """
    body = line[11]
    in_something = "tube" in body or "box" in body
    keys = ("tube_station", "box_station") if in_something else OWNER_KEYS
    return next((str(body[key]) for key in keys if body.get(key)), "")


def stations_named(lines: Iterable[FactLine]) -> set[str]:
    """Return every station whose tubes, boxes or waiting people facts name, in any member."""
    bound, found = str(Kind.PERSON_BOUND), set[str]()
    for line in lines:
        body = line[11]
        for key in ("tube_station",) if line[2] == bound else _NOT_BY_SAMPLE:
            if body.get(key):
                found.add(str(body[key]))
    return found


def owner_of_sample(db: Database, station: str, seq: int) -> str:
    """Return the station whose tube a sample is in, "" where there is no such sample."""
    row = db.conn.execute(_SAMPLE_OWNER, (station, seq)).fetchone()
    return str(row[0]) if row else ""


def naming_stations(lines: Iterable[FactLine]) -> list[FactLine]:
    """Return those of many facts that name a station.

    A city has millions, most of them samples, and a sample has one such member.
    """
    bound = str(Kind.PERSON_BOUND)
    return [
        line
        for line in lines
        if (line[11].get("tube_station") if line[2] == bound else named_station(line))
    ]


def _owner(db: Database, lineage: Sequence[str], sql: str, values: Mapping[str, Any]) -> str:
    for nth, station in enumerate(lineage):
        if db.conn.execute(sql, {**values, "station": station}).fetchone():
            return station if nth else ""
    return ""
