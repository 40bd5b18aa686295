"""Whose signatures this book believes: its own, and those of stations that were enrolled.

Owns finding them by the name of a key; refuses to know how somebody is enrolled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from samplepoint.domain.peers import PeerStatus
from samplepoint.formats.minisign import PublicKey, SigningKey
from samplepoint.services.station import Station
from samplepoint.storage import book_keys
from samplepoint.storage.travel_queries import TravelQueries


@dataclass(frozen=True, slots=True)
class KnownSigner:
    """A key and the stations in whose name it signs; one that continues them does so too."""

    key: PublicKey
    stations: frozenset[str]
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
        return next((one for one in self._all() if one.key.key_id == key_id), None)

    def _all(self) -> Iterator[KnownSigner]:
        book, name = self._station.book, self._station.plan.point_name
        with book.gate:
            own = SigningKey(book_keys.read(book.db).sign_seed).public
        yield KnownSigner(own, frozenset((book.station_id, *book.forebears)), name)
        for peer in TravelQueries(book).peers():
            key = PublicKey.of(bytes.fromhex(peer.sign_key))
            is_revoked = peer.status is PeerStatus.REVOKED
            yield KnownSigner(key, peer.stations, peer.name, is_revoked=is_revoked)
