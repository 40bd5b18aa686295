"""The next round: what must be finished before it, who may begin it, and whose it is.

Owns when a book goes on to another round; refuses to touch what was collected in the one before.
A point that works for a supervisor's book takes that book's rounds, settings and all, so that one
person at two points and a closed round are known by one name everywhere; a lone point and the
supervisor's book begin their own (PRODUCT section 2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Changed, Outcome, accepted, ignored, refused
from samplepoint.domain.people import clean_text
from samplepoint.domain.rounds import LONGEST_PLACE_NAME, RoundPlan, refuse_ambiguous_rules
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage.book import new_id
from samplepoint.storage.round_queries import RoundQueries
from samplepoint.storage.travel_queries import TravelQueries


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What of the round that runs is not done yet; all of it would be out of sight in the next."""

    waiting_desks: int
    open_tubes: int
    loose_tubes: int
    open_boxes: int
    boxes_here: int
    """Sealed, and not handed to a courier."""

    @property
    def is_nothing(self) -> bool:
        """Tell whether the next round may begin."""
        return not any(asdict(self).values())


def unfinished(station: Station) -> Unfinished:
    """Return what of the round that runs here is not done yet; nothing in a supervisor's book."""
    if station.book.is_hub:
        return Unfinished(0, 0, 0, 0, 0)
    queries, round_id = station.queries, station.plan.round_id
    return Unfinished(
        len(queries.waiting_seats()),
        len(queries.open_tubes()),
        queries.count_loose(),
        len(queries.open_boxes(round_id)),
        len(queries.boxes_ready(round_id)),
    )


def has_supervisor(station: Station) -> bool:
    """Tell whether this point works for a supervisor's book, and so in that book's rounds."""
    return not station.book.is_hub and TravelQueries(station.book).hub() is not None


def open_rounds(station: Station) -> list[RoundPlan]:
    """Return the rounds of this book that nobody has closed, the newest first."""
    plans = TravelQueries(station.book).plans()
    return [plan for plan in plans if not station.queries.closed_round(plan.round_id)]


def offered(station: Station) -> list[RoundPlan]:
    """Return the supervisor's open rounds that this point could go on with, the newest first."""
    hub = TravelQueries(station.book).hub()
    plans = RoundQueries(station.book).plans_of(hub.station_id) if hub else []
    return _takeable(station, plans)


def begin_round(station: Station, place: Place, untrusted_name: str) -> Outcome:
    """Begin another round with the settings of the one before; that one stays as it is.

    Raises:
        Refusal: `supervisor_only`, `round_name_missing`, `round_name_taken`, `round_unfinished`,
            `round_from_supervisor` where this point works for a supervisor's book.
    """
    demand(place, Deed.RUN_ROUND)
    if has_supervisor(station):
        raise Refusal("round_from_supervisor")
    name = clean_text(untrusted_name, LONGEST_PLACE_NAME)
    if any(plan.round_name == name for plan in TravelQueries(station.book).plans()):
        raise Refusal("round_name_taken", name=name)
    return _go_on(station, place, replace(station.plan, round_id=new_id(), round_name=name))


def take_round(
    station: Station, place: Place, plans: Iterable[RoundPlan], round_id: str = ""
) -> Outcome:
    """Go on with a round of the supervisor's: the one named, or the first of `plans` that is new.

    The point keeps its name; its other settings are the round's. A round that this point has
    worked in before is no offer: its settings here may have been changed since.

    Raises:
        Refusal: `supervisor_only`, `round_unknown`, `round_unfinished`, and what
            `refuse_ambiguous_rules` raises.
    """
    demand(place, Deed.RUN_ROUND)
    plans = list(plans)
    if not plans and not round_id:
        return ignored("round_none_open")
    found = [one for one in _takeable(station, plans) if round_id in ("", one.round_id)]
    if found:
        return _go_on(station, place, replace(found[0], point_name=station.plan.point_name))
    if station.plan.round_id in {round_id or one.round_id for one in plans}:
        return ignored("round_same", round=station.plan.round_name)
    raise Refusal("round_unknown", round=round_id)


def take_after_enrolling(station: Station, place: Place, plans: Iterable[RoundPlan]) -> Outcome:
    """Go on with the newest of a supervisor's rounds; where that cannot be, say why and stay."""
    try:
        return take_round(station, place, plans)
    except Refusal as refusal:
        return refused(refusal.code, **refusal.values)


def _takeable(station: Station, plans: Iterable[RoundPlan]) -> list[RoundPlan]:
    ours = {plan.round_id for plan in TravelQueries(station.book).plans()}
    closed = station.queries.closed_round
    return [one for one in plans if one.round_id not in ours and not closed(one.round_id)]


def _go_on(station: Station, place: Place, plan: RoundPlan) -> Outcome:
    rest = unfinished(station)
    if not rest.is_nothing:
        raise Refusal("round_unfinished", round=station.plan.round_name, **asdict(rest))
    refuse_ambiguous_rules(plan, station.book.today)
    with station.gesture(place, plan.round_id) as draft:
        draft.record(Kind.ROUND_OPENED, plan.to_body())
    station.reread_plan()
    return accepted(
        "round_begun",
        Changed.PLAN,
        Changed.TUBE,
        Changed.BOX,
        Changed.COUNTS,
        round=plan.round_name,
    )
