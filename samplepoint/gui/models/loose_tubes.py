"""Closed tubes that are in no box yet: the packer's list, oldest first.

Owns the columns and their words; refuses to read the book: it is shown what was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from samplepoint.wording import Wording

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_COLUMNS = ("loose_tube", "loose_people", "loose_closed")


@dataclass(frozen=True, slots=True)
class LooseTube:
    """One closed tube: its people, how many it could hold, and when it was closed.

    `closed_utc` is shown in the local time of `offset_minutes`.
    """

    code: str
    people: int
    capacity: int
    closed_utc: str
    offset_minutes: int = 0


class LooseTubes(QAbstractTableModel):
    """Columns: the tube's code in groups, its people, the local time of closing."""

    def __init__(self, wording: Wording, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._wording = wording
        self._rows: tuple[LooseTube, ...] = ()

    @property
    def rows(self) -> tuple[LooseTube, ...]:
        """The tubes shown."""
        return self._rows

    def show(self, rows: Sequence[LooseTube]) -> None:
        """Show other tubes; nothing moves when they are the same."""
        fresh = tuple(rows)
        if fresh == self._rows:
            return
        self.beginResetModel()
        self._rows = fresh
        self.endResetModel()

    def speak(self) -> None:
        """Say everything again in the language of the moment."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_COLUMNS) - 1)
        if self._rows:
            last = self.index(len(self._rows) - 1, len(_COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many tubes wait."""
        return 0 if parent.isValid() else len(self._rows)

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
        """Return a cell's text, its alignment, or the whole row."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_RIGHT if index.column() else _LEFT)
        return row if role == Qt.ItemDataRole.UserRole else None

    def _text(self, row: LooseTube, column: int) -> str:
        say = self._wording.say
        if column == 0:
            return say("loose_cell_tube", tube=row.code)
        if column == 1:
            is_short = row.people < row.capacity
            code = "loose_cell_short" if is_short else "loose_cell_people"
            return say(code, people=row.people, capacity=row.capacity)
        return say(
            "loose_cell_closed", closed_utc=row.closed_utc, offset_minutes=row.offset_minutes
        )
