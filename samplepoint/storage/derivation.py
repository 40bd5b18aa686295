"""From facts to state: which facts are taken, in which order, so that any order gives one state.

Owns that order and the rebuild; refuses to know what a fact changes (`deriving`, `steps`) and
whether it was allowed. Rows are keyed by station, so what one book's facts say does not depend on
another's. Where it would, the one book is derived again from its facts in the order that counts:

- the facts of its stations, each after the one it continues (`lineage`), up to the first gap;
- then what others (a supervisor's book) said about its tubes and samples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlite_utils import Database

from samplepoint.domain.facts import Fact, FactLine, Kind, line_of
from samplepoint.storage import fact_rows, lineage, reach
from samplepoint.storage.deriving import Deriving
from samplepoint.storage.schema import DERIVED, KEYED

OFTEN = 1000
"""Facts between two reports of progress."""

_CROSS = "INSERT OR IGNORE INTO cross_fact VALUES (?, ?, ?)"
_TUBE = "SELECT 1 FROM tube WHERE code = ? AND station_id = ?"
_SAMPLE = "SELECT 1 FROM sample WHERE station_id = ? AND seq = ?"
_CROSS_ABOUT = (
    "SELECT by_station, by_seq FROM cross_fact WHERE target = ? ORDER BY by_station, by_seq"
)


def apply(db: Database, fact: Fact) -> None:
    """Bring the derived tables up to date with one fact; the caller has a transaction open."""
    take_all(db, [line_of(fact)])


def take_all(db: Database, lines: Sequence[FactLine]) -> None:
    """Bring the derived tables up to date with facts that follow those taken before.

    What they say of another book is kept, and that book is derived again.
    """
    hand, stale = Deriving(db), _overtaken(db, lines)
    cross = {line[:2] for line in lineage.naming_stations(lines) if is_cross(db, line)}
    for line in lines:
        if cross and line[:2] in cross:
            target = lineage.named_station(line)
            db.conn.execute(_CROSS, (target, line[0], line[1]))
            stale[target] = None
        else:
            hand.take(line)
    hand.flush()
    done: set[str] = set()
    for target in stale:
        if target not in done:
            family = reach.family(db, target)
            rederive(db, family)
            done.update(family)


def _overtaken(db: Database, lines: Sequence[FactLine]) -> dict[str, None]:
    """Return the stations whose facts come after what others said here, but count before it."""
    stations = dict.fromkeys(line[0] for line in lines if line[2] == Kind.TUBE_VOIDED)
    return {one: None for one in stations if is_spoken_of(db, reach.family(db, one))}


def rederive(db: Database, family: Sequence[str]) -> None:
    """Derive the stations of one book again; `family` is in the order in which they continue."""
    _forget(db, family)
    hand = Deriving(db)
    for station in family:
        for line in fact_rows.lines_of(db, station, reach.derivable(db, station)):
            if not is_cross(db, line):
                hand.take(line)
    _apply_cross(db, hand, family)
    hand.flush()


def rebuild(db: Database, progress: Callable[[int], None] = lambda _done: None) -> int:
    """Make every derived table anew from the facts and return how many facts there are.

    `progress` is told how many facts are done, every so often; what it raises undoes all.
    """
    count = 0
    with db.atomic():
        for table in DERIVED:
            db.execute(f"DELETE FROM {table}")
        stations = lineage.stations(db)
        for station in stations:
            count = _rebuild_station(db, station, count, progress)
        reach.mark(db, stations)
        hand = Deriving(db)
        _apply_cross(db, hand, stations)
        hand.flush()
    return count


def _rebuild_station(
    db: Database, station: str, count: int, progress: Callable[[int], None]
) -> int:
    hand = Deriving(db)
    runs = reach.Runs(db, station)
    for line in fact_rows.lines_of(db, station):
        if runs.take(line):
            if is_cross(db, line):
                db.conn.execute(_CROSS, (lineage.named_station(line), line[0], line[1]))
            else:
                hand.take(line)
        count += 1
        if count % OFTEN == 0:
            progress(count)
    hand.flush()
    runs.write()
    return count


def is_cross(db: Database, line: FactLine) -> bool:
    """Tell whether a fact speaks of a tube or sample of another book."""
    target = lineage.named_station(line)
    return bool(target) and not lineage.is_kin(db, line[0], target)


def is_spoken_of(db: Database, family: Sequence[str]) -> bool:
    """Tell whether another book said anything about these stations."""
    return any(db.conn.execute(_CROSS_ABOUT, (station,)).fetchone() for station in family)


def _forget(db: Database, family: Sequence[str]) -> None:
    """Delete what was derived for these stations, also of samples others put in their tubes."""
    for station in family:
        for by_station, by_seq in db.conn.execute(_CROSS_ABOUT, (station,)).fetchall():
            db.conn.execute(
                "DELETE FROM ended WHERE station_id = ? AND seq = ?", (by_station, by_seq)
            )
        for table, column in KEYED.items():
            db.conn.execute(f"DELETE FROM {table} WHERE {column} = ?", (station,))


def _apply_cross(db: Database, hand: Deriving, family: Sequence[str]) -> None:
    """Take what others said about these stations, after all that they said themselves."""
    said = [row for station in family for row in db.conn.execute(_CROSS_ABOUT, (station,))]
    if said:
        hand.flush()
    for by_station, by_seq in sorted(set(said)):
        line = fact_rows.line_at(db, by_station, by_seq)
        if line and _is_about_something(db, line):
            hand.take(line)


def _is_about_something(db: Database, line: FactLine) -> bool:
    """Tell whether the tube and the sample that a fact of another book speaks of are here.

    A supervisor's facts come to every point, also those about the tubes of another one.
    """
    body = line[11]
    if body.get("tube_station"):
        tube = (body["tube"], body["tube_station"])
        if not db.conn.execute(_TUBE, tube).fetchone():
            return False
    if "sample_seq" not in body:
        return True
    sample = (body.get("sample_station") or line[0], body["sample_seq"])
    return db.conn.execute(_SAMPLE, sample).fetchone() is not None
