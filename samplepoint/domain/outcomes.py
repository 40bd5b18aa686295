"""What the desk answers to a gesture: a verdict, a code with values, and what changed.

Owns the shape of an answer; refuses to know sentences, colours and sounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from samplepoint.errors import Value


class Verdict(StrEnum):
    """Four kinds of answer, told apart by colour, shape and sound."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NEEDS = "needs"
    """One more thing is asked for; nothing was stored yet."""
    IGNORED = "ignored"
    """Already so: nothing changed, nothing is wrong."""


class Changed(StrEnum):
    """What a screen may have to read again."""

    TUBE = "tube"
    BOX = "box"
    COUNTS = "counts"
    STAFF = "staff"
    PLAN = "plan"
    SEAT = "seat"


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning or a hint beside an answer: a code and its values, never a block."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one gesture. For an accepted one the commit has already happened."""

    verdict: Verdict
    code: str
    values: Mapping[str, Value] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    changed: frozenset[Changed] = frozenset()

    @property
    def is_accepted(self) -> bool:
        """Tell whether the gesture is stored."""
        return self.verdict is Verdict.ACCEPTED

    def noticing(self, notices: tuple[Notice, ...]) -> Outcome:
        """Return the same answer with warnings beside it."""
        return replace(self, notices=notices) if notices else self


def accepted(code: str, *changed: Changed, **values: Value) -> Outcome:
    """Build the answer to a gesture that is committed."""
    return Outcome(Verdict.ACCEPTED, code, values, changed=frozenset(changed))


def refused(code: str, **values: Value) -> Outcome:
    """Build the answer to a gesture that changed nothing."""
    return Outcome(Verdict.REFUSED, code, values)


def needs(code: str, **values: Value) -> Outcome:
    """Build the answer that asks for one more thing before anything is stored."""
    return Outcome(Verdict.NEEDS, code, values)


def ignored(code: str, **values: Value) -> Outcome:
    """Build the answer to a gesture that was already true."""
    return Outcome(Verdict.IGNORED, code, values)
