"""Working for a supervisor's book: its file comes in, fingerprints are compared, ours goes out.

Owns the panel and the order of its steps; refuses to believe anybody and to make keys.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QLabel

from samplepoint.domain.outcomes import Outcome, Verdict, accepted, ignored, needs, refused
from samplepoint.domain.peers import PeerRole
from samplepoint.domain.staff import Deed
from samplepoint.errors import Cancelled, SamplepointError
from samplepoint.gui.bridge import JobBridge
from samplepoint.gui.travel import TravelDesk
from samplepoint.gui.widgets.file_pick import FilePick
from samplepoint.gui.widgets.fingerprint_view import FingerprintView
from samplepoint.gui.widgets.form_fields import KeyButton
from samplepoint.gui.widgets.side_panel import SidePanel
from samplepoint.gui.workplace import Workplace
from samplepoint.services.enrolling import HUB_FILE, Adoption, Enrolling, Stranger
from samplepoint.services.jobs import Reporter
from samplepoint.services.small_files import read_small
from samplepoint.services.stick import Destination
from samplepoint.services.stick_planning import Clash


@dataclass(frozen=True, slots=True)
class _Adopted:
    """What adopting ended with, and how the place was left that our own file went to."""

    adoption: Adoption
    leave: Outcome


class AdoptingPanel(SidePanel):
    """A supervisor's work; the file is written to where the supervisor's file was."""

    def __init__(self, workplace: Workplace, travel: TravelDesk) -> None:
        """Offer the files that are on sticks."""
        super().__init__(workplace, "adopting_title")
        self._travel = travel
        self._enrolling = Enrolling(workplace.desk.station)
        self._asked_again = self._own_file = ""
        self.found: Stranger | None = None
        self.files = FilePick(workplace, ".enrol", "adopting_choose")
        self.about, self.then = QLabel(), QLabel()
        self.hub_print = FingerprintView(workplace, "adopting_hub_print")
        self.own_print = FingerprintView(workplace, "adopting_own_print")
        self.take_key = KeyButton("Ctrl+Enter", "main")
        self.bridge = JobBridge()
        for label in (self.about, self.then):
            label.setProperty("role", "state")
            label.setWordWrap(True)
        self.body.addWidget(self.about)
        self.body.addWidget(self.files)
        self.body.addWidget(self.hub_print)
        self.body.addWidget(self.own_print)
        self.body.addWidget(self.then)
        self.body.addStretch(1)
        self.keys.addWidget(self.take_key, 1)
        self.spoken.keep(self.about.setText, "adopting_about", file=HUB_FILE)
        self.spoken.keep(self.take_key.say, "adopting_key")
        self.spoken.also(self.files.speak)
        self.spoken.also(self._say_then)
        self.take_key.clicked.connect(self.confirm)
        self.files.picked.connect(self._show_found)
        self.bridge.finished.connect(self._adopted)
        self.bridge.failed.connect(self._failed)
        self.set_stops(*self.files.stops, self.take_key)
        self._show_found()

    def _show_found(self) -> None:
        """Show who the chosen file is from."""
        self.found, file = None, self.files.file
        self._asked_again = ""
        self.own_print.show_text("")
        if file is not None:
            try:
                self.found = self._enrolling.look(read_small(file))
            except SamplepointError as error:
                self.answer_strip.tell_error(error)
            else:
                self.answer_strip.clear()
        is_hub = self.found is not None and self.found.role is PeerRole.HUB
        self.hub_print.show_text(self.found.fingerprint if self.found and is_hub else "")
        if self.found is not None and not is_hub:
            self.answer_strip.tell(refused("hub_adopts_nobody"))
        self.take_key.setEnabled(is_hub)
        self._say_then()

    def _say_then(self) -> None:
        name = self.found.name if self.found else ""
        code = "adopting_then" if self.own_print.text else "adopting_compare"
        is_shown = bool(self.hub_print.text)
        said = self.workplace.say(code, name=name, file=self._own_file) if is_shown else ""
        self.then.setText(said)

    def confirm(self) -> None:
        """Work for that book from now on; another one in its place is asked about first."""
        found, place = self.found, self.workplace.desk.place
        if found is None or found.role is not PeerRole.HUB:
            return
        if self.bridge.is_running:
            self.answer_strip.tell(ignored("job_runs"))
            return
        if not place.staff.may(Deed.RUN_ROUND):
            self.answer_strip.tell(refused("supervisor_only"))
            return
        if self._enrolling.replaces_hub(found) and self._asked_again != found.fingerprint:
            self._asked_again = found.fingerprint
            hub = self._enrolling.hub()
            old = hub.name if hub else ""
            self.answer_strip.tell(needs("adopting_again", old=old, name=found.name))
            return
        self._start(found)

    def _start(self, found: Stranger) -> None:
        place, file = self.workplace.desk.place, self.files.file
        drive, door = self.files.drive, self.workplace.stick_door
        if file is None:
            return
        to = Destination(door, drive if drive and file.parent == drive.folder else file.parent)

        def adopt(reporter: Reporter) -> _Adopted:
            to.check()
            adoption = self._enrolling.adopt_hub(place, found, self._travel.entrust)
            own = adoption.own
            puts = to.put([(own.name, own.content)], reporter, Clash.NUMBER)
            return _Adopted(adoption, to.close(puts, reporter))

        self.answer_strip.tell(ignored("job_begins_now"))
        self.bridge.start(adopt)

    def _adopted(self, result: object) -> None:
        if not isinstance(result, _Adopted):
            return
        own, begun, leave = result.adoption.own, result.adoption.round, result.leave
        self.own_print.show_text(own.fingerprint)
        self._own_file = own.name
        values = {**begun.values, **leave.values, "begun": begun.code, "leave": leave.code}
        name = self.found.name if self.found else ""
        told = Outcome(leave.verdict, "adopting_done", {**values, "name": name}, leave.notices)
        self.answer_strip.tell(told)
        # Both fingerprints must be in sight; what did not reach the stick is tried once more.
        is_there = leave.verdict is not Verdict.REFUSED
        for widget in (self.about, self.files, self.take_key):
            widget.setVisible(not is_there)
        self._say_then()
        self.workplace.refresh()

    def _failed(self, error: SamplepointError) -> None:
        if isinstance(error, Cancelled):
            self.answer_strip.tell(accepted("job_cancelled"))
        else:
            self.answer_strip.tell_error(error)
