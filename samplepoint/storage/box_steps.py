"""What facts about boxes leave behind: what is in one, whether it was counted, each sealing of it.

Owns these steps of the derivation, apart from those that come by the million (`deriving`);
refuses to decide what may be packed or sealed.
"""

from __future__ import annotations

from sqlite_utils import Database

from samplepoint.domain.facts import Fact
from samplepoint.storage.lineage import named_owner

_THE_BOX = "WHERE code = ? AND round_id = ? AND station_id = ?"
_THE_SEALING = "WHERE box = ? AND round_id = ? AND station_id = ? AND void_utc = ''"


def _box_key(fact: Fact) -> tuple[str, str, str]:
    return fact.body["box"], fact.round_id, named_owner(fact, "box_station")


def _tube_key(fact: Fact) -> tuple[str, str]:
    return fact.body["tube"], named_owner(fact, "tube_station")


def tube_unpacked(db: Database, fact: Fact) -> None:
    """Take a tube out."""
    db.conn.execute(
        "UPDATE tube SET box = '', packed_seq = 0, bag = '' WHERE code = ? AND station_id = ?",
        _tube_key(fact),
    )
    db.conn.execute(
        f"UPDATE box SET tubes = tubes - 1, changed_seq = ? {_THE_BOX}",
        (fact.id.seq, *_box_key(fact)),
    )


def box_counted(db: Database, fact: Fact) -> None:
    """Keep that a count by hand agreed; one that differed makes an earlier one void."""
    agrees = fact.body["counted"] == fact.body["scanned"]
    counted = (fact.id.seq, fact.staff_id) if agrees else (0, "")
    db.conn.execute(
        f"UPDATE box SET counted_seq = ?, counted_by = ? {_THE_BOX}", (*counted, *_box_key(fact))
    )


def seal_noted(db: Database, fact: Fact) -> None:
    """Keep the number of the plastic seal, also of a box that is sealed already."""
    key = _box_key(fact)
    db.conn.execute(f"UPDATE box SET seal = ? {_THE_BOX}", (fact.body["seal"], *key))
    db.conn.execute(f"UPDATE sealing SET seal = ? {_THE_SEALING}", (fact.body["seal"], *key))


def box_reopened(db: Database, fact: Fact) -> None:
    """Open a sealed box again: its sealing, its count and its printed sheets are void."""
    key = _box_key(fact)
    db.conn.execute(
        "UPDATE box SET status = 'open', sealed_utc = '', seal = '', changed_seq = ?, desk = ? "
        + _THE_BOX,
        (fact.id.seq, fact.desk, *key),
    )
    db.conn.execute(
        f"UPDATE sealing SET void_utc = ?, void_reason = ? {_THE_SEALING}",
        (fact.at_utc, fact.body["reason"], *key),
    )
    db.conn.execute(
        "UPDATE handover SET status = 'void' WHERE status = 'prepared' AND id IN ("
        "SELECT handover FROM handover_box WHERE box = ? AND round_id = ? AND station_id = ?)",
        key,
    )


def box_swapped(db: Database, fact: Fact) -> None:
    """Void a box whose tubes went into another one."""
    db.conn.execute(f"UPDATE box SET status = 'void' {_THE_BOX}", _box_key(fact))
