"""Counting, checking and proving the box in hand, up to its seal.

Owns the way from the seal key to the seal; refuses to know what a count and a proof are worth.
"""

from __future__ import annotations

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.rounds import SealRule
from samplepoint.errors import Refusal
from samplepoint.services.counting import CountEntry, Counting, told
from samplepoint.services.packing import Packing
from samplepoint.services.packing_hand import Missing, asks
from samplepoint.services.packing_hands import Hands
from samplepoint.services.proving import Proof, Proving
from samplepoint.services.rescanning import Rescan, Rescanning
from samplepoint.services.station import Place, Station
from samplepoint.storage.desk_queries import BoxRow


class CountingPlace(Hands):
    """The steps between a packed box and a sealed one."""

    def __init__(self, station: Station, packing: Packing) -> None:
        """Begin with empty hands."""
        super().__init__(station, packing)
        self._counting = Counting(station)
        self._proving = Proving(station)
        self._rescanning = Rescanning(station)

    def seal(self, place: Place) -> Outcome:
        """Seal the box in hand, or go on towards it: ask for the count, compare it, end scans.

        Raises:
            Refusal: `no_open_box`, and what counting, proving and sealing raise.
        """
        hand = self.in_hand(place)
        if hand.rescan or (hand.count and hand.count.digits):
            return self.confirm(place)
        box = self._box(place)
        if hand.is_taking_out and hand.missing:
            return self._take_missing_out(place, hand.missing)
        hand.is_taking_out, hand.ended = False, ""
        outcome = self._packing.seal_box(place, box)
        if outcome.code == "count_box":
            return self._begin_count(place, box, outcome)
        if outcome.is_accepted:
            self._empty(place)
        return outcome

    def _begin_count(self, place: Place, box: BoxCode, asked: Outcome) -> Outcome:
        row = self._row(box)
        if row is None:
            raise Refusal("box_not_open", box=box)
        differing = self._counting.differing(row)
        if differing.is_told:
            return asks("check_tubes", **told(box, differing))
        hand = self._hands[place.seat]
        hand.box, hand.count = box, CountEntry(box, row.changed_seq, len(differing.counts))
        return asked

    def count(self, place: Place, text: str) -> Outcome:
        """Take a whole number as the count; after printed digits it is shown first.

        Raises:
            Refusal: `no_count_asked`, `count_void`, and as `Counting.count_box`.
        """
        entry = self._entry(place)
        if entry.digits:
            return self.put_digits(place, text)
        return self._compare(place, entry, text)

    def put_digits(self, place: Place, text: str) -> Outcome:
        """Show a number as the count so far; it waits for confirming, as one-by-one digits do.

        Raises:
            Refusal: `no_count_asked`, `count_void`.
        """
        return self._keep(place, self._entry(place).with_digits(text))

    def add_digit(self, place: Place, digit: str) -> Outcome:
        """Add one digit to the count.

        Raises:
            Refusal: `no_count_asked`, `count_void`, `count_too_long`.
        """
        return self._keep(place, self._entry(place).with_digit(digit))

    def _entry(self, place: Place) -> CountEntry:
        entry = self.in_hand(place).count
        if entry is None:
            self._refuse_ended(place)
            raise Refusal("no_count_asked")
        return entry

    def _keep(self, place: Place, entry: CountEntry) -> Outcome:
        self.in_hand(place).count = entry
        if not entry.digits:
            return asks("count_box", box=entry.box)
        return asks("count_digits", box=entry.box, digits=entry.digits)

    def _compare(self, place: Place, entry: CountEntry, digits: str) -> Outcome:
        # Whatever comes of it, these digits are used up: the next ones are a new count.
        hand = self.in_hand(place)
        hand.count = entry.with_digits("")
        try:
            outcome = self._counting.count_box(place, entry.box, int(digits))
        except Refusal as refusal:
            row = self._row(entry.box)
            if refusal.code == "count_differs" and row:
                attempts = len(self._counting.differing(row).counts)
                hand.count = CountEntry(entry.box, entry.changed_seq, attempts)
            elif refusal.code != "count_zero":
                # Told, or void: nobody counts blind now.
                hand.count = None
            raise
        row = self._row(entry.box)
        self._empty(place, entry.box if row and row.status == "open" else None)
        return outcome

    def confirm(self, place: Place) -> Outcome:
        """End the scans or the count under way and compare; or take out what is missing.

        Raises:
            Refusal: `nothing_to_confirm`, `rescan_differs`, and as `Proving.finish`,
                `Rescanning.finish` and `Counting.count_box`.
        """
        hand = self.in_hand(place)
        if hand.rescan:
            rescan, hand.rescan = hand.rescan, None
            return self._end_scans(place, rescan)
        if hand.count:
            if not hand.count.digits:
                return asks("count_box", box=hand.count.box)
            return self._compare(place, hand.count, hand.count.digits)
        self._refuse_ended(place)
        if hand.missing:
            return self._take_missing_out(place, hand.missing)
        raise Refusal("nothing_to_confirm")

    def _end_scans(self, place: Place, rescan: Rescan) -> Outcome:
        row = self._row(rescan.box)
        difference = rescan.against([tube.code for tube in self._queries.tubes_in(rescan.box)])
        if row and difference.missing:
            self._hands[place.seat].missing = Missing(row.code, row.changed_seq, difference.missing)
        if isinstance(rescan, Proof):
            outcome = self._proving.finish(place, rescan)
            self._empty(place)
            return outcome
        found = self._rescanning.finish(place, rescan)
        if not found.is_none:
            raise Refusal("rescan_differs", box=rescan.box, **found.values())
        return self._begin_count(place, rescan.box, asks("rescan_agrees", box=rescan.box))

    def _take_missing_out(self, place: Place, missing: Missing) -> Outcome:
        self._refuse_blind(place, missing.box)
        outcome = self._packing.unpack_tubes(place, missing.box, missing.tubes)
        self._empty(place, missing.box)
        return outcome

    def _begin_scans(self, place: Place, box: BoxRow) -> Outcome | None:
        """Begin the proof or the check that an open box waits for, None where it waits for none."""
        if box.is_counted:
            if self._station.plan.seal_rule is SealRule.PROVED:
                return self._begin_proof(place, box)
            return None
        if not self._counting.differing(box).is_told:
            return None
        rescan = self._rescanning.begin(place, box.code)
        self._empty(place, box.code).rescan = rescan
        return asks("rescan_begun", box=box.code)

    def _begin_proof(self, place: Place, box: BoxRow) -> Outcome:
        if box.counted_by == place.staff.id:
            self._empty(place, box.code)
            return asks("prove_box", box=box.code, by=place.staff.name)
        proof = self._proving.begin(place, box.code)
        self._empty(place, box.code).rescan = proof
        return asks("proof_begun", box=box.code)
