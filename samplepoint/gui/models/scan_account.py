"""What is said about the last scan: its kind, its masked text, and why it means nothing here.

Owns the masking; refuses to act on a scan and to paint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from samplepoint.domain.classifying import (
    ANSWERED_PAPERS,
    Badge,
    BoxScan,
    Seat,
    TubeScan,
    Unknown,
    classify,
    shown,
)
from samplepoint.domain.codes import normalise
from samplepoint.domain.field_maps import FieldMap, looks_like_line, numbers_in, read_line
from samplepoint.domain.masking import mask_number
from samplepoint.domain.outcomes import Outcome, accepted, needs
from samplepoint.domain.own_codes import Command, parse_paper
from samplepoint.domain.people import Person
from samplepoint.domain.readings import Quality, Reading
from samplepoint.domain.rounds import RoundPlan
from samplepoint.domain.seen import FieldState
from samplepoint.errors import Refusal
from samplepoint.gui.sight import DocumentShot

_OPEN = {TubeScan: "tube", BoxScan: "box", Seat: "seat", Command: "command"}
"""Kinds that name nobody: shown as they are."""
_SECRET = {Badge: "badge", Person: "own_card"}
_LEFT_OPEN = 3
_LONGEST_OPEN = 5


@dataclass(frozen=True, slots=True)
class ScanAccount:
    """The kind (`kind_<value>` is its word), what may be shown, the code of the reason."""

    kind: str
    text: str
    length: int
    why: str = ""


def told_of(shot: DocumentShot) -> Outcome:
    """Return what a test says of a document that was read: its masked number, or why not."""
    if shot.zone is not None and shot.zone.checks:
        return accepted("device_card_heard", number=mask_number(shot.zone.number))
    if shot.card is None:
        return needs("zone_unproved")
    number = shot.card.number
    if number.state is FieldState.GREEN:
        return accepted("device_card_heard", number=mask_number(number.value))
    return needs("device_card_unsure", why=number.why)


def account_of(
    reading: Reading, plan: RoundPlan, today: date, maps: Sequence[FieldMap] = ()
) -> ScanAccount:
    """Return what may be said about a reading by the rules of a round.

    `maps` are how this laptop's card readers write their lines.
    """
    text = normalise(reading.text)
    length = len(reading.text)
    meaning = classify(reading, plan, today)
    if kind := _OPEN.get(type(meaning)):
        return ScanAccount(kind, text, length)
    if kind := _SECRET.get(type(meaning)):
        return ScanAccount(kind, text[:_LEFT_OPEN] + "•" * 6, length)
    if not isinstance(meaning, Unknown):
        return ScanAccount("person", mask_number(text), length)
    if looks_like_line(reading.text) and reading.quality is Quality.GOOD:
        return _account_of_line(reading.text, today, maps)
    if plan.bag(text):
        return ScanAccount("bag", text, length)
    if parse_paper(text):
        why = "" if meaning.code in ANSWERED_PAPERS else meaning.code
        return ScanAccount("paper", shown(text), length, why)
    # It may be a part of somebody's number.
    masked = text if len(text) <= _LONGEST_OPEN else mask_number(shown(text))
    return ScanAccount("unknown", masked, length, meaning.code)


def _account_of_line(text: str, today: date, maps: Sequence[FieldMap]) -> ScanAccount:
    """Say of a card reader's line whose number it bears, masked, and whether it can be read."""
    number = next(iter(numbers_in(text)), "")
    try:
        why = "" if read_line(text, maps, today) else "card_line_no_map"
    except Refusal as refusal:
        why = refusal.code
    return ScanAccount("card_line", mask_number(number), len(text), why)
