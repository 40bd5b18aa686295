"""One row of a typed paper form: its cells, their signs, and the words of what is wrong.

Owns how a draft of a row is shown and what a key in a cell changes in it; refuses to judge it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStyleOptionComboBox,
    QVBoxLayout,
    QWidget,
)

from samplepoint.domain.documents import DocumentType
from samplepoint.domain.masking import mask_number
from samplepoint.domain.people import Relation
from samplepoint.gui.models.number_check import CheckState
from samplepoint.gui.models.paper_answer import Cell
from samplepoint.gui.models.paper_draft import RowDraft
from samplepoint.gui.models.typed_number import SIGNS
from samplepoint.gui.widgets.form_fields import ChineseField, KeyChoice, LatinField, restyle
from samplepoint.gui.widgets.person_fields import KINDS
from samplepoint.gui.widgets.resting_field import RestingField
from samplepoint.wording import Wording

_HOLDS = (CheckState.GOOD, CheckState.CONFIRM)
_DIGIT_AND_BLANKS = 3


class CellChoice(KeyChoice):
    """A choice in a narrow cell: its digits stand in the open list alone."""

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Write the chosen word without its digit."""
        super().initStyleOption(option)
        word = self.currentText()[_DIGIT_AND_BLANKS:]
        option.currentText = word  # type: ignore[attr-defined]  # not in its stubs


class PaperLine(QWidget):
    """The cells of one person. `changed` follows a key, `left` the cursor going elsewhere."""

    changed = Signal(object)
    left = Signal(object, str)
    """The line and the `Cell` that was left."""

    def __init__(self, draft: RowDraft, wording: Wording) -> None:
        """Show a draft; the table says where it stands."""
        super().__init__()
        self.draft = draft
        self._wording = wording
        say = wording.say
        self.ordinal, self.trouble = QLabel(), QLabel()
        self.number, self.time = RestingField(), RestingField()
        self.kind = CellChoice(KINDS, lambda kind: say(f"back_kind_{kind}"))
        self.name, self.phone = ChineseField(), LatinField()
        self.relation = CellChoice(list(Relation), lambda one: say(f"back_relation_{one}"))
        self.cells: dict[Cell, QLineEdit | QComboBox] = {
            Cell.NUMBER: self.number,
            Cell.KIND: self.kind,
            Cell.NAME: self.name,
            Cell.RELATION: self.relation,
            Cell.PHONE: self.phone,
            Cell.TIME: self.time,
        }
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        self.ordinal.setProperty("role", "hint")
        self.trouble.setProperty("role", "derived")
        self.trouble.setProperty("state", "bad")
        self.trouble.setWordWrap(True)
        self.trouble.setTextFormat(Qt.TextFormat.PlainText)
        self.trouble.hide()
        for cell in self.cells.values():
            cell.setProperty("part", "cell")
        row, layout = QHBoxLayout(), QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.ordinal)
        for cell in self.cells.values():
            row.addWidget(cell, 1 if cell is self.name else 0)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self.trouble)

    def _listen(self) -> None:
        self.number.typed.connect(self._number_typed)
        self.number.left.connect(self._number_left)
        self.kind.chosen.connect(self._kind_chosen)
        self.name.textEdited.connect(self._name_typed)
        # A long name is recognised by its beginning.
        self.name.editingFinished.connect(lambda: self.name.setCursorPosition(0))
        self.relation.chosen.connect(self._relation_chosen)
        self.phone.textChanged.connect(self._phone_changed)
        self.time.typed.connect(self._time_typed)
        self.time.left.connect(lambda: self.left.emit(self, Cell.TIME))

    def size_columns(self, widths: Sequence[int]) -> None:
        """Take the widths of ordinal and cells in pixels; the name takes what is left."""
        for cell, wide in zip((self.ordinal, *self.cells.values()), widths, strict=True):
            if cell is self.name:
                cell.setMinimumWidth(wide)
            else:
                cell.setFixedWidth(wide)

    # -- what keys change ----------------------------------------------------------------------

    def _number_typed(self, untrusted: str) -> None:
        self.draft.type_number(untrusted)
        self.changed.emit(self)

    def _number_left(self) -> None:
        self.draft.number.leave()
        self.left.emit(self, Cell.NUMBER)

    def _kind_chosen(self, kind: DocumentType) -> None:
        self.draft.number.choose(kind)
        self.changed.emit(self)

    def _name_typed(self, untrusted: str) -> None:
        self.draft.name = untrusted
        self.changed.emit(self)

    def _relation_chosen(self, relation: Relation) -> None:
        self.draft.relate(relation)
        self.changed.emit(self)

    def _phone_changed(self, text: str) -> None:
        if text != self.draft.phone:
            self.draft.phone = text
            self.changed.emit(self)

    def _time_typed(self, untrusted: str) -> None:
        self.draft.time = untrusted
        self.changed.emit(self)

    # -- what is shown -------------------------------------------------------------------------

    def speak(self) -> None:
        """Write the choices again in the language of the moment."""
        self.kind.speak()
        self.relation.speak()

    def show_draft(self, place: int, taken: datetime | None, day: date | None) -> None:
        """Show the row as it stands; `taken` is its moment, `day` the date of the form."""
        typed, draft = self.draft.number, self.draft
        state = CheckState.EMPTY if draft.is_empty else typed.state
        self.ordinal.setText(f"{place} {SIGNS[state].strip()}")
        self.number.put(typed.text, mask_number(typed.text) if state in _HOLDS else typed.text)
        is_none = typed.kind is DocumentType.NONE
        self.number.setPlaceholderText(self._wording.say("back_hint_slip") if is_none else "")
        restyle(self.number, "state", str(state))
        if self.kind.value is not typed.kind:
            self.kind.choose(typed.kind)
        if self.relation.value is not draft.relation:
            self.relation.choose(draft.relation)
        if self.name.text() != draft.name:
            self.name.setText(draft.name)
        if self.phone.text() != draft.phone:
            self.phone.setText(draft.phone)
        written = _written(taken, day)
        self.time.put(draft.time, written if draft.time.strip() and written else draft.time)
        self.time.setPlaceholderText("" if draft.is_empty else written)

    def show_trouble(self, words: Sequence[str], cells: Sequence[Cell]) -> None:
        """Say under the row what is wrong, and mark the cells that it is about."""
        self.trouble.setText("\n".join(words))
        self.trouble.setVisible(bool(words))
        for which, cell in self.cells.items():
            if which is not Cell.NUMBER:
                restyle(cell, "state", "bad" if which in cells else "")
        if Cell.NUMBER in cells:
            restyle(self.number, "state", "bad")


def _written(taken: datetime | None, day: date | None) -> str:
    """Write a time; one on another day than the form's says by how many days."""
    if taken is None or day is None:
        return ""
    days = (taken.date() - day).days
    return f"{taken:%H:%M}" + (f"{days:+d}" if days else "")
