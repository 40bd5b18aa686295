"""A field that a keyboard scanner types into, where the keys are a page's own.

Owns its end key; refuses to know what is scanned.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from samplepoint.gui.widgets.form_fields import LatinField


class ScanField(LatinField):
    """Empty again after each scan, and ready for the next one."""

    scanned = Signal(str)
    """What was typed before Enter, never empty; untrusted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it empty."""
        super().__init__(parent)
        self.returnPressed.connect(self._end)

    def _fold(self, untrusted: str) -> None:
        """Leave it as it is typed: blanks between words are a part of what is scanned."""

    def _end(self) -> None:
        text = self.text().strip()
        self.clear()
        if not text:
            return
        self.scanned.emit(text)
        # The form goes on to the next field with the same key: the scanner's place is here.
        QTimer.singleShot(0, self, lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))
