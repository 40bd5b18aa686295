"""The points of a supervisor's book: who is enrolled, what came last, how many people, since when.

Owns putting these together; refuses to enrol and to merge.
"""

from __future__ import annotations

from dataclasses import dataclass

from samplepoint.domain.packages import MergedPackage
from samplepoint.domain.peers import Peer, PeerRole
from samplepoint.services.station import Station
from samplepoint.storage.travel_queries import TravelQueries
from samplepoint.storage.where_queries import WhereQueries


@dataclass(frozen=True, slots=True)
class PointState:
    """A point and what has come from it; `last` is None before its first package.

    `waits`: facts of it are here that cannot count yet, because some before them are missing.
    """

    peer: Peer
    people: int
    last: MergedPackage | None
    waits: bool


def points(station: Station) -> list[PointState]:
    """Return every point that was ever enrolled, by name; takes a second in a city's book."""
    queries, where = TravelQueries(station.book), WhereQueries(station.book)
    people, waiting = where.by_book(), where.waiting()
    newest: dict[str, MergedPackage] = {}
    for one in queries.merged_packages():
        before = newest.get(one.station_id)
        if before is None or (one.merged_utc, one.number) > (before.merged_utc, before.number):
            newest[one.station_id] = one

    def state(peer: Peer) -> PointState:
        mine = [newest[one] for one in peer.stations if one in newest]
        last = max(mine, key=lambda one: (one.merged_utc, one.number), default=None)
        origin = peer.lineage.split()[0]
        return PointState(peer, people.get(origin, 0), last, bool(peer.stations & waiting))

    return [state(one) for one in queries.peers() if one.role is PeerRole.POINT]
