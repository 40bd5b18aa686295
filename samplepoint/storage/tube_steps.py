"""What facts about tubes and samples leave behind, apart from those that come by the million.

Owns these steps of the derivation; refuses to decide what may be undone, moved or voided.
"""

from __future__ import annotations

import json

from sqlite_utils import Database

from samplepoint.domain.facts import Fact, FactId
from samplepoint.storage.lineage import is_taken_before, named_owner

TEN_MINUTES = len("2026-01-12T08:4")
"""Length of a UTC text that names ten minutes of a day."""

ADD_TALLY = (
    "INSERT INTO tally VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET people = people + excluded.people"
)
Counted = tuple[str, str, str, str]
"""Where a person is counted: round, time (UTC), station of the tube, desk."""


def opening_withdrawn(db: Database, fact: Fact) -> None:
    """Take back that a tube was opened."""
    db.conn.execute("DELETE FROM tube WHERE code = ? AND station_id = ?", _tube_key(fact))


def _tube_key(fact: Fact) -> tuple[str, str]:
    return fact.body["tube"], named_owner(fact, "tube_station")


def _uncount(db: Database, counted: Counted) -> None:
    round_id, at_utc, owner, desk = counted
    db.conn.execute(ADD_TALLY, (round_id, at_utc[:TEN_MINUTES], owner, desk, -1))


def _end_sample(db: Database, fact: Fact, how: str) -> None:
    """End the sample that a fact names by its number.

    What its own station said comes first (`derivation`): where a supervisor's book says it once
    more, the sample has ended already.
    """
    station, seq = named_owner(fact, "sample_station"), fact.body["sample_seq"]
    found = db.conn.execute(
        "SELECT tube, iif(tube_station = '', station_id, tube_station), round_id, at_utc, desk "
        "FROM sample WHERE station_id = ? AND seq = ?",
        (station, seq),
    ).fetchone()
    # A supervisor's book that was restored may lack a sample of its own that a point speaks of.
    if station != fact.id.station_id and (found is None or _has_ended(db, station, seq)):
        return
    tube, owner, round_id, at_utc, desk = found
    db.conn.execute("INSERT INTO ended VALUES (?, ?, ?)", (station, seq, how))
    db.conn.execute(
        "UPDATE tube SET people = people - 1 WHERE code = ? AND station_id = ?", (tube, owner)
    )
    _uncount(db, (round_id, at_utc, owner, desk))


def _has_ended(db: Database, station: str, seq: int) -> bool:
    key = (station, seq)
    found = db.conn.execute("SELECT 1 FROM ended WHERE station_id = ? AND seq = ?", key)
    return found.fetchone() is not None


def binding_undone(db: Database, fact: Fact) -> None:
    """End a sample that was taken back at the desk."""
    _end_sample(db, fact, "undone")


def person_moved(db: Database, fact: Fact) -> None:
    """End a sample that goes on in another tube."""
    _end_sample(db, fact, "moved")


def document_corrected(db: Database, fact: Fact) -> None:
    """End a sample that goes on under other data."""
    _end_sample(db, fact, "corrected")


def sample_voided(db: Database, fact: Fact) -> None:
    """End a sample that a supervisor found to be nobody's, or somebody else's."""
    _end_sample(db, fact, "void")


def tube_reopened(db: Database, fact: Fact) -> None:
    """Open a closed tube again, at the desk that asked for it."""
    db.conn.execute(
        "UPDATE tube SET status = 'open', desk = ?, closed_utc = '', close_reason = '' "
        "WHERE code = ? AND station_id = ?",
        (fact.desk, *_tube_key(fact)),
    )


def tube_voided(db: Database, fact: Fact) -> None:
    """Void a tube and end every sample that is in it by then."""
    tube, owner = _tube_key(fact)
    still = db.conn.execute(
        "SELECT station_id, seq, round_id, at_utc, desk FROM sample AS s WHERE tube = ? "
        "AND iif(tube_station = '', station_id, tube_station) = ? "
        "AND NOT EXISTS (SELECT 1 FROM ended AS e "
        "WHERE e.station_id = s.station_id AND e.seq = s.seq) ORDER BY seq",
        (tube, owner),
    ).fetchall()
    for station, seq, round_id, at_utc, desk in still:
        # Samples are stored before they are taken: one of a restored book may come after this.
        if is_taken_before(db, FactId(station, seq), fact.id, owner):
            db.conn.execute("INSERT INTO ended VALUES (?, ?, 'void')", (station, seq))
            _uncount(db, (round_id, at_utc, owner, desk))
    db.conn.execute(
        "UPDATE tube SET status = 'void', people = 0 WHERE code = ? AND station_id = ?",
        (tube, owner),
    )


def person_awaited(db: Database, fact: Fact) -> None:
    """Keep a person who waits for a tube."""
    body = json.dumps(fact.body, ensure_ascii=False, sort_keys=True)
    db.conn.execute(
        "INSERT INTO awaited VALUES (?, ?, ?, ?)",
        (fact.id.station_id, fact.id.seq, fact.desk, body),
    )


def awaited_withdrawn(db: Database, fact: Fact) -> None:
    """Let go of a person who waited."""
    db.conn.execute(
        "DELETE FROM awaited WHERE station_id = ? AND seq = ?",
        (named_owner(fact, "awaited_station"), fact.body["awaited_seq"]),
    )
