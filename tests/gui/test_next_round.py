"""The panel of the next round: asked twice, what is not done named, the supervisor's chosen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from samplepoint.domain.staff import Role
from samplepoint.gui.pages.next_round import NextRoundPanel
from samplepoint.gui.workplace import Workplace
from samplepoint.services.merging import Merging
from samplepoint.services.next_round import begin_round
from samplepoint.services.packaging import Packaging
from tests.gui.pages_ground import NUMBER, TUBE, scan, workplace_in
from tests.gui.travel_ground import at_point
from tests.travel.city import SUPERVISOR, Town, TownPoint


@pytest.fixture
def lone(qapp: object, tmp_path: Path) -> Iterator[Workplace]:
    place = workplace_in(tmp_path, Role.SUPERVISOR)
    yield place
    place.desk.station.book.close()


def panel_of(qtbot: QtBot, workplace: Workplace) -> NextRoundPanel:
    panel = NextRoundPanel(workplace)
    qtbot.addWidget(panel)
    return panel


def hears(town: Town, point: TownPoint) -> None:
    for made in Packaging(town.station, town.folder).make(SUPERVISOR):
        list(Merging(point.words.station, town.quarantine).merge(SUPERVISOR, [made.path]))


def test_a_lone_point_names_its_next_round_and_is_asked_twice(
    qtbot: QtBot, lone: Workplace
) -> None:
    panel, before = panel_of(qtbot, lone), lone.desk.station.plan
    panel.name.setText("第二天")
    panel.confirm()
    assert lone.desk.station.plan == before
    assert "请再按一次" in panel.answer_strip.text
    panel.confirm()
    assert lone.desk.station.plan.round_name == "第二天"
    assert "第二天" in panel.about.text()


def test_another_name_is_asked_about_anew(qtbot: QtBot, lone: Workplace) -> None:
    panel, before = panel_of(qtbot, lone), lone.desk.station.plan
    panel.name.setText("第二天")
    panel.confirm()
    panel.name.setText("第三天")
    panel.confirm()
    assert lone.desk.station.plan == before


def test_what_is_not_done_is_named_before_anything_is_asked(qtbot: QtBot, lone: Workplace) -> None:
    scan(lone, TUBE, NUMBER)
    panel = panel_of(qtbot, lone)
    assert "没封的管 1" in panel.rest.text()
    panel.name.setText("第二天")
    panel.confirm()
    panel.confirm()
    assert "本轮还有没做完的" in panel.answer_strip.text


def test_a_point_with_a_supervisor_chooses_what_has_come(qtbot: QtBot, town: Town) -> None:
    point = town.has_point("东门小学")
    workplace = at_point(point)
    empty = panel_of(qtbot, workplace)
    assert "还没有到本站" in empty.rest.text()
    empty.confirm()
    assert "还没有新的一轮" in empty.answer_strip.text
    begin_round(town.station, SUPERVISOR, "第三轮")
    hears(town, point)
    panel = panel_of(qtbot, workplace)
    assert [plan.round_name for plan in panel.round.offered] == ["第三轮"]
    panel.confirm()
    panel.confirm()
    assert point.words.station.plan.round_name == "第三轮"
    assert not panel.round.offered
