"""What a scan means at the packing place: a box, a tube, a bag, a step back.

Owns the way from one scan to the next; refuses to know rules of its own. Nothing of it is
durable but the box, which the book knows.
"""

from __future__ import annotations

from samplepoint.domain.codes import BagCode, BoxCode, TubeCode
from samplepoint.domain.outcomes import Changed, Outcome, accepted, ignored
from samplepoint.errors import Refusal
from samplepoint.services.counting import CountEntry
from samplepoint.services.packing_count import CountingPlace
from samplepoint.services.packing_hand import asks
from samplepoint.services.rescanning import listed
from samplepoint.services.station import Place


class PackingPlace(CountingPlace):
    """The packing places of one window, one for each seat it may turn to."""

    def scan_box(self, place: Place, code: BoxCode) -> Outcome:
        """Take a box in hand, opening it if it is new; a counted one is proved instead.

        A box that is counted asks for its count again: nothing says what is in it. One that was
        counted differently twice is scanned through, tube by tube.

        Raises:
            Refusal: `box_being_counted`, and as `Packing.open_box`.
        """
        self.stop_taking_out(place)
        self._refuse_blind(place, code)
        hand, row = self.in_hand(place), self._row(code)
        if hand.blind_box == code:
            if hand.count:
                return asks("count_box", box=code)
            return ignored("proof_begun_already", box=code)
        if row and row.status == "open":
            begun = self._begin_scans(place, row)
            if begun:
                return begun
        is_other = self.current_box(place.seat) != code
        outcome = self._packing.open_box(place, code)
        if is_other:
            self._empty(place, code)
        hand = self.in_hand(place)
        hand.box, hand.ended = code, ""
        return outcome

    def scan_tube(self, place: Place, code: TubeCode) -> Outcome:
        """Put a tube into the box in hand, take it out, or add it to the scans under way.

        Raises:
            Refusal: `no_open_box`, `box_being_counted`, `proof_void`, `rescan_void`,
                `count_void`, and as `Packing.pack_tube` and `Packing.unpack_tube`.
        """
        hand = self.in_hand(place)
        if hand.rescan:
            return hand.rescan.scan(code)
        self._refuse_ended(place)
        if hand.is_taking_out:
            hand.is_taking_out = False
            return self._take_out(place, code)
        box = self._box(place)
        hand = self.in_hand(place)
        outcome = self._packing.pack_tube(place, box, code, self.bag_of(place, box))
        if hand.count and outcome.is_accepted:
            # Somebody found a tube while counting: it is in now, and how many there are is asked
            # as before, without a word of how many the list has.
            row = self._row(box)
            hand.count = CountEntry(box, row.changed_seq if row else 0)
            return accepted("count_tube_added", Changed.BOX, tube=code, box=box)
        return outcome

    def _take_out(self, place: Place, code: TubeCode) -> Outcome:
        tube = self._queries.tube(code)
        if tube and tube.box:
            self._refuse_blind(place, BoxCode(tube.box))
        return self._packing.unpack_tube(place, code)

    def scan_bag(self, place: Place, code: BagCode) -> Outcome:
        """Put the tubes that follow into a bag.

        Raises:
            Refusal: `no_open_box`, `proof_under_way`, `box_being_counted`, `bag_in_other_box`.
        """
        box = self._box(place)
        hand = self.in_hand(place)
        if hand.rescan:
            raise Refusal("proof_under_way", box=box)
        if hand.count:
            return asks("count_box", box=box)
        outcome = self._packing.take_up_bag(box, code)
        hand.bag = code
        return outcome

    def begin_taking_out(self, place: Place) -> Outcome:
        """Let the next scanned tube come out of its box; asked again, it still does.

        Raises:
            Refusal: `no_open_box`, `proof_under_way`, `box_being_counted`.
        """
        hand = self.in_hand(place)
        if hand.rescan:
            raise Refusal("proof_under_way", box=hand.rescan.box)
        if hand.count:
            return asks("count_box", box=hand.count.box)
        self._box(place)
        hand = self.in_hand(place)
        hand.is_taking_out, hand.ended = True, ""
        if hand.missing:
            return asks("take_missing_out", missing=listed(hand.missing.tubes))
        return asks("pack_take_out_now")

    def stop_taking_out(self, place: Place) -> None:
        """Pack again what is scanned next: whoever comes back must not have to remember."""
        self.in_hand(place).is_taking_out = False

    def cancel(self, place: Place) -> None:
        """Forget the count or the scans under way, or what is to be taken out; the box stays."""
        hand = self.in_hand(place)
        hand.count = hand.rescan = None
        hand.is_taking_out, hand.ended = False, ""

    def undo(self, place: Place) -> Outcome:
        """Take the last step back: a digit, a tube of the scans, else the tube packed last.

        Raises:
            Refusal: `nothing_to_undo`, `box_being_counted`, and as `Packing.unpack_tube`.
        """
        hand = self.in_hand(place)
        if hand.count:
            return self._keep(place, hand.count.with_digits(hand.count.digits[:-1]))
        if hand.rescan:
            return hand.rescan.take_back()
        if hand.is_taking_out:
            hand.is_taking_out = False
            return accepted("cancelled_step", Changed.BOX)
        self._refuse_ended(place)
        box = self.current_box(place.seat)
        if box:
            self._refuse_blind(place, box)
        tubes = self._queries.tubes_in(box) if box else []
        if not tubes:
            raise Refusal("nothing_to_undo")
        return self._packing.unpack_tube(place, tubes[-1].code)
