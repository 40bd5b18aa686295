"""Every tube of a box scanned again, the list hidden: what is missing then, and what is extra.

Owns the scans of one such check and their comparison; refuses to seal and to change what is in a
box. A check is not durable: it begins anew after a restart, only its end is a fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from samplepoint.domain.codes import BoxCode, TubeCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Changed, Outcome, accepted, ignored
from samplepoint.domain.staff import Deed, StaffMember
from samplepoint.errors import Refusal, Value
from samplepoint.services.sealing import Sealing
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage.desk_queries import BoxRow

WAY = "scan"


@dataclass(slots=True)
class Rescan:
    """Scans under way: of which box as it was then, by whom, and what was scanned so far."""

    box: BoxCode
    changed_seq: int
    by: StaffMember
    tubes: list[TubeCode] = field(default_factory=list)

    ended = "rescan_void"
    """What is said when it no longer holds."""

    def is_of(self, box: BoxRow | None, staff: StaffMember) -> bool:
        """Tell whether it still speaks of this box, unchanged, and of this person."""
        return (
            box is not None
            and box.status == "open"
            and box.changed_seq == self.changed_seq
            and staff.id == self.by.id
        )

    def scan(self, tube: TubeCode) -> Outcome:
        """Add a tube, whether it belongs in the box or not: that is told at the end."""
        if tube in self.tubes:
            return ignored("proof_tube_again", tube=tube, scanned=len(self.tubes))
        self.tubes.append(tube)
        return accepted("proof_tube", Changed.BOX, tube=tube, scanned=len(self.tubes))

    def take_back(self) -> Outcome:
        """Forget the last scan.

        Raises:
            Refusal: `nothing_to_undo`.
        """
        if not self.tubes:
            raise Refusal("nothing_to_undo")
        tube = self.tubes.pop()
        return accepted("proof_tube_undone", Changed.BOX, tube=tube, scanned=len(self.tubes))

    def against(self, listed: Sequence[TubeCode]) -> Difference:
        """Compare with what the list of the box says."""
        return Difference(
            tuple(tube for tube in listed if tube not in self.tubes),
            tuple(tube for tube in self.tubes if tube not in listed),
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """Tubes on the list that nobody scanned, and scanned ones that are not on it."""

    missing: tuple[TubeCode, ...]
    extra: tuple[TubeCode, ...]

    @property
    def is_none(self) -> bool:
        """Tell whether list and scans are equal."""
        return not self.missing and not self.extra

    def body(self) -> dict[str, list[TubeCode]]:
        """Return it as a fact keeps it."""
        return {"missing": list(self.missing), "extra": list(self.extra)}

    def values(self) -> dict[str, Value]:
        """Return it as an answer tells it: the codes in one text, and how many."""
        return {
            "missing": listed(self.missing),
            "missing_count": len(self.missing),
            "extra": listed(self.extra),
            "extra_count": len(self.extra),
        }


class Rescanning:
    """The verbs of who counted and could not make it agree."""

    def __init__(self, station: Station) -> None:
        """Work on this station's book."""
        self._station = station
        self._sealing = Sealing(station)

    def begin(self, place: Place, code: BoxCode) -> Rescan:
        """Begin to scan every tube of an open box again.

        Raises:
            Refusal: `box_not_open`, `not_yours`.
        """
        demand(place, Deed.PACK)
        return Rescan(code, self._sealing.open_box(code).changed_seq, place.staff)

    def finish(self, place: Place, rescan: Rescan) -> Difference:
        """Compare, and put it on record either way; a count by hand it is not.

        Raises:
            Refusal: `rescan_void` when box or person changed meanwhile, `box_not_open`,
                `box_empty`, `not_yours`.
        """
        demand(place, Deed.PACK)
        content = self._sealing.content(rescan.box)
        if not rescan.is_of(content.box, place.staff):
            raise Refusal("rescan_void", box=rescan.box)
        found = rescan.against(content.tubes)
        body = {"box": rescan.box, "way": WAY, "tubes": list(rescan.tubes), **found.body()}
        with self._station.gesture(place) as draft:
            draft.record(Kind.BOX_RESCANNED, body)
        return found


def listed(tubes: Sequence[TubeCode]) -> str:
    """Write codes into one text; a dash where there are none."""
    return "、".join(tubes) or "–"
