"""Whose signatures this book believes: its own, and those of stations that were enrolled.

Owns finding them by the name of a key; refuses to know how somebody is enrolled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from samplepoint.formats.minisign import PublicKey, SigningKey
from samplepoint.services.station import Station
from samplepoint.storage import book_keys


@dataclass(frozen=True, slots=True)
class KnownSigner:
    """A key and the station that was enrolled with it; one that continues it signs with it too."""

    key: PublicKey
    station: str
    name: str
    """The collection point, as people call it."""
    is_revoked: bool = False


class Signers(Protocol):
    """Finds who holds a key."""

    def with_key(self, key_id: bytes) -> KnownSigner | None:
        """Return whose key has this name, None for nobody's that is known here."""


class BookSigners:
    """The signers that a station's book knows."""

    def __init__(self, station: Station) -> None:
        """Look them up in this station's book, each time anew."""
        self._station = station

    def with_key(self, key_id: bytes) -> KnownSigner | None:
        """Return whose key has this name, None for nobody's that is known here."""
        book = self._station.book
        with book.gate:
            own = SigningKey(book_keys.read(book.db).sign_seed).public
        if own.key_id != key_id:
            return None
        return KnownSigner(own, book.station_id, self._station.plan.point_name)
