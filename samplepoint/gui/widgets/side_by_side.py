"""Fields that share one row in equal parts.

Owns their places; refuses to know what they hold.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget


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
    """A field that takes the room there is, and keys as wide as their words; below it if narrow."""

    def __init__(self, field: QWidget, *keys: QWidget) -> None:
        """Put keys beside a field."""
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self._row.addWidget(field, 1)
        for key in keys:
            self._row.addWidget(key)

    def minimumSizeHint(self) -> QSize:
        """Ask for no more width than the widest of them."""
        return QSize(max(self._widths(), default=0), super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Find the keys' place anew after other words."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._turn()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find the keys' place anew."""
        super().resizeEvent(event)
        self._turn()

    def _widths(self) -> list[int]:
        items = [self._row.itemAt(at) for at in range(self._row.count())]
        return [one.minimumSize().width() for one in items if not one.isEmpty()]

    def _turn(self) -> None:
        widths = self._widths()
        needed = sum(widths) + self._row.spacing() * (len(widths) - 1)
        way = QBoxLayout.Direction
        wanted = way.LeftToRight if needed <= self.width() else way.TopToBottom
        if self._row.direction() is not wanted:
            self._row.setDirection(wanted)
