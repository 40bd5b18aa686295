"""The handover page: which boxes wait, who takes them, the sheet, and that they go once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.own_codes import Command
from samplepoint.gui.keys import Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.models.ready_boxes import ReadyBoxes
from samplepoint.gui.page_table import PageName
from samplepoint.gui.pages.handing_over import HandoverPage
from samplepoint.gui.workplace import Workplace
from samplepoint.wording import Language, Wording
from tests.gui.conftest import handle_of, page_of, scan_keys
from tests.gui.office_ground import MadeUpOffice, furnish
from tests.gui.pages_ground import (
    BADGE,
    BOX,
    OTHER_TUBE,
    TUBE,
    WORDS,
    fill_tube,
    scan,
    workplace_in,
)

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


def test_the_strips_of_the_chosen_boxes_are_printed(
    qtbot: QtBot, office: MadeUpOffice, page: HandoverPage
) -> None:
    page.table.selectRow(1)
    with qtbot.waitSignal(page.bridge.finished):
        page.strip_key.click()
    assert office.printed == [BOX]
    assert "strips.pdf" in page.answer_strip.text


def test_no_sheet_without_a_box(office: MadeUpOffice, page: HandoverPage) -> None:
    page.table.clearSelection()
    page.sheet_key.click()
    assert office.printed == []
    assert "没有选箱" in page.answer_strip.text


@pytest.mark.parametrize("way", ["menu", "key", "code"])
def test_menu_key_and_printed_code_open_the_page_and_escape_leaves_it(
    window: MainWindow, way: str
) -> None:
    if way == "menu":
        window.do(Verb.HANDOVER)
    elif way == "key":
        QTest.keyClick(handle_of(window), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    else:
        scan_keys(window, Command.HANDOVER)
    assert page_of(window) is PageName.HANDOVER
    window.do(Verb.BACK)
    assert page_of(window) is PageName.COLLECTING


def test_a_remark_goes_with_the_boxes(page: HandoverPage, workplace: Workplace) -> None:
    page.courier.setText("周师傅")
    page.remark.setText("冰袋 2 个")
    page.confirm()
    assert workplace.desk.handing_over.handovers()[0].remark == "冰袋 2 个"
    assert page.remark.text() == ""


@pytest.mark.parametrize("way", ["desk", "packing", "settings", "lock", "language", "looks"])
def test_what_was_typed_is_still_there_after_something_else(window: MainWindow, way: str) -> None:
    window.do(Verb.HANDOVER)
    shown = window.pages.currentWidget()
    assert isinstance(shown, HandoverPage)
    typed = ("周师傅", "冀A12345", "4.5", "小赵", "冰袋 2 个")
    fields = (shown.courier, shown.contact, shown.temperature, shown.received_by, shown.remark)
    for field, text in zip(fields, typed, strict=True):
        field.setText(text)
    if way == "lock":
        window.do(Verb.LOCK)
        scan_keys(window, BADGE)
        assert not window.workplace.desk.is_locked
    elif way == "looks":
        window.resize(1920, 1080)
    else:
        window.do(
            {
                "desk": Verb.COLLECT,
                "packing": Verb.PACK,
                "settings": Verb.SETTINGS,
                "language": Verb.LANGUAGE,
            }[way]
        )
    window.do(Verb.HANDOVER)
    assert window.pages.currentWidget() is shown
    assert tuple(field.text() for field in fields) == typed


def test_a_box_opened_again_meanwhile_leaves_the_list_and_the_old_sheet_is_named(
    qtbot: QtBot, office: MadeUpOffice, page: HandoverPage, workplace: Workplace
) -> None:
    with qtbot.waitSignal(page.bridge.finished):
        page.sheet_key.click()
    scan(workplace, BADGE)
    reopen = workplace.desk.reboxing.reopen_box
    workplace.perform(lambda place: reopen(place, BoxCode(BOX), "少一管"))
    assert page.chosen == [OTHER_BOX]
    page.courier.setText("周师傅")
    page.confirm()
    assert office.printed[0] in page.answer_strip.text
    assert "作废" in page.answer_strip.text
    assert waiting(workplace) == []


def test_an_odd_temperature_is_shown_with_how_to_write_it(page: HandoverPage) -> None:
    page.courier.setText("周师傅")
    page.temperature.setText("四度")
    page.confirm()
    assert "四度" in page.answer_strip.text
    assert "4.5" in page.answer_strip.text
    assert page.temperature.text() == "四度"


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
