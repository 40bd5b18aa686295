"""The tables of a book: facts that only grow, and what is derived from them.

Owns the migrations and the refusal of a newer book; refuses to know what a fact means.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from samplepoint.errors import Damage, Obstacle
from samplepoint.storage import (
    book_keys,
    erased_rows,
    label_steps,
    reach,
    round_steps,
    stick_steps,
)

migrations = Migrations("samplepoint")

KEYED = {
    **dict.fromkeys(("tube", "box", "ended", "awaited", "tally"), "station_id"),
    **dict.fromkeys(("sealing", "handover", "handover_box"), "station_id"),
    **dict.fromkeys(("label_range", "label_spoiled", "printing"), "station_id"),
    **dict.fromkeys(("plan", "closed_round", "staff"), "origin"),
    **dict.fromkeys(("peer", "package_made", "package_merged", "receipt", "decision"), "origin"),
}
"""Derived tables that one book's facts fill, with the column that names its station or origin."""

DERIVED = (*KEYED, "reach", "cross_fact")
"""Tables that `derivation.rebuild` makes anew from the facts."""

_ENVELOPE = """
    station_id TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL,
    at_utc TEXT NOT NULL, offset_minutes INTEGER NOT NULL, round_id TEXT NOT NULL,
    desk TEXT NOT NULL, staff_id TEXT NOT NULL, gesture TEXT NOT NULL,
    link BLOB NOT NULL, hash BLOB NOT NULL"""

_FACTS = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE fact ({_ENVELOPE}, body TEXT NOT NULL,
    PRIMARY KEY (station_id, seq)) STRICT, WITHOUT ROWID;

