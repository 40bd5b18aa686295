"""The sealed boxes that wait for a courier as rows: which, how full, how long they still have.

Owns the columns; refuses to know how a box is handed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from samplepoint.services.handing_over import ReadyBox
from samplepoint.wording import Wording

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_COLUMNS = ("ready_box", "ready_seal", "ready_tubes", "ready_people", "ready_clock")
_AT_RIGHT = (2, 3, 4)


class ReadyBoxes(QAbstractTableModel):
    """One row a box, the one with the oldest sample first; `UserRole` is the box."""

    def __init__(self, wording: Wording, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._wording = wording
        self.rows: tuple[ReadyBox, ...] = ()

    def show(self, rows: Sequence[ReadyBox]) -> None:
        """Show other boxes."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def speak(self) -> None:
        """Say everything again in the language of the moment."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_COLUMNS) - 1)
        if self.rows:
            last = self.index(len(self.rows) - 1, len(_COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many boxes wait."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401
        """Return a column's word; it stands over its cells."""
        is_head = orientation is Qt.Orientation.Horizontal and 0 <= section < len(_COLUMNS)
        if is_head and role == Qt.ItemDataRole.DisplayRole:
            return self._wording.say(_COLUMNS[section])
        if is_head and role == Qt.ItemDataRole.TextAlignmentRole:
            return _side_of(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return a cell; numbers and times stand right."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells(row)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side_of(index.column())
        return row if role == Qt.ItemDataRole.UserRole else None

    def _cells(self, row: ReadyBox) -> tuple[str, ...]:
        sealing = row.sealing
        numbers = (str(sealing.tubes), str(sealing.people))
        return (sealing.box, sealing.seal or "–", *numbers, self._clock(row.minutes_left))

    def _clock(self, minutes_left: int | None) -> str:
        if minutes_left is None:
            return "–"
        code = "ready_left" if minutes_left >= 0 else "ready_late"
        return self._wording.say(code, minutes=abs(minutes_left))


def _side_of(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in _AT_RIGHT else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
