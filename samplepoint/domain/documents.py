"""Identity documents: which there are, when a number is right, and which part is the person.

Owns the table of handbook §4; refuses to know people, pools or screens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from samplepoint.domain import resident_id
from samplepoint.domain.codes import normalise
from samplepoint.domain.resident_id import Sex
from samplepoint.errors import Refusal


class DocumentType(StrEnum):
    """Kinds of identity document; the values are what facts and files carry."""

    RESIDENT_ID = "CN_ID"
    HMT_RESIDENCE = "HMT_RESIDENCE"
    HKM_PERMIT = "HKM_PERMIT"
    TW_PERMIT = "TW_PERMIT"
    FOREIGN_RESIDENCE = "FOREIGN_RESIDENCE"
    PASSPORT = "PASSPORT"
    MILITARY = "MILITARY"
    HOUSEHOLD_BOOK = "HOUSEHOLD_BOOK"
    BIRTH_CERTIFICATE = "BIRTH_CERTIFICATE"
    OTHER = "OTHER"
    NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Document:
    """A checked document: its number as written, the part that is the person, what it tells."""

    type: DocumentType
    number: str
    identity: str
    birth_date: date | None = None
    sex: Sex | None = None
    confirm: str | None = None
    """A code when a person must confirm the number, since nothing in it can be checked:
    `old_number` (15 digits), `half_number` (may be the beginning of a longer one)."""


_HKM = re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?")
_TW = re.compile(r"[0-9]{8}(?:[0-9]{2}[A-Z]?)?")
_FOREIGN_OLD = re.compile(r"[A-Z]{3}[0-9]{12}")
_PASSPORT = re.compile(r"[0-9A-Z]{5,20}")
_BIRTH_CERTIFICATE = re.compile(r"[A-Z][0-9]{9}")
_HMT_AREAS = ("810000", "820000", "830000")
_LONGEST_FREE = 40
_EIGHTEEN = (
    DocumentType.RESIDENT_ID,
    DocumentType.HMT_RESIDENCE,
    DocumentType.FOREIGN_RESIDENCE,
)


def parse_document(kind: DocumentType, untrusted_number: str, today: date) -> Document:
    """Check a number as its document's issuer defines it (handbook §4).

    An 18-digit number names its own kind: areas 81, 82, 83 are residence permits of Hong Kong,
    Macau and Taiwan people, a leading 9 is a foreigner's permanent residence.

    Raises:
        Refusal: `id_length`, `id_characters`, `id_area`, `id_date`, `id_future`, `id_check`,
            `document_number` (any other kind), `document_number_missing`.
    """
    number = normalise(untrusted_number)
    if kind in _EIGHTEEN:
        return _parse_eighteen(kind, number, today)
    if kind is DocumentType.NONE:
        return Document(kind, number, number)
    if not number:
        raise Refusal("document_number_missing")
    if kind is DocumentType.HKM_PERMIT:
        _demand(_HKM, number, kind)
        return Document(kind, number, number[:9])
    if kind is DocumentType.TW_PERMIT:
        _demand(_TW, number, kind)
    elif kind is DocumentType.PASSPORT:
        _demand(_PASSPORT, number, kind)
    elif kind is DocumentType.BIRTH_CERTIFICATE:
        _demand(_BIRTH_CERTIFICATE, number, kind)
    elif not _is_plain(number):
        raise Refusal("document_number", kind=kind)
    return Document(kind, number, number)


def _parse_eighteen(kind: DocumentType, number: str, today: date) -> Document:
    if _FOREIGN_OLD.fullmatch(number) and kind is DocumentType.FOREIGN_RESIDENCE:
        return Document(kind, number, number)
    facts = resident_id.parse(number, today)
    return Document(
        kind_of_eighteen(facts.number),
        number,
        facts.number,
        facts.birth_date,
        facts.sex,
        "old_number" if len(number) == resident_id.OLD_LENGTH else None,
    )


def kind_of_eighteen(number: str) -> DocumentType:
    """Tell which document an 18-digit number belongs to, by its first digits."""
    if number.startswith(_HMT_AREAS):
        return DocumentType.HMT_RESIDENCE
    if number.startswith("9"):
        return DocumentType.FOREIGN_RESIDENCE
    return DocumentType.RESIDENT_ID


def unverified_document(kind: DocumentType, untrusted_number: str) -> Document:
    """Keep a number that its check refuses, when the registrar insists: nobody is turned away.

    Raises:
        Refusal: `document_number`, `document_number_missing` when it is not even plain text.
    """
    number = normalise(untrusted_number)
    if not number:
        raise Refusal("document_number_missing")
    if not _is_plain(number):
        raise Refusal("document_number", kind=kind)
    return Document(kind, number, number)


def recognise(code: str, today: date) -> Document | None:
    """Read a scanned code as a document, where its shape alone names the kind.

    Returns None when no kind fits.

    Raises:
        Refusal: the shape is a resident number but it does not hold (see `parse_document`).
    """
    if resident_id.looks_like(code):
        return parse_document(DocumentType.RESIDENT_ID, code, today)
    if _HKM.fullmatch(code):
        return parse_document(DocumentType.HKM_PERMIT, code, today)
    if len(code) == 8 and _TW.fullmatch(code):
        permit = parse_document(DocumentType.TW_PERMIT, code, today)
        # A scanner that stops early leaves the first eight digits of a citizen number.
        is_half = resident_id.begins_like_one(code)
        return replace(permit, confirm="half_number") if is_half else permit
    if _FOREIGN_OLD.fullmatch(code):
        return parse_document(DocumentType.FOREIGN_RESIDENCE, code, today)
    return None


def _demand(pattern: re.Pattern[str], number: str, kind: DocumentType) -> None:
    if not pattern.fullmatch(number):
        raise Refusal("document_number", kind=kind)


def _is_plain(number: str) -> bool:
    return 0 < len(number) <= _LONGEST_FREE and number.isprintable()
