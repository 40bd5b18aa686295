"""Rounds across books: a point works in its supervisor's round, and goes on to the next with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.codes import BoxCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.findings import FindingKind
from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.own_codes import Command
from samplepoint.domain.rounds import Order, RoundPlan
from samplepoint.errors import Refusal
from samplepoint.services.closing import close_round
from samplepoint.services.enrolling import Enrolling
from samplepoint.services.handing_over import HandoverEntry
from samplepoint.services.merging import Merging
from samplepoint.services.next_round import begin_round, offered, take_round, unfinished
from samplepoint.services.packaging import Packaging
from samplepoint.storage.book import Book, create_book
from tests.desk.words import START, Words, box, person, tube
from tests.storage.working_book import KEY
from tests.travel.city import SUPERVISOR, Town, TownPoint

OWN = RoundPlan("OWN00001", "自己开的一轮", "东门小学", pool_size=2, order=Order.TUBE_FIRST)


def alone(town: Town, name: str) -> TownPoint:
    """Make a point that began a round by itself and knows nobody."""
    folder = town.folder / f"alone{len(town.points)}"
    folder.mkdir()
    clock = PracticeClock(START)
    book = create_book(folder / "book.db", KEY, clock, practice=True)
    plan = replace(OWN, round_id=f"OWN{len(town.points):05}", point_name=name)
    with book.gesture(desk="", staff_id="SUP00001", round_id=plan.round_id) as draft:
        draft.record(Kind.ROUND_OPENED, plan.to_body())
    town.points.append(
        TownPoint(Words(book, clock, lambda: Book(book.path, KEY, clock)), folder, name)
    )
    return town.points[-1]


def enrols(town: Town, point: TownPoint) -> Outcome:
    """Bring the two together by their files; return what became of the round."""
    here, there = Enrolling(town.station), Enrolling(point.words.station)
    here.make_recovery()
    hub = there.look(here.introduce_hub(SUPERVISOR).content)
    adoption = there.adopt_hub(SUPERVISOR, hub, lambda _recipient: None)
    here.enrol_point(SUPERVISOR, here.look(adoption.own.content))
    return adoption.round


def hears(town: Town, point: TownPoint) -> None:
    """Let a point merge what the supervisor's book has to say."""
    for made in Packaging(town.station, town.folder).make(SUPERVISOR):
        list(Merging(point.words.station, town.quarantine).merge(SUPERVISOR, [made.path]))


def finishes(point: TownPoint, number: int) -> None:
    """Pack the only loose tube, seal the box and hand it to a courier."""
    words = point.words
    words.goes_packing()
    for code in (box(number), tube(number), Command.SEAL_BOX):
        words.accepts(code)
    entry = HandoverEntry("陈师傅")
    hand_over = words.desk.handing_over.hand_over
    words.desk.perform(lambda at: hand_over(at, [BoxCode(box(number))], entry))
    words.goes_collecting()


def takes(point: TownPoint, round_id: str = "") -> Outcome:
    """Go on to a round of the supervisor's that this point has heard of."""
    station = point.words.station
    return take_round(station, SUPERVISOR, offered(station), round_id)


def test_two_points_that_began_alone_meet_in_the_supervisors_round(town: Town) -> None:
    east, west = alone(town, "东门小学"), alone(town, "西门")
    for number, point in enumerate((east, west), start=1):
        assert enrols(town, point).code == "round_begun"
        point.words.fills(number, range(7, 8))
    plan = east.words.station.plan
    assert (plan.round_id, plan.point_name, plan.pool_size) == ("R1", "东门小学", 10)
    town.merges(east.packs(), west.packs())
    kinds = [one.kind for one in town.findings.every()]
    assert kinds == [FindingKind.PERSON_TWICE]


def test_what_is_not_done_keeps_a_point_in_its_round_until_it_is(town: Town) -> None:
    point = alone(town, "东门小学")
    point.words.fills(1, range(1))
    answer = enrols(town, point)
    assert (answer.code, answer.values["open_tubes"]) == ("round_unfinished", 1)
    assert point.words.station.plan.round_id == "OWN00000"
    point.words.accepts(person(2))
    assert unfinished(point.words.station).loose_tubes == 1
    assert enrols(town, point).code == "round_unfinished"
    finishes(point, 1)
    assert unfinished(point.words.station).is_nothing
    assert enrols(town, point).code == "round_begun"
    point.words.accepts(tube(2))
    # In the new round the same person may come again: it is another round.
    point.words.accepts(person(2))


def test_the_supervisors_next_round_travels_with_the_package(town: Town) -> None:
    point = town.has_point("东门小学")
    assert offered(point.words.station) == []
    begin_round(town.station, SUPERVISOR, "第三轮")
    close_round(town.station, SUPERVISOR, "全员采完", "R1")
    hears(town, point)
    assert [plan.round_name for plan in offered(point.words.station)] == ["第三轮"]
    assert point.words.refuses(tube(1)).code == "round_closed"
    assert takes(point).code == "round_begun"
    plan = point.words.station.plan
    assert (plan.round_name, plan.point_name) == ("第三轮", "东门小学")
    assert plan.round_id == town.station.plan.round_id
    point.words.fills(1, range(1))


def test_a_round_taken_before_is_no_offer_and_changes_no_setting(town: Town) -> None:
    point = town.has_point("东门小学")
    answer = enrols(town, point)
    assert answer.code == "round_same"
    assert point.words.station.plan.pool_size == 3


def test_closed_rounds_are_not_given_to_points(town: Town) -> None:
    close_round(town.station, SUPERVISOR, "全员采完")
    point = alone(town, "东门小学")
    assert enrols(town, point).code == "round_none_open"
    assert point.words.station.plan.round_id == "OWN00000"


def test_the_newest_round_counts_unless_another_one_is_named(town: Town) -> None:
    point = town.has_point("东门小学")
    for name in ("第三轮", "第四轮"):
        begin_round(town.station, SUPERVISOR, name)
    hears(town, point)
    third = next(one for one in offered(point.words.station) if one.round_name == "第三轮")
    assert takes(point, third.round_id).values["round"] == "第三轮"
    assert takes(point).values["round"] == "第四轮"
    with pytest.raises(Refusal, match="round_unknown"):
        takes(point, "NOWHERE1")


def test_only_who_has_no_supervisor_begins_rounds_of_its_own(town: Town) -> None:
    lone, point = alone(town, "西门"), town.has_point("东门小学")
    assert begin_round(lone.words.station, SUPERVISOR, " 第二天 ").values["round"] == "第二天"
    with pytest.raises(Refusal, match="round_from_supervisor"):
        begin_round(point.words.station, SUPERVISOR, "第二天")
    with pytest.raises(Refusal, match="round_name_taken"):
        begin_round(lone.words.station, SUPERVISOR, "第二天")
    with pytest.raises(Refusal, match="round_name_missing"):
        begin_round(lone.words.station, SUPERVISOR, " ")
    with pytest.raises(Refusal, match="supervisor_only"):
        begin_round(lone.words.station, lone.words.desk.place, "第三天")


def test_a_book_opened_again_goes_on_in_its_new_round(town: Town) -> None:
    point = alone(town, "东门小学")
    enrols(town, point)
    point.words.restart()
    assert point.words.station.plan.round_id == "R1"
