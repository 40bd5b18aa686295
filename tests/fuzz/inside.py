"""What a known station can sign when its program is broken, or in somebody else's hands.

Owns the ways; refuses to expect. All of it is sealed and signed as it must be.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import zstandard

from samplepoint.domain.facts import plain_json
from samplepoint.formats.package import open_package
from tests.formats.broken_signer import Told, plain_of, repacked, resealed, signed
from tests.fuzz.spoiling import VALUES, spliced, spoiled, twisted

Way = Callable[[Random, Sequence[bytes]], bytes]
_KEYS = (
    *("station_id", "seq", "kind", "at_utc", "offset_minutes"),
    *("round_id", "desk", "staff_id", "gesture", "body"),
)


def manifest(dice: Random, good: Sequence[bytes]) -> bytes:
    """Twist the manifest."""
    content = dice.choice(good)
    told, _plain = plain_of(content)
    for _ in range(dice.choice((1, 1, 2))):
        told = twisted(dice, told)
    return signed(told, open_package(content).payload)


def manifest_bytes(dice: Random, good: Sequence[bytes]) -> bytes:
    """Spoil the bytes of the manifest."""
    opened = open_package(dice.choice(good))
    head = opened.untrusted.head
    comment = f"samplepoint-package {head.station_id} {head.number}"
    return signed(spoiled(dice, opened.manifest_bytes), opened.payload, comment=comment)


def plain_bytes(dice: Random, good: Sequence[bytes]) -> bytes:
    """Spoil the lines before they are sealed."""
    told, plain = plain_of(dice.choice(good))
    return repacked(told, spoiled(dice, plain))


def joined_lines(dice: Random, good: Sequence[bytes]) -> bytes:
    """Put lines together from two packages."""
    told, plain = plain_of(dice.choice(good))
    return repacked(told, spliced(dice, plain, plain_of(dice.choice(good))[1]))


def lines(dice: Random, good: Sequence[bytes]) -> bytes:
    """Twist, drop, double and move lines, and leave the chain as it was."""
    told, plain = plain_of(dice.choice(good))
    rows = [json.loads(line) for line in plain.splitlines()]
    for _ in range(dice.choice((1, 1, 3))):
        place = dice.randrange(len(rows))
        how = dice.randrange(5)
        if how == 0 and len(rows) > 2:
            rows.pop(place)
        elif how == 1:
            rows.insert(dice.randint(0, len(rows)), rows[place])
        elif how == 2:
            rows.append(rows.pop(place))
        else:
            rows[place] = twisted(dice, rows[place])
    return repacked(told, _written(rows))


def new_chain(dice: Random, good: Sequence[bytes]) -> bytes:
    """Twist facts, and make chain, counts and rounds fit what they now say."""
    told, plain = plain_of(dice.choice(good))
    first, *facts = (json.loads(line) for line in plain.splitlines())
    for _ in range(dice.choice((1, 1, 2))):
        place = dice.randrange(len(facts))
        whole = dice.random() < 0.3
        facts[place] = (
            twisted(dice, facts[place])
            if whole
            else {**facts[place], "body": twisted(dice, facts[place].get("body"))}
        )
    _fit(told, first, [fact for fact in facts if isinstance(fact, dict)])
    return repacked(told, _written([first, *facts]))


def _fit(told: Told, first: Told, facts: list[Told]) -> None:
    """Let the manifest and the first line say what the facts are."""
    heads = {run["station_id"]: run["link"] for run in told["segments"]}
    for fact in facts:
        station = fact.get("station_id")
        if not isinstance(station, str) or station not in heads:
            continue
        content = [*(fact.get(key) for key in _KEYS), heads[station]]
        digest = hashlib.sha256(plain_json(content).encode("utf-8", "replace")).hexdigest()
        given = fact.get("hash")
        is_given = "erased" in fact and isinstance(given, str)
        heads[station] = str(given) if is_given else digest
    for run in told["segments"]:
        run["head"] = heads[run["station_id"]]
    first["segments"] = told["segments"]
    kinds = [fact.get("kind") for fact in facts]
    told["counts"] = {
        "facts": len(facts),
        "samples": kinds.count("PersonBound"),
        "tubes": kinds.count("TubeOpened"),
        "boxes": kinds.count("BoxOpened"),
    }
    rounds = {one for one in (fact.get("round_id") for fact in facts) if isinstance(one, str)}
    told["rounds"] = sorted(rounds - {""})


def long_line(dice: Random, good: Sequence[bytes]) -> bytes:
    """Let one line be huge: a text, a cloud of lists, or lists in lists."""
    told, plain = plain_of(dice.choice(good))
    size = dice.choice((60_000, 65_536, 70_000, 2_000_000))
    filling = dice.choice((b"x" * size, b"[" * size, b"[]," * (size // 3), b'"a",' * (size // 4)))
    rows = plain.split(b"\n")
    place = dice.randrange(len(rows))
    line = rows[place]
    rows[place] = dice.choice(
        (filling, line[:-1] + b',"x":"' + filling + b'"}', line + b" " * size)
    )
    return repacked(told, b"\n".join(rows))


def compression(dice: Random, good: Sequence[bytes]) -> bytes:
    """Compress in a way that is not ours, and tell any size."""
    told, plain = plain_of(dice.choice(good))
    zeros = bytes(dice.choice((1, 1000, 33_000_000)))
    frames = (
        zstandard.compress(plain, dice.choice((1, 3, 19))),
        zstandard.compress(zeros),
        zstandard.ZstdCompressor(write_content_size=False).compress(plain),
        zstandard.ZstdCompressor(write_checksum=True).compress(plain),
        b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd",
        plain,
    )
    packed = b"".join(dice.choice(frames) for _ in range(dice.choice((1, 1, 2))))
    if dice.random() < 0.5:
        packed = spoiled(dice, packed)
    sizes = (len(plain), len(plain), len(zeros), 1, 32 * 1024 * 1024, 2**40)
    return resealed(told, packed, dice.choice(sizes))


def members_of_lines(dice: Random, good: Sequence[bytes]) -> bytes:
    """Give every line the same hostile value, so that columns are wrong from end to end."""
    told, plain = plain_of(dice.choice(good))
    first, *facts = (json.loads(line) for line in plain.splitlines())
    key = dice.choice(_KEYS)
    value: Any = dice.choice(VALUES)
    changed = [{**fact, key: value} for fact in facts]
    _fit(told, first, changed)
    return repacked(told, _written([first, *changed]))


def _written(rows: Sequence[Any]) -> bytes:
    texts = [json.dumps(row, ensure_ascii=False) for row in rows]
    return "\n".join([*texts, ""]).encode("utf-8", "replace")


WAYS: tuple[Way, ...] = (
    *(manifest, manifest, manifest_bytes, plain_bytes, joined_lines),
    *(lines, lines, new_chain, new_chain, new_chain, long_line, compression, members_of_lines),
)
