"""The blind count: somebody counts the tubes by eye, and only then hears what was scanned.

Owns the comparison and its record, when the number may be told, and the digits that a scanner
types one by one; refuses to know screens. A count by hand and a count by scan are different facts.
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
from samplepoint.storage.count_queries import CountQueries
from samplepoint.storage.desk_queries import BoxRow

LONGEST_COUNT = 3
"""Digits of a count; no box holds a thousand tubes."""
TOLD_AFTER = 2
"""So many counts that differ, each made blind; then the number of scans is told. From then on
nobody counts blind any more, so a further count says nothing before something was done."""


@dataclass(frozen=True, slots=True)
class CountEntry:
    """A count that is being entered: for which box, as it was then, and the digits so far."""

    box: BoxCode
    changed_seq: int
    attempts: int = 0
    """How many counts of this content differed already."""
    digits: str = ""

    def is_of(self, box: BoxRow | None) -> bool:
        """Tell whether it still speaks of this box, open and unchanged."""
        return box is not None and box.status == "open" and box.changed_seq == self.changed_seq

    def with_digit(self, digit: str) -> CountEntry:
        """Return the entry with one more digit.

        Raises:
            Refusal: `count_too_long`.
        """
        if len(self.digits) >= LONGEST_COUNT:
            raise Refusal("count_too_long", box=self.box, digits=self.digits)
        return self.with_digits(self.digits + digit)

    def with_digits(self, digits: str) -> CountEntry:
        """Return the entry with these digits instead."""
        return CountEntry(self.box, self.changed_seq, self.attempts, digits)


@dataclass(frozen=True, slots=True)
class Differing:
    """The counts by hand that differed since anything was done about it, and the scans then."""

    counts: tuple[int, ...]
    scanned: int

    @property
    def is_told(self) -> bool:
        """Tell whether the number of scans was told: no count is blind any more."""
        return len(self.counts) >= TOLD_AFTER


def is_count(text: str) -> bool:
    """Tell whether a normalised text can be a count: one to three ASCII digits."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_COUNT


class Counting:
    """The verb of who counts. Raises `Refusal` or answers; commits once either way."""

    def __init__(self, station: Station) -> None:
        """Work on this station's book."""
        self._station = station
        self._sealing = Sealing(station)
        self._counts = CountQueries(station.book)

    def differing(self, box: BoxRow) -> Differing:
        """Return the counts of a box that differed and still stand.

        They end when anything in the box changes, when every tube was scanned again and the very
        same tubes were found, and when a count agrees.
        """
        counts: tuple[int, ...] = ()
        for row in self._counts.counts_since(box.code, box.changed_seq):
            if row.agrees:
                counts = ()
            elif row.way == "hand":
                counts = (*counts, row.counted)
        return Differing(counts, box.tubes)

    def count_box(self, place: Place, code: BoxCode, counted: int) -> Outcome:
        """Compare a count by hand with what was scanned; equal seals the box where that is all.

        A count that differs is on record too: how often a box was counted wrong says something.
        The first difference does not tell the number of scans, so that the second count is blind.

        Raises:
            Refusal: `count_differs`; `count_differs_again` (with both counts and the scans);
                `check_tubes` when these were told before and nothing was done since;
                `count_zero`, `box_not_open`, `box_empty`, `not_yours`.
        """
        demand(place, Deed.PACK)
        content = self._sealing.content(code)
        if not counted:
            raise Refusal("count_zero", box=code)
        before = self.differing(content.box)
        if before.is_told:
            raise Refusal("check_tubes", **told(code, before))
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
            now = Differing((*before.counts, counted), scanned)
            if now.is_told:
                raise Refusal("count_differs_again", **told(code, now))
            raise Refusal("count_differs", box=code, counted=counted)
        return outcome or accepted(
            "count_agrees", Changed.BOX, box=code, tubes=scanned, by=place.staff.name
        )


def told(code: BoxCode, differing: Differing) -> dict[str, str | int]:
    """Return what is said of two counts that differ: both numbers, and how many were scanned."""
    first, *_between, last = differing.counts
    return {"box": code, "first": first, "counted": last, "scanned": differing.scanned}
