"""A document that was read, as lines to be compared with its picture.

Owns what of it is shown, how it is masked and in which order; refuses to paint and to judge.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.masking import mask_number
from samplepoint.domain.mrz_person import entry_of
from samplepoint.domain.seen import CardSeen, Corners, FieldSeen, FieldState, MrzSeen
from samplepoint.errors import Refusal
from samplepoint.gui.shades import Shade
from samplepoint.gui.sight import DocumentShot
from samplepoint.services.offering import offer_of_card

_SHADES = {
    FieldState.GREEN: Shade.ACCEPTED,
    FieldState.AMBER: Shade.WARNING,
    FieldState.RED: Shade.REFUSED,
}
_YEAR = 4
_SMALL_PARTS = ("sex", "ethnicity", "birth")


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One field: the code of its word, what was read, how sure it is, why not, where it stands."""

    word: str
    value: str
    shade: Shade
    why: str = ""
    corners: Corners | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What is compared: the name always with its picture, the number with its own when unsure."""

    name: ReviewLine
    number: ReviewLine
    others: tuple[ReviewLine, ...]
    """Those that contradict or are unsure first."""


def review_of(shot: DocumentShot) -> Review:
    """Return the lines of a card or of a zone."""
    if shot.card is not None:
        return _of_card(shot.card)
    if shot.zone is not None:
        return _of_zone(shot.zone, shot.names)
    raise ValueError(shot.problem)


def _of_card(card: CardSeen) -> Review:
    others = [_line("sex", card.sex), _line("birth", card.birth, _year(card.birth.value))]
    if card.ethnicity.value:
        others.append(_line("ethnicity", card.ethnicity))
    others.append(_line("address", card.address))
    others.sort(key=lambda line: line.shade is Shade.ACCEPTED)
    is_sure = card.number.state is FieldState.GREEN
    # An unsure number is compared digit by digit, beside the picture that shows it anyway; a sure
    # one is masked as everywhere.
    number = mask_number(card.number.value) if is_sure else card.number.value
    return Review(_line("name", card.name), _line("number", card.number, number), tuple(others))


def _of_zone(zone: MrzSeen, names: Corners | None) -> Review:
    sure = Shade.ACCEPTED if zone.checks else Shade.REFUSED
    name = " ".join(part for part in (zone.surname, zone.given) if part)
    why = "zone_name" if name else "field_not_found"
    shade = Shade.WARNING if name else Shade.REFUSED
    others = (
        ReviewLine("field_sex", zone.sex, sure),
        ReviewLine("field_birth", _year(zone.birth), sure),
        ReviewLine("field_issuer", zone.issuer, sure),
    )
    number = ReviewLine("field_number", mask_number(zone.number), sure)
    return Review(ReviewLine("field_name", name, shade, why, names), number, others)


def _line(word: str, field: FieldSeen, value: str | None = None) -> ReviewLine:
    shown = field.value if value is None else value
    return ReviewLine(f"field_{word}", shown, _SHADES[field.state], field.why, field.corners)


def _year(birth: str) -> str:
    """The year alone: the whole date would fill in what the number's mask hides."""
    return birth[:_YEAR]


def entry_for_form(shot: DocumentShot, today: date) -> PersonEntry:
    """Return what the typed form begins with: everything that was read, unproved or not."""
    nothing = PersonEntry(DocumentType.RESIDENT_ID)
    try:
        if shot.card is not None:
            return offer_of_card(shot.card, today).entry
        return entry_of(shot.zone) if shot.zone is not None else nothing
    except Refusal:
        return nothing
