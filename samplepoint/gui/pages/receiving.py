"""What comes back from the supervisor: a receipt as file, words or QR, and packages of decisions.

Owns the panel; refuses to know what a receipt covers and what was decided.
"""

from __future__ import annotations

from pathlib import Path

from samplepoint.domain.outcomes import Outcome, ignored, refused
from samplepoint.errors import SamplepointError
from samplepoint.gui.bridge import JobBridge
from samplepoint.gui.office import office_of
from samplepoint.gui.widgets.file_pick import FilePick
from samplepoint.gui.widgets.form_fields import ChineseField, KeyButton
from samplepoint.gui.widgets.side_panel import SidePanel
from samplepoint.gui.workplace import Workplace
from samplepoint.services.decisions import take_decisions
from samplepoint.services.jobs import Reporter
from samplepoint.services.small_files import read_small

SUFFIX = ".receipt"


class ReceivingPanel(SidePanel):
    """What is in the field counts before the file; scanning writes into the field."""

    def __init__(self, workplace: Workplace) -> None:
        """Begin empty."""
        super().__init__(workplace, "receiving_title")
        self.words = ChineseField()
        self.files = FilePick(workplace, SUFFIX, "receiving_choose")
        self.packages = FilePick(workplace, ".spkg", "receiving_choose_package")
        self.take_key, self.merge_key = KeyButton("Ctrl+Enter", "main"), KeyButton()
        self.bridge = JobBridge()
        say = self.spoken.keep
        self.add_part("receiving_words", self.words)
        self.add_part("receiving_file", self.files)
        self.add_part("receiving_package", self.packages, self.merge_key)
        self.body.addStretch(1)
        say(self.words.setPlaceholderText, "receiving_hint")
        say(self.take_key.say, "receiving_key")
        say(self.merge_key.say, "receiving_key_package")
        for spoken in (self.files, self.packages):
            self.spoken.also(spoken.speak)
        self.take_key.clicked.connect(self.confirm)
        self.merge_key.clicked.connect(self.merge)
        self.bridge.finished.connect(self._merged)
        self.bridge.failed.connect(self.answer_strip.tell_error)
        self.keys.addWidget(self.take_key, 1)
        self.set_stops(
            *(self.words, *self.files.stops, *self.packages.stops),
            *(self.merge_key, self.take_key),
        )

    def confirm(self) -> None:
        """Take what was said, else the file."""
        untrusted = self.words.text().strip()
        file = self.files.file
        if not untrusted and file is None:
            self.answer_strip.tell(refused("receiving_nothing"))
            self.focus(self.words)
            return
        outcome = self._take(untrusted) if untrusted else self._take_file(file or Path())
        if outcome is None:
            return
        self.answer_strip.tell(outcome)
        if outcome.is_accepted:
            self.words.clear()

    def _take_file(self, file: Path) -> Outcome | None:
        try:
            return self._take(read_small(file))
        except SamplepointError as error:
            return refused(error.code, **error.values)

    def merge(self) -> None:
        """Take in what the supervisor decided: voids, corrections, a closed round."""
        file, desk, office = self.packages.file, self.workplace.desk, office_of(self.workplace)
        if self.bridge.is_running:
            self.answer_strip.tell(ignored("job_runs"))
        elif office is None:
            self.answer_strip.tell(refused("office_missing"))
        elif file is None:
            self.answer_strip.tell(refused("receiving_no_package"))
        else:
            place, travel, chosen = desk.place, office.travel, file

            def take(reporter: Reporter) -> Outcome:
                travel.before_merge(reporter)
                return take_decisions(desk.station, place, travel.quarantine, chosen, reporter)

            self.answer_strip.tell(ignored("job_begins_now"))
            self.bridge.start(take)

    def _merged(self, outcome: object) -> None:
        if isinstance(outcome, Outcome):
            self.answer_strip.tell(outcome)
        self.workplace.refresh()

    def _take(self, untrusted: str | bytes) -> Outcome | None:
        papers = self.workplace.desk.papers
        return self.workplace.perform(lambda place: papers.take_receipt(place, untrusted))
