"""The shape that the tables of the pages share: frozen rows, worded columns, sides of the cells.

Owns what Qt asks of a table that is only looked at; refuses to know what stands in a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from samplepoint.gui.shades import Shade
from samplepoint.wording import Wording

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")
SHADE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The `Shade` of a cell that is marked with its shape and colour."""
_ROOT = QModelIndex()
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class RowTable(QAbstractTableModel, Generic[Row]):
    """One row of cells for each thing shown; `UserRole` gives the thing itself."""

    COLUMNS: ClassVar[tuple[str, ...]] = ()
    """The code of each heading."""
    AT_RIGHT: ClassVar[tuple[int, ...]] = ()
    """The columns of numbers and times; each heading stands over its cells."""

    def __init__(self, wording: Wording, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._wording = wording
        self.rows: tuple[Row, ...] = ()

    def cells(self, row: Row) -> tuple[str, ...]:
        """Return the texts of a row, one for each column: every table says its own."""
        return (str(row),)

    def shade(self, row: Row, column: int) -> Shade | None:
        """Return how a cell is marked; none is, unless a table says so."""
        del row, column
        return None  # every other table may return one

    def add(self, rows: Sequence[Row]) -> None:
        """Show more rows below those that are there."""
        if rows:
            first = len(self.rows)
            self.beginInsertRows(_ROOT, first, first + len(rows) - 1)
            self.rows = (*self.rows, *rows)
            self.endInsertRows()

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows; nothing moves when they are the same."""
        fresh = tuple(rows)
        if fresh == self.rows:
            return
        self.beginResetModel()
        self.rows = fresh
        self.endResetModel()

    def row(self, index: Index) -> Row | None:
        """Return what a row shows, None where there is none."""
        inside = index.isValid() and 0 <= index.row() < len(self.rows)
        return self.rows[index.row()] if inside else None

    def speak(self) -> None:
        """Say everything again in the language of the moment."""
        last = len(self.COLUMNS) - 1
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, last))

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401
        """Return a column's word or its side."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._wording.say(self.COLUMNS[section])
        return self._side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return a cell's text, its side, or what the row shows."""
        row = self.row(index)
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cells(row)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        if role == SHADE_ROLE:
            return self.shade(row, index.column())
        return row if role == Qt.ItemDataRole.UserRole else None

    def _side(self, column: int) -> int:
        right = column in self.AT_RIGHT
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return int(side | _MIDDLE)
