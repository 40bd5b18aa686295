"""The two-person proof: somebody else scans every tube of a counted box, the list hidden.

Owns who may prove and what equality means; refuses to change what is in a box. A proof is not
durable: it begins anew after a restart.
"""

from __future__ import annotations

from dataclasses import dataclass

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.staff import Deed, StaffMember
from samplepoint.errors import Refusal
from samplepoint.services.rescanning import WAY, Rescan
from samplepoint.services.sealing import Sealing, Vouching
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage.desk_queries import BoxRow


@dataclass(slots=True)
class Proof(Rescan):
    """A proof under way; it also ends when the count by hand is no longer valid."""

    ended = "proof_void"

    def is_of(self, box: BoxRow | None, staff: StaffMember) -> bool:
        """Tell whether it still speaks of this box, unchanged and counted, and of this person."""
        # Not `super()`: a dataclass with slots is made anew and is not the class it names.
        return Rescan.is_of(self, box, staff) and box is not None and box.is_counted


class Proving:
    """The verbs of the second person."""

    def __init__(self, station: Station) -> None:
        """Work on this station's book."""
        self._station = station
        self._sealing = Sealing(station)

    def begin(self, place: Place, code: BoxCode) -> Proof:
        """Begin to prove a counted box.

        Raises:
            Refusal: `box_not_open`, `proof_needs_count`, `proof_needs_other` (who counted cannot
                prove), `not_yours`.
        """
        demand(place, Deed.PACK)
        box = self._sealing.open_box(code)
        if not box.is_counted:
            raise Refusal("proof_needs_count", box=code)
        if box.counted_by == place.staff.id:
            raise Refusal("proof_needs_other", box=code, by=place.staff.name)
        return Proof(code, box.changed_seq, place.staff)

    def finish(self, place: Place, proof: Proof) -> Outcome:
        """Compare: only equality seals the box; a difference is on record.

        Raises:
            Refusal: `proof_differs` naming missing and extra tubes, `proof_void` when box or
                person changed meanwhile, `proof_needs_other`, `box_not_open`, `box_empty`,
                `not_yours`.
        """
        demand(place, Deed.PACK)
        content = self._sealing.content(proof.box)
        if not proof.is_of(content.box, place.staff):
            raise Refusal("proof_void", box=proof.box)
        if content.box.counted_by == place.staff.id:
            raise Refusal("proof_needs_other", box=proof.box, by=place.staff.name)
        found = proof.against(content.tubes)
        body = {"box": proof.box, "way": WAY, "tubes": list(proof.tubes)}
        with self._station.gesture(place) as draft:
            if not found.is_none:
                draft.record(Kind.BOX_PROOF_FAILED, {**body, **found.body()})
            else:
                draft.record(Kind.BOX_PROVED, body)
                vouching = Vouching(len(content.tubes), content.box.counted_by, place.staff.id)
                return self._sealing.record(draft, content, vouching)
        raise Refusal("proof_differs", box=proof.box, **found.values())
