"""The form for a person who has no code to scan, and for completing one who had no name.

Owns when the form registers, stays open and closes; refuses to decide whether a person may be
bound: the desk answers.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel

from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.masking import mask_name, mask_number
from samplepoint.domain.outcomes import Outcome, needs
from samplepoint.domain.samples import Sample
from samplepoint.gui.models.number_check import CheckState
from samplepoint.gui.office import PanelOpener
from samplepoint.gui.widgets.form_fields import KeyButton
from samplepoint.gui.widgets.person_fields import Ground, PersonFields
from samplepoint.gui.widgets.side_panel import SidePanel
from samplepoint.gui.workplace import Workplace

_COMPLETED = "completed"
"""The reason on record when a registrar fills in what a card did not tell."""


class AfterAccepted(StrEnum):
    """What the form does when a person is registered."""

    CLOSES = "closes"
    CLEARS = "clears"


class PersonForm(SidePanel):
    """Number first, Enter to the next field, Ctrl+Enter or Enter in the last one registers."""

    registered = Signal(object)
    """The accepted `Outcome`."""

    def __init__(
        self,
        workplace: Workplace,
        doc_type: DocumentType | None = None,
        after: AfterAccepted = AfterAccepted.CLOSES,
    ) -> None:
        """Make an empty form; `doc_type` is what the caller already knows about the document."""
        super().__init__(workplace, "form_title")
        station = workplace.desk.station
        self._begin(Ground(station.book.today, station.plan.exclusions), after)
        if doc_type is not None:
            self.fields.choose_kind(doc_type)

    def _begin(self, ground: Ground, after: AfterAccepted) -> None:
        self._after = after
        self._confirmed = ""
        self.complete_key = KeyButton("F8")
        self.fields = PersonFields(self.spoken, ground)
        self.body.addWidget(self.complete_key)
        self.body.addWidget(self.fields)
        self.body.addStretch(1)
        self._make_keys()
        self.set_stops(*self.fields.stops)
        self.fields.checked.connect(lambda _check: self._show_keys())
        self._show_keys()

    def _make_keys(self) -> None:
        self.register_key = KeyButton("Ctrl+Enter", "main")
        self.no_document_key = KeyButton("F9")
        self.insist_key = KeyButton("F10")
        self.spoken.keep(self.register_key.say, "form_key_register")
        self.spoken.keep(self.no_document_key.say, "form_key_no_document")
        self.spoken.also(self._say_insist)
        self.register_key.clicked.connect(self.confirm)
        self.no_document_key.clicked.connect(self._without_document)
        self.insist_key.clicked.connect(self._insist)
        self.complete_key.clicked.connect(self._complete_last)
        self.spoken.also(self._say_complete)
        for key in (
            self.no_document_key,
            self.insist_key,
            self.register_key,
            self.complete_key,
        ):
            key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.fields.put_beside_number(self.insist_key)
        self.keys.addWidget(self.no_document_key)
        self.keys.addWidget(self.register_key, 1)

    def _say_insist(self) -> None:
        code = "form_key_insisted" if self.fields.insists else "form_key_insist"
        self.insist_key.say(self.spoken.wording.say(code))

    def _show_keys(self) -> None:
        is_wrong = self.fields.check.state is CheckState.BAD or self.fields.insists
        self.insist_key.setVisible(is_wrong)
        is_empty = self.fields.check.state is CheckState.EMPTY
        self.complete_key.setVisible(is_empty and self._nameless() is not None)
        self._say_insist()

    # -- keys ----------------------------------------------------------------------------------

    def owns_key(self, key: int) -> bool:
        """Claim F8 to F10 while the form is open."""
        return key in (Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_F10)

    def shortcut(self, key: int) -> bool:
        """F8: name the last person. F9: no document. F10: keep a number that does not hold."""
        if key == Qt.Key.Key_F8:
            self._complete_last()
        elif key == Qt.Key.Key_F9:
            self._without_document()
        elif key == Qt.Key.Key_F10:
            self._insist()
        return self.owns_key(key)

    def _without_document(self) -> None:
        self.fields.without_document()
        is_none = self.fields.kind.value is DocumentType.NONE
        self.focus(self.fields.name if is_none else self.fields.number)

    def _insist(self) -> None:
        if self.fields.insist():
            self.focus(self.fields.name)

    # -- the last person -----------------------------------------------------------------------

    def _nameless(self) -> Sample | None:
        """Return this desk's last person when a card told their number but no name."""
        desk = self.workplace.desk
        sample = desk.station.queries.last_at(desk.place.seat)
        return sample if sample and not sample.person.name else None

    def _say_complete(self) -> None:
        sample = self._nameless()
        end = sample.person.document.number[-4:] if sample else ""
        self.complete_key.say(self.spoken.wording.say("form_key_complete", end=end))

    def _complete_last(self) -> None:
        """Change to the form that completes the last person."""
        sample, window = self._nameless(), self.window()
        if sample is not None and isinstance(window, PanelOpener):
            window.open_panel(CorrectionForm(self.workplace, sample))

    # -- registering ---------------------------------------------------------------------------

    def confirm(self) -> None:
        """Register; a number without a check digit is asked about once."""
        if not self.fields.is_confirmed_by(self._confirmed):
            self._confirmed = self.fields.number.text()
            number = mask_number(self._confirmed)
            self._show_refused(needs("form_confirm_old_number", number=number))
            return
        outcome = self.send(self.fields.entry())
        if outcome is None:
            return
        if not outcome.is_accepted:
            self._show_refused(outcome)
            return
        self._accepted(outcome)

    def send(self, entry: PersonEntry) -> Outcome | None:
        """Give the filled form to the desk."""
        return self.workplace.bind_entry(entry)

    def _show_refused(self, outcome: Outcome) -> None:
        self.answer_strip.tell(outcome)
        self.focus(self.fields.field_for(outcome.code))

    def _accepted(self, outcome: Outcome) -> None:
        self.registered.emit(outcome)
        if self._after is AfterAccepted.CLOSES:
            self.close_panel()
            return
        self._confirmed = ""
        self.fields.clear()
        self.answer_strip.tell(outcome)
        self.focus(self.fields.number)


