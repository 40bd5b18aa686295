"""The page of sticks: what is where, a package onto a stick, how that may end, what comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from samplepoint.app.wiring import stick_door
from samplepoint.domain.drives import ReleaseEnd
from samplepoint.domain.packages import PackageStanding
from samplepoint.domain.readings import Reading
from samplepoint.gui.keys import Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.models.made_packages import MadePackages
from samplepoint.gui.models.row_table import SHADE_ROLE
from samplepoint.gui.page_table import PageName
from samplepoint.gui.pages.receiving import ReceivingPanel
from samplepoint.gui.pages.sticks import SticksPage
from samplepoint.gui.shades import Shade
from samplepoint.gui.workplace import Workplace
from samplepoint.services.closing import close_round
from samplepoint.services.packaging import Packaging, Scope
from samplepoint.wording import Language, Wording
from tests.desk.words import person, tube
from tests.gui.conftest import page_of
from tests.gui.pages_ground import WORDS
from tests.gui.travel_ground import at_point, folders_of, plug_in, pull, workplace_over
from tests.stick.fake_stick import FakeStick
from tests.storage.working_book import new_desk
from tests.travel.city import SUPERVISOR, Town, TownPoint
from tests.travel.introducing import known_point, receipt


@pytest.fixture
def point(town: Town) -> TownPoint:
    made = known_point(town, "东门小学")
    made.words.fills(1, range(3))
    return made


@pytest.fixture
def workplace(qapp: object, point: TownPoint) -> Workplace:
    return at_point(point)


@pytest.fixture
def stick() -> FakeStick:
    return FakeStick()


@pytest.fixture
def page(qtbot: QtBot, workplace: Workplace, stick: FakeStick) -> SticksPage:
    page = SticksPage(workplace)
    qtbot.addWidget(page)
    page.resize(888, 624)
    plug_in(workplace, stick)
    page.place.choose(stick.drives()[0])
    page.show()
    page.activateWindow()
    return page


def write(qtbot: QtBot, page: SticksPage) -> None:
    with qtbot.waitSignal(page.bridge.finished):
        page.confirm()


def where(page: SticksPage) -> tuple[int, int, int]:
    shown = page.where.where
    return shown.here_only, shown.handed_over, shown.acknowledged


def standings(page: SticksPage) -> list[PackageStanding]:
    return [standing for _made, standing in page.model.rows]


def test_a_package_is_written_and_the_stick_may_be_pulled_out(
    qtbot: QtBot, page: SticksPage, stick: FakeStick
) -> None:
    assert where(page) == (3, 0, 0)
    assert page.empty.isVisibleTo(page)
    write(qtbot, page)
    assert "已交出第 1 包" in page.answer_strip.text
    assert "可以拔出 KINGSTON 了" in page.answer_strip.text
    assert len(stick.files) == 1
    assert standings(page) == [PackageStanding.STORED]
    assert where(page) == (0, 3, 0)


def test_written_but_not_safely_removed_is_told_apart_and_can_be_released(
    qtbot: QtBot, page: SticksPage, stick: FakeStick
) -> None:
    stick.release_end = ReleaseEnd.BUSY
    write(qtbot, page)
    assert "没能安全弹出" in page.answer_strip.text
    assert where(page) == (0, 3, 0)
    stick.release_end = ReleaseEnd.RELEASED
    with qtbot.waitSignal(page.bridge.finished):
        page.release_key.click()
    assert "可以拔出 KINGSTON 了" in page.answer_strip.text


def test_a_stick_pulled_half_way_leaves_the_package_to_be_written_again(
    qtbot: QtBot, page: SticksPage, stick: FakeStick, workplace: Workplace
) -> None:
    stick.on_read = stick.pull
    write(qtbot, page)
    assert "第 1 包没写出去" in page.answer_strip.text
    assert "U 盘不在了" in page.answer_strip.text
    assert standings(page) == [PackageStanding.MADE]
    assert where(page) == (3, 0, 0)
    stick.plug_in()
    stick.on_read = lambda: None
    plug_in(workplace, stick)
    page.place.choose(stick.drives()[0])
    page.table.selectRow(0)
    with qtbot.waitSignal(page.bridge.finished):
        page.again_key.click()
    assert standings(page) == [PackageStanding.STORED]
    assert where(page) == (0, 3, 0)


def test_a_stick_that_is_pulled_while_nothing_runs_is_said(
    page: SticksPage, workplace: Workplace, stick: FakeStick
) -> None:
    pull(workplace, stick)
    assert "KINGSTON 已拔出" in page.answer_strip.text
    assert page.place.drive is None
    assert not page.release_key.isVisibleTo(page)


def test_a_full_stick_is_named(qtbot: QtBot, page: SticksPage, stick: FakeStick) -> None:
    stick.capacity = 200
    write(qtbot, page)
    assert "放不下" in page.answer_strip.text
    assert standings(page) == [PackageStanding.MADE]


def test_cancelling_leaves_a_package_that_waits(
    qtbot: QtBot, page: SticksPage, stick: FakeStick
) -> None:
    stick.on_read = page.bridge.cancel
    with qtbot.waitSignal(page.bridge.failed):
        page.confirm()
    assert "已取消" in page.answer_strip.text
    assert standings(page) == [PackageStanding.MADE]
    assert stick.files == {}


def test_everything_goes_again_into_a_folder(
    qtbot: QtBot, page: SticksPage, workplace: Workplace, town: Town, tmp_path: Path
) -> None:
    write(qtbot, page)
    workplace.stick_door = stick_door()
    page.place.choose(None)
    page.place.folder.setText(str(tmp_path / "out"))
    page.scope.choose(Scope.EVERYTHING)
    write(qtbot, page)
    (file,) = (tmp_path / "out").iterdir()
    assert town.told(file) == ["accept"]


def test_a_relative_folder_is_asked_for_again(page: SticksPage) -> None:
    page.place.choose(None)
    page.place.folder.setText("stick")
    page.confirm()
    assert "路径不完整" in page.answer_strip.text


def test_without_a_supervisor_the_page_says_what_is_missing(qtbot: QtBot, tmp_path: Path) -> None:
    words = new_desk(tmp_path / "lone.db")
    words.fills(1, range(2))
    page = SticksPage(workplace_over(words.station, tmp_path))
    qtbot.addWidget(page)
    page.place.folder.setText(str(tmp_path / "out"))
    assert "还没有接入督导" in page.state.text()
    with qtbot.waitSignal(page.bridge.failed):
        page.confirm()
    assert "还没有接入督导" in page.answer_strip.text
    words.book.close()


# -- receipts ------------------------------------------------------------------------------------


@pytest.fixture
def panel(
    qtbot: QtBot, page: SticksPage, workplace: Workplace, town: Town, stick: FakeStick
) -> ReceivingPanel:
    """Hand everybody over, let them be merged, and open the panel for what comes back."""
    write(qtbot, page)
    town.merges(*folders_of(workplace).outbox.iterdir())
    made = ReceivingPanel(workplace)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("way", ["zh_CN", "en", "groups", "symbol"])
def test_a_receipt_is_taken_however_it_is_said(
    panel: ReceivingPanel, page: SticksPage, town: Town, way: str
) -> None:
    made = receipt(town)
    said = {
        "zh_CN": "".join(made.words("zh_CN")),
        "en": " ".join(made.words("en")),
        "groups": made.groups,
        "symbol": made.symbol,
    }
    panel.words.setText(said[way])
    panel.confirm()
    assert "新确认 3 人" in panel.answer_strip.text
    assert panel.words.text() == ""
    assert where(page) == (0, 0, 3)


def test_a_receipt_is_taken_from_its_file(
    panel: ReceivingPanel, page: SticksPage, town: Town, tmp_path: Path
) -> None:
    made = receipt(town)
    file = tmp_path / made.name
    file.write_bytes(made.content)
    panel.files.use(file)
    panel.confirm()
    assert where(page) == (0, 0, 3)
    page.after_job()
    assert standings(page) == [PackageStanding.ACKNOWLEDGED]


def test_a_wrong_word_a_lost_file_and_nothing_are_each_said(
    panel: ReceivingPanel, town: Town, tmp_path: Path
) -> None:
    panel.confirm()
    assert "还没有回执" in panel.answer_strip.text
    words = list(receipt(town).words("zh_CN"))
    words[0] = "的" if words[0] != "的" else "一"
    panel.words.setText("".join(words))
    panel.confirm()
    assert "回执对不上" in panel.answer_strip.text
    assert panel.words.text()
    panel.words.clear()
    panel.files.use(tmp_path / "gone.receipt")
    panel.confirm()
    assert "没有这个文件" in panel.answer_strip.text


def merges(qtbot: QtBot, panel: ReceivingPanel, file: Path) -> str:
    panel.packages.use(file)
    with qtbot.waitSignals([panel.bridge.finished, panel.bridge.failed], raising=False, timeout=1):
        panel.merge()
    qtbot.waitUntil(lambda: not panel.bridge.is_running)
    return panel.answer_strip.text


def test_the_supervisors_decisions_are_taken_in_once(
    qtbot: QtBot, panel: ReceivingPanel, town: Town, point: TownPoint, workplace: Workplace
) -> None:
    close_round(town.station, SUPERVISOR, "全员采完")
    file = Packaging(town.station, town.folder).make(SUPERVISOR)[-1].path
    assert "已收下督导的决定" in merges(qtbot, panel, file)
    assert folders_of(workplace).backed_up == 1
    assert point.words.refuses(tube(9)).code == "round_closed"
    assert "早已收下" in merges(qtbot, panel, file)


def test_a_points_own_package_a_broken_and_no_file_are_each_said(
    qtbot: QtBot, panel: ReceivingPanel, point: TownPoint, workplace: Workplace, tmp_path: Path
) -> None:
    before = point.book.head
    panel.merge()
    assert "没有数据包" in panel.answer_strip.text
    (own,) = folders_of(workplace).outbox.iterdir()
    assert "这是采样点的数据包" in merges(qtbot, panel, own)
    broken = tmp_path / "broken.spkg"
    broken.write_bytes(b"hello")
    assert merges(qtbot, panel, broken)
    assert "没有这个文件" in merges(qtbot, panel, tmp_path / "gone.spkg")
    assert point.book.head == before


# -- in the window -------------------------------------------------------------------------------


def test_key_and_menu_open_the_page_and_escape_leaves_it(window: MainWindow) -> None:
    window.do(Verb.STICKS)
    assert page_of(window) is PageName.STICKS
    window.do(Verb.BACK)
    assert page_of(window) is PageName.COLLECTING


def test_the_bar_counts_what_is_where_after_each_person(window: MainWindow) -> None:
    place = window.workplace
    for text in (tube(1), person(1), person(2)):
        place.take(Reading(text))
    picture = place.picture
    assert picture is not None
    assert (picture.counts.stored_here, picture.counts.handed_over) == (2, 0)


def test_the_packages_are_a_sound_model(qtbot: QtBot, page: SticksPage) -> None:
    write(qtbot, page)
    wording = Wording(WORDS)
    model = MadePackages(wording)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show(page.model.rows)
    assert model.index(0, 0).data(SHADE_ROLE) == Shade.FULL
    assert model.index(0, 1).data(SHADE_ROLE) is None
    wording.language = Language.ENGLISH
    model.speak()
    assert model.index(0, 0).data() == "handed over"
    model.add(page.model.rows)
    assert model.rowCount() == 2
    model.show([])
    assert model.rowCount() == 0
