"""All paper of a real house ends in the preview, is kept, and is not lost where it cannot be."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from samplepoint.app.paths import BookFolder
from samplepoint.app.settings import Settings, read_settings, save_settings
from samplepoint.app.wiring import House, found_house, practice_plan, practice_staff
from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.staff import Role
from samplepoint.errors import Obstacle
from samplepoint.gui.house_office import HouseOffice
from samplepoint.gui.house_window import open_rehearsal_window
from samplepoint.gui.keys import Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.page_table import PageName
from samplepoint.gui.pages.papers import PapersPage
from samplepoint.gui.pages.previewing import PreviewPage
from samplepoint.gui.pages.settings import SettingsPage
from samplepoint.gui.paper import Paper
from samplepoint.services import printing
from samplepoint.services.jobs import Reporter
from samplepoint.services.paper_orders import Field, PaperKind, PaperMaker, PaperOrder, PaperUse
from samplepoint.services.station import Place
from samplepoint.wording import Wording
from tests.gui.made_up_printer import MadeUpPrinter, codes_of
from tests.gui.pages_ground import WORDS

MORNING = datetime(2026, 1, 12, 9, 41, tzinfo=timezone(timedelta(hours=8)))
FIVE = PaperOrder(PaperKind.TUBE_LABELS, count="5", stock="roll_50x30")


@pytest.fixture
def house(qapp: object, tmp_path: Path) -> Iterator[House]:
    made = found_house(
        BookFolder(tmp_path / "house"),
        practice_plan(),
        practice_staff(),
        PracticeClock(MORNING),
        practice=True,
    )
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, house: House) -> Iterator[MainWindow]:
    window = open_rehearsal_window(house, Wording(WORDS))
    office = window.workplace.office
    assert isinstance(office, HouseOffice)
    office.papers.printer = MadeUpPrinter("laser")
    yield window
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())


def ask(qtbot: QtBot, window: MainWindow, order: PaperOrder = FIVE) -> PapersPage:
    """Order a paper on its page and wait until it is made."""
    window.show_page(PageName.PAPERS)
    page = window.pages.currentWidget()
    assert isinstance(page, PapersPage)
    page.choose(order.kind)
    page.fields[Field.COUNT].setText(order.count)
    for stock in page.stock.offered:
        if stock.name == order.stock:
            page.stock.choose(stock)
    page.confirm()
    qtbot.waitUntil(lambda: not page.bridge.is_running, timeout=20_000)
    return page


def preview_of(qtbot: QtBot, window: MainWindow) -> PreviewPage:
    qtbot.waitUntil(lambda: window.page is PageName.PREVIEW, timeout=20_000)
    page = window.pages.currentWidget()
    assert isinstance(page, PreviewPage)
    qtbot.waitUntil(lambda: page.printer.value is not None)
    return page


def test_labels_from_the_page_to_the_printer_by_keys_alone(
    qtbot: QtBot, window: MainWindow, house: House
) -> None:
    ask(qtbot, window)
    page = preview_of(qtbot, window)
    file = house.folder.exports / "labels-T0000000001.pdf"
    assert page.paper is not None
    assert page.paper.use is PaperUse.LABELS
    assert page.paper.pages.pdf == file.read_bytes()
    assert codes_of(page.paper.pages) == [f"T000000000{n}" for n in range(1, 6)]
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not page.bridge.is_running)
    assert "已打印 · laser · 5 张" in page.answer_strip.text
    assert window.workplace.settings.label_printer == "laser"
    window.do(Verb.BACK)
    assert str(window.page) == PageName.PAPERS
    window.do(Verb.BACK)
    assert str(window.page) == PageName.COLLECTING


def test_the_command_sheet_of_the_settings_ends_in_the_preview_too(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.show_page(PageName.SETTINGS)
    page = window.pages.currentWidget()
    assert isinstance(page, SettingsPage)
    page.sheet_key.click()
    preview = preview_of(qtbot, window)
    assert preview.paper is not None
    assert (preview.paper.name, preview.paper.use) == ("command-sheet.pdf", PaperUse.SHEETS)
    window.do(Verb.BACK)
    assert str(window.page) == PageName.SETTINGS


@pytest.mark.parametrize("code", ["folder_read_only", "disk_full", "disk_error"])
def test_a_paper_that_cannot_be_kept_is_still_there_to_be_printed(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    def refuse(*_asked: object) -> Path:
        raise Obstacle(code, folder="exports", errno=28)

    monkeypatch.setattr(printing, "keep_sheet", refuse)
    page = ask(qtbot, window)
    preview = preview_of(qtbot, window)
    assert page.answer_strip.text
    assert preview.answer_strip.text == page.answer_strip.text
    assert "[" not in preview.answer_strip.text
    assert "没能存盘" in preview.state.text()
    assert preview.paper is not None
    assert len(codes_of(preview.paper.pages)) == 5


def test_a_folder_that_is_gone_is_named_and_the_paper_saved_elsewhere(
    qtbot: QtBot, window: MainWindow, house: House, tmp_path: Path
) -> None:
    shutil.rmtree(house.folder.exports)
    ask(qtbot, window)
    preview = preview_of(qtbot, window)
    assert "没能存盘" in preview.state.text()
    preview.ask_for_path = lambda name: str(tmp_path / name)
    preview.save_copy()
    qtbot.waitUntil(lambda: not preview.bridge.is_running)
    assert preview.paper is not None
    assert (tmp_path / preview.paper.name).read_bytes() == preview.paper.pages.pdf
    preview.ask_for_path = lambda name: str(tmp_path / "pulled stick" / name)
    preview.save_copy()
    qtbot.waitUntil(lambda: not preview.bridge.is_running)
    assert "文件夹不能用" in preview.answer_strip.text


def test_a_paper_that_comes_when_its_maker_is_back_at_the_desk_waits(
    qtbot: QtBot, window: MainWindow
) -> None:
    office = window.workplace.office
    assert isinstance(office, HouseOffice)
    assert not office.papers.show_last()
    window.show_page(PageName.PAPERS)
    page = window.pages.currentWidget()
    assert isinstance(page, PapersPage)
    page.choose(PaperKind.PRINTER_TEST)
    page.confirm()
    window.show_page(PageName.COLLECTING)
    qtbot.waitUntil(lambda: not page.bridge.is_running, timeout=20_000)
    assert window.page is PageName.COLLECTING
    window.show_page(PageName.PAPERS)
    page.last_key.click()
    assert str(window.page) == PageName.PREVIEW


def test_whoever_sits_down_next_is_not_shown_the_paper(
    qtbot: QtBot, window: MainWindow, house: House
) -> None:
    """A badge's paper holds its secret, a list of a tube whole numbers."""
    ask(qtbot, window)
    preview_of(qtbot, window)
    registrar = next(one for one in house.station.queries.staff() if one.role is Role.REGISTRAR)
    house.desk.place = Place(house.desk.place.seat, registrar)
    window.workplace.refresh()
    assert window.page is PageName.COLLECTING
    office = window.workplace.office
    assert isinstance(office, HouseOffice)
    assert not office.papers.show_last()


