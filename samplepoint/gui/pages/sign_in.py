"""The page before a book that exists: who works here, a PIN or a badge.

Owns the asking; refuses to know whether a PIN is right.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListView, QVBoxLayout

from samplepoint.domain.own_codes import looks_like_badge
from samplepoint.domain.staff import StaffMember
from samplepoint.errors import SamplepointError
from samplepoint.gui.models.staff_list import StaffList
from samplepoint.gui.theme import Look
from samplepoint.gui.widgets.answer_strip import AnswerStrip
from samplepoint.gui.widgets.form_fields import KeyButton, PinField
from samplepoint.gui.widgets.keyed_form import KeyedForm
from samplepoint.gui.widgets.spoken import Spoken
from samplepoint.wording import Wording

_CARD_WIDTH = 560


class SignInPage(KeyedForm):
    """Up and down choose who, digits type the PIN; a badge needs neither."""

    pin_entered = Signal(str, str)
    """The staff id and the PIN."""
    badge_scanned = Signal(str)

    def __init__(self, wording: Wording, staff: Sequence[StaffMember]) -> None:
        """Offer these people."""
        super().__init__()
        self.setObjectName("page")
        self.spoken = Spoken(wording)
        self.answer_strip = AnswerStrip(wording)
        self.model = StaffList(wording, staff)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setCurrentIndex(self.model.index(0))
        self.list.setProperty("role", "people")
        self.pin = PinField()
        self.key = KeyButton("Enter", "main")
        self.key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.key.clicked.connect(self.confirm)
        self._lay_out()
        self.set_stops(self.list, self.pin)
        self.dress(Look())

    def dress(self, look: Look) -> None:
        """Take the colours and sizes of the window."""
        self._card.setFixedWidth(look.gap(_CARD_WIDTH))
        self.wear(look)

    def _lay_out(self) -> None:
        title, hint, self._card = QLabel(), QLabel(), QFrame()
        title.setProperty("role", "title")
        hint.setProperty("role", "state")
        hint.setWordWrap(True)
        self._card.setObjectName("card")
        for put, code in (
            (title.setText, "sign_in_title"),
            (hint.setText, "sign_in_hint"),
            (self.pin.setPlaceholderText, "sign_in_pin"),
            (self.key.say, "sign_in_key"),
        ):
            self.spoken.keep(put, code)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(32, 24, 32, 28)
        inside.setSpacing(14)
        inside.addWidget(title)
        inside.addWidget(hint)
        inside.addWidget(self.list, 1)
        inside.addWidget(self.pin)
        inside.addWidget(self.answer_strip)
        inside.addWidget(self.key)
        layout, across = QVBoxLayout(self), QHBoxLayout()
        layout.setContentsMargins(40, 40, 40, 40)
        across.addStretch(1)
        across.addWidget(self._card)
        across.addStretch(1)
        layout.addLayout(across)

    def confirm(self) -> None:
        """Ask whether the PIN is right; a badge scanned into the field goes its own way."""
        text = self.pin.text()
        if looks_like_badge(text):
            self.take_badge(text)
            return
        member = self.model.member(self.list.currentIndex())
        if member is not None and text:
            self.pin_entered.emit(member.id, text)
        self.focus(self.pin)

    def take_badge(self, text: str) -> None:
        """Pass on a badge, whichever way it was scanned."""
        self.pin.clear()
        self.badge_scanned.emit(text)

    def refuse(self, error: SamplepointError) -> None:
        """Say why it stays closed; the PIN is typed anew."""
        self.answer_strip.tell_error(error)
        self.pin.clear()
        self.focus(self.pin)

    def speak(self) -> None:
        """Say everything again in the language of the moment."""
        self.spoken.refresh()
        self.model.speak()
        self.answer_strip.speak()
