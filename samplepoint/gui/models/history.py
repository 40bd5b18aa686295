"""What happened at this desk, newest first: the model of the list beside the tube.

Owns the rows of this session (frozen, bounded); refuses to write sentences: words are made when a
row is painted, so a change of language holds for all of them.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from samplepoint.domain.outcomes import Outcome
from samplepoint.gui.shades import Shade, loud, shade_of
from samplepoint.gui.workplace import Workplace

MOST_ROWS = 5000
"""A day of one desk."""
SHOWN_ROWS = 200
"""Rows a view is told of at first; more as it is scrolled down. `QListView` places every row anew
at each new one: 17 ms with 5,000 rows, which is more than the frame an answer has."""

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One answer with the local time at which it was given."""

    at: str
    outcome: Outcome

    @property
    def shade(self) -> Shade:
        """How it looks; a registered person with a warning looks like the warning."""
        shade = shade_of(self.outcome)
        return Shade.WARNING if shade is Shade.ACCEPTED and loud(self.outcome) else shade


class HistoryModel(QAbstractListModel):
    """Rows of `HistoryRow`, newest first; `UserRole` is the row itself."""

    def __init__(self, workplace: Workplace, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._workplace = workplace
        self._rows: deque[HistoryRow] = deque()
        self._shown = 0
        self._lines: dict[int, str] = {}
        """Sentences already made, by the row's `id`: seven rows are painted at each answer."""

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of rows shown so far; a list has no children."""
        return 0 if parent.isValid() else self._shown

    def canFetchMore(self, parent: Index) -> bool:
        """Tell whether older rows are kept."""
        return not parent.isValid() and self._shown < len(self._rows)

    def fetchMore(self, parent: Index) -> None:
        """Show older rows, because somebody scrolled down to them."""
        if not self.canFetchMore(parent):
            return
        last = min(self._shown + SHOWN_ROWS, len(self._rows)) - 1
        self.beginInsertRows(_ROOT, self._shown, last)
        self._shown = last + 1
        self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the line of a row, or the row itself."""
        if not index.isValid() or not 0 <= index.row() < self._shown:
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        return self.line(row) if role == Qt.ItemDataRole.DisplayRole else None

    def row(self, at: int) -> HistoryRow:
        """Return a row that is shown."""
        return self._rows[at]

    def line(self, row: HistoryRow) -> str:
        """Return the sentence of a row in the window's language."""
        kept = self._lines.get(id(row))
        if kept is None:
            kept = self._lines[id(row)] = line_of(self._workplace, row.outcome)
        return kept

    def add(self, row: HistoryRow) -> None:
        """Put a row on top; old ones are folded away, the oldest go when there are too many."""
        if self._shown >= SHOWN_ROWS:
            self.beginRemoveRows(_ROOT, SHOWN_ROWS - 1, self._shown - 1)
            self._shown = SHOWN_ROWS - 1
            self.endRemoveRows()
        if len(self._rows) >= MOST_ROWS:
            self._lines.pop(id(self._rows.pop()), None)
        self.beginInsertRows(_ROOT, 0, 0)
        self._rows.appendleft(row)
        self._shown += 1
        self.endInsertRows()

    def reworded(self) -> None:
        """Tell views that every sentence reads differently."""
        self._lines.clear()
        if self._shown:
            self.dataChanged.emit(self.index(0), self.index(self._shown - 1))


_HEADLESS = frozenset({"person_bound", "person_waits"})
"""The common answers: the person is the line, and the mark says the rest."""


def line_of(workplace: Workplace, outcome: Outcome) -> str:
    """Return one line: who or what it was about, then the verdict where that says more."""
    said = workplace.words(outcome)
    parts = [said.what] if outcome.code in _HEADLESS else [said.what, said.head]
    notices = [workplace.wording.notice(notice) for notice in loud(outcome)]
    return "  ".join(part for part in (*parts, *notices[:1]) if part)
