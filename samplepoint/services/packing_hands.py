"""The hands of the packing place: which box each seat of a window works on, and what of it holds.

Owns the reading of it; refuses to know what a scan means.
"""

from __future__ import annotations

from samplepoint.domain.codes import BagCode, BoxCode
from samplepoint.errors import Refusal
from samplepoint.services.packing import NO_BAG, Packing, refuse_closed
from samplepoint.services.packing_hand import InHand
from samplepoint.services.station import Place, Station
from samplepoint.storage.desk_queries import BoxRow


class Hands:
    """What the seats of one window have in hand."""

    def __init__(self, station: Station, packing: Packing) -> None:
        """Begin with empty hands; an open box of a seat is in its hands again."""
        self._station = station
        self._queries = station.queries
        self._packing = packing
        self._hands: dict[str, InHand] = {}

    def in_hand(self, place: Place) -> InHand:
        """Return what a seat works on, without a count, check or proof that no longer holds."""
        hand = self._hands.setdefault(place.seat, InHand())
        rescan = hand.rescan
        if rescan and not rescan.is_of(self._row(rescan.box), place.staff):
            hand.rescan, hand.ended, hand.ended_box = None, rescan.ended, rescan.box
        if hand.count:
            hand.end_count(self._row(hand.count.box))
        if hand.missing:
            hand.end_missing(self._row(hand.missing.box))
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

    def blind_seat(self, place: Place, box: BoxCode) -> str:
        """Return the other seat at which this box is counted or proved, "" where none does."""
        return next(
            (
                seat
                for seat, hand in self._hands.items()
                if seat != place.seat and hand.blind_box == box and self._is_blind(hand)
            ),
            "",
        )

    @property
    def is_any_blind(self) -> bool:
        """Tell whether a box is counted or proved at any seat of this window."""
        return any(self._is_blind(hand) for hand in self._hands.values())

    def _is_blind(self, hand: InHand) -> bool:
        """Tell whether the count or the scans of a seat still hold; it may not be here to ask."""
        if hand.rescan:
            return hand.rescan.is_of(self._row(hand.rescan.box), hand.rescan.by)
        return hand.count is not None and hand.count.is_of(self._row(hand.count.box))

    def _row(self, code: BoxCode) -> BoxRow | None:
        return self._queries.box(code, self._station.plan.round_id)

    def _box(self, place: Place) -> BoxCode:
        """Return the box in hand, one that nobody counts elsewhere.

        Raises:
            Refusal: `box_sealed`, `box_handed_over` once, where somebody else closed it: what is
                scanned must not slip into another box; `no_open_box`, `box_being_counted`.
        """
        hand = self.in_hand(place)
        row = self._row(hand.box) if hand.box else None
        if row and row.is_sealed:
            self._empty(place)
            refuse_closed(self._station, row)
        box = self.current_box(place.seat)
        if box is None:
            raise Refusal("no_open_box")
        self._refuse_blind(place, box)
        return box

    def _refuse_blind(self, place: Place, box: BoxCode) -> None:
        seat = self.blind_seat(place, box)
        if seat:
            raise Refusal("box_being_counted", box=box, desk=seat)

    def _refuse_ended(self, place: Place) -> None:
        """Say that a check or a proof ended in the middle, until its box is taken up again.

        Its tubes lie on the table: packed now, an extra one would hide itself.
        """
        hand = self.in_hand(place)
        code, box = hand.ended, hand.ended_box
        if code == "count_void":
            hand.ended = ""
        if code:
            raise Refusal(code, box=box)

    def _empty(self, place: Place, box: BoxCode | None = None) -> InHand:
        self._hands[place.seat] = InHand(box)
        return self._hands[place.seat]
