"""Closing a round: from then on no tube is opened in it, at any point that has heard of it.

Owns the fact of the supervisor's book and the refusal at the desk; refuses to touch what is open:
people in an open tube are finished, or the tube is closed early.
"""

from __future__ import annotations

from datetime import datetime

from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Changed, Outcome, accepted, ignored
from samplepoint.domain.rounds import ClosedRound, RoundStanding
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal, Value
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage.round_queries import RoundQueries


def rounds(station: Station) -> list[RoundStanding]:
    """Return every round that this book knows, closed ones too, those with most people first."""
    return RoundQueries(station.book).rounds()


def close_round(station: Station, place: Place, reason: str, round_id: str = "") -> Outcome:
    """Put on record that nobody is registered in a round any more; it travels with the package.

    `round_id` is the round that this book was made for where none is said. There is no way back:
    who comes later is registered in a new round.

    Raises:
        Refusal: `supervisor_only`, `not_a_hub`, `reason_missing`, `round_unknown`.
    """
    demand(place, Deed.RUN_ROUND)
    if not station.book.is_hub:
        raise Refusal("not_a_hub")
    if not reason.strip():
        raise Refusal("reason_missing")
    wanted = round_id or station.plan.round_id
    found = next((one for one in rounds(station) if one.round_id == wanted), None)
    if found is None:
        raise Refusal("round_unknown", round=wanted)
    before = station.queries.closed_round(wanted)
    if before:
        return ignored("round_closed_before", round=found.name, **_told(station, before))
    with station.gesture(place) as draft:
        draft.record(Kind.ROUND_CLOSED, {"round_id": wanted, "reason": reason.strip()})
    return accepted("round_closed_now", Changed.PLAN, round=found.name)


def refuse_closed(station: Station, last_utc: str = "") -> None:
    """Refuse a new tube in a closed round; `last_utc` is when its last person was swabbed.

    A paper form that was filled in before the round was closed may be entered afterwards.

    Raises:
        Refusal: `round_closed` with who closed it, when and why.
    """
    closed = station.queries.closed_round(station.plan.round_id)
    if closed and (not last_utc or last_utc > closed.closed_utc):
        raise Refusal("round_closed", round=station.plan.round_name, **_told(station, closed))


def _told(station: Station, closed: ClosedRound) -> dict[str, Value]:
    zone = station.book.clock.now().tzinfo
    at = datetime.fromisoformat(closed.closed_utc).astimezone(zone)
    by = station.queries.staff_name(closed.staff_id)
    return {"by": by, "at": f"{at:%Y-%m-%d %H:%M}", "reason": closed.reason}
