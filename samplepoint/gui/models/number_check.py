"""What may be said of a document number while it is still being typed.

Owns the difference between unfinished and wrong; refuses to know fields and colours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from samplepoint.domain import resident_id
from samplepoint.domain.codes import normalise
from samplepoint.domain.documents import (
    Document,
    DocumentType,
    kind_of_eighteen,
    parse_document,
)
from samplepoint.errors import Refusal, Value


class CheckState(StrEnum):
    """How far a number is; each has its own colour and sign on the form."""

    EMPTY = "empty"
    TYPING = "typing"
    GOOD = "good"
    CONFIRM = "confirm"
    """Nothing in it can be checked: a person compares it with the card."""
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """The state of a typed number; `code` and `values` are the sentence to show."""

    state: CheckState
    code: str
    values: Mapping[str, Value] = field(default_factory=dict)
    document: Document | None = None


_EIGHTEEN = (
    DocumentType.RESIDENT_ID,
    DocumentType.HMT_RESIDENCE,
    DocumentType.FOREIGN_RESIDENCE,
)
_SHORTEST = {
    DocumentType.HKM_PERMIT: 9,
    DocumentType.TW_PERMIT: 8,
    DocumentType.FOREIGN_RESIDENCE: resident_id.OLD_LENGTH,
    DocumentType.PASSPORT: 5,
    DocumentType.BIRTH_CERTIFICATE: 10,
}
_BEGUN = {
    DocumentType.HKM_PERMIT: re.compile(r"[HM][0-9]*"),
    DocumentType.TW_PERMIT: re.compile(r"[0-9]+"),
    DocumentType.FOREIGN_RESIDENCE: re.compile(r"[A-Z]{1,3}|[A-Z]{3}[0-9]+"),
    DocumentType.PASSPORT: re.compile(r"[0-9A-Z]+"),
    DocumentType.BIRTH_CERTIFICATE: re.compile(r"[A-Z][0-9]*"),
}
_DIGITS = re.compile(r"[0-9]+")
_HKM = re.compile(r"[HM][0-9]{4,10}")
_FOREIGN_OLD = re.compile(r"[A-Z]{3}[0-9]{12}")
_PASSPORT = re.compile(r"[A-Z]{1,3}[0-9]{5,10}")
_AREA_TYPED = 2
_YEAR_TYPED = 10
# What may follow a beginning: January the first or the tenth, so that a month or a day whose first
# digit alone is typed is refused only when neither 0 nor 1 can follow it.
_REST = ("130102199001010011", "130102199010100010")
_OLD_REST = ("130102900101001", "130102901010001")


def check_number(kind: DocumentType, untrusted: str, today: date) -> NumberCheck:
    """Judge a number as far as it is typed; what cannot become right any more is wrong at once."""
    number = normalise(untrusted)
    if kind is DocumentType.NONE:
        return NumberCheck(CheckState.GOOD, "form_temporary_number")
    if not number:
        return NumberCheck(CheckState.EMPTY, "form_number_first")
    try:
        document = parse_document(kind, number, today)
    except Refusal as refusal:
        return _unfinished(kind, number, today, refusal)
    if document.confirm:
        return NumberCheck(CheckState.CONFIRM, "form_old_number", document=document)
    return NumberCheck(CheckState.GOOD, "form_number_holds", document=document)


def guess_kind(untrusted: str) -> DocumentType | None:
    """Return the kind that a number's shape alone names while it is typed, else None."""
    number = normalise(untrusted)
    if len(number) == resident_id.LENGTH and resident_id.looks_like(number):
        return kind_of_eighteen(number)
    if _HKM.fullmatch(number):
        return DocumentType.HKM_PERMIT
    if _FOREIGN_OLD.fullmatch(number):
        return DocumentType.FOREIGN_RESIDENCE
    return None


def guess_kind_when_done(untrusted: str) -> DocumentType | None:
    """Return the kind of a number that is typed to its end.

    Eight digits are a Taiwan permit; letters and then digits, where nothing else fits, a passport.
    """
    number = normalise(untrusted)
    if len(number) == _SHORTEST[DocumentType.TW_PERMIT] and _DIGITS.fullmatch(number):
        return DocumentType.TW_PERMIT
    known = guess_kind(number)
    return DocumentType.PASSPORT if known is None and _PASSPORT.fullmatch(number) else known


def _unfinished(kind: DocumentType, number: str, today: date, refusal: Refusal) -> NumberCheck:
    begun = kind in _BEGUN and _BEGUN[kind].fullmatch(number) and len(number) < _SHORTEST[kind]
    if begun:
        return NumberCheck(CheckState.TYPING, refusal.code, refusal.values)
    if kind in _EIGHTEEN and len(number) < resident_id.LENGTH and _DIGITS.fullmatch(number):
        dead_end = _dead_end(number, today)
        if dead_end is None:
            return NumberCheck(CheckState.TYPING, "id_length")
        refusal = dead_end
    elif kind in _EIGHTEEN and refusal.code == "id_length" and not _could_be(number):
        refusal = Refusal("id_characters")
    return NumberCheck(CheckState.BAD, refusal.code, refusal.values)


def _could_be(number: str) -> bool:
    return bool(_DIGITS.fullmatch(number.removesuffix("X")))


def _dead_end(number: str, today: date) -> Refusal | None:
    """Return why no number that begins like this can hold, None while one can."""
    if len(number) < _AREA_TYPED:
        return None
    whole = [number + rest[len(number) :] for rest in _REST]
    if len(number) < _YEAR_TYPED:
        return _first_refusal(whole[:1], today, only="id_area")
    if len(number) < resident_id.OLD_LENGTH:
        whole += [number + rest[len(number) :] for rest in _OLD_REST]
    return _first_refusal(whole, today)


def _first_refusal(numbers: list[str], today: date, *, only: str = "") -> Refusal | None:
    """Return the first refusal when every one of the numbers is refused for what is typed."""
    first = None
    for number in numbers:
        try:
            resident_id.parse(_with_check(number), today)
        except Refusal as refusal:
            if only and refusal.code != only:
                return None
            first = first or refusal
        else:
            return None
    return first


def _with_check(number: str) -> str:
    if len(number) == resident_id.OLD_LENGTH:
        return number
    return number[:17] + resident_id.check_digit(number[:17])
