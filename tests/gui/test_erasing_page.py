"""Erasing people after their time: what is due is said, days are kept, doing it is asked twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from samplepoint.domain.erasing import Limit, Roster, RoundPeople
from samplepoint.domain.facts import Kind
from samplepoint.domain.staff import Role
from samplepoint.gui.models.rounds_with_people import RoundsWithPeople
from samplepoint.gui.pages.erasing import ErasingPage
from samplepoint.gui.workplace import Workplace
from samplepoint.services.retention import Preview
from samplepoint.wording import Language, Wording
from tests.gui.office_ground import MadeUpOffice, furnish
from tests.gui.pages_ground import WORDS, workplace_in

LIMIT = Limit("2026-01-12T00:00:00.000Z", "2026-03-13T00:00:00.000Z", 60)
OLD = RoundPeople("R1", "第一轮", 4312, 3, "2026-01-10T08:4", 60, LIMIT, "")
YOUNG = RoundPeople("R2", "第二轮", 20, 0, "2026-03-10T08:4", 60, LIMIT, "round_too_young")
DUE = Preview((OLD, YOUNG), Roster(30, is_due=True), is_begun=False)


@pytest.fixture(params=[Role.SUPERVISOR])
def workplace(qapp: object, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Workplace]:
    place = workplace_in(tmp_path, request.param)
    yield place
    place.desk.station.book.close()


@pytest.fixture
def office(workplace: Workplace) -> MadeUpOffice:
    office = furnish(workplace)
    office.preview = DUE
    return office


@pytest.fixture
def page(qtbot: QtBot, workplace: Workplace, office: MadeUpOffice) -> ErasingPage:
    page = ErasingPage(workplace)
    qtbot.addWidget(page)
    page.resize(888, 624)
    page.show()
    qtbot.waitUntil(lambda: not page.is_looking)
    return page


def test_what_is_due_is_said_and_what_is_not_and_why(
    page: ErasingPage, workplace: Workplace
) -> None:
    assert "1 轮、4312 人" in page.state.text()
    rows = [[page.model.index(row, at).data() for at in range(4)] for row in range(2)]
    assert rows[0] == ["第一轮", "2026-01-10", "4,315", "已到期（60 天）"]
    assert rows[1][3] == "未到 60 天"
    workplace.speak(Language.ENGLISH)
    assert "Due: 4312 people (rounds: 1)" in page.state.text()
    assert "Roster of 30 people: due" in page.roster.text()


def test_erasing_is_asked_twice_and_says_what_was_not_reached(
    qtbot: QtBot, page: ErasingPage, office: MadeUpOffice
) -> None:
    page.erase_key.click()
    assert "4312" in page.answer_strip.text
    assert office.preview is DUE
    with qtbot.waitSignal(page.bridge.finished):
        page.erase_key.click()
    assert "已清除 4312 人" in page.answer_strip.text
    qtbot.waitUntil(lambda: not page.is_looking)
    assert not page.erase_key.isEnabled()
    assert page.empty.isVisible()


def test_looking_again_begins_the_question_again(
    qtbot: QtBot, page: ErasingPage, office: MadeUpOffice
) -> None:
    page.erase_key.click()
    page.after_job()
    qtbot.waitUntil(lambda: not page.is_looking)
    page.erase_key.click()
    assert office.preview is DUE


def test_an_interrupted_run_is_said_and_can_be_finished(
    qtbot: QtBot, page: ErasingPage, office: MadeUpOffice
) -> None:
    office.preview = Preview((), Roster(0, is_due=False), is_begun=True)
    page.after_job()
    qtbot.waitUntil(lambda: not page.is_looking)
    assert "没有做完" in page.state.text()
    assert page.erase_key.isEnabled()


@pytest.mark.parametrize("workplace", [Role.REGISTRAR], indirect=True)
def test_a_registrar_erases_nobody(page: ErasingPage, office: MadeUpOffice) -> None:
    page.erase_key.click()
    page.erase_key.click()
    assert office.preview is DUE
    assert "督导" in page.answer_strip.text


def test_the_days_of_the_round_go_on_record(page: ErasingPage, workplace: Workplace) -> None:
    assert page.days.text() == "60"
    page.days.setText("30")
    page.days_key.click()
    assert workplace.desk.station.plan.keep_days == 30
    kinds = workplace.desk.station.book.db.conn.execute("SELECT kind FROM fact").fetchall()
    assert (str(Kind.PLAN_CHANGED),) in kinds


@pytest.mark.parametrize("typed", ["", "-1", "x", "3651", "٣"])
def test_what_is_no_number_of_days_is_refused(
    page: ErasingPage, workplace: Workplace, typed: str
) -> None:
    page.days.setText(typed)
    page.days_key.click()
    assert "天数不对" in page.answer_strip.text
    assert workplace.desk.station.plan.keep_days == 60


def test_the_list_of_rounds_is_a_sound_model(qtbot: QtBot) -> None:
    model = RoundsWithPeople(Wording(WORDS))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show(DUE.rounds)
    model.speak()
    model.show([])
    assert model.rowCount() == 0
