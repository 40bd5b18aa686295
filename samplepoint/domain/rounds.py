"""A round and the settings that hold for one place in it.

Owns the plan (pool size, order, code rules, limits) and its presets; refuses to know storage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from samplepoint.domain.codes import BagCode, BoxCode, Check, CodeRule, TubeCode, first_match
from samplepoint.domain.documents import recognise
from samplepoint.domain.symbol_rules import SymbolRules
from samplepoint.errors import Refusal

LARGEST_POOL = 50
LONGEST_PLACE_NAME = 60
"""Characters of a round's or a point's name."""
_TRIALS = 24


class Order(StrEnum):
    """What is scanned first at the desk."""

    TUBE_FIRST = "tube_first"
    PEOPLE_FIRST = "people_first"


class SealRule(StrEnum):
    """What must have happened before a box may be sealed."""

    PLAIN = "plain"
    COUNTED = "counted"
    """Somebody counted the tubes by hand, before the screen said how many were scanned."""
    PROVED = "proved"
    """And somebody else scanned every tube again, without seeing the list."""


class Site(StrEnum):
    """Where the swab is taken."""

    THROAT = "throat"
    NOSE = "nose"
    NASOPHARYNX = "nasopharynx"


@dataclass(frozen=True, slots=True)
class CodePreset:
    """A pair of code rules offered at the first start, under a name of the wording catalogue."""

    name: str
    tube: str
    box: str


PRESETS = (
    CodePreset("preset_t10_bx6", "T#{10}", "BX#{6}"),
    CodePreset("preset_digits12", "#{12}", "BX#{6}"),
    CodePreset("preset_digits10", "#{10}", "X#{8}"),
    CodePreset("preset_letter_digits", "@{1,3}#{8,14}", "BOX#{6,10}"),
)


KEEP_DAYS = 60
"""Days for which people are kept where a round does not say."""

LONGEST_KEPT_DAYS = 3650


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """The settings of one round at one point; what the first page asks and a file may bring."""

    round_id: str
    round_name: str
    point_name: str
    pool_size: int = 10
    order: Order = Order.TUBE_FIRST
    tube_rules: tuple[CodeRule, ...] = (CodeRule("T#{10}"),)
    box_rules: tuple[CodeRule, ...] = (CodeRule("BX#{6}"),)
    site: Site = Site.THROAT
    box_capacity: int = 20
    oldest_limit_minutes: int = 240
    idle_lock_minutes: int = 30
    exclusions: tuple[str, ...] = ("vaccinated_48h", "infant")
    infant_months: int = 0
    """Below this age a warning `infant` is shown; 0 switches it off. Never a block."""
    seal_rule: SealRule = SealRule.PLAIN
    bag_rules: tuple[CodeRule, ...] = ()
    """Codes of sealed bags inside a box; none: this round uses no bags."""
    bag_capacity: int = 20
    symbols: SymbolRules = field(default_factory=SymbolRules)
    """Which kinds of symbol a camera may take for a tube, a box, a document ..."""
    keep_days: int = KEEP_DAYS
    """Days after which the people of this round are erased; 0: never."""

    def __post_init__(self) -> None:
        """Refuse a plan no desk could work with.

        Raises:
            Refusal: `pool_size_range`, `round_name_missing`, `point_name_missing`,
                `keep_days_range`.
        """
        if not 0 <= self.keep_days <= LONGEST_KEPT_DAYS:
            raise Refusal("keep_days_range", longest=LONGEST_KEPT_DAYS)
        if not 1 <= self.pool_size <= LARGEST_POOL:
            raise Refusal("pool_size_range", largest=LARGEST_POOL)
        if not self.round_name:
            raise Refusal("round_name_missing")
        if not self.point_name:
            raise Refusal("point_name_missing")

    def tube(self, code: str) -> TubeCode | None:
        """Parse a normalised code as a tube of this round."""
        return TubeCode(code) if first_match(self.tube_rules, code) else None

    def box(self, code: str) -> BoxCode | None:
        """Parse a normalised code as a box of this round."""
        return BoxCode(code) if first_match(self.box_rules, code) else None

    def bag(self, code: str) -> BagCode | None:
        """Parse a normalised code as a bag of this round."""
        return BagCode(code) if first_match(self.bag_rules, code) else None

    def capacity(self, tube: TubeCode) -> int:
        """Return how many people the tube may hold: what its rule implies, or the round's size."""
        rule = first_match(self.tube_rules, tube)
        return (rule.pool_size if rule else 0) or self.pool_size

    def to_body(self) -> dict[str, Any]:
        """Return the plan as plain values for a fact or a file."""
        return asdict(self)

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> RoundPlan:
        """Read a plan back; unknown keys of a newer program are left aside.

        Raises:
            Refusal: as the constructors say; `plan_unreadable` when a value has no meaning here.
        """
        known = {key: body[key] for key in cls.__dataclass_fields__ if key in body}
        try:
            known["order"] = Order(known.get("order", Order.TUBE_FIRST))
            known["site"] = Site(known.get("site", Site.THROAT))
            known["seal_rule"] = SealRule(known.get("seal_rule", SealRule.PLAIN))
            known.setdefault("bag_rules", ())
            for rules in ("tube_rules", "box_rules", "bag_rules"):
                known[rules] = tuple(
                    CodeRule(r["mask"], Check(r["check"]), r["pool_size"]) for r in known[rules]
                )
            known["symbols"] = SymbolRules.from_body(known.get("symbols", {}))
            known["exclusions"] = tuple(known.get("exclusions", ()))
            return cls(**known)
        except (KeyError, TypeError, ValueError):
            raise Refusal("plan_unreadable") from None


@dataclass(frozen=True, slots=True)
class ClosedRound:
    """When a round was closed (UTC), by whom, and why."""

    closed_utc: str
    staff_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """A round: its id, how most books call it, who is in it, and whether it is closed."""

    round_id: str
    name: str
    people: int
    closed: ClosedRound | None


def refuse_ambiguous_rules(plan: RoundPlan, today: date) -> None:
    """Refuse code rules under which one scan could mean two things.

    Raises:
        Refusal: `rule_like_document` (a tube, box or bag could be read as a person's number),
            `rules_overlap` (one code would be two of them).
    """
    for rule in (*plan.tube_rules, *plan.box_rules, *plan.bag_rules):
        for seed in range(_TRIALS):
            if _is_document(rule.example(seed * 4_567_891 + 1), today):
                raise Refusal("rule_like_document", mask=rule.mask)
    for rule in (*plan.tube_rules, *plan.box_rules, *plan.bag_rules):
        for seed in range(_TRIALS):
            code = rule.example(seed + 1)
            if sum(map(bool, (plan.tube(code), plan.box(code), plan.bag(code)))) > 1:
                raise Refusal("rules_overlap", mask=rule.mask)


def _is_document(code: str, today: date) -> bool:
    try:
        return recognise(code, today) is not None
    except Refusal:
        return True
