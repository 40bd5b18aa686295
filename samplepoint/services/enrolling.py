"""Enrolling: a point and the supervisor's book come to know each other, with a look of two people.

Owns who may be believed from when on, and the facts that say so; refuses to know the form of the
files and where they lie. Nothing is believed because a file says so: the fingerprints that both
screens show are compared by eye.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from samplepoint import __version__
from samplepoint.domain.clock import utc_text
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.peers import Peer, PeerRole, PeerStatus
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.formats.age_box import new_identity, recipient_of
from samplepoint.formats.enrolment import (
    SECRET_BYTES,
    SUFFIX,
    Enroller,
    Enrolment,
    HubEnrolment,
    PointEnrolment,
    read_enrolment,
    seal_secret,
    write_enrolment,
)
from samplepoint.formats.fingerprint import is_same
from samplepoint.formats.minisign import SigningKey
from samplepoint.formats.package_name import place_name
from samplepoint.services import next_round
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage import book_keys, lineage
from samplepoint.storage.travel_queries import TravelQueries

HUB_FILE = f"hub{SUFFIX}"

Entrust = Callable[[str], object]
"""Wraps the book's key for the recipient of the key in the safe (`recovering.entrust`)."""


class Keys(StrEnum):
    """Whether a book keeps what it signs with."""

    KEPT = "kept"
    NEW = "new"
    """A restored book whose laptop was lost: whoever has that laptop must not sign as this one."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """Who asks to be believed: what it is, what it is called, and what both compare by eye."""

    role: PeerRole
    name: str
    fingerprint: str
    enrolment: Enrolment = field(repr=False)

    def shows(self, untrusted_typed: str) -> bool:
        """Tell whether somebody typed this fingerprint, whatever stands between its letters."""
        return is_same(untrusted_typed, self.fingerprint)


@dataclass(frozen=True, slots=True)
class Introduction:
    """A file that brings this book's keys to another one, and what both sides compare by eye."""

    content: bytes = field(repr=False)
    fingerprint: str
    name: str
    """The file's: `hub.enrol`, or `POINT-STATION.enrol`."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What working for a supervisor's book began with: our file for it, and in which round."""

    own: Introduction
    round: Outcome
    """As `next_round.take_round` answers; refused where this point stays in its own."""


