"""The window says what happened, leads where a key asks, and locks without losing a scan."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QVBoxLayout
from pytestqt.qtbot import QtBot

from samplepoint.app.settings import Theme
from samplepoint.devices.speaker import SilentSpeaker
from samplepoint.devices.tones import Tone
from samplepoint.domain.outcomes import refused
from samplepoint.domain.own_codes import Command
from samplepoint.domain.readings import Reading, Source
from samplepoint.domain.staff import Role
from samplepoint.errors import Damage, Obstacle
from samplepoint.gui.application import watch_for_bugs
from samplepoint.gui.keys import KEYS, SHOWN_VERBS, Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.page_table import PageName
from samplepoint.gui.pages.collecting import CollectingPage
from samplepoint.gui.pages.person_form import PersonForm
from samplepoint.gui.resident_window import ResidentWindow
from samplepoint.gui.shades import Shade
from samplepoint.gui.theme import DAY, NIGHT, colour
from samplepoint.wording import Language
from tests.gui.conftest import PIN, PIN_HOLDER, page_of, press, scan_keys, send_stroke
from tests.gui.pages_ground import BADGE, BOX, NUMBER, OTHER_TUBE, SUPERVISOR, TUBE, number_of


class Form(QFrame):
    """A panel with one field."""

    def __init__(self) -> None:
        """Lay it out."""
        super().__init__()
        self.field = QLineEdit()
        QVBoxLayout(self).addWidget(self.field)


@pytest.fixture
def no_hook() -> Iterator[None]:
    """Give the hook for exceptions back."""
    kept = sys.excepthook
    yield
    sys.excepthook = kept


def tones(window: MainWindow) -> list[Tone]:
    speaker = window.devices.speaker
    assert isinstance(speaker, SilentSpeaker)
    return list(speaker.asked)


# -- answers -------------------------------------------------------------------------------------


def test_a_person_is_answered_in_word_colour_list_and_tone(window: MainWindow) -> None:
    scan_keys(window, TUBE)
    scan_keys(window, NUMBER)
    assert window.outcome_panel.answer.head == "已登记"
    assert window.outcome_panel.shade is Shade.ACCEPTED
    assert window.history.rowCount() == 2
    assert tones(window)[-1] is Tone.ACCEPTED


def test_who_has_no_name_is_called_by_the_end_of_the_number(window: MainWindow) -> None:
    scan_keys(window, TUBE)
    scan_keys(window, NUMBER)
    assert window.outcome_panel.answer.what == f"尾号 {NUMBER[-4:]} · 第 1 人"


def test_a_full_tube_looks_and_sounds_unlike_a_person(window: MainWindow) -> None:
    scan_keys(window, TUBE)
    for at in range(10):
        scan_keys(window, number_of(at))
    assert window.outcome_panel.shade is Shade.FULL
    assert tones(window)[-1] is Tone.TUBE_FULL
    assert window.page_shows_tube == ""


def test_the_tone_is_asked_for_before_anything_is_painted(window: MainWindow) -> None:
    heard: list[tuple[int, str]] = []
    window.workplace.pictured.connect(
        lambda _: heard.append((len(tones(window)), window.outcome_panel.answer.head))
    )
    scan_keys(window, TUBE)
    assert heard[0] == (1, "已开管")


def test_a_refusal_frames_the_window_in_red_until_the_next_scan(window: MainWindow) -> None:
    middle = window.height() // 2
    scan_keys(window, BOX)
    refused_red = window.grab().toImage().pixelColor(2, middle)
    scan_keys(window, TUBE)
    after = window.grab().toImage().pixelColor(2, middle)
    assert refused_red == colour(DAY.refused)
    assert after != refused_red


def test_a_scan_of_a_seats_serial_scanner_takes_the_window_there(window: MainWindow) -> None:
    window.devices.read.emit("B", Reading(TUBE, Source.SERIAL))
    assert window.workplace.desk.place.seat == "B"
    assert window.page_shows_tube == TUBE


def test_an_answer_is_followed_by_word_of_its_painting(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.painted):
        scan_keys(window, TUBE)


# -- keys and sheet codes ------------------------------------------------------------------------


def test_every_verb_has_a_word_in_both_languages(window: MainWindow) -> None:
    catalogue = window.workplace.wording.catalogue
    for verb in Verb:
        assert set(catalogue[f"verb_{verb}"]) == {"zh_CN", "en"}
    assert {key.verb for key in KEYS} >= {Verb.UNDO, Verb.LOCK, Verb.HELP}
    assert set(SHOWN_VERBS.values()) <= set(Verb)


def test_undo_takes_the_last_step_back(window: MainWindow) -> None:
    scan_keys(window, TUBE)
    scan_keys(window, NUMBER)
    press(window, Qt.Key.Key_F3)
    assert window.outcome_panel.answer.head == "已撤销"


def test_undo_over_an_open_form_only_leaves_the_form(window: MainWindow) -> None:
    scan_keys(window, TUBE)
    window.open_panel(Form())
    press(window, Qt.Key.Key_F3)
    assert window.panel is None
    assert window.page_shows_tube == TUBE


@pytest.mark.parametrize("by", ["key", "code"])
def test_typing_a_person_in_opens_the_form(window: MainWindow, by: str) -> None:
    if by == "key":
        press(window, Qt.Key.Key_F2)
    else:
        scan_keys(window, Command.MANUAL)
    assert isinstance(window.panel, PersonForm)
    assert window.panel.geometry().left() > window.pages.geometry().right()


def test_a_sheet_code_for_the_window_is_no_answer_in_the_list(window: MainWindow) -> None:
    scan_keys(window, Command.HELP)
    assert page_of(window) is PageName.HELP
    assert window.history.rowCount() == 0


def test_help_and_back(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F1)
    assert page_of(window) is PageName.HELP
    press(window, Qt.Key.Key_Escape)
    assert page_of(window) is PageName.COLLECTING


def test_the_printed_no_leads_back_to_the_desk(window: MainWindow) -> None:
    window.show_page(PageName.HELP)
    scan_keys(window, Command.CANCEL)
    assert page_of(window) is PageName.COLLECTING


def test_the_activity_chooses_the_page(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F6)
    assert page_of(window) is PageName.PACKING
    scan_keys(window, Command.COLLECT)
    assert page_of(window) is PageName.COLLECTING


def test_the_language_changes_at_once_and_everywhere(window: MainWindow) -> None:
    scan_keys(window, TUBE)
    press(window, Qt.Key.Key_F9)
    assert window.workplace.wording.language is Language.ENGLISH
    assert window.outcome_panel.answer.head == "Tube opened"
    line = window.history.index(0).data()
    assert "Tube opened" in line
    assert "desk A" in window.windowTitle()


def test_the_last_answer_can_be_heard_again(window: MainWindow) -> None:
    scan_keys(window, TUBE)
    scan_keys(window, Command.REPEAT)
    assert tones(window) == [Tone.ACCEPTED, Tone.ACCEPTED]
    assert window.outcome_panel.answer.head == "已开管"


def test_a_tap_on_a_hint_does_what_its_key_does(window: MainWindow) -> None:
    spots = {verb: box for box, verb in window.hint_bar.spots}
    for box in spots.values():
        assert min(box.width(), box.height()) >= 44
    QTest.mouseClick(window.hint_bar, Qt.MouseButton.LeftButton, pos=spots[Verb.HELP].center())
    assert page_of(window) is PageName.HELP


def test_the_practice_key_says_which_book_this_is(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F8)
    assert window.outcome_panel.answer.what == "这里的人和管都是虚构的"
    assert window.practice_mark.isVisible()


# -- the lock ------------------------------------------------------------------------------------


def test_scans_while_locked_are_counted_and_registered_after_a_badge(window: MainWindow) -> None:
    scan_keys(window, TUBE)
    press(window, Qt.Key.Key_F12)
    assert window.overlay.isVisible()
    scan_keys(window, NUMBER)
    assert "1" in window.overlay.screen_shown.lines[1]
    scan_keys(window, BADGE)
    assert not window.overlay.isVisible()
    assert window.workplace.desk.place.staff == SUPERVISOR
    assert window.outcome_panel.answer.head == "已登记"


def test_a_typed_pin_unlocks_without_any_field(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F12)
    for at, digit in enumerate(PIN):
        send_stroke(window, digit, 5_000_000 + at * 250)
    assert window.overlay.screen_shown.dots == len(PIN)
    send_stroke(window, "\r", 5_000_000 + len(PIN) * 250)
    assert not window.overlay.isVisible()
    assert window.workplace.desk.place.staff == PIN_HOLDER


def test_a_wrong_pin_is_said_and_nothing_of_it_is_kept(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F12)
    scan_keys(window, "4321")
    assert window.overlay.screen_shown.trouble.startswith("PIN 不对")
    assert window.workplace.desk.is_locked
    assert window.workplace.desk.release_held() == []


def test_a_tube_scanned_while_locked_is_no_pin(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F12)
    scan_keys(window, TUBE)
    assert window.overlay.screen_shown.trouble == ""
    scan_keys(window, BADGE)
    assert window.page_shows_tube == TUBE


def test_keys_do_nothing_while_locked_but_the_language_changes(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F12)
    press(window, Qt.Key.Key_F2)
    press(window, Qt.Key.Key_F9)
    assert window.panel is None
    assert window.overlay.screen_shown.head == "Locked"


def test_an_idle_desk_warns_then_locks(window: MainWindow) -> None:
    window.idle.lock_near.emit(42)
    assert "42" in window.top_bar.warning
    window.idle.lock_due.emit()
    assert window.overlay.isVisible()
    assert window.workplace.desk.is_locked


def test_a_supervisor_who_left_gives_the_desk_back(window: MainWindow) -> None:
    scan_keys(window, BADGE)
    window.idle.supervisor_due.emit()
    assert window.workplace.desk.place.staff.role is Role.REGISTRAR
    assert window.workplace.picture is not None
    assert window.workplace.picture.staff.role is Role.REGISTRAR


# -- trouble -------------------------------------------------------------------------------------


def test_damage_stops_the_desk_with_a_page_of_its_own(window: MainWindow) -> None:
    window.workplace.damaged.emit(Damage("book_damaged"))
    assert window.overlay.screen_shown.head == "登记册损坏"
    scan_keys(window, TUBE)
    assert window.history.rowCount() == 0
    assert tones(window) == [Tone.REFUSED]


@pytest.mark.usefixtures("no_hook")
def test_a_bug_becomes_a_report_without_people_and_the_desk_goes_on(
    window: MainWindow, tmp_path: Path
) -> None:
    watch_for_bugs(window, tmp_path)
    error = ValueError(f"张三 {NUMBER}")
    sys.excepthook(ValueError, error, None)
    (report,) = tmp_path.glob("crash-*.json")
    assert NUMBER not in report.read_text(encoding="utf-8")
    assert report.name in " ".join(window.overlay.screen_shown.lines)
    press(window, Qt.Key.Key_Escape)
    assert not window.overlay.isVisible()
    scan_keys(window, TUBE)
    assert window.page_shows_tube == TUBE


@pytest.mark.usefixtures("no_hook")
def test_an_obstacle_that_nobody_caught_is_told_like_a_refusal(window: MainWindow) -> None:
    watch_for_bugs(window, None)
    sys.excepthook(Obstacle, Obstacle("disk_full"), None)
    assert window.outcome_panel.answer.head == "磁盘已满"
    assert window.outcome_panel.shade is Shade.REFUSED


# -- looks ---------------------------------------------------------------------------------------


def test_night_shift_colours_hold_at_once(window: MainWindow) -> None:
    window.workplace.apply(replace(window.workplace.settings, theme=Theme.DARK))
    paper = window.grab().toImage().pixelColor(window.width() - 13, window.height() // 2)
    assert paper == colour(NIGHT.paper)


@pytest.mark.parametrize(("wide", "high"), [(1366, 768), (1920, 1080), (1280, 720), (910, 512)])
def test_nothing_leaves_its_place_at_any_size(window: MainWindow, wide: int, high: int) -> None:
    window.resize(wide, high)
    scan_keys(window, TUBE)
    page = window.pages.currentWidget()
    assert isinstance(page, CollectingPage)
    parts = [window.top_bar, window.pages, window.outcome_panel, window.history_list]
    boxes = [part.geometry() for part in (*parts, window.hint_bar)]
    for n, box in enumerate(boxes):
        assert window.rect().contains(box)
        assert not any(box.intersects(other) for other in boxes[n + 1 :])
    assert page.head.geometry().bottom() <= page.ladder.geometry().top()
    assert page.ladder.geometry().bottom() < page.box_line.geometry().top()
    assert page.rect().contains(page.box_line.geometry())


def test_the_second_screen_shows_no_number_and_forgets(window: MainWindow, qtbot: QtBot) -> None:
    resident = ResidentWindow(window.workplace)
    qtbot.addWidget(resident)
    scan_keys(window, TUBE)
    scan_keys(window, NUMBER)
    lines = resident.lines
    assert lines == (f"尾号 {NUMBER[-4:]}", "第 1 人", f"管号末尾 {TUBE[-4:]}")
    resident.grab()
    resident.forget()
    lines = resident.lines
    assert lines == ("请出示证件",)
    resident.show_outcome(refused("box_code_at_desk", box=BOX))
    assert BOX not in " ".join(resident.lines)


def test_a_second_tube_while_one_is_open_says_where_to_go(window: MainWindow) -> None:
    scan_keys(window, TUBE)
    scan_keys(window, OTHER_TUBE)
    assert window.outcome_panel.shade is Shade.REFUSED
    assert window.outcome_panel.answer.now == "请继续登记，或提前封管"


def test_counts_repainted_alone_leave_the_bar_as_if_all_were_painted(window: MainWindow) -> None:
    scan_keys(window, TUBE)
    window.top_bar.grab()
    seen = window.workplace.picture
    assert seen is not None
    grown = replace(seen, counts=replace(seen.counts, stored_here=1_234_567))
    QApplication.processEvents()
    window.top_bar.show_picture(grown)
    QApplication.processEvents()
    on_screen = window.screen().grabWindow(window.winId()).toImage()
    afresh = window.grab().toImage()
    bar = window.top_bar.geometry()
    assert on_screen.copy(bar) == afresh.copy(bar)
