"""ZIP files with exactly the members they must have, stored, in one way only.

Owns the bytes between the members (APPNOTE 6.3, 4.3); refuses to know what a member says. Any
program opens such a file, but a reader takes it only as this module would have written it, byte
for byte: whatever a ZIP can hide (other names, comments, gaps, a second directory, compression)
makes it another file.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from samplepoint.errors import Damage, Refusal, SamplepointError

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_LOCAL_MARK: Final = b"PK\x03\x04"
_CENTRAL_MARK: Final = b"PK\x01\x02"
_END_MARK: Final = b"PK\x05\x06"
_VERSION: Final = 20
_MADE_BY: Final = 3 << 8 | _VERSION
"""On Unix: so that unzip gives the files the rights below, not those of a DOS floppy."""
_RIGHTS: Final = 0o100644 << 16
_STORED: Final = 0
_FIRST_DAY: Final = 1 << 5 | 1
"""1980-01-01, the first day a ZIP knows: the same content is the same file on every day."""
_MOST_LISTED: Final = 64


@dataclass(frozen=True, slots=True)
class Member:
    """A member that a file must have: its name, in ASCII, and the most bytes it may hold."""

    name: str
    largest: int


def write_sealed(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the ZIP of named contents, in the order given; the same every time."""
    body, directory, count, offset = [], [], 0, 0
    for name, content in members:
        title = name.encode("ascii")
        told = (_STORED, 0, _FIRST_DAY, zlib.crc32(content), len(content), len(content), len(title))
        local = _LOCAL.pack(_LOCAL_MARK, _VERSION, 0, *told, 0) + title
        central = (_CENTRAL_MARK, _MADE_BY, _VERSION, 0, *told, 0, 0, 0, 0, _RIGHTS, offset)
        directory.append(_CENTRAL.pack(*central) + title)
        body += [local, content]
        offset += len(local) + len(content)
        count += 1
    listed = b"".join(directory)
    end = _END.pack(_END_MARK, 0, 0, count, count, len(listed), offset, 0)
    return b"".join([*body, listed, end])


def read_sealed(untrusted: bytes, shape: Sequence[Member]) -> tuple[bytes, ...]:
    """Return the contents of the members of `shape`, in its order.

    Raises:
        Refusal: `archive_too_large` (value `largest`, of the whole file or of one member);
            `archive_members` when there are others, more, fewer or in another order;
            `archive_form` for compression, encryption, comments and other liberties.
        Damage: `archive_unreadable` for no ZIP, or one cut, spoiled or with bytes too many;
            `archive_checksum` when the content of a member was spoiled.
    """
    largest = sum(member.largest + _overhead(member) for member in shape) + _END.size
    if len(untrusted) > largest:
        raise Refusal("archive_too_large", largest=largest)
    contents, _end = _contents(untrusted, shape)
    names = [member.name for member in shape]
    if len(contents) < len(shape) or untrusted != write_sealed(zip(names, contents, strict=True)):
        raise _reason(untrusted, shape)
    return tuple(contents)


def read_beginning(untrusted: bytes, shape: Sequence[Member]) -> tuple[bytes, ...]:
    """Return the first members of a file of which only the beginning was read.

    Nothing is proved of what follows, nor that it is a ZIP at all.

    Raises:
        Damage: `archive_unreadable` where they are not there as this module writes them.
    """
    contents, end = _contents(untrusted, shape)
    names = [member.name for member in shape]
    # The directory that would follow here stands elsewhere.
    if (
        len(contents) < len(shape)
        or untrusted[:end] != write_sealed(zip(names, contents, strict=True))[:end]
    ):
        raise Damage("archive_unreadable")
    return tuple(contents)


def _contents(untrusted: bytes, shape: Sequence[Member]) -> tuple[list[bytes], int]:
    """Return what stands where members should, fewer where one is too large, and their end."""
    contents, offset = [], 0
    for member in shape:
        start = offset + _LOCAL.size + len(member.name)
        size = int.from_bytes(untrusted[offset + 18 : offset + 22], "little")
        if size > member.largest:
            break
        contents.append(untrusted[start : start + size])
        offset = start + size
    return contents, offset


def _overhead(member: Member) -> int:
    return _LOCAL.size + _CENTRAL.size + 2 * len(member.name)


class _Entry(NamedTuple):
    """One line of the directory, as the struct unpacks it, and the name that follows it."""

    mark: bytes
    made_by: int
    version: int
    flags: int
    method: int
    time: int
    day: int
    crc: int
    packed: int
    size: int
    name_length: int
    extra_length: int
    comment_length: int
    disk: int
    inner: int
    rights: int
    offset: int
    name: bytes


def _reason(untrusted: bytes, shape: Sequence[Member]) -> SamplepointError:
    """Find the reason why a file is not ours, from what its own directory says."""
    entries = _directory(untrusted)
    if not entries:
        return Damage("archive_unreadable")
    if [entry.name for entry in entries] != [member.name.encode("ascii") for member in shape]:
        return Refusal("archive_members")
    for entry, member in zip(entries, shape, strict=True):
        if entry.size > member.largest:
            return Refusal("archive_too_large", largest=member.largest)
    if any(_has_liberties(untrusted, entry) for entry in entries):
        return Refusal("archive_form")
    if any(_is_spoiled(untrusted, entry) for entry in entries):
        return Damage("archive_checksum")
    return Damage("archive_unreadable")


def _directory(untrusted: bytes) -> list[_Entry]:
    """Read the directory at the end as leniently as may be; empty when there is none."""
    entries: list[_Entry] = []
    end = untrusted.rfind(_END_MARK)
    if end < 0 or len(untrusted) < end + _END.size:
        return entries
    *_, count, size, at, _comment = _END.unpack_from(untrusted, end)
    limit = min(at + size, end)
    while at + _CENTRAL.size <= limit and len(entries) < min(count, _MOST_LISTED):
        told = _CENTRAL.unpack_from(untrusted, at)
        name_at = at + _CENTRAL.size
        entry = _Entry._make((*told, untrusted[name_at : name_at + told[10]]))
        if entry.mark != _CENTRAL_MARK:
            break
        entries.append(entry)
        at = name_at + entry.name_length + entry.extra_length + entry.comment_length
    return entries


def _has_liberties(untrusted: bytes, entry: _Entry) -> bool:
    extra = entry.offset + _LOCAL.size - 2
    return (
        (entry.flags, entry.method, entry.time, entry.day) != (0, _STORED, 0, _FIRST_DAY)
        or entry.packed != entry.size
        or any((entry.extra_length, entry.comment_length, entry.disk, entry.inner))
        or any(untrusted[extra : extra + 2])
    )


def _is_spoiled(untrusted: bytes, entry: _Entry) -> bool:
    start = entry.offset + _LOCAL.size + entry.name_length
    return zlib.crc32(untrusted[start : start + entry.size]) != entry.crc
