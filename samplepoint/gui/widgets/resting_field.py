"""A field that shows what is typed while the cursor is in it, and something shorter at rest.

Owns the two faces of one text; refuses to know why they differ (a masked number, a written time).
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from samplepoint.gui.widgets.form_fields import LatinField


class RestingField(LatinField):
    """`typed` carries the whole text after a key, `left` that the cursor has gone."""

    typed = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty and at rest."""
        super().__init__(parent)
        self._raw = self._at_rest = ""
        self.before = ""
        """What stood here when the cursor came."""
        self._is_open = False
        self.textEdited.connect(self._take)

    @property
    def raw(self) -> str:
        """Return what was typed, whatever is shown."""
        return self._raw

    def put(self, raw: str, at_rest: str) -> None:
        """Hold a text, and what stands for it while the cursor is elsewhere."""
        self._at_rest = at_rest
        is_new, self._raw = raw != self._raw, raw
        shown = raw if self._is_open else at_rest
        if self.text() != shown and (is_new or not self._is_open):
            self.setText(shown)

    def _take(self, _untrusted: str) -> None:
        self._raw = self.text()
        self.typed.emit(self._raw)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show all of it, chosen: what is typed or scanned now takes its place."""
        if not self._is_open:
            self._is_open = True
            self.before = self._raw
            self.setText(self._raw)
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Come to rest, unless only a menu of this field has opened."""
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        self._is_open = False
        self.left.emit()
        if self.text() != self._at_rest:
            self.setText(self._at_rest)
