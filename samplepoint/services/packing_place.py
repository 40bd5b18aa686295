"""What each seat has in hand at the packing place: a box, a bag, a count or a proof under way.

Owns what a scan means there until the next one; refuses to know rules of its own. Nothing of it
is durable but the box, which the book knows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from samplepoint.domain.codes import BagCode, BoxCode, TubeCode
from samplepoint.domain.outcomes import Changed, Outcome, accepted, ignored, needs
from samplepoint.domain.rounds import SealRule
from samplepoint.errors import Refusal
from samplepoint.services.counting import CountEntry, Counting
from samplepoint.services.packing import NO_BAG, Packing
from samplepoint.services.proving import Proof, Proving
from samplepoint.services.station import Place, Station
from samplepoint.storage.desk_queries import BoxRow


@dataclass(slots=True)
class InHand:
    """What one seat works on; a count or a proof ends when its box changes."""

    box: BoxCode | None = None
    bag: BagCode = NO_BAG
    count: CountEntry | None = None
    proof: Proof | None = None


class PackingPlace:
    """The packing places of one window, one for each seat it may turn to."""

    def __init__(self, station: Station, packing: Packing) -> None:
        """Begin with empty hands; an open box of a seat is in its hands again."""
        self._station = station
        self._queries = station.queries
        self._packing = packing
        self._counting = Counting(station)
        self._proving = Proving(station)
        self._hands: dict[str, InHand] = {}

    # -- what is in hand -----------------------------------------------------------------------

    def in_hand(self, place: Place) -> InHand:
        """Return what a seat works on, without a count or proof that no longer holds."""
        hand = self._hands.setdefault(place.seat, InHand())
        if hand.proof and not hand.proof.is_of(self._row(hand.proof.box), place.staff):
            hand.proof = None
        if hand.count:
            row = self._row(hand.count.box)
            is_same = row and row.status == "open" and row.changed_seq == hand.count.changed_seq
            hand.count = hand.count if is_same else None
        return hand

    def current_box(self, seat: str) -> BoxCode | None:
        """Return the box a seat packs into: the one scanned last, else the newest open."""
        open_boxes = self._queries.open_boxes(self._station.plan.round_id)
        chosen = self._hands.setdefault(seat, InHand()).box
        if any(box.code == chosen for box in open_boxes):
            return chosen
        mine = [box.code for box in open_boxes if box.desk == seat]
        return mine[-1] if mine else None

    def bag_of(self, place: Place, box: BoxCode) -> BagCode:
        """Return the bag tubes go into: the one scanned last, else that of the last tube."""
        hand = self.in_hand(place)
        if hand.bag or not self._station.plan.bag_rules:
            return hand.bag
        tubes = self._queries.tubes_in(box)
        return BagCode(tubes[-1].bag) if tubes else NO_BAG

    def _row(self, code: BoxCode) -> BoxRow | None:
        return self._queries.box(code, self._station.plan.round_id)

    def _box(self, place: Place) -> BoxCode:
        box = self.current_box(place.seat)
        if box is None:
            raise Refusal("no_open_box")
        return box

    def _empty(self, place: Place, box: BoxCode | None = None) -> InHand:
        self._hands[place.seat] = InHand(box)
        return self._hands[place.seat]

    # -- scans ---------------------------------------------------------------------------------

    def scan_box(self, place: Place, code: BoxCode) -> Outcome:
        """Take a box in hand, opening it if it is new; a counted one is proved instead.

        Raises:
            Refusal: as `Packing.open_box`.
        """
        box = self._row(code)
        if self._station.plan.seal_rule is SealRule.PROVED and box and box.status == "open":
            if self.in_hand(place).proof and self.current_box(place.seat) == code:
                return ignored("proof_begun_already", box=code)
            if box.is_counted:
                return self._begin_proof(place, box)
        is_other = self.current_box(place.seat) != code
        outcome = self._packing.open_box(place, code)
        if is_other:
            self._empty(place, code)
        self.in_hand(place).box = code
        return outcome

    def _begin_proof(self, place: Place, box: BoxRow) -> Outcome:
        if box.counted_by == place.staff.id:
            self._empty(place, box.code)
            return asks("prove_box", box=box.code, by=place.staff.name)
        proof = self._proving.begin(place, box.code)
        self._empty(place, box.code).proof = proof
        return asks("proof_begun", box=box.code)

    def scan_tube(self, place: Place, code: TubeCode) -> Outcome:
        """Put a tube into the box in hand, or add it to the proof under way.

        Raises:
            Refusal: `no_open_box`, and as `Packing.pack_tube`.
        """
        proof = self.in_hand(place).proof
        if proof:
            return self._proving.scan(proof, code)
        box = self._box(place)
        return self._packing.pack_tube(place, box, code, self.bag_of(place, box))

    def scan_bag(self, place: Place, code: BagCode) -> Outcome:
        """Put the tubes that follow into a bag.

        Raises:
            Refusal: `no_open_box`, `proof_under_way`, `bag_in_other_box`.
        """
        box = self._box(place)
        hand = self.in_hand(place)
        if hand.proof:
            raise Refusal("proof_under_way", box=box)
        outcome = self._packing.take_up_bag(box, code)
        hand.bag = code
        return outcome

    # -- counting and sealing ------------------------------------------------------------------

    def seal(self, place: Place) -> Outcome:
        """Seal the box in hand, or go on towards it: ask for the count, compare it, end a proof.

        Raises:
            Refusal: `no_open_box`, and what counting, proving and sealing raise.
        """
        hand = self.in_hand(place)
        if hand.proof or (hand.count and hand.count.digits):
            return self.confirm(place)
        box = self._box(place)
        outcome = self._packing.seal_box(place, box)
        if outcome.code == "count_box":
            row = self._row(box)
            hand.count = CountEntry(box, row.changed_seq if row else 0)
        elif outcome.is_accepted:
            self._empty(place)
        return outcome

    def count(self, place: Place, text: str) -> Outcome:
        """Take a whole number as the count.

        Raises:
            Refusal: `no_count_asked`, and as `Counting.count_box`.
        """
        return self._compare(place, self._entry(place), text)

    def put_digits(self, place: Place, text: str) -> Outcome:
        """Show a number as the count so far; it waits for confirming, as one-by-one digits do.

        Raises:
            Refusal: `no_count_asked`.
        """
        entry = self._entry(place)
        return self._keep(place, replace(entry, digits=text))

    def add_digit(self, place: Place, digit: str) -> Outcome:
        """Add one digit to the count.

        Raises:
            Refusal: `no_count_asked`, `count_too_long`.
        """
        return self._keep(place, self._entry(place).with_digit(digit))

    def _entry(self, place: Place) -> CountEntry:
        entry = self.in_hand(place).count
        if entry is None:
            raise Refusal("no_count_asked")
        return entry

    def _keep(self, place: Place, entry: CountEntry) -> Outcome:
        self.in_hand(place).count = entry
        if not entry.digits:
            return asks("count_box", box=entry.box)
        return asks("count_digits", box=entry.box, digits=entry.digits)

    def _compare(self, place: Place, entry: CountEntry, digits: str) -> Outcome:
        # Whatever comes of it, these digits are used up: the next ones are a new count.
        self._keep(place, replace(entry, digits=""))
        outcome = self._counting.count_box(place, entry.box, int(digits))
        row = self._row(entry.box)
        self._empty(place, entry.box if row and row.status == "open" else None)
        return outcome

    def confirm(self, place: Place) -> Outcome:
        """End the proof or the count under way and compare.

        Raises:
            Refusal: `nothing_to_confirm`, and as `Proving.finish` and `Counting.count_box`.
        """
        hand = self.in_hand(place)
        if hand.proof:
            proof, hand.proof = hand.proof, None
            outcome = self._proving.finish(place, proof)
            self._empty(place)
            return outcome
        if hand.count is None:
            raise Refusal("nothing_to_confirm")
        if not hand.count.digits:
            return asks("count_box", box=hand.count.box)
        return self._compare(place, hand.count, hand.count.digits)

    def cancel(self, place: Place) -> None:
        """Forget the count or the proof under way; the box stays in hand."""
        hand = self.in_hand(place)
        hand.count = hand.proof = None

    def undo(self, place: Place) -> Outcome:
        """Take the last step back: a digit, a tube of the proof, else the tube packed last.

        Raises:
            Refusal: `nothing_to_undo`, and as `Packing.unpack_tube`.
        """
        hand = self.in_hand(place)
        if hand.count and hand.count.digits:
            return self._keep(place, hand.count.without_last())
        if hand.proof:
            return _undo_in(hand.proof)
        box = self.current_box(place.seat)
        tubes = self._queries.tubes_in(box) if box else []
        if not tubes:
            raise Refusal("nothing_to_undo")
        return self._packing.unpack_tube(place, tubes[-1].code)


def asks(code: str, **values: str) -> Outcome:
    """Build the answer that asks for one more thing and lets the screen read the box again."""
    return replace(needs(code, **values), changed=frozenset({Changed.BOX}))


def _undo_in(proof: Proof) -> Outcome:
    if not proof.tubes:
        raise Refusal("nothing_to_undo")
    tube = proof.tubes.pop()
    return accepted("proof_tube_undone", Changed.BOX, tube=tube, scanned=len(proof.tubes))
