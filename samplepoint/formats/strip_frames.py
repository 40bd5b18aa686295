"""A sealed strip cut into the bytes of its QR symbols, and put together from them again.

Owns the frame around each part (help page `formats/strip.md`) and which parts belong together;
refuses to know what is inside, pictures and paper.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass
from typing import Final

from samplepoint.errors import Obstacle, Refusal

MAGIC: Final = b"SPS"
VERSION: Final = 1
LARGEST_SYMBOL: Final = 666
"""Bytes in a QR symbol of version 20, level M (ISO/IEC 18004, table 7)."""
MOST_SYMBOLS: Final = 255

_HEAD: Final = struct.Struct(">3sBBBI8sB")
"""Magic, version, number of this part from 1, how many, bytes in all, strip id, box's length."""
_CHECK: Final = struct.Struct(">I")
_ID_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Part:
    """One symbol of a strip: the `number`th of `count`. `strip` tells two prints apart."""

    box: str
    number: int
    count: int
    total: int
    strip: bytes
    chunk: bytes


def cut(sealed: bytes, box: str) -> list[bytes]:
    """Return the bytes of each symbol, as few and as equal in size as can be.

    Raises:
        Refusal: `strip_too_long` for what 255 symbols do not hold.
    """
    head_bytes = _HEAD.size + len(box) + _CHECK.size
    count = -(-len(sealed) // (LARGEST_SYMBOL - head_bytes))
    if count > MOST_SYMBOLS:
        raise Refusal("strip_too_long", symbols=count, most=MOST_SYMBOLS)
    strip, size = _strip_id(sealed), _size(len(sealed), count)
    chunks = [sealed[at : at + size] for at in range(0, len(sealed), size)]
    return [
        _framed(Part(box, number, count, len(sealed), strip, chunk))
        for number, chunk in enumerate(chunks, start=1)
    ]


def is_part(untrusted: bytes) -> bool:
    """Tell whether bytes of a symbol claim to be a part of a strip, of any version."""
    return untrusted.startswith(MAGIC) and len(untrusted) > _HEAD.size


def parse_part(untrusted: bytes) -> Part:
    """Read the bytes of one symbol.

    Raises:
        Refusal: `strip_symbol_foreign` (no part of a strip), `strip_symbol_damaged`.
        Obstacle: `strip_newer` (value `version`).
    """
    if not is_part(untrusted):
        raise Refusal("strip_symbol_foreign")
    _magic, version, number, count, total, strip, box_bytes = _HEAD.unpack_from(untrusted)
    body, check = untrusted[: -_CHECK.size], untrusted[-_CHECK.size :]
    if _CHECK.unpack(check)[0] != zlib.crc32(body):
        raise Refusal("strip_symbol_damaged")
    if version != VERSION:
        raise Obstacle("strip_newer", version=version)
    box, chunk = body[_HEAD.size :][:box_bytes], body[_HEAD.size + box_bytes :]
    part = Part(box.decode("ascii", "replace"), number, count, total, strip, chunk)
    if not (box.isalnum() and _adds_up(part)):
        raise Refusal("strip_symbol_damaged")
    return part


class Gathering:
    """The parts of one strip as they come: in any order, any number of times."""

    def __init__(self) -> None:
        """Begin without a strip: the first part says which it is."""
        self._parts: dict[int, Part] = {}
        self._first: Part | None = None

    def add(self, part: Part) -> bool:
        """Keep a part; tell whether it is a new one.

        Raises:
            Refusal: `strip_mixed` with both boxes for a part of another strip, also of another
                print of the same box; what was gathered stays as it is.
        """
        first = self._first = self._first or part
        if (part.strip, part.box, part.count, part.total) != (
            first.strip,
            first.box,
            first.count,
            first.total,
        ):
            raise Refusal("strip_mixed", box=first.box, other=part.box)
        is_new = part.number not in self._parts
        if not is_new and self._parts[part.number].chunk != part.chunk:
            raise Refusal("strip_symbol_damaged")
        self._parts[part.number] = part
        return is_new

    @property
    def box(self) -> str:
        """Return the box that the strip says it is of, "" before the first part."""
        return self._first.box if self._first else ""

    @property
    def count(self) -> int:
        """Return how many parts there must be, 0 before the first one."""
        return self._first.count if self._first else 0

    @property
    def missing(self) -> tuple[int, ...]:
        """Return the numbers of the parts that did not come yet."""
        return tuple(n for n in range(1, self.count + 1) if n not in self._parts)

    def whole(self) -> bytes:
        """Return the sealed strip.

        Raises:
            Refusal: `strip_absent` before the first part; `strip_incomplete` naming the missing
                ones; `strip_symbol_damaged` when the whole is not what its parts vouch for.
        """
        if self._first is None:
            raise Refusal("strip_absent")
        if missing := self.missing:
            told = ", ".join(map(str, missing))
            raise Refusal("strip_incomplete", box=self.box, missing=told, count=self.count)
        sealed = b"".join(self._parts[number].chunk for number in range(1, self.count + 1))
        if _strip_id(sealed) != self._first.strip:
            raise Refusal("strip_symbol_damaged")
        return sealed


def _framed(part: Part) -> bytes:
    box = part.box.encode("ascii")
    head = _HEAD.pack(MAGIC, VERSION, part.number, part.count, part.total, part.strip, len(box))
    body = head + box + part.chunk
    return body + _CHECK.pack(zlib.crc32(body))


def _strip_id(sealed: bytes) -> bytes:
    return hashlib.sha256(sealed).digest()[:_ID_BYTES]


def _size(total: int, count: int) -> int:
    return -(-total // count)


def _adds_up(part: Part) -> bool:
    """Tell whether a chunk has just the length that its place in the whole gives it."""
    if not 1 <= part.number <= part.count <= part.total <= MOST_SYMBOLS * LARGEST_SYMBOL:
        return False
    size = _size(part.total, part.count)
    before = size * (part.number - 1)
    return len(part.chunk) == min(size, part.total - before) > 0
