"""Other books: who they are, what they sign and seal with, and whether they are still believed.

Owns the roles and states of a peer; refuses to know how keys are made and where peers are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class PeerRole(StrEnum):
    """What the other book is: a point's, or the supervisor's in which points come together."""

    POINT = "point"
    HUB = "hub"


class PeerStatus(StrEnum):
    """Whether its signature counts."""

    ENROLLED = "enrolled"
    REVOKED = "revoked"
    LEFT = "left"
    """A supervisor's book that this point no longer works for."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another book that was enrolled. Keys are texts: hexadecimal Ed25519, `age1...`."""

    sign_key: str
    station_id: str
    lineage: str
    """Every station of that book, the oldest first, with blanks between them."""
    role: PeerRole
    name: str
    kind: str
    """`real` or `practice`: the two never meet in one book."""
    recipient: str
    recovery: str
    """Recipient of the key in the safe, of a hub; else empty."""
    receipt_secret: str = field(repr=False)
    """What receipts of this pair are made with; at the hub still sealed to it."""
    expires_utc: str
    status: PeerStatus = PeerStatus.ENROLLED
    enrolled_utc: str = ""
    ended_utc: str = ""
    reason: str = ""

    def to_body(self) -> dict[str, Any]:
        """Return what a fact of its enrolment carries."""
        said = asdict(self)
        for name in ("status", "enrolled_utc", "ended_utc", "reason"):
            del said[name]
        return {key: str(value) for key, value in said.items()}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Peer:
        """Read it from a row of the table of peers."""
        known = {name: row[name] for name in cls.__dataclass_fields__}
        known["role"], known["status"] = PeerRole(row["role"]), PeerStatus(row["status"])
        return cls(**known)

    @property
    def stations(self) -> frozenset[str]:
        """Return the stations whose facts it may bring."""
        return frozenset((self.station_id, *self.lineage.split()))

    def is_believed(self, now_utc: str) -> bool:
        """Tell whether its signature counts now (UTC text)."""
        return self.status is PeerStatus.ENROLLED and not self.has_expired(now_utc)

    def has_expired(self, now_utc: str) -> bool:
        """Tell whether the enrolment was for a time that is over (UTC text)."""
        return bool(self.expires_utc) and now_utc >= self.expires_utc
