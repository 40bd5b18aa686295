"""The fields of one person, number first, judged while they are typed.

Owns what a filled form says (`PersonEntry`) and where a refusal belongs; refuses to register.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from samplepoint.domain.documents import Document, DocumentType
from samplepoint.domain.entries import UNVERIFIED, PersonEntry
from samplepoint.domain.masking import mask_name, mask_number
from samplepoint.domain.people import Person, Relation, clean_text
from samplepoint.errors import Refusal
from samplepoint.gui.models.number_check import CheckState, NumberCheck
from samplepoint.gui.models.typed_number import SIGNS, TypedNumber
from samplepoint.gui.widgets.form_fields import (
    ChineseField,
    KeyChoice,
    LatinField,
    Row,
    restyle,
)
from samplepoint.gui.widgets.spoken import Spoken

KINDS = (
    DocumentType.RESIDENT_ID,
    DocumentType.HMT_RESIDENCE,
    DocumentType.HKM_PERMIT,
    DocumentType.TW_PERMIT,
    DocumentType.FOREIGN_RESIDENCE,
    DocumentType.PASSPORT,
    DocumentType.MILITARY,
    DocumentType.HOUSEHOLD_BOOK,
    DocumentType.BIRTH_CERTIFICATE,
    DocumentType.NONE,
    DocumentType.OTHER,
)
"""The choices under the keys 1 to 9 and 0; the last is reached with the arrows."""

_NOBODY = Person(Document(DocumentType.NONE, "", ""))
_AGE_BY_RULE = "infant"
_NAME_MISSING = "name_missing"


@dataclass(frozen=True, slots=True)
class Ground:
    """What the fields stand on: the day, the round's exclusions, and who is corrected, if any."""

    today: date
    exclusions: tuple[str, ...] = ()
    kept: Person | None = None
    """A person already registered: a field left empty keeps what is known of them."""


