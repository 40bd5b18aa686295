"""The box hash: one number over who is in which tube, which any reader of a file can recompute.

Owns the canonical lines (help page `formats/manifest.md`); refuses to know files and languages:
only columns that read the same in every language go in.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Final, NamedTuple, Protocol

HASH_CODE_PREFIX: Final = "SPH"
"""Before the hash in its QR symbol: tells our own codes apart."""
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\r": "\\r", "\n": "\\n"})
_ESCAPED: Final = re.compile(r"\\(.?)", re.DOTALL)
_MEANT: Final = {"\\": "\\", "t": "\t", "r": "\r", "n": "\n"}


class HashedRow(Protocol):
    """The columns that are hashed, as texts of a file."""

    @property
    def box(self) -> str:
        """Return the box code."""

    @property
    def tube(self) -> str:
        """Return the tube code."""

    @property
    def number(self) -> str:
        """Return the document number."""

    @property
    def name(self) -> str:
        """Return the name."""

    @property
    def taken_at(self) -> str:
        """Return the local time of the swab."""


class HashedPerson(NamedTuple):
    """One row of a box with just these columns."""

    box: str
    tube: str
    number: str
    name: str
    taken_at: str


def canonical_line(row: HashedRow) -> bytes:
    r"""Write a row in one way: box, tube, number, name, time, between tabs, ended by a line feed.

    Backslash, tab and line ends inside a field are written `\\`, `\t`, `\r`, `\n`; UTF-8.
    """
    fields = (row.box, row.tube, row.number, row.name, row.taken_at)
    line = "\t".join([field.translate(_ESCAPES) for field in fields])
    return line.encode("utf-8") + b"\n"


def escaped(field: str) -> str:
    """Write a field so that it holds no tab and no line end."""
    return field.translate(_ESCAPES)


def unescaped(written: str) -> str:
    """Return the field that `escaped` wrote so.

    Raises:
        ValueError: it never writes such a text.
    """
    field = _ESCAPED.sub(lambda found: _MEANT.get(found[1], ""), written)
    if escaped(field) != written:
        raise ValueError("escape")
    return field


def box_hash(rows: Iterable[HashedRow]) -> str:
    """Return SHA-256, 64 lower-case hex digits, over the sorted lines of a box's rows."""
    return _digest(sorted(map(canonical_line, rows)))


def manifest_hash(boxes: Iterable[tuple[str, str]]) -> str:
    r"""Return the hash of one box itself; of several, SHA-256 over sorted `code\thash` lines."""
    listed = list(boxes)
    if len(listed) == 1:
        return listed[0][1]
    return _digest(sorted(f"{code}\t{digest}\n".encode() for code, digest in listed))


def hash_code(digest: str) -> str:
    """Return the text of the QR symbol: 0-9 and A-Z only, as all our own codes."""
    return HASH_CODE_PREFIX + digest.upper()


def _digest(lines: Iterable[bytes]) -> str:
    summed = hashlib.sha256()
    for line in lines:
        summed.update(line)
    return summed.hexdigest()
