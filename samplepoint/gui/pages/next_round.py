"""Going on to the next round: its name, or which of the supervisor's rounds it is.

Owns the panel and what is asked twice; refuses to decide when a round may begin.
"""

from __future__ import annotations

from dataclasses import asdict

from PySide6.QtWidgets import QLabel

from samplepoint.domain.outcomes import Outcome, needs, refused
from samplepoint.domain.rounds import LONGEST_PLACE_NAME, RoundPlan
from samplepoint.gui.widgets.form_fields import ChineseField, KeyButton, Row
from samplepoint.gui.widgets.offered_choice import OfferedChoice
from samplepoint.gui.widgets.side_panel import SidePanel
from samplepoint.gui.workplace import Workplace
from samplepoint.services.next_round import (
    Unfinished,
    begin_round,
    has_supervisor,
    offered,
    take_round,
    unfinished,
)
from samplepoint.services.station import Place


class NextRoundPanel(SidePanel):
    """A point that works for a supervisor's book chooses; any other book gives a name."""

    def __init__(self, workplace: Workplace) -> None:
        """Say which round runs, and what of it is not done yet."""
        super().__init__(workplace, "next_round_title")
        station = workplace.desk.station
        self._chooses = has_supervisor(station)
        self._asked_again = ""
        self.about, self.rest = QLabel(), QLabel()
        for label in (self.about, self.rest):
            label.setProperty("role", "state")
            label.setWordWrap(True)
        self.name, self.round = ChineseField(), OfferedChoice(lambda plan: plan.round_name)
        self.name.setMaxLength(LONGEST_PLACE_NAME)
        self.begin_key = KeyButton("Ctrl+Enter", "main")
        row = Row(self.round if self._chooses else self.name)
        for widget in (self.about, row, self.rest):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.keys.addWidget(self.begin_key, 1)
        self.spoken.keep(row.label.setText, "next_round_label")
        self.spoken.keep(self.begin_key.say, "next_round_key")
        self.spoken.also(self._say)
        self.begin_key.clicked.connect(self.confirm)
        self.name.textEdited.connect(lambda _text: self._forget())
        self.set_stops(self.round if self._chooses else self.name, self.begin_key)
        self._show()

    def _show(self) -> None:
        self._asked_again = ""
        if self._chooses:
            self.round.offer(offered(self.workplace.desk.station))
        self._say()

    def _say(self) -> None:
        station, say = self.workplace.desk.station, self.workplace.say
        self.about.setText(say("next_round_about", name=station.plan.round_name))
        rest = unfinished(station)
        self.rest.setText(say(self._next(rest), **asdict(rest)))

    def _next(self, rest: Unfinished) -> str:
        if self.workplace.desk.station.book.is_hub:
            return "next_round_hub"
        if not rest.is_nothing:
            return "next_round_rest"
        return "next_round_none" if self._chooses and not self.round.offered else "next_round_ready"

    def _forget(self) -> None:
        self._asked_again = ""

    def confirm(self) -> None:
        """Go on to the round, when it is asked for twice: there is no way back."""
        name = self._wanted()
        if name and self._asked_again != name:
            self._asked_again = name
            self.answer_strip.tell(needs("next_round_again", name=name))
            return
        outcome = self.workplace.perform(self._begin)
        if outcome is not None:
            self.answer_strip.tell(outcome)
            self._show()

    def _wanted(self) -> str:
        if not self._chooses:
            return self.name.text().strip()
        plan = self.round.value
        return plan.round_name if isinstance(plan, RoundPlan) else ""

    def _begin(self, place: Place) -> Outcome:
        station, plan = self.workplace.desk.station, self.round.value
        if not self._chooses:
            return begin_round(station, place, self.name.text())
        if not isinstance(plan, RoundPlan):
            return refused("round_not_here_yet")
        return take_round(station, place, [plan], plan.round_id)
