"""What the desk shows: one frozen picture of the tube, the counts and the clock.

Owns the reading of it in one go, already masked; refuses to know colours and words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from samplepoint.domain.masking import mask_name
from samplepoint.domain.people import Person
from samplepoint.domain.rounds import SealRule
from samplepoint.domain.staff import StaffMember
from samplepoint.services.desk import Activity, Desk
from samplepoint.services.station import Station
from samplepoint.storage.desk_queries import BoxRow
from samplepoint.storage.travel_queries import TravelQueries


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
    """Age of the oldest sample not handed over yet, in minutes; -1 when none waits."""


@dataclass(frozen=True, slots=True)
class BoxPicture:
    """The box of this seat, and each tube in it with its people.

    While it is blind (a count or a proof is under way) no tube is in it, so that no screen can
    show what somebody is about to count.
    """

    code: str
    tubes: tuple[tuple[str, int], ...]
    capacity: int
    is_counting: bool = False
    digits: str = ""
    """The digits of the count entered so far."""
    attempts: int = 0
    """How many counts of what is in it differed already."""
    proof_by: str = ""
    """Who scans everything again; empty without a proof or a check under way."""
    is_rescan: bool = False
    """It is a check by who counted, not the proof of a second person."""
    proof_scanned: int = 0
    blind_at: str = ""
    """The other seat at which it is counted or proved; hidden here as well."""
    is_taking_out: bool = False
    """The next tube that is scanned comes out."""
    missing: tuple[str, ...] = ()
    """Its tubes that the last check or proof did not find."""
    is_check_asked: bool = False
    """Two counts differed and nothing was done since: each tube has to be scanned again."""
    is_counted: bool = False
    """A count by hand agreed, and nothing was changed since."""
    bag: str = ""
    in_bag: int = 0
    seal: str = ""
    void_seals: int = 0
    """How often it was sealed and opened again."""
    other_seat: str = ""
    """The seat that packed into it last, where that is not this one."""

    @property
    def is_blind(self) -> bool:
        """Tell whether its list is hidden."""
        return self.is_counting or bool(self.proof_by) or bool(self.blind_at)


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
    seal_rule: SealRule
    ready_boxes: int
    """Sealed boxes that wait for a courier."""
    is_any_blind: bool = False
    """A box is counted or proved at some seat: no list may tell what was packed."""
    points: int | None = None
    """How many points are enrolled, in a supervisor's book; None at a desk."""

    @property
    def is_counting(self) -> bool:
        """Tell whether keys enter a count now."""
        return self.activity is Activity.PACKING and self.box is not None and self.box.is_counting


def picture(desk: Desk) -> DeskPicture:
    """Read everything the desk shows; a supervisor's book has none, only how much came together."""
    station, plan = desk.station, desk.station.plan
    if station.book.is_hub:
        return _without_desk(desk)
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
        plan.seal_rule,
        len(station.queries.boxes_ready(plan.round_id)),
        desk.boxes.is_any_blind,
    )


def _without_desk(desk: Desk) -> DeskPicture:
    station, plan = desk.station, desk.station.plan
    people = station.whereabouts.count().everybody
    return DeskPicture(
        plan.round_name,
        plan.point_name,
        "",
        desk.place.staff,
        desk.activity,
        station.book.is_practice,
        desk.is_locked,
        is_people_first=False,
        tube="",
        capacity=plan.pool_size,
        slots=(),
        box=None,
        loose_tubes=0,
        counts=Counts(0, 0, people, 0, 0, -1),
        oldest_limit_minutes=plan.oldest_limit_minutes,
        seal_rule=plan.seal_rule,
        ready_boxes=0,
        points=TravelQueries(station.book).enrolled_points(),
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
    queries, plan = desk.station.queries, desk.station.plan
    row = queries.box(code, plan.round_id) if code else None
    if row is None:
        return None
    hand = desk.boxes.in_hand(desk.place)
    bag = desk.boxes.bag_of(desk.place, row.code)
    tubes = queries.tubes_in(row.code)
    blind_at = desk.boxes.blind_seat(desk.place, row.code)
    is_blind = hand.blind_box is not None or bool(blind_at)
    return BoxPicture(
        row.code,
        () if is_blind else tuple((tube.code, tube.people) for tube in tubes),
        plan.box_capacity,
        is_counting=hand.count is not None,
        digits=hand.count.digits if hand.count else "",
        attempts=hand.count.attempts if hand.count else 0,
        proof_by=hand.rescan.by.name if hand.rescan else "",
        is_rescan=hand.rescan is not None and hand.proof is None,
        proof_scanned=len(hand.rescan.tubes) if hand.rescan else 0,
        blind_at=blind_at,
        is_taking_out=hand.is_taking_out,
        missing=hand.missing.tubes if hand.missing and not is_blind else (),
        is_check_asked=not is_blind and _is_check_asked(desk, row),
        is_counted=row.is_counted,
        bag=bag,
        in_bag=0 if is_blind else sum(bool(bag) and tube.bag == bag for tube in tubes),
        seal=row.seal,
        void_seals=row.seals,
        other_seat=row.desk if row.desk != desk.place.seat else "",
    )


def _is_check_asked(desk: Desk, row: BoxRow) -> bool:
    """Ask the counts only where it is shown: they are read from the box's last change on."""
    if desk.activity is not Activity.PACKING or row.is_counted:
        return False
    return (
        desk.station.plan.seal_rule is not SealRule.PLAIN and desk.counting.differing(row).is_told
    )


def _counts(station: Station) -> Counts:
    now, round_id = station.book.clock.now(), station.plan.round_id
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    since, where = station.queries.people_since, station.whereabouts.count()
    return Counts(
        today=since(round_id, _ten_minutes(midnight)),
        last_hour=since(round_id, _ten_minutes(now - timedelta(hours=1))),
        stored_here=where.here_only,
        handed_over=where.handed_over,
        acknowledged=where.acknowledged,
        oldest_minutes=_age_minutes(station.queries.oldest_waiting_utc(), now),
    )


def _ten_minutes(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")[:-1]


def _age_minutes(opened_utc: str, now: datetime) -> int:
    if not opened_utc:
        return -1
    return max(0, int((now - datetime.fromisoformat(opened_utc)).total_seconds() // 60))
