"""What facts about printed paper leave behind: reserved ranges, spoiled labels, prints counted.

Owns these steps of the derivation; refuses to decide what may be reserved.
"""

from __future__ import annotations

from sqlite_utils import Database

from samplepoint.domain.facts import Fact

TABLES = """
CREATE TABLE label_range (station_id TEXT NOT NULL, seq INTEGER NOT NULL, round_id TEXT NOT NULL,
    what TEXT NOT NULL, mask TEXT NOT NULL, "check" TEXT NOT NULL,
    first TEXT NOT NULL, last TEXT NOT NULL, count INTEGER NOT NULL, at_utc TEXT NOT NULL,
    PRIMARY KEY (station_id, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX label_range_first ON label_range (what, first);

CREATE TABLE label_spoiled (what TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL,
    station_id TEXT NOT NULL, seq INTEGER NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (what, first, station_id, seq)) STRICT, WITHOUT ROWID;

CREATE TABLE printing (sheet TEXT NOT NULL, subject TEXT NOT NULL, station_id TEXT NOT NULL,
    times INTEGER NOT NULL, PRIMARY KEY (sheet, subject, station_id)) STRICT, WITHOUT ROWID;
"""


def labels_reserved(db: Database, fact: Fact) -> None:
    """Keep a range."""
    body = fact.body
    db.conn.execute(
        "INSERT INTO label_range VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            fact.id.station_id,
            fact.id.seq,
            fact.round_id,
            *(body[key] for key in ("what", "mask", "check", "first", "last", "count")),
            fact.at_utc,
        ),
    )


def labels_spoiled(db: Database, fact: Fact) -> None:
    """Keep which labels were thrown away."""
    body = fact.body
    db.conn.execute(
        "INSERT INTO label_spoiled VALUES (?, ?, ?, ?, ?, ?)",
        (
            body["what"],
            body["first"],
            body["last"],
            fact.id.station_id,
            fact.id.seq,
            body["reason"],
        ),
    )


def sheet_printed(db: Database, fact: Fact) -> None:
    """Count how often the paper about one thing was printed; a sheet about nothing is not."""
    subject = fact.body.get("subject")
    if subject:
        db.conn.execute(
            "INSERT INTO printing VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1",
            (fact.body["sheet"], subject, fact.id.station_id),
        )
