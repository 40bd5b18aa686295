"""Changing the round's settings: a supervisor's, on record, and never under waiting people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.rounds import Order, RoundPlan
from samplepoint.domain.staff import Role
from samplepoint.gui.workplace import Workplace
from samplepoint.services.planning import change_plan
from samplepoint.services.station import Station
from tests.gui.pages_ground import NUMBER, OTHER_TUBE, SUPERVISOR, TUBE, scan, workplace_in


@pytest.fixture
def workplace(qapp: object, tmp_path: Path) -> Iterator[Workplace]:
    place = workplace_in(tmp_path, Role.SUPERVISOR)
    yield place
    place.desk.station.book.close()


def change(workplace: Workplace, plan: RoundPlan) -> Outcome:
    station = workplace.desk.station
    outcome = workplace.perform(lambda place: change_plan(station, place, plan))
    assert outcome is not None
    return outcome


def test_another_pool_size_holds_from_the_next_tube_on(workplace: Workplace) -> None:
    scan(workplace, TUBE)
    plan = replace(workplace.desk.station.plan, pool_size=5)
    assert change(workplace, plan).code == "plan_changed"
    queries = workplace.desk.station.queries
    assert [tube.capacity for tube in queries.open_tubes()] == [10]
    scan(workplace, NUMBER, "SPCCLOSE", OTHER_TUBE)
    assert [tube.capacity for tube in queries.open_tubes()] == [5]


def test_a_change_survives_a_restart(workplace: Workplace) -> None:
    change(workplace, replace(workplace.desk.station.plan, order=Order.PEOPLE_FIRST))
    assert Station(workplace.desk.station.book).plan.order is Order.PEOPLE_FIRST


def test_the_order_does_not_change_under_waiting_people(workplace: Workplace) -> None:
    change(workplace, replace(workplace.desk.station.plan, order=Order.PEOPLE_FIRST))
    scan(workplace, NUMBER)
    back = replace(workplace.desk.station.plan, order=Order.TUBE_FIRST)
    assert change(workplace, back).code == "plan_people_waiting"
    scan(workplace, TUBE)
    assert change(workplace, back).code == "plan_changed"


def test_the_same_settings_are_no_change(workplace: Workplace) -> None:
    head = workplace.desk.station.book.head[0]
    assert change(workplace, workplace.desk.station.plan).code == "plan_same"
    assert workplace.desk.station.book.head[0] <= head + 1


def test_another_round_is_not_this_ones_plan(workplace: Workplace) -> None:
    plan = replace(workplace.desk.station.plan, round_id="R2")
    assert change(workplace, plan).code == "plan_other_round"


def test_a_registrar_changes_nothing(qapp: object, tmp_path: Path) -> None:
    workplace = workplace_in(tmp_path)
    plan = replace(workplace.desk.station.plan, pool_size=5)
    assert change(workplace, plan).code == "supervisor_only"
    workplace.desk.sign_in(SUPERVISOR)
    assert change(workplace, plan).code == "plan_changed"
    workplace.desk.station.book.close()
