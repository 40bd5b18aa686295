"""A paper form while it is typed: head, rows, and at each row the words of what is wrong there.

Owns the draft and how it is shown; refuses to store it and to know the way of the keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from samplepoint.domain.outcomes import Notice, refused
from samplepoint.domain.people import Relation
from samplepoint.domain.rounds import RoundPlan
from samplepoint.errors import Refusal
from samplepoint.gui.models.number_check import CheckState
from samplepoint.gui.models.paper_answer import Cell, Place, cell_of, place_on_form
from samplepoint.gui.models.paper_draft import THE_FORM, FormDraft, RowDraft, place_of
from samplepoint.gui.models.paper_times import moments, read_day
from samplepoint.gui.models.typed_number import SIGNS, TypedNumber
from samplepoint.gui.widgets.form_fields import restyle
from samplepoint.gui.widgets.page_style import page_sheet
from samplepoint.gui.widgets.paper_head import PaperHead
from samplepoint.gui.widgets.paper_line import PaperLine
from samplepoint.gui.widgets.paper_table import PaperTable
from samplepoint.gui.widgets.resting_field import RestingField
from samplepoint.gui.widgets.spoken import Spoken
from samplepoint.gui.workplace import Workplace

_OF_MANY_ROWS = ("form_time_ahead", "form_time_too_old")
"""A blank time is that of the row above: one change may mend several rows."""


class PaperSheet(QWidget):
    """`typed` follows every change by a key; `fielded` carries each new cell once."""

    typed = Signal()
    fielded = Signal(object)
    said = Signal(str, str)
    """The state of the row in which the cursor stands (a `CheckState`), and its words."""

    def __init__(self, workplace: Workplace, spoken: Spoken) -> None:
        """Begin an empty form of today; `begin` shows it."""
        super().__init__()
        self._workplace = workplace
        self.draft = FormDraft(self._today)
        self.head, self.table = PaperHead(spoken), PaperTable(spoken)
        self.here: QWidget | None = None
        """The field in which the cursor stands or stood last."""
        self._found: list[Notice] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.head)
        layout.addWidget(self.table, 1)
        self.table.made.connect(self._line_made)
        self.head.day_key.clicked.connect(self.turn_day)

    def begin(self) -> None:
        """Show the empty form."""
        for field in self.head.fields:
            self.fielded.emit(field)
            field.textChanged.connect(lambda _text: self._head_typed())
        self.show_day(self._today)

    @property
    def _today(self) -> date:
        return self._workplace.desk.station.book.today

    @property
    def _plan(self) -> RoundPlan:
        return self._workplace.desk.station.plan

    def dress(self) -> None:
        """Take colours and sizes; larger texts than usual would not leave a row on one line."""
        look = self._workplace.look
        fitting = replace(look, text=min(look.text, 1.0))
        self.setStyleSheet("" if fitting == look else page_sheet(fitting))
        self.head.dress(fitting)
        self.table.dress(fitting)

    def speak(self) -> None:
        """Say everything again in the language of the moment."""
        self.table.speak()
        self.refresh()

    @property
    def stops(self) -> list[QWidget]:
        """Return the fields in the order of the Tab key."""
        cells = [cell for line in self.table.lines for cell in line.cells.values()]
        return [*self.head.fields, *cells]

    @property
    def line_here(self) -> PaperLine | None:
        """Return the line in which the cursor stands."""
        return self.table.line_of(self.here)

    def free_line(self) -> PaperLine | None:
        """Return where the next person belongs: here, if nobody's number is, else an empty row."""
        here = self.line_here
        if here is not None and not here.draft.number.text and not here.draft.is_without_document:
            return here
        return next((line for line in self.table.lines if line.draft.is_empty), None)

    # -- what is typed -------------------------------------------------------------------------

    def _line_made(self, line: PaperLine) -> None:
        line.changed.connect(self._line_changed)
        line.left.connect(self._line_left)
        for cell in line.cells.values():
            self.fielded.emit(cell)

    def _head_typed(self) -> None:
        head, draft = self.head, self.draft
        draft.number, draft.tube, draft.day = head.form.text(), head.tube.text(), head.day.text()
        self._forget(THE_FORM)

    def _line_changed(self, line: PaperLine) -> None:
        self._forget(self.place_of(line))

    def _forget(self, place: int) -> None:
        """Say no more what was said of a row before it changed."""
        self._found = [
            notice
            for notice in self._found
            if place_of(notice) != place and notice.code not in _OF_MANY_ROWS
        ]
        self.typed.emit()
        self.refresh()

    def place_of(self, line: PaperLine) -> int:
        """Return the number of a line, counted from 1."""
        return self.table.lines.index(line) + 1

    def _line_left(self, line: PaperLine, cell: str) -> None:
        if cell == Cell.NUMBER and line in self.table.lines:
            self._ask_roster(line)
        self.refresh()

    def _ask_roster(self, line: PaperLine) -> None:
        """Complete a row with what the roster knows; a relative's row has a name of its own."""
        document, draft = line.draft.number.check.document, line.draft
        is_repeated = bool(self.draft.above(self.place_of(line)))
        if document is None or draft.rest or is_repeated or draft.relation is not Relation.SELF:
            return
        known = self._workplace.desk.station.queries.on_roster(document)
        if known is not None:
            draft.know(known)

    def show_day(self, day: date) -> None:
        """Write a day into its field."""
        self.head.day.setText(f"{day:%m-%d}")
        self._head_typed()

    def turn_day(self) -> None:
        """Turn from today to yesterday, from any other day to today."""
        is_today = self.day == self._today
        self.show_day(self._today - timedelta(days=1) if is_today else self._today)

    @property
    def day(self) -> date | None:
        """Return the date of the form, None while it cannot be read."""
        try:
            return read_day(self.draft.day, self._today)
        except Refusal:
            return None

    def text_of(self, field: QLineEdit) -> str:
        """Return what was typed into a field, whatever it shows."""
        return field.raw if isinstance(field, RestingField) else field.text()

    def put_text(self, field: QLineEdit, text: str) -> None:
        """Write into a field as a hand would."""
        field.setText(text)
        field.textEdited.emit(text)

    def empty(self) -> None:
        """Begin the next tube; number and day belong to the sheet of paper and stay."""
        for row in self.draft.rows:
            row.clear()
        self.draft.confirmed.clear()
        self._found = []
        self.head.tube.clear()

    # -- what is shown -------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the draft as it stands, with what can be said of it already."""
        draft, day = self.draft, self.day
        draft.today = self._today
        size = draft.size(self._plan)
        del draft.rows[size:]
        draft.rows += [RowDraft(TypedNumber(draft.today)) for _at in range(len(draft.rows), size)]
        self.table.show_rows(draft.rows)
        times = self._times()
        for place, line in enumerate(self.table.lines, start=1):
            line.show_draft(place, times.get(place), day)
            self._show_trouble(place, line)
        self.head.count(len(draft.filled))
        self.head.call_day(day, draft.today)
        wrong = [self.head.field(place_on_form(one)) for one in self._found if not place_of(one)]
        for field in self.head.fields:
            restyle(field, "state", "bad" if field in wrong else "")
        self.say_here()

    def _times(self) -> dict[int, datetime | None]:
        filled = self.draft.filled
        times = moments(self.day or self._today, [row.time for _at, row in filled])
        return {at: taken for (at, _row), taken in zip(filled, times, strict=True)}

    def show_problems(self, found: Sequence[Notice]) -> None:
        """Say at each row what was found wrong with it, until it changes."""
        self._found = list(found)
        self.refresh()

    def field_of(self, notice: Notice) -> QWidget:
        """Return the field that a problem is about."""
        place = place_of(notice)
        if place != THE_FORM:
            line = self.table.lines[place - 1]
            return line.cells[cell_of(notice, line.draft)]
        on_form = place_on_form(notice)
        if on_form is not Place.ROWS:
            return self.head.field(on_form)
        capacity = int(notice.values.get("capacity") or 0)
        return self.table.lines[min(capacity, len(self.table.lines) - 1)].number

    def _show_trouble(self, place: int, line: PaperLine) -> None:
        told = [notice for notice in self._found if place_of(notice) == place]
        if not told:
            plain = self.draft.plain_problems(place, self._plan)
            told = [one for one in plain if not line.cells[cell_of(one, line.draft)].hasFocus()]
        words = [self.words(notice) for notice in told]
        line.show_trouble(words, [cell_of(notice, line.draft) for notice in told])

    def words(self, notice: Notice) -> str:
        """Return what is wrong; what the desk tells the person to do is not for the paper."""
        values = self._workplace.named(notice.values)
        answer = self._workplace.wording.answer(refused(notice.code, **values))
        return " \u00b7 ".join(part for part in (answer.head, answer.what, answer.detail) if part)

    def say_here(self) -> None:
        """Say the state of the form, or of the row in which the cursor stands."""
        of_form = [self.words(notice) for notice in self._found if not place_of(notice)]
        line, state, words = self.line_here, CheckState.EMPTY, ""
        if of_form:
            state, words = CheckState.BAD, SIGNS[CheckState.BAD] + " \u00b7 ".join(of_form)
        elif line is not None:
            state, words = self._of_line(line)
            if words:
                words = self._workplace.say("back_line", row=self.place_of(line), words=words)
        self.said.emit(str(state), words or self._workplace.say("back_hint"))

    def _of_line(self, line: PaperLine) -> tuple[CheckState, str]:
        """Return the state of a line and what it means, as the cell asks for it."""
        say, typed = self._workplace.say, line.draft.number
        if self.here is line.cells[Cell.TIME]:
            taken = self._times().get(self.place_of(line))
            if taken is None:
                return CheckState.EMPTY, say("back_line_no_time")
            return CheckState.GOOD, say("back_line_time", at=f"{taken:%m-%d %H:%M}")
        other = self.draft.above(self.place_of(line))
        if other and line.draft.relation is Relation.SELF:
            return CheckState.CONFIRM, say("back_line_same", other=other)
        if typed.state is CheckState.EMPTY:
            return CheckState.EMPTY, ""
        return typed.state, SIGNS[typed.state] + typed.sentence(self._workplace.wording)
