"""Hands on the real window: keys as a scanner, a keyboard and an input method send them.

Owns how a text becomes events; refuses to know what is typed. Only a rehearsal uses it.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

_CONTROL = Qt.KeyboardModifier.ControlModifier
_NOTHING = Qt.KeyboardModifier.NoModifier


class Hands(QObject):
    """Type into one window."""

    def __init__(self, window: QWidget) -> None:
        """Type into this top-level widget, through its QWindow as the system does."""
        super().__init__(window)
        window.winId()  # makes the QWindow where the widget was not shown yet
        self._handle: QWindow = window.windowHandle()
        self._handle.installEventFilter(self)
        self._stamp_ms = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note the system's own time of each key, for the keys that only we can send."""
        if isinstance(event, QKeyEvent):
            self._stamp_ms = event.timestamp()
        return False

    def scan(self, code: str) -> None:
        """Type a code as a hand scanner does, then Enter."""
        self.type_code(code)
        self.end()

    def type_code(self, code: str) -> None:
        """Type the characters of a code without its end key."""
        if not code.isascii():
            self.press(Qt.Key.Key_Shift)  # brings the time to now
        for char in code:
            self._char(char)

    def end(self) -> None:
        """Type the end key of a code."""
        self.press(Qt.Key.Key_Return)

    def press(self, key: Qt.Key, *, control: bool = False) -> None:
        """Press and release a key."""
        QTest.keyClick(self._handle, key, _CONTROL if control else _NOTHING)

    def write(self, text: str) -> None:
        """Write into the field that has the focus; what no key has comes by input method."""
        if text.isascii():
            for char in text:
                self._char(char)
            return
        field = QGuiApplication.focusObject()
        commit = QInputMethodEvent()
        commit.setCommitString(text)
        if field is not None:
            QCoreApplication.sendEvent(field, commit)

    def _char(self, char: str) -> None:
        if char.isascii() and char.isprintable():
            QTest.keyClick(self._handle, char)  # type: ignore[call-overload]  # not in its types
            return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, int(Qt.Key.Key_unknown), _NOTHING, char)
            event.setTimestamp(self._stamp_ms)
            QCoreApplication.sendEvent(self._handle, event)
