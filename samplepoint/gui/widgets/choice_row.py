"""A few choices side by side, one of them pressed; arrows and digits choose.

Owns the pressing; refuses to know what is chosen for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent

from samplepoint.gui.widgets.form_fields import restyle
from samplepoint.gui.widgets.key_row import Choice, KeyRow

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class ChoiceRow(KeyRow):
    """Buttons of which one is pressed; the row is one stop of the Tab key."""

    chosen = Signal(object)

    def __init__(
        self, values: Sequence[Any], say: Callable[[Any], str], chosen: object = None
    ) -> None:
        """Offer `values`, each written by `say`; `chosen` or else the first is pressed."""
        super().__init__()
        self._values = list(values)
        self._say = say
        self._buttons: list[Choice] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.row.setSpacing(8)
        for at, _value in enumerate(self._values):
            button = Choice()
            button.clicked.connect(lambda _on, at=at: self._press(at))
            self._buttons.append(button)
            self.row.addWidget(button, 1)
        self.speak()
        self.choose(self._values[0] if chosen is None else chosen)

    def speak(self) -> None:
        """Write the choices again in the language of the moment."""
        for button, value in zip(self._buttons, self._values, strict=True):
            button.setText(self._say(value))

    @property
    def value(self) -> Any:  # noqa: ANN401
        """Return the pressed value."""
        return self._values[self._at]

    def choose(self, value: object) -> None:
        """Press a value without telling; a value that is not offered presses none."""
        self._at = self._values.index(value) if value in self._values else 0
        for at, button in enumerate(self._buttons):
            button.setChecked(at == self._at and value in self._values)
        self._light()

    def release(self) -> None:
        """Press none: the answer stands somewhere else."""
        for button in self._buttons:
            button.setChecked(False)
        self._light()

    def _light(self) -> None:
        """Show on the pressed button that the keys are here."""
        for at, button in enumerate(self._buttons):
            is_lit = self.hasFocus() and at == self._at
            restyle(button, "lit", "yes" if is_lit else "no")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys are here."""
        super().focusInEvent(event)
        self._light()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keys are elsewhere."""
        super().focusOutEvent(event)
        self._light()

    def _press(self, at: int) -> None:
        self.choose(self._values[at])
        self.chosen.emit(self._values[at])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with left and right, or with the digit of the place."""
        step = {int(key): by for key, by in _STEPS.items()}.get(event.key())
        place = int(event.text()) if event.text() in tuple("123456789") else 0
        if step is not None:
            self._press((self._at + step) % len(self._values))
        elif 0 < place <= len(self._values):
            self._press(place - 1)
        else:
            super().keyPressEvent(event)
