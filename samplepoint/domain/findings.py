"""What cannot be right when the facts of several books come together, and what was decided.

Owns the kinds of findings and when one is the same as before; refuses to look for any.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

_PLACE: Final = ("station", "seq", "number", "first", "last")
"""Members that say which place it is, whatever becomes of what is there."""
Row = dict[str, Any]


class FindingKind(StrEnum):
    """What cannot be right."""

    PERSON_TWICE = "person_twice"
    TUBE_TWICE = "tube_twice"
    TUBE_TWO_BOXES = "tube_two_boxes"
    BOX_TWICE = "box_twice"
    STATION_NAME_TWICE = "station_name_twice"
    FACTS_MISSING = "facts_missing"
    FACTS_FORKED = "facts_forked"
    """A back-up was restored that lacked work which has arrived here."""
    CLOCK_OFF = "clock_off"


class Ruling(StrEnum):
    """What a person may decide."""

    ALL_RIGHT = "all_right"
    """Everything stays as it is: two swabs were taken, two laptops have one name."""
    KEEP_ONE = "keep_one"
    """One place is right; the samples or tubes of the others are voided."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, by whom, when (UTC) and why."""

    ruling: Ruling
    reason: str
    staff_id: str
    at_utc: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that cannot be right: what it is about, and everything each side says.

    `key` names it together with kind and round: a person as `state` does, a tube or box by its
    code, a station by its name. A place always says `station` and `point`.
    """

    kind: FindingKind
    key: str
    round_id: str
    places: tuple[Row, ...]
    decision: Decision | None = None

    @property
    def digest(self) -> str:
        """Return what changes when another place turns up: a decision was not about that."""
        which = [[place[name] for name in _PLACE if name in place] for place in self.places]
        return hashlib.sha256(json.dumps(which).encode()).hexdigest()[:16]

    def to_object(self) -> Row:
        """Return it as the command line prints it."""
        decision = self.decision
        return {
            "kind": str(self.kind),
            "key": self.key,
            "round": self.round_id,
            "places": list(self.places),
            "decision": {
                "ruling": str(decision.ruling),
                "reason": decision.reason,
                "by": decision.staff_id,
                "at": decision.at_utc,
            }
            if decision
            else None,
        }
