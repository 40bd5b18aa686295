"""The supervisor's panel: re-open or void a tube, move a person, correct a document; each why.

Owns what is asked for each of these; refuses to decide who may: without a supervisor it asks for
a badge or a PIN, and the desk refuses anyway.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QListView, QVBoxLayout, QWidget

from samplepoint.domain.codes import TubeCode, normalise
from samplepoint.domain.outcomes import Outcome, needs, refused
from samplepoint.domain.own_codes import looks_like_badge
from samplepoint.domain.readings import Reading, Source
from samplepoint.domain.samples import Sample
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.gui.models.supervised import Correction, Pointed, Reason, point_at, recorded
from samplepoint.gui.models.tube_people import TubePeople
from samplepoint.gui.pages.person_form import CorrectionForm
from samplepoint.gui.widgets.form_fields import (
    ChineseField,
    KeyButton,
    KeyChoice,
    LatinField,
    PinField,
    Row,
)
from samplepoint.gui.widgets.side_panel import SidePanel
from samplepoint.gui.workplace import Workplace
from samplepoint.services.picture import DeskPicture

_WITH_A_PERSON = (Correction.MOVE, Correction.DOCUMENT)
_LIST_HEIGHT = 158


class SupervisingPanel(SidePanel):
    """Opened by F7. What it did is said in the panel as well as by the desk."""

    def __init__(self, workplace: Workplace) -> None:
        """Begin with the tube of the desk's last person."""
        super().__init__(workplace, "supervise_title")
        self._pointed = Pointed("supervise_scan_tube")
        self._asked_again = ""
        self._form: CorrectionForm | None = None
        self._make_fields()
        self._lay_out()
        self._speak_fields()
        self.tube.textChanged.connect(lambda _text: self._point())
        self.verb.chosen.connect(lambda _verb: self._show_verb())
        workplace.pictured.connect(self._on_picture)
        self._begin_with_last()
        self._show_verb()
        self._show_who()

    def _make_fields(self) -> None:
        say = self.spoken.wording.say
        self.pin = PinField()
        self.verb = KeyChoice(list(Correction), lambda verb: say(f"supervise_{verb}"))
        self.tube, self.to_tube = LatinField(), LatinField()
        self.people = TubePeople(self.workplace, self)
        self.list = QListView()
        self.list.setModel(self.people)
        self.reason = KeyChoice(list(Reason), lambda reason: say(f"reason_{reason}"))
        self.free_text = ChineseField()
        self.key = KeyButton("Ctrl+Enter", "main")
        self.key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.key.clicked.connect(self.confirm)

    def _lay_out(self) -> None:
        self._asks, self._works = QWidget(), QWidget()
        self._hint, self._found = QLabel(), QLabel()
        self._hint.setProperty("role", "state")
        self._hint.setWordWrap(True)
        self._found.setProperty("role", "derived")
        self._found.setWordWrap(True)
        self._pin_row = Row(self.pin)
        asking, working = QVBoxLayout(self._asks), QVBoxLayout(self._works)
        self._rows = {
            "verb": Row(self.verb),
            "tube": Row(self.tube),
            "to_tube": Row(self.to_tube),
            "reason": Row(self.reason),
            "free_text": Row(self.free_text),
        }
        asking.addWidget(self._hint)
        asking.addWidget(self._pin_row)
        working.addWidget(self._rows["verb"])
        working.addWidget(self._rows["tube"])
        working.addWidget(self._found)
        working.addWidget(self.list)
        for name in ("to_tube", "reason", "free_text"):
            working.addWidget(self._rows[name])
        for layout in (asking, working):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(6)
        self.body.addWidget(self._asks)
        self.body.addWidget(self._works)
        self.body.addStretch(1)
        self.keys.addWidget(self.key, 1)
        self.set_stops(
            self.pin,
            self.verb,
            self.tube,
            self.list,
            self.to_tube,
            self.reason,
            self.free_text,
        )

    def _speak_fields(self) -> None:
        keep = self.spoken.keep
        keep(self._hint.setText, "supervise_who")
        keep(self._pin_row.label.setText, "supervise_label_pin")
        keep(self.pin.setPlaceholderText, "supervise_hint_pin")
        keep(self.tube.setPlaceholderText, "supervise_hint_tube")
        keep(self.to_tube.setPlaceholderText, "supervise_hint_to_tube")
        keep(self.free_text.setPlaceholderText, "supervise_hint_free_text")
        for name, row in self._rows.items():
            keep(row.label.setText, f"supervise_label_{name}")
        for say_again in (
            self.verb.speak,
            self.reason.speak,
            self.people.speak,
            self._show_found,
            self._say_key,
        ):
            self.spoken.also(say_again)

    def dress(self) -> None:
        """Take the colours and sizes; the list shows four people and scrolls."""
        super().dress()
        if hasattr(self, "list"):
            self.list.setFixedHeight(self.workplace.look.gap(_LIST_HEIGHT))

    # -- who -----------------------------------------------------------------------------------

    @property
    def is_supervised(self) -> bool:
        """Tell whether who sits here may correct."""
        return self.workplace.desk.place.staff.may(Deed.CORRECT)

    def _show_who(self) -> None:
        was_asking = self._asks.isVisibleTo(self)
        self._asks.setVisible(not self.is_supervised)
        self._works.setVisible(self.is_supervised)
        self._say_key()
        if was_asking and self.is_supervised:
            self.answer_strip.clear()
            self.focus(self.verb)

    def _say_key(self) -> None:
        code = "supervise_key_sign_in"
        if self.is_supervised:
            code = f"supervise_{self.verb.value}"
        self.key.say(self.spoken.wording.say(code))

    def _on_picture(self, _picture: DeskPicture) -> None:
        self._show_who()
        self._point()

    def _sign_in(self) -> None:
        text = self.pin.text()
        self.pin.clear()
        if not text:
            return
        if looks_like_badge(text):
            self.workplace.take(Reading(text, Source.WEDGE))
        else:
            by_pin: Callable[[str], Outcome] | None = getattr(
                self.workplace, "sign_in_with_pin", None
            )
            if by_pin is None:
                self.answer_strip.tell(refused("supervise_badge_only"))
                return
            outcome = self.workplace.run(lambda: by_pin(text))
            if outcome is not None and not outcome.is_accepted:
                self.answer_strip.tell(outcome)
        if not self.is_supervised:
            self.focus(self.pin)

    # -- what ----------------------------------------------------------------------------------

    def _begin_with_last(self) -> None:
        desk = self.workplace.desk
        last = desk.station.queries.last_at(desk.place.seat)
        self.tube.setText(last.tube if last else "")
        self.tube.selectAll()
        self._point()

    def _point(self) -> None:
        chosen = self.chosen_sample
        self._pointed = point_at(self.workplace.desk.station, self.tube.text())
        self.people.show(self._pointed.samples)
        index = self.people.index_of(self._pointed.person or chosen)
        last = self.people.index(self.people.rowCount() - 1)
        self.list.setCurrentIndex(index if index.isValid() else last)
        self._asked_again = ""
        self._show_found()

    @property
    def chosen_sample(self) -> Sample | None:
        """Return who is chosen in the list."""
        return self.people.sample(self.list.currentIndex())

    def _show_found(self) -> None:
        found = self._pointed
        self._found.setText(
            self.spoken.wording.say(
                found.code,
                tube=found.tube,
                status=found.status,
                people=found.people,
                capacity=found.capacity,
                box=found.box,
            )
        )

    def _show_verb(self) -> None:
        verb = self.verb.value
        self.list.setVisible(verb in _WITH_A_PERSON)
        self._rows["to_tube"].setVisible(verb is Correction.MOVE)
        self._asked_again = ""
        self.answer_strip.clear()
        self._say_key()

    # -- doing it ------------------------------------------------------------------------------

    def confirm(self) -> None:
        """Sign in, or do what is chosen; what is missing is said and gone to."""
        if not self.is_supervised:
            self._sign_in()
            return
        if not self._pointed.tube:
            self._refuse(Refusal("supervise_tube_missing"), self.tube)
            return
        try:
            reason = recorded(self.reason.value, self.free_text.text())
        except Refusal as refusal:
            self._refuse(refusal, self.free_text)
            return
        self._correct(self.verb.value, TubeCode(self._pointed.tube), reason)

    def _correct(self, verb: Correction, tube: TubeCode, reason: str) -> None:
        correcting = self.workplace.desk.correcting
        if verb is Correction.REOPEN:
            self._tell(
                self.workplace.perform(lambda place: correcting.reopen_tube(place, tube, reason))
            )
        elif verb is Correction.VOID:
            self._void(tube, reason)
        elif self.chosen_sample is None:
            self._refuse(Refusal("supervise_person_missing"), self.list)
        elif verb is Correction.MOVE:
            self._move(self.chosen_sample, reason)
        else:
            self._open_form(self.chosen_sample, reason)

    def _void(self, tube: TubeCode, reason: str) -> None:
        """Void a tube when it is asked for twice: its people must be called back."""
        if self._asked_again != tube:
            self._asked_again = tube
            people = self._pointed.people
            self.answer_strip.tell(needs("supervise_void_again", tube=tube, people=people))
            return
        void = self.workplace.desk.correcting.void_tube
        self._tell(self.workplace.perform(lambda place: void(place, tube, reason)))

    def _move(self, sample: Sample, reason: str) -> None:
        code = normalise(self.to_tube.text())
        to = self.workplace.desk.station.plan.tube(code)
        if to is None:
            self._refuse(Refusal("supervise_to_tube_missing"), self.to_tube)
            return
        move = self.workplace.desk.correcting.move_person
        self._tell(self.workplace.perform(lambda place: move(place, sample, to, reason)))

    def _open_form(self, sample: Sample, reason: str) -> None:
        """Open the form over this panel; it closes back into it."""
        form = CorrectionForm(self.workplace, sample, reason)
        form.setParent(self)
        form.setGeometry(self.rect())
        form.registered.connect(self._tell)
        form.closed.connect(self._close_form)
        self._form = form
        form.show()
        form.raise_()

    def _close_form(self) -> None:
        form, self._form = self._form, None
        if form is not None:
            form.hide()
            form.deleteLater()
            self.focus(self.tube)

    @property
    def form(self) -> CorrectionForm | None:
        """Return the form that is open over this panel."""
        return self._form

    def _tell(self, outcome: Outcome | None) -> None:
        if outcome is None:
            return
        self._point()
        self.answer_strip.tell(outcome)
        if outcome.is_accepted:
            self.free_text.clear()
            self.to_tube.clear()

    def _refuse(self, refusal: Refusal, field: QWidget) -> None:
        self.answer_strip.tell_error(refusal)
        self.focus(field)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the form over the whole panel."""
        super().resizeEvent(event)
        if self._form is not None:
            self._form.setGeometry(self.rect())
