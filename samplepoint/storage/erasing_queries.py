"""What is old enough to be erased: rounds with people in them, how old, and what stands against it.

Owns the statements and the one decision whether a round is over; refuses to erase. Order counts
by number, age by clock: a time that has not come yet says nothing about age.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from samplepoint.domain.clock import utc_text
from samplepoint.domain.erasing import PERSONAL, Limit, Roster, RoundPeople, holds_person
from samplepoint.domain.facts import Kind
from samplepoint.domain.rounds import KEEP_DAYS
from samplepoint.storage import fact_rows, lineage

_PEOPLE = (
    "SELECT round_id, count(*) FROM sample INDEXED BY sample_person WHERE person_key >= 0 "
    "GROUP BY round_id"
)
_NEWEST = "SELECT round_id, max(slice_utc) FROM tally WHERE slice_utc <= ? GROUP BY round_id"
_OTHERS = (
    "SELECT round_id, kind, at_utc, body FROM fact AS f WHERE kind IN "
    "(SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1 FROM erased AS e "
    "WHERE e.station_id = f.station_id AND e.seq = f.seq)"
)
_KINDS = json.dumps(sorted(str(kind) for kind in PERSONAL))
_PLANS = (
    "SELECT body, origin = :own FROM plan WHERE round_id = :round "
    "ORDER BY origin = :own DESC, opened_seq DESC"
)
_CURRENT = "SELECT round_id FROM plan WHERE origin = ? ORDER BY opened_seq DESC LIMIT 1"
_LAST_SAMPLE = (
    "SELECT seq FROM sample WHERE station_id = ? AND round_id = ? ORDER BY seq DESC LIMIT 1"
)
_RECEIPTS = (
    "SELECT last_seq, head FROM receipt WHERE origin = ? AND station_id = ? ORDER BY last_seq DESC"
)
_UNFINISHED = (
    (
        "round_has_open_tube",
        "SELECT 1 FROM tube WHERE round_id = :round AND status = 'open' LIMIT 1",
    ),
    (
        "round_has_people_waiting",
        (
            "SELECT 1 FROM awaited AS a JOIN fact AS f ON f.station_id = a.station_id "
            "AND f.seq = a.seq WHERE f.round_id = :round LIMIT 1"
        ),
    ),
    (
        "round_has_open_box",
        "SELECT 1 FROM box WHERE round_id = :round AND status = 'open' LIMIT 1",
    ),
)


def rounds_with_people(
    db: Database, now: datetime, older_than: int | None = None
) -> list[RoundPeople]:
    """Return every round that still tells of people, the oldest first.

    `older_than` is a number of days in place of those of the rounds. Read it with a reader of its
    own: with millions of samples it takes seconds.
    """
    now_utc = utc_text(now)
    people = dict(db.conn.execute(_PEOPLE))
    others: dict[str, int] = {}
    newest: dict[str, str] = dict(db.conn.execute(_NEWEST, (now_utc,)))
    for round_id, at_utc in _other_facts(db):
        others[round_id] = others.get(round_id, 0) + 1
        if round_id not in people and at_utc <= now_utc:
            newest[round_id] = max(newest.get(round_id, ""), at_utc)
    found = []
    for round_id in people.keys() | others.keys():
        name, kept = _plan_of(db, round_id)
        days = kept if older_than is None else older_than
        limit = Limit(utc_text(now - timedelta(days=days)), now_utc, days)
        last = newest.get(round_id, "")
        is_kept = kept == 0 and older_than is None
        why_not = "round_kept_always" if is_kept else _why_not(db, round_id, last, limit)
        counts = people.get(round_id, 0), others.get(round_id, 0)
        found.append(RoundPeople(round_id, name, *counts, last, kept, limit, why_not))
    return sorted(found, key=lambda one: (one.newest_utc, one.round_id))


def _other_facts(db: Database) -> Iterator[tuple[str, str]]:
    for round_id, kind, at_utc, text in db.conn.execute(_OTHERS, (_KINDS,)):
        body = json.loads(text)
        if holds_person(kind, body):
            is_decision = kind == Kind.FINDING_DECIDED
            yield (str(body.get("round_id", "")) if is_decision else round_id), at_utc


def _plan_of(db: Database, round_id: str) -> tuple[str, int]:
    """Return name and days of a round: as this book has it, else as long as any point wants."""
    own = lineage.origin_of(db, lineage.own_line(db)[0])
    rows = db.conn.execute(_PLANS, {"round": round_id, "own": own}).fetchall()
    if not rows:
        return round_id, KEEP_DAYS
    plans: list[dict[str, Any]] = [json.loads(body) for body, _is_own in rows]
    days = [int(plan.get("keep_days", KEEP_DAYS)) for plan in plans]
    is_own = bool(rows[0][1])
    kept = days[0] if is_own else (0 if 0 in days else max(days))
    return str(plans[0]["round_name"]), kept


def _why_not(db: Database, round_id: str, newest: str, limit: Limit) -> str:
    if not newest:
        return "round_clock_ahead"
    if newest >= limit.before_utc[: len(newest)]:
        return "round_too_young"
    return _still_needed(db, round_id)


def _still_needed(db: Database, round_id: str) -> str:
    """Decide whether a round is over here: nothing half done in it, all of it acknowledged.

    What an earlier round left open holds nothing up: nobody works on it any more. Returns the
    code of what is missing, "" when the round is over.
    """
    line = lineage.own_line(db)
    origin = lineage.origin_of(db, line[0])
    current = db.conn.execute(_CURRENT, (origin,)).fetchone()
    if current and current[0] == round_id and not _is_closed_or_hub(db, origin, round_id):
        for code, sql in _UNFINISHED:
            if db.conn.execute(sql, {"round": round_id}).fetchone():
                return code
    has_hub = db.conn.execute(
        "SELECT 1 FROM peer WHERE origin = ? AND role = 'hub' AND status = 'enrolled'", (origin,)
    ).fetchone()
    is_safe = not has_hub or all(_is_acknowledged(db, origin, one, round_id) for one in line)
    return "" if is_safe else "round_not_acknowledged"


def _is_closed_or_hub(db: Database, origin: str, round_id: str) -> bool:
    """Tell whether nobody works on a round here: it was closed, or nobody ever does."""
    is_closed = db.conn.execute(
        "SELECT 1 FROM closed_round WHERE origin = ? AND round_id = ?", (origin, round_id)
    ).fetchone()
    role = db.conn.execute("SELECT value FROM meta WHERE key = 'role'").fetchone()
    return bool(is_closed) or (role is not None and role[0] == "hub")


def _is_acknowledged(db: Database, origin: str, station: str, round_id: str) -> bool:
    last = db.conn.execute(_LAST_SAMPLE, (station, round_id)).fetchone()
    if last is None:
        return True
    # After a restore a receipt may speak of facts that this book has lost.
    return any(
        seq >= last[0] and fact_rows.hash_at(db, station, seq).hex() == head
        for seq, head in db.conn.execute(_RECEIPTS, (origin, station)).fetchall()
    )


def roster(db: Database, rounds: list[RoundPeople], now: datetime) -> Roster:
    """Tell how large the roster is, and whether the round it was read for is over."""
    entries = int(db.conn.execute("SELECT count(*) FROM roster_entry").fetchone()[0])
    own = lineage.origin_of(db, lineage.own_line(db)[0])
    current = db.conn.execute(_CURRENT, (own,)).fetchone()
    kept = _plan_of(db, current[0])[1] if current else KEEP_DAYS
    last = db.conn.execute(
        "SELECT max(at_utc) FROM fact WHERE kind = ? AND at_utc <= ?",
        (str(Kind.ROSTER_IMPORTED), utc_text(now)),
    ).fetchone()[0]
    is_old = not last or last < utc_text(now - timedelta(days=kept))
    is_in_use = any(one.round_id == current[0] and one.why_not for one in rounds if current)
    return Roster(entries, bool(entries and kept and is_old and not is_in_use))


def exported(db: Database, limits: Mapping[str, Limit]) -> frozenset[str]:
    """Return the SHA-256 (hex) of files this book made of these rounds before their limits.

    They are on record with every export and package; a package counts by its own time.
    """
    newest = max(limits.values(), key=lambda one: one.before_utc, default=None)
    if newest is None:
        return frozenset()
    rows = db.conn.execute(
        "SELECT kind, round_id, at_utc, body FROM fact WHERE kind IN (?, ?)",
        (str(Kind.EXPORT_MADE), str(Kind.PACKAGE_MADE)),
    )
    found: set[str] = set()
    for kind, round_id, at_utc, text in rows:
        body = json.loads(text)
        if kind == Kind.PACKAGE_MADE and newest.is_past(at_utc):
            found.add(str(body["sha256"]))
        elif kind == Kind.EXPORT_MADE and round_id in limits and limits[round_id].is_past(at_utc):
            found.update(str(file["sha256"]) for file in body["files"])
    return frozenset(found)