@pytest.mark.parametrize("paper", ["labels", "badges"])
def test_a_paper_belongs_to_who_asked_though_the_seat_changed_hands_meanwhile(
    qtbot: QtBot,
    window: MainWindow,
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    paper: str,
) -> None:
    office, asker = window.workplace.office, house.desk.place
    assert isinstance(office, HouseOffice)
    registrar = next(one for one in house.station.queries.staff() if one.role is Role.REGISTRAR)
    papers: list[Paper] = []
    maker: Any
    maker, name = (PaperMaker, "make") if paper == "labels" else (printing, "print_badges")
    make = getattr(maker, name)

    def make_late(*asked: Any) -> Any:
        made = make(*asked)
        house.desk.place = Place(asker.seat, registrar)
        return made

    monkeypatch.setattr(maker, name, make_late)
    office.papers._kept.connect(papers.append)  # noqa: SLF001  # what the window is handed
    if paper == "labels":
        office.papers.make(FIVE, Reporter())
    else:
        office.print_badges([office.staff.renew_badge(registrar)], Reporter())
    qtbot.waitUntil(lambda: bool(papers))
    assert [one.made_by for one in papers] == [asker.staff.id]
    assert not office.papers.show_last()


def test_printers_are_remembered_on_this_laptop(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save_settings(path, Settings(label_printer="Zebra 标签", sheet_printer="laser"))
    read = read_settings(path)
    assert (read.settings.label_printer, read.settings.sheet_printer) == ("Zebra 标签", "laser")
    path.write_text('{"label_printer": 7, "sheet_printer": "a\\u0000b"}', encoding="utf-8")
    read = read_settings(path)
    assert (read.settings.label_printer, read.settings.sheet_printer) == ("", "")
    assert read.names == ("label_printer", "sheet_printer")
