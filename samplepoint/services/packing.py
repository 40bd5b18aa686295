"""Packing: a box is opened, closed tubes go in, the box is sealed and never changes again.

Owns what may be in a box; refuses to know people and how anything is printed.
"""

from __future__ import annotations

from samplepoint.domain.codes import BoxCode, TubeCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Changed, Notice, Outcome, accepted, ignored
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage.desk_queries import BoxRow


class Packing:
    """The verbs of a packer. Each raises `Refusal` or answers; each commits once."""

    def __init__(self, station: Station) -> None:
        """Work on this station's book."""
        self._station = station
        self._queries = station.queries

    def open_box(self, place: Place, code: BoxCode) -> Outcome:
        """Open a box, or take up again one that is open.

        Raises:
            Refusal: `box_sealed`, `not_yours`.
        """
        demand(place, Deed.PACK)
        box = self._queries.box(code, self._station.plan.round_id)
        if box and box.status == "sealed":
            raise Refusal("box_sealed", box=code)
        if box:
            return ignored("box_already_open", box=code, tubes=box.tubes)
        others = [one.code for one in self._queries.open_boxes(self._station.plan.round_id)]
        with self._station.gesture(place) as draft:
            draft.record(Kind.BOX_OPENED, {"box": code})
        notices = (Notice("other_box_open", {"box": others[0]}),) if others else ()
        return accepted("box_opened", Changed.BOX, box=code).noticing(notices)

    def pack_tube(self, place: Place, box_code: BoxCode, tube_code: TubeCode) -> Outcome:
        """Put a closed tube into an open box.

        Raises:
            Refusal: `box_not_open`, `tube_unknown`, `tube_open`, `tube_void`, `tube_in_other_box`,
                `not_yours`.
        """
        demand(place, Deed.PACK)
        box = self._open_one(box_code)
        tube = self._queries.tube(tube_code)
        if tube is None:
            raise Refusal("tube_unknown", tube=tube_code)
        if tube.box == box.code:
            return ignored("already_in_this_box", tube=tube_code, box=box.code)
        if tube.box:
            raise Refusal("tube_in_other_box", tube=tube_code, box=tube.box)
        if tube.status != "closed":
            code = "tube_open" if tube.status == "open" else "tube_void"
            raise Refusal(code, tube=tube_code, desk=tube.desk)
        with self._station.gesture(place) as draft:
            draft.record(Kind.TUBE_PACKED, {"tube": tube_code, "box": box.code})
        over = box.tubes + 1 > self._station.plan.box_capacity
        notices = (Notice("box_over_capacity", {"box": box.code}),) if over else ()
        return accepted(
            "tube_packed",
            Changed.BOX,
            tube=tube_code,
            box=box.code,
            tubes=box.tubes + 1,
            people=tube.people,
        ).noticing(notices)

    def _open_one(self, code: BoxCode) -> BoxRow:
        box = self._queries.box(code, self._station.plan.round_id)
        if box is None or box.status != "open":
            raise Refusal("box_not_open", box=code)
        return box

    def unpack_tube(self, place: Place, tube_code: TubeCode) -> Outcome:
        """Take a tube out of a box that is not sealed.

        Raises:
            Refusal: `tube_unknown`, `tube_not_boxed`, `box_sealed`, `not_yours`.
        """
        demand(place, Deed.PACK)
        tube = self._queries.tube(tube_code)
        if tube is None:
            raise Refusal("tube_unknown", tube=tube_code)
        if not tube.box:
            raise Refusal("tube_not_boxed", tube=tube_code)
        box = self._queries.box(BoxCode(tube.box), self._station.plan.round_id)
        if box is None or box.status != "open":
            raise Refusal("box_sealed", box=tube.box)
        with self._station.gesture(place) as draft:
            draft.record(Kind.TUBE_UNPACKED, {"tube": tube_code, "box": tube.box})
        return accepted(
            "tube_unpacked", Changed.BOX, tube=tube_code, box=tube.box, tubes=box.tubes - 1
        )

    def seal_box(self, place: Place, code: BoxCode) -> Outcome:
        """Seal a box: from now on nothing in it changes.

        Raises:
            Refusal: `box_not_open`, `box_empty`, `not_yours`.
        """
        demand(place, Deed.PACK)
        box = self._open_one(code)
        tubes = self._queries.tubes_in(code)
        if not tubes:
            raise Refusal("box_empty", box=code)
        people = sum(tube.people for tube in tubes)
        with self._station.gesture(place) as draft:
            body = {"box": code, "tubes": [tube.code for tube in tubes], "people": people}
            draft.record(Kind.BOX_SEALED, body)
        return accepted("box_sealed_now", Changed.BOX, box=code, tubes=box.tubes, people=people)
