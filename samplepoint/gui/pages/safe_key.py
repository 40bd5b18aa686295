"""The key for the safe: where it lies, onto two sticks, and away from this laptop.

Owns the panel and what is asked twice; refuses to know what the key opens.
"""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from samplepoint.domain.outcomes import Outcome, accepted, ignored, needs, refused
from samplepoint.domain.staff import Deed
from samplepoint.errors import SamplepointError
from samplepoint.gui.bridge import JobBridge
from samplepoint.gui.travel import TravelDesk
from samplepoint.gui.widgets.form_fields import KeyButton
from samplepoint.gui.widgets.place_field import PlaceField
from samplepoint.gui.widgets.side_panel import SidePanel
from samplepoint.gui.workplace import Workplace
from samplepoint.services.jobs import Reporter
from samplepoint.services.safe_key import ENOUGH, SafeKey


class SafeKeyPanel(SidePanel):
    """Opened by itself while the key lies beside the book."""

    def __init__(self, workplace: Workplace, travel: TravelDesk) -> None:
        """Say where the key is."""
        super().__init__(workplace, "safe_key_title")
        self.key = SafeKey(travel.recovery_file, workplace.desk.station.book.station_id)
        self._asked_again = False
        self.about, self.copies = QLabel(), QLabel()
        self.place = PlaceField(workplace, None)
        self.write_key, self.remove_key = KeyButton("Ctrl+Enter", "main"), KeyButton("", "danger")
        self.bridge = JobBridge()
        for label in (self.about, self.copies):
            label.setProperty("role", "state")
            label.setWordWrap(True)
        for widget in (self.about, self.place, self.copies):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.keys.addWidget(self.remove_key)
        self.keys.addWidget(self.write_key, 1)
        self.spoken.keep(self.about.setText, "safe_key_about", file=str(travel.recovery_file))
        self.spoken.keep(self.write_key.say, "safe_key_write")
        self.spoken.keep(self.remove_key.say, "safe_key_remove")
        self.spoken.also(self.place.speak)
        self.spoken.also(self._say_copies)
        self.write_key.clicked.connect(self.confirm)
        self.remove_key.clicked.connect(self.remove)
        self.bridge.finished.connect(self._written)
        self.bridge.failed.connect(self.answer_strip.tell_error)
        self.set_stops(*self.place.stops, self.write_key, self.remove_key)

    def _say_copies(self) -> None:
        names = "、".join(self.key.copies.values()) or "–"
        count = len(self.key.copies)
        self.copies.setText(self.workplace.say("safe_key_copies", count=count, names=names))

    def confirm(self) -> None:
        """Write a copy to the chosen stick or folder."""
        to = self.place.destination()
        if to is None:
            self.answer_strip.tell(refused("folder_is_relative"))
        elif self.bridge.is_running:
            self.answer_strip.tell(ignored("job_runs"))
        else:
            key, target = self.key, to

            def write(reporter: Reporter) -> Outcome:
                return key.put(target, reporter)

            self.answer_strip.tell(ignored("job_begins_now"))
            self.bridge.start(write)

    def _written(self, outcome: object) -> None:
        if isinstance(outcome, Outcome):
            self.answer_strip.tell(outcome)
        self._say_copies()

    def remove(self) -> None:
        """Take the key off this laptop, when it is asked for twice."""
        if not self.workplace.desk.place.staff.may(Deed.RUN_ROUND):
            self.answer_strip.tell(refused("supervisor_only"))
            return
        if not self._asked_again:
            self._asked_again = True
            count = len(self.key.copies)
            code = "safe_key_remove_again" if count >= ENOUGH else "safe_key_remove_few"
            self.answer_strip.tell(needs(code, count=count))
            return
        self._asked_again = False
        try:
            self.key.remove()
        except SamplepointError as error:
            self.answer_strip.tell_error(error)
            return
        for widget in (self.place, self.write_key, self.remove_key):
            widget.setEnabled(False)
        self.answer_strip.tell(accepted("safe_key_removed"))
