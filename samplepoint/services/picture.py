"""What the desk shows: one frozen picture of the tube, the counts and the clock.

Owns the reading of it in one go, already masked; refuses to know colours and words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from samplepoint.domain.masking import mask_name
from samplepoint.domain.people import Person
from samplepoint.domain.staff import StaffMember
from samplepoint.services.desk import Activity, Desk
from samplepoint.services.station import Station


@dataclass(frozen=True, slots=True)
class Slot:
    """One person in the tube, as the queue may see it."""

    ordinal: int
    name: str
    relation: str
    number_end: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers that are always in sight; pace is people in the last sixty minutes."""

    today: int
    last_hour: int
    stored_here: int
    handed_over: int
    acknowledged: int
    oldest_minutes: int
    """Age of the oldest sample still here, in minutes; -1 when none waits."""


@dataclass(frozen=True, slots=True)
class BoxPicture:
    """The box of this seat, and each tube in it with its people."""

    code: str
    tubes: tuple[tuple[str, int], ...]
    capacity: int


@dataclass(frozen=True, slots=True)
class DeskPicture:
    """All that one window paints between two gestures."""

    round_name: str
    point_name: str
    seat: str
    staff: StaffMember
    activity: Activity
    is_practice: bool
    is_locked: bool
    is_people_first: bool
    tube: str
    capacity: int
    slots: tuple[Slot, ...]
    box: BoxPicture | None
    loose_tubes: int
    counts: Counts
    oldest_limit_minutes: int


def picture(desk: Desk) -> DeskPicture:
    """Read everything the desk shows."""
    station, plan = desk.station, desk.station.plan
    tube = station.queries.open_tube(desk.place.seat)
    return DeskPicture(
        plan.round_name,
        plan.point_name,
        desk.place.seat,
        desk.place.staff,
        desk.activity,
        station.book.is_practice,
        desk.is_locked,
        plan.order == "people_first",
        tube.code if tube else "",
        tube.capacity if tube else plan.pool_size,
        _slots(desk, tube.code if tube else ""),
        _box(desk),
        station.queries.count_loose(),
        _counts(station),
        plan.oldest_limit_minutes,
    )


def _slots(desk: Desk, tube: str) -> tuple[Slot, ...]:
    queries = desk.station.queries
    if tube:
        row = queries.open_tube(desk.place.seat)
        samples = queries.samples_in(row.code) if row else []
        return tuple(_slot(n, sample.person) for n, sample in enumerate(samples, start=1))
    waiting = queries.awaited(desk.place.seat)
    return tuple(_slot(n, one.person) for n, one in enumerate(waiting, start=1))


def _slot(ordinal: int, person: Person) -> Slot:
    number = person.document.number or person.document.identity
    return Slot(ordinal, mask_name(person.name), str(person.relation), number[-4:])


def _box(desk: Desk) -> BoxPicture | None:
    code = desk.current_box()
    if code is None:
        return None
    tubes = desk.station.queries.tubes_in(code)
    capacity = desk.station.plan.box_capacity
    return BoxPicture(code, tuple((tube.code, tube.people) for tube in tubes), capacity)


def _counts(station: Station) -> Counts:
    now, round_id = station.book.clock.now(), station.plan.round_id
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    since = station.queries.people_since
    return Counts(
        today=since(round_id, _ten_minutes(midnight)),
        last_hour=since(round_id, _ten_minutes(now - timedelta(hours=1))),
        stored_here=since(round_id, ""),
        handed_over=0,  # no file leaves the house yet: all there is, is here
        acknowledged=0,
        oldest_minutes=_age_minutes(station.queries.oldest_waiting_utc(), now),
    )


def _ten_minutes(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")[:-1]


def _age_minutes(opened_utc: str, now: datetime) -> int:
    if not opened_utc:
        return -1
    return max(0, int((now - datetime.fromisoformat(opened_utc)).total_seconds() // 60))
