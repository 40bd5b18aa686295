"""Erasing people after their time: which rounds still tell of somebody, which are due, doing it.

Owns the page and that it is asked twice; refuses to decide what is due and to touch the book.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
)

from samplepoint.domain.outcomes import Notice, Outcome, accepted, needs, refused
from samplepoint.domain.rounds import LONGEST_KEPT_DAYS
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.gui.bridge import JobBridge
from samplepoint.gui.models.rounds_with_people import RoundsWithPeople
from samplepoint.gui.office import office_of
from samplepoint.gui.widgets.form_fields import KeyButton, LatinField, Row
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.widgets.plain_table import PlainTable
from samplepoint.gui.workplace import Workplace
from samplepoint.services.planning import change_plan
from samplepoint.services.retention import Erased, Preview
from samplepoint.services.station import demand

_MOST_NAMED = 3


class ErasingPage(OfficePage):
    """Looks on a thread of its own when it is shown; erasing runs with a bar and can be stopped."""

    def __init__(self, workplace: Workplace) -> None:
        """Show what there is."""
        super().__init__(workplace, "erasing_title", "erasing_looking")
        self.model = RoundsWithPeople(workplace.wording, self)
        nothing = QAbstractItemView.SelectionMode.NoSelection
        self.table = PlainTable(self.model, workplace.look, nothing)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.stretch(3)
        self.table.keep_rows(2)
        self.empty, self.roster = QLabel(), QLabel()
        self.days, self.days_key = LatinField(), KeyButton()
        self.erase_key = KeyButton("Ctrl+Enter", "danger")
        self._asked_again = False
        self._preview: Preview | None = None
        self._watch = JobBridge()
        self._watch.finished.connect(self._show_preview)
        self._watch.failed.connect(self.answer_strip.tell_error)
        self._lay_out()
        self._speak_keys()
        self.dress()

    def _lay_out(self) -> None:
        for label in (self.empty, self.roster):
            label.setProperty("role", "state")
            label.setWordWrap(True)
        self._days_row = Row(self.days, self.days_key)
        self.cards.addWidget(self.card("erasing_rounds", self.empty, self.table, self.roster), 1)
        self.cards.addWidget(self.card("", self._days_row))
        self.add_keys(self.erase_key)
        self.days_key.clicked.connect(self.keep_days)
        self.erase_key.clicked.connect(self.confirm)
        self.set_stops(self.days, self.days_key, self.erase_key)

    def _speak_keys(self) -> None:
        keep = self.spoken.keep
        keep(self.empty.setText, "erasing_nobody")
        keep(self._days_row.label.setText, "erasing_label_days")
        keep(self.days.setPlaceholderText, "erasing_hint_days")
        keep(self.days_key.say, "erasing_key_days")
        keep(self.erase_key.say, "erasing_key_erase")
        self.spoken.also(self.model.speak)
        self.spoken.also(self._say_preview)

    # -- what is due ---------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Look again: time has passed since the page was last open."""
        super().showEvent(event)
        if not self.bridge.is_running:
            self.after_job()

    def after_job(self) -> None:
        """Look what is due now, on a thread: with millions of people it takes seconds."""
        self._asked_again = False
        self.days.setText(str(self.workplace.desk.station.plan.keep_days))
        office = office_of(self.workplace)
        if office is None:
            self.answer_strip.tell(refused("office_missing"))
        elif not self._watch.is_running:
            self._watch.start(lambda _reporter: office.erasable())

    @property
    def is_looking(self) -> bool:
        """Tell whether it is not known yet what is due."""
        return self._watch.is_running

    def _show_preview(self, found: object) -> None:
        self._preview = found if isinstance(found, Preview) else None
        self.model.show(self._preview.rounds if self._preview else ())
        self.empty.setVisible(not self.model.rows)
        self.table.setVisible(bool(self.model.rows))
        self._say_preview()

    def _say_preview(self) -> None:
        found, say = self._preview, self.workplace.say
        if found is None:
            return
        self.erase_key.setEnabled(not found.is_nothing)
        entries = found.roster.entries
        code = "roster_is_due" if found.roster.is_due else "roster_is_used"
        self.roster.setText(say(code, entries=entries))
        self.roster.setVisible(bool(entries))
        if found.is_begun:
            self.state.setText(say("erasing_is_begun"))
        elif found.is_nothing:
            self.state.setText(say("erasing_none_due"))
        else:
            values = {"people": found.people, "rounds": len(found.due)}
            self.state.setText(say("erasing_some_due", **values))

    # -- what is done --------------------------------------------------------------------------

    def keep_days(self) -> None:
        """Put on record after how many days the people of this round are erased."""
        typed, station = self.days.text(), self.workplace.desk.station
        if not typed.isascii() or not typed.isdigit():
            self.answer_strip.tell(refused("keep_days_range", longest=LONGEST_KEPT_DAYS))
            return
        try:
            plan = replace(station.plan, keep_days=int(typed))
        except Refusal as refusal:
            self.answer_strip.tell_error(refusal)
            return
        outcome = self.workplace.perform(lambda place: change_plan(station, place, plan))
        if outcome is not None:
            self.answer_strip.tell(outcome)
        self.after_job()

    def confirm(self) -> None:
        """Erase what is due when it is asked for twice, by a supervisor."""
        found, office = self._preview, office_of(self.workplace)
        if found is None or office is None or found.is_nothing:
            return
        try:
            demand(self.workplace.desk.place, Deed.RUN_ROUND)
        except Refusal as refusal:
            self.answer_strip.tell_error(refusal)
            return
        if not self._asked_again:
            self._asked_again = True
            names = "、".join(one.name for one in found.due[:_MOST_NAMED])
            self.answer_strip.tell(needs("erasing_again", people=found.people, rounds=names))
            return
        self.run_job(office.erase, _told)


def _told(done: object) -> Outcome:
    if not isinstance(done, Erased):
        raise TypeError
    outcome = accepted("erasing_done", people=done.people, removed=done.backups_removed)
    left = [Notice("copy_unreached", {"place": name}) for name in done.unreached]
    left += [Notice("export_not_ours", {"file": name}) for name in done.exports_left]
    return outcome.noticing(tuple(left[:_MOST_NAMED]))
