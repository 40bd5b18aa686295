"""A small signed file: one JSON object and its signature, in a ZIP that holds nothing else.

Owns how enrolments and receipts lie in their file; refuses to know what they say. Unlike a
package it seals nothing: no person is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from samplepoint.errors import Obstacle, Refusal
from samplepoint.formats import minisign
from samplepoint.formats.minisign import PublicKey, SigningKey
from samplepoint.formats.sealed_zip import Member, read_sealed, write_sealed
from samplepoint.formats.strict_json import APP, Members, read_object

_LARGEST: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A kind of sheet: the name of its member, the format and the version that it says it is."""

    member: str
    format: str
    version: int

    def comment(self, station_id: str) -> str:
        """Return the trusted comment that the signature must carry."""
        return f"{self.format} {station_id}"


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """A sheet of the right kind, of which nothing is proved."""

    members: Members
    content: bytes
    signature: bytes


def write_sheet(
    kind: SheetKind, told: Mapping[str, Any], station_id: str, key: SigningKey
) -> bytes:
    """Return the file of an object, signed by `key` for a station; the same every time."""
    whole = {"format": kind.format, "version": kind.version, **told}
    content = orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    signature = key.sign(content, kind.comment(station_id))
    return write_sealed([(kind.member, content), (kind.member + ".minisig", signature)])


def open_sheet(kind: SheetKind, untrusted: bytes) -> OpenedSheet:
    """Take a file apart.

    Raises:
        Refusal, Damage: what `sealed_zip.read_sealed` raises; `sheet_foreign`.
        Obstacle: `sheet_newer` (value `version`, of the program that wrote it).
        Damage: `content_unreadable`, `content_wrong`.
    """
    shape = (
        Member(kind.member, _LARGEST),
        Member(kind.member + ".minisig", minisign.LARGEST_FILE),
    )
    content, signature = read_sealed(untrusted, shape)
    members = read_object(content)
    if members.text("format") != kind.format:
        raise Refusal("sheet_foreign")
    if members.number("version", 1) > kind.version:
        raise Obstacle("sheet_newer", version=members.shaped("app", APP))
    return OpenedSheet(members, content, signature)


def verify_sheet(kind: SheetKind, opened: OpenedSheet, key: PublicKey, station_id: str) -> None:
    """Prove that `key` signed a sheet as it is, for a station.

    Raises:
        Refusal, Damage: what `minisign.verify_exactly` raises.
    """
    minisign.verify_exactly(opened.content, opened.signature, key, kind.comment(station_id))
