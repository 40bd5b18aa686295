"""When people are due: how old a round is, whether it is over, and what clocks cannot say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from samplepoint.domain.facts import Kind
from samplepoint.domain.peers import Peer, PeerRole
from samplepoint.domain.rounds import Order, RoundPlan
from samplepoint.domain.staff import Role
from samplepoint.errors import Refusal
from samplepoint.services import planning
from samplepoint.services.station import Place
from samplepoint.storage import fact_rows
from tests.desk.words import STAFF, START, box, person, tube
from tests.services.planted import (
    Planted,
    code_of,
    entry,
    erase,
    samples,
    traces,
)
from tests.storage.working_book import PLAN, STAFF_ID, wrong

# -- what is due -----------------------------------------------------------------------------------


def why_not(point: Planted, older_than: int | None = None) -> str:
    (one,) = point.retention.preview(older_than).rounds
    return one.why_not


def test_a_young_round_is_left_alone(point: Planted) -> None:
    point.days_pass(59)
    assert why_not(point) == "round_too_young"
    assert code_of(lambda: erase(point)) == "nothing_to_erase"
    assert traces(point)
    point.days_pass(2)
    assert why_not(point) == ""


def test_a_preview_counts_and_changes_nothing(old: Planted) -> None:
    before = old.desk.book.head
    found = old.retention.preview()
    assert found.people == samples(old)
    assert found.roster.entries == 30
    assert (found.due[0].name, found.due[0].newest_utc[:10]) == ("第二轮", "2026-01-12")
    assert old.desk.book.head == before
    assert traces(old)


def test_the_days_of_the_round_count_and_none_means_never(point: Planted) -> None:
    plan = point.desk.station.plan
    planning.change_plan(point.desk.station, point.place, replace(plan, keep_days=7))
    point.days_pass(8)
    assert why_not(point) == ""
    planning.change_plan(point.desk.station, point.place, replace(plan, keep_days=0))
    point.days_pass(4000)
    assert why_not(point) == "round_kept_always"
    assert why_not(point, older_than=365) == ""


@pytest.mark.parametrize("days", [-1, 3651])
def test_no_round_has_a_number_of_days_that_is_none(days: int) -> None:
    assert code_of(lambda: replace(PLAN, keep_days=days)) == "keep_days_range"
    assert RoundPlan.from_body({**PLAN.to_body(), "keep_days": 7}).keep_days == 7
    older = {name: said for name, said in PLAN.to_body().items() if name != "keep_days"}
    assert RoundPlan.from_body(older).keep_days == 60


def test_a_round_with_an_open_tube_is_not_over(point: Planted) -> None:
    point.desk.types(entry(300))
    point.days_pass(61)
    assert why_not(point) == "round_has_people_waiting"
    point.desk.undoes()
    turn_tubes_first(point)
    point.desk.accepts(tube(2000))
    point.desk.types(entry(300))
    point.days_pass(61)
    assert why_not(point) == "round_has_open_tube"
    point.desk.closes()
    assert why_not(point) == ""


def turn_tubes_first(point: Planted) -> None:
    plan = replace(point.desk.station.plan, order=Order.TUBE_FIRST)
    planning.change_plan(point.desk.station, point.place, plan)


def test_a_box_left_open_holds_its_round_up_until_another_one_runs(old: Planted) -> None:
    desk = old.desk
    desk.goes_packing()
    desk.accepts(box(7))
    assert why_not(old) == "round_has_open_box"
    begin_round(old, "R2")
    assert why_not(old) == ""


def begin_round(point: Planted, round_id: str) -> None:
    """Open another round at the same desk."""
    plan = replace(point.desk.station.plan, round_id=round_id, round_name=round_id)
    with point.desk.book.gesture(desk="", staff_id=STAFF_ID, round_id=round_id) as draft:
        draft.record(Kind.ROUND_OPENED, plan.to_body())
    point.desk.sit_down()
    point.use(point.desk)


def test_the_round_that_runs_stays_while_an_earlier_one_goes(point: Planted) -> None:
    point.days_pass(50)
    begin_round(point, "R2")
    turn_tubes_first(point)
    point.desk.accepts(tube(2000))
    point.desk.types(entry(300))
    point.days_pass(11)
    found = {one.round_id: one.why_not for one in point.retention.preview().rounds}
    assert found == {"R1": "", "R2": "round_too_young"}
    erase(point)
    assert point.desk.people_in(2000) == [person(300)]
    assert [one for one in traces(point) if person(10) in one] == []
    assert not wrong(point.desk.book)


# -- clocks ----------------------------------------------------------------------------------------


def test_a_clock_in_the_past_erases_nothing(point: Planted) -> None:
    point.clock.set(START - timedelta(days=16000))
    assert why_not(point) == "round_clock_ahead"
    assert code_of(lambda: erase(point)) == "nothing_to_erase"


def test_people_registered_on_a_clock_of_1980_are_as_young_as_their_round(point: Planted) -> None:
    point.clock.set(START - timedelta(days=16000))
    point.desk.types(entry(300))
    point.desk.accepts(tube(2000))
    point.clock.set(START + timedelta(days=2))
    assert why_not(point) == "round_too_young"


def test_people_registered_on_a_clock_of_2099_do_not_stay_for_ever(point: Planted) -> None:
    point.clock.set(START + timedelta(days=27000))
    point.desk.types(entry(199))
    point.desk.accepts(tube(2000))
    point.clock.set(START + timedelta(days=61))
    assert why_not(point) == ""
    erase(point)
    assert traces(point) == []


# -- what the supervisor's book has not acknowledged -----------------------------------------------


def adopt_hub(point: Planted) -> None:
    """Let the point belong to a supervisor's book from now on."""
    hub = Peer("k", "HUB00001", "HUB00001", PeerRole.HUB, "督导", "practice", "r", "", "", "")
    with point.desk.station.gesture(point.place) as draft:
        draft.record(Kind.HUB_ADOPTED, hub.to_body())


def acknowledge(point: Planted, seq: int, digest: bytes) -> None:
    segment = {"station_id": point.desk.book.station_id, "last": seq, "head": digest.hex()}
    with point.desk.station.gesture(point.place) as draft:
        draft.record(Kind.RECEIPT_TAKEN, {"segments": [segment], "hub": "HUB00001"})


def test_what_the_hub_has_not_acknowledged_is_not_erased(old: Planted) -> None:
    adopt_hub(old)
    head, digest = old.desk.book.head
    assert why_not(old) == "round_not_acknowledged"
    acknowledge(old, 5, fact_rows.hash_at(old.desk.book.db, old.desk.book.station_id, 5))
    assert why_not(old) == "round_not_acknowledged"
    acknowledge(old, head, bytes(32))  # of a fact that this book has lost
    assert why_not(old) == "round_not_acknowledged"
    acknowledge(old, head, digest)
    assert why_not(old) == ""


def test_only_a_supervisor_erases(old: Planted) -> None:
    with pytest.raises(Refusal) as caught:
        old.retention.erase(Place("A", STAFF[Role.REGISTRAR]))
    assert caught.value.code == "supervisor_only"
    assert traces(old)
