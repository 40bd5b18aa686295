"""A round that is closed at the supervisor's: what a point still does once it has heard of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from samplepoint.domain.clock import utc_text
from samplepoint.domain.codes import TubeCode
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.rounds import Order, RoundPlan
from samplepoint.domain.staff import Role
from samplepoint.errors import Refusal
from samplepoint.services.back_entry import PaperForm, PaperRow
from samplepoint.services.closing import close_round, rounds
from samplepoint.services.merging import Merging
from samplepoint.services.packaging import Packaging
from samplepoint.services.station import Place
from tests.desk.words import STAFF, person, tube
from tests.storage.working_book import wrong
from tests.travel.city import SUPERVISOR, Town, TownPoint

REASON = "全员采完"


@pytest.fixture
def town(town: Town) -> Town:
    with town.station.gesture(SUPERVISOR) as draft:
        body = {"id": "SUP00001", "name": "赵", "role": "supervisor"}
        draft.record(Kind.STAFF_ENROLLED, body)
    return town


@pytest.fixture
def point(town: Town) -> TownPoint:
    return town.has_point("东门小学")


def hears(town: Town, point: TownPoint) -> None:
    """Let a point merge what the supervisor's book has to say."""
    file = Packaging(town.station, town.folder).make(SUPERVISOR)[0].path
    list(Merging(point.words.station, town.quarantine).merge(SUPERVISOR, [file]))


def closes(town: Town) -> Outcome:
    return close_round(town.station, SUPERVISOR, REASON)


def test_an_open_tube_is_finished_and_no_other_one_opened(town: Town, point: TownPoint) -> None:
    point.words.fills(1, range(2))
    assert closes(town).code == "round_closed_now"
    assert point.words.accepts(person(2)).code == "bound_tube_full"
    point.words.fills(2, range(3, 4))
    hears(town, point)
    assert point.words.accepts(person(4)).code == "person_bound"
    point.words.closes()
    refused = point.words.refuses(tube(3))
    assert refused.code == "round_closed"
    assert (refused.values["by"], refused.values["reason"]) == ("赵", REASON)
    assert refused.values["at"] == f"{town.clock.now():%Y-%m-%d %H:%M}"
    assert wrong(point.book) == {}
    assert wrong(town.book) == {}


def test_an_empty_tube_that_was_open_takes_people(town: Town, point: TownPoint) -> None:
    point.words.accepts(tube(1))
    closes(town)
    hears(town, point)
    assert point.words.accepts(person(1)).code == "person_bound"


def test_who_waits_for_a_tube_still_gets_one(town: Town, point: TownPoint) -> None:
    plan = RoundPlan("R1", "第二轮", "东门小学", pool_size=3, order=Order.PEOPLE_FIRST)
    with point.words.station.gesture(SUPERVISOR) as draft:
        draft.record(Kind.PLAN_CHANGED, plan.to_body())
    point.words.sit_down()
    point.words.accepts(person(1))
    closes(town)
    hears(town, point)
    assert point.words.refuses(person(2)).code == "round_closed"
    assert point.words.accepts(tube(1)).code == "group_bound"
    assert point.words.refuses(tube(2)).code == "people_first"


def form(point: TownPoint, minutes: int) -> Outcome:
    """Enter a paper form whose one person was swabbed so many minutes from now."""
    at = point.words.clock.now() + timedelta(minutes=minutes)
    entry = PersonEntry(DocumentType.RESIDENT_ID, person(7), "张三")
    entered = PaperForm(TubeCode(tube(9)), (PaperRow(entry, at),), "F1")
    return point.words.desk.perform(lambda at: point.words.desk.back_entry.enter(at, entered))


def test_a_form_from_before_is_entered_afterwards(town: Town, point: TownPoint) -> None:
    closes(town)
    hears(town, point)
    point.words.clock.jump(3600)
    assert form(point, -30).code == "round_closed"
    assert form(point, -90).code == "form_entered"


def test_another_round_goes_on(town: Town, point: TownPoint) -> None:
    closes(town)
    hears(town, point)
    with point.words.station.gesture(SUPERVISOR) as draft:
        draft.record(Kind.ROUND_OPENED, RoundPlan("R2", "第三轮", "东门小学").to_body())
    point.words.sit_down()
    assert point.words.accepts(tube(3)).code == "tube_opened"


def test_it_is_closed_once_with_a_reason_by_a_supervisor_in_a_hub(
    town: Town, point: TownPoint
) -> None:
    registrar = Place("", STAFF[Role.REGISTRAR])
    for station, place, reason, round_id, code in (
        (town.station, registrar, REASON, "", "supervisor_only"),
        (town.station, SUPERVISOR, "  ", "", "reason_missing"),
        (town.station, SUPERVISOR, REASON, "R9", "round_unknown"),
        (point.words.station, SUPERVISOR, REASON, "", "not_a_hub"),
    ):
        with pytest.raises(Refusal) as caught:
            close_round(station, place, reason, round_id)
        assert caught.value.code == code
    closes(town)
    head = town.book.head
    assert closes(town).code == "round_closed_before"
    assert town.book.head == head


def test_the_rounds_are_listed_with_their_people(town: Town, point: TownPoint) -> None:
    point.words.fills(1, range(2))
    town.merges(point.packs())
    (row,) = rounds(town.station)
    assert (row.round_id, row.name, row.people, row.closed) == ("R1", "第二轮", 2, None)
    closes(town)
    (row,) = rounds(town.station)
    assert row.closed is not None
    assert row.closed.closed_utc == utc_text(town.clock.now())
    assert json.dumps(row.closed.reason, ensure_ascii=False) == f'"{REASON}"'
