"""Paper and labels: which fields belong to which kind, what is asked of the office, refusals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from samplepoint.errors import Obstacle, Refusal, SamplepointError
from samplepoint.gui.keys import Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.models.paper_kinds import PaperKinds
from samplepoint.gui.page_table import PageName
from samplepoint.gui.pages.papers import PapersPage
from samplepoint.gui.workplace import Workplace
from samplepoint.services.paper_orders import (
    AT_A_POINT,
    FIELDS,
    Field,
    PaperKind,
    PaperOrder,
    stocks_of,
)
from samplepoint.wording import Language, Wording
from tests.gui.conftest import page_of
from tests.gui.office_ground import MadeUpOffice, furnish
from tests.gui.pages_ground import BOX, TUBE, WORDS, fill_tube, scan, workplace_in


@pytest.fixture
def workplace(qapp: object, tmp_path: Path) -> Iterator[Workplace]:
    place = workplace_in(tmp_path, pool_size=3)
    yield place
    place.desk.station.book.close()


@pytest.fixture
def office(workplace: Workplace) -> MadeUpOffice:
    return furnish(workplace)


@pytest.fixture
def page(qtbot: QtBot, workplace: Workplace, office: MadeUpOffice) -> PapersPage:
    page = PapersPage(workplace)
    qtbot.addWidget(page)
    page.resize(888, 624)
    page.show()
    page.activateWindow()
    return page


def make(qtbot: QtBot, page: PapersPage) -> str:
    page.make_key.click()
    qtbot.waitUntil(lambda: not page.bridge.is_running)
    return page.answer_strip.text


@pytest.mark.parametrize("kind", AT_A_POINT)
def test_each_kind_shows_its_own_fields_and_is_asked_for(
    qtbot: QtBot, page: PapersPage, office: MadeUpOffice, kind: PaperKind
) -> None:
    page.choose(kind)
    shown = {field for field in page.fields if page.fields[field].isVisible()}
    assert shown == set(FIELDS[kind]) - {Field.STOCK}
    assert page.stock.isVisible() is (Field.STOCK in FIELDS[kind])
    assert "已生成" in make(qtbot, page)
    assert office.papers.orders[-1].kind is kind


def test_new_labels_on_the_chosen_stock(
    qtbot: QtBot, page: PapersPage, office: MadeUpOffice
) -> None:
    page.choose(PaperKind.TUBE_LABELS)
    page.focus(page.fields[Field.COUNT])
    QTest.keyClicks(page.fields[Field.COUNT], "65")
    page.focus(page.stock)
    QTest.keyClick(page.stock, Qt.Key.Key_2)
    QTest.keyClick(page.stock, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not page.bridge.is_running)
    stock = stocks_of(PaperKind.TUBE_LABELS)[1].name
    assert office.papers.orders == [PaperOrder(PaperKind.TUBE_LABELS, count="65", stock=stock)]


def test_what_stands_in_a_hidden_field_is_not_asked_for(
    qtbot: QtBot, page: PapersPage, office: MadeUpOffice
) -> None:
    page.choose(PaperKind.TUBE_LABELS)
    page.fields[Field.COUNT].setText("65")
    page.choose(PaperKind.TUBE_SHEETS)
    page.fields[Field.BOX].setText(BOX)
    make(qtbot, page)
    assert office.papers.orders == [PaperOrder(PaperKind.TUBE_SHEETS, box=BOX)]


def test_the_box_sealed_last_stands_ready_for_its_label(
    page: PapersPage, workplace: Workplace
) -> None:
    assert str(page.kind) == PaperKind.TUBE_LABELS
    page.hide()
    fill_tube(workplace, TUBE, 0, 3)
    scan(workplace, "SPCPACK", BOX, TUBE, "SPCSEAL")
    page.show()
    assert str(page.kind) == PaperKind.SEALED_BOX
    assert page.order().box == BOX
    page.choose(PaperKind.FORMS)
    page.hide()
    page.show()
    assert str(page.kind) == PaperKind.FORMS


@pytest.mark.parametrize(
    ("kind", "refusal", "field"),
    [
        (PaperKind.TUBE_LABELS, Refusal("paper_count"), Field.COUNT),
        (PaperKind.BOX_LABELS, Refusal("label_not_reserved", first="X", last="Y"), Field.FIRST),
        (PaperKind.SEALED_BOX, Refusal("box_not_sealed", box="BX1"), Field.BOX),
        (PaperKind.CARDS, Refusal("paper_person_unknown", end="9990"), Field.NUMBERS),
    ],
)
def test_a_refusal_is_said_and_its_field_gone_to(
    qtbot: QtBot,
    page: PapersPage,
    office: MadeUpOffice,
    kind: PaperKind,
    refusal: SamplepointError,
    field: Field,
) -> None:
    page.choose(kind)
    page.focus(page.list)
    office.papers.refuses = refusal
    assert "[" not in make(qtbot, page)
    assert page.focusWidget() is page.fields[field]


def test_only_a_supervisor_may(qtbot: QtBot, page: PapersPage, office: MadeUpOffice) -> None:
    office.papers.refuses = Refusal("supervisor_only")
    assert "督导" in make(qtbot, page)
    assert "督导" in str(page.model.index(0).data())
    assert "督导" not in str(page.model.index(2).data())


def test_a_full_folder_is_said(qtbot: QtBot, page: PapersPage, office: MadeUpOffice) -> None:
    office.papers.refuses = Obstacle("disk_full")
    assert "已满" in make(qtbot, page)


def test_the_last_paper_can_be_shown_again(page: PapersPage, office: MadeUpOffice) -> None:
    page.last_key.click()
    assert "还没有" in page.answer_strip.text
    page.answer_strip.clear()
    office.papers.has_last = True
    page.last_key.click()
    assert page.answer_strip.text == ""


def test_without_an_office_the_page_says_so(qtbot: QtBot, workplace: Workplace) -> None:
    page = PapersPage(workplace)
    qtbot.addWidget(page)
    page.confirm()
    assert page.answer_strip.text
    assert not page.bridge.is_running


def test_key_and_menu_open_the_page_and_escape_leaves_it(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert page_of(window) is PageName.PAPERS
    window.do(Verb.BACK)
    assert page_of(window) is PageName.COLLECTING


def test_the_kinds_are_a_sound_model_in_both_languages(qapp: object) -> None:
    wording = Wording(WORDS)
    model = PaperKinds(wording)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    for language in Language:
        wording.language = language
        model.speak()
        names = [str(model.index(row).data()) for row in range(model.rowCount())]
        assert len(set(names)) == len(AT_A_POINT)
        assert not any("[" in name for name in names)
        assert all(wording.has(f"paper_about_{kind}") for kind in PaperKind)
