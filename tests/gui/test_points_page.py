"""The points at the supervisor's: enrolled by eye, receipts on screen, revoked, a round closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from samplepoint.app.wiring import stick_door
from samplepoint.domain.facts import Kind
from samplepoint.gui.models.point_rows import PointRows, Standing
from samplepoint.gui.models.row_table import SHADE_ROLE
from samplepoint.gui.pages.enrolling import EnrollingPanel
from samplepoint.gui.pages.points import PointsPage
from samplepoint.gui.shades import Shade
from samplepoint.gui.workplace import Workplace
from samplepoint.services.closing import rounds
from samplepoint.services.enrolling import Enrolling
from samplepoint.services.merging import Merging
from samplepoint.services.receipting import Receipting
from samplepoint.wording import Language, Wording
from tests.gui.pages_ground import WORDS
from tests.gui.travel_ground import at_hub
from tests.travel.city import SUPERVISOR, Town, TownPoint
from tests.travel.introducing import known_point, stores


@pytest.fixture
def east(town: Town) -> TownPoint:
    """Return a point of which a package was merged."""
    point = known_point(town, "东门小学")
    point.words.fills(1, range(3))
    town.merges(stores(point).path)
    return point


@pytest.fixture
def workplace(qapp: object, town: Town, east: TownPoint) -> Workplace:
    place = at_hub(town)
    place.stick_door = stick_door()
    return place


@pytest.fixture
def page(qtbot: QtBot, workplace: Workplace, tmp_path: Path) -> PointsPage:
    page = PointsPage(workplace)
    qtbot.addWidget(page)
    page.resize(1334, 624)
    page.place.folder.setText(str(tmp_path / "out"))
    page.show()
    page.activateWindow()
    read(qtbot, page)
    return page


def read(qtbot: QtBot, page: PointsPage) -> None:
    """Wait until the points are read."""
    qtbot.waitUntil(lambda: not page.is_reading and not page.bridge.is_running)


def test_each_point_stands_with_people_package_and_age(page: PointsPage, town: Town) -> None:
    cells = [page.model.index(0, column).data() for column in range(6)]
    assert cells[:4] == ["正常", "东门小学", "3", "1"]
    assert cells[4].endswith("前")
    assert "接入 1 个" in page.state.text()
    assert page.detail.head.text() == "东门小学"


def test_receipts_are_written_and_shown_to_be_read_out_and_scanned(
    qtbot: QtBot, page: PointsPage, east: TownPoint, tmp_path: Path
) -> None:
    with qtbot.waitSignal(page.bridge.finished):
        page.confirm()
    read(qtbot, page)
    assert "已做 1 张回执" in page.answer_strip.text
    (file,) = (tmp_path / "out").iterdir()
    assert len(page.receipt.words) == 8
    assert page.receipt.receipt is not None
    at_point = Receipting(east.words.station)
    assert at_point.take_code(SUPERVISOR, page.receipt.spoken).people == 3
    page.workplace.speak(Language.ENGLISH)
    assert at_point.take_code(SUPERVISOR, page.receipt.spoken).people == 0
    assert at_point.take_code(SUPERVISOR, page.receipt.receipt.symbol).people == 0
    assert at_point.take_file(SUPERVISOR, file.read_bytes()).last == page.receipt.receipt.last


def test_a_laptop_is_revoked_when_asked_twice_with_a_reason(
    qtbot: QtBot, page: PointsPage, town: Town, east: TownPoint
) -> None:
    page.revoke_key.click()
    assert page.focusWidget() is page.reason
    page.reason.setText("笔记本丢失")
    page.revoke_key.click()
    assert "要吊销 东门小学 吗" in page.answer_strip.text
    assert page.model.standing(page.model.rows[0]) is Standing.GOOD
    with qtbot.waitSignal(page.bridge.finished):
        page.revoke_key.click()
    read(qtbot, page)
    assert page.model.standing(page.model.rows[0]) is Standing.REVOKED
    assert "笔记本丢失" in page.detail.about.text()
    assert town.told(stores(east).path) == ["quarantine"]


def test_a_point_that_was_looked_for_is_the_one_that_is_revoked(
    qtbot: QtBot, page: PointsPage, town: Town, east: TownPoint
) -> None:
    known_point(town, "北站")
    page.read_again()
    read(qtbot, page)
    both = [one.peer.name for one in page.model.rows]
    assert set(both) == {"东门小学", "北站"}
    sought, other = both[1], both[0]
    page.find_field.setText(sought[:2])
    assert [one.peer.name for one in page.model.rows] == [sought]
    assert page.find_field.count.text() == "显示 1 / 2"
    assert "接入 2 个" in page.state.text()
    page.reason.setText("笔记本丢失")
    page.revoke_key.click()
    assert f"要吊销 {sought} 吗" in page.answer_strip.text
    with qtbot.waitSignal(page.bridge.finished):
        page.revoke_key.click()
    read(qtbot, page)
    assert [one.peer.name for one in page.model.rows] == [sought]
    page.find_field.clear()
    stand = {one.peer.name: page.model.standing(one) for one in page.model.rows}
    assert stand[sought] is Standing.REVOKED
    assert stand[other] is not Standing.REVOKED
    assert page.detail.head.text() == sought


def test_a_point_is_found_by_its_station_in_small_letters_and_a_question_does_not_outlive_the_list(
    qtbot: QtBot, page: PointsPage
) -> None:
    station = page.model.rows[0].peer.station_id
    page.find_field.setText(f" {station[2:].lower()} ")
    assert page.model.rowCount() == 1
    page.reason.setText("笔记本丢失")
    page.revoke_key.click()
    page.find_field.setText("西站")
    assert page.model.rowCount() == 0
    assert not page.detail.head.text()
    assert "没有这样的采样点" in page.empty.text()
    page.find_field.clear()
    page.revoke_key.click()
    assert "要吊销" in page.answer_strip.text
    assert page.model.standing(page.model.rows[0]) is Standing.GOOD
    page.workplace.speak(Language.ENGLISH)
    assert page.find_field.count.text() == "1 of 1 shown"


def test_a_round_is_closed_when_asked_twice_and_its_package_says_so(
    qtbot: QtBot, page: PointsPage, town: Town, east: TownPoint, tmp_path: Path
) -> None:
    page.reason.setText("全员采完")
    page.close_key.click()
    assert rounds(town.station)[0].closed is None
    with qtbot.waitSignal(page.bridge.finished):
        page.close_key.click()
    assert "已结束本轮" in page.answer_strip.text
    read(qtbot, page)
    with qtbot.waitSignal(page.bridge.finished):
        page.package_key.click()
    (file,) = (tmp_path / "out").iterdir()
    list(Merging(east.words.station, town.quarantine).merge(SUPERVISOR, [file]))
    assert east.words.refuses("T0000000077").code == "round_closed"


def panel_over(qtbot: QtBot, workplace: Workplace) -> EnrollingPanel:
    made = EnrollingPanel(workplace)
    qtbot.addWidget(made)
    made.resize(660, 624)
    made.show()
    return made


def test_a_point_is_enrolled_once_both_screens_show_the_same(
    qtbot: QtBot, workplace: Workplace, page: PointsPage, town: Town, tmp_path: Path
) -> None:
    panel = panel_over(qtbot, workplace)
    panel.enrolled.connect(page.after_job)
    panel.place.folder.setText(str(tmp_path / "to"))
    with qtbot.waitSignal(panel.bridge.finished):
        panel.write_key.click()
    north = town.has_stranger("北站")
    there = Enrolling(north.words.station)
    hub = there.look((tmp_path / "to" / "hub.enrol").read_bytes())
    assert panel.own_print.text == hub.fingerprint
    own = there.adopt_hub(SUPERVISOR, hub, lambda _recipient: None).own
    file = tmp_path / "to" / own.name
    file.write_bytes(own.content)
    assert not panel.enrol_key.isEnabled()
    panel.files.use(file)
    assert panel.point_print.text == own.fingerprint
    with qtbot.waitSignal(panel.bridge.finished):
        panel.confirm()
    read(qtbot, page)
    assert [one.peer.name for one in page.model.rows] == ["东门小学", "北站"]
    north.words.fills(50, range(3))
    assert town.told(stores(north).path) == ["accept"]


def test_a_file_that_is_no_points_is_not_enrolled(
    qtbot: QtBot, workplace: Workplace, town: Town, tmp_path: Path
) -> None:
    panel = panel_over(qtbot, workplace)
    wrong = tmp_path / "wrong.enrol"
    wrong.write_bytes(Enrolling(town.station).introduce_hub(SUPERVISOR).content)
    panel.files.use(wrong)
    assert "这不是采样点的文件" in panel.answer_strip.text
    wrong.write_bytes(b"hello")
    panel.files.use(wrong)
    assert not panel.enrol_key.isEnabled()
    before = town.book.head
    panel.confirm()
    assert town.book.head == before


def test_points_are_a_sound_model(page: PointsPage, town: Town) -> None:
    wording = Wording(WORDS)
    model = PointRows(wording, town.clock.now)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show(page.model.rows)
    assert model.index(0, 0).data(SHADE_ROLE) == Shade.ACCEPTED
    wording.language = Language.ENGLISH
    model.speak()
    assert model.index(0, 0).data() == "good"
    kinds = [kind for (kind,) in town.book.db.conn.execute("SELECT kind FROM fact")]
    assert str(Kind.STATION_ENROLLED) in kinds
    model.show([])
    assert model.rowCount() == 0
