"""Correcting: what a supervisor may put right, each with a reason and as a new fact.

Owns re-opening, voiding, moving and correcting a document; refuses to touch a sealed box. What is
put right stays in its own round, also when another one runs by now.
"""

from __future__ import annotations

from dataclasses import replace

from samplepoint.domain.codes import BoxCode, TubeCode
from samplepoint.domain.entries import PersonEntry, parse_entry
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Changed, Outcome, accepted
from samplepoint.domain.people import Person
from samplepoint.domain.samples import Sample, sample_body
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.collecting import FULL, refuse_awaited, told
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage.desk_queries import TubeRow


class Correcting:
    """The verbs of a supervisor. Each raises `Refusal` or answers; each commits once."""

    def __init__(self, station: Station) -> None:
        """Work on this station's book."""
        self._station = station
        self._queries = station.queries

    def reopen_tube(self, place: Place, code: TubeCode, reason: str) -> Outcome:
        """Open a closed tube again, at this desk.

        Raises:
            Refusal: `supervisor_only`, `tube_unknown`, `tube_boxed`, `tube_void`,
                `tube_not_closed`, `tube_is_full`, `another_tube_open`.
        """
        demand(place, Deed.CORRECT)
        self._station.demand_desk()
        tube = self._tube(code)
        self._refuse_boxed(tube)
        current = self._queries.open_tube(place.seat)
        if current:
            raise Refusal("another_tube_open", tube=current.code)
        if tube.status != "closed":
            raise Refusal("tube_void" if tube.status == "void" else "tube_not_closed", tube=code)
        if tube.people >= tube.capacity:
            raise Refusal("tube_is_full", tube=code)
        with self._station.gesture(place) as draft:
            draft.record(Kind.TUBE_REOPENED, {"tube": code, "reason": reason})
        return accepted("tube_reopened", Changed.TUBE, tube=code, people=tube.people)

    def void_tube(self, place: Place, code: TubeCode, reason: str) -> Outcome:
        """Void a tube: its people must come again.

        Raises:
            Refusal: `supervisor_only`, `reason_missing`, `tube_unknown`, `tube_void`,
                `box_is_sealed`.
        """
        demand(place, Deed.CORRECT)
        _demand_reason(reason)
        tube = self._tube(code)
        if tube.status == "void":
            raise Refusal("tube_void", tube=code)
        self._refuse_sealed(tube)
        with self._station.gesture(place, tube.round_id) as draft:
            if tube.box:
                draft.record(Kind.TUBE_UNPACKED, {"tube": code, "box": tube.box})
            draft.record(Kind.TUBE_VOIDED, {"tube": code, "reason": reason})
        return accepted(
            "tube_voided", Changed.TUBE, Changed.COUNTS, Changed.BOX, tube=code, people=tube.people
        )

    def move_person(self, place: Place, sample: Sample, to: TubeCode, reason: str) -> Outcome:
        """Move a person into another tube that has a place left.

        Raises:
            Refusal: `supervisor_only`, `sample_changed`, `same_tube`, `tube_unknown`, `tube_void`,
                `tube_is_full`, `tube_other_round`, `box_is_sealed` (either tube's box).
        """
        demand(place, Deed.CORRECT)
        self._refuse_ended(sample)
        source, target = self._tube(sample.tube), self._tube(to)
        self._refuse_sealed(source)
        self._refuse_sealed(target)
        if source.code == target.code:
            raise Refusal("same_tube", tube=to)
        if target.status == "void":
            raise Refusal("tube_void", tube=to)
        if target.round_id != source.round_id:
            raise Refusal("tube_other_round", tube=to)
        if target.people >= target.capacity:
            raise Refusal("tube_is_full", tube=to)
        ordinal = target.people + 1
        with self._station.gesture(place, sample.round_id) as draft:
            draft.record(Kind.PERSON_MOVED, {**self._named(sample), "to": to, "reason": reason})
            number = self._queries.next_ordinal(to)
            draft.record(Kind.PERSON_BOUND, _continued(sample, sample.person, to, number))
            if target.status == "open" and ordinal >= target.capacity:
                draft.record(Kind.TUBE_CLOSED, {"tube": to, "reason": FULL})
        return accepted(
            "person_moved",
            Changed.TUBE,
            Changed.COUNTS,
            tube=sample.tube,
            to=to,
            ordinal=ordinal,
            **told(sample.person),
        )

    def correct_document(
        self, place: Place, sample: Sample, entry: PersonEntry, reason: str
    ) -> Outcome:
        """Replace what is known of a person; who and where the sample is stays.

        Filling in what was empty is a registrar's own work; changing anything is a supervisor's.

        Raises:
            Refusal: `supervisor_only`, `sample_changed`, `box_is_sealed`, `already_sampled`,
                `already_waiting`, `waits_elsewhere`, and what `parse_entry` raises.
        """
        fresh = sample.person.document.identity
        person = parse_entry(entry, self._station.book.today, fresh)
        demand(place, Deed.COLLECT if _only_fills(sample.person, person) else Deed.CORRECT)
        self._refuse_ended(sample)
        self._refuse_sealed(self._tube(sample.tube))
        refuse_awaited(self._station, place, person)
        other = self._queries.find(person.identity, sample.round_id)
        if other and other.id != sample.id:
            raise Refusal("already_sampled", **told(person), **_place_of(other))
        with self._station.gesture(place, sample.round_id) as draft:
            draft.record(Kind.DOCUMENT_CORRECTED, {**self._named(sample), "reason": reason})
            continued = _continued(sample, person, sample.tube, sample.ordinal)
            draft.record(Kind.PERSON_BOUND, continued)
        return accepted(
            "document_corrected", Changed.TUBE, Changed.COUNTS, tube=sample.tube, **told(person)
        )

    def _named(self, sample: Sample) -> dict[str, str | int]:
        """Name a sample in a fact: by its number, and by its station where that is another one."""
        named: dict[str, str | int] = {"sample_seq": sample.id.seq, "tube": sample.tube}
        if sample.id.station_id != self._station.book.station_id:
            named["sample_station"] = sample.id.station_id
        return named

    def _refuse_ended(self, sample: Sample) -> None:
        """Refuse what a screen still shows but another desk has taken back or changed."""
        if not self._queries.still_counts(sample.id):
            raise Refusal("sample_changed", **told(sample.person))

    def _tube(self, code: TubeCode) -> TubeRow:
        tube = self._queries.tube(code)
        if tube is None:
            raise Refusal("tube_unknown", tube=code)
        return tube

    def _refuse_boxed(self, tube: TubeRow) -> None:
        if tube.box:
            raise Refusal("tube_boxed", tube=tube.code, box=tube.box)

    def _refuse_sealed(self, tube: TubeRow) -> None:
        if not tube.box:
            return
        box = self._queries.box(BoxCode(tube.box), tube.round_id)
        if box is None or box.status != "open":
            raise Refusal("box_is_sealed", tube=tube.code, box=tube.box)


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("reason_missing")


