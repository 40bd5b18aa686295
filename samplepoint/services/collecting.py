"""Collecting: opening a tube, binding people to it, closing it, taking the last step back.

Owns the rules of the desk (handbook §3); refuses to know scanners, screens and boxes.
"""

from __future__ import annotations

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry, parse_entry
from samplepoint.domain.facts import Kind
from samplepoint.domain.masking import mask_name, mask_number
from samplepoint.domain.outcomes import Changed, Notice, Outcome, accepted, ignored
from samplepoint.domain.people import Person
from samplepoint.domain.rounds import Order
from samplepoint.domain.samples import Sample, person_body, sample_body
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.closing import refuse_closed
from samplepoint.services.station import Place, Station, demand
from samplepoint.services.warnings import notices_for
from samplepoint.storage.book import Gesture
from samplepoint.storage.desk_queries import TubeRow

FULL = "full"
SHORT = "short"


class Collecting:
    """The verbs of a registrar. Each raises `Refusal` or answers; each commits once."""

    def __init__(self, station: Station) -> None:
        """Work on this station's book."""
        self._station = station
        self._queries = station.queries

    def scan_tube(self, place: Place, code: TubeCode) -> Outcome:
        """Open a tube at the desk; with people waiting (people first), bind them all to it.

        Raises:
            Refusal: `tube_used`, `finish_tube_first`, `people_first`, `too_many_waiting`,
                `already_sampled` (somebody who waits), `round_closed`, `not_yours`.
        """
        demand(place, Deed.COLLECT)
        current = self._queries.open_tube(place.seat)
        if current and current.code == code:
            return ignored("tube_already_open", tube=code)
        self._refuse_used(code)
        if current:
            raise Refusal("finish_tube_first", tube=current.code, people=current.people)
        if self._station.plan.order is Order.PEOPLE_FIRST:
            return self._bind_waiting(place, code)
        capacity = self._station.plan.capacity(code)
        self._station.demand_desk()
        refuse_closed(self._station)
        with self._station.gesture(place) as draft:
            draft.record(Kind.TUBE_OPENED, {"tube": code, "capacity": capacity})
        return accepted("tube_opened", Changed.TUBE, tube=code, capacity=capacity)

    def _refuse_used(self, code: TubeCode) -> None:
        used = self._queries.tube(code)
        if used:
            raise Refusal(
                "tube_used",
                tube=code,
                desk=used.desk,
                opened_utc=used.opened_utc,
                people=used.people,
            )

    def _bind_waiting(self, place: Place, code: TubeCode) -> Outcome:
        waiting = self._queries.awaited(place.seat)
        capacity = self._station.plan.capacity(code)
        if not waiting:
            raise Refusal("people_first")
        if len(waiting) > capacity:
            raise Refusal("too_many_waiting", people=len(waiting), capacity=capacity)
        for one in waiting:
            if earlier := self._queries.find(one.person.identity, self._station.plan.round_id):
                raise self._sampled(one.person, earlier)
        self._station.demand_desk()
        with self._station.gesture(place) as draft:
            draft.record(Kind.TUBE_OPENED, {"tube": code, "capacity": capacity})
            for ordinal, one in enumerate(waiting, start=1):
                draft.record(Kind.AWAITED_WITHDRAWN, {"awaited_seq": one.seq})
                body = sample_body(one.person, code, ordinal, source=one.source)
                draft.record(Kind.PERSON_BOUND, body)
            self._close(draft, code, FULL if len(waiting) == capacity else SHORT)
        return accepted("group_bound", Changed.TUBE, Changed.COUNTS, tube=code, people=len(waiting))

    def bind_entry(self, place: Place, entry: PersonEntry, *, source: str) -> Outcome:
        """Bind a person from a filled form; one without a document gets a temporary number.

        Raises:
            Refusal: what `parse_entry` and `bind_person` raise.
        """
        fresh = f"LS{self._station.book.station_id}{self._station.book.head[0] + 1}"
        person = parse_entry(entry, self._station.book.today, fresh)
        return self.bind_person(place, person, source=source)

    def bind_person(self, place: Place, person: Person, *, source: str) -> Outcome:
        """Bind a person to the desk's open tube; the last one that fits closes it.

        Raises:
            Refusal: `no_open_tube`, `already_sampled` (tube, desk, time), `round_closed` where
                people come before their tube, `not_yours`.
        """
        demand(place, Deed.COLLECT)
        tube = self._queries.open_tube(place.seat)
        if tube is None and self._station.plan.order is Order.TUBE_FIRST:
            raise Refusal("no_open_tube")
        if self._station.plan.order is Order.PEOPLE_FIRST:
            refuse_awaited(self._station, place, person)
        earlier = self._queries.find(person.identity, self._station.plan.round_id)
        if earlier and tube and earlier.tube == tube.code:
            return ignored("already_in_this_tube", **told(person), ordinal=earlier.ordinal)
        if earlier:
            raise self._sampled(person, earlier)
        notices = notices_for(person, self._station.plan, self._station.book.today)
        if tube is None:
            return self._await_tube(place, person, source, notices)
        return self._bind(place, person, tube, source, notices)

    def _sampled(self, person: Person, earlier: Sample) -> Refusal:
        return Refusal(
            "already_sampled",
            **told(person),
            tube=earlier.tube,
            desk=earlier.desk,
            point=self._station.plan.point_name,
            at_utc=earlier.taken_at_utc or earlier.at_utc,
            offset_minutes=earlier.offset_minutes,
        )

    def _bind(
        self,
        place: Place,
        person: Person,
        tube: TubeRow,
        source: str,
        notices: tuple[Notice, ...],
    ) -> Outcome:
        ordinal = tube.people + 1
        is_last = ordinal >= tube.capacity
        with self._station.gesture(place) as draft:
            number = self._queries.next_ordinal(tube.code)
            draft.record(Kind.PERSON_BOUND, sample_body(person, tube.code, number, source=source))
            if is_last:
                self._close(draft, tube.code, FULL)
        return accepted(
            "bound_tube_full" if is_last else "person_bound",
            Changed.TUBE,
            Changed.COUNTS,
            tube=tube.code,
            ordinal=ordinal,
            capacity=tube.capacity,
            **told(person),
        ).noticing(notices)

    def _await_tube(
        self, place: Place, person: Person, source: str, notices: tuple[Notice, ...]
    ) -> Outcome:
        waiting = len(self._queries.awaited(place.seat))
        if waiting >= self._station.plan.pool_size:
            raise Refusal("scan_tube_now", people=waiting)
        self._station.demand_desk()
        refuse_closed(self._station)
        with self._station.gesture(place) as draft:
            draft.record(Kind.PERSON_AWAITED, {**person_body(person), "source": source})
        return accepted(
            "person_waits" if waiting + 1 < self._station.plan.pool_size else "group_full",
            Changed.TUBE,
            ordinal=waiting + 1,
            capacity=self._station.plan.pool_size,
            **told(person),
        ).noticing(notices)

    def close_tube(self, place: Place) -> Outcome:
        """Close the desk's tube early, with its true number.

        Raises:
            Refusal: `no_open_tube`, `tube_empty`, `not_yours`.
        """
        demand(place, Deed.COLLECT)
        tube = self._queries.open_tube(place.seat)
        if tube is None:
            raise Refusal("no_open_tube")
        if tube.people == 0:
            raise Refusal("tube_empty", tube=tube.code)
        with self._station.gesture(place) as draft:
            self._close(draft, tube.code, SHORT)
        return accepted(
            "tube_closed_short",
            Changed.TUBE,
            tube=tube.code,
            people=tube.people,
            capacity=tube.capacity,
        )

    def _close(self, draft: Gesture, tube: TubeCode, reason: str) -> None:
        draft.record(Kind.TUBE_CLOSED, {"tube": tube, "reason": reason})

    def undo(self, place: Place) -> Outcome:
        """Take the desk's last step back: a waiting person, an empty tube, the last binding.

        Raises:
            Refusal: `nothing_to_undo`, `tube_boxed`, `undo_other_tube_open`, `not_yours`.
        """
        demand(place, Deed.COLLECT)
        if waiting := self._queries.awaited(place.seat):
            return self._withdraw_waiting(place, waiting[-1].seq, waiting[-1].person)
        tube = self._queries.open_tube(place.seat)
        if tube and tube.people == 0:
            with self._station.gesture(place) as draft:
                draft.record(Kind.OPENING_WITHDRAWN, {"tube": tube.code})
            return accepted("opening_withdrawn", Changed.TUBE, tube=tube.code)
        last = self._queries.last_at(place.seat)
        if last is None:
            raise Refusal("nothing_to_undo")
        return self._undo_binding(place, last, tube)

    def _withdraw_waiting(self, place: Place, seq: int, person: Person) -> Outcome:
        with self._station.gesture(place) as draft:
            draft.record(Kind.AWAITED_WITHDRAWN, {"awaited_seq": seq})
        return accepted("waiting_undone", Changed.TUBE, **told(person))

    def _undo_binding(self, place: Place, last: Sample, current: TubeRow | None) -> Outcome:
        row = self._queries.tube(last.tube)
        if row is None or row.box:
            raise Refusal("tube_boxed", tube=last.tube, box=row.box if row else "")
        if current and current.code != row.code:
            raise Refusal("undo_other_tube_open", tube=row.code, open_tube=current.code)
        with self._station.gesture(place) as draft:
            draft.record(Kind.BINDING_UNDONE, {"sample_seq": last.id.seq, "tube": last.tube})
            if row.status == "closed":
                draft.record(Kind.TUBE_REOPENED, {"tube": last.tube, "reason": "undo"})
        return accepted(
            "binding_undone",
            Changed.TUBE,
            Changed.COUNTS,
            tube=last.tube,
            people=row.people - 1,
            **told(last.person),
        )


def refuse_awaited(station: Station, place: Place, person: Person) -> None:
    """Refuse a person who waits for a tube already.

    Raises:
        Refusal: `already_waiting` at this seat, `waits_elsewhere`.
    """
    for seat in station.queries.waiting_seats():
        if any(one.person.identity == person.identity for one in station.queries.awaited(seat)):
            code = "already_waiting" if seat == place.seat else "waits_elsewhere"
            raise Refusal(code, **told(person), desk=seat)


def told(person: Person) -> dict[str, str]:
    """Return what an answer may carry of a person: masked, since the queue sees the screen."""
    document = person.document
    number = document.number or document.identity
    is_temporary = document.type is DocumentType.NONE
    return {
        "name": mask_name(person.name),
        "relation": str(person.relation),
        "doc_type": str(document.type),
        "number": number if is_temporary else mask_number(number),
    }
