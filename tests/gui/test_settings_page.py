"""Settings: the laptop's hold at once, the round's need a supervisor; staff and paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from samplepoint.app.settings import ScannerEnd, Switch, Theme
from samplepoint.domain.rounds import Order, SealRule
from samplepoint.domain.staff import Role
from samplepoint.domain.symbol_rules import LabelSymbols, SymbolRules, parse_rules
from samplepoint.gui.pages.settings import SettingsPage
from samplepoint.gui.pages.staffing import StaffingPanel
from samplepoint.gui.workplace import Workplace
from samplepoint.services.planning import change_plan
from samplepoint.wording import Language
from tests.gui.office_ground import MadeUpOffice, furnish
from tests.gui.pages_ground import workplace_in


@pytest.fixture
def workplace(qapp: object, tmp_path: Path) -> Iterator[Workplace]:
    place = workplace_in(tmp_path, Role.SUPERVISOR)
    yield place
    place.desk.station.book.close()


@pytest.fixture
def office(workplace: Workplace) -> MadeUpOffice:
    return furnish(workplace)


@pytest.fixture
def page(qtbot: QtBot, workplace: Workplace) -> SettingsPage:
    page = SettingsPage(workplace)
    qtbot.addWidget(page)
    page.resize(888, 624)
    page.show()
    page.activateWindow()
    return page


def press(page: SettingsPage, field: QWidget, key: Qt.Key) -> None:
    """Press a key in a field."""
    page.focus(field)
    QTest.keyClick(field, key)


def test_a_choice_holds_at_once(qtbot: QtBot, page: SettingsPage, workplace: Workplace) -> None:
    with qtbot.waitSignal(workplace.settings_changed) as told:
        press(page, page.theme, Qt.Key.Key_2)
    assert told.args[0].theme is Theme.DARK
    assert workplace.settings.theme is Theme.DARK


def test_the_language_turns_the_page_itself(page: SettingsPage, workplace: Workplace) -> None:
    press(page, page.language, Qt.Key.Key_Right)
    assert workplace.wording.language is Language.ENGLISH
    assert "Change" in page.plan_key.text()


def test_sound_voice_and_scanner_are_set(page: SettingsPage, workplace: Workplace) -> None:
    press(page, page.sounds, Qt.Key.Key_2)
    press(page, page.scanner_end, Qt.Key.Key_2)
    page.volume.setValue(30)
    page.prefix.setText("~")
    page.prefix.editingFinished.emit()
    now = workplace.settings
    assert (now.sounds, now.voice, now.volume) == (Switch.OFF, Switch.ON, 30)
    assert (now.scanner_end, now.scanner_prefix) == (ScannerEnd.SILENCE, "~")


def test_what_the_page_does_not_show_is_kept(page: SettingsPage, workplace: Workplace) -> None:
    workplace.settings = replace(workplace.settings, serial_ports={"COM3": "A"})
    press(page, page.theme, Qt.Key.Key_2)
    assert workplace.settings.serial_ports == {"COM3": "A"}


def test_a_change_made_elsewhere_is_followed(page: SettingsPage, workplace: Workplace) -> None:
    workplace.apply(replace(workplace.settings, language=Language.ENGLISH))
    assert page.language.value is Language.ENGLISH


def test_the_test_key_sounds_like_an_answer(
    qtbot: QtBot, page: SettingsPage, workplace: Workplace
) -> None:
    with qtbot.waitSignal(workplace.answered) as answered:
        page.test_key.click()
    assert answered.args[0].is_accepted


def test_a_supervisor_changes_the_round(page: SettingsPage, workplace: Workplace) -> None:
    press(page, page.order, Qt.Key.Key_2)
    press(page, page.pool, Qt.Key.Key_2)
    page.confirm()
    plan = workplace.desk.station.plan
    assert (plan.order, plan.pool_size) == (Order.PEOPLE_FIRST, 5)
    assert "5" in page.answer_strip.text


def test_a_supervisor_says_who_counts_a_box(page: SettingsPage, workplace: Workplace) -> None:
    assert page.seal_rule.value is SealRule.PLAIN
    press(page, page.seal_rule, Qt.Key.Key_3)
    page.confirm()
    assert workplace.desk.station.plan.seal_rule is SealRule.PROVED


def test_a_supervisor_says_which_symbols_are_on_tubes_and_boxes(
    page: SettingsPage, workplace: Workplace
) -> None:
    assert page.symbols.value is LabelSymbols.USUAL
    press(page, page.symbols, Qt.Key.Key_3)
    page.confirm()
    symbols = workplace.desk.station.plan.symbols
    assert symbols.labels is LabelSymbols.WITH_CODE_39
    assert symbols.document == SymbolRules().document


def test_rules_made_elsewhere_stay_where_nobody_chooses(
    page: SettingsPage, workplace: Workplace
) -> None:
    station = workplace.desk.station
    odd = replace(station.plan, symbols=parse_rules(["tube=DataMatrix"]))
    workplace.perform(lambda place: change_plan(station, place, odd))
    press(page, page.pool, Qt.Key.Key_2)
    page.confirm()
    plan = station.plan
    assert (plan.pool_size, plan.symbols) == (5, odd.symbols)


@pytest.mark.parametrize("size", ["99", "0", "x"])
def test_an_impossible_pool_is_gone_to(page: SettingsPage, workplace: Workplace, size: str) -> None:
    page.focus(page.other_pool)
    QTest.keyClicks(page.other_pool, size)
    page.confirm()
    assert workplace.desk.station.plan.pool_size == 10
    assert page.focusWidget() is page.other_pool


def test_a_registrar_is_refused_and_sees_what_holds(
    qtbot: QtBot, qapp: object, tmp_path: Path
) -> None:
    workplace = workplace_in(tmp_path)
    page = SettingsPage(workplace)
    qtbot.addWidget(page)
    press(page, page.pool, Qt.Key.Key_1)
    page.confirm()
    assert workplace.desk.station.plan.pool_size == 10
    assert page.pool.value == 10
    assert "督导" in page.answer_strip.text
    workplace.desk.station.book.close()


def test_the_command_sheet_is_made(qtbot: QtBot, office: MadeUpOffice, page: SettingsPage) -> None:
    with qtbot.waitSignal(page.bridge.finished):
        page.sheet_key.click()
    assert office.printed == ["sheet"]
    assert "sheet.pdf" in page.answer_strip.text


def test_without_an_office_the_page_says_so(page: SettingsPage) -> None:
    page.sheet_key.click()
    assert "命令行" in page.answer_strip.text


class Window(QWidget):
    """A window that remembers the panel it was asked to open."""

    def __init__(self) -> None:
        super().__init__()
        self.panel: QWidget | None = None

    def open_panel(self, panel: QWidget) -> None:
        self.panel = panel


def test_staff_opens_beside_the_page(
    qtbot: QtBot, office: MadeUpOffice, page: SettingsPage
) -> None:
    window = Window()
    qtbot.addWidget(window)
    page.setParent(window)
    page.staff_key.click()
    assert isinstance(window.panel, StaffingPanel)
    page.setParent(None)


@pytest.fixture
def panel(qtbot: QtBot, workplace: Workplace, office: MadeUpOffice) -> StaffingPanel:
    panel = StaffingPanel(workplace, office)
    qtbot.addWidget(panel)
    panel.show()
    panel.activateWindow()
    return panel


def test_somebody_is_added_with_a_pin_and_a_printed_badge(
    qtbot: QtBot, office: MadeUpOffice, panel: StaffingPanel
) -> None:
    panel.name.setText("赵")
    panel.role.choose(Role.PACKER)
    panel.pin.setText("1357")
    with qtbot.waitSignal(panel.bridge.finished):
        panel.confirm()
    assert (office.staff.people[-1].name, office.staff.people[-1].role) == ("赵", Role.PACKER)
    assert (office.staff.pins, len(office.printed)) == (["1357"], 1)
    assert panel.model.rowCount() == 3
    assert panel.pin.text() == ""


@pytest.mark.parametrize(("name", "pin", "field"), [("", "", "name"), ("赵", "12", "pin")])
def test_what_is_missing_in_a_new_member_is_gone_to(
    office: MadeUpOffice, panel: StaffingPanel, name: str, pin: str, field: str
) -> None:
    panel.name.setText(name)
    panel.pin.setText(pin)
    panel.confirm()
    assert panel.focusWidget() is getattr(panel, field)
    assert len(office.staff.people) == 2


def test_somebody_is_retired_only_when_asked_twice(
    qtbot: QtBot, office: MadeUpOffice, panel: StaffingPanel
) -> None:
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_F9)
    assert len(office.staff.people) == 2
    with qtbot.waitSignal(panel.bridge.finished):
        QTest.keyClick(panel.focusWidget(), Qt.Key.Key_F9)
    assert [member.id for member in office.staff.people] == ["S2"]


def test_a_refusal_of_the_office_is_said(
    qtbot: QtBot, office: MadeUpOffice, panel: StaffingPanel
) -> None:
    del office.staff.people[1:]
    panel.retire()
    with qtbot.waitSignal(panel.bridge.failed):
        panel.retire()
    assert "最后一位" in panel.answer_strip.text


def test_a_new_badge_is_printed(qtbot: QtBot, office: MadeUpOffice, panel: StaffingPanel) -> None:
    with qtbot.waitSignal(panel.bridge.finished):
        QTest.keyClick(panel.focusWidget(), Qt.Key.Key_F8)
    assert office.printed == ["SPB" + "2" * 20]
