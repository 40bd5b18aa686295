"""What facts about other books leave behind: who is enrolled, what was packed, merged, decided.

Owns these steps of the derivation; refuses to decide who may be enrolled and what is true. Rows
stand under the book that wrote the fact (`lineage.origin_of`): a supervisor's book is no peer of
its own points because its facts arrived here.
"""

from __future__ import annotations

from sqlite_utils import Database

from samplepoint.domain.facts import Fact
from samplepoint.storage.lineage import origin_of

TABLES = """
CREATE TABLE peer (origin TEXT NOT NULL, sign_key TEXT NOT NULL, station_id TEXT NOT NULL,
    lineage TEXT NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
    recipient TEXT NOT NULL, recovery TEXT NOT NULL, receipt_secret TEXT NOT NULL,
    expires_utc TEXT NOT NULL, status TEXT NOT NULL, enrolled_utc TEXT NOT NULL,
    ended_utc TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (origin, sign_key)) STRICT, WITHOUT ROWID;

CREATE TABLE package_made (origin TEXT NOT NULL, number INTEGER NOT NULL,
    station_id TEXT NOT NULL, last_seq INTEGER NOT NULL, head TEXT NOT NULL,
    sha256 TEXT NOT NULL, file TEXT NOT NULL, facts INTEGER NOT NULL, samples INTEGER NOT NULL,
    made_utc TEXT NOT NULL, status TEXT NOT NULL, stored_utc TEXT NOT NULL,
    PRIMARY KEY (origin, number)) STRICT, WITHOUT ROWID;

CREATE TABLE package_merged (origin TEXT NOT NULL, sha256 TEXT NOT NULL,
    station_id TEXT NOT NULL, number INTEGER NOT NULL, verdict TEXT NOT NULL,
    new INTEGER NOT NULL, known INTEGER NOT NULL, seq INTEGER NOT NULL, made_utc TEXT NOT NULL,
    earliest_utc TEXT NOT NULL, ahead_minutes INTEGER NOT NULL, merged_utc TEXT NOT NULL,
    PRIMARY KEY (origin, sha256)) STRICT, WITHOUT ROWID;
CREATE INDEX package_merged_station ON package_merged (origin, station_id, number);

CREATE TABLE receipt (origin TEXT NOT NULL, station_id TEXT NOT NULL, last_seq INTEGER NOT NULL,
    head TEXT NOT NULL, hub TEXT NOT NULL, taken_utc TEXT NOT NULL,
    PRIMARY KEY (origin, station_id, last_seq)) STRICT, WITHOUT ROWID;

CREATE TABLE decision (origin TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
    round_id TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL, staff_id TEXT NOT NULL,
    decided_utc TEXT NOT NULL, places TEXT NOT NULL,
    PRIMARY KEY (origin, kind, key, round_id)) STRICT, WITHOUT ROWID;
"""
_PEER = (
    *("sign_key", "station_id", "lineage", "role", "name", "kind"),
    *("recipient", "recovery", "receipt_secret", "expires_utc"),
)


def hub_adopted(db: Database, fact: Fact) -> None:
    """Keep the supervisor's book that this one now works for; the one before is left.

    Packages that were sealed for that one hand nothing over any more.
    """
    origin = origin_of(db, fact.id.station_id)
    left = db.conn.execute(
        "UPDATE peer SET status = 'left', ended_utc = ? "
        "WHERE origin = ? AND role = 'hub' AND status = 'enrolled' AND sign_key <> ?",
        (fact.at_utc, origin, fact.body["sign_key"]),
    )
    if left.rowcount:
        db.conn.execute("UPDATE package_made SET status = 'left' WHERE origin = ?", (origin,))
    station_enrolled(db, fact)


def station_enrolled(db: Database, fact: Fact) -> None:
    """Keep whose signature is believed from now on."""
    body = fact.body
    db.conn.execute(
        "REPLACE INTO peer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'enrolled', ?, '', '')",
        (
            origin_of(db, fact.id.station_id),
            *(body[name] for name in _PEER),
            fact.at_utc,
        ),
    )


def station_revoked(db: Database, fact: Fact) -> None:
    """Keep that a signature is believed no more."""
    db.conn.execute(
        "UPDATE peer SET status = 'revoked', ended_utc = ?, reason = ? "
        "WHERE origin = ? AND sign_key = ?",
        (
            fact.at_utc,
            fact.body["reason"],
            origin_of(db, fact.id.station_id),
            fact.body["sign_key"],
        ),
    )


def package_made(db: Database, fact: Fact) -> None:
    """Keep what a package holds, before its file is anywhere.

    A book that was restored may give numbers once more, which its supervisor's has from before:
    the last word counts, since only the book itself asks for them.
    """
    body = fact.body
    db.conn.execute(
        "REPLACE INTO package_made VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'made', '')",
        (
            origin_of(db, fact.id.station_id),
            *(body[name] for name in ("number", "station_id", "last", "head", "sha256", "file")),
            *(body[name] for name in ("facts", "samples")),
            fact.at_utc,
        ),
    )


def package_stored(db: Database, fact: Fact) -> None:
    """Keep that a package lies, read back and found the same, where it can be carried away."""
    db.conn.execute(
        "UPDATE package_made SET status = 'stored', stored_utc = ? WHERE origin = ? AND number = ?",
        (fact.at_utc, origin_of(db, fact.id.station_id), fact.body["number"]),
    )


def package_merged(db: Database, fact: Fact) -> None:
    """Keep that a file was taken in, so that the same one is known again by its hash."""
    body = fact.body
    db.conn.execute(
        "REPLACE INTO package_merged VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            origin_of(db, fact.id.station_id),
            *(body[name] for name in ("sha256", "station_id", "number", "verdict")),
            *(body[name] for name in ("new", "known")),
            fact.id.seq,
            *(body[name] for name in ("made_at_utc", "earliest_utc", "ahead_minutes")),
            fact.at_utc,
        ),
    )


def receipt_taken(db: Database, fact: Fact) -> None:
    """Keep up to where the supervisor's book has this book's facts."""
    origin = origin_of(db, fact.id.station_id)
    for segment in fact.body["segments"]:
        db.conn.execute(
            "REPLACE INTO receipt VALUES (?, ?, ?, ?, ?, ?)",
            (
                origin,
                *(segment[name] for name in ("station_id", "last", "head")),
                fact.body["hub"],
                fact.at_utc,
            ),
        )


def finding_decided(db: Database, fact: Fact) -> None:
    """Keep what a person decided about a finding; the last word counts."""
    body = fact.body
    db.conn.execute(
        "REPLACE INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            origin_of(db, fact.id.station_id),
            *(body[name] for name in ("kind", "key", "round_id", "verdict", "reason")),
            fact.staff_id,
            fact.at_utc,
            body["places"],
        ),
    )
