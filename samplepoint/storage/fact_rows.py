"""Facts as rows: how one is appended, read back and checked.

Owns the two tables of facts and the person key; refuses to know derived state.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlite_utils import Database

from samplepoint.domain.documents import DocumentType
from samplepoint.domain.facts import FIRST_LINK, Fact, FactId, Kind, fact_hash, plain_json
from samplepoint.domain.samples import FIELDS
from samplepoint.errors import Damage
from samplepoint.storage.lineage import continued_by, stations

ENVELOPE = (
    "station_id",
    "seq",
    "kind",
    "at_utc",
    "offset_minutes",
    "round_id",
    "desk",
    "staff_id",
    "gesture",
    "link",
    "hash",
)
_ENVELOPE_LIST = ", ".join(ENVELOPE)
_OFTEN = 1000
_INSERT_FACT = f"INSERT INTO fact ({_ENVELOPE_LIST}, body) VALUES ({', '.join('?' * 12)})"
_SAMPLE_WIDTH = len(ENVELOPE) + len(FIELDS) + 1
_INSERT_SAMPLE = (
    f"INSERT INTO sample ({_ENVELOPE_LIST}, {', '.join(FIELDS)}, person_key) "
    f"VALUES ({', '.join('?' * _SAMPLE_WIDTH)})"
)
_STATION_FACTS = (
    f"SELECT {_ENVELOPE_LIST}, body{', NULL' * len(FIELDS)} FROM fact WHERE station_id = :station "
    f"UNION ALL SELECT {_ENVELOPE_LIST}, NULL, {', '.join(FIELDS)} FROM sample "
    "WHERE station_id = :station ORDER BY seq"
)


def person_key(secret: bytes, kind: DocumentType | str, identity: str) -> int:
    """Return the 63-bit keyed hash under which a (type, number) is looked up in one book."""
    digest = hashlib.blake2b(f"{kind}\x1f{identity}".encode(), digest_size=8, key=secret).digest()
    return int.from_bytes(digest, "big") >> 1


def append(db: Database, fact: Fact, secret: bytes) -> None:
    """Write one fact; the caller has a transaction open."""
    envelope = _envelope(fact)
    if fact.kind is Kind.PERSON_BOUND:
        body = fact.body
        key = person_key(secret, body["doc_type"], body["doc_identity"])
        db.conn.execute(_INSERT_SAMPLE, (*envelope, *(body[field] for field in FIELDS), key))
    else:
        db.conn.execute(_INSERT_FACT, (*envelope, plain_json(fact.body)))


def _envelope(fact: Fact) -> tuple[Any, ...]:
    return (
        fact.id.station_id,
        fact.id.seq,
        str(fact.kind),
        fact.at_utc,
        fact.offset_minutes,
        fact.round_id,
        fact.desk,
        fact.staff_id,
        fact.gesture,
        fact.link,
        fact.hash,
    )


def every_fact(db: Database) -> Iterator[Fact]:
    """Yield all facts by station and number; a station comes after the one it continues."""
    for station in stations(db):
        for row in db.conn.execute(_STATION_FACTS, {"station": station}):
            yield _read(row)


def hash_at(db: Database, station_id: str, seq: int) -> bytes:
    """Return the hash of one fact; empty when it is not here."""
    found = [
        db.conn.execute(
            f"SELECT hash FROM {table} WHERE station_id = ? AND seq = ?", (station_id, seq)
        ).fetchone()
        for table in ("fact", "sample")
    ]
    return next((bytes(row[0]) for row in found if row), b"")


def _read(row: Sequence[Any]) -> Fact:
    head, rest = row[: len(ENVELOPE)], row[len(ENVELOPE) :]
    station_id, seq, kind, at_utc, offset, round_id, desk, staff_id, gesture, link, digest = head
    try:
        known = Kind(kind)
        body = json.loads(rest[0]) if rest[0] is not None else _columns(rest[1:])
    except ValueError:
        raise Damage("chain_broken", station=station_id, seq=seq) from None
    return Fact(
        FactId(station_id, seq),
        known,
        at_utc,
        offset,
        round_id,
        desk,
        staff_id,
        body,
        gesture,
        link,
        digest,
    )


def _columns(values: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(FIELDS, values, strict=True))


def newest_of_kind(db: Database, station_id: str, kind: Kind) -> Fact | None:
    """Return a station's newest fact of a kind, None without one; not for `PersonBound`."""
    row = db.conn.execute(
        f"SELECT {_ENVELOPE_LIST}, body FROM fact WHERE station_id = ? AND kind = ? "
        "ORDER BY seq DESC LIMIT 1",
        (station_id, str(kind)),
    ).fetchone()
    return _read(row) if row else None


def has_facts_after(db: Database, station_id: str, seq: int, but: Kind) -> bool:
    """Tell whether a station has facts after a number, other than those of one kind."""
    row = db.conn.execute(
        "SELECT EXISTS (SELECT 1 FROM fact WHERE station_id = :station AND seq > :seq "
        "AND kind <> :kind) OR EXISTS (SELECT 1 FROM sample WHERE station_id = :station "
        "AND seq > :seq)",
        {"station": station_id, "seq": seq, "kind": str(but)},
    ).fetchone()
    return bool(row[0])


def head_of(db: Database, station_id: str) -> tuple[int, bytes, str]:
    """Return number, hash and time of a station's newest fact; (0, zeros, "") without one."""
    rows = [
        db.conn.execute(
            f"SELECT seq, hash, at_utc FROM {table} WHERE station_id = ? ORDER BY seq DESC LIMIT 1",
            (station_id,),
        ).fetchone()
        for table in ("fact", "sample")
    ]
    newest = max((row for row in rows if row), default=None)
    return (newest[0], bytes(newest[1]), newest[2]) if newest else (0, FIRST_LINK, "")


def check_chains(db: Database, progress: Callable[[int], None] = lambda _done: None) -> int:
    """Walk every station's chain and return how many facts were checked.

    `progress` is told how many facts are done, every so often; what it raises goes through.

    Raises:
        Damage: `chain_broken` with station and number where a fact is missing or was changed.
    """
    expected: dict[str, tuple[int, bytes]] = {}
    count = 0
    for fact in every_fact(db):
        station = fact.id.station_id
        last, link = expected.get(station) or _origin(db, fact)
        if fact.id.seq != last + 1 or bytes(fact.link) != link or fact_hash(fact) != fact.hash:
            raise Damage("chain_broken", station=station, seq=fact.id.seq)
        expected[station] = (fact.id.seq, fact.hash)
        count += 1
        if count % _OFTEN == 0:
            progress(count)
    return count


def _origin(db: Database, first: Fact) -> tuple[int, bytes]:
    """Return number and hash of what the first fact of a station must follow."""
    older = continued_by(db, first.id.station_id)
    if not older:
        return 0, FIRST_LINK
    return first.id.seq - 1, hash_at(db, older, first.id.seq - 1)
