"""What happens to a box that was done: opened again, swapped for another one, its label lost.

Owns who may do it and why it must be said; refuses to touch a box that was handed over.
"""

from __future__ import annotations

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Changed, Outcome, accepted
from samplepoint.domain.people import clean_text
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage.book import Gesture
from samplepoint.storage.desk_queries import BoxRow
from samplepoint.storage.handover_queries import HandoverQueries, SealingRow

_GONE = {"handed": "box_handed_over", "void": "box_void"}


class Reboxing:
    """Verbs on boxes before their handover. Each raises `Refusal` or answers; each commits once."""

    def __init__(self, station: Station) -> None:
        """Work on this station's book."""
        self._station = station
        self._queries = station.queries
        self._handovers = HandoverQueries(station.book)

    def reopen_box(self, place: Place, code: BoxCode, reason: str) -> Outcome:
        """Open a sealed box again; its seal, its count and its printed sheets are void.

        Raises:
            Refusal: `supervisor_only`, `reason_missing`, `box_unknown`, `box_not_sealed`,
                `box_handed_over`, `box_void`.
        """
        demand(place, Deed.CORRECT)
        said = _reason(reason)
        box = self._box(code)
        if box.status != "sealed":
            raise Refusal("box_not_sealed", box=code)
        with self._station.gesture(place) as draft:
            sealing = self._reopen(draft, box, said)
        return accepted(
            "box_reopened",
            Changed.BOX,
            box=code,
            tubes=box.tubes,
            sealing=sealing.nth,
            seal=sealing.seal or "–",
            sheets="、".join(self._sheets(code)) or "–",
        )

    def _reopen(self, draft: Gesture, box: BoxRow, reason: str) -> SealingRow:
        sealing = self._handovers.sealings(box.code, self._station.plan.round_id)[-1]
        body = {
            "box": box.code,
            "reason": reason,
            "sealing": sealing.nth,
            "seal": sealing.seal,
            "hash": sealing.hash,
        }
        draft.record(Kind.BOX_REOPENED, body)
        return sealing

    def _sheets(self, code: BoxCode) -> list[str]:
        return self._handovers.sheets_of(code, self._station.plan.round_id)

    def swap_box(self, place: Place, old: BoxCode, new: BoxCode, reason: str) -> Outcome:
        """Move all tubes into another box, in their order; the old one is void from now on.

        An open box is a packer's own to swap; to swap a sealed one is to open it again.

        Raises:
            Refusal: `not_yours`, `supervisor_only` (sealed), `reason_missing`, `box_unknown`,
                `box_handed_over`, `box_void`, `box_empty`, `same_box`, `box_used` (the new one).
        """
        demand(place, Deed.PACK)
        said = _reason(reason)
        box = self._box(old)
        if box.status == "sealed":
            demand(place, Deed.CORRECT)
        tubes = self._queries.tubes_in(old)
        if not tubes:
            raise Refusal("box_empty", box=old)
        is_opened = self._may_take(old, new)
        with self._station.gesture(place) as draft:
            if box.status == "sealed":
                self._reopen(draft, box, said)
            if not is_opened:
                draft.record(Kind.BOX_OPENED, {"box": new})
            for tube in tubes:
                draft.record(Kind.TUBE_UNPACKED, {"tube": tube.code, "box": old})
                body = {"tube": tube.code, "box": new}
                draft.record(Kind.TUBE_PACKED, {**body, "bag": tube.bag} if tube.bag else body)
            body = {"box": old, "to": new, "reason": said}
            draft.record(Kind.BOX_SWAPPED, {**body, "tubes": [tube.code for tube in tubes]})
        return accepted("box_swapped", Changed.BOX, box=old, to=new, tubes=len(tubes))

    def _may_take(self, old: BoxCode, new: BoxCode) -> bool:
        """Tell whether the new box is open already; it must be empty."""
        if new == old:
            raise Refusal("same_box", box=old)
        box = self._queries.box(new, self._station.plan.round_id)
        if box and (box.status != "open" or box.tubes):
            raise Refusal("box_used", box=new)
        return box is not None

    def reprint_label(self, place: Place, code: BoxCode, reason: str) -> Outcome:
        """Put on record that the label of a box is lost or spoiled and printed once more.

        Raises:
            Refusal: `not_yours`, `reason_missing`, `box_unknown`, `box_handed_over`, `box_void`.
        """
        demand(place, Deed.PACK)
        said = _reason(reason)
        box = self._box(code)
        with self._station.gesture(place) as draft:
            draft.record(Kind.LABEL_REPRINTED, {"box": box.code, "reason": said})
        return accepted("label_reprinted", Changed.BOX, box=code)

    def _box(self, code: BoxCode) -> BoxRow:
        box = self._queries.box(code, self._station.plan.round_id)
        if box is None:
            raise Refusal("box_unknown", box=code)
        if box.status in _GONE:
            raise Refusal(_GONE[box.status], box=code)
        return box


def _reason(untrusted: str) -> str:
    said = clean_text(untrusted)
    if not said:
        raise Refusal("reason_missing")
    return said
