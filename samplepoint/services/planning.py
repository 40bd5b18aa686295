"""Changing the settings of the round that runs: pool size, order, what is warned about.

Owns which change is refused while people wait; refuses to touch what is already collected.
"""

from __future__ import annotations

from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Changed, Outcome, accepted, ignored
from samplepoint.domain.rounds import RoundPlan, refuse_ambiguous_rules
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.station import Place, Station, demand


def change_plan(station: Station, place: Place, plan: RoundPlan) -> Outcome:
    """Put other settings of this round on record; they hold from the next tube on.

    A tube that is open keeps the size it was opened with.

    Raises:
        Refusal: `supervisor_only`, `plan_other_round`, `plan_people_waiting` (another order while
            people wait for a tube), and what `refuse_ambiguous_rules` raises.
    """
    demand(place, Deed.RUN_ROUND)
    if plan.round_id != station.plan.round_id:
        raise Refusal("plan_other_round")
    if plan == station.plan:
        return ignored("plan_same")
    refuse_ambiguous_rules(plan, station.book.today)
    seats = station.queries.waiting_seats()
    if plan.order is not station.plan.order and seats:
        raise Refusal("plan_people_waiting", desk=seats[0])
    with station.gesture(place) as draft:
        draft.record(Kind.PLAN_CHANGED, plan.to_body())
    station.reread_plan()
    return accepted(
        "plan_changed",
        Changed.PLAN,
        Changed.TUBE,
        Changed.BOX,
        pool_size=plan.pool_size,
        order=str(plan.order),
    )
