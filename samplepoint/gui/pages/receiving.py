"""A receipt comes back: its file, its eight words over the telephone, or its QR.

Owns the panel; refuses to know what a receipt covers.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel

from samplepoint.domain.outcomes import Outcome, refused
from samplepoint.errors import SamplepointError
from samplepoint.gui.widgets.file_pick import FilePick
from samplepoint.gui.widgets.form_fields import ChineseField, KeyButton
from samplepoint.gui.widgets.side_panel import SidePanel
from samplepoint.gui.workplace import Workplace
from samplepoint.services.small_files import read_small

SUFFIX = ".receipt"


class ReceivingPanel(SidePanel):
    """What is in the field counts before the file; scanning writes into the field."""

    def __init__(self, workplace: Workplace) -> None:
        """Begin empty."""
        super().__init__(workplace, "receiving_title")
        self.words = ChineseField()
        self.files = FilePick(workplace, SUFFIX, "receiving_choose")
        self.take_key = KeyButton("Ctrl+Enter", "main")
        say = self.spoken.keep
        for code, widget in (("receiving_words", self.words), ("receiving_file", self.files)):
            about = QLabel()
            about.setProperty("role", "state")
            about.setWordWrap(True)
            say(about.setText, code)
            self.body.addWidget(about)
            self.body.addWidget(widget)
        self.body.addStretch(1)
        say(self.words.setPlaceholderText, "receiving_hint")
        say(self.take_key.say, "receiving_key")
        self.spoken.also(self.files.speak)
        self.take_key.clicked.connect(self.confirm)
        self.keys.addWidget(self.take_key, 1)
        self.set_stops(self.words, *self.files.stops, self.take_key)

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

    def _take(self, untrusted: str | bytes) -> Outcome | None:
        papers = self.workplace.desk.papers
        return self.workplace.perform(lambda place: papers.take_receipt(place, untrusted))
