"""From facts to state: which tubes are open, who counts, what is in a box.

Owns one small step a kind of fact, and the rebuild that gives the same tables again; refuses to
decide whether something was allowed. Rows are keyed by station, so that the order in which other
stations' facts arrive does not matter; a fact about a tube, box or sample of an earlier station
of the same book names that station (see `lineage`).
"""

from __future__ import annotations

import json
from collections.abc import Callable

from sqlite_utils import Database

from samplepoint.domain.facts import Fact, Kind
from samplepoint.storage import box_steps, fact_rows, handover_steps, label_steps
from samplepoint.storage.lineage import named_owner
from samplepoint.storage.schema import DERIVED

TEN_MINUTES = len("2026-01-12T08:4")
"""Length of a UTC text that names ten minutes of a day."""

Step = Callable[[Database, Fact], None]
OFTEN = 1000
"""Facts between two reports of progress."""


def apply(db: Database, fact: Fact) -> None:
    """Bring the derived tables up to date with one fact; the caller has a transaction open."""
    step = _STEPS.get(fact.kind)
    if step:
        step(db, fact)


def rebuild(db: Database, progress: Callable[[int], None] = lambda _done: None) -> int:
    """Make every derived table anew from the facts and return how many facts there are.

    `progress` is told how many facts are done, every so often; what it raises undoes all.
    """
    count = 0
    with db.atomic():
        for table in DERIVED:
            db.execute(f"DELETE FROM {table}")
        for fact in fact_rows.every_fact(db):
            apply(db, fact)
            count += 1
            if count % OFTEN == 0:
                progress(count)
    return count


def _plan_opened(db: Database, fact: Fact) -> None:
    db.conn.execute(
        "INSERT INTO plan VALUES (:id, :body, :seq) "
        "ON CONFLICT DO UPDATE SET body = :body, opened_seq = :seq",
        {
            "id": fact.body["round_id"],
            "body": json.dumps(fact.body, ensure_ascii=False, sort_keys=True),
            "seq": fact.id.seq,
        },
    )


def _staff_enrolled(db: Database, fact: Fact) -> None:
    db.conn.execute(
        "INSERT INTO staff VALUES (:id, :name, :role, 1) "
        "ON CONFLICT DO UPDATE SET name = :name, role = :role, active = 1",
        {key: fact.body[key] for key in ("id", "name", "role")},
    )


def _staff_retired(db: Database, fact: Fact) -> None:
    db.conn.execute("UPDATE staff SET active = 0 WHERE id = ?", (fact.body["id"],))


def _tube_opened(db: Database, fact: Fact) -> None:
    db.conn.execute(
        "INSERT INTO tube VALUES (?, ?, ?, 'open', ?, ?, 0, ?, ?, '', '', '', 0, '')",
        (
            fact.body["tube"],
            fact.id.station_id,
            fact.round_id,
            fact.desk,
            fact.body["capacity"],
            fact.id.seq,
            # A tube of a paper form was opened long before it was entered.
            fact.body.get("opened_at_utc", fact.at_utc),
        ),
    )


def _opening_withdrawn(db: Database, fact: Fact) -> None:
    db.conn.execute("DELETE FROM tube WHERE code = ? AND station_id = ?", _tube_key(fact))


def _tube_key(fact: Fact) -> tuple[str, str]:
    return fact.body["tube"], named_owner(fact, "tube_station")


def _person_bound(db: Database, fact: Fact) -> None:
    db.conn.execute(
        "UPDATE tube SET people = people + 1 WHERE code = ? AND station_id = ?", _tube_key(fact)
    )
    _count(db, fact.round_id, fact.at_utc, fact.desk, 1)


def _count(db: Database, round_id: str, at_utc: str, desk: str, people: int) -> None:
    db.conn.execute(
        "INSERT INTO tally VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET people = people + excluded.people",
        (round_id, at_utc[:TEN_MINUTES], desk, people),
    )


def _end_sample(db: Database, fact: Fact, how: str) -> None:
    """End the sample that a fact names by its number."""
    station, seq = named_owner(fact, "sample_station"), fact.body["sample_seq"]
    db.conn.execute("INSERT INTO ended VALUES (?, ?, ?)", (station, seq, how))
    tube, owner, round_id, at_utc, desk = db.conn.execute(
        "SELECT tube, tube_station, round_id, at_utc, desk FROM sample "
        "WHERE station_id = ? AND seq = ?",
        (station, seq),
    ).fetchone()
    db.conn.execute(
        "UPDATE tube SET people = people - 1 WHERE code = ? AND station_id = ?",
        (tube, owner or station),
    )
    _count(db, round_id, at_utc, desk, -1)


