"""What a tried code would be under the rules that are being written.

Owns the sentence's code for each meaning; refuses to know fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from samplepoint.domain.classifying import Badge, BoxScan, Meaning, Seat, TubeScan, Unknown
from samplepoint.domain.codes import CodeRule
from samplepoint.domain.documents import Document
from samplepoint.domain.own_codes import Command
from samplepoint.domain.people import Person
from samplepoint.errors import Refusal, Value
from samplepoint.services.first_start import RulesEntry

_EXAMPLE_NUMBER = 37


@dataclass(frozen=True, slots=True)
class Trial:
    """What to show beside the rules: `state` is a colour's name, `code` a sentence."""

    state: str
    code: str
    values: Mapping[str, Value] = field(default_factory=dict)
    tube: str = ""
    box: str = ""
    """An example of each kind; empty while a rule cannot be read."""


def try_code(rules: RulesEntry, untrusted_code: str, today: date) -> Trial:
    """Say what a code would mean; rules that cannot be read say so themselves."""
    try:
        tube = CodeRule(rules.tube_mask).example(_EXAMPLE_NUMBER)
        box = CodeRule(rules.box_mask).example(_EXAMPLE_NUMBER)
        if not untrusted_code:
            return Trial("empty", "", tube=tube, box=box)
        meaning = rules.meaning(untrusted_code, today)
    except Refusal as refusal:
        return Trial("bad", refusal.code, refusal.values)
    state, code, values = _told(meaning, rules)
    return Trial(state, code, values, tube, box)


def _told(meaning: Meaning, rules: RulesEntry) -> tuple[str, str, Mapping[str, Value]]:
    match meaning:
        case TubeScan():
            return "good", "trial_tube", {"tube": meaning.code, "size": rules.pool_size}
        case BoxScan():
            return "good", "trial_box", {"box": meaning.code}
        case Document() | Person():
            return "confirm", "trial_document", {}
        case Command() | Seat():
            return "confirm", "trial_command", {}
        case Badge():
            return "confirm", "trial_badge", {}
        case Unknown():
            return "bad", meaning.code, {"text": meaning.shown}
        case _:
            assert_never(meaning)
