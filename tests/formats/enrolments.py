"""Enrolments and receipts of invented books, for tests and format pages; knows no expectation."""

from __future__ import annotations

from samplepoint.domain.rounds import RoundPlan
from samplepoint.formats import age_box
from samplepoint.formats.enrolment import Enroller, HubEnrolment, PointEnrolment, seal_secret
from samplepoint.formats.minisign import SigningKey
from samplepoint.formats.receipt import Held, Receipt
from tests.formats.packages import HUB_RECIPIENT, KEY, OLDER, OTHER_KEY, PLAN, STATION

HUB_STATION = "8D3V6NTA"
HUB_KEY = OTHER_KEY
RECOVERY = age_box.recipient_of(age_box.new_identity())
SECRET = bytes(range(32, 64))


def enroller(station_id: str, name: str, key: SigningKey, recipient: str) -> Enroller:
    made_at = "2026-01-11T10:00:00.000Z"
    return Enroller(station_id, name, "practice", made_at, "0.1.0", key.public, recipient)


def hub(*rounds: RoundPlan) -> HubEnrolment:
    by = enroller(HUB_STATION, "增村镇督导", HUB_KEY, HUB_RECIPIENT)
    return HubEnrolment(by, RECOVERY, rounds or (PLAN,), "2026-02-01T00:00:00.000Z")


def point() -> PointEnrolment:
    recipient = age_box.recipient_of(age_box.new_identity())
    by = enroller(STATION, "1 号电脑", KEY, recipient)
    sealed = seal_secret(SECRET, HUB_RECIPIENT)
    return PointEnrolment(by, PLAN.point_name, (OLDER, STATION), HUB_STATION, sealed)


def receipt() -> Receipt:
    return Receipt(
        HUB_STATION,
        STATION,
        (Held(OLDER, 120, bytes(range(32))), Held(STATION, 337, bytes(range(1, 33)))),
        ((1, "11" * 32), (3, "33" * 32)),
        "2026-01-12T12:00:00.000Z",
        "0.1.0",
    )
