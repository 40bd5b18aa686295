"""Erasing people from a book: rows emptied, roster dropped, nothing left in pages and log.

Owns the only place where facts are changed, inside one transaction that closes them again;
refuses to decide what is due (`erasing_queries`) and to put it on record.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlite_utils import Database

from samplepoint.domain.erasing import PERSONAL, Limit, Window, holds_person, without_person
from samplepoint.domain.facts import Kind, plain_json
from samplepoint.errors import Obstacle
from samplepoint.storage import derivation, erased_rows, fact_rows, lineage, reach, schema
from samplepoint.storage.book import Book
from samplepoint.storage.connection import translated
from samplepoint.storage.long_reads import watched

CHUNK = 1000
"""Facts in one commit: a desk that comes back waits for so many at most."""

_MOST_IN_MEMORY = 256 * 1024 * 1024
"""Bytes of a book that may be written anew in memory."""

Found = tuple[str, int, str, str, str]
"""A fact that tells of a person: station, number, kind, time (UTC), body as it is stored.

The body of a sample is "": its members are columns."""

_SAMPLES = (
    "SELECT station_id, seq, kind, at_utc, '' FROM sample WHERE station_id = :station "
    "AND person_key >= 0 AND round_id IN (SELECT value FROM json_each(:rounds)) "
    "AND (at_utc < :before OR at_utc > :now) ORDER BY seq"
)
_OTHERS = (
    "SELECT station_id, seq, kind, at_utc, body FROM fact "
    "WHERE kind IN (SELECT value FROM json_each(:kinds)) "
    "AND CASE WHEN kind = 'FindingDecided' THEN body ->> '$.round_id' ELSE round_id END "
    "IN (SELECT value FROM json_each(:rounds)) "
    "AND (at_utc < :before OR at_utc > :now) ORDER BY station_id, seq"
)
_KINDS = json.dumps(sorted(str(kind) for kind in PERSONAL if kind != Kind.PERSON_BOUND))
_EMPTY_COLUMNS = ", ".join(f"{name} = ''" for name in PERSONAL[Kind.PERSON_BOUND])
_EMPTY_SAMPLE = (
    f"UPDATE sample SET {_EMPTY_COLUMNS}, person_key = ? WHERE station_id = ? AND seq = ?"
)


@dataclass(frozen=True, slots=True)
class Emptied:
    """What one transaction emptied."""

    windows: tuple[Window, ...]
    people: int
    facts: int


def old_facts(db: Database, rounds: Sequence[str], limit: Limit) -> Iterator[list[Found]]:
    """Yield what still tells of people of these rounds, a commit's worth at a time.

    `db` is a reader of its own: facts only grow, so what it saw is still there.
    """
    values = {
        "rounds": json.dumps(list(rounds)),
        "before": limit.before_utc,
        "now": limit.now_utc,
        "kinds": _KINDS,
    }

    def every() -> Iterator[Found]:
        for station in lineage.stations(db):
            yield from db.conn.execute(_SAMPLES, {**values, "station": station})
        for found in db.conn.execute(_OTHERS, values):
            if holds_person(found[2], json.loads(found[4])):
                yield found

    rest = every()
    while batch := list(islice(rest, CHUNK)):
        yield batch


def empty(db: Database, found: Sequence[Found], secret: bytes) -> Emptied:
    """Empty facts of what tells of people; the caller has a transaction open.

    Derived tables follow. Whoever calls this records the windows in the same transaction, else
    the marks are damage.
    """
    samples = [one for one in found if one[2] == Kind.PERSON_BOUND]
    others = [one for one in found if one[2] != Kind.PERSON_BOUND]
    with _opened(db):
        db.conn.executemany(
            _EMPTY_SAMPLE,
            [
                (fact_rows.erased_key(secret, station, seq), station, seq)
                for station, seq, *_rest in samples
            ],
        )
        db.conn.executemany(
            "UPDATE fact SET body = ? WHERE station_id = ? AND seq = ?",
            [
                (plain_json(without_person(kind, json.loads(body))), station, seq)
                for station, seq, kind, _at, body in others
            ],
        )
    erased_rows.mark(db, [(station, seq) for station, seq, *_rest in found])
    _forget_copies(db, others)
    return Emptied(_windows(found), len(samples), len(others))


@contextmanager
def _opened(db: Database) -> Iterator[None]:
    """Let facts be updated within the block; an error leaves that to the transaction's undoing."""
    for table in schema.FACT_TABLES:
        db.conn.execute(f"DROP TRIGGER {table}_no_update")
    yield
    for table in schema.FACT_TABLES:
        db.conn.execute(schema.closing_trigger(table, "UPDATE"))


