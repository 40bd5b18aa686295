"""Back-entry: a paper form of the hours without laptop becomes a tube with its people.

Owns the check of a whole form and its one gesture; refuses to weaken any rule of the desk. When
a swab was taken and when it was entered are both kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from samplepoint.domain.clock import utc_text
from samplepoint.domain.codes import TubeCode
from samplepoint.domain.entries import PersonEntry, parse_entry
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Changed, Notice, Outcome, accepted, refused
from samplepoint.domain.people import Identity, Person, clean_text
from samplepoint.domain.samples import sample_body
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.closing import refuse_closed
from samplepoint.services.collecting import FULL, SHORT, refuse_awaited, told
from samplepoint.services.station import Place, Station, demand
from samplepoint.services.warnings import notices_for

SOURCE = "paper"
BACK_ENTERED = "back_entered"
_LONGEST_FORM = 40
_OLDEST_DAYS = 30
"""A swab that was taken earlier is no sample any more: its date was misread."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One row of a form: who, and when, as written; a naive time is local."""

    entry: PersonEntry
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class PaperForm:
    """One tube of a form with its rows in swab order; `number` says which sheet of paper it was."""

    tube: TubeCode
    rows: tuple[PaperRow, ...]
    number: str = ""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A row that was understood."""

    person: Person
    taken_utc: str


class BackEntry:
    """The verb of whoever types a form."""

    def __init__(self, station: Station) -> None:
        """Work on this station's book."""
        self._station = station
        self._queries = station.queries

    def enter(self, place: Place, form: PaperForm) -> Outcome:
        """Open the tube, bind everybody in order with their true times, close it: one gesture.

        Returns:
            Accepted `form_entered` with warnings by row; or refused `form_has_problems`: nothing
            was stored, and its notices name every problem with its `row` (0: the form itself).

        Raises:
            Refusal: `not_yours`, `round_closed` where somebody was swabbed after that.
        """
        demand(place, Deed.COLLECT)
        problems = self._problems_of_form(form)
        taken: list[_Taken] = []
        seen: dict[Identity, int] = {}
        for number, row in enumerate(form.rows, start=1):
            try:
                one = self._understood(place, row, number, seen)
            except Refusal as refusal:
                problems.append(Notice(refusal.code, {**refusal.values, "row": number}))
            else:
                taken.append(one)
        if problems:
            rows = {notice.values["row"] for notice in problems}
            outcome = refused("form_has_problems", tube=form.tube, count=len(rows))
            return outcome.noticing(tuple(problems))
        return self._store(place, form, taken)

    def _problems_of_form(self, form: PaperForm) -> list[Notice]:
        plan, used = self._station.plan, self._queries.tube(form.tube)
        capacity = plan.capacity(form.tube)
        found: list[Notice] = []
        if plan.tube(form.tube) is None:
            found.append(Notice("form_tube_shape", {"tube": form.tube}))
        if used:
            found.append(
                Notice(
                    "tube_used",
                    {
                        "tube": form.tube,
                        "desk": used.desk,
                        "opened_utc": used.opened_utc,
                        "people": used.people,
                    },
                )
            )
        if not form.rows:
            found.append(Notice("form_empty", {"tube": form.tube}))
        if len(form.rows) > capacity:
            found.append(Notice("form_too_many", {"people": len(form.rows), "capacity": capacity}))
        try:
            clean_text(form.number, _LONGEST_FORM)
        except Refusal as refusal:
            found.append(Notice(refusal.code, refusal.values))
        return [replace(notice, values={**notice.values, "row": 0}) for notice in found]

    def _understood(
        self, place: Place, row: PaperRow, number: int, seen: dict[Identity, int]
    ) -> _Taken:
        book = self._station.book
        flagged = replace(row.entry, flags=(*row.entry.flags, BACK_ENTERED))
        # The number of the fact that will bind this person: after the one that opens the tube.
        fresh = f"LS{book.station_id}{book.head[0] + 1 + number}"
        person = parse_entry(flagged, book.today, fresh)
        twin = seen.setdefault(person.identity, number)
        if twin != number:
            raise Refusal("form_row_twice", other=twin, **told(person))
        refuse_awaited(self._station, place, person)
        earlier = self._queries.find(person.identity, self._station.plan.round_id)
        if earlier:
            raise Refusal(
                "already_sampled",
                **told(person),
                tube=earlier.tube,
                desk=earlier.desk,
                point=self._station.plan.point_name,
                at_utc=earlier.at_utc,
                offset_minutes=earlier.offset_minutes,
            )
        return _Taken(person, self._taken_utc(row.taken_at))

    def _taken_utc(self, taken_at: datetime) -> str:
        """Return the written time in UTC.

        Raises:
            Refusal: `form_time_ahead` when it is yet to come, `form_time_too_old` when it is
                more than 30 days ago.
        """
        now = self._station.book.clock.now()
        aware = taken_at if taken_at.tzinfo else taken_at.replace(tzinfo=now.tzinfo)
        if aware > now:
            raise Refusal("form_time_ahead", at=f"{aware:%m-%d %H:%M}")
        if now - aware > timedelta(days=_OLDEST_DAYS):
            written = aware.replace(tzinfo=None).isoformat(" ", "minutes")
            raise Refusal("form_time_too_old", at=written, days=_OLDEST_DAYS)
        return utc_text(aware)

    def _store(self, place: Place, form: PaperForm, taken: Sequence[_Taken]) -> Outcome:
        capacity = self._station.plan.capacity(form.tube)
        times = [one.taken_utc for one in taken]
        self._station.demand_desk()
        refuse_closed(self._station, max(times))
        with self._station.gesture(place) as draft:
            opened = {"tube": form.tube, "capacity": capacity, "source": SOURCE}
            draft.record(Kind.TUBE_OPENED, {**opened, "opened_at_utc": min(times)})
            for ordinal, one in enumerate(taken, start=1):
                body = sample_body(
                    one.person, form.tube, ordinal, source=SOURCE, taken_at_utc=one.taken_utc
                )
                draft.record(Kind.PERSON_BOUND, body)
            reason = FULL if len(taken) >= capacity else SHORT
            closed = {"tube": form.tube, "reason": reason, "closed_at_utc": max(times)}
            draft.record(Kind.TUBE_CLOSED, closed)
            number = clean_text(form.number, _LONGEST_FORM)
            entered = {"form": number, "tube": form.tube, "people": len(taken)}
            draft.record(Kind.FORM_ENTERED, entered)
        return accepted(
            "form_entered",
            Changed.TUBE,
            Changed.COUNTS,
            tube=form.tube,
            people=len(taken),
            capacity=capacity,
            form=number or "–",
        ).noticing(self._warnings(taken))

    def _warnings(self, taken: Sequence[_Taken]) -> tuple[Notice, ...]:
        plan, today = self._station.plan, self._station.book.today
        found = [
            replace(notice, values={**notice.values, "row": number})
            for number, one in enumerate(taken, start=1)
            for notice in notices_for(one.person, plan, today)
        ]
        unordered = [n for n in range(1, len(taken)) if taken[n].taken_utc < taken[n - 1].taken_utc]
        found += [Notice("form_times_unordered", {"row": number + 1}) for number in unordered]
        return tuple(found)
