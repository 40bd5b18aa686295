"""Packing: a box is opened, closed tubes go in, the box is sealed and never changes again.

Owns what may be in a box and when it may be sealed; refuses to know people and how anything is
printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from samplepoint.domain.clock import offset_minutes
from samplepoint.domain.codes import BagCode, BoxCode, TubeCode, normalise
from samplepoint.domain.facts import Kind
from samplepoint.domain.label_series import LabelKind
from samplepoint.domain.outcomes import Changed, Notice, Outcome, accepted, ignored, needs
from samplepoint.domain.people import clean_text
from samplepoint.domain.rounds import SealRule
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.rescanning import listed
from samplepoint.services.sealing import Sealing, Vouching
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage.desk_queries import BoxRow, TubeRow
from samplepoint.storage.handover_queries import HandoverQueries
from samplepoint.storage.label_queries import LabelQueries

NO_BAG = BagCode("")
_LONGEST_SEAL = 40
_CLOSED_TO_PACKERS = {"handed": "box_handed_over", "void": "box_void"}


class Packing:
    """The verbs of a packer. Each raises `Refusal` or answers; each commits once."""

    def __init__(self, station: Station) -> None:
        """Work on this station's book."""
        self._station = station
        self._queries = station.queries
        self._labels = LabelQueries(station.book)
        self._sealing = Sealing(station)

    def open_box(self, place: Place, code: BoxCode) -> Outcome:
        """Open a box, or take up again one that is open, also one that another seat has in hand.

        Raises:
            Refusal: `box_sealed`, `box_handed_over`, `box_void`, `not_yours`.
        """
        demand(place, Deed.PACK)
        box = self._queries.box(code, self._station.plan.round_id)
        if box:
            refuse_closed(self._station, box)
            again = ignored("box_already_open", box=code, tubes=box.tubes)
            # Nothing is stored, but another box is now in hand: the screen must follow.
            shown = replace(again, changed=frozenset({Changed.BOX}))
            return shown.noticing(_in_other_hands(box, place))
        others = [one.code for one in self._queries.open_boxes(self._station.plan.round_id)]
        self._station.demand_desk()
        with self._station.gesture(place) as draft:
            draft.record(Kind.BOX_OPENED, {"box": code})
        notices = (Notice("other_box_open", {"box": others[0]}),) if others else ()
        return accepted("box_opened", Changed.BOX, box=code).noticing(notices)

    def pack_tube(
        self, place: Place, box_code: BoxCode, tube_code: TubeCode, bag: BagCode = NO_BAG
    ) -> Outcome:
        """Put a closed tube into an open box, and into a bag there where the round has bags.

        Raises:
            Refusal: `box_not_open`, `tube_unknown`, `tube_of_other_station`, `tube_never_opened`,
                `tube_open`, `tube_void`, `tube_in_other_box`, `not_yours`.
        """
        demand(place, Deed.PACK)
        box = self._sealing.open_box(box_code)
        tube = self._queries.tube(tube_code)
        if tube is None:
            raise self._unknown(tube_code)
        if tube.station_id not in self._own_stations:
            raise Refusal("tube_of_other_station", tube=tube_code, station=tube.station_id)
        if tube.box == box.code:
            return ignored("already_in_this_box", tube=tube_code, box=box.code)
        if tube.box:
            raise Refusal("tube_in_other_box", tube=tube_code, box=tube.box)
        if tube.status != "closed":
            code = "tube_open" if tube.status == "open" else "tube_void"
            raise Refusal(code, tube=tube_code, desk=tube.desk)
        notices = self._notices(place, box, bag)
        body = {"tube": tube_code, "box": box.code}
        with self._station.gesture(place) as draft:
            draft.record(Kind.TUBE_PACKED, {**body, "bag": bag} if bag else body)
        return _packed(box, tube, bag).noticing(notices)

    def _notices(self, place: Place, box: BoxRow, bag: BagCode) -> tuple[Notice, ...]:
        found = [*_in_other_hands(box, place), *_count_is_void(box)]
        if box.tubes + 1 > self._station.plan.box_capacity:
            found.append(Notice("box_over_capacity", {"box": box.code}))
        if bag and len(self._queries.in_bag(bag)) + 1 > self._station.plan.bag_capacity:
            found.append(Notice("bag_over_capacity", {"bag": bag}))
        return tuple(found)

    @property
    def _own_stations(self) -> tuple[str, ...]:
        return (self._station.book.station_id, *self._station.book.forebears)

    def _unknown(self, tube: TubeCode) -> Refusal:
        """Say where a tube belongs that nobody registered here, if the book knows its label."""
        for labels in self._labels.ranges(LabelKind.TUBE):
            series = labels.series
            numbers = (series.number(code) for code in (labels.first, tube, labels.last))
            first, number, last = (-1 if one is None else one for one in numbers)
            if not (number >= 0 and first <= number <= last):
                continue
            if labels.station_id in self._own_stations:
                return Refusal("tube_never_opened", tube=tube)
            return Refusal("tube_of_other_station", tube=tube, station=labels.station_id)
        return Refusal("tube_unknown", tube=tube)

    def take_up_bag(self, box: BoxCode, bag: BagCode) -> Outcome:
        """Say whether tubes may go into a bag of this box; nothing is stored.

        Raises:
            Refusal: `bag_in_other_box`.
        """
        inside = self._queries.in_bag(bag)
        others = [tube.box for tube in inside if tube.box != box]
        if others:
            raise Refusal("bag_in_other_box", bag=bag, box=others[0])
        return accepted("bag_begun", Changed.BOX, bag=bag, box=box, tubes=len(inside))

    def unpack_tube(self, place: Place, tube_code: TubeCode) -> Outcome:
        """Take a tube out of a box that is not sealed.

        Raises:
            Refusal: `tube_unknown`, `tube_not_boxed`, `box_sealed`, `box_handed_over`,
                `box_unknown` (a box of an earlier round), `not_yours`.
        """
        demand(place, Deed.PACK)
        tube = self._queries.tube(tube_code)
        if tube is None:
            raise Refusal("tube_unknown", tube=tube_code)
        if not tube.box:
            raise Refusal("tube_not_boxed", tube=tube_code)
        box = self._queries.box(BoxCode(tube.box), self._station.plan.round_id)
        if box is None:
            raise Refusal("box_unknown", box=tube.box)
        refuse_closed(self._station, box)
        with self._station.gesture(place) as draft:
            draft.record(Kind.TUBE_UNPACKED, {"tube": tube_code, "box": tube.box})
        return accepted(
            "tube_unpacked", Changed.BOX, tube=tube_code, box=tube.box, tubes=box.tubes - 1
        ).noticing((*_in_other_hands(box, place), *_count_is_void(box)))

    def unpack_tubes(self, place: Place, code: BoxCode, tubes: Sequence[TubeCode]) -> Outcome:
        """Take tubes off the list of an open box in one gesture: a scan of all did not find them.

        Raises:
            Refusal: `box_not_open`, `nothing_to_undo` when none of them is in it any more,
                `not_yours`.
        """
        demand(place, Deed.PACK)
        box = self._sealing.open_box(code)
        inside = [tube.code for tube in self._queries.tubes_in(code) if tube.code in tubes]
        if not inside:
            raise Refusal("nothing_to_undo")
        with self._station.gesture(place) as draft:
            for tube in inside:
                draft.record(Kind.TUBE_UNPACKED, {"tube": tube, "box": code})
        return accepted(
            "missing_taken_out",
            Changed.BOX,
            box=code,
            removed=listed(inside),
            tubes=box.tubes - len(inside),
        ).noticing(_count_is_void(box))

    def seal_box(self, place: Place, code: BoxCode) -> Outcome:
        """Seal a box: from now on nothing in it changes. Or say what the round asks for before.

        Returns:
            Accepted; or needs `count_box`, or needs `prove_box`: then nothing was stored.

        Raises:
            Refusal: `box_not_open`, `box_empty`, `not_yours`.
        """
        demand(place, Deed.PACK)
        content = self._sealing.content(code)
        box, rule = content.box, self._station.plan.seal_rule
        if rule is not SealRule.PLAIN and not box.is_counted:
            return replace(needs("count_box", box=code), changed=frozenset({Changed.BOX}))
        if rule is SealRule.PROVED:
            by = self._queries.staff_name(box.counted_by)
            return replace(needs("prove_box", box=code, by=by), changed=frozenset({Changed.BOX}))
        counted = len(content.tubes) if box.is_counted else None
        with self._station.gesture(place) as draft:
            return self._sealing.record(draft, content, Vouching(counted, box.counted_by))

    def set_seal(self, place: Place, code: BoxCode, untrusted_text: str) -> Outcome:
        """Note the number of the plastic seal of a box, before or after it is sealed here.

        Raises:
            Refusal: `seal_missing`, `seal_used` (naming the box), `box_unknown`,
                `box_handed_over`, `box_void`, `text_too_long`, `text_hidden_characters`,
                `not_yours`.
        """
        demand(place, Deed.PACK)
        text = clean_text(normalise(untrusted_text), _LONGEST_SEAL)
        if not text:
            raise Refusal("seal_missing", box=code)
        box = self._queries.box(code, self._station.plan.round_id)
        if box is None:
            raise Refusal("box_unknown", box=code)
        if box.status in ("handed", "void"):
            refuse_closed(self._station, box)
        if box.seal == text:
            return ignored("seal_same", box=code, seal=text)
        other = HandoverQueries(self._station.book).box_of_seal(text)
        if other:
            raise Refusal("seal_used", seal=text, box=other)
        with self._station.gesture(place) as draft:
            draft.record(Kind.SEAL_NOTED, {"box": code, "seal": text})
        return accepted("seal_noted", Changed.BOX, box=code, seal=text)


