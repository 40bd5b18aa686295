"""Receipts: the supervisor's book says what it has, and a point's rows become acknowledged.

Owns what is acknowledged and when a receipt is believed; refuses to know how it is written, on
paper, in a file or spoken.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field

from samplepoint import __version__
from samplepoint.domain.clock import utc_text
from samplepoint.domain.facts import Kind
from samplepoint.domain.peers import Peer, PeerRole, PeerStatus
from samplepoint.errors import Refusal
from samplepoint.formats.age_box import open_box
from samplepoint.formats.minisign import PublicKey, SigningKey
from samplepoint.formats.receipt import (
    SUFFIX,
    Held,
    Receipt,
    read_receipt,
    receipt_code,
    write_receipt,
)
from samplepoint.formats.receipt_words import Language, in_groups, in_symbol, in_words, read_code
from samplepoint.services.station import Place, Station
from samplepoint.storage import book_keys
from samplepoint.storage.travel_queries import TravelQueries

_LARGEST_SECRET = 4096


@dataclass(frozen=True, slots=True)
class MadeReceipt:
    """A receipt for one point: its file, and the same in a code that can be spoken."""

    peer: Peer
    name: str
    content: bytes = field(repr=False)
    last: int
    code: bytes = field(repr=False)

    @property
    def groups(self) -> str:
        """Return the code as eighteen characters."""
        return in_groups(self.code)

    @property
    def symbol(self) -> str:
        """Return what its QR says."""
        return in_symbol(self.code)

    @property
    def qr(self) -> tuple[str, ...]:
        """Return the rows of its QR, `1` for dark, without the quiet zone around it."""
        # Needed where somebody looks at a receipt, and nowhere else.
        from samplepoint.formats.symbols import qr_modules  # noqa: PLC0415

        return qr_modules(self.symbol)

    def words(self, language: Language) -> tuple[str, ...]:
        """Return the code as eight words."""
        return in_words(self.code, language)


@dataclass(frozen=True, slots=True)
class TakenReceipt:
    """What a receipt acknowledged: up to which number, and how many people were new by it."""

    last: int
    people: int


class Receipting:
    """Receipts on either side of one book."""

    def __init__(self, station: Station) -> None:
        """Work on a station's book."""
        self._station = station
        self._book = station.book
        self._queries = TravelQueries(station.book)

    # -- at the supervisor's -------------------------------------------------------------------

    def make(self, place: Place, stations: Sequence[str] = ()) -> list[MadeReceipt]:
        """Make receipts for these stations, or for every point of which something is here.

        Raises:
            Refusal: `not_a_hub`, `peer_unknown` (value `station`), `receipt_nothing`.
        """
        if not self._book.is_hub:
            raise Refusal("not_a_hub")
        peers = [one for one in self._queries.peers() if one.status is PeerStatus.ENROLLED]
        for wanted in stations:
            if not any(wanted in peer.stations for peer in peers):
                raise Refusal("peer_unknown", station=wanted)
        chosen = [one for one in peers if not stations or one.stations & set(stations)]
        made = [one for peer in chosen if (one := self._make_one(place, peer))]
        if not made:
            raise Refusal("receipt_nothing")
        return made

    def _make_one(self, place: Place, peer: Peer) -> MadeReceipt | None:
        held = [
            Held(station, last, bytes.fromhex(head))
            for station, last, head in self._queries.heads(peer.station_id)
        ]
        if not held:
            return None
        keys = book_keys.read(self._book.db)
        packages = [
            (one.number, one.sha256)
            for one in self._queries.merged_packages()
            if one.station_id in peer.stations
        ]
        receipt = Receipt(
            self._book.station_id,
            peer.station_id,
            tuple(held),
            tuple(packages),
            utc_text(self._book.clock.now()),
            __version__,
        )
        content = write_receipt(receipt, SigningKey(keys.sign_seed))
        sealed = base64.b64decode(peer.receipt_secret)
        secret = open_box(sealed, keys.age_identity, largest=_LARGEST_SECRET)
        code = receipt_code(secret, held[-1:])
        with self._station.gesture(place) as draft:
            body = {"station_id": held[-1].station_id, "last": held[-1].last}
            draft.record(Kind.RECEIPT_MADE, body)
        name = f"{peer.station_id}-{held[-1].last}{SUFFIX}"
        return MadeReceipt(peer, name, content, held[-1].last, code)

    # -- at a point ----------------------------------------------------------------------------

    def take_file(self, place: Place, untrusted: bytes) -> TakenReceipt:
        """Take the file of a receipt.

        Raises:
            Refusal: `hub_missing`, `receipt_for_another` (value `station`), `receipt_not_ours`
                when it speaks of facts that are not in this book; as `read_receipt`.
        """
        hub = self._hub()
        receipt = read_receipt(untrusted, PublicKey.of(bytes.fromhex(hub.sign_key)))
        own = [one for one in receipt.segments if self._is_here(one)]
        if not own:
            mine = (self._book.station_id, *self._book.forebears)
            code = "receipt_not_ours" if receipt.station_id in mine else "receipt_for_another"
            raise Refusal(code, station=receipt.station_id)
        return self._take(place, hub, own)

    def take_code(self, place: Place, untrusted: str) -> TakenReceipt:
        """Take a receipt that was spoken, typed or scanned: it fits one of this book's packages.

        Raises:
            Refusal: `hub_missing`, `receipt_fits_nothing`; as `read_code`.
        """
        hub = self._hub()
        code, secret = read_code(untrusted), bytes.fromhex(hub.receipt_secret)
        for package in self._queries.packages():
            held = Held(package.station_id, package.last_seq, bytes.fromhex(package.head))
            if receipt_code(secret, [held]) == code and self._is_here(held):
                return self._take(place, hub, [held])
        raise Refusal("receipt_fits_nothing")

    def _hub(self) -> Peer:
        hub = self._queries.hub()
        if hub is None or hub.role is not PeerRole.HUB:
            raise Refusal("hub_missing")
        return hub

    def _is_here(self, held: Held) -> bool:
        return self._queries.own_hash(held.station_id, held.last) == held.head

    def _take(self, place: Place, hub: Peer, held: Sequence[Held]) -> TakenReceipt:
        before = self._queries.acknowledged()
        with self._station.gesture(place) as draft:
            body = {"hub": hub.station_id, "segments": [one.told() for one in held]}
            draft.record(Kind.RECEIPT_TAKEN, body)
        people = sum(
            self._queries.samples_between(one.station_id, before.get(one.station_id, 0), one.last)
            for one in held
        )
        return TakenReceipt(held[-1].last, people)
