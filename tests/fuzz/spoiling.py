"""How bytes are spoiled, and the values that programs stumble over; knows no format.

Owns raw mutations of bytes and of JSON; every one depends on its dice alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

Bytes = Callable[[Random, bytes], bytes]

MARKS = (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x07\x08", b"../", b"\n")
NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def flip(dice: Random, content: bytes) -> bytes:
    """Turn one bit over, or up to eight."""
    spoiled = bytearray(content or b"\x00")
    for _ in range(dice.choice((1, 1, 1, 2, 8))):
        spoiled[dice.randrange(len(spoiled))] ^= 1 << dice.randrange(8)
    return bytes(spoiled)


def cut(dice: Random, content: bytes) -> bytes:
    """Lose the end, the beginning, or something between."""
    start, end = sorted(dice.randint(0, len(content)) for _ in range(2))
    return dice.choice((content[:start], content[end:], content[:start] + content[end:]))


def insert(dice: Random, content: bytes) -> bytes:
    """Put bytes between: a mark of a ZIP, noise, zeros, or a piece of the file itself."""
    place = dice.randint(0, len(content))
    start = dice.randint(0, len(content))
    piece = dice.choice(
        (
            dice.choice(MARKS),
            dice.randbytes(dice.randint(1, 64)),
            bytes(dice.randint(1, 4096)),
            content[start : start + dice.randint(1, 512)],
        )
    )
    return content[:place] + piece + content[place:]


def overwrite(dice: Random, content: bytes) -> bytes:
    """Write a mark, noise, or a number that programs stumble over, on top of what is there."""
    place = dice.randint(0, len(content))
    number = dice.choice(NUMBERS).to_bytes(4, dice.choice(("little", "big")))
    piece = dice.choice((dice.choice(MARKS), dice.randbytes(dice.randint(1, 32)), number))
    return content[:place] + piece + content[place + len(piece) :]


def swap(dice: Random, content: bytes) -> bytes:
    """Let two neighbouring pieces change places."""
    first, second, third = sorted(dice.randint(0, len(content)) for _ in range(3))
    return content[:first] + content[second:third] + content[first:second] + content[third:]


RAW: tuple[Bytes, ...] = (flip, flip, cut, insert, overwrite, swap)


def spoiled(dice: Random, content: bytes) -> bytes:
    """Spoil bytes once or a few times; what comes out may by chance be what went in."""
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        content = dice.choice(RAW)(dice, content)
    return content


def spliced(dice: Random, one: bytes, other: bytes) -> bytes:
    """Begin with one file and end with another."""
    place = dice.randint(0, len(one))
    at_the_same = dice.random() < 0.5
    return one[:place] + other[place if at_the_same else dice.randint(0, len(other)) :]


# --- JSON -------------------------------------------------------------------------------------


def deep(levels: int) -> Any:
    """Return lists in lists."""
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 1.0, 0.1, 1e-7, 1e308, -0.0),
    *(2**31, 2**53, 2**63, 2**64 - 1, -(2**63)),
    *("", "0", "1", "x", "\x00", "\n", "\u202e", "\ufeff", "７", "١", "a" * 300, "é" * 9000),
    *("../a", "R1", "7K2M9QXZ", "3F8C1TWV", "PersonBound", "TubeOpened", "TubeWashed"),
    *("2026-01-12T00:00:04.000Z", "2026-02-30T00:00:04.000Z", "1980-01-01T00:00:00.000Z"),
    *("0" * 64, "f" * 64, "A" * 64, "RWQ", "age1"),
    *([], {}, [1], {"a": 1}, [[]], [{}], {"": ""}, [[]] * 2000),
    *(deep(5), deep(11), deep(12), deep(13), deep(200)),
)
"""What a member can be that it should not."""


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return where there is anything in a JSON value, by keys and numbers."""
    found = [path]
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            found += places(inner, (*path, key))
    return found


def twisted(dice: Random, value: Any) -> Any:
    """Return a JSON value in which something is another, gone, doubled, renamed or new."""
    value = json.loads(json.dumps(value))
    inner = places(value)[1:]
    if not inner:
        return dice.choice(VALUES)
    *way, last = dice.choice(inner)
    parent = value
    for key in way:
        parent = parent[key]
    how = dice.randrange(6)
    if how == 0:
        parent.pop(last, None) if isinstance(parent, dict) else parent.pop(last)
    elif how == 1 and isinstance(parent, dict):
        parent[dice.choice(("", "erased", "hash", "body", "x", f"{last} "))] = parent.pop(last, 1)
    elif how == 1:
        parent.append(parent[last])
    elif how == 2 and isinstance(parent, dict):
        parent[dice.choice(("erased", "hash", "weather", "version"))] = dice.choice(VALUES)
    else:
        parent[last] = _near(dice, parent.get(last) if isinstance(parent, dict) else parent[last])
    return value


def _near(dice: Random, value: Any) -> Any:
    """Return another value: something hostile, or what is close to the one that was there."""
    if type(value) is int and dice.random() < 0.5:
        return value + dice.choice((-1, 1, 2**32, 0.0))
    if isinstance(value, str) and value and dice.random() < 0.5:
        place = dice.randrange(len(value))
        return value[:place] + dice.choice(("", "0", "1", "Ａ", "\x00", value)) + value[place + 1 :]
    return dice.choice(VALUES)
