"""A form for the keyboard alone: Enter and Tab go on, Ctrl+Enter does it, Esc leaves.

Owns the way of the keys through the fields; refuses to know what is typed.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QPushButton, QWidget

from samplepoint.gui.theme import Look
from samplepoint.gui.widgets.page_style import fit_layouts, page_sheet

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KeyedForm(QFrame):
    """Base of panels and pages with fields; say the way through them with `set_stops`.

    A form that `owns_escape` leaves by itself; else Esc is the window's.
    """

    owns_escape = False

    def __init__(self) -> None:
        """Begin without fields."""
        super().__init__()
        self._stops: list[QWidget] = []
        self._was_shown = False
        self._look = Look()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def leave(self) -> None:
        """Do what Esc means to a form that owns it."""

    def wear(self, look: Look) -> None:
        """Take colours, sizes and distances."""
        self._look = look
        self.setStyleSheet(page_sheet(look))
        fit_layouts(self, look)

    # -- what a form overrides -----------------------------------------------------------------

    def confirm(self) -> None:
        """Do what the form is for: Ctrl+Enter, or Enter in the last field."""

    def shortcut(self, key: int) -> bool:
        """Act on an F-key of the form; True when the key was one of its own."""
        del key
        return False

    # -- keys ----------------------------------------------------------------------------------

    def set_stops(self, *fields: QWidget) -> None:
        """Say in which order Enter and Tab go through the fields."""
        self._stops = list(fields)

    def focus(self, field: QWidget) -> None:
        """Go to a field."""
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the first field."""
        super().showEvent(event)
        fit_layouts(self, self._look)
        if not self._was_shown and self._open_stops():
            self._was_shown = True
            self.focus(self._open_stops()[0])

    def event(self, event: QEvent) -> bool:
        """Claim the form's keys before a shortcut of the window takes them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            key = event.key()
            is_leaving = key == Qt.Key.Key_Escape and self.owns_escape
            if key in ENTER or is_leaving or self.owns_key(key):
                event.accept()
                return True
        return super().event(event)

    def owns_key(self, key: int) -> bool:
        """Tell whether an F-key belongs to this form while it is open."""
        del key
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Enter goes on, Ctrl+Enter does it."""
        key = event.key()
        if key == Qt.Key.Key_Escape and self.owns_escape:
            self.leave()
        elif key in ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.confirm()
        elif key in ENTER:
            self._enter()
        elif not self.shortcut(key):
            super().keyPressEvent(event)

    def _enter(self) -> None:
        here, stops = self.focusWidget(), self._open_stops()
        if isinstance(here, QPushButton) and not _is_choice(here):
            here.click()
        elif not stops or here is stops[-1]:
            self.confirm()
        else:
            self.focusNextPrevChild(True)

    def _open_stops(self) -> list[QWidget]:
        return [field for field in self._stops if field.isEnabled() and field.isVisibleTo(self)]

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Stay among the form's own fields; the desk behind it takes no keys now."""
        stops = self._open_stops()
        if not stops:
            return False
        here = self.focusWidget()
        at = stops.index(here) if here in stops else -1
        self.focus(stops[(at + (1 if forward else -1)) % len(stops)])
        return True


def _is_choice(button: QAbstractButton) -> bool:
    """Tell whether a button is one of a choice: Enter goes on, Space chooses."""
    return button.isCheckable()
