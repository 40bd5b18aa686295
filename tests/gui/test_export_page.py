"""The page of manifests: what is chosen, where it goes, again as it was, a folder that fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from samplepoint.domain.drives import ReleaseEnd
from samplepoint.gui.keys import Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.models.sealed_boxes import SealedBoxes
from samplepoint.gui.page_table import PageName
from samplepoint.gui.pages.exporting import Bundle, ExportPage
from samplepoint.gui.shades import Shade
from samplepoint.gui.workplace import Workplace
from samplepoint.services import exporting
from samplepoint.services.jobs import Progress
from samplepoint.services.stick import StickDoor
from samplepoint.wording import Language, Wording
from tests.gui.conftest import page_of
from tests.gui.pages_ground import BOX, OTHER_TUBE, TUBE, WORDS, fill_tube, scan, workplace_in
from tests.stick.fake_stick import FakeStick

OTHER_BOX = "BX001105"


@pytest.fixture
def workplace(qapp: object, tmp_path: Path) -> Iterator[Workplace]:
    place = workplace_in(tmp_path, pool_size=3)
    fill_tube(place, TUBE, 0, 3)
    fill_tube(place, OTHER_TUBE, 10, 2)
    scan(place, "SPCPACK", BOX, TUBE, "SPCSEAL", OTHER_BOX, OTHER_TUBE, "SPCSEAL")
    yield place
    place.desk.station.book.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "stick"


@pytest.fixture
def page(qtbot: QtBot, workplace: Workplace, folder: Path) -> ExportPage:
    page = ExportPage(workplace)
    qtbot.addWidget(page)
    page.resize(888, 624)
    page.folder.setText(str(folder))
    page.forms.choose("csv")
    page.show()
    page.activateWindow()
    return page


def export(qtbot: QtBot, page: ExportPage) -> None:
    with qtbot.waitSignal(page.bridge.finished):
        page.confirm()


def test_what_was_on_no_manifest_is_chosen_and_goes_each_on_its_own(
    qtbot: QtBot, page: ExportPage, folder: Path
) -> None:
    assert [box.code for box in page.chosen] == [BOX, OTHER_BOX]
    export(qtbot, page)
    assert len(list(folder.iterdir())) == 2
    assert "E0001、E0002" in page.answer_strip.text
    assert [box.labels for box in page.model.rows] == [("E0001",), ("E0002",)]
    assert page.chosen == []


def test_one_manifest_for_all(qtbot: QtBot, page: ExportPage, folder: Path) -> None:
    page.bundle.choose(Bundle.TOGETHER)
    export(qtbot, page)
    assert len(list(folder.iterdir())) == 1
    assert "5 人" in page.answer_strip.text


def test_the_same_again_byte_for_byte(
    qtbot: QtBot, page: ExportPage, folder: Path, tmp_path: Path
) -> None:
    export(qtbot, page)
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    page.table.selectAll()
    page.folder.setText(str(tmp_path / "other"))
    with qtbot.waitSignal(page.bridge.finished):
        page.again_key.click()
    assert {path.name: path.read_bytes() for path in (tmp_path / "other").iterdir()} == first


def test_nothing_chosen_and_nothing_made_before(page: ExportPage) -> None:
    page.again_key.click()
    assert "还没有导出过" in page.answer_strip.text
    page.table.clearSelection()
    page.confirm()
    assert "没有选箱" in page.answer_strip.text


def test_a_folder_that_is_gone_is_named_and_nothing_is_recorded(
    qtbot: QtBot, page: ExportPage, workplace: Workplace, folder: Path
) -> None:
    page.folder.setText(str(folder / "gone" / "deeper"))
    with qtbot.waitSignal(page.bridge.failed):
        page.confirm()
    assert "文件夹不能用" in page.answer_strip.text
    assert exporting.exports(workplace.desk.station) == []


def plug_in(page: ExportPage, stick: FakeStick) -> None:
    """Let the page see a made-up stick, and write through a door that leads to it."""
    page.workplace.stick_door = StickDoor(stick)
    page.place.show_drives(stick.drives())


@pytest.fixture
def stick(page: ExportPage) -> FakeStick:
    stick = FakeStick()
    plug_in(page, stick)
    page.place.choose(stick.drive)
    return stick


def test_a_stick_is_offered_and_stays_chosen(page: ExportPage) -> None:
    offers = page.place.choice
    assert [offers.itemText(at) for at in range(offers.count())] == ["1  文件夹"]
    stick = FakeStick()
    plug_in(page, stick)
    assert offers.itemText(1) == "2  U 盘 KINGSTON 8 MB，剩 8 MB"
    assert page.place.drive is None
    assert page.folder.isVisible()
    page.place.choose(stick.drive)
    assert not page.folder.isVisible()
    stick.others = [replace(stick.drive, name="ANT", identity="2", letter="E:", is_read_only=True)]
    plug_in(page, stick)
    assert offers.itemText(1) == "2  U 盘 ANT (E:) 8 MB，只能读"
    assert page.place.drive == stick.drive


def test_the_chosen_stick_that_is_pulled_out_is_told(page: ExportPage, stick: FakeStick) -> None:
    stick.pull()
    page.place.show_drives(stick.drives())
    assert "KINGSTON 已拔出" in page.answer_strip.text
    assert page.place.drive is None
    assert page.folder.isVisible()


def test_manifests_go_onto_a_stick_that_may_then_be_pulled_out(
    qtbot: QtBot, page: ExportPage, stick: FakeStick, folder: Path
) -> None:
    export(qtbot, page)
    assert sorted(stick.files) == [
        f"manifest-{BOX}-E0001.csv",
        f"manifest-{OTHER_BOX}-E0002.csv",
    ]
    assert "已导出 E0001、E0002" in page.answer_strip.text
    assert "可以拔出 KINGSTON 了" in page.answer_strip.text
    assert not folder.exists()
    page.place.show_drives(stick.drives())
    assert page.place.drive is None
    assert "可以拔出 KINGSTON 了" in page.answer_strip.text


def test_a_stick_that_was_not_let_go_is_amber(
    qtbot: QtBot, page: ExportPage, stick: FakeStick
) -> None:
    stick.release_end = ReleaseEnd.BUSY
    export(qtbot, page)
    assert "没能安全弹出 KINGSTON" in page.answer_strip.text
    assert "有别的程序还开着上面的文件" in page.answer_strip.text
    assert page.answer_strip.property("tone") == str(Shade.WARNING)


def test_a_stick_pulled_half_way_leaves_a_number_to_repeat(
    qtbot: QtBot, page: ExportPage, stick: FakeStick
) -> None:
    def pull(_written: int) -> None:
        if not any("probe" in name for name in stick.files):
            stick.pull()

    stick.on_chunk = pull
    with qtbot.waitSignal(page.bridge.failed):
        page.confirm()
    assert "E0001 没有存完" in page.answer_strip.text
    assert "U 盘不在了" in page.answer_strip.text
    assert [box.labels for box in page.model.rows] == [("E0001",), ()]
    assert [box.code for box in page.chosen] == [BOX, OTHER_BOX]
    stick.plug_in()
    export(qtbot, page)
    assert sorted(stick.files) == [
        f"manifest-{BOX}-E0001.csv",
        f"manifest-{OTHER_BOX}-E0002.csv",
    ]
    assert page.chosen == []


def test_nothing_is_recorded_for_a_stick_that_is_gone(
    qtbot: QtBot, page: ExportPage, stick: FakeStick, workplace: Workplace
) -> None:
    stick.pull()
    with qtbot.waitSignal(page.bridge.failed):
        page.confirm()
    assert "U 盘不在了" in page.answer_strip.text
    assert exporting.exports(workplace.desk.station) == []


def test_what_moves_is_told_with_its_rate_and_the_time_left(page: ExportPage) -> None:
    page.bridge.progressed.emit(Progress("stick_moving", 3_100_000, 6_200_000, 500_000.0))
    assert page.job_text == "写入并核对 · 3.1 MB / 6.2 MB · 每秒 500 kB · 还要 6 秒"
    page.bridge.progressed.emit(Progress("stick_moving", 10, 600_000_000, 1_000_000.0))
    assert page.job_text.endswith("还要 10 分")


def test_a_relative_folder_is_asked_for_again(page: ExportPage) -> None:
    page.folder.setText("stick")
    page.confirm()
    assert "路径不完整" in page.answer_strip.text
    assert page.focusWidget() is page.folder


def test_what_was_sealed_meanwhile_is_listed_when_the_page_comes_back(
    qtbot: QtBot, page: ExportPage, workplace: Workplace
) -> None:
    page.hide()
    scan(workplace, "SPCCOLLECT")
    fill_tube(workplace, "T0001100999", 20, 3)
    scan(workplace, "SPCPACK", "BX001106", "T0001100999", "SPCSEAL")
    page.show()
    qtbot.waitUntil(lambda: len(page.model.rows) == 3)


def test_the_menu_opens_the_page(window: MainWindow) -> None:
    window.do(Verb.EXPORT)
    assert page_of(window) is PageName.EXPORT
    window.do(Verb.BACK)
    assert page_of(window) is PageName.COLLECTING


def test_the_boxes_are_a_sound_model(page: ExportPage) -> None:
    wording = Wording(WORDS)
    model = SealedBoxes(wording)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show(page.model.rows)
    wording.language = Language.ENGLISH
    model.speak()
    assert model.index(0, 2).data() == "not yet"
    model.show([])
    assert model.rowCount() == 0
