"""Enrolments, `.enrol`: how a supervisor's book and a point's book tell each other their keys.

Owns their members (schema `schemas/enrolment-1.json`); refuses to decide who is believed: that a
file is signed by the key it brings shows only that its maker has that key. Whether it is the
maker one thinks of, two people find out by comparing the fingerprint.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from typing import Any, Final, cast

from samplepoint.domain.rounds import RoundPlan
from samplepoint.errors import Damage, Refusal
from samplepoint.formats import age_box
from samplepoint.formats.fingerprint import fingerprint
from samplepoint.formats.minisign import PublicKey, SigningKey
from samplepoint.formats.package_manifest import BookKind, BookRole
from samplepoint.formats.plan_body import read_plan
from samplepoint.formats.signed_sheet import (
    OpenedSheet,
    SheetKind,
    open_sheet,
    verify_sheet,
    write_sheet,
)
from samplepoint.formats.strict_json import APP, STATION, Members

SUFFIX: Final = ".enrol"
SECRET_BYTES: Final = 32
_KIND: Final = SheetKind("enrolment.json", "samplepoint-enrolment", 1)
_MOST_ROUNDS: Final = 200
_MOST_STATIONS: Final = 64
_LARGEST_SECRET: Final = 4096
_KEY_TEXT: Final = re.compile("[A-Za-z0-9+/=]{56}")
_RECIPIENT: Final = re.compile("age1[a-z0-9]{58}")
_BASE64: Final = re.compile("[A-Za-z0-9+/=]{1,6000}")


@dataclass(frozen=True, slots=True)
class Enroller:
    """Who makes an enrolment: what both kinds say. `recipient` is the book's own `age1...`."""

    station_id: str
    name: str
    kind: BookKind
    made_at_utc: str
    app: str
    signing_key: PublicKey
    recipient: str

    def told(self, role: BookRole, recipients: dict[str, str]) -> dict[str, Any]:
        """Return it as files carry it."""
        return {
            "role": role,
            "station_id": self.station_id,
            "name": self.name,
            "kind": self.kind,
            "made_at_utc": self.made_at_utc,
            "app": self.app,
            "signing_key": self.signing_key.text,
            "recipients": {"station": self.recipient, **recipients},
        }


@dataclass(frozen=True, slots=True)
class HubEnrolment:
    """What a supervisor's book gives to points. `recovery` is the recipient kept in the safe.

    `expires_utc` is empty when it does not expire.
    """

    by: Enroller
    recovery: str
    rounds: tuple[RoundPlan, ...]
    expires_utc: str = ""

    @property
    def fingerprint(self) -> str:
        """What both sides compare by eye."""
        recipients = (self.by.recipient, self.recovery)
        return fingerprint(self.by.signing_key, recipients, self.by.station_id)

    def told(self) -> dict[str, Any]:
        """Return it as files carry it."""
        return {
            **self.by.told("hub", {"recovery": self.recovery}),
            "rounds": [plan.to_body() for plan in self.rounds],
            "expires_utc": self.expires_utc,
        }


@dataclass(frozen=True, slots=True)
class PointEnrolment:
    """What a point's book gives back. `lineage`: its stations, the oldest first, itself last.

    `receipt_secret` is sealed for the hub (`seal_secret`): 32 bytes that only the two know.
    """

    by: Enroller
    point_name: str
    lineage: tuple[str, ...]
    hub: str
    receipt_secret: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """What both sides compare by eye."""
        return fingerprint(self.by.signing_key, (self.by.recipient,), self.by.station_id)

    def told(self) -> dict[str, Any]:
        """Return it as files carry it."""
        return {
            **self.by.told("point", {}),
            "point_name": self.point_name,
            "lineage": list(self.lineage),
            "hub": self.hub,
            "receipt_secret": base64.b64encode(self.receipt_secret).decode("ascii"),
        }


Enrolment = HubEnrolment | PointEnrolment


def write_enrolment(enrolment: Enrolment, key: SigningKey) -> bytes:
    """Return the file, signed by the key that it brings; the same every time.

    Raises:
        Refusal, Damage: what `read_enrolment` would raise, which reads it back first.
        ValueError: `key` is not the one that the enrolment brings.
    """
    if key.public != enrolment.by.signing_key:
        raise ValueError("key")
    written = write_sheet(_KIND, enrolment.told(), enrolment.by.station_id, key)
    read_enrolment(written)
    return written


def read_enrolment(untrusted: bytes) -> Enrolment:
    """Return what a file says, once it is shown to be signed by the key it brings.

    Raises:
        Refusal, Obstacle, Damage: what `signed_sheet` raises; `key_unreadable` for no key, or one
            that has taken another key's name; `age_recipient_wrong`; `plan_unreadable`.
    """
    opened = open_sheet(_KIND, untrusted)
    members = opened.members
    enroller = _enroller(members)
    _prove(opened, enroller)
    if members.choice("role", "hub", "point") == "hub":
        return _hub(members, enroller)
    return _point(members, enroller)


def seal_secret(secret: bytes, hub_recipient: str) -> bytes:
    """Seal the 32 random bytes from which the codes of receipts are made.

    Raises:
        Refusal: `age_recipient_wrong`.
    """
    return age_box.seal(secret, [hub_recipient])


def open_secret(enrolment: PointEnrolment, identity: str) -> bytes:
    """Return the 32 bytes that a point chose, with the hub's secret key.

    Raises:
        Refusal, Damage: what `age_box.open_box` raises; `content_wrong`.
    """
    secret = age_box.open_box(enrolment.receipt_secret, identity, largest=_LARGEST_SECRET)
    if len(secret) != SECRET_BYTES:
        raise Damage("content_wrong", member="receipt_secret")
    return secret


def _enroller(members: Members) -> Enroller:
    key = PublicKey.from_text(members.shaped("signing_key", _KEY_TEXT))
    if not key.is_named_by_itself:
        raise Refusal("key_unreadable")
    return Enroller(
        members.shaped("station_id", STATION),
        members.text("name"),
        cast("BookKind", members.choice("kind", "real", "practice")),
        members.moment("made_at_utc"),
        members.shaped("app", APP),
        key,
        _recipient(members, "station"),
    )


def _prove(opened: OpenedSheet, enroller: Enroller) -> None:
    verify_sheet(_KIND, opened, enroller.signing_key, enroller.station_id)


def _hub(members: Members, enroller: Enroller) -> HubEnrolment:
    plans = members.raw_objects("rounds", _MOST_ROUNDS)
    return HubEnrolment(
        enroller,
        _recipient(members, "recovery"),
        tuple(read_plan(plan) for plan in plans),
        members.moment_or_empty("expires_utc"),
    )


def _point(members: Members, enroller: Enroller) -> PointEnrolment:
    lineage = tuple(members.texts("lineage", _MOST_STATIONS))
    if not all(map(STATION.fullmatch, lineage)) or lineage[-1:] != (enroller.station_id,):
        raise Damage("content_wrong", member="lineage")
    return PointEnrolment(
        enroller,
        members.text("point_name"),
        lineage,
        members.shaped("hub", STATION),
        _decoded(members.shaped("receipt_secret", _BASE64)),
    )


def _recipient(members: Members, name: str) -> str:
    return age_box.checked_recipient(members.inner("recipients").shaped(name, _RECIPIENT))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Damage("content_wrong", member="receipt_secret") from None
