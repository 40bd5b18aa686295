"""Is the book whole: named counters of what does not add up, from pages to the desk's rules.

Owns what is counted and how; refuses to repair. A counter names tubes, boxes and desks, never
people.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlite_utils import Database

from samplepoint.domain.people import Relation, fold_name
from samplepoint.errors import Damage
from samplepoint.storage import derivation, erased_rows, fact_rows, lineage, tube_steps
from samplepoint.storage.connection import DriverError, translate
from samplepoint.storage.long_reads import Report, unreported, watched
from samplepoint.storage.schema import DERIVED

_SHOWN = 5
SEALS = "check_seals"
"""Counter of pages whose seal by the cipher is broken."""
_ACTIVE = (
    "NOT EXISTS (SELECT 1 FROM ended AS e WHERE e.station_id = s.station_id AND e.seq = s.seq) "
    # Facts of another book that wait for those before them have no state yet.
    "AND NOT EXISTS (SELECT 1 FROM reach AS r WHERE r.station_id = s.station_id "
    "AND r.derived = 0 AND s.seq BETWEEN r.first_seq AND r.last_seq) "
    f"AND {lineage.TUBE_IS_HERE}"
)
_OWNER = "iif(s.tube_station = '', s.station_id, s.tube_station)"

RULES = {
    "check_tube_over_capacity": "SELECT code FROM tube WHERE people > capacity ORDER BY code",
    "check_tube_count_differs": (
        "SELECT t.code FROM tube AS t LEFT JOIN ("
        f"SELECT s.tube, {_OWNER} AS owner, count(*) AS people FROM sample AS s "
        f"WHERE {_ACTIVE} GROUP BY 1, 2"
        ") AS c ON c.tube = t.code AND c.owner = t.station_id "
        "WHERE t.people <> coalesce(c.people, 0) ORDER BY t.code"
    ),
    "check_sample_without_tube": (
        f"SELECT DISTINCT s.tube FROM sample AS s WHERE {_ACTIVE} AND NOT EXISTS ("
        f"SELECT 1 FROM tube AS t WHERE t.code = s.tube AND t.station_id = {_OWNER}) ORDER BY 1"
    ),
    "check_ended_without_sample": (
        "SELECT e.station_id || '/' || e.seq FROM ended AS e WHERE NOT EXISTS ("
        "SELECT 1 FROM sample AS s WHERE s.station_id = e.station_id AND s.seq = e.seq)"
    ),
    "check_box_missing": (
        "SELECT t.code FROM tube AS t WHERE t.box <> '' "
        "AND NOT EXISTS (SELECT 1 FROM box AS b WHERE b.code = t.box) ORDER BY t.code"
    ),
    "check_box_count_differs": (
        # Two stations may have used one code: that is a finding, and their tubes add up.
        "SELECT b.code FROM box AS b GROUP BY b.code, b.round_id HAVING sum(b.tubes) <> ("
        "SELECT count(*) FROM tube AS t WHERE t.box = b.code AND t.box <> '' "
        "AND t.round_id = b.round_id) ORDER BY b.code"
    ),
    "check_sealed_with_open_tube": (
        "SELECT t.code FROM tube AS t JOIN box AS b ON b.code = t.box AND b.round_id = t.round_id "
        "WHERE b.status IN ('sealed', 'handed') AND t.status <> 'closed' ORDER BY t.code"
    ),
    # A number taken out of the row by undoing, moving or voiding leaves its place empty, and the
    # next person gets the number after the count: only what no such deed explains is counted.
    "check_ordinal_gap": (
        "SELECT tube FROM sample AS s WHERE NOT EXISTS (SELECT 1 FROM reach AS r "
        "WHERE r.station_id = s.station_id AND r.derived = 0 "
        f"AND s.seq BETWEEN r.first_seq AND r.last_seq) AND {lineage.TUBE_IS_HERE} "
        f"GROUP BY tube, {_OWNER} "
        "HAVING max(ordinal) <> count(DISTINCT ordinal) ORDER BY tube"
    ),
    # Who was moved there by the supervisor got a number while the point gave the same to another.
    "check_ordinal_twice": (
        f"SELECT s.tube FROM sample AS s WHERE {_ACTIVE} AND s.tube_station = '' "
        f"GROUP BY s.tube, {_OWNER}, s.ordinal "
        "HAVING count(*) > 1 AND NOT EXISTS (SELECT 1 FROM sample AS o JOIN ended AS e "
        "ON e.station_id = o.station_id AND e.seq = o.seq WHERE o.tube = s.tube) ORDER BY s.tube"
    ),
    "check_tally_differs": (
        "SELECT slice || ' ' || desk FROM ("
        "SELECT round_id, slice_utc AS slice, station_id, desk, people FROM tally "
        "UNION ALL SELECT round_id, "
        f"substr(at_utc, 1, {tube_steps.TEN_MINUTES}), {_OWNER}, desk, -1 FROM sample AS s "
        f"WHERE {_ACTIVE}"
        ") GROUP BY round_id, slice, station_id, desk HAVING sum(people) <> 0 ORDER BY 1"
    ),
    **erased_rows.RULES,
}
"""Rules of the desk, each a statement that returns where it is broken."""

_SAME_KEY = (
    f"SELECT round_id, person_key FROM sample AS s WHERE {_ACTIVE} "
    "GROUP BY round_id, person_key HAVING count(*) > 1"
)
_WITH_KEY = (
    "SELECT station_id, doc_type, doc_identity, relation, name, tube FROM sample AS s "
    f"WHERE person_key = ? AND round_id = ? AND {_ACTIVE} ORDER BY station_id, seq"
)


@dataclass(frozen=True, slots=True)
class Counter:
    """One thing that was looked at: its code, how often it is wrong, and the first places."""

    code: str
    count: int
    where: tuple[str, ...] = ()


Step = Callable[[Database, Report], Counter]


def check(db: Database, report: Report = unreported) -> list[Counter]:
    """Look at everything and return every counter, also those that are zero.

    `db` is a reader of its own (`Book.open_reader`), in one read transaction: the desk works on
    meanwhile, and all counters speak of the same moment.

    Raises:
        Obstacle: `disk_error`, `book_in_use`.
        Cancelled: by `report`.
    """
    steps: list[Step] = [
        partial(_lines, "check_pages", "integrity_check"),
        partial(_lines, SEALS, "cipher_integrity_check"),
        partial(_lines, "check_references", "foreign_key_check"),
        _chains,
        *(partial(_rule, code, sql) for code, sql in RULES.items()),
        _people_twice,
        _desks_with_two_tubes,
        _derived,
    ]
    counters: list[Counter] = []
    telling = _Telling(report)
    db.conn.execute("BEGIN")
    try:
        with watched(db, telling.again):
            for number, step in enumerate(steps):
                telling("checking", number, len(steps))
                counters.append(step(db, telling))
    finally:
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")
    report("checking", len(steps), len(steps))
    return counters


class _Telling:
    """Reports, and says the same again while a statement runs: there it can be stopped."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._last = ("checking", 0, 0)

    def __call__(self, code: str, done: int, total: int) -> None:
        self._last = (code, done, total)
        self.again()

    def again(self) -> None:
        self._report(*self._last)


