"""What one seat of the packing place works on between two scans; nothing of it is durable.

Owns when a count, a check or a proof no longer holds; refuses to read and to store anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from samplepoint.domain.codes import BagCode, BoxCode, TubeCode
from samplepoint.domain.outcomes import Changed, Outcome, needs
from samplepoint.errors import Value
from samplepoint.services.counting import CountEntry
from samplepoint.services.packing import NO_BAG
from samplepoint.services.proving import Proof
from samplepoint.services.rescanning import Rescan
from samplepoint.storage.desk_queries import BoxRow


@dataclass(frozen=True, slots=True)
class Missing:
    """Tubes of a box that a check or a proof did not find; it ends when the box changes."""

    box: BoxCode
    changed_seq: int
    tubes: tuple[TubeCode, ...]


@dataclass(slots=True)
class InHand:
    """What one seat works on; a count, a check or a proof ends when its box changes."""

    box: BoxCode | None = None
    bag: BagCode = NO_BAG
    count: CountEntry | None = None
    rescan: Rescan | None = None
    """Every tube is scanned again: by a second person (a `Proof`), or by who counted."""
    missing: Missing | None = None
    is_taking_out: bool = False
    ended: str = ""
    """Why the last count, check or proof ended before its time; told at the next scan."""
    ended_box: str = ""

    @property
    def proof(self) -> Proof | None:
        """The proof under way."""
        return self.rescan if isinstance(self.rescan, Proof) else None

    @property
    def blind_box(self) -> BoxCode | None:
        """The box of which nothing may be told now."""
        if self.count:
            return self.count.box
        return self.rescan.box if self.rescan else None

    def end_count(self, box: BoxRow | None) -> None:
        """Let a count go whose box was changed or sealed meanwhile."""
        count = self.count
        if count and not count.is_of(box):
            self.count, self.ended, self.ended_box = None, "count_void", count.box

    def end_missing(self, box: BoxRow | None) -> None:
        """Forget what was missing in a box that was changed since."""
        if self.missing and (box is None or box.changed_seq != self.missing.changed_seq):
            self.missing = None


def asks(code: str, **values: Value) -> Outcome:
    """Build the answer that asks for one more thing and lets the screen read the box again."""
    return replace(needs(code, **values), changed=frozenset({Changed.BOX}))