class Enrolling:
    """Enrolment on either side of one book."""

    def __init__(self, station: Station) -> None:
        """Work on a station's book."""
        self._station = station
        self._book = station.book
        self._queries = TravelQueries(station.book)

    # -- at the supervisor's -------------------------------------------------------------------

    def introduce_hub(self, place: Place, expires_utc: str = "") -> Introduction:
        """Return the file that points take to work for this book.

        Raises:
            Refusal: `supervisor_only`, `not_a_hub`, `enrolment_past`.
        """
        demand(place, Deed.RUN_ROUND)
        if not self._book.is_hub:
            raise Refusal("not_a_hub")
        self._refuse_past(expires_utc)
        plans = tuple(next_round.open_rounds(self._station))
        recovery = book_keys.recovery_recipient(self._book.db)
        enrolment = HubEnrolment(self._enroller(), recovery, plans, expires_utc)
        content = write_enrolment(enrolment, self._key())
        return Introduction(content, enrolment.fingerprint, HUB_FILE)

    def make_recovery(self) -> tuple[str, str]:
        """Make the key for the safe, keep its public half; return secret and public half.

        The secret is kept nowhere: whoever asked writes it where it can be taken to the safe.
        """
        identity = new_identity()
        recipient = recipient_of(identity)
        with self._book.gate, self._book.db.atomic():
            book_keys.set_recovery(self._book.db, recipient)
        return identity, recipient

    def look(self, untrusted: bytes) -> Stranger:
        """Read an enrolment, so that its fingerprint can be compared before anything is believed.

        Raises:
            Refusal, Obstacle, Damage: as `read_enrolment`.
        """
        found = read_enrolment(untrusted)
        is_hub = isinstance(found, HubEnrolment)
        return Stranger(
            PeerRole.HUB if is_hub else PeerRole.POINT, found.by.name, found.fingerprint, found
        )

    def peers(self) -> list[Peer]:
        """Return every book that was ever enrolled here."""
        return self._queries.peers()

    def hub(self) -> Peer | None:
        """Return the supervisor's book that this one works for, None without one."""
        return self._queries.hub()

    def knows_hub(self, stranger: Stranger) -> bool:
        """Tell whether this book works for the very supervisor's book that asks."""
        return self._queries.hub() is not None and not self.replaces_hub(stranger)

    def replaces_hub(self, stranger: Stranger) -> bool:
        """Tell whether this book works for another supervisor's book than the one that asks."""
        hub = self._queries.hub()
        return hub is not None and hub.sign_key != stranger.enrolment.by.signing_key.raw.hex()

    def enrol_point(self, place: Place, stranger: Stranger, expires_utc: str = "") -> Peer:
        """Believe a point's signature from now on; somebody has compared the fingerprint.

        A hub that knows nobody yet turns to practice with its first point, if that is a
        rehearsal's: invented people never come together with real ones.

        Raises:
            Refusal: `supervisor_only`, `not_a_hub`, `enrol_for_another_hub`, `enrol_mixes_kinds`,
                `enrol_key_revoked`: a lost laptop comes back with new keys only;
                `enrolment_past`: it would be believed until a day that is over.
        """
        demand(place, Deed.RUN_ROUND)
        enrolment = stranger.enrolment
        if not self._book.is_hub or not isinstance(enrolment, PointEnrolment):
            raise Refusal("not_a_hub")
        if enrolment.hub not in lineage.own_line(self._book.db):
            raise Refusal("enrol_for_another_hub", hub=enrolment.hub)
        peers = self._queries.peers()
        key = enrolment.by.signing_key.raw.hex()
        if any(one.sign_key == key and one.status is PeerStatus.REVOKED for one in peers):
            raise Refusal("enrol_key_revoked", station=enrolment.by.station_id)
        # Before the kind is asked about: that may turn a new hub to practice.
        self._refuse_past(expires_utc)
        self._demand_kind(enrolment, peers)
        peer = Peer(
            sign_key=key,
            station_id=enrolment.by.station_id,
            lineage=" ".join(enrolment.lineage),
            role=PeerRole.POINT,
            name=enrolment.point_name,
            kind=enrolment.by.kind,
            recipient=enrolment.by.recipient,
            recovery="",
            receipt_secret=base64.b64encode(enrolment.receipt_secret).decode(),
            expires_utc=expires_utc,
        )
        with self._station.gesture(place) as draft:
            draft.record(Kind.STATION_ENROLLED, peer.to_body())
        return peer

    def revoke(self, place: Place, station_id: str, reason: str) -> Peer:
        """Believe a lost laptop no more; what it brought before stays.

        Raises:
            Refusal: `supervisor_only`, `reason_missing`, `peer_unknown`.
        """
        demand(place, Deed.RUN_ROUND)
        if not reason.strip():
            raise Refusal("reason_missing")
        known = [
            one
            for one in self._queries.peers()
            if station_id in one.stations and one.status is PeerStatus.ENROLLED
        ]
        if not known:
            raise Refusal("peer_unknown", station=station_id)
        with self._station.gesture(place) as draft:
            for peer in known:
                draft.record(
                    Kind.STATION_REVOKED, {"sign_key": peer.sign_key, "reason": reason.strip()}
                )
        return known[0]

    # -- at a point ----------------------------------------------------------------------------

    def _refuse_past(self, expires_utc: str) -> None:
        if expires_utc and expires_utc <= utc_text(self._book.clock.now()):
            raise Refusal("enrolment_past", at=expires_utc[:10])

    def adopt_hub(
        self, place: Place, stranger: Stranger, entrust: Entrust, keys: Keys = Keys.KEPT
    ) -> Adoption:
        """Work for a supervisor's book, and in its round, from now on.

        What was acknowledged by another one before has to be sent to this one again.

        Raises:
            Refusal: `supervisor_only`, `hub_adopts_nobody`, `hub_is_practice` for a real point,
                `enrolment_past`.
        """
        demand(place, Deed.RUN_ROUND)
        enrolment = stranger.enrolment
        if self._book.is_hub or not isinstance(enrolment, HubEnrolment):
            raise Refusal("hub_adopts_nobody")
        if enrolment.by.kind == "practice" and not self._book.is_practice:
            raise Refusal("hub_is_practice", name=enrolment.by.name)
        self._refuse_past(enrolment.expires_utc)
        secret = secrets.token_bytes(SECRET_BYTES)
        hub = Peer(
            sign_key=enrolment.by.signing_key.raw.hex(),
            station_id=enrolment.by.station_id,
            lineage=enrolment.by.station_id,
            role=PeerRole.HUB,
            name=enrolment.by.name,
            kind=enrolment.by.kind,
            recipient=enrolment.by.recipient,
            recovery=enrolment.recovery,
            receipt_secret=secret.hex(),
            expires_utc=enrolment.expires_utc,
        )
        entrust(enrolment.recovery)
        with self._station.gesture(place) as draft:
            if keys is Keys.NEW:
                book_keys.renew(self._book.db)
            draft.record(Kind.HUB_ADOPTED, hub.to_body())
        begun = next_round.take_after_enrolling(self._station, place, enrolment.rounds)
        own = PointEnrolment(
            self._enroller(),
            self._station.plan.point_name,
            tuple(reversed(lineage.own_line(self._book.db))),
            enrolment.by.station_id,
            seal_secret(secret, enrolment.by.recipient),
        )
        name = f"{place_name(own.point_name, self._book.station_id)}{SUFFIX}"
        content = write_enrolment(own, self._key())
        return Adoption(Introduction(content, own.fingerprint, name), begun)

    # -- both ----------------------------------------------------------------------------------

    def _enroller(self) -> Enroller:
        keys = book_keys.read(self._book.db)
        return Enroller(
            self._book.station_id,
            self._station.plan.point_name,
            "practice" if self._book.is_practice else "real",
            utc_text(self._book.clock.now()),
            __version__,
            self._key().public,
            recipient_of(keys.age_identity),
        )

    def _key(self) -> SigningKey:
        return SigningKey(book_keys.read(self._book.db).sign_seed)

    def _demand_kind(self, enrolment: PointEnrolment, peers: list[Peer]) -> None:
        own = "practice" if self._book.is_practice else "real"
        if enrolment.by.kind == own:
            return
        if peers or own == "practice":
            raise Refusal("enrol_mixes_kinds", name=enrolment.point_name)
        self._book.turn_to_practice()
