"""Keys of a scanner reach the desk whole and once, whatever is on the screen and has the focus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodQueryEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLineEdit, QMessageBox, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from samplepoint.app.settings import ScannerEnd, Settings
from samplepoint.devices.wedge import Suffix, WedgeSettings
from samplepoint.domain.codes import TubeCode
from samplepoint.domain.own_codes import Command
from samplepoint.domain.readings import Quality, Reading
from samplepoint.gui.adapters.wedge_filter import WedgeFilter, settings_for
from samplepoint.gui.keyboard import Hands
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.page_table import PageName
from tests.gui.conftest import handle_of, press, scan_keys, send_stroke, type_keys
from tests.gui.pages_ground import NUMBER, OTHER_TUBE, TUBE


class Form(QFrame):
    """A panel with one field and a key that Enter would press."""

    def __init__(self) -> None:
        """Lay the two out."""
        super().__init__()
        self.field = QLineEdit()
        self.key = QPushButton("x")
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.key)


@pytest.fixture
def bare(qtbot: QtBot) -> Iterator[tuple[QWidget, WedgeFilter, list[Reading]]]:
    """A window that knows nothing of desks, under the filter."""
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    QTest.qWaitForWindowExposed(widget)
    wedge = WedgeFilter()
    wedge.be_patient()
    read: list[Reading] = []
    wedge.read.connect(read.append)
    wedge.install()
    yield widget, wedge, read
    wedge.remove()


Bare = tuple[QWidget, WedgeFilter, list[Reading]]


def test_a_scan_is_read_whole_and_once(bare: Bare) -> None:
    widget, _, read = bare
    scan_keys(widget, TUBE)
    assert read == [Reading(TUBE)]


def test_tab_ends_a_code_too(bare: Bare) -> None:
    widget, _, read = bare
    type_keys(widget, TUBE)
    press(widget, Qt.Key.Key_Tab)
    assert read == [Reading(TUBE)]


def test_a_card_readers_line_with_tabs_binds_its_holder_where_its_map_says_tab(
    window: MainWindow,
) -> None:
    settings = replace(window.workplace.settings, card_reader="tab number,name")
    window.workplace.apply(settings)
    scan_keys(window, TUBE)
    type_keys(window, NUMBER)
    press(window, Qt.Key.Key_Tab)
    Hands(window).scan("王小明")
    samples = window.workplace.desk.station.queries.samples_in(TubeCode(TUBE))
    assert [one.person.name for one in samples] == ["王小明"]
    type_keys(window, OTHER_TUBE)
    press(window, Qt.Key.Key_Tab)
    assert window.outcome_panel.answer.head == "未开管"


def test_a_line_feed_after_the_return_is_no_second_code(bare: Bare) -> None:
    widget, _, read = bare
    scan_keys(widget, TUBE)
    press(widget, Qt.Key.Key_Enter)
    assert read == [Reading(TUBE)]


def test_repeated_digits_flagged_as_auto_repeat_are_kept(bare: Bare) -> None:
    widget, _, read = bare
    code = "1300000111"
    for at, digit in enumerate(code):
        repeats = at > 0 and code[at - 1] == digit
        flag = Qt.CheckState.Checked if repeats else Qt.CheckState.Unchecked
        send_stroke(widget, digit, at, repeated=flag)
    send_stroke(widget, "\r", len(code))
    assert read == [Reading(code)]


def test_a_letter_that_is_also_a_shortcut_stays_in_the_code(bare: Bare) -> None:
    widget, _, read = bare
    eaten: list[str] = []
    for letters in ("T", "Shift+T", "0"):
        shortcut = QShortcut(QKeySequence(letters), widget)
        shortcut.activated.connect(lambda: eaten.append("eaten"))
    scan_keys(widget, TUBE)
    assert read == [Reading(TUBE)]
    assert eaten == []


@pytest.mark.parametrize(
    ("keys", "key", "modifier"),
    [
        ("F3", Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier),
        ("Esc", Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        ("Ctrl+P", Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier),
    ],
)
def test_keys_that_are_not_the_scanners_reach_their_shortcut(
    bare: Bare, keys: str, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    widget, _, read = bare
    heard: list[str] = []
    QShortcut(QKeySequence(keys), widget).activated.connect(lambda: heard.append(keys))
    QTest.keyClick(handle_of(widget), key, modifier)
    assert heard == [keys]
    assert read == []


def test_the_pause_of_a_hand_makes_a_code_suspect(bare: Bare) -> None:
    widget, wedge, read = bare
    wedge.use(WedgeSettings())
    for at, character in enumerate(TUBE):
        send_stroke(widget, character, at * 180)
    send_stroke(widget, "\r", len(TUBE) * 180)
    assert [reading.quality for reading in read] == [Quality.GAP]


def test_a_scan_neither_presses_nor_fills_what_has_the_focus(bare: Bare, qtbot: QtBot) -> None:
    widget, _, read = bare
    pressed: list[str] = []
    button = QPushButton("x", widget)
    button.clicked.connect(lambda: pressed.append("pressed"))
    button.show()
    button.setFocus()
    scan_keys(widget, "A B 1")
    assert read == [Reading("A B 1")]
    assert pressed == []


def test_a_code_without_an_end_key_is_told(bare: Bare, qtbot: QtBot) -> None:
    widget, wedge, read = bare
    wedge.use(WedgeSettings(stall_ms=20))
    with qtbot.waitSignal(wedge.stalled) as told:
        type_keys(widget, "T0001")
    assert told.args == [5]
    assert read == []


def test_a_scanner_without_an_end_key_is_read_at_a_pause(bare: Bare, qtbot: QtBot) -> None:
    widget, wedge, _ = bare
    wedge.use(WedgeSettings(suffix=Suffix.SILENCE, silence_ms=30))
    with qtbot.waitSignal(wedge.read) as told:
        type_keys(widget, TUBE)
    assert told.args == [Reading(TUBE)]


def test_the_scanners_settings_reach_the_decoder() -> None:
    settings = settings_for(Settings(scanner_prefix="~", scanner_end=ScannerEnd.SILENCE))
    assert settings == WedgeSettings(prefix="~", suffix=Suffix.SILENCE)
    assert settings_for(Settings()) == WedgeSettings()


# -- over the real window ------------------------------------------------------------------------


def test_a_scan_does_not_answer_a_message_box(window: MainWindow, qtbot: QtBot) -> None:
    yes_or_no = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No
    box = QMessageBox(QMessageBox.Icon.Question, "?", "?", yes_or_no, window)
    box.setDefaultButton(QMessageBox.StandardButton.Yes)
    qtbot.addWidget(box)
    box.open()
    QTest.qWaitForWindowExposed(box)
    scan_keys(box, TUBE)
    assert box.isVisible()
    assert window.page_shows_tube == TUBE
    box.close()


def test_a_scan_counts_while_another_page_is_shown(window: MainWindow) -> None:
    window.show_page(PageName.HELP)
    scan_keys(window, TUBE)
    scan_keys(window, NUMBER)
    assert window.outcome_panel.answer.head == "已登记"


def test_a_panel_without_fields_gives_way_to_a_scan(window: MainWindow) -> None:
    panel = Form()
    panel.setProperty("x", 1)
    panel.has_text_fields = False  # type: ignore[attr-defined]  # what a panel may say of itself
    panel.field.setEnabled(False)
    window.open_panel(panel)
    window.setFocus()
    scan_keys(window, TUBE)
    assert window.panel is None
    assert window.page_shows_tube == TUBE


def test_a_form_has_the_keys_and_the_desk_gets_nothing(window: MainWindow) -> None:
    form = Form()
    window.open_panel(form)
    form.field.setFocus()
    type_keys(window, "13010219")
    assert form.field.text() == "13010219"
    press(window, Qt.Key.Key_Escape)
    assert window.panel is None
    assert window.history.rowCount() == 0


def test_the_tail_of_a_scan_that_began_in_a_form_is_no_code(window: MainWindow) -> None:
    form = Form()
    window.open_panel(form)
    form.field.setFocus()
    type_keys(window, "SPX")
    press(window, Qt.Key.Key_Escape)
    scan_keys(window, TUBE)
    assert window.page_shows_tube == ""
    assert window.outcome_panel.answer.head == "没有读完整"


@pytest.mark.parametrize("command", [Command.CANCEL, Command.UNDO])
def test_the_printed_way_back_leaves_a_form(window: MainWindow, command: Command) -> None:
    form = Form()
    pressed: list[str] = []
    form.key.clicked.connect(lambda: pressed.append("pressed"))
    window.open_panel(form)
    form.field.setFocus()
    scan_keys(window, command)
    assert window.panel is None
    assert pressed == []
    assert window.history.rowCount() == 0


def test_any_other_code_stays_in_the_form(window: MainWindow) -> None:
    form = Form()
    window.open_panel(form)
    form.field.setFocus()
    scan_keys(window, TUBE)
    assert window.panel is form
    assert form.field.text() == TUBE


def test_no_input_method_may_compose_at_the_desk(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    window.setFocus()
    qtbot.waitUntil(lambda: QGuiApplication.focusObject() is not None)
    query = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    QCoreApplication.sendEvent(QGuiApplication.focusObject(), query)
    assert not query.value(Qt.InputMethodQuery.ImEnabled)


def test_typing_at_the_desk_changes_nothing(window: MainWindow) -> None:
    scan_keys(window, TUBE)
    before = window.workplace.picture
    window.wedge.use(WedgeSettings())
    for at, character in enumerate(NUMBER):
        send_stroke(window, character, 1_000_000 + at * 200)
    send_stroke(window, "\r", 1_000_000 + len(NUMBER) * 200)
    window.workplace.refresh()
    assert window.workplace.picture == before
    assert window.outcome_panel.answer.head == "没有读完整"


def test_a_forgotten_end_key_is_hinted_at_on_the_desk(window: MainWindow, qtbot: QtBot) -> None:
    window.wedge.use(WedgeSettings(stall_ms=20))
    with qtbot.waitSignal(window.workplace.answered):
        type_keys(window, "T0001")
    assert window.outcome_panel.answer.head == "没有读完"
