"""A second round in the same book: what is used once a round, and what once ever."""

from __future__ import annotations

from dataclasses import replace

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.rounds import RoundPlan
from tests.desk.words import Words, box, person, tube


def test_a_box_code_of_an_earlier_round_brings_nothing_of_it_along(
    at_desk: Words, plan: RoundPlan
) -> None:
    at_desk.fills(1, range(1, 4))
    at_desk.goes_packing()
    at_desk.accepts(box(1))
    at_desk.accepts(tube(1))
    at_desk.accepts("SPCSEAL")
    second = replace(plan, round_id="R2", round_name="第三轮")
    with at_desk.book.gesture(desk="", staff_id="SUP00001", round_id="R2") as draft:
        draft.record(Kind.ROUND_OPENED, second.to_body())
    at_desk.sit_down()
    at_desk.fills(2, range(1, 4))
    at_desk.goes_packing()
    at_desk.accepts(box(1))
    at_desk.accepts(tube(2))
    inside = at_desk.station.queries.tubes_in(BoxCode(box(1)))
    assert [one.code for one in inside] == [tube(2)]
    at_desk.goes_collecting()
    assert at_desk.refuses(tube(1)).code == "tube_used"
    assert at_desk.refuses(person(9)).code == "no_open_tube"
