"""A supervisor's book with hundreds of points, most of which are names and keys and nothing more.

Owns how they are made; whoever needs a point with a book makes it with `Town.has_point`.
"""

from __future__ import annotations

import hashlib

from samplepoint.domain.facts import Kind
from samplepoint.domain.peers import Peer, PeerRole
from samplepoint.formats.age_box import new_identity, recipient_of
from samplepoint.formats.minisign import SigningKey
from samplepoint.storage.book import new_id
from tests.travel.city import SUPERVISOR, Town


def light_point(name: str, identity: str) -> Peer:
    """Return a point as a supervisor's book knows it."""
    station = new_id()
    seed = hashlib.sha256(name.encode()).digest()
    return Peer(
        sign_key=SigningKey(seed).public.raw.hex(),
        station_id=station,
        lineage=station,
        role=PeerRole.POINT,
        name=name,
        kind="practice",
        recipient=recipient_of(identity),
        recovery="",
        receipt_secret="",
        expires_utc="",
    )


def enrols_light_points(town: Town, count: int) -> dict[str, str]:
    """Enrol so many points in one gesture; return their secret keys by name."""
    identities = {f"采样点{nth:05}": new_identity() for nth in range(count)}
    with town.station.gesture(SUPERVISOR) as draft:
        for name, identity in identities.items():
            draft.record(Kind.STATION_ENROLLED, light_point(name, identity).to_body())
    return identities
