"""The first page's answers: what a lone laptop must know before its first tube.

Owns the way from the filled page to a plan and a supervisor; refuses to make books and keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from samplepoint.domain.classifying import Meaning, classify
from samplepoint.domain.codes import CodeRule, normalise
from samplepoint.domain.peers import PeerRole
from samplepoint.domain.people import clean_name, clean_text
from samplepoint.domain.readings import Reading, Source
from samplepoint.domain.rounds import (
    LONGEST_PLACE_NAME,
    Order,
    RoundPlan,
    SealRule,
    refuse_ambiguous_rules,
)
from samplepoint.errors import Refusal
from samplepoint.storage.book import new_id

_SHORTEST_PIN, _LONGEST_PIN = 4, 12
PRACTICE_PIN = "000000"
"""Practice data is nobody's: the PIN of its supervisor is known to everybody."""


@dataclass(frozen=True, slots=True)
class FirstStart:
    """A round to begin, and who runs it."""

    plan: RoundPlan
    supervisor_name: str
    pin: str = field(repr=False)
    practice: bool = False
    registrar_names: tuple[str, ...] = ()
    role: PeerRole = PeerRole.POINT
    """A point's book, or a supervisor's in which points come together."""


@dataclass(frozen=True, slots=True)
class RulesEntry:
    """Code rules as typed: masks of `domain.codes`, and the pool size they go with."""

    tube_mask: str
    box_mask: str
    pool_size: int = 10

    def plan(self, round_name: str, point_name: str, order: Order, round_id: str) -> RoundPlan:
        """Return a plan with these rules.

        Raises:
            Refusal: `mask_unreadable`, `mask_length`, `pool_size_range`, `round_name_missing`,
                `point_name_missing`.
        """
        return RoundPlan(
            round_id,
            clean_text(round_name, LONGEST_PLACE_NAME),
            clean_text(point_name, LONGEST_PLACE_NAME),
            self.pool_size,
            order,
            (CodeRule(normalise(self.tube_mask)),),
            (CodeRule(normalise(self.box_mask)),),
        )

    def meaning(self, untrusted_code: str, today: date) -> Meaning:
        """Say what a code would mean under these rules: for trying one before the round begins.

        Raises:
            Refusal: `mask_unreadable`, `mask_length`, `pool_size_range`.
        """
        trial = self.plan("-", "-", Order.TUBE_FIRST, "-")
        return classify(Reading(untrusted_code, Source.TYPED), trial, today)


@dataclass(frozen=True, slots=True)
class FirstStartEntry:
    """The filled page; every text is untrusted. Registrars' names are separated by blanks or 、."""

    round_name: str
    point_name: str
    rules: RulesEntry
    order: Order
    supervisor_name: str
    pin: str = field(repr=False)
    pin_again: str = field(repr=False)
    registrars: str = ""
    seal_rule: SealRule = SealRule.COUNTED
    role: PeerRole = PeerRole.POINT

    def plan(self) -> RoundPlan:
        """Return the round that the page describes.

        Raises:
            Refusal: what `RulesEntry.plan` raises.
        """
        plan = self.rules.plan(self.round_name, self.point_name, self.order, new_id())
        return replace(plan, seal_rule=self.seal_rule)


def parse_first_start(entry: FirstStartEntry, today: date) -> FirstStart:
    """Check the filled page.

    Raises:
        Refusal: what `RulesEntry.plan` and `check` raise; `pin_differs`.
    """
    plan = entry.plan()
    if normalise(entry.pin) != normalise(entry.pin_again):
        raise Refusal("pin_differs")
    first = FirstStart(
        plan,
        clean_name(entry.supervisor_name),
        normalise(entry.pin),
        registrar_names=_names(entry.registrars),
        role=entry.role,
    )
    check(first, today)
    return first


def practice_start(entry: FirstStartEntry, today: date) -> FirstStart:
    """Return a rehearsal of the round that the page describes; its PIN is `PRACTICE_PIN`.

    Raises:
        Refusal: what `RulesEntry.plan` and `refuse_ambiguous_rules` raise.
    """
    plan = entry.plan()
    refuse_ambiguous_rules(plan, today)
    name = clean_name(entry.supervisor_name)
    return FirstStart(plan, name, PRACTICE_PIN, practice=True, role=entry.role)


def check(first: FirstStart, today: date) -> None:
    """Refuse what no point could begin with.

    Raises:
        Refusal: `supervisor_name_missing`, `pin_shape`, `rule_like_document`, `rules_overlap`.
    """
    refuse_ambiguous_rules(first.plan, today)
    if not clean_name(first.supervisor_name):
        raise Refusal("supervisor_name_missing")
    if not is_pin(first.pin):
        raise Refusal("pin_shape")


def is_pin(text: str) -> bool:
    """Tell whether a text can be a PIN: 4 to 12 digits."""
    return text.isascii() and text.isdigit() and _SHORTEST_PIN <= len(text) <= _LONGEST_PIN


def _names(untrusted: str) -> tuple[str, ...]:
    for mark in "、，,;；":
        untrusted = untrusted.replace(mark, " ")
    return tuple(clean_name(name) for name in untrusted.split())