class CorrectionForm(PersonForm):
    """The same form for somebody already registered: an empty field keeps what is known.

    Filling in what was empty is a registrar's; the desk asks a supervisor for the rest.
    """

    def __init__(
        self,
        workplace: Workplace,
        sample: Sample,
        reason: Callable[[], str] | str = _COMPLETED,
    ) -> None:
        """Correct one sample; `reason` is a text, or asked when the form is sent."""
        SidePanel.__init__(self, workplace, "form_title_complete")
        self._sample = sample
        self._reason = reason
        self._whom = QLabel()
        self._whom.setProperty("role", "hint")
        self._whom.setWordWrap(True)
        self.body.addWidget(self._whom)
        station = workplace.desk.station
        ground = Ground(station.book.today, station.plan.exclusions, sample.person)
        self._begin(ground, AfterAccepted.CLOSES)
        self.spoken.also(self._say_whom)
        self.spoken.keep(self.register_key.say, "form_key_save")
        self.no_document_key.hide()
        self.complete_key.hide()
        if not sample.person.name:
            self.set_stops(self.fields.name, *self.fields.stops[3:], *self.fields.stops[:2])

    def _nameless(self) -> Sample | None:
        """Somebody is being completed already."""
        return None

    def _say_whom(self) -> None:
        person = self._sample.person
        self._whom.setText(
            self.spoken.wording.say(
                "form_whom",
                name=mask_name(person.name) or "\u2014",
                doc_type=str(person.document.type),
                number=mask_number(person.document.number or person.document.identity),
                tube=self._sample.tube,
                ordinal=self._sample.ordinal,
            )
        )

    def send(self, entry: PersonEntry) -> Outcome | None:
        """Give the correction to the desk as a new fact; the old record stays."""
        reason = self._reason if isinstance(self._reason, str) else self._reason()
        correct = self.workplace.desk.correcting.correct_document
        return self.workplace.perform(lambda place: correct(place, self._sample, entry, reason))


def complete_last(workplace: Workplace) -> CorrectionForm | None:
    """Return the form that completes this desk's last person; None when there is none."""
    desk = workplace.desk
    sample = desk.station.queries.last_at(desk.place.seat)
    return CorrectionForm(workplace, sample) if sample else None