def _windows(found: Sequence[Found]) -> tuple[Window, ...]:
    spans: dict[str, tuple[int, int]] = {}
    for station, seq, *_rest in found:
        first, last = spans.get(station, (seq, seq))
        spans[station] = (min(first, seq), max(last, seq))
    return tuple(Window(station, *span) for station, span in sorted(spans.items()))


# -- what was derived from them ------------------------------------------------------------------


def _forget_copies(db: Database, others: Sequence[Found]) -> None:
    """Bring what the derived tables hold of emptied facts to what a rebuild would give."""
    stale: set[str] = set()
    for station, seq, kind, at_utc, text in others:
        body = json.loads(text)
        if kind == Kind.PERSON_AWAITED:
            left = json.dumps(without_person(kind, body), ensure_ascii=False, sort_keys=True)
            db.conn.execute(
                "UPDATE awaited SET body = ? WHERE station_id = ? AND seq = ?",
                (left, station, seq),
            )
        elif kind == Kind.HANDED_OVER:
            db.conn.execute(
                "UPDATE handover SET contact = '', remark = '' WHERE id = ?", (body["handover"],)
            )
        elif kind == Kind.LABELS_SPOILED:
            db.conn.execute(
                "UPDATE label_spoiled SET reason = '' WHERE station_id = ? AND seq = ?",
                (station, seq),
            )
        elif kind == Kind.BOX_REOPENED:
            db.conn.execute(
                "UPDATE sealing SET void_reason = '' WHERE box = ? AND void_utc = ?",
                (body["box"], at_utc),
            )
        elif kind == Kind.FINDING_DECIDED:
            stale.add(lineage.origin_of(db, station))
    for origin in sorted(stale):
        # Decisions about people are told apart by their numbers: without, their rows fall together.
        derivation.rederive(db, reach.family(db, origin))


def drop_roster(db: Database) -> int:
    """Delete every entry of the roster and return how many there were."""
    count = int(db.conn.execute("SELECT count(*) FROM roster_entry").fetchone()[0])
    db.conn.execute("DELETE FROM roster_entry")
    return count


# -- pages and log -------------------------------------------------------------------------------


def scrub(book: Book, tick: Callable[[], None]) -> None:
    """Leave nothing of what was emptied in unused pages, in torn pages and in the log.

    The file is written anew in one transaction; a pulled plug leaves it as it was.

    Raises:
        Obstacle: `desk_comes_first`: somebody waits for the book; `book_is_read`: a back-up or a
            check holds on to the old pages; `disk_full` and what the disk says. Call it again.
    """

    def make_way() -> None:
        tick()
        if book.gate.is_wanted:
            raise Obstacle("desk_comes_first")

    with book.gate, translated(book.path.parent):
        make_way()
        with _room_for(book), watched(book.db, make_way):
            book.db.conn.execute("VACUUM")
        if not _empty_log(book.db):
            raise Obstacle("book_is_read")


@contextmanager
def _room_for(book: Book) -> Iterator[None]:
    """Let the copy of a large book lie in a temporary file, not in memory.

    The cipher seals it as it seals the book (looked at with SQLCipher 4.19).
    """
    is_large = book.path.stat().st_size > _MOST_IN_MEMORY
    book.db.conn.execute(f"PRAGMA temp_store = {'FILE' if is_large else 'MEMORY'}")
    try:
        yield
    finally:
        book.db.conn.execute("PRAGMA temp_store = MEMORY")


def _empty_log(db: Database) -> bool:
    """Move the log into the file and cut it to nothing; False where a reader is in the way."""
    row: Any = db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return int(row[0]) == 0
