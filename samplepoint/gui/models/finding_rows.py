"""Findings as rows, and the sides of one finding beside each other.

Owns columns and marks; refuses to look for findings and to unmask.
"""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QFont

from samplepoint.domain.findings import Finding
from samplepoint.gui.models.row_table import Index, RowTable
from samplepoint.gui.shades import Shade
from samplepoint.services.finding_words import Names, Side, about, differing, sides
from samplepoint.wording import Wording

_ROOT = QModelIndex()


class FindingRows(RowTable[Finding]):
    """One row a finding; people are masked here whatever is shown beside."""

    COLUMNS: ClassVar = ("finding_column_kind", "finding_column_about", "finding_column_points")

    def cells(self, row: Finding) -> tuple[str, ...]:
        """Return the kind, whom it is about, the points concerned."""
        points = dict.fromkeys(str(place["point"] or place["station"]) for place in row.places)
        return (
            self._wording.say(f"finding_{row.kind}"),
            about(row),
            " / ".join(points),
        )

    def shade(self, row: Finding, column: int) -> Shade | None:
        """Mark what is decided and what waits."""
        if column:
            return None
        return Shade.ACCEPTED if row.decision else Shade.WARNING


class FindingSides(QAbstractTableModel):
    """A row for each thing that is told, a column for each place; what differs is bold."""

    def __init__(self, wording: Wording, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._wording = wording
        self._sides: tuple[Side, ...] = ()
        self._names: tuple[str, ...] = ()
        self._differs: frozenset[str] = frozenset()

    def show(self, finding: Finding | None) -> None:
        """Show another finding, or none."""
        self.beginResetModel()
        self._sides = sides(finding, self._wording.say) if finding else ()
        self._names = tuple(self._sides[0]) if self._sides else ()
        self._differs = differing(self._sides)
        self.endResetModel()

    def name(self, finding: Finding, names: Names) -> None:
        """Write the people of the same finding whole or masked; the chosen place stays chosen."""
        self._sides = sides(finding, self._wording.say, names)
        if self._names:
            last = self.index(len(self._names) - 1, len(self._sides) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many things are told."""
        return 0 if parent.isValid() else len(self._names)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return how many places there are."""
        return 0 if parent.isValid() else len(self._sides)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401
        """Return the number of a place, or what a row tells."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self._wording.say("finding_place", nth=section + 1)
        if not 0 <= section < len(self._names):
            return None
        return self._wording.say(f"finding_member_{self._names[section]}")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return what a place says; bold where the others say something else."""
        if not index.isValid() or index.row() >= len(self._names):
            return None
        name = self._names[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._sides[index.column()][name]
        if role == Qt.ItemDataRole.FontRole and name in self._differs:
            bold = QFont()
            bold.setBold(True)
            return bold
        return None
