"""What a code in a camera's view would be at this desk, asked at every frame on the eye's thread.

Owns the memory of why a stranger was none; refuses to judge (see `domain.code_sight`) and to act.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samplepoint.domain.code_sight import judge
from samplepoint.domain.rounds import RoundPlan
from samplepoint.domain.seen import CodeSeen
from samplepoint.errors import Refusal, SamplepointError

_BY_VOTE = frozenset({"code_not_expected", "code_not_accepted"})
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
        self._strangers: dict[str, Refusal] = {}

    def kind_of(self, code: CodeSeen) -> str:
        """Return what a code would be here, "" for a stranger."""
        ground = self.ground
        if ground is None:
            return ""
        judged = judge(code, ground.plan, ground.today)
        if judged.why is not None:
            if len(self._strangers) > _MOST_STRANGERS:
                self._strangers.clear()
            self._strangers[str(code.format)] = judged.why
        return judged.kind

    def explained(self, refusal: SamplepointError) -> SamplepointError:
        """Give a refusal of the vote the reason why the code was a stranger, where there is one."""
        if refusal.code not in _BY_VOTE:
            return refusal
        return self._strangers.get(str(refusal.values.get("format")), refusal)
