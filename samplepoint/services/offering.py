"""Offering: what an eye read of a card or a zone becomes somebody to bind, or a question.

Owns which reading is taken at once, which one a person must confirm, and which one is no use;
refuses to know pictures. Wrong data is never taken silently (handbook §3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samplepoint.domain.documents import DocumentType, kind_of_eighteen, recognise
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.people import Person
from samplepoint.domain.readings import Source
from samplepoint.domain.seen import CardKind, CardSeen, FieldSeen, FieldState, MrzSeen
from samplepoint.errors import Refusal

READ_BY_EYE = "read_by_camera"
"""The flag of a person whose document a camera read."""
_CONTRADICTIONS = ("birth_disagrees", "sex_disagrees", "number_disagrees")


@dataclass(frozen=True, slots=True)
class Pending:
    """A person who waits for one confirming gesture."""

    person: Person
    text: str
    source: Source = Source.WEDGE


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody who was read: the form as if typed, and the reasons why a person must look.

    Without `doubts` it may be bound at once; `missing` names the field that has to be typed.
    """

    entry: PersonEntry
    doubts: tuple[str, ...] = ()
    missing: str = ""


def offer_of_card(card: CardSeen, today: date) -> Offer:
    """Return what a card offers.

    Raises:
        Refusal: `card_number_unread` with the reason: there is nobody without a number.
    """
    if card.number.state is FieldState.RED:
        raise Refusal("card_number_unread", why=card.number.why)
    name = "" if card.name.state is FieldState.RED else card.name.value
    address = card.address.value if card.address.state is not FieldState.RED else ""
    entry = PersonEntry(
        _kind(card, today),
        card.number.value,
        name,
        address=address,
        flags=(READ_BY_EYE,),
    )
    return Offer(entry, _doubts(card), "" if name else "name")


def offer_of_zone(zone: MrzSeen, entry: PersonEntry) -> Offer:
    """Return what a machine-readable zone offers; its name has no check digit: always looked at.

    Raises:
        Refusal: `zone_unproved` when a check digit is wrong.
    """
    if not zone.checks:
        raise Refusal("zone_unproved", kind=str(zone.kind))
    flags = tuple(sorted({*entry.flags, READ_BY_EYE}))
    return Offer(
        PersonEntry(entry.doc_type, entry.number, entry.name, flags=flags),
        ("zone_name",),
        "" if entry.name else "name",
    )


def _kind(card: CardSeen, today: date) -> DocumentType:
    if card.kind is CardKind.RESIDENT:
        known = recognise(card.number.value, today)
        return known.type if known else DocumentType.RESIDENT_ID
    if card.kind is CardKind.RESIDENCE_PERMIT:
        return DocumentType.HMT_RESIDENCE
    is_new = len(card.number.value) == len("110101199001010000")
    return kind_of_eighteen(card.number.value) if is_new else DocumentType.FOREIGN_RESIDENCE


def _doubts(card: CardSeen) -> tuple[str, ...]:
    """Return why somebody has to look: number and name unproved, or a printed contradiction."""
    fields: tuple[FieldSeen, ...] = (card.number, card.name)
    unproved = [field.why for field in fields if field.state is not FieldState.GREEN]
    printed = [field.why for field in (card.birth, card.sex) if field.why in _CONTRADICTIONS]
    return tuple(dict.fromkeys([*unproved, *printed]))
