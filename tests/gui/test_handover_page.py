"""The handover page: which boxes wait, who takes them, the sheet, and that they go once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from samplepoint.gui.deeds import PageName
from samplepoint.gui.keys import Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.models.ready_boxes import ReadyBoxes
from samplepoint.gui.pages.handing_over import HandoverPage
from samplepoint.gui.workplace import Workplace
from samplepoint.wording import Language, Wording
from tests.gui.conftest import page_of
from tests.gui.office_ground import MadeUpOffice, furnish
from tests.gui.pages_ground import BOX, OTHER_TUBE, TUBE, WORDS, fill_tube, scan, workplace_in

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
def office(workplace: Workplace) -> MadeUpOffice:
    return furnish(workplace)


@pytest.fixture
def page(qtbot: QtBot, workplace: Workplace) -> HandoverPage:
    page = HandoverPage(workplace)
    qtbot.addWidget(page)
    page.resize(888, 624)
    page.show()
    page.activateWindow()
    return page


def waiting(workplace: Workplace) -> list[str]:
    return [row.sealing.box for row in workplace.desk.handing_over.ready()]


def test_all_that_wait_are_chosen_with_their_clock(page: HandoverPage) -> None:
    assert page.chosen == [BOX, OTHER_BOX]
    cells = [page.model.index(0, column).data() for column in range(5)]
    assert cells[:4] == [BOX, "–", "1", "3"]
    assert str(cells[4]).startswith("还剩")


def test_boxes_go_with_a_courier(page: HandoverPage, workplace: Workplace) -> None:
    page.courier.setText("周师傅")
    page.focus(page.temperature)
    QTest.keyClicks(page.temperature, "4.5")
    QTest.keyClick(page.temperature, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert waiting(workplace) == []
    row = workplace.desk.handing_over.handovers()[0]
    assert (row.courier, row.temperature_c) == ("周师傅", "4.5")
    assert page.courier.text() == ""
    assert page.empty.isVisible()


def test_a_box_left_out_stays_and_stays_left_out(page: HandoverPage, workplace: Workplace) -> None:
    page.table.selectRow(1)
    workplace.refresh()
    assert page.chosen == [BOX]
    page.courier.setText("周师傅")
    page.confirm()
    assert waiting(workplace) == [OTHER_BOX]


def test_what_is_refused_is_gone_to_and_nothing_goes(
    page: HandoverPage, workplace: Workplace
) -> None:
    page.focus(page.table)
    page.confirm()
    assert page.focusWidget() is page.courier
    page.courier.setText("周师傅")
    page.temperature.setText("warm")
    page.confirm()
    assert page.focusWidget() is page.temperature
    assert page.courier.text() == "周师傅"
    assert waiting(workplace) == [BOX, OTHER_BOX]


def test_the_sheet_is_printed_with_the_number_the_handover_gets(
    qtbot: QtBot, office: MadeUpOffice, page: HandoverPage, workplace: Workplace
) -> None:
    with qtbot.waitSignal(page.bridge.finished):
        page.sheet_key.click()
    page.courier.setText("周师傅")
    page.confirm()
    assert office.printed == [workplace.desk.handing_over.handovers()[0].id]


def test_no_sheet_without_a_box(office: MadeUpOffice, page: HandoverPage) -> None:
    page.table.clearSelection()
    page.sheet_key.click()
    assert office.printed == []
    assert "没有选箱" in page.answer_strip.text


def test_the_menu_opens_the_page_and_escape_leaves_it(window: MainWindow) -> None:
    window.do(Verb.HANDOVER)
    assert page_of(window) is PageName.HANDOVER
    window.do(Verb.BACK)
    assert page_of(window) is PageName.COLLECTING


def test_the_boxes_are_a_sound_model(page: HandoverPage, qtbot: QtBot) -> None:
    wording = Wording(WORDS)
    model = ReadyBoxes(wording)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show(page.model.rows)
    wording.language = Language.ENGLISH
    model.speak()
    assert str(model.index(0, 4).data()).endswith("left")
    model.show([])
    assert model.rowCount() == 0
