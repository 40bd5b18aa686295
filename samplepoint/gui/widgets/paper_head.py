"""What stands above the rows of a typed paper form: its number, its tube, its day, the key.

Owns these fields and how the day is called; refuses to read any of them.
"""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from samplepoint.gui.models.paper_answer import Place
from samplepoint.gui.theme import Look
from samplepoint.gui.widgets.form_fields import KeyButton, LatinField
from samplepoint.gui.widgets.spoken import Spoken

_LEAST_FORM, _LEAST_TUBE, _DAY = 80, 150, 98


class PaperHead(QWidget):
    """One line of fields; the day has a key of its own, the form is stored with another."""

    def __init__(self, spoken: Spoken) -> None:
        """Make empty fields."""
        super().__init__()
        self._spoken = spoken
        self.form, self.tube, self.day = LatinField(), LatinField(), LatinField()
        self.day_key, self.store_key = KeyButton("F8"), KeyButton("Ctrl+Enter", "main")
        self.day_key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for name, field, share in (("form", self.form, 2), ("tube", self.tube, 3)):
            label = QLabel()
            label.setBuddy(field)
            spoken.keep(label.setText, f"back_label_{name}")
            row.addWidget(label)
            row.addWidget(field, share)
        row.addWidget(self.day_key)
        row.addWidget(self.day)
        row.addWidget(self.store_key)
        spoken.keep(self.tube.setPlaceholderText, "back_hint_tube")

    def dress(self, look: Look) -> None:
        """Take the sizes of the window."""
        self.form.setMinimumWidth(look.gap(_LEAST_FORM))
        self.tube.setMinimumWidth(look.gap(_LEAST_TUBE))
        self.day.setFixedWidth(look.px(_DAY))

    @property
    def fields(self) -> tuple[QLineEdit, ...]:
        """Return the fields in the order of the Tab key."""
        return (self.form, self.tube, self.day)

    def field(self, place: Place) -> QLineEdit:
        """Return the field of a place on the form."""
        return {Place.FORM: self.form, Place.DAY: self.day}.get(place, self.tube)

    def call_day(self, day: date | None, today: date) -> None:
        """Call the day by its name."""
        code = "back_day_other"
        if day == today:
            code = "back_day_today"
        elif day == today - timedelta(days=1):
            code = "back_day_yesterday"
        self.day_key.say(self._spoken.wording.say(code))

    def count(self, people: int) -> None:
        """Say on the key how many people it would store."""
        self.store_key.say(self._spoken.wording.say("back_key_store", people=people))
