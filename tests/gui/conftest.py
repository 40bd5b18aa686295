"""The real window over a made-up round, silent, and the keys of a hand scanner.

Owns no expectation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from samplepoint.app.settings import Settings, Switch
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.errors import Refusal
from samplepoint.gui.adapters.desk_devices import DeskDevices
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.page_table import PageName
from tests.gui.pages_ground import workplace_in
from tests.travel.towns import town

__all__ = ["town"]

PIN = "735218"
SILENT = Settings(sounds=Switch.OFF, voice=Switch.OFF)
PIN_HOLDER = StaffMember("S3", "赵", Role.REGISTRAR)

MakeWindow = Callable[[], MainWindow]


def check_pin(pin: str) -> StaffMember:
    """Return the one member of staff whose PIN is known."""
    if pin != PIN:
        raise Refusal("pin_wrong")
    return PIN_HOLDER


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """Open the window over an empty round with pools of ten."""
    workplace = workplace_in(tmp_path)
    workplace.settings = SILENT
    made = MainWindow(workplace, DeskDevices(SILENT), check_pin)
    qtbot.addWidget(made)
    made.start()
    made.wedge.be_patient()
    made.show()
    QTest.qWaitForWindowExposed(made)
    yield made
    made.close()
    workplace.desk.station.book.close()


def handle_of(widget: QWidget) -> QWindow:
    """Return the window of the system behind a top-level widget: where keys arrive."""
    handle = widget.windowHandle()
    assert handle is not None
    return handle


def type_keys(widget: QWidget, text: str) -> None:
    """Type into a top-level widget without an end key, as fast as it goes."""
    for character in text:
        QTest.keyClick(handle_of(widget), character)  # type: ignore[call-overload]  # a char


def scan_keys(widget: QWidget, text: str) -> None:
    """Type a code and its end key."""
    type_keys(widget, text)
    press(widget, Qt.Key.Key_Return)


def press(widget: QWidget, key: Qt.Key) -> None:
    """Press and release one key."""
    QTest.keyClick(handle_of(widget), key)


def send_stroke(
    widget: QWidget, text: str, at_ms: int, *, repeated: Qt.CheckState = Qt.CheckState.Unchecked
) -> None:
    """Send one key press made at a time of the keyboard's own clock."""
    key = Qt.Key.Key_Return if text == "\r" else Qt.Key(ord(text.upper()))
    nothing = Qt.KeyboardModifier.NoModifier
    is_repeat = repeated is Qt.CheckState.Checked
    event = QKeyEvent(QEvent.Type.KeyPress, key, nothing, text, is_repeat)
    event.setTimestamp(at_ms)
    QCoreApplication.sendEvent(handle_of(widget), event)


def page_of(window: MainWindow) -> PageName:
    """Return the page that is shown."""
    return window.page
