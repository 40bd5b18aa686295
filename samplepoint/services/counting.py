"""The blind count: somebody counts the tubes by eye, and only then hears what was scanned.

Owns the comparison and its record, and the digits that a scanner types one by one; refuses to
know screens. A count by hand and a count by scan are different facts.
"""

from __future__ import annotations

from dataclasses import dataclass

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Changed, Outcome, accepted
from samplepoint.domain.rounds import SealRule
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.sealing import Sealing, Vouching
from samplepoint.services.station import Place, Station, demand

LONGEST_COUNT = 3
"""Digits of a count; no box holds a thousand tubes."""


@dataclass(frozen=True, slots=True)
class CountEntry:
    """A count that is being entered: for which box, as it was then, and the digits so far."""

    box: BoxCode
    changed_seq: int
    digits: str = ""

    def with_digit(self, digit: str) -> CountEntry:
        """Return the entry with one more digit.

        Raises:
            Refusal: `count_too_long`.
        """
        if len(self.digits) >= LONGEST_COUNT:
            raise Refusal("count_too_long", box=self.box, digits=self.digits)
        return CountEntry(self.box, self.changed_seq, self.digits + digit)

    def without_last(self) -> CountEntry:
        """Return the entry with its last digit taken back."""
        return CountEntry(self.box, self.changed_seq, self.digits[:-1])


def is_count(text: str) -> bool:
    """Tell whether a normalised text can be a count: one to three ASCII digits."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_COUNT


class Counting:
    """The verb of who counts. Raises `Refusal` or answers; commits once either way."""

    def __init__(self, station: Station) -> None:
        """Work on this station's book."""
        self._station = station
        self._sealing = Sealing(station)

    def count_box(self, place: Place, code: BoxCode, counted: int) -> Outcome:
        """Compare a count by hand with what was scanned; equal seals the box where that is all.

        A count that differs is on record too: how often a box was counted wrong says something.

        Raises:
            Refusal: `count_differs` (with both numbers), `box_not_open`, `box_empty`, `not_yours`.
        """
        demand(place, Deed.PACK)
        content = self._sealing.content(code)
        scanned, rule = len(content.tubes), self._station.plan.seal_rule
        seals = counted == scanned and rule is SealRule.COUNTED
        outcome = None
        with self._station.gesture(place) as draft:
            body = {"box": code, "counted": counted, "scanned": scanned, "way": "hand"}
            draft.record(Kind.BOX_COUNTED, body)
            if seals:
                vouching = Vouching(counted, place.staff.id)
                outcome = self._sealing.record(draft, content, vouching)
        if counted != scanned:
            raise Refusal("count_differs", box=code, counted=counted, scanned=scanned)
        return outcome or accepted(
            "count_agrees", Changed.BOX, box=code, tubes=scanned, by=place.staff.name
        )
