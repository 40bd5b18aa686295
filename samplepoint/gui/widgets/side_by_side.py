"""Fields that share one row in equal parts.

Owns their places; refuses to know what they hold.
"""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget


class SideBySide(QWidget):
    """A row of fields or keys; a hidden one leaves its room to the others."""

    def __init__(self, *fields: QWidget) -> None:
        """Put fields beside each other."""
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for field in fields:
            row.addWidget(field, 1)


class Beside(QWidget):
    """A field that takes the room there is, and keys as wide as their words."""

    def __init__(self, field: QWidget, *keys: QWidget) -> None:
        """Put keys beside a field."""
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(field, 1)
        for key in keys:
            row.addWidget(key)
