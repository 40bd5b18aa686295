"""Who is in a tube, in swab order, masked: the list a supervisor chooses from.

Owns the rows and their words; refuses to read the book and to unmask.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from samplepoint.domain.masking import mask_name, mask_number
from samplepoint.domain.samples import Sample
from samplepoint.gui.workplace import Workplace

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class TubePeople(QAbstractListModel):
    """One row a person; `UserRole` gives the `Sample`."""

    def __init__(self, workplace: Workplace, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._workplace = workplace
        self._samples: tuple[Sample, ...] = ()

    def show(self, samples: Sequence[Sample]) -> None:
        """Show the people of another tube; nothing moves when they are the same."""
        fresh = tuple(samples)
        if fresh == self._samples:
            return
        self.beginResetModel()
        self._samples = fresh
        self.endResetModel()

    def speak(self) -> None:
        """Say everything again in the language of the moment."""
        if self._samples:
            self.dataChanged.emit(self.index(0), self.index(len(self._samples) - 1))

    def sample(self, index: Index) -> Sample | None:
        """Return who stands in a row."""
        return self._samples[index.row()] if index.isValid() else None

    def index_of(self, sample: Sample | None) -> QModelIndex:
        """Return the row of a person, an invalid one when they are not here."""
        rows = [row for row, one in enumerate(self._samples) if sample and one.id == sample.id]
        return self.index(rows[0]) if rows else QModelIndex()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many people are in the tube."""
        return 0 if parent.isValid() else len(self._samples)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return a person's line, or the sample."""
        sample = self.sample(index)
        if sample is None:
            return None
        if role == Qt.ItemDataRole.UserRole:
            return sample
        return self._line(sample, index.row() + 1) if role == Qt.ItemDataRole.DisplayRole else None

    def _line(self, sample: Sample, place: int) -> str:
        person = sample.person
        number = person.document.number or person.document.identity
        relation, end = str(person.relation), number[-4:]
        name = self._workplace.name_of(mask_name(person.name), relation, end)
        return self._workplace.say("people_row", place=place, name=name, number=mask_number(number))
