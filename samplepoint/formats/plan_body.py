"""The plan of a round as a file brings it: every member of the kind that a plan has there.

Owns the kinds, which it takes from the plan itself; refuses to know what the members mean.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from samplepoint.domain.codes import CodeRule
from samplepoint.domain.facts import plain_json
from samplepoint.domain.rounds import RoundPlan
from samplepoint.errors import Damage

_RULES: Final = (CodeRule("T#{10}"),)
_PLAN: Final = RoundPlan("R", "R", "P", tube_rules=_RULES, box_rules=_RULES, bag_rules=_RULES)
_EXAMPLE: Final = json.loads(plain_json(_PLAN.to_body()))
_MOST: Final = 100
_LONGEST: Final = 200


def read_plan(untrusted: Mapping[str, Any]) -> RoundPlan:
    """Return the plan; what a later program added is left aside.

    Raises:
        Damage: `content_wrong` (value `member`) for a member of another kind.
        Refusal: what `RoundPlan.from_body` raises.
    """
    for name, example in _EXAMPLE.items():
        if name in untrusted and not _is_alike(untrusted[name], example):
            raise Damage("content_wrong", member=name)
    return RoundPlan.from_body(untrusted)


def _is_alike(value: object, example: object) -> bool:
    """Tell whether a value is made as an example is; a list, as its first one is throughout."""
    if type(value) is not type(example):
        return False
    if isinstance(value, str):
        return len(value) <= _LONGEST and value.isprintable()
    if isinstance(value, list) and isinstance(example, list):
        return len(value) <= _MOST and all(_is_alike(one, example[0]) for one in value)
    if isinstance(value, dict) and isinstance(example, dict):
        return all(name not in value or _is_alike(value[name], example[name]) for name in example)
    return True
