"""Sticks and packages: what is where, a package onto a stick, those made before, what comes back.

Owns what is chosen and what is told of it; refuses to make files and to find sticks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QLabel, QWidget

from samplepoint.domain.drives import Drive
from samplepoint.domain.outcomes import Outcome, accepted, needs, refused
from samplepoint.gui.models.made_packages import MadePackages
from samplepoint.gui.office import PanelOpener, office_of
from samplepoint.gui.travel import TravelDesk
from samplepoint.gui.widgets.choice_row import ChoiceRow
from samplepoint.gui.widgets.form_fields import KeyButton, Row
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.widgets.place_field import PlaceField
from samplepoint.gui.widgets.plain_table import PlainTable
from samplepoint.gui.widgets.where_line import WhereLine
from samplepoint.gui.workplace import Workplace
from samplepoint.services.enrolling import Enrolling
from samplepoint.services.jobs import Reporter
from samplepoint.services.packaging import Packaging, Scope
from samplepoint.services.sending import Sent, send, send_again
from samplepoint.services.stick import Destination

_MOST_NUMBERS = 5
"""Numbers of packages in one sentence."""


class SticksPage(OfficePage):
    """Ctrl+Enter writes what is new; a stick that has it all is let go of."""

    def __init__(self, workplace: Workplace) -> None:
        """List what was made."""
        super().__init__(workplace, "sticks_title", "sticks_state")
        self.where = WhereLine(workplace)
        self.model = MadePackages(workplace.wording, self)
        self.table = PlainTable(self.model, workplace.look)
        self.table.stretch(len(MadePackages.COLUMNS) - 1)
        self.empty = QLabel()
        self.empty.setProperty("role", "state")
        office = office_of(workplace)
        self.place = PlaceField(workplace, office.exports_folder if office else None)
        self.scope = ChoiceRow(list(Scope), lambda scope: workplace.say(f"scope_{scope}"))
        self.hub_key, self.receipt_key, self.release_key = KeyButton(), KeyButton(), KeyButton()
        self.again_key, self.write_key = KeyButton(), KeyButton("Ctrl+Enter", "main")
        self._lay_out()
        self._speak_fields()
        self._listen()
        self.dress()
        self.read_again()

    def _lay_out(self) -> None:
        self._rows = {"place": Row(self.place), "scope": Row(self.scope, self.release_key)}
        self.cards.addWidget(self.where)
        self.cards.addWidget(self.card("", *self._rows.values()))
        self.cards.addWidget(self.card("", self.empty, self.table), 1)
        self._keys: tuple[QWidget, ...] = (
            *(self.hub_key, self.receipt_key, self.again_key, self.write_key),
        )
        self.add_keys(*self._keys)
        self.set_stops(*self.place.stops, self.scope, self.release_key, self.table, *self._keys)

    def _speak_fields(self) -> None:
        keep = self.spoken.keep
        for name, row in self._rows.items():
            keep(row.label.setText, f"sticks_label_{name}")
        self.speak_keys("sticks", "hub", "receipt", "release", "again", "write")
        keep(self.empty.setText, "sticks_none_made")
        for spoken in (self.model, self.scope, self.place):
            self.spoken.also(spoken.speak)
        self.spoken.also(self._say_state)

    def _listen(self) -> None:
        self.hub_key.clicked.connect(self.open_adopting)
        self.receipt_key.clicked.connect(self.open_receipt)
        self.release_key.clicked.connect(self.release)
        self.again_key.clicked.connect(self.write_again)
        self.write_key.clicked.connect(self.confirm)
        self.place.drive_gone.connect(self._tell_gone)
        self.place.choice.currentIndexChanged.connect(lambda _at: self._show_release())
        self._show_release()

    # -- what is there -------------------------------------------------------------------------

    def after_job(self) -> None:
        """Read again what a job may have changed, and how many people are where."""
        self.read_again()
        self.workplace.refresh()

    def read_again(self) -> None:
        """Read again what was made and where everybody is."""
        packaging = self._packaging()
        self.model.show(packaging.standings() if packaging else [])
        self.empty.setVisible(not self.model.rows)
        self.table.setVisible(bool(self.model.rows))
        self._say_state()

    def _begin(self) -> None:
        """See what came back while another page was open."""
        if not self.bridge.is_running:
            self.after_job()
        super()._begin()

    def _say_state(self) -> None:
        station, say = self.workplace.desk.station, self.workplace.say
        hub = Enrolling(station).hub()
        if hub is None:
            self.state.setText(say("sticks_state_alone"))
            return
        made = self.model.rows[0][0] if hasattr(self, "model") and self.model.rows else None
        if made is None:
            self.state.setText(say("sticks_state_new", hub=hub.name))
            return
        ago = station.book.clock.now() - datetime.fromisoformat(made.made_utc)
        minutes = max(0, int(ago.total_seconds() // 60))
        self.state.setText(
            say("sticks_state_last", hub=hub.name, number=made.number, minutes=minutes)
        )

    def _show_release(self) -> None:
        self.release_key.setVisible(self.place.drive is not None)

    def _tell_gone(self, drive: Drive) -> None:
        """Say that another place is chosen now; a job that runs says itself what became of it."""
        if not self.bridge.is_running and self.isVisible():
            self.answer_strip.tell(needs("stick_choice_gone", place=drive.name))

    # -- writing -------------------------------------------------------------------------------

    def _travel(self) -> TravelDesk | None:
        office = office_of(self.workplace)
        if office is None:
            self.answer_strip.tell(refused("office_missing"))
        return office.travel if office else None

    def _packaging(self) -> Packaging | None:
        office = office_of(self.workplace)
        return Packaging(self.workplace.desk.station, office.travel.outbox) if office else None

    def confirm(self) -> None:
        """Write what the choice means."""
        packaging, to = self._ready()
        if packaging is None or to is None:
            return
        place, scope = self.workplace.desk.place, self.scope.value
        self.run_job(lambda reporter: send(packaging, place, to, scope, reporter), told_of)

    def write_again(self) -> None:
        """Write the chosen package there once more, byte for byte."""
        row = self.model.row(self.table.currentIndex())
        if row is None:
            self.answer_strip.tell(refused("sticks_none_chosen"))
            return
        packaging, to = self._ready()
        if packaging is None or to is None:
            return
        again = partial(send_again, packaging, self.workplace.desk.place, [row[0].number], to)
        self.run_job(again, told_of)

    def _ready(self) -> tuple[Packaging | None, Destination | None]:
        """Return what writes and where to, or say what is missing."""
        if self._travel() is None:
            return None, None
        to = self.place.destination()
        if to is None:
            self.answer_strip.tell(refused("folder_is_relative"))
            self.focus(self.place.folder)
        return self._packaging(), to

    def release(self) -> None:
        """Let go of the chosen stick, so that it may be pulled out."""
        drive, door = self.place.drive, self.workplace.stick_door
        if drive is not None:
            chosen = drive

            def let_go(reporter: Reporter) -> Outcome:
                return door.release(chosen, reporter)

            self.run_job(let_go, _as_told)

    # -- what comes back -----------------------------------------------------------------------

    def open_receipt(self) -> None:
        """Take a receipt, in a panel beside the list."""
        from samplepoint.gui.pages.receiving import ReceivingPanel  # noqa: PLC0415  # read late

        self._open(ReceivingPanel(self.workplace))

    def open_adopting(self) -> None:
        """Take the supervisor's file, in a panel beside the list."""
        from samplepoint.gui.pages.adopting import AdoptingPanel  # noqa: PLC0415  # read late

        travel = self._travel()
        if travel is not None:
            self._open(AdoptingPanel(self.workplace, travel))

    def _open(self, panel: QWidget) -> None:
        window = self.window()
        if isinstance(window, PanelOpener):
            panel.destroyed.connect(self._come_back)
            window.open_panel(panel)

    def _come_back(self) -> None:
        """See what the panel changed."""
        if self.isVisible() and not self.bridge.is_running:
            self.after_job()


def told_of(sent: object) -> Outcome:
    """Say what became of packages: which, how many people, and how the stick was left."""
    if not isinstance(sent, Sent):
        raise TypeError
    leave = sent.leave
    values = {
        **leave.values,
        "numbers": _numbers([one.number for one in sent.made]),
        "people": sum(one.people for one in sent.safe),
        "files": len(sent.safe),
        "leave": leave.code,
    }
    code = "package_sent" if sent.safe else "package_not_sent"
    return Outcome(leave.verdict, code, values, leave.notices)


def _numbers(numbers: Sequence[int]) -> str:
    """Return numbers as they are; of a long run without holes the first and the last."""
    low, high = min(numbers), max(numbers)
    if len(numbers) > _MOST_NUMBERS and high - low + 1 == len(numbers):
        return f"{low}–{high}"
    return "、".join(map(str, numbers))


def _as_told(outcome: object) -> Outcome:
    return outcome if isinstance(outcome, Outcome) else accepted("job_done")
