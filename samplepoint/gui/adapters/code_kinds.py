"""What a code in a camera's view would be at this desk, asked at every frame on the eye's thread.

Owns the kinds and the reason why a stranger means nothing; refuses to act. A camera sees codes that
nobody aimed at: a number that nothing proves is none of a person's here.
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
from samplepoint.errors import Refusal, SamplepointError

_NAMES = {
    TubeScan: "tube",
    BoxScan: "box",
    Person: "person",
    Badge: "badge",
    Seat: "seat",
    Command: "command",
}
_UNPROVED = frozenset({DocumentType.TW_PERMIT, DocumentType.HKM_PERMIT})
"""Their numbers have no check digit: eight digits are on every box of gloves."""
_BY_VOTE = "code_not_expected"
_MOST_STRANGERS = 20


@dataclass(frozen=True, slots=True)
class Ground:
    """What a code is judged by: the round's rules and the day."""

    plan: RoundPlan
    today: date


class CodeKinds:
    """Says the kind of a code and remembers why a stranger was none. Set `ground` to begin."""

    def __init__(self) -> None:
        """Expect nothing yet."""
        self.ground: Ground | None = None
        """Replaced as a whole by the window's thread, read by the eye's."""
        self._strangers: dict[str, Unknown] = {}

    def kind_of(self, code: CodeSeen) -> str:
        """Return what a code would be here, "" for a stranger."""
        ground = self.ground
        if ground is None:
            return ""
        meaning = classify(Reading(code.text, Source.CAMERA), ground.plan, ground.today)
        kind = _kind(meaning, normalise(code.text), ground.plan)
        if not kind:
            self._note(str(code.format), meaning, code.text)
        return kind

    def _note(self, form: str, meaning: Meaning, text: str) -> None:
        if len(self._strangers) > _MOST_STRANGERS:
            self._strangers.clear()
        if not isinstance(meaning, Unknown):
            meaning = Unknown(_BY_VOTE, shown(normalise(text)))
        self._strangers[form] = meaning

    def explained(self, refusal: SamplepointError) -> SamplepointError:
        """Give a refusal of the vote the classifier's reason, where it has one."""
        if refusal.code != _BY_VOTE:
            return refusal
        stranger = self._strangers.get(str(refusal.values.get("format")))
        return Refusal(stranger.code, text=stranger.shown) if stranger else refusal


def _kind(meaning: Meaning, text: str, plan: RoundPlan) -> str:
    if isinstance(meaning, Unknown):
        if parse_paper(text) is not None:
            return "paper"
        return "bag" if plan.bag(text) else ""
    if isinstance(meaning, Document):
        is_proved = meaning.type not in _UNPROVED and not meaning.confirm
        return "person" if is_proved else ""
    return _NAMES[type(meaning)]
