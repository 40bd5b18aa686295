"""The window while a box is counted by eye or proved: its rack is hidden, keys enter a count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from samplepoint.devices.wedge import WedgeSettings
from samplepoint.domain.codes import BoxCode
from samplepoint.domain.readings import Reading, Source
from samplepoint.domain.rounds import SealRule
from samplepoint.gui.adapters.desk_devices import DeskDevices
from samplepoint.gui.keys import Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.pages.packing import PackingPage
from samplepoint.gui.shades import Shade
from samplepoint.gui.widgets.box_count import CountState
from samplepoint.gui.widgets.box_line import BoxLine
from samplepoint.services.planning import change_plan
from samplepoint.services.station import Place
from samplepoint.wording import Language
from tests.gui.conftest import SILENT, check_pin, press, scan_keys, send_stroke, type_keys
from tests.gui.pages_ground import BADGE, BOX, OTHER_TUBE, SUPERVISOR, TUBE, fill_tube, workplace_in

SEAL, STEP_BACK = Qt.Key.Key_F4, Qt.Key.Key_F3
THIRD_TUBE = "T0001100039"


@pytest.fixture
def rule() -> SealRule:
    return SealRule.COUNTED


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot, rule: SealRule) -> Iterator[MainWindow]:
    """Open the window at the packing place, with two tubes in the box and one loose."""
    workplace = workplace_in(tmp_path, pool_size=3)
    station = workplace.desk.station
    plan = replace(station.plan, seal_rule=rule)
    change_plan(station, Place("A", SUPERVISOR), plan)
    for number, tube in enumerate((TUBE, OTHER_TUBE, THIRD_TUBE)):
        fill_tube(workplace, tube, 10 * number, 3 - number)
    workplace.settings = SILENT
    made = MainWindow(workplace, DeskDevices(SILENT), check_pin)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.start()
    made.wedge.be_patient()
    made.show()
    QTest.qWaitForWindowExposed(made)
    for code in ("SPCPACK", BOX, TUBE, OTHER_TUBE):
        scan_keys(made, code)
    yield made
    made.close()
    station.book.close()


def page(window: MainWindow) -> PackingPage:
    shown = window.pages.currentWidget()
    assert isinstance(shown, PackingPage)
    return shown


def is_hidden(window: MainWindow) -> bool:
    """Tell whether nothing on the screen says how many tubes the box has."""
    shown = page(window)
    window.grab()
    hides = shown.count.isVisible() and not shown.rack.isVisible()
    return hides and shown.rack.state.tubes == () and window.history_list.is_veiled


def is_sealed(window: MainWindow) -> bool:
    queries = window.workplace.desk.station.queries
    return [box.code for box in queries.boxes_ready("R1")] == [BOX]


def code_of_answer(window: MainWindow) -> str:
    outcome = window.history.row(0).outcome
    return outcome.code


def test_a_count_that_differs_is_refused_and_the_right_one_seals(window: MainWindow) -> None:
    assert not is_hidden(window)
    press(window, SEAL)
    assert is_hidden(window)
    scan_keys(window, "3")
    assert code_of_answer(window) == "count_differs"
    assert window.outcome_panel.shade is Shade.REFUSED
    assert window.outcome_panel.answer.what == "您点了 3 管，和扫的不一样"
    assert is_hidden(window)
    assert not is_sealed(window)
    scan_keys(window, "2")
    assert code_of_answer(window) == "box_sealed_now"
    assert is_sealed(window)
    assert not is_hidden(window)
    assert page(window).rack.isVisible()
    assert not window.history_list.is_veiled


def test_printed_digits_wait_in_the_field_until_they_are_confirmed(window: MainWindow) -> None:
    press(window, SEAL)
    for code in ("SPC2", "SPC7"):
        scan_keys(window, code)
    assert page(window).count.state == CountState(is_counting=True, digits="27")
    assert page(window).count.lines[2] == window.workplace.say("pack_count_confirm")
    press(window, STEP_BACK)
    assert page(window).count.state.number == "2"
    assert is_hidden(window)
    press(window, SEAL)
    assert is_sealed(window)


def test_a_refused_count_leaves_the_field_empty(window: MainWindow) -> None:
    press(window, SEAL)
    scan_keys(window, "SPC9")
    press(window, SEAL)
    assert code_of_answer(window) == "count_differs"
    assert page(window).count.state == CountState(is_counting=True, attempts=1)
    assert page(window).count.lines[0] == window.workplace.say("pack_count_again")
    scan_keys(window, "SPC2")
    assert page(window).count.state.number == "2"


def test_a_number_typed_slowly_by_hand_needs_enter_and_nothing_else(window: MainWindow) -> None:
    press(window, SEAL)
    window.wedge.use(WedgeSettings())
    for text, at_ms in (("0", 10_000), ("2", 10_900), ("\r", 12_200)):
        send_stroke(window, text, at_ms)
    assert is_sealed(window)


def test_a_digit_typed_wrong_is_taken_back_by_backspace(window: MainWindow) -> None:
    press(window, SEAL)
    type_keys(window, "03")
    press(window, Qt.Key.Key_Backspace)
    scan_keys(window, "2")
    assert is_sealed(window)


def test_who_types_slowly_is_told_to_press_enter_not_to_scan_again(window: MainWindow) -> None:
    window.wedge.stalled.emit(1)
    assert code_of_answer(window) == "scan_stalled"
    press(window, SEAL)
    window.wedge.stalled.emit(1)
    assert code_of_answer(window) == "count_stalled"
    assert is_hidden(window)


def test_a_tube_scanned_into_a_half_typed_number_is_no_number(window: MainWindow) -> None:
    press(window, SEAL)
    window.wedge.use(WedgeSettings())
    send_stroke(window, "2", 10_000)
    for at, text in enumerate(f"{THIRD_TUBE}\r"):
        send_stroke(window, text, 12_000 + 10 * at)
    assert code_of_answer(window) == "scan_with_gap"
    assert page(window).count.state == CountState(is_counting=True)
    assert is_hidden(window)
    assert not is_sealed(window)


@pytest.mark.parametrize("way", ["key", "code"])
def test_escape_and_the_cancel_code_show_the_rack_again(window: MainWindow, way: str) -> None:
    press(window, SEAL)
    if way == "key":
        press(window, Qt.Key.Key_Escape)
    else:
        scan_keys(window, "SPCNO")
    assert not is_hidden(window)
    assert len(page(window).rack.state.tubes) == 2


@pytest.mark.parametrize("code", ["", "SPCUNDO", "SPCUNPACK"])
def test_no_tube_is_taken_out_while_it_is_counted(window: MainWindow, code: str) -> None:
    press(window, SEAL)
    if code:
        scan_keys(window, code)
    else:
        press(window, STEP_BACK)
    assert code_of_answer(window) == "count_box"
    assert not page(window).is_taking_out
    assert is_hidden(window)
    assert len(window.workplace.desk.station.queries.tubes_in(BoxCode(BOX))) == 2


def test_one_more_tube_goes_in_and_the_count_stays_blind(window: MainWindow) -> None:
    press(window, SEAL)
    scan_keys(window, THIRD_TUBE)
    assert code_of_answer(window) == "count_tube_added"
    assert is_hidden(window)
    scan_keys(window, "3")
    assert is_sealed(window)


def test_after_two_differences_the_tubes_and_the_way_out_are_shown(window: MainWindow) -> None:
    press(window, SEAL)
    for number in ("3", "4"):
        scan_keys(window, number)
    assert window.outcome_panel.answer.what == "点了 3、4 管，扫了 2 管"
    assert not is_hidden(window)
    assert len(page(window).rack.state.tubes) == 2
    assert page(window).strip == window.workplace.say("pack_check")
    scan_keys(window, BOX)
    assert is_hidden(window)
    scan_keys(window, TUBE)
    press(window, SEAL)
    assert page(window).rack.state.missing == (OTHER_TUBE,)
    assert "1 管没扫到" in page(window).strip
    window.grab()
    for key in (STEP_BACK, SEAL):
        press(window, key)
    assert page(window).rack.state.tubes == ((TUBE, 3),)
    assert page(window).strip == ""


def test_the_bar_says_what_each_key_does_now(window: MainWindow) -> None:
    bar = window.hint_bar
    assert (bar.word(Verb.UNDO), bar.word(Verb.CLOSE_TUBE)) == ("取出一管", "封箱")
    press(window, SEAL)
    assert (bar.word(Verb.UNDO), bar.word(Verb.BACK)) == ("", "取消")
    scan_keys(window, "SPC2")
    assert (bar.word(Verb.UNDO), bar.word(Verb.CLOSE_TUBE)) == ("退一位", "就是这个数")
    press(window, Qt.Key.Key_Escape)
    press(window, STEP_BACK)
    assert (bar.word(Verb.UNDO), page(window).is_taking_out) == ("不取了", True)
    press(window, STEP_BACK)
    assert (bar.word(Verb.UNDO), page(window).is_taking_out) == ("取出一管", False)


def test_the_desk_page_neither_lies_nor_leaks_meanwhile(window: MainWindow) -> None:
    press(window, SEAL)
    press(window, Qt.Key.Key_F5)
    window.grab()
    line = cast("BoxLine", window.findChild(BoxLine))
    assert line.isVisible()
    assert line.filled == "清点中"
    assert window.history_list.is_veiled
    press(window, Qt.Key.Key_F6)
    assert is_hidden(window)
    scan_keys(window, "2")
    assert is_sealed(window)
    assert not window.history_list.is_veiled


def test_a_serial_scanner_of_another_seat_sees_and_touches_nothing(window: MainWindow) -> None:
    press(window, SEAL)
    scan_at = partial(window.devices.read.emit, "B")
    scan_at(Reading(BOX, Source.SERIAL))
    assert code_of_answer(window) == "box_being_counted"
    scan_at(Reading(THIRD_TUBE, Source.SERIAL))
    assert code_of_answer(window) == "no_open_box"
    assert window.history_list.is_veiled
    window.devices.read.emit("A", Reading("2", Source.SERIAL))
    assert is_sealed(window)


def test_the_sentences_follow_the_language(window: MainWindow) -> None:
    press(window, SEAL)
    said = page(window).count.lines, page(window).seal_line
    window.workplace.speak(Language.ENGLISH)
    now = page(window).count.lines, page(window).seal_line
    assert said[0] == ("用眼数一数：箱里有几管？", "管", "输入或扫管数，按回车　Esc 取消")
    assert now[0][0] == "Count by eye: how many tubes?"
    assert now[1] == "Count by hand, then seal"
    window.grab()


class TestProof:
    """Two people: one counted, somebody else scans every tube again."""

    @pytest.fixture
    def rule(self) -> SealRule:
        return SealRule.PROVED

    @pytest.fixture
    def proving(self, window: MainWindow) -> MainWindow:
        press(window, SEAL)
        scan_keys(window, "2")
        assert page(window).seal_line.endswith("已点数")
        assert not is_hidden(window)
        for code in (BADGE, BOX):
            scan_keys(window, code)
        return window

    def test_who_proves_and_how_many_are_scanned_is_shown(self, proving: MainWindow) -> None:
        scan_keys(proving, TUBE)
        assert is_hidden(proving)
        assert page(proving).count.state == CountState(proof_by=SUPERVISOR.name, scanned=1)
        assert page(proving).count.lines[:2] == ("李 复核：把每一管再扫一遍", "已扫管数")
        press(proving, STEP_BACK)
        assert page(proving).count.state.scanned == 0
        for tube in (TUBE, OTHER_TUBE):
            scan_keys(proving, tube)
        press(proving, SEAL)
        assert is_sealed(proving)

    def test_a_missing_tube_is_named(self, proving: MainWindow) -> None:
        scan_keys(proving, TUBE)
        press(proving, SEAL)
        assert code_of_answer(proving) == "proof_differs"
        assert OTHER_TUBE in proving.outcome_panel.answer.detail
        assert not is_hidden(proving)
        assert not is_sealed(proving)

    def test_nothing_is_taken_out_meanwhile(self, proving: MainWindow) -> None:
        scan_keys(proving, "SPCUNPACK")
        assert code_of_answer(proving) == "proof_under_way"
        assert is_hidden(proving)


def test_broken_seals_are_told(window: MainWindow) -> None:
    press(window, SEAL)
    scan_keys(window, "2")
    scan_keys(window, BADGE)
    desk, box = window.workplace.desk, BoxCode(BOX)
    desk.perform(lambda place: desk.packing.set_seal(place, box, "K0077"))
    window.workplace.perform(lambda place: desk.reboxing.reopen_box(place, box, "少一管"))
    scan_keys(window, BOX)
    assert "封条作废 1 次" in page(window).seal_line
