"""The people who work here as rows: a name, a role.

Owns the rows and their words; refuses to know PINs and badges.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from samplepoint.domain.staff import StaffMember
from samplepoint.wording import Wording

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class StaffList(QAbstractListModel):
    """One row a member of staff; `UserRole` gives the `StaffMember`."""

    def __init__(self, wording: Wording, staff: Sequence[StaffMember] = ()) -> None:
        """Hold these rows."""
        super().__init__()
        self._wording = wording
        self._staff = tuple(staff)

    def show(self, staff: Sequence[StaffMember]) -> None:
        """Hold other rows."""
        self.beginResetModel()
        self._staff = tuple(staff)
        self.endResetModel()

    def member(self, index: Index) -> StaffMember | None:
        """Return who stands in a row."""
        return self._staff[index.row()] if index.isValid() else None

    def speak(self) -> None:
        """Write the rows again in the language of the moment."""
        if self._staff:
            self.dataChanged.emit(self.index(0), self.index(len(self._staff) - 1))

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Return how many people work here."""
        return 0 if parent.isValid() else len(self._staff)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return name and role, or the member itself."""
        member = self.member(index)
        if member is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._wording.say("staff_row", name=member.name, role=str(member.role))
        return member if role == Qt.ItemDataRole.UserRole else None
