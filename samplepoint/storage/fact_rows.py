"""Facts as rows: how one is appended, read back and checked.

Owns the two tables of facts and the person key; refuses to know derived state.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any

import orjson
from sqlite_utils import Database

from samplepoint.domain.documents import DocumentType
from samplepoint.domain.facts import (
    FIRST_LINK,
    Fact,
    FactLine,
    Kind,
    fact_hash,
    fact_of,
    line_of,
    plain_json,
)
from samplepoint.domain.samples import FIELDS
from samplepoint.errors import Damage
from samplepoint.storage.erased_rows import Marks
from samplepoint.storage.lineage import continued_by, own_line, stations

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
_IN_ORDER = itemgetter(*FIELDS)
_NO_COLUMNS = (None,) * len(FIELDS)
_BOTH = (
    f"SELECT {_ENVELOPE_LIST}, body{', NULL' * len(FIELDS)} FROM fact WHERE station_id = :station "
    "AND {which} "
    f"UNION ALL SELECT {_ENVELOPE_LIST}, NULL, {', '.join(FIELDS)} FROM sample "
    "WHERE station_id = :station AND {which}"
)
_STATION_FACTS = _BOTH.replace("{which}", "seq BETWEEN :first AND :last") + " ORDER BY seq"
_ONE_FACT = _BOTH.replace("{which}", "seq = :seq")


Keyed = hashlib.blake2b
"""A hash that has taken the key of a book: copied for each person, it need not take it again."""


def person_key(secret: bytes, kind: DocumentType | str, identity: str) -> int:
    """Return the 63-bit keyed hash under which a (type, number) is looked up in one book."""
    return _key(_keyed(secret), kind, identity)


def _keyed(secret: bytes) -> Keyed:
    return hashlib.blake2b(digest_size=8, key=secret)


def _key(fresh: Keyed, kind: str, identity: str) -> int:
    fresh.update(f"{kind}\x1f{identity}".encode())
    return int.from_bytes(fresh.digest(), "big") >> 1


def erased_key(secret: bytes, station_id: str, seq: int) -> int:
    """Return the number in place of a person's key whose people were erased: negative, unique.

    One number for all would make one person of them, in two tubes of one round.
    """
    return _erased_key(_keyed(secret), station_id, seq)


def _erased_key(fresh: Keyed, station_id: str, seq: int) -> int:
    fresh.update(f"{station_id}/{seq}".encode())
    return -(int.from_bytes(fresh.digest(), "big") >> 1) - 1


def append(db: Database, fact: Fact, secret: bytes) -> None:
    """Write one fact; the caller has a transaction open."""
    if fact.kind is Kind.PERSON_BOUND:
        db.conn.execute(_INSERT_SAMPLE, _sample_row(line_of(fact), _keyed(secret)))
    else:
        db.conn.execute(_INSERT_FACT, (*line_of(fact)[:-1], plain_json(fact.body)))


def append_lines(db: Database, lines: Sequence[FactLine], secret: bytes) -> None:
    """Write many facts at once; the caller has a transaction open."""
    bound, keyed = str(Kind.PERSON_BOUND), _keyed(secret)
    samples = [_sample_row(line, keyed) for line in lines if line[2] == bound]
    # The same text as `plain_json` writes, made five times as fast.
    others = [
        (*_quick(line), orjson.dumps(line[-1], option=orjson.OPT_SORT_KEYS).decode())
        for line in lines
        if line[2] != bound
    ]
    db.conn.executemany(_INSERT_SAMPLE, samples)
    db.conn.executemany(_INSERT_FACT, others)


def _quick(line: FactLine) -> tuple[Any, ...]:
    """Return the envelope in types that the driver stores as they are.

    Of `bytes` it asks first whether somebody taught them to become something else, which takes
    as long as storing a small row; of `bytearray` it does not.
    """
    return (*line[:9], bytearray(line[9]), bytearray(line[10]))


def _sample_row(line: FactLine, keyed: Keyed) -> tuple[Any, ...]:
    """Return a sample's row: envelope, the columns of `FIELDS`, and the key of its person."""
    body = line[-1]
    identity = body["doc_identity"]
    # Nobody is registered without a number, at least a temporary one: who has none was erased.
    key = (
        _key(keyed.copy(), body["doc_type"], identity)
        if identity
        else _erased_key(keyed.copy(), line[0], line[1])
    )
    return (*_quick(line), *_IN_ORDER(body), key)