class PersonFields(QWidget):
    """The form's rows. `checked` tells the state of the number after every key."""

    checked = Signal(object)

    def __init__(self, spoken: Spoken, ground: Ground) -> None:
        """Make empty fields; words follow `spoken`."""
        super().__init__()
        self._spoken = spoken
        self._ground = ground
        self._typed = TypedNumber(ground.today)
        say = spoken.wording.say
        self.number = _NumberField(self)
        self.kind = KeyChoice(KINDS, lambda kind: say(f"doc_type_{kind}"))
        self.name, self.phone = ChineseField(), LatinField()
        self.relation = KeyChoice(list(Relation), lambda one: say(f"relation_{one}"))
        self.address, self.community = ChineseField(), ChineseField()
        self.category, self.remark = ChineseField(), ChineseField()
        self.derived = QLabel()
        self.flags = {code: QCheckBox() for code in ground.exclusions if code != _AGE_BY_RULE}
        self._lay_out()
        self._speak_fields()
        self.number.textChanged.connect(self._number_typed)
        self.number.editingFinished.connect(self._number_left)
        self.number.stepped.connect(self.kind.step)
        self.kind.chosen.connect(self._kind_chosen)
        self.relation.chosen.connect(lambda _one: self._show_name_hint())
        self._show_kept()
        self._typed.judge()
        self._show_check()

    def _lay_out(self) -> None:
        self.number.setProperty("part", "number")
        self.derived.setProperty("role", "derived")
        self.derived.setWordWrap(True)
        self._told = QHBoxLayout()
        self._told.setSpacing(8)
        self.derived.setTextFormat(Qt.TextFormat.PlainText)
        self._rows = {
            "number": Row(self.number),
            "kind": Row(self.kind),
            "name": Row(self.name),
            "relation": Row(self.relation),
            "phone": Row(self.phone),
            "address": Row(self.address),
            "community": Row(self.community),
            "category": Row(self.category),
            "remark": Row(self.remark),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for name, row in self._rows.items():
            layout.addWidget(row)
            if name == "number":
                layout.addLayout(self._told)
                self._told.addWidget(self.derived, 1)
            if name == "phone":
                for box in self.flags.values():
                    layout.addWidget(box)

    def _speak_fields(self) -> None:
        for name, row in self._rows.items():
            self._spoken.keep(row.label.setText, f"form_label_{name}")
        for code, box in self.flags.items():
            self._spoken.keep(box.setText, f"flag_{code}")
        self._spoken.also(self.kind.speak)
        self._spoken.also(self.relation.speak)
        self._spoken.also(self._show_name_hint)
        self._spoken.also(self._show_check)

    def put_beside_number(self, key: QWidget) -> None:
        """Show a key of the form beside what is said about the number."""
        self._told.addWidget(key)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Return the fields in the order of the Tab key."""
        return (
            self.number,
            self.kind,
            self.name,
            self.relation,
            self.phone,
            *self.flags.values(),
            self.address,
            self.community,
            self.category,
            self.remark,
        )

    # -- what the form says --------------------------------------------------------------------

    def entry(self) -> PersonEntry:
        """Return the filled form; with somebody to correct, empty fields keep what was."""
        kept = self._ground.kept
        known = kept or _NOBODY
        keeps_number = kept is not None and not self.number.text()
        flags = {code for code, box in self.flags.items() if box.isChecked()}
        if kept is not None:
            flags |= set(kept.flags) - {_NAME_MISSING, *(() if keeps_number else (UNVERIFIED,))}
        if self._typed.is_unverified:
            flags.add(UNVERIFIED)
        kind = known.document.type if keeps_number else self.kind.value
        typed = self.number.text()
        is_slip = kind is DocumentType.NONE and not keeps_number
        return PersonEntry(
            kind,
            known.document.number if keeps_number else "" if is_slip else typed,
            self.name.text() or known.name,
            self.relation.value,
            self.phone.text() or known.phone,
            self.address.text() or known.address,
            self.community.text() or known.community,
            self.category.text() or known.category,
            self.remark.text() or known.remark,
            tuple(sorted(flags)),
            known.document.identity if keeps_number else typed if is_slip else "",
        )

    def is_confirmed_by(self, confirmed: str) -> bool:
        """Tell whether a number without a check digit was compared with the card."""
        return self.check.state is not CheckState.CONFIRM or confirmed == self.number.text()

    # -- the number ----------------------------------------------------------------------------

    @property
    def check(self) -> NumberCheck:
        """Return how far the number is."""
        return self._typed.check

    @property
    def insists(self) -> bool:
        """Tell whether a number that does not hold shall be kept as it is."""
        return self._typed.insists

    def insist(self) -> bool:
        """Keep a wrong number as it is, or no longer; only a wrong one can be insisted on."""
        self._typed.insist()
        self._show_check()
        return self._typed.insists

    def without_document(self) -> None:
        """Turn to a person without a document, or back to a citizen number."""
        self._typed.turn_document()
        self._show_kind()

    def choose_kind(self, kind: DocumentType) -> None:
        """Begin with a kind of document instead of a citizen number."""
        self._kind_chosen(kind)

    def _kind_chosen(self, kind: DocumentType) -> None:
        self._typed.choose(kind)
        self._show_kind()

    def _show_kind(self) -> None:
        """Show the kind that holds, and a number that went with the one before."""
        self.kind.choose(self._typed.kind)
        self.number.setEnabled(True)
        if self.number.text() != self._typed.text:
            self.number.setText(self._typed.text)
        # Somebody without a document may bring the slip that an earlier desk gave them.
        is_none = self._typed.kind is DocumentType.NONE
        hint = self._spoken.wording.say("form_slip_hint") if is_none else ""
        self.number.setPlaceholderText(hint)
        self._show_name_hint()
        self._show_check()

    def _number_typed(self, text: str) -> None:
        self._typed.type(text)
        self.kind.choose(self._typed.kind)
        self._show_check()

    def _number_left(self) -> None:
        self._typed.leave()
        self.kind.choose(self._typed.kind)
        self._show_check()

    def _show_check(self) -> None:
        state = self._typed.state
        restyle(self.number, "state", str(state))
        restyle(self.derived, "state", str(state))
        self.derived.setText(SIGNS[state] + self._sentence())
        self.checked.emit(self.check)

    def _sentence(self) -> str:
        if self._typed.state is CheckState.EMPTY and self._ground.kept is not None:
            return self._spoken.wording.say("form_empty_keeps")
        return self._typed.sentence(self._spoken.wording)

    # -- the rest ------------------------------------------------------------------------------

    def _show_name_hint(self) -> None:
        code = "form_hint_name"
        if self.kind.value is DocumentType.NONE:
            code = "form_hint_name_needed"
        elif self.relation.value is not Relation.SELF:
            code = "form_hint_name_child"
        if self._ground.kept is None or code != "form_hint_name":
            self.name.setPlaceholderText(self._spoken.wording.say(code))

    def _show_kept(self) -> None:
        """Show whom the form corrects, masked: the queue sees this screen."""
        kept = self._ground.kept
        if kept is None:
            return
        self._typed.kind = kept.document.type
        self.kind.choose(kept.document.type)
        self.relation.choose(kept.relation)
        for code, box in self.flags.items():
            box.setChecked(code in kept.flags)
        self.number.setPlaceholderText(mask_number(kept.document.number))
        self.number.setEnabled(kept.document.type is not DocumentType.NONE)
        self.name.setPlaceholderText(mask_name(kept.name))
        self.phone.setPlaceholderText(mask_number(kept.phone))
        shown = {
            self.address: kept.address,
            self.community: kept.community,
            self.category: kept.category,
            self.remark: kept.remark,
        }
        for text, known in shown.items():
            text.setPlaceholderText(known[:6] + "\u2026" if len(known) > 6 else known)

    def fill(self, entry: PersonEntry) -> None:
        """Begin with what a camera read, as if it had been typed."""
        self.choose_kind(entry.doc_type)
        self.number.setText(entry.number)
        self.name.setText(entry.name)
        self.address.setText(entry.address)
        self.remark.setText(entry.remark)

    def clear(self) -> None:
        """Forget everything typed; the next person begins from nothing."""
        for field in self._texts():
            field.clear()
        for box in self.flags.values():
            box.setChecked(False)
        self.relation.choose(Relation.SELF)
        self._typed.clear()
        self._show_kind()

    def field_for(self, code: str) -> QWidget:
        """Return the field that a refusal is about; the number when it is about none."""
        if code in ("name_missing", "relation_needs_name") or not self.number.isEnabled():
            return self.name
        if code in ("text_hidden_characters", "text_too_long"):
            return next((field for field in self._texts() if _is_suspect(field)), self.name)
        return self.number

    def _texts(self) -> list[QLineEdit]:
        return [one for one in self.stops if isinstance(one, QLineEdit)]


class _NumberField(LatinField):
    """The number; up and down choose the kind of document without leaving it."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take up and down, leave the rest to the field."""
        if event.key() == Qt.Key.Key_Up:
            self.stepped.emit(-1)
        elif event.key() == Qt.Key.Key_Down:
            self.stepped.emit(1)
        else:
            super().keyPressEvent(event)


def _is_suspect(field: QLineEdit) -> bool:
    """Tell whether a field itself would be refused."""
    try:
        clean_text(field.text())
    except Refusal:
        return True
    return False