def quick_check(db: Database, report: Report = unreported) -> Counter:
    """Run SQLite's quick check alone: what every start of the program looks at.

    Raises:
        Obstacle: `disk_error`, `book_in_use`.
        Cancelled: by `report`.
    """
    with watched(db, partial(report, "checking", 0, 0)):
        return _lines("check_pages", "quick_check", db, report)


def check_seals(db: Database) -> Counter:
    """Count the pages whose seal is broken; a page that is being written looks like one."""
    return _lines(SEALS, "cipher_integrity_check", db, unreported)


def counter(code: str, places: Sequence[str]) -> Counter:
    """Count places and keep the first of them."""
    return Counter(code, len(places), tuple(places[:_SHOWN]))


@contextmanager
def _damage_counts(into: list[str]) -> Iterator[None]:
    """Count what cannot even be read as one place, named by the code of the damage."""
    try:
        yield
    except Damage as damage:
        into.append(damage.code)
    except DriverError as error:
        ours = translate(error)
        if ours is None:
            raise
        if not isinstance(ours, Damage):
            raise ours from error
        into.append(ours.code)


def _texts(db: Database, sql: str, values: Sequence[Any] = ()) -> list[str]:
    return [str(row[0]) for row in db.conn.execute(sql, values)]


def _lines(code: str, pragma: str, db: Database, _report: Report) -> Counter:
    """Count the lines of a check of the database's own; what it says is not for people."""
    found: list[str] = []
    with _damage_counts(found):
        rows = db.conn.execute(f"PRAGMA {pragma}").fetchall()
        found.extend(line for row in rows for line in str(row[0]).splitlines() if line != "ok")
    return counter(code, found)