def every_fact(db: Database) -> Iterator[Fact]:
    """Yield all facts by station and number; a station comes after the one it continues."""
    for station in stations(db):
        for line in lines_of(db, station):
            yield _fact(line)


def lines_of(
    db: Database, station_id: str, last: int = sys.maxsize, *, first: int = 1
) -> Iterator[FactLine]:
    """Yield the facts of a station by number, between these two numbers."""
    numbers = {"station": station_id, "first": first, "last": last}
    for row in db.conn.execute(_STATION_FACTS, numbers):
        yield _line(row)


def line_at(db: Database, station_id: str, seq: int) -> FactLine | None:
    """Return one fact, None when it is not here."""
    row = db.conn.execute(_ONE_FACT, {"station": station_id, "seq": seq}).fetchone()
    return _line(row) if row else None


def hash_at(db: Database, station_id: str, seq: int) -> bytes:
    """Return the hash of one fact; empty when it is not here."""
    found = [
        db.conn.execute(
            f"SELECT hash FROM {table} WHERE station_id = ? AND seq = ?", (station_id, seq)
        ).fetchone()
        for table in ("fact", "sample")
    ]
    return next((bytes(row[0]) for row in found if row), b"")


def _line(row: Sequence[Any]) -> FactLine:
    head, rest = row[: len(ENVELOPE)], row[len(ENVELOPE) :]
    try:
        body = json.loads(rest[0]) if rest[0] is not None else _columns(rest[1:])
    except ValueError:
        raise Damage("chain_broken", station=row[0], seq=row[1]) from None
    return (*head, body)


def _fact(line: FactLine) -> Fact:
    try:
        return fact_of(line)
    except ValueError:
        raise Damage("chain_broken", station=line[0], seq=line[1]) from None


def _columns(values: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(FIELDS, values, strict=True))


def newest_of_kind(db: Database, station_id: str, kind: Kind) -> Fact | None:
    """Return a station's newest fact of a kind, None without one; not for `PersonBound`."""
    row = db.conn.execute(
        f"SELECT {_ENVELOPE_LIST}, body FROM fact WHERE station_id = ? AND kind = ? "
        "ORDER BY seq DESC LIMIT 1",
        (station_id, str(kind)),
    ).fetchone()
    return _fact(_line((*row, *_NO_COLUMNS))) if row else None


def count_after(db: Database, station_id: str, seq: int, but: Kind) -> int:
    """Count a station's facts after a number, other than those of one kind."""
    row = db.conn.execute(
        "SELECT (SELECT count(*) FROM fact WHERE station_id = :station AND seq > :seq "
        "AND kind <> :kind) + (SELECT count(*) FROM sample WHERE station_id = :station "
        "AND seq > :seq)",
        {"station": station_id, "seq": seq, "kind": str(but)},
    ).fetchone()
    return int(row[0])


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
        Damage: `chain_broken` with station and number where a fact is missing or was changed;
            `erased_unclaimed`, `erased_not_empty` (see `erased_rows.Marks`).
            Facts of another book that have not arrived yet are no damage (`reach`).
    """
    expected: dict[str, tuple[int, bytes]] = {}
    own = own_line(db)
    marks = Marks(db)
    count = 0
    for fact in every_fact(db):
        station = fact.id.station_id
        last, link = expected.get(station) or _origin(db, fact)
        # The link is empty where the station that this one continues has not arrived.
        if station not in own and (fact.id.seq > last + 1 or not link):
            last, link = fact.id.seq - 1, bytes(fact.link)
        is_next = fact.id.seq == last + 1 and bytes(fact.link) == link
        if not is_next or not (marks.has(fact) or fact_hash(fact) == fact.hash):
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
