"""Whom to believe: which books' packages are taken in here, and which facts from them.

Owns the enrolled books, their keys, and why a signer or a fact is not believed; refuses to know
files, verdicts, and how facts are joined.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum

from samplepoint.domain.clock import utc_text
from samplepoint.domain.facts import FactLine
from samplepoint.domain.peers import Peer, PeerRole, PeerStatus
from samplepoint.errors import Refusal, Value
from samplepoint.formats.minisign import PublicKey
from samplepoint.formats.package import OpenedPackage
from samplepoint.formats.package_lines import PackageFacts
from samplepoint.storage import lineage, reach
from samplepoint.storage.book import Book
from samplepoint.storage.travel_queries import TravelQueries

FIRST_POSSIBLE_UTC = "2020"
"""No fact is older than the first mass testing: a clock that says so is wrong."""

ONE_DAY_BELIEVED = frozenset(
    {
        *("signer_unknown", "signer_not_for_points"),
        *("signer_revoked", "signer_left", "signer_expired"),
        *("signature_by_other", "age_not_for_us", "facts_of_another"),
        *("package_is_practice", "package_is_real", "package_newer", "package_clock_impossible"),
    }
)
"""Reasons that may go: once somebody has enrolled the signer, updated this program or looked."""


class Clocks(StrEnum):
    """Whether times that cannot be are believed: the facts are right, only their clock was not."""

    CHECKED = "checked"
    BELIEVED = "believed"


class Believing:
    """Knows the books that are enrolled in one book, as they were when it was made."""

    def __init__(self, book: Book, clocks: Clocks) -> None:
        """Read the enrolled books and their keys."""
        self._book = book
        self._clocks = clocks
        self._now_utc = utc_text(book.clock.now())
        self._peers: dict[str, tuple[Peer, PublicKey]] = {}
        self._points: dict[str, str] = {}
        for peer in TravelQueries(book).peers():
            key = PublicKey.of(bytes.fromhex(peer.sign_key))
            self._peers[key.signer] = (peer, key)
            self._points[peer.station_id] = peer.name

    @property
    def raw_keys(self) -> dict[str, bytes]:
        """Return the public keys of all enrolled books, by the name of their signer."""
        return {signer: key.raw for signer, (_peer, key) in self._peers.items()}

    def point_name(self, station: str) -> str:
        """Return under which name a station was enrolled; empty for a stranger."""
        return self._points.get(station, "")

    def hub_key(self, signer: str) -> PublicKey | None:
        """Return the key of a signer that is our supervisor's book, None for anybody else."""
        peer, key = self._peers.get(signer, (None, None))
        return key if peer is not None and peer.role is PeerRole.HUB else None

    def signer(self, opened: OpenedPackage) -> tuple[Peer, PublicKey]:
        """Return who signed, and with which key, if that book is enrolled and of our kind.

        Raises:
            Refusal: `signer_unknown`, at a point `signer_not_for_points`; `signer_revoked`,
                `signer_left`, `signer_expired`, `package_is_practice`, `package_is_real`.
        """
        said = opened.untrusted.head
        found = self._peers.get(opened.untrusted.signer)
        values: dict[str, Value] = {"point": said.point, "station": said.station_id}
        if found is None:
            code = "signer_unknown" if self._book.is_hub else "signer_not_for_points"
            raise Refusal(code, signer=opened.untrusted.signer, **values)
        peer = found[0]
        if peer.status is PeerStatus.REVOKED:
            raise Refusal("signer_revoked", at=peer.ended_utc[:10], **values)
        if peer.status is PeerStatus.LEFT:
            raise Refusal("signer_left", at=peer.ended_utc[:10], **values)
        if peer.has_expired(self._now_utc):
            raise Refusal("signer_expired", at=peer.expires_utc[:10], **values)
        if said.kind != ("practice" if self._book.is_practice else "real"):
            code = "package_is_practice" if said.kind == "practice" else "package_is_real"
            raise Refusal(code, **values)
        return found

    def demand(self, peer: Peer, facts: PackageFacts) -> None:
        """Refuse facts that this signer cannot know, or that cannot be of their time.

        Raises:
            Refusal: `facts_of_another` (values `point`, `station`) for facts of stations, or
                about tubes, that are not the signer's own; `package_clock_impossible` (values
                `point`, `at`) for those from before there were any, unless clocks are believed.
        """
        self._refuse_strangers(peer, facts.facts)
        earliest = min(line[3] for line in facts.facts)
        if earliest < FIRST_POSSIBLE_UTC and self._clocks is Clocks.CHECKED:
            raise Refusal("package_clock_impossible", point=peer.name, at=earliest[:16])

    def _refuse_strangers(self, peer: Peer, facts: Sequence[FactLine]) -> None:
        with self._book.gate:
            allowed = set(peer.stations)
            for station in peer.stations:
                allowed.update(reach.family(self._book.db, station))
        if peer.role is PeerRole.HUB:
            allowed.update(lineage.own_line(self._book.db))
        for station, first in reversed({line[0]: line for line in reversed(facts)}.items()):
            if station not in allowed and reach.continued_station(first) not in allowed:
                raise Refusal("facts_of_another", point=peer.name, station=station)
            allowed.add(station)
        if peer.role is PeerRole.POINT:
            named = lineage.stations_named(facts) | set(self._named_by_samples(facts)) - {""}
            for station in sorted(named - allowed):
                raise Refusal("facts_of_another", point=peer.name, station=station)

    def _named_by_samples(self, facts: Sequence[FactLine]) -> Iterator[str]:
        """Yield whose samples are named; of those that this book wrote, in whose tube they are.

        What a supervisor moved in a point's tubes, the point may correct again.
        """
        db = self._book.db
        with self._book.gate:
            own = lineage.own_line(db)
            for body in (line[11] for line in facts if "sample_station" in line[11]):
                station, number = str(body["sample_station"] or ""), body.get("sample_seq")
                if station not in own:
                    yield station
                elif isinstance(number, int) and 0 < number < sys.maxsize:
                    yield lineage.owner_of_sample(db, station, number)