def _place_of(sample: Sample) -> dict[str, str | int]:
    return {
        "tube": sample.tube,
        "desk": sample.desk,
        "at_utc": sample.taken_at_utc or sample.at_utc,
        "offset_minutes": sample.offset_minutes,
        "point": "",
    }


def _continued(
    sample: Sample, person: Person, tube: TubeCode, ordinal: int
) -> dict[str, str | int]:
    """Write the sample that goes on after a correction; the swab's true time goes with it."""
    return sample_body(
        person,
        tube,
        ordinal,
        source=sample.source,
        taken_at_utc=sample.taken_at_utc or sample.at_utc,
        replaces=f"{sample.id.station_id}/{sample.id.seq}",
    )


def _only_fills(old: Person, new: Person) -> bool:
    """Tell whether a correction only fills in fields that were empty.

    Of the document only kind and number count: what is derived from them was not typed.
    """
    is_same = (old.document.type, old.document.number) == (new.document.type, new.document.number)
    filled = replace(
        old,
        document=new.document if is_same else old.document,
        name=old.name or new.name,
        phone=old.phone or new.phone,
        address=old.address or new.address,
        community=old.community or new.community,
        category=old.category or new.category,
        remark=old.remark or new.remark,
        flags=new.flags,
    )
    return filled == new
