"""The kinds of paper as rows: what each is called, and which are a supervisor's.

Owns the order of the list; refuses to know how a paper is made.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from samplepoint.services.paper_orders import AT_A_POINT, is_supervisors
from samplepoint.wording import Wording

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
KINDS = AT_A_POINT


class PaperKinds(QAbstractListModel):
    """One row a kind; `UserRole` gives the `PaperKind`."""

    def __init__(self, wording: Wording) -> None:
        """Name them with these words."""
        super().__init__()
        self._wording = wording

    def speak(self) -> None:
        """Write the rows again in the language of the moment."""
        self.dataChanged.emit(self.index(0), self.index(len(KINDS) - 1))

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many kinds there are."""
        return 0 if parent.isValid() else len(KINDS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return the name of a kind, or the kind itself."""
        if not index.isValid():
            return None
        kind = KINDS[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            name = self._wording.say(f"paper_kind_{kind}")
            return (
                self._wording.say("paper_of_supervisor", name=name)
                if is_supervisors(kind)
                else name
            )
        return kind if role == Qt.ItemDataRole.UserRole else None
