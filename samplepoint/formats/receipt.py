"""Receipts, `.receipt`: up to where a supervisor's book has a station's facts.

Owns the members (schema `schemas/receipt-1.json`) and the code that says the same in 88 bits;
refuses to know how a code is written (`receipt_words`) and which facts are whose.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from samplepoint.domain.facts import plain_json
from samplepoint.errors import Damage
from samplepoint.formats.minisign import PublicKey, SigningKey
from samplepoint.formats.signed_sheet import SheetKind, open_sheet, verify_sheet, write_sheet
from samplepoint.formats.strict_json import APP, STATION, Members

SUFFIX: Final = ".receipt"
CODE_BYTES: Final = 11
_KIND: Final = SheetKind("receipt.json", "samplepoint-receipt", 1)
_MOST_SEGMENTS: Final = 64
_MOST_PACKAGES: Final = 10_000


@dataclass(frozen=True, slots=True, order=True)
class Held:
    """All facts of one station up to a number are held; `head` is the hash of that fact."""

    station_id: str
    last: int
    head: bytes

    def told(self) -> dict[str, Any]:
        """Return it as files carry it."""
        return {"station_id": self.station_id, "last": self.last, "head": self.head.hex()}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a hub acknowledges to a station; `packages` are number and SHA-256 of its files."""

    hub: str
    station_id: str
    segments: tuple[Held, ...]
    packages: tuple[tuple[int, str], ...]
    made_at_utc: str
    app: str

    def told(self) -> dict[str, Any]:
        """Return it as files carry it."""
        return {
            "app": self.app,
            "hub": self.hub,
            "station_id": self.station_id,
            "made_at_utc": self.made_at_utc,
            "segments": [held.told() for held in self.segments],
            "packages": [{"number": number, "sha256": digest} for number, digest in self.packages],
        }


def write_receipt(receipt: Receipt, key: SigningKey) -> bytes:
    """Return the file, signed by the hub's key; the same every time.

    Raises:
        Damage: `content_wrong` when it could not be read back.
    """
    written = write_sheet(_KIND, receipt.told(), receipt.station_id, key)
    read_receipt(written, key.public)
    return written


def read_receipt(untrusted: bytes, hub_key: PublicKey) -> Receipt:
    """Return what a file says, once it is shown to be signed by the hub's key.

    Raises:
        Refusal, Obstacle, Damage: what `signed_sheet` raises; `content_wrong`.
    """
    opened = open_sheet(_KIND, untrusted)
    members = opened.members
    station_id = members.shaped("station_id", STATION)
    verify_sheet(_KIND, opened, hub_key, station_id)
    packages = members.objects("packages", 0, _MOST_PACKAGES)
    return Receipt(
        members.shaped("hub", STATION),
        station_id,
        _segments(members),
        tuple((one.number("number", 1), one.digest("sha256").hex()) for one in packages),
        members.moment("made_at_utc"),
        members.shaped("app", APP),
    )


def _segments(members: Members) -> tuple[Held, ...]:
    segments = tuple(
        Held(one.shaped("station_id", STATION), one.number("last", 1), one.digest("head"))
        for one in members.objects("segments", 1, _MOST_SEGMENTS)
    )
    if len({held.station_id for held in segments}) != len(segments):
        raise Damage("content_wrong", member="segments")
    return segments


def receipt_code(secret: bytes, segments: Iterable[Held]) -> bytes:
    """Return the 11 bytes that only hub and station can make for these segments, in any order.

    The first 88 bits of HMAC-SHA256 over the segments as canonical JSON, sorted by station.
    """
    told = plain_json([held.told() for held in sorted(segments)]).encode("ascii")
    return hmac.digest(secret, told, hashlib.sha256)[:CODE_BYTES]
