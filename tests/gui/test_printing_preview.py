"""The preview: pages, which printer, silently or by the dialog, elsewhere; and what goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from samplepoint.errors import Obstacle
from samplepoint.gui.adapters.printer import ask_for_printer
from samplepoint.gui.keys import Verb
from samplepoint.gui.pages.previewing import PreviewPage
from samplepoint.gui.paper import Paper
from samplepoint.gui.workplace import Workplace
from samplepoint.services.paper_orders import PaperUse
from samplepoint.services.paper_pages import PdfPages
from samplepoint.wording import Language
from tests.gui.made_up_printer import CODES, codes_of, roll
from tests.gui.office_ground import MadeUpOffice, furnish
from tests.gui.pages_ground import workplace_in


@pytest.fixture
def workplace(qapp: object, tmp_path: Path) -> Iterator[Workplace]:
    place = workplace_in(tmp_path)
    yield place
    place.desk.station.book.close()


@pytest.fixture
def office(workplace: Workplace) -> MadeUpOffice:
    return furnish(workplace)


@pytest.fixture
def left() -> list[str]:
    """Return where the way back was taken."""
    return []


@pytest.fixture
def page(
    qtbot: QtBot, workplace: Workplace, office: MadeUpOffice, left: list[str], tmp_path: Path
) -> PreviewPage:
    page = PreviewPage(workplace)
    qtbot.addWidget(page)
    page.resize(888, 624)
    page.show()
    page.activateWindow()
    show(qtbot, page, Paper("labels.pdf", roll(), PaperUse.LABELS, tmp_path / "x.pdf"), left)
    return page


def show(qtbot: QtBot, page: PreviewPage, paper: Paper, left: list[str] | None = None) -> None:
    with qtbot.waitSignal(page._listing.finished):  # noqa: SLF001  # printers are listed apart
        way = [] if left is None else left
        page.show_paper(paper, lambda: way.append("back"))


def print_it(qtbot: QtBot, page: PreviewPage) -> str:
    with qtbot.waitSignals([page.bridge.finished, page.bridge.failed], raising=False, timeout=1):
        page.print_key.click()
    qtbot.waitUntil(lambda: not page.bridge.is_running)
    return page.answer_strip.text


def test_it_shows_pages_size_and_where_the_pdf_is(page: PreviewPage) -> None:
    assert "5 页" in page.state.text()
    assert "50 × 30 mm" in page.state.text()
    assert "x.pdf" in page.state.text()
    assert page.where.text() == "第 1 页 / 共 5 页"


def test_pages_are_turned_by_their_keys_and_end_at_the_ends(page: PreviewPage) -> None:
    for _ in range(30):
        QTest.keyClick(page, Qt.Key.Key_PageDown)
    assert page.view.page == 5
    for _ in range(30):
        QTest.keyClick(page, Qt.Key.Key_PageUp)
    assert page.view.page == 1


def test_it_prints_silently_and_remembers_the_printer_for_labels_alone(
    qtbot: QtBot, page: PreviewPage, office: MadeUpOffice, workplace: Workplace
) -> None:
    page.printer.choose("zebra")
    page.copies.setText("2")
    assert "已打印" in print_it(qtbot, page)
    [order] = office.papers.printer.orders
    assert (order.printer, order.first, order.last, order.copies) == ("zebra", 1, 5, 2)
    assert workplace.settings.label_printer == "zebra"
    assert workplace.settings.sheet_printer == ""
    show(qtbot, page, Paper("sheet.pdf", roll(), PaperUse.SHEETS, Path("sheet.pdf")))
    assert page.printer.value == "laser"
    show(qtbot, page, Paper("again.pdf", roll(), PaperUse.LABELS, Path("again.pdf")))
    assert page.printer.value == "zebra"


def test_a_remembered_printer_that_is_gone_is_named_and_not_replaced(
    qtbot: QtBot, page: PreviewPage, office: MadeUpOffice
) -> None:
    page.printer.choose("zebra")
    print_it(qtbot, page)
    office.papers.printer.printers = ["laser"]
    show(qtbot, page, Paper("again.pdf", roll(), PaperUse.LABELS, Path("again.pdf")))
    assert page.printer.value == "zebra"
    assert "打印机不在了 · zebra" in page.answer_strip.text
    assert "打印机不在了" in print_it(qtbot, page)
    assert len(office.papers.printer.orders) == 1


def test_without_a_printer_the_pdf_stays(
    qtbot: QtBot, page: PreviewPage, office: MadeUpOffice
) -> None:
    office.papers.printer.printers = []
    show(qtbot, page, Paper("labels.pdf", roll(), PaperUse.LABELS, Path("labels.pdf")))
    assert not page.printer.isEnabled()
    said = print_it(qtbot, page)
    assert "没有打印机" in said
    assert "PDF 已留好" in said


def test_out_of_paper_half_way_says_what_went_and_goes_on_from_there(
    qtbot: QtBot, page: PreviewPage, office: MadeUpOffice
) -> None:
    office.papers.printer.stops_after = 3
    said = print_it(qtbot, page)
    assert "缺纸" in said
    assert "3 / 5 张" in said
    assert page.first.text() == "4"
    office.papers.printer.stops_after = None
    assert "已打印" in print_it(qtbot, page)
    assert [n for _pages, n in office.papers.printer.out] == [1, 2, 3, 4, 5]


def test_a_stop_among_copies_goes_on_within_the_set_until_every_set_is_whole(
    qtbot: QtBot, page: PreviewPage, office: MadeUpOffice
) -> None:
    page.copies.setText("3")
    for stops_after in (7, 4):
        office.papers.printer.stops_after = stops_after
        print_it(qtbot, page)
    assert page.first.text() == "2"
    office.papers.printer.stops_after = None
    page.printer.choose("zebra")
    assert "4 张" in print_it(qtbot, page)
    assert [n for _pages, n in office.papers.printer.out] == [1, 2, 3, 4, 5] * 3


def test_other_fields_after_a_stop_are_a_new_order(
    qtbot: QtBot, page: PreviewPage, office: MadeUpOffice
) -> None:
    page.copies.setText("3")
    office.papers.printer.stops_after = 7
    print_it(qtbot, page)
    office.papers.printer.out.clear()
    office.papers.printer.stops_after = None
    page.copies.setText("2")
    print_it(qtbot, page)
    assert [n for _pages, n in office.papers.printer.out] == [3, 4, 5] * 2


def test_a_stop_changes_nothing_of_another_paper(
    qtbot: QtBot, page: PreviewPage, office: MadeUpOffice
) -> None:
    office.papers.printer.stops_after = 3
    page.confirm()
    other = Paper("other.pdf", PdfPages(roll().pdf), PaperUse.LABELS, Path("other.pdf"))
    page.show_paper(other, lambda: None)
    qtbot.waitUntil(lambda: not page.bridge.is_running)
    qtbot.waitUntil(lambda: "缺纸" in page.answer_strip.text)
    assert page.first.text() == "1"
    office.papers.printer.stops_after = None
    office.papers.printer.out.clear()
    print_it(qtbot, page)
    assert [n for _pages, n in office.papers.printer.out] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("first", "last"), [("0", "1"), ("4", "2"), ("1", "6"), ("", "2")])
def test_pages_that_are_not_there_are_refused(
    qtbot: QtBot, page: PreviewPage, office: MadeUpOffice, first: str, last: str
) -> None:
    page.first.setText(first)
    page.last.setText(last)
    page.confirm()
    assert "没有这些页" in page.answer_strip.text
    assert page.focusWidget() is page.first
    assert office.papers.printer.orders == []


@pytest.mark.parametrize("copies", ["0", "51", "X", ""])
def test_copies_out_of_bounds_are_refused(
    page: PreviewPage, office: MadeUpOffice, copies: str
) -> None:
    page.copies.setText(copies)
    page.confirm()
    assert "1 到 50 份" in page.answer_strip.text
    assert page.focusWidget() is page.copies
    assert office.papers.printer.orders == []


def test_the_dialogs_printer_is_painted_on(qtbot: QtBot, page: PreviewPage, tmp_path: Path) -> None:
    def asked(_page: object, title: str, _name: str, copies: int) -> QPrinter:
        assert (title, copies) == ("labels", 1)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "painted.pdf"))
        return printer

    page.ask_for_printer = asked
    page.first.setText("4")
    with qtbot.waitSignal(page.bridge.finished):
        QTest.keyClick(page, Qt.Key.Key_F8)
    assert "已交给系统打印" in page.answer_strip.text
    assert codes_of(PdfPages((tmp_path / "painted.pdf").read_bytes()), 600) == list(CODES[3:])


def test_leaving_the_dialog_prints_nothing(page: PreviewPage) -> None:
    page.ask_for_printer = lambda *_asked: None
    page.dialog_key.click()
    assert page.answer_strip.text == "没有打印"
    assert not page.bridge.is_running


@pytest.mark.skipif(sys.platform == "win32", reason="the dialog of Windows is not Qt's")
def test_the_systems_own_dialog_can_be_left(page: PreviewPage) -> None:
    left: list[bool] = []

    def leave() -> None:
        dialog = QApplication.activeModalWidget()
        left.append(isinstance(dialog, QPrintDialog))
        if isinstance(dialog, QPrintDialog):
            dialog.reject()

    QTimer.singleShot(0, page, leave)
    assert ask_for_printer(page, "labels", "", 1) is None
    assert left == [True]


def test_a_copy_goes_where_it_is_asked_for(qtbot: QtBot, page: PreviewPage, tmp_path: Path) -> None:
    page.ask_for_path = lambda name: str(tmp_path / f"stick-{name}")
    with qtbot.waitSignal(page.bridge.finished):
        QTest.keyClick(page, Qt.Key.Key_F9)
    assert (tmp_path / "stick-labels.pdf").read_bytes() == roll().pdf
    assert "已另存" in page.answer_strip.text


def test_no_path_means_no_copy(page: PreviewPage, office: MadeUpOffice) -> None:
    page.ask_for_path = lambda _name: ""
    page.copy_key.click()
    assert office.papers.copies == []
    assert not page.bridge.is_running


def test_the_viewer_is_a_key_and_says_when_it_cannot(
    qtbot: QtBot, page: PreviewPage, office: MadeUpOffice
) -> None:
    QTest.keyClick(page, Qt.Key.Key_F2)
    assert office.papers.viewed == ["labels.pdf"]
    assert page.answer_strip.text == ""
    show(qtbot, page, Paper("lost.pdf", roll(), PaperUse.LABELS, None, Obstacle("disk_full")))
    page.viewer_key.click()
    assert "打不开阅读器" in page.answer_strip.text


def test_a_paper_that_could_not_be_kept_is_shown_with_the_reason(
    qtbot: QtBot, page: PreviewPage
) -> None:
    show(qtbot, page, Paper("lost.pdf", roll(), PaperUse.LABELS, None, Obstacle("disk_full")))
    assert "没能存盘" in page.state.text()
    assert page.answer_strip.text
    assert "已打印" in print_it(qtbot, page)


def test_the_way_back_leads_where_the_paper_was_asked_for(
    page: PreviewPage, left: list[str]
) -> None:
    assert page.does(Verb.BACK)
    assert left == ["back"]
    assert not page.does(Verb.COLLECT)


def test_everything_is_said_in_english_too(page: PreviewPage, workplace: Workplace) -> None:
    workplace.speak(Language.ENGLISH)
    assert page.state.text().startswith("5 pages")
    assert page.where.text() == "Page 1 of 5"


def test_without_a_paper_nothing_is_printed(
    qtbot: QtBot, workplace: Workplace, office: MadeUpOffice
) -> None:
    page = PreviewPage(workplace)
    qtbot.addWidget(page)
    for key in (page.print_key, page.dialog_key, page.copy_key, page.viewer_key):
        key.click()
    assert office.papers.printer.orders == []
    assert not page.does(Verb.BACK)
