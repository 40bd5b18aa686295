"""Fields for typing with gloves on: Latin only, Chinese, a choice by digit keys, a labelled row.

Owns how a key reaches a field; refuses to judge what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStyledItemDelegate,
    QWidget,
)

from samplepoint.domain.clock import monotonic_ms
from samplepoint.domain.codes import normalise

_DIGIT_KEYS = "1234567890"
_LONGEST_TYPED = 400
_BURST_MS = 100.0
"""Readers were measured at 1 to 30 ms a key, hands mostly at 100 to 300."""


class LatinField(QLineEdit):
    """A field into which no input method composes: numbers, codes, telephones.

    Full-width characters become half-width and small letters capitals while they are typed; a
    composing input method would swallow the keys of a hand scanner.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty field with equal-width digits."""
        super().__init__(parent)
        self.setMaxLength(_LONGEST_TYPED)
        self.setProperty("digits", "equal")
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhLatinOnly
            | Qt.InputMethodHint.ImhPreferLatin
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.textEdited.connect(self._fold)

    def inputMethodQuery(  # type: ignore[override]  # Qt's own has an overload PySide hides
        self, query: Qt.InputMethodQuery
    ) -> Any:  # noqa: ANN401
        """Answer the system's question whether an input method may compose here: never."""
        if query == Qt.InputMethodQuery.ImEnabled:
            return False
        return super().inputMethodQuery(query)

    def _fold(self, untrusted: str) -> None:
        folded = normalise(untrusted)
        if folded != untrusted:
            at = self.cursorPosition() - (len(untrusted) - len(folded))
            with QSignalBlocker(self):
                self.setText(folded)
            self.setCursorPosition(max(0, at))
            self.textChanged.emit(folded)


class PinField(LatinField):
    """A field for a PIN: four to twelve digits, shown as dots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty field."""
        super().__init__(parent)
        self.setProperty("digits", "")
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            self.inputMethodHints()
            | Qt.InputMethodHint.ImhDigitsOnly
            | Qt.InputMethodHint.ImhSensitiveData
        )


class ChineseField(QLineEdit):
    """A field for names, addresses and remarks: an input method may compose here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty field."""
        super().__init__(parent)
        self.setMaxLength(_LONGEST_TYPED)


class CardLineField(ChineseField):
    """A field that a card reader may type a line into, whatever stands between its parts.

    A Tab that follows a character faster than a hand could is a part of the line and stays; any
    other one goes to the next field, as everywhere.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty field."""
        super().__init__(parent)
        self._changed_ms = -_BURST_MS
        self.textChanged.connect(self._note_change)

    def event(self, event: QEvent) -> bool:
        """Keep the Tabs of a burst."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_burst = bool(self.text()) and monotonic_ms() - self._changed_ms < _BURST_MS
            if event.key() == Qt.Key.Key_Tab and is_burst:
                self.insert("\t")
                return True
        return super().event(event)

    def _note_change(self, _text: str) -> None:
        self._changed_ms = monotonic_ms()


class KeyChoice(QComboBox):
    """A choice made by its digit key (1 to 9, then 0) or with up and down."""

    chosen = Signal(object)
    """The value that a key or a click chose; not sent when a program chose it."""

    def __init__(
        self, values: Sequence[Any], say: Callable[[Any], str], parent: QWidget | None = None
    ) -> None:
        """Offer `values`, each written by `say`, the first one chosen."""
        super().__init__(parent)
        self._values = list(values)
        self._say = say
        # The list that opens is drawn by the house's style: Qt's own is dark on dark blue.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setMaxVisibleItems(len(self._values))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for value in self._values:
            self.addItem("", value)
        self.speak()
        self.activated.connect(lambda at: self.chosen.emit(self._values[at]))

    def speak(self) -> None:
        """Write the choices again in the language of the moment."""
        for at, value in enumerate(self._values):
            key = f"{_DIGIT_KEYS[at]}  " if at < len(_DIGIT_KEYS) else "\u2013  "
            self.setItemText(at, key + self._say(value))

    @property
    def value(self) -> Any:  # noqa: ANN401
        """Return the chosen value."""
        return self._values[self.currentIndex()]

    def choose(self, value: object) -> None:
        """Choose without telling."""
        self.setCurrentIndex(self._values.index(value))

    def step(self, by: int) -> None:
        """Choose the next or the previous value, and tell."""
        at = min(max(self.currentIndex() + by, 0), len(self._values) - 1)
        self.setCurrentIndex(at)
        self.chosen.emit(self._values[at])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a digit as a choice; everything else as Qt does."""
        text = event.text()
        at = _DIGIT_KEYS.find(text) if text else -1
        if 0 <= at < len(self._values):
            self.setCurrentIndex(at)
            self.chosen.emit(self._values[at])
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the choice and a small mark that there are others."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), 2.0))
        right, middle = self.width() - self.height() * 0.45, self.height() / 2
        reach = self.height() * 0.12
        for side in (-reach, reach):
            painter.drawLine(
                QPointF(right + side, middle - reach / 2), QPointF(right, middle + reach / 2)
            )
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: a turn over a closed choice must not change it."""
        event.ignore()


class Row(QWidget):
    """A label and what it labels, side by side."""

    def __init__(self, field: QWidget, *beside: QWidget) -> None:
        """Put a field, and what stands beside it, behind a label."""
        super().__init__()
        self.label = QLabel()
        self.label.setProperty("role", "label")
        self.label.setBuddy(field)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.label)
        layout.addWidget(field, 1)
        for one in beside:
            layout.addWidget(one)


class KeyButton(QPushButton):
    """A button that names its key: `F10  录入`."""

    def __init__(self, key: str = "", role: str = "plain") -> None:
        """Make a button; `role` is `plain`, `quiet`, `main` or `danger`, as the style says."""
        super().__init__()
        self.setProperty("role", role)
        self.setAutoDefault(False)
        self._key = key
        self._word = ""

    def say(self, word: str) -> None:
        """Write the word beside the key."""
        self._word = word
        self.setText(f"{self._key}   {word}" if self._key else word)
        self.setAccessibleName(word)


def restyle(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the stylesheet looks at, and let it look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
