"""The two-person proof: somebody else scans every tube of a counted box, the list hidden.

Owns who may prove and what equality means; refuses to change what is in a box. A proof is not
durable: it begins anew after a restart.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from samplepoint.domain.codes import BoxCode, TubeCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Changed, Outcome, accepted, ignored
from samplepoint.domain.staff import Deed, StaffMember
from samplepoint.errors import Refusal
from samplepoint.services.sealing import Sealing, Vouching
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage.desk_queries import BoxRow

WAY = "scan"


@dataclass(slots=True)
class Proof:
    """A proof under way: of which box as it was then, by whom, and what was scanned so far."""

    box: BoxCode
    changed_seq: int
    by: StaffMember
    tubes: list[TubeCode] = field(default_factory=list)

    def is_of(self, box: BoxRow | None, staff: StaffMember) -> bool:
        """Tell whether it still speaks of this box, unchanged and counted, and of this person."""
        return (
            box is not None
            and box.status == "open"
            and box.is_counted
            and box.changed_seq == self.changed_seq
            and staff.id == self.by.id
        )


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

    def scan(self, proof: Proof, tube: TubeCode) -> Outcome:
        """Add a tube to a proof, whether it belongs in the box or not: that is told at the end."""
        if tube in proof.tubes:
            return ignored("proof_tube_again", tube=tube, scanned=len(proof.tubes))
        proof.tubes.append(tube)
        return accepted("proof_tube", Changed.BOX, tube=tube, scanned=len(proof.tubes))

    def finish(self, place: Place, proof: Proof) -> Outcome:
        """Compare: only equality seals the box; a difference is on record.

        Raises:
            Refusal: `proof_differs` naming missing and extra tubes, `proof_void` when box or
                person changed meanwhile, `box_not_open`, `box_empty`, `not_yours`.
        """
        demand(place, Deed.PACK)
        content = self._sealing.content(proof.box)
        if not proof.is_of(content.box, place.staff):
            raise Refusal("proof_void", box=proof.box)
        missing = [tube for tube in content.tubes if tube not in proof.tubes]
        extra = [tube for tube in proof.tubes if tube not in content.tubes]
        body = {"box": proof.box, "way": WAY, "tubes": list(proof.tubes)}
        with self._station.gesture(place) as draft:
            if missing or extra:
                failed = {**body, "missing": missing, "extra": extra}
                draft.record(Kind.BOX_PROOF_FAILED, failed)
            else:
                draft.record(Kind.BOX_PROVED, body)
                vouching = Vouching(len(content.tubes), content.box.counted_by, place.staff.id)
                return self._sealing.record(draft, content, vouching)
        raise Refusal(
            "proof_differs",
            box=proof.box,
            missing=_listed(missing),
            missing_count=len(missing),
            extra=_listed(extra),
            extra_count=len(extra),
        )


def _listed(tubes: list[TubeCode]) -> str:
    return "、".join(tubes) or "–"
