"""A document number in the making: what is typed, which document that is, whether it holds.

Owns the guessing of the kind, insisting on a wrong number, and the sentence that says how far it
is; refuses to know fields, colours and what else is known of the person.
"""

from __future__ import annotations

from datetime import date

from samplepoint.domain.codes import normalise
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.outcomes import refused
from samplepoint.gui.models.number_check import (
    CheckState,
    NumberCheck,
    check_number,
    guess_kind,
    guess_kind_when_done,
)
from samplepoint.wording import Wording

SIGNS = {
    CheckState.EMPTY: "",
    CheckState.TYPING: "\u2026 ",
    CheckState.GOOD: "\u2713 ",
    CheckState.CONFIRM: "! ",
    CheckState.BAD: "\u2715 ",
}


class TypedNumber:
    """One number, from its first digit on; nothing typed is a citizen number not yet begun."""

    def __init__(self, today: date) -> None:
        """Begin with nothing; `today` bounds birth dates."""
        self.today = today
        self.kind = DocumentType.RESIDENT_ID
        self.text = ""
        self.insists = False
        self.check = NumberCheck(CheckState.EMPTY, "form_number_first")
        self._was_chosen = False

    @property
    def was_chosen(self) -> bool:
        """Tell whether somebody named the kind, so that it is guessed no more."""
        return self._was_chosen

    @property
    def state(self) -> CheckState:
        """Return how the number is shown: one insisted on is neither good nor wrong."""
        return CheckState.CONFIRM if self.insists else self.check.state

    @property
    def is_unverified(self) -> bool:
        """Tell whether a number that does not hold is to be kept as it is."""
        return self.insists and self.check.state is CheckState.BAD

    def type(self, untrusted: str) -> None:
        """Take the whole text as it stands after a key; its shape may name the kind."""
        if not self._was_chosen:
            self.kind = guess_kind(untrusted) or DocumentType.RESIDENT_ID
        self.insists = False
        self.text = untrusted
        self.judge()

    def leave(self) -> None:
        """Take the number as typed to its end: what is unfinished now is wrong."""
        guessed = None if self._was_chosen else guess_kind_when_done(self.text)
        if guessed is not None:
            self.kind = guessed
            self.judge()
        if self.check.state is CheckState.TYPING:
            self.check = NumberCheck(CheckState.BAD, self.check.code, self.check.values)

    def choose(self, kind: DocumentType) -> None:
        """Name the kind; without a document a number typed before is nobody's."""
        if kind is DocumentType.NONE and self.kind is not kind:
            self.text = ""
        self._was_chosen = kind is not DocumentType.RESIDENT_ID
        self.kind = kind
        self.judge()

    def turn_document(self) -> None:
        """Turn to a person without a document, or back to a citizen number."""
        is_none = self.kind is DocumentType.NONE
        self.choose(DocumentType.RESIDENT_ID if is_none else DocumentType.NONE)

    def insist(self) -> bool:
        """Keep a wrong number as it is, or no longer; only a wrong one can be insisted on."""
        is_wrong = self.check.state in (CheckState.BAD, CheckState.TYPING)
        self.insists = is_wrong and not self.insists
        return self.insists

    def judge(self) -> None:
        """Look at the number again."""
        self.check = check_number(self.kind, self.text, self.today)

    def clear(self) -> None:
        """Begin with nothing again."""
        self._was_chosen = self.insists = False
        self.kind, self.text = DocumentType.RESIDENT_ID, ""
        self.judge()

    def sentence(self, wording: Wording) -> str:
        """Say in a line how far the number is, what it tells, or why it cannot be right."""
        say, check = wording.say, self.check
        if self.insists:
            return say("form_insisting")
        if check.state is CheckState.TYPING:
            return say("form_typing", length=len(normalise(self.text)))
        document, told = check.document, ""
        if document is not None and document.birth_date is not None:
            told = say(
                "form_born",
                date=document.birth_date.isoformat(),
                sex=str(document.sex),
                age=_years(document.birth_date, self.today),
            )
        if check.state is CheckState.CONFIRM:
            return " \u00b7 ".join(part for part in (say(check.code), told) if part)
        answer = wording.answer(refused(check.code, **check.values))
        return told or answer.what or answer.head


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