def _rule(code: str, sql: str, db: Database, _report: Report) -> Counter:
    found: list[str] = []
    with _damage_counts(found):
        found.extend(_texts(db, sql))
    return counter(code, found)


def _chains(db: Database, report: Report) -> Counter:
    found: list[str] = []
    with _damage_counts(found):
        try:
            fact_rows.check_chains(db, lambda done: report("checking_chains", done, 0))
        except Damage as damage:
            if "seq" not in damage.values:
                raise
            found.append(f"{damage.values['station']}/{damage.values['seq']}")
    return counter("check_chains", found)


def _people_twice(db: Database, _report: Report) -> Counter:
    """Count people whom one point has in two tubes of one round, by the tubes.

    With two points they are a finding: no book is wrong, and a person decides.
    """
    found: list[str] = []
    with _damage_counts(found):
        place = _places(db)
        for round_id, key in db.conn.execute(_SAME_KEY).fetchall():
            tubes: dict[tuple[str, ...], list[str]] = {}
            for station, kind, identity, relation, name, tube in db.conn.execute(
                _WITH_KEY, (key, round_id)
            ):
                called = "" if relation == Relation.SELF else fold_name(name)
                who = (place(station), kind, identity, relation, called)
                tubes.setdefault(who, []).append(tube)
            found.extend(" ".join(them) for them in tubes.values() if len(them) > 1)
    return counter("check_person_twice", found)


def _desks_with_two_tubes(db: Database, _report: Report) -> Counter:
    """Count desks with more than one open tube."""
    found: list[str] = []
    with _damage_counts(found):
        place = _places(db)
        tubes: dict[tuple[str, str], list[str]] = {}
        rows = db.conn.execute("SELECT station_id, desk, code FROM tube WHERE status = 'open'")
        for station, desk, tube in rows.fetchall():
            tubes.setdefault((place(station), desk), []).append(tube)
        found.extend(desk for (_place, desk), them in sorted(tubes.items()) if len(them) > 1)
    return counter("check_desk_with_two_tubes", found)


def _places(db: Database) -> Callable[[str], str]:
    """Return what tells whose desks they are: this book's own stations are one place.

    Those of another book are not: it may have been restored without its last facts, done them
    anew, and both have arrived here.
    """
    own = lineage.own_line(db)
    return lambda station: own[0] if station in own else station


def _derived(db: Database, report: Report) -> Counter:
    """Count derived rows that differ from those made anew, in temporary tables, from the facts.

    Temporary tables have the names of the real ones and come first, so that the same steps fill
    them; nothing of the book is written.
    """
    found: list[str] = []
    with _damage_counts(found):
        _make_temporary(db)
        try:
            derivation.rebuild(db, lambda done: report("checking_derived", done, 0))
            found.extend(place for table in DERIVED for place in _differing(db, table))
        except (TypeError, KeyError):
            # A fact speaks of a sample that is not there: nothing can be made from such facts.
            found.append("facts")
        except DriverError as error:
            if translate(error):
                raise
            found.append("facts")  # the same, seen by a constraint
        finally:
            for table in DERIVED:
                db.execute(f"DROP TABLE IF EXISTS temp.{table}")
    return counter("check_derived", found)


def _make_temporary(db: Database) -> None:
    names = ", ".join("?" * len(DERIVED))
    statements = _texts(
        db,
        f"SELECT sql FROM main.sqlite_master WHERE tbl_name IN ({names}) AND sql IS NOT NULL "
        "ORDER BY type DESC, name",
        DERIVED,
    )
    for statement in statements:
        db.execute(re.sub(r"^CREATE (TABLE|INDEX) ", r"CREATE \1 temp.", statement))


def _differing(db: Database, table: str) -> Iterator[str]:
    for one, other in (("main", "temp"), ("temp", "main")):
        sql = f"SELECT * FROM {one}.{table} EXCEPT SELECT * FROM {other}.{table}"
        yield from (f"{table} {row[0]}" for row in db.conn.execute(sql))
