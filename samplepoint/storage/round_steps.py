"""What facts about a round and its staff leave behind, each under the book that wrote it.

Owns these steps of the derivation; refuses to decide who may open a round or enrol anybody. A
book is named by its first station (`lineage.origin_of`): restoring it changes nothing here.
"""

from __future__ import annotations

import json

from sqlite_utils import Database

from samplepoint.domain.facts import Fact
from samplepoint.storage.lineage import origin_of

TABLES = """
CREATE TABLE plan (origin TEXT NOT NULL, round_id TEXT NOT NULL, body TEXT NOT NULL,
    opened_seq INTEGER NOT NULL, PRIMARY KEY (origin, round_id)) STRICT, WITHOUT ROWID;

CREATE TABLE closed_round (origin TEXT NOT NULL, round_id TEXT NOT NULL,
    closed_utc TEXT NOT NULL, staff_id TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (origin, round_id)) STRICT, WITHOUT ROWID;

CREATE TABLE staff (origin TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
    role TEXT NOT NULL, active INTEGER NOT NULL, PRIMARY KEY (origin, id)) STRICT, WITHOUT ROWID;

CREATE TABLE tally (round_id TEXT NOT NULL, slice_utc TEXT NOT NULL, station_id TEXT NOT NULL,
    desk TEXT NOT NULL, people INTEGER NOT NULL,
    PRIMARY KEY (round_id, slice_utc, station_id, desk)) STRICT, WITHOUT ROWID;
"""


def plan_opened(db: Database, fact: Fact) -> None:
    """Keep the settings of a round; the last word of a book about it counts."""
    db.conn.execute(
        "INSERT INTO plan VALUES (:origin, :round, :body, :seq) "
        "ON CONFLICT DO UPDATE SET body = :body, opened_seq = :seq",
        {
            "origin": origin_of(db, fact.id.station_id),
            "round": fact.body["round_id"],
            "body": json.dumps(fact.body, ensure_ascii=False, sort_keys=True),
            "seq": fact.id.seq,
        },
    )


def round_closed(db: Database, fact: Fact) -> None:
    """Keep that nobody is registered in a round any more."""
    db.conn.execute(
        "INSERT OR IGNORE INTO closed_round VALUES (?, ?, ?, ?, ?)",
        (
            origin_of(db, fact.id.station_id),
            fact.body["round_id"],
            fact.at_utc,
            fact.staff_id,
            fact.body["reason"],
        ),
    )


def staff_enrolled(db: Database, fact: Fact) -> None:
    """Keep who works with a book."""
    db.conn.execute(
        "INSERT INTO staff VALUES (:origin, :id, :name, :role, 1) "
        "ON CONFLICT DO UPDATE SET name = :name, role = :role, active = 1",
        {"origin": origin_of(db, fact.id.station_id)}
        | {key: fact.body[key] for key in ("id", "name", "role")},
    )


def staff_retired(db: Database, fact: Fact) -> None:
    """Keep that somebody works here no more."""
    db.conn.execute(
        "UPDATE staff SET active = 0 WHERE origin = ? AND id = ?",
        (origin_of(db, fact.id.station_id), fact.body["id"]),
    )