-- The fact PersonBound, with its person in typed columns: 1.4 to 1.7 times faster to merge than
-- a separate table of persons. person_key is local to this file and not part of the fact.
CREATE TABLE sample ({_ENVELOPE},
    tube TEXT NOT NULL, tube_station TEXT NOT NULL, ordinal INTEGER NOT NULL,
    doc_type TEXT NOT NULL, doc_number TEXT NOT NULL, doc_identity TEXT NOT NULL,
    relation TEXT NOT NULL, name TEXT NOT NULL, sex TEXT NOT NULL, birth_date TEXT NOT NULL,
    phone TEXT NOT NULL, address TEXT NOT NULL, community TEXT NOT NULL, category TEXT NOT NULL,
    remark TEXT NOT NULL, flags TEXT NOT NULL, source TEXT NOT NULL,
    taken_at_utc TEXT NOT NULL, replaces TEXT NOT NULL,
    person_key INTEGER NOT NULL,
    PRIMARY KEY (station_id, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX sample_person ON sample (person_key);
CREATE INDEX sample_tube ON sample (tube);

-- Reference data brought by a file; not derived from facts, erased by retention.
CREATE TABLE roster_entry (person_key INTEGER NOT NULL, doc_type TEXT NOT NULL,
    doc_identity TEXT NOT NULL, relation TEXT NOT NULL, name TEXT NOT NULL,
    phone TEXT NOT NULL, address TEXT NOT NULL, community TEXT NOT NULL, category TEXT NOT NULL,
    PRIMARY KEY (person_key, doc_type, doc_identity, relation, name)) STRICT, WITHOUT ROWID;
"""

_DERIVED_TABLES = """
CREATE TABLE tube (code TEXT NOT NULL, station_id TEXT NOT NULL, round_id TEXT NOT NULL,
    status TEXT NOT NULL, desk TEXT NOT NULL, capacity INTEGER NOT NULL, people INTEGER NOT NULL,
    opened_seq INTEGER NOT NULL, opened_utc TEXT NOT NULL, closed_utc TEXT NOT NULL,
    close_reason TEXT NOT NULL, box TEXT NOT NULL, packed_seq INTEGER NOT NULL,
    bag TEXT NOT NULL,
    PRIMARY KEY (code, station_id)) STRICT, WITHOUT ROWID;
CREATE INDEX tube_open ON tube (desk) WHERE status = 'open';
CREATE INDEX tube_box ON tube (box, packed_seq) WHERE box <> '';
CREATE INDEX tube_bag ON tube (bag) WHERE bag <> '';
CREATE INDEX tube_loose ON tube (closed_utc) WHERE status = 'closed' AND box = '';

CREATE TABLE box (code TEXT NOT NULL, round_id TEXT NOT NULL, station_id TEXT NOT NULL,
    status TEXT NOT NULL, desk TEXT NOT NULL, tubes INTEGER NOT NULL,
    opened_seq INTEGER NOT NULL, opened_utc TEXT NOT NULL, sealed_utc TEXT NOT NULL,
    changed_seq INTEGER NOT NULL, counted_seq INTEGER NOT NULL, counted_by TEXT NOT NULL,
    seals INTEGER NOT NULL, seal TEXT NOT NULL, handover TEXT NOT NULL,
    PRIMARY KEY (code, round_id, station_id)) STRICT, WITHOUT ROWID;
CREATE INDEX box_open ON box (round_id) WHERE status = 'open';

-- Every time a box was sealed, also the times that a re-opening made void.
CREATE TABLE sealing (box TEXT NOT NULL, round_id TEXT NOT NULL, station_id TEXT NOT NULL,
    nth INTEGER NOT NULL, sealed_utc TEXT NOT NULL, offset_minutes INTEGER NOT NULL,
    tubes INTEGER NOT NULL, people INTEGER NOT NULL, oldest_utc TEXT NOT NULL,
    hash TEXT NOT NULL, seal TEXT NOT NULL, counted INTEGER NOT NULL, counted_by TEXT NOT NULL,
    proved_by TEXT NOT NULL, void_utc TEXT NOT NULL, void_reason TEXT NOT NULL,
    PRIMARY KEY (box, round_id, station_id, nth)) STRICT, WITHOUT ROWID;

CREATE TABLE handover (id TEXT PRIMARY KEY, round_id TEXT NOT NULL, station_id TEXT NOT NULL,
    seq INTEGER NOT NULL, status TEXT NOT NULL, prepared_utc TEXT NOT NULL,
    handed_utc TEXT NOT NULL, offset_minutes INTEGER NOT NULL, staff_id TEXT NOT NULL,
    courier TEXT NOT NULL, contact TEXT NOT NULL, temperature_c TEXT NOT NULL,
    received_by TEXT NOT NULL, remark TEXT NOT NULL, tubes INTEGER NOT NULL,
    people INTEGER NOT NULL, oldest_utc TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Which sealing of which box a handover, or only its printed sheet, speaks of.
CREATE TABLE handover_box (handover TEXT NOT NULL, box TEXT NOT NULL, round_id TEXT NOT NULL,
    station_id TEXT NOT NULL, nth INTEGER NOT NULL,
    PRIMARY KEY (handover, box, round_id, station_id)) STRICT, WITHOUT ROWID;

-- Samples that no longer count, and why; all others do.
CREATE TABLE ended (station_id TEXT NOT NULL, seq INTEGER NOT NULL, how TEXT NOT NULL,
    PRIMARY KEY (station_id, seq)) STRICT, WITHOUT ROWID;

CREATE TABLE awaited (station_id TEXT NOT NULL, seq INTEGER NOT NULL, desk TEXT NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (station_id, seq)) STRICT, WITHOUT ROWID;

CREATE TABLE staff (id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL,
    active INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE plan (round_id TEXT PRIMARY KEY, body TEXT NOT NULL, opened_seq INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;

CREATE TABLE tally (round_id TEXT NOT NULL, slice_utc TEXT NOT NULL, desk TEXT NOT NULL,
    people INTEGER NOT NULL, PRIMARY KEY (round_id, slice_utc, desk)) STRICT, WITHOUT ROWID;
"""


FACT_TABLES = ("fact", "sample")
"""Where facts are: tables that only grow."""


def closing_trigger(table: str, deed: str) -> str:
    """Return the statement that closes a table of facts to `UPDATE` or `DELETE`."""
    return (
        f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END"
    )


@migrations(name="m001_facts")
def _m001_facts(db: Database) -> None:
    _run(db, _FACTS)
    for table in FACT_TABLES:
        for deed in ("UPDATE", "DELETE"):
            db.execute(closing_trigger(table, deed))


@migrations(name="m002_derived")
def _m002_derived(db: Database) -> None:
    _run(db, _DERIVED_TABLES)


@migrations(name="m003_labels")
def _m003_labels(db: Database) -> None:
    _run(db, label_steps.TABLES)


@migrations(name="m004_stations")
def _m004_stations(db: Database) -> None:
    """Make room for other stations' facts; derived tables are filled again by `Book`."""
    for table in ("plan", "staff", "tally"):
        db.execute(f"DROP TABLE {table}")
    _run(db, round_steps.TABLES)
    _run(db, reach.TABLES)
    _run(db, stick_steps.TABLES)
    # With the round in it, whoever is in two places in one round is found in the index alone.
    db.execute("DROP INDEX sample_person")
    db.execute("CREATE INDEX sample_person ON sample (person_key, round_id)")
    book_keys.make(db)
    _derive_again(db)


@migrations(name="m005_erasure")
def _m005_erasure(db: Database) -> None:
    _run(db, erased_rows.TABLES)


KNOWN = ("m001_facts", "m002_derived", "m003_labels", "m004_stations", "m005_erasure")

_STALE = "derive_again"


def _derive_again(db: Database) -> None:
    """Mark that derived tables are to be filled again, in the migration's own transaction."""
    db.execute("REPLACE INTO meta VALUES (?, '1')", (_STALE,))


def is_stale(db: Database) -> bool:
    """Tell whether derived tables must be filled again after a migration."""
    return bool(db.execute("SELECT 1 FROM meta WHERE key = ?", (_STALE,)).fetchone())


def clear_stale(db: Database) -> None:
    """Take the mark back, in the transaction in which the tables were filled."""
    db.execute("DELETE FROM meta WHERE key = ?", (_STALE,))


def _run(db: Database, script: str) -> None:
    """Run statements one by one: `executescript` would commit the migration's transaction."""
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


def migrate(db: Database) -> None:
    """Bring the tables up to this program's version; `is_stale` then says what is left to do.

    Raises:
        Obstacle: `book_newer` when a newer program has been here; it names that migration.
    """
    refuse_newer(db)
    migrations.apply(db)


def is_behind(db: Database) -> bool:
    """Tell whether the book lacks a migration of this program."""
    return len(list(migrations.applied(db))) < len(KNOWN)


def refuse_foreign(db: Database) -> None:
    """Refuse a file that is no book of this program, or a later one's, before it is touched.

    Raises:
        Damage: `book_unreadable`.
        Obstacle: `book_newer`.
    """
    refuse_newer(db)
    if KNOWN[0] not in {done.name for done in migrations.applied(db)}:
        raise Damage("book_unreadable")


def refuse_newer(db: Database) -> None:
    """Refuse a book that knows a migration this program does not."""
    newer = sorted(done.name for done in migrations.applied(db) if done.name not in KNOWN)
    if newer:
        raise Obstacle("book_newer", migration=newer[-1])