def _packed(box: BoxRow, tube: TubeRow, bag: BagCode) -> Outcome:
    return accepted(
        "tube_packed",
        Changed.BOX,
        tube=tube.code,
        box=box.code,
        tubes=box.tubes + 1,
        people=tube.people,
        bag=bag,
    )


def _count_is_void(box: BoxRow) -> tuple[Notice, ...]:
    """Warn that a count by hand that agreed no longer holds."""
    return (Notice("count_is_void", {"box": box.code}),) if box.is_counted else ()


def refuse_closed(station: Station, box: BoxRow) -> None:
    """Say why nothing goes into a box any more; nothing to say of an open one.

    Raises:
        Refusal: `box_sealed` (with its tubes, and since when), `box_handed_over`, `box_void`.
    """
    if box.status == "sealed":
        raise Refusal(
            "box_sealed",
            box=box.code,
            tubes=box.tubes,
            sealed_utc=box.sealed_utc,
            offset_minutes=offset_minutes(station.book.clock.now()),
        )
    if box.status in _CLOSED_TO_PACKERS:
        raise Refusal(_CLOSED_TO_PACKERS[box.status], box=box.code)


def _in_other_hands(box: BoxRow, place: Place) -> tuple[Notice, ...]:
    """Warn when another seat packed into a box last: two packers may not know of each other."""
    if box.desk == place.seat:
        return ()
    return (Notice("box_in_other_hands", {"box": box.code, "desk": box.desk}),)
