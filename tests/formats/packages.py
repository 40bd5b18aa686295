"""Packages of invented people for tests, fuzz and measurements; knows no expectation.

The facts are made and chained in the domain's own form, not by the code under test.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from samplepoint.domain.facts import (
    FIRST_LINK,
    Fact,
    FactId,
    FactLine,
    Kind,
    fact_hash,
    line_of,
    plain_json,
)
from samplepoint.domain.resident_id import check_digit
from samplepoint.domain.rounds import RoundPlan
from samplepoint.formats import age_box
from samplepoint.formats.minisign import SigningKey
from samplepoint.formats.package import (
    Package,
    decode_package,
    decrypt_package,
    open_package,
    verify_package,
    write_package,
)
from samplepoint.formats.package_lines import PackageFacts
from samplepoint.formats.package_manifest import PackageHead

STATION = "7K2M9QXZ"
OLDER = "3F8C1TWV"
KEY = SigningKey(bytes(range(32)))
OTHER_KEY = SigningKey(bytes(32))
HUB = "AGE-SECRET-KEY-1" + "EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0"
"""The secret key that the vectors of C2SP CCTV are made for, which everybody knows."""
HUB_RECIPIENT = age_box.recipient_of(HUB)
PLAN = RoundPlan("R1", "第一轮", "西古城社区")
HEAD = PackageHead(
    app="0.1.0",
    kind="practice",
    role="point",
    point=PLAN.point_name,
    station_id=STATION,
    number=3,
    made_at_utc="2026-01-12T04:30:00.000Z",
    offset_minutes=480,
    previous="ab" * 32,
)

Deed = tuple[Kind, dict[str, Any]]


def person(number: int, name: str = "赵一", address: str = "增村镇西古城村 1 号") -> dict[str, Any]:
    """Return the fields of an invented person: the sequence 000 is never issued."""
    seventeen = f"1301821990{1 + number % 12:02d}{1 + number % 28:02d}000"
    document = seventeen + check_digit(seventeen)
    return {
        "doc_type": "CN_ID",
        "doc_number": document,
        "doc_identity": document,
        "relation": "self",
        "name": name,
        "sex": "F",
        "birth_date": f"{document[6:10]}-{document[10:12]}-{document[12:14]}",
        "phone": f"1380000{number % 10_000:04d}",
        "address": address,
        "community": "西古城社区",
        "category": "",
        "remark": "",
        "flags": "",
    }


def bound(number: int, tube: str, ordinal: int, **other: Any) -> Deed:
    """Return a person in a tube."""
    body = {"tube": tube, "tube_station": "", "ordinal": ordinal, **person(number)}
    rest = {"source": "wedge", "taken_at_utc": "", "replaces": ""}
    return Kind.PERSON_BOUND, {**body, **rest, **other}


def morning(people: int, pool: int = 10) -> list[Deed]:
    """Return what a desk does with so many people: tubes opened, filled, closed, all in a box."""
    deeds: list[Deed] = [
        (Kind.ROUND_OPENED, {"plan": PLAN.to_body()}),
        (Kind.BOX_OPENED, {"box": "BX000101"}),
    ]
    for start in range(0, people, pool):
        tube = f"T{start // pool:010d}"
        deeds.append((Kind.TUBE_OPENED, {"tube": tube, "capacity": pool}))
        inside = range(start, min(start + pool, people))
        deeds += [bound(n, tube, 1 + n - start) for n in inside]
        deeds.append((Kind.TUBE_CLOSED, {"tube": tube, "reason": "full"}))
        deeds.append((Kind.TUBE_PACKED, {"tube": tube, "box": "BX000101", "bag": ""}))
    return deeds


def chained(
    deeds: Iterable[Deed], station_id: str = STATION, first: int = 1, link: bytes = FIRST_LINK
) -> list[FactLine]:
    """Return deeds as facts of a station, from a number and a hash on."""
    lines: list[FactLine] = []
    for seq, (kind, body) in enumerate(deeds, first):
        at_utc = f"2026-01-12T{seq // 3600 % 24:02d}:{seq // 60 % 60:02d}:{seq % 60:02d}.000Z"
        envelope = (FactId(station_id, seq), kind, at_utc, 480, "R1", "A", "K7M2QXZ9")
        fact = Fact(*envelope, body, "", link)
        fact = replace(fact, hash=fact_hash(fact))
        # What travels is what JSON says of a body: no tuples.
        lines.append((*line_of(fact)[:11], json.loads(plain_json(body))))
        link = fact.hash
    return lines


def packed(
    facts: Sequence[FactLine],
    head: PackageHead = HEAD,
    key: SigningKey = KEY,
    erased: Iterable[tuple[str, int]] = (),
) -> Package:
    """Return a package for the hub."""
    return write_package(head, facts, key, [HUB_RECIPIENT], erased=frozenset(erased))


def read(content: bytes, key: SigningKey = KEY, identity: str = HUB) -> PackageFacts:
    """Take all four steps of reading."""
    proven = verify_package(open_package(content), key.public)
    return decode_package(decrypt_package(proven, identity))
