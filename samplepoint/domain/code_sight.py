"""What a code in a picture would be at a desk: a tube, a box, a person; or why it is none.

Owns the rules for what nobody aimed at: a camera sees codes that lie around, so a number that
nothing proves is no person's here, and a symbol must be of a kind that the round allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samplepoint.domain.classifying import (
    Badge,
    BoxScan,
    Meaning,
    Seat,
    TubeScan,
    Unknown,
    classify,
    shown,
)
from samplepoint.domain.codes import normalise
from samplepoint.domain.documents import Document, DocumentType
from samplepoint.domain.own_codes import Command, parse_paper
from samplepoint.domain.people import Person
from samplepoint.domain.readings import Reading, Source
from samplepoint.domain.rounds import RoundPlan
from samplepoint.domain.seen import CodeSeen
from samplepoint.domain.symbol_rules import CodeUse
from samplepoint.errors import Refusal

_KINDS = {
    TubeScan: ("tube", CodeUse.TUBE),
    BoxScan: ("box", CodeUse.BOX),
    Person: ("person", CodeUse.CARD),
    Badge: ("badge", CodeUse.OWN),
    Seat: ("seat", CodeUse.OWN),
    Command: ("command", CodeUse.OWN),
}
_UNPROVED = frozenset({DocumentType.TW_PERMIT, DocumentType.HKM_PERMIT})
"""Their numbers have no check digit: eight digits are on every box of gloves."""
_NOBODY_AIMED = "code_not_expected"


@dataclass(frozen=True, slots=True)
class Judged:
    """The kind of thing a code is ("tube", "box", "person" ...), "" with the reason where none."""

    kind: str
    why: Refusal | None = None


def judge(code: CodeSeen, plan: RoundPlan, today: date) -> Judged:
    """Say what a code that was seen counts as under a round's rules; never raises."""
    if code.problem:
        return Judged("", Refusal(code.problem))
    meaning = classify(Reading(code.text, Source.CAMERA), plan, today)
    text = normalise(code.text)
    found = _kind(meaning, text, plan)
    if found is None:
        return Judged("", _reason(code, meaning, text))
    kind, use = found
    try:
        plan.symbols.demand(use, code.format)
    except Refusal as refusal:
        return Judged("", Refusal(refusal.code, **refusal.values, text=shown(text)))
    return Judged(kind)


def _kind(meaning: Meaning, text: str, plan: RoundPlan) -> tuple[str, CodeUse] | None:
    if isinstance(meaning, Unknown):
        if parse_paper(text) is not None:
            return "paper", CodeUse.OWN
        return ("bag", CodeUse.BOX) if plan.bag(text) else None
    if isinstance(meaning, Document):
        is_proved = meaning.type not in _UNPROVED and not meaning.confirm
        return ("person", CodeUse.DOCUMENT) if is_proved else None
    return _KINDS[type(meaning)]


def _reason(code: CodeSeen, meaning: Meaning, text: str) -> Refusal:
    """Name the weak kind of symbol before what its text may lack."""
    if not code.is_accepted:
        return Refusal("code_not_accepted", format=str(code.format))
    why = meaning.code if isinstance(meaning, Unknown) else _NOBODY_AIMED
    return Refusal(why, text=shown(text))
