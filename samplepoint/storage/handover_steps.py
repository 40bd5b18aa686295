"""What facts about handovers leave behind: sheets that were numbered, boxes that are gone.

Owns these steps of the derivation; refuses to decide what may be handed over.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from samplepoint.domain.facts import Fact

_ENTRY = ("courier", "contact", "temperature_c", "received_by", "remark")


def handover_prepared(db: Database, fact: Fact) -> None:
    """Keep the number of a sheet and which sealings it speaks of; older sheets become void."""
    body = fact.body
    db.conn.execute(
        "INSERT INTO handover VALUES (?, ?, ?, ?, 'prepared', ?, '', ?, ?, "
        "'', '', '', '', '', ?, ?, ?)",
        (
            body["handover"],
            fact.round_id,
            fact.id.station_id,
            fact.id.seq,
            fact.at_utc,
            fact.offset_minutes,
            fact.staff_id,
            *(body[name] for name in ("tubes", "people", "oldest_utc")),
        ),
    )
    for box in body["boxes"]:
        db.conn.execute(
            "INSERT INTO handover_box VALUES (?, ?, ?, ?, ?)",
            (body["handover"], box["box"], fact.round_id, box["station"], box["sealing"]),
        )
    _void(db, body["void"])


def handed_over(db: Database, fact: Fact) -> None:
    """Let boxes go: the sheet that was prepared for them is now a handover."""
    body = fact.body
    db.conn.execute(
        "UPDATE handover SET status = 'handed', handed_utc = ?, offset_minutes = ?, "
        "staff_id = ?, courier = ?, contact = ?, temperature_c = ?, received_by = ?, remark = ? "
        "WHERE id = ?",
        (
            fact.at_utc,
            fact.offset_minutes,
            fact.staff_id,
            *(body[name] for name in _ENTRY),
            body["handover"],
        ),
    )
    db.conn.execute(
        "UPDATE box SET status = 'handed', handover = :id WHERE (code, round_id, station_id) IN ("
        "SELECT box, round_id, station_id FROM handover_box WHERE handover = :id)",
        {"id": body["handover"]},
    )


def _void(db: Database, sheets: Sequence[str]) -> None:
    for sheet in sheets:
        db.conn.execute(
            "UPDATE handover SET status = 'void' WHERE id = ? AND status = 'prepared'", (sheet,)
        )