def _binding_undone(db: Database, fact: Fact) -> None:
    _end_sample(db, fact, "undone")


def _person_moved(db: Database, fact: Fact) -> None:
    _end_sample(db, fact, "moved")


def _document_corrected(db: Database, fact: Fact) -> None:
    _end_sample(db, fact, "corrected")


def _tube_closed(db: Database, fact: Fact) -> None:
    db.conn.execute(
        "UPDATE tube SET status = 'closed', closed_utc = ?, close_reason = ? "
        "WHERE code = ? AND station_id = ?",
        (
            fact.body.get("closed_at_utc", fact.at_utc),
            fact.body["reason"],
            *_tube_key(fact),
        ),
    )


def _tube_reopened(db: Database, fact: Fact) -> None:
    db.conn.execute(
        "UPDATE tube SET status = 'open', desk = ?, closed_utc = '', close_reason = '' "
        "WHERE code = ? AND station_id = ?",
        (fact.desk, *_tube_key(fact)),
    )


def _tube_voided(db: Database, fact: Fact) -> None:
    tube, owner = _tube_key(fact)
    still = db.conn.execute(
        "SELECT station_id, seq, round_id, at_utc, desk FROM sample AS s WHERE tube = ? "
        "AND iif(tube_station = '', station_id, tube_station) = ? "
        "AND NOT EXISTS (SELECT 1 FROM ended AS e "
        "WHERE e.station_id = s.station_id AND e.seq = s.seq) ORDER BY seq",
        (tube, owner),
    ).fetchall()
    for station, seq, round_id, at_utc, desk in still:
        db.conn.execute("INSERT INTO ended VALUES (?, ?, 'void')", (station, seq))
        _count(db, round_id, at_utc, desk, -1)
    db.conn.execute(
        "UPDATE tube SET status = 'void', people = 0 WHERE code = ? AND station_id = ?",
        (tube, owner),
    )


def _person_awaited(db: Database, fact: Fact) -> None:
    body = json.dumps(fact.body, ensure_ascii=False, sort_keys=True)
    db.conn.execute(
        "INSERT INTO awaited VALUES (?, ?, ?, ?)",
        (fact.id.station_id, fact.id.seq, fact.desk, body),
    )


def _awaited_withdrawn(db: Database, fact: Fact) -> None:
    db.conn.execute(
        "DELETE FROM awaited WHERE station_id = ? AND seq = ?",
        (named_owner(fact, "awaited_station"), fact.body["awaited_seq"]),
    )


_STEPS: dict[Kind, Step] = {
    Kind.ROUND_OPENED: _plan_opened,
    Kind.PLAN_CHANGED: _plan_opened,
    Kind.STAFF_ENROLLED: _staff_enrolled,
    Kind.STAFF_RETIRED: _staff_retired,
    Kind.TUBE_OPENED: _tube_opened,
    Kind.OPENING_WITHDRAWN: _opening_withdrawn,
    Kind.PERSON_BOUND: _person_bound,
    Kind.BINDING_UNDONE: _binding_undone,
    Kind.PERSON_MOVED: _person_moved,
    Kind.DOCUMENT_CORRECTED: _document_corrected,
    Kind.TUBE_CLOSED: _tube_closed,
    Kind.TUBE_REOPENED: _tube_reopened,
    Kind.TUBE_VOIDED: _tube_voided,
    Kind.PERSON_AWAITED: _person_awaited,
    Kind.AWAITED_WITHDRAWN: _awaited_withdrawn,
    Kind.BOX_OPENED: box_steps.box_opened,
    Kind.TUBE_PACKED: box_steps.tube_packed,
    Kind.TUBE_UNPACKED: box_steps.tube_unpacked,
    Kind.BOX_COUNTED: box_steps.box_counted,
    Kind.BOX_SEALED: box_steps.box_sealed,
    Kind.SEAL_NOTED: box_steps.seal_noted,
    Kind.BOX_REOPENED: box_steps.box_reopened,
    Kind.BOX_SWAPPED: box_steps.box_swapped,
    Kind.HANDOVER_PREPARED: handover_steps.handover_prepared,
    Kind.HANDED_OVER: handover_steps.handed_over,
    Kind.LABELS_RESERVED: label_steps.labels_reserved,
    Kind.LABELS_SPOILED: label_steps.labels_spoiled,
    Kind.SHEET_PRINTED: label_steps.sheet_printed,
}
