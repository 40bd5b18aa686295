"""The back-ups as rows: when, how far, which file.

Owns the columns; refuses to look at folders.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from samplepoint.gui.office import BackupLine
from samplepoint.wording import Wording

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_COLUMNS = ("backup_made", "backup_seq", "backup_file")
_SEQ = 1


class BackupList(QAbstractTableModel):
    """One row a back-up, the newest first."""

    def __init__(self, wording: Wording, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._wording = wording
        self._lines: tuple[BackupLine, ...] = ()

    def show(self, lines: Sequence[BackupLine]) -> None:
        """Show other back-ups."""
        self.beginResetModel()
        self._lines = tuple(lines)
        self.endResetModel()

    def line(self, index: Index) -> BackupLine | None:
        """Return the back-up of a row."""
        return self._lines[index.row()] if index.isValid() else None

    def speak(self) -> None:
        """Say the headings again in the language of the moment."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_COLUMNS) - 1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many back-ups there are."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401
        """Return a column's word."""
        is_head = orientation is Qt.Orientation.Horizontal and 0 <= section < len(_COLUMNS)
        if is_head and role == Qt.ItemDataRole.DisplayRole:
            return self._wording.say(_COLUMNS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return a cell; numbers stand right."""
        line = self.line(index)
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            cells = (f"{line.made:%Y-%m-%d %H:%M}", f"{line.seq:,}", line.name)
            return cells[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = index.column() == _SEQ
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return line if role == Qt.ItemDataRole.UserRole else None
