"""Scripts of a handover in a hurry: odd temperatures, boxes opened meanwhile, sheets gone stale."""

from __future__ import annotations

import pytest

from samplepoint.app.paths import resources
from samplepoint.domain.codes import BoxCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.own_codes import Command
from samplepoint.domain.rounds import SealRule
from samplepoint.services.box_papers import handover_sheet_of
from samplepoint.services.handing_over import HandoverEntry
from samplepoint.wording import Wording
from tests.desk.boxing import asked, bodies, pack_under, packs, status
from tests.desk.test_handing_over import hands_over, newest, prepares, sealed
from tests.desk.test_reboxing import reopens
from tests.desk.words import Words, badge, box, tube

SEAL = str(Command.SEAL_BOX)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("4,0", "4.0"),
        ("-2", "-2"),
        ("+4 ℃", "4"),
        ("４．５", "4.5"),
        ("4度", "4"),
        ("4.5 摄氏度", "4.5"),
        ("4。5", "4.5"),
        ("－１８", "-18"),
        ("4 °", "4"),
        ("零下2度", "-2"),
        ("-0", "0"),
        (".5", "0.5"),
    ],
)
def test_a_temperature_is_read_as_hands_type_it(at_desk: Words, typed: str, stored: str) -> None:
    sealed(at_desk, 1)
    assert hands_over(at_desk, 1, entry=HandoverEntry("陈", typed)).is_accepted
    assert newest(at_desk).temperature_c == stored


@pytest.mark.parametrize("typed", ["四度", "4-5", "4..5", "1e3", "nan", "冷", "4 5", "-", "℃5"])
def test_what_is_no_temperature_is_shown_with_how_to_write_it(at_desk: Words, typed: str) -> None:
    sealed(at_desk, 1)
    answer = hands_over(at_desk, 1, entry=HandoverEntry("陈", typed))
    assert answer.code == "temperature_unreadable"
    assert answer.values["typed"] == typed
    assert status(at_desk) == "sealed"


def test_a_box_opened_meanwhile_does_not_go(at_desk: Words) -> None:
    sealed(at_desk, 2)
    prepares(at_desk, 1, 2)
    at_desk.supervisor_comes()
    reopens(at_desk)
    answer = hands_over(at_desk, 1, 2)
    assert (answer.code, answer.values["box"]) == ("box_opened_again", box(1))
    assert (status(at_desk, 1), status(at_desk, 2)) == ("open", "sealed")


def test_boxes_that_go_without_their_printed_sheet_ask_for_the_new_one(at_desk: Words) -> None:
    sealed(at_desk, 2)
    old = prepares(at_desk, 1, 2).values["handover"]
    at_desk.supervisor_comes()
    reopens(at_desk)
    went = hands_over(at_desk, 2)
    assert went.is_accepted
    assert [(one.code, one.values["void"]) for one in went.notices] == [("sheet_to_print", old)]


def test_the_remark_stands_in_the_fact_and_on_the_sheet(at_desk: Words) -> None:
    sealed(at_desk, 1)
    entry = HandoverEntry("陈", remark="冰袋 2 个，箱角破")
    number = str(hands_over(at_desk, 1, entry=entry).values["handover"])
    assert bodies(at_desk, Kind.HANDED_OVER)[0]["remark"] == "冰袋 2 个，箱角破"
    sheet = handover_sheet_of(at_desk.station, number, Wording(resources() / "wording").say)
    assert sheet.remark == "冰袋 2 个，箱角破"


def test_both_who_vouch_for_a_box_stand_on_the_sheet(at_desk: Words) -> None:
    pack_under(at_desk, 1, seal_rule=SealRule.PROVED)
    packs(at_desk, 1)
    asked(at_desk, SEAL)
    at_desk.accepts("1")
    at_desk.accepts(badge("R"))
    asked(at_desk, box(1))
    at_desk.accepts(tube(1))
    at_desk.accepts(SEAL)
    sealing = at_desk.desk.handing_over.queries.sealings(BoxCode(box(1)), "R1")[-1]
    assert (sealing.counted_by, sealing.proved_by) == ("PAC00001", "REG00001")
    number = str(prepares(at_desk, 1).values["handover"])
    sheet = handover_sheet_of(at_desk.station, number, Wording(resources() / "wording").say)
    assert sheet.boxes[0].vouched == "点数 PAC00001 · 复核 REG00001"


def test_a_sealed_box_scanned_again_says_since_when_and_what_to_do(at_desk: Words) -> None:
    sealed(at_desk, 1)
    answer = at_desk.refuses(box(1))
    assert answer.code == "box_sealed"
    assert answer.values["tubes"] == 1
    said = Wording(resources() / "wording").answer(answer)
    assert "08:" in said.detail
    assert "督导" in said.now
