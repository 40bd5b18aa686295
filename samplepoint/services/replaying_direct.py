"""A driver of the replay that calls the services, one desk a seat, without any face.

Owns what each op means at the desk; refuses to decide anything the desk decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from samplepoint.domain.codes import BoxCode, TubeCode, normalise
from samplepoint.domain.entries import parse_entry
from samplepoint.domain.outcomes import Outcome, Verdict
from samplepoint.domain.own_codes import Command
from samplepoint.domain.people import fold_name
from samplepoint.domain.readings import Reading, Source
from samplepoint.domain.samples import Sample
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.errors import Refusal
from samplepoint.services.desk import Activity, Desk
from samplepoint.services.replaying import Event, entry_of, practice_staff, unnamed
from samplepoint.services.station import Place, Station


class DirectDriver:
    """Events to services. `reopen` closes the book and opens it again, as a restart does."""

    def __init__(self, station: Station, reopen: Callable[[], Station]) -> None:
        """Begin on an open practice book."""
        self.station = station
        self._reopen = reopen
        self._sit_down()

    def _sit_down(self) -> None:
        self._staff = practice_staff(self.station)
        self._desks: dict[str, Desk] = {}

    def restart(self) -> None:
        """Forget every desk and open the book again."""
        self.station = self._reopen()
        self._sit_down()

    def perform(self, event: Event) -> Outcome:
        """Do what an event says.

        Raises:
            Refusal: `op_unknown`, and what a verb raises before it reaches a desk.
        """
        verb = getattr(self, f"_op_{event.op}", None)
        if verb is None:
            raise Refusal("op_unknown", op=event.op)
        outcome: Outcome = verb(event, self._desk(event))
        return outcome

    def _desk(self, event: Event) -> Desk:
        packs = event.op in ("box_scan", "seal_box")
        if event.seat not in self._desks:
            place = Place(event.seat, self._staff[Role.PACKER if packs else Role.REGISTRAR])
            self._desks[event.seat] = Desk(self.station, place, _nobody)
        desk = self._desks[event.seat]
        role = Role.PACKER if packs else Role.REGISTRAR
        desk.place = Place(
            event.seat, self._staff[Role.SUPERVISOR if event.is_supervisor else role]
        )
        desk.activity = Activity.PACKING if packs else Activity.COLLECTING
        return desk

    def _op_scan(self, event: Event, desk: Desk) -> Outcome:
        reading = Reading(str(event.values["raw"]), Source.REPLAY)
        outcome = desk.take(reading)
        is_asked = outcome.verdict is Verdict.NEEDS and event.confirms
        return desk.take(reading) if is_asked else outcome

    def _op_manual_person(self, event: Event, desk: Desk) -> Outcome:
        return desk.bind_entry(entry_of(event.values["doc"], event.values.get("flags", ())))

    def _op_close_tube(self, _event: Event, desk: Desk) -> Outcome:
        return desk.take(Reading(Command.CLOSE_TUBE, Source.REPLAY))

    def _op_undo(self, _event: Event, desk: Desk) -> Outcome:
        return desk.take(Reading(Command.UNDO, Source.REPLAY))

    def _op_box_scan(self, event: Event, desk: Desk) -> Outcome:
        self._take_up(str(event.values.get("box", "")), desk)
        return desk.take(Reading(str(event.values["raw"]), Source.REPLAY))

    def _op_seal_box(self, event: Event, desk: Desk) -> Outcome:
        box = str(event.values.get("box", ""))
        if box != desk.current_box():
            return desk.perform(lambda place: desk.packing.seal_box(place, BoxCode(box)))
        outcome = desk.take(Reading(Command.SEAL_BOX, Source.REPLAY))
        if outcome.code == "count_box" and event.count:
            return desk.take(Reading(event.count, Source.REPLAY))
        return outcome

    def _take_up(self, box: str, desk: Desk) -> None:
        """Choose the box an event names, where it is open and another one was in hand."""
        row = self.station.queries.box(BoxCode(box), self.station.plan.round_id)
        if row and row.status == "open" and desk.current_box() != box:
            with unnamed(self.station.book):
                desk.take(Reading(box, Source.REPLAY))

    def _op_reopen_tube(self, event: Event, desk: Desk) -> Outcome:
        tube = TubeCode(normalise(str(event.values["tube"])))
        return desk.perform(lambda place: desk.correcting.reopen_tube(place, tube, event.reason))

    def _op_void_tube(self, event: Event, desk: Desk) -> Outcome:
        tube = TubeCode(normalise(str(event.values["tube"])))
        return desk.perform(lambda place: desk.correcting.void_tube(place, tube, event.reason))

    def _op_move(self, event: Event, desk: Desk) -> Outcome:
        def move(place: Place) -> Outcome:
            sample = find_sample(self.station, event.values["doc"], str(event.values["tube"]))
            to = TubeCode(normalise(str(event.values["to"])))
            return desk.correcting.move_person(place, sample, to, event.reason)

        return desk.perform(move)

    def _op_fix_doc(self, event: Event, desk: Desk) -> Outcome:
        def correct(place: Place) -> Outcome:
            sample = find_sample(self.station, event.values["doc"])
            entry = entry_of(event.values["new"])
            return desk.correcting.correct_document(place, sample, entry, event.reason)

        return desk.perform(correct)


def find_sample(station: Station, doc: dict[str, Any], tube: str = "") -> Sample:
    """Find where the person of an event is now, by document, else by name in the tube.

    Raises:
        Refusal: `person_not_found`, and what `parse_entry` raises.
    """
    document = parse_entry(entry_of(doc), station.book.today, "").document
    found = station.queries.find_document(document.type, document.identity, station.plan.round_id)
    named = [s for s in found if fold_name(s.person.name) == fold_name(str(doc.get("name", "")))]
    sample = next(iter(named or found), None)
    if sample is None and tube:
        sample = station.queries.find_named(str(doc.get("name", "")), TubeCode(tube))
    if sample is None:
        raise Refusal("person_not_found")
    return sample


def _nobody(_badge: str) -> StaffMember:
    raise Refusal("badge_unknown")
