"""Back-entry: one tube of a paper form, typed row by row and stored in one gesture.

Owns the way of keys and scans through the form and what is done with its answer; refuses to know
the rules of a form: the draft and the service judge.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from samplepoint.domain.classifying import Badge, TubeScan, classify
from samplepoint.domain.codes import TubeCode
from samplepoint.domain.documents import Document
from samplepoint.domain.outcomes import Notice, Outcome, needs, refused
from samplepoint.domain.own_codes import Command
from samplepoint.domain.people import Person, Relation
from samplepoint.domain.readings import Reading, Source
from samplepoint.gui.models.paper_answer import Cell, in_short, on_the_page, to_look_at
from samplepoint.gui.models.paper_draft import CONFIRM_OLD, place_of
from samplepoint.gui.models.stray_code import Stray, find_stray
from samplepoint.gui.shades import loud
from samplepoint.gui.widgets.form_fields import restyle
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.widgets.paper_line import PaperLine
from samplepoint.gui.widgets.paper_sheet import PaperSheet
from samplepoint.gui.widgets.resting_field import RestingField
from samplepoint.gui.workplace import Workplace
from samplepoint.services.station import Place

_USUAL = (Cell.NUMBER, Cell.NAME, Cell.PHONE, Cell.TIME)
_LEADS_BACK = (Command.UNDO, Command.CANCEL)
_OF_THE_DESK = (Command.LOCK, Command.HELP, Command.LANGUAGE, Command.REPEAT)
_OF_THE_PAGE = (Command.CONFIRM, Command.NO_DOCUMENT, *_LEADS_BACK)
_ARROWS = {int(Qt.Key.Key_Up): -1, int(Qt.Key.Key_Down): 1}


class BackEntryPage(OfficePage):
    """What is typed stays on the page until it is stored, whatever is shown in between."""

    def __init__(self, workplace: Workplace) -> None:
        """Begin an empty form of today."""
        super().__init__(workplace, "back_title", "back_hint")
        self.sheet = PaperSheet(workplace, self.spoken)
        self.draft = self.sheet.draft
        self.store_key = self.sheet.head.store_key
        self._problems: list[Notice] = []
        self._stored: Outcome | None = None
        self.state.setProperty("role", "derived")
        self.cards.addWidget(self.sheet, 1)
        self.sheet.fielded.connect(self._watch)
        self.sheet.said.connect(self._say)
        self.sheet.typed.connect(self._forget_answer)
        self.store_key.clicked.connect(self.confirm)
        self._watch(self.store_key)
        self.dress()
        self.sheet.begin()

    def dress(self) -> None:
        """Take the colours and sizes of the window."""
        super().dress()
        if hasattr(self, "sheet"):
            self.sheet.dress()

    def speak(self) -> None:
        """Say everything again in the language of the moment."""
        super().speak()
        self.sheet.speak()
        self._tell_stored()

    def _say(self, state: str, words: str) -> None:
        restyle(self.state, "state", state)
        self.state.setText(words)
        self.set_stops(*self.sheet.stops, self.store_key)

    def _begin(self) -> None:
        """Go on where the cursor was; a form not begun is one of today."""
        head, here = self.sheet.head, self.sheet.here
        is_blank = not (self.draft.filled or self.draft.tube)
        if is_blank and self._stored is None:
            self.sheet.show_day(self.workplace.desk.station.book.today)
        if self.isVisible():
            self.focus(head.form if is_blank or here is None else here)

    def focus(self, field: QWidget) -> None:
        """Go to a field and bring its row into sight."""
        super().focus(field)
        self.sheet.table.bring_into_sight(field)

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the printed code that led back to the desk out of the field it was typed into."""
        super().hideEvent(event)
        here = self.sheet.here
        if isinstance(here, QLineEdit):
            text = self.sheet.text_of(here)
            code = next((str(one) for one in _LEADS_BACK if text.upper().endswith(one)), "")
            if code:
                self.sheet.put_text(here, text[: -len(code)])

    # -- keys ----------------------------------------------------------------------------------

    def _watch(self, field: QWidget) -> None:
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note where the cursor is; take the arrows, which a scroll area would eat."""
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.sheet.here = watched
            self.sheet.say_here()
            if isinstance(watched, QLineEdit):
                watched.end(False)
        elif event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if self.workplace.desk.is_locked:
                return True
            if isinstance(watched, QLineEdit) and self._is_taken(watched, event):
                return True
        return super().eventFilter(watched, event)

    def _is_taken(self, field: QLineEdit, event: QKeyEvent) -> bool:
        line = self.sheet.table.line_of(field)
        if event.key() in _ARROWS:
            self._step(field, line, _ARROWS[event.key()])
            return True
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if line is not None and control and event.key() == Qt.Key.Key_Delete:
            line.draft.clear()
            line.changed.emit(line)
            self.focus(line.number)
            return True
        return False

    def _step(self, field: QLineEdit, line: PaperLine | None, by: int) -> None:
        """Go to the same cell of the row above or below."""
        lines = self.sheet.table.lines
        if line is None:
            self.focus(lines[0].number if by > 0 else field)
            return
        at = lines.index(line) + by
        if at < 0:
            self.focus(self.sheet.head.tube)
        elif at < len(lines):
            which = next(name for name, cell in line.cells.items() if cell is field)
            self.focus(lines[at].cells[which])

    def owns_key(self, key: int) -> bool:
        """Claim F8 to F10, unless the desk is locked."""
        keys = (Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_F10)
        return key in keys and not self.workplace.desk.is_locked

    def shortcut(self, key: int) -> bool:
        """F8: another day. F9: no document. F10: keep a number that does not hold."""
        if not self.owns_key(key):
            return False
        line = self.sheet.line_here
        if key == Qt.Key.Key_F8:
            self.sheet.turn_day()
        elif line is not None and key == Qt.Key.Key_F9:
            line.draft.number.turn_document()
            line.changed.emit(line)
            self.focus(line.name if line.draft.is_without_document else line.number)
        elif line is not None:
            line.draft.number.insist()
            line.changed.emit(line)
        return True

    def _enter(self) -> None:
        """Go to the next field that is usually filled; after the last person to the key."""
        here = self.focusWidget()
        if isinstance(here, QPushButton):
            here.click()
        elif not self._lead_elsewhere(here):
            self.focus(self._usual_after(here))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go to the next field of all; a scanner may end its code with Tab."""
        if not self.isVisible():
            return False  # Qt looks for another field when the page is hidden
        if forward and self._lead_elsewhere(self.focusWidget()):
            return True
        return super().focusNextPrevChild(forward)

    def _usual_after(self, here: QWidget) -> QWidget:
        line, stops = self.sheet.table.line_of(here), self._open_stops()
        if line is not None and here is line.number and self._is_after_the_last(line):
            return self.store_key
        at = stops.index(here) if here in stops else -1
        return next((stop for stop in stops[at + 1 :] if self._is_usual(stop)), self.store_key)

    def _is_after_the_last(self, line: PaperLine) -> bool:
        place = self.sheet.place_of(line)
        return bool(self.draft.filled) and place > self.draft.filled[-1][0]

    def _is_usual(self, field: QWidget) -> bool:
        line = self.sheet.table.line_of(field)
        if line is None:
            return field in (self.sheet.head.tube, self.store_key)
        if field is line.relation:
            is_repeated = bool(self.draft.above(self.sheet.place_of(line)))
            return is_repeated or line.draft.relation is not Relation.SELF
        return any(field is line.cells[which] for which in _USUAL)

    # -- scans ---------------------------------------------------------------------------------

    def takes(self, reading: Reading) -> bool:
        """Take a tube or a person from any scanner; everything else is the desk's."""
        station = self.workplace.desk.station
        meaning = classify(reading, station.plan, station.book.today)
        if not isinstance(meaning, TubeScan | Document | Person):
            return False
        self._put(meaning)
        return True

    def _lead_elsewhere(self, field: QWidget) -> bool:
        """Bring a code that was scanned into the wrong field where it belongs."""
        station = self.workplace.desk.station
        if not isinstance(field, QLineEdit):
            return False
        text = self.sheet.text_of(field)
        found = find_stray(text, station.plan, station.book.today)
        if found is None or self._belongs_here(field, *found):
            return False
        kept, meaning = found
        if not kept and isinstance(field, RestingField):
            kept = field.before
        self.sheet.put_text(field, kept)
        if isinstance(meaning, Badge):
            self.workplace.take(Reading(meaning.text, Source.WEDGE))
        elif isinstance(meaning, Command):
            self._command(meaning)
        else:
            self._put(meaning)
        return True

    def _command(self, command: Command) -> None:
        """Do what a code of the printed sheet means over this page."""
        if command is Command.CONFIRM:
            self.confirm()
        elif command is Command.NO_DOCUMENT:
            self.shortcut(Qt.Key.Key_F9)
        else:
            # Undo leads back as well: at the desk it would take a person out of a tube.
            asked = Command.CANCEL if command in _LEADS_BACK else command
            self.workplace.take(Reading(str(asked), Source.WEDGE))

    def _belongs_here(self, field: QLineEdit, kept: str, meaning: Stray) -> bool:
        line = self.sheet.table.line_of(field)
        is_number = line is not None and field is line.number
        if isinstance(meaning, Command):
            return meaning not in (*_OF_THE_DESK, *_OF_THE_PAGE)
        if isinstance(meaning, Document):
            return is_number and not kept
        if isinstance(meaning, TubeScan):
            tube = self.draft.tube_code
            is_other = bool(tube) and tube != meaning.code
            # Many passports have the shape of a tube code: only the first one is sure to be it.
            return (field is self.sheet.head.tube and not kept) or (is_number and is_other)
        return False

    def _put(self, meaning: TubeScan | Document | Person) -> None:
        if isinstance(meaning, TubeScan):
            self._put_tube(meaning.code)
        elif isinstance(meaning, Document):
            known = self.workplace.desk.station.queries.on_roster(meaning)
            self._put_person(known or Person(meaning))
        else:
            self._put_person(meaning)

    def _put_tube(self, code: TubeCode) -> None:
        before = self.draft.tube_code
        self.sheet.head.tube.setText(code)
        if before and before != code:
            self.answer_strip.tell(needs("back_tube_changed", tube=code, before=before))
        if self.sheet.line_here is None:
            self.focus(self.sheet.table.lines[0].number)

    def _put_person(self, person: Person) -> None:
        line = self.sheet.free_line()
        if line is None:
            capacity = len(self.sheet.table.lines)
            self.answer_strip.tell(needs("back_rows_full", capacity=capacity))
            return
        line.draft.take(person)
        line.changed.emit(line)
        self.focus(line.time if person.name else line.name)

    # -- storing -------------------------------------------------------------------------------

    def confirm(self) -> None:
        """Store the whole form, or say at each row what is wrong and go to the first one."""
        here, line = self.focusWidget(), self.sheet.line_here
        if self.workplace.desk.is_locked or self._lead_elsewhere(here):
            return
        if line is not None and here is line.number:
            line.draft.number.leave()
        self._problems = []
        outcome = self.workplace.perform(self._give)
        if outcome is None:
            return
        if outcome.is_accepted:
            self.sheet.empty()
            self._stored = replace(outcome, notices=tuple(self._problems))
            self._tell_stored()
            self.focus(self.sheet.head.form)
            self.sheet.head.form.selectAll()
        elif self._problems:
            self.answer_strip.clear()
            self.sheet.show_problems(self._problems)
            self.focus(self.sheet.field_of(self._problems[0]))
        else:
            self.answer_strip.tell(outcome)

    def _give(self, place: Place) -> Outcome:
        """Give the form to the service; the answer names rows as they stand on the page."""
        desk, wording = self.workplace.desk, self.workplace.wording
        self._problems = self.draft.problems(desk.station.plan)
        if self._problems:
            outcome = self._not_given()
            self.draft.confirm(self._problems)
            return outcome.noticing(to_look_at(self._problems, wording))
        places = [at for at, _row in self.draft.filled]
        outcome = desk.back_entry.enter(place, self.draft.form())
        self._problems = on_the_page(outcome.notices, places)
        outcome = replace(outcome, notices=tuple(self._problems))
        if outcome.is_accepted:
            return replace(outcome, notices=in_short(loud(outcome), wording))
        return replace(outcome, notices=to_look_at(self._problems, wording))

    def _not_given(self) -> Outcome:
        rows = {place_of(notice) for notice in self._problems}
        if all(notice.code == CONFIRM_OLD for notice in self._problems):
            return needs("back_form_confirm", count=len(rows))
        return refused("form_has_problems", tube=self.draft.tube_code or "–", count=len(rows))

    def _tell_stored(self) -> None:
        """Say what was stored, with its warnings by row, until the next form is begun."""
        if self._stored is not None:
            notices = in_short(self._stored.notices, self.workplace.wording)
            self.answer_strip.tell(replace(self._stored, notices=notices))

    def _forget_answer(self) -> None:
        self._stored = None
        self.answer_strip.clear()
