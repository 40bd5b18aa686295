"""A point comes to be known at the supervisor's: our file goes out, its file comes in, by eye.

Owns the panel and that nobody is believed before both looked; refuses to make keys.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal

from samplepoint.domain.outcomes import Outcome, accepted, ignored, refused
from samplepoint.domain.peers import Peer, PeerRole
from samplepoint.errors import SamplepointError
from samplepoint.gui.bridge import Job, JobBridge
from samplepoint.gui.office import office_of
from samplepoint.gui.widgets.file_pick import FilePick
from samplepoint.gui.widgets.fingerprint_view import FingerprintView
from samplepoint.gui.widgets.form_fields import KeyButton
from samplepoint.gui.widgets.place_field import PlaceField
from samplepoint.gui.widgets.side_by_side import Beside
from samplepoint.gui.widgets.side_panel import SidePanel
from samplepoint.gui.workplace import Workplace
from samplepoint.services.enrolling import Enrolling, Introduction, Stranger
from samplepoint.services.jobs import Reporter
from samplepoint.services.small_files import read_small
from samplepoint.services.stick_planning import Clash


@dataclass(frozen=True, slots=True)
class _Written:
    """Our file, and how the place was left."""

    own: Introduction
    leave: Outcome


class EnrollingPanel(SidePanel):
    """Ctrl+Enter says that both screens show the same."""

    enrolled = Signal()

    def __init__(self, workplace: Workplace) -> None:
        """Show this book's own fingerprint at once: points compare with it."""
        super().__init__(workplace, "enrolling_title")
        self._enrolling = Enrolling(workplace.desk.station)
        self.found: Stranger | None = None
        office = office_of(workplace)
        self.place = PlaceField(workplace, office.exports_folder if office else None)
        self.files = FilePick(workplace, ".enrol", "enrolling_choose")
        self.own_print = FingerprintView(workplace, "enrolling_own_print")
        self.point_print = FingerprintView(workplace, "enrolling_point_print")
        self.write_key, self.enrol_key = KeyButton(), KeyButton("Ctrl+Enter", "main")
        self.bridge = JobBridge()
        self._lay_out()
        self.write_key.clicked.connect(self.write)
        self.enrol_key.clicked.connect(self.confirm)
        self.files.picked.connect(self._show_found)
        self.bridge.finished.connect(self._job_finished)
        self.bridge.failed.connect(self.answer_strip.tell_error)
        self._show_own()
        self._show_found()

    def _lay_out(self) -> None:
        keep = self.spoken.keep
        own = (Beside(self.place, self.write_key), self.own_print)
        self.add_part("enrolling_about_own", *own)
        self.add_part("enrolling_about_point", self.files, self.point_print)
        self.body.addStretch(1)
        keep(self.write_key.say, "enrolling_key_write")
        keep(self.enrol_key.say, "enrolling_key_enrol")
        self.spoken.also(self.files.speak)
        self.spoken.also(self.place.speak)
        self.keys.addWidget(self.enrol_key, 1)
        self.set_stops(*self.files.stops, self.enrol_key, *self.place.stops, self.write_key)

    def _show_own(self) -> None:
        try:
            own = self._enrolling.introduce_hub(self.workplace.desk.place)
        except SamplepointError as error:
            self.answer_strip.tell_error(error)
        else:
            self.own_print.show_text(own.fingerprint)

    def _show_found(self) -> None:
        """Show who the chosen file is from."""
        self.found, file = None, self.files.file
        if file is not None:
            try:
                self.found = self._enrolling.look(read_small(file))
            except SamplepointError as error:
                self.answer_strip.tell_error(error)
            else:
                self.answer_strip.clear()
        is_point = self.found is not None and self.found.role is PeerRole.POINT
        if self.found is not None and not is_point:
            self.answer_strip.tell(refused("enrolling_not_a_point", file=file.name if file else ""))
        shown = self.found if is_point else None
        self.point_print.show_text(shown.fingerprint if shown else "", shown.name if shown else "")
        self.enrol_key.setEnabled(is_point)

    def write(self) -> None:
        """Write the file that points take."""
        to, place = self.place.destination(), self.workplace.desk.place
        if to is None:
            self.answer_strip.tell(refused("folder_is_relative"))
            return
        target, enrolling = to, self._enrolling

        def write(reporter: Reporter) -> _Written:
            target.check()
            own = enrolling.introduce_hub(place)
            puts = target.put([(own.name, own.content)], reporter, Clash.NUMBER)
            return _Written(own, target.close(puts, reporter))

        self._start(write)

    def confirm(self) -> None:
        """Believe the point from now on: somebody says that both screens show the same."""
        found, place, enrolling = self.found, self.workplace.desk.place, self._enrolling
        if found is not None and found.role is PeerRole.POINT:
            self._start(lambda _reporter: enrolling.enrol_point(place, found))

    def _start(self, job: Job) -> None:
        if self.bridge.is_running:
            self.answer_strip.tell(ignored("job_runs"))
            return
        self.answer_strip.tell(ignored("job_begins_now"))
        self.bridge.start(job)

    def _job_finished(self, result: object) -> None:
        if isinstance(result, _Written):
            leave = result.leave
            values = {**leave.values, "file": result.own.name, "leave": leave.code}
            self.answer_strip.tell(
                Outcome(leave.verdict, "enrolling_written", values, leave.notices)
            )
        elif isinstance(result, Peer):
            self.answer_strip.tell(
                accepted("enrolling_done", name=result.name, station=result.station_id)
            )
            self.enrol_key.setEnabled(False)
            self.enrolled.emit()
