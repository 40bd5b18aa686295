"""Making a book for a new round, and opening one that exists with a PIN or a badge.

Owns the order in which key file and book come to be; refuses to know folders and locks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from samplepoint.domain.clock import Clock
from samplepoint.domain.facts import Kind
from samplepoint.domain.peers import PeerRole
from samplepoint.domain.people import clean_name
from samplepoint.domain.rounds import RoundPlan, refuse_ambiguous_rules
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.errors import Obstacle, Refusal
from samplepoint.services.backup_record import Occasion, backup_body
from samplepoint.services.station import Place, Station
from samplepoint.storage.backup import BeforeMigration
from samplepoint.storage.book import Book, create_book, new_id
from samplepoint.storage.desk_queries import DeskQueries
from samplepoint.storage.key_file import REAL_COST, KeyFile, Unlocked, new_book_key
from samplepoint.storage.key_slots import Cost
from samplepoint.storage.safe_file import settle

FIRST_SEAT = "A"


@dataclass(frozen=True, slots=True)
class BookFiles:
    """Where a book and its key file are, and where its back-ups go."""

    book: Path
    keys: Path
    backups: Path | None = None
    """None: tables are changed by a newer program without a back-up of the book before."""


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Somebody to enrol; without a PIN they need a badge before they can open the book."""

    name: str
    role: Role
    pin: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open book, who opened it, and the key that `keep_key` needs for new slots."""

    book: Book
    staff: StaffMember
    key: bytes


def start_book(
    files: BookFiles,
    plan: RoundPlan,
    staff: Sequence[NewStaff],
    clock: Clock,
    *,
    practice: bool,
    cost: Cost = REAL_COST,
    role: PeerRole = PeerRole.POINT,
) -> Opened:
    """Make key file and book, open the round in it, and return it opened by the first of `staff`.

    The book appears under its name only when the round is in it; what an earlier attempt left
    behind half-made is made anew.

    Raises:
        Refusal: `staff_needs_supervisor`, `pin_shape`, and what `refuse_ambiguous_rules` raises.
        Obstacle: `book_exists`, and what the disk says.
    """
    if not staff or staff[0].role is not Role.SUPERVISOR or not staff[0].pin:
        raise Refusal("staff_needs_supervisor")
    refuse_ambiguous_rules(plan, clock.now().date())
    if files.book.exists():
        raise Obstacle("book_exists")
    members = [StaffMember(new_id(), clean_name(one.name), one.role) for one in staff]
    key = _write_keys(files, members, staff, cost)
    making = files.book.with_name(f"{files.book.name}.making")
    for leftover in making.parent.glob(f"{making.name}*"):
        leftover.unlink()
    book = create_book(making, key, clock, practice=practice, role=role)
    with book.gesture(desk="", staff_id=members[0].id, round_id=plan.round_id) as draft:
        draft.record(Kind.ROUND_OPENED, plan.to_body())
        for member in members:
            draft.record(Kind.STAFF_ENROLLED, staff_body(member))
    book.close()
    settle(making, files.book)
    return Opened(Book(files.book, key, clock), members[0], key)


def _write_keys(
    files: BookFiles, members: Sequence[StaffMember], staff: Sequence[NewStaff], cost: Cost
) -> bytes:
    key = new_book_key()
    files.keys.unlink(missing_ok=True)
    keys = KeyFile.create(files.keys, cost=cost)
    for member, wanted in zip(members, staff, strict=True):
        if wanted.pin:
            keys.add_pin(
                key,
                staff_id=member.id,
                staff_name=member.name,
                role=str(member.role),
                pin=wanted.pin,
            )
    keys.save()
    return key


def open_book(files: BookFiles, secret: str, clock: Clock, staff_id: str | None = None) -> Opened:
    """Open a book with a PIN or the text of a badge.

    Raises:
        Refusal: `pin_wrong`, `pin_shared`, `badge_unknown`.
        Obstacle: `book_missing`, `key_file_missing`, `book_newer`, and what the disk says.
        Damage: `book_unreadable`, `book_damaged`, `key_file_damaged`.
    """
    if not files.book.exists():
        raise Obstacle("book_missing")
    unlocked = unlock(KeyFile.read(files.keys), secret, staff_id)
    member = _member(unlocked)
    return Opened(open_files(files, unlocked.book_key, clock, member), member, unlocked.book_key)


def open_files(files: BookFiles, key: bytes, clock: Clock, member: StaffMember) -> Book:
    """Open a book with its key; one of an older program is backed up before its tables change.

    Raises:
        Obstacle, Damage: as `Book` and `make_backup`; without that back-up it is not opened.
    """
    keep = BeforeMigration(files.backups, key, files.keys, clock) if files.backups else None
    book = Book(files.book, key, clock, before_migration=keep)
    if keep and keep.made:
        plan = DeskQueries(book).plan()
        round_id = plan.round_id if plan else ""
        with book.gesture(desk="", staff_id=member.id, round_id=round_id) as draft:
            draft.record(Kind.BACKUP_MADE, backup_body(keep.made, Occasion.MIGRATION))
    return book


def unlock(keys: KeyFile, secret: str, staff_id: str | None = None) -> Unlocked:
    """Unwrap the book's key with a badge, else with a PIN."""
    try:
        return keys.open_with_badge(secret)
    except Refusal as refusal:
        if secret.upper().startswith("SPB"):
            raise refusal from None
    return keys.open_with_pin(secret, staff_id)


def known_staff(files: BookFiles) -> list[StaffMember]:
    """Return who can open a book, each once, in the order in which they were enrolled.

    Raises:
        Obstacle: `key_file_missing`, `key_file_newer`. Damage: `key_file_damaged`.
    """
    slots = KeyFile.read(files.keys).slots
    members = {
        one.staff_id: StaffMember(one.staff_id, one.staff_name, Role(one.role)) for one in slots
    }
    return list(members.values())


class SignIn:
    """Turns a badge or a PIN into the member of staff it belongs to, while the book is open."""

    def __init__(self, keys: Path) -> None:
        """Read the key file anew at each call: a badge may have been printed since."""
        self._keys = keys

    def by_badge(self, text: str) -> StaffMember:
        """Return whose badge it is.

        Raises:
            Refusal: `badge_unknown`.
        """
        return _member(KeyFile.read(self._keys).open_with_badge(text))

    def by_pin(self, pin: str, staff_id: str | None = None) -> StaffMember:
        """Return whose PIN it is.

        Raises:
            Refusal: `pin_wrong`, `pin_shape`, `pin_shared`.
        """
        return _member(KeyFile.read(self._keys).open_with_pin(pin, staff_id))


def _member(unlocked: Unlocked) -> StaffMember:
    return StaffMember(unlocked.staff_id, unlocked.staff_name, Role(unlocked.role))


def staff_body(member: StaffMember) -> dict[str, str]:
    """Return the body of a `StaffEnrolled` fact."""
    return {"id": member.id, "name": member.name, "role": str(member.role)}


class Staffing:
    """Enrolling and retiring staff while the round runs; a supervisor's work."""

    def __init__(
        self, station: Station, place: Place, keys: Path, key: bytes, cost: Cost = REAL_COST
    ) -> None:
        """Work on a station's book and its key file; `cost` is for new PINs and badges."""
        self._station = station
        self._place = place
        self._keys = keys
        self._key = key
        self._cost = cost

    def enrol(self, wanted: NewStaff) -> tuple[StaffMember, str]:
        """Enrol somebody and return them with the text of their badge, stored nowhere else.

        Raises:
            Refusal: `name_missing`, `pin_shape`.
        """
        name = clean_name(wanted.name)
        if not name:
            raise Refusal("name_missing")
        member = StaffMember(new_id(), name, wanted.role)
        keys = KeyFile.read(self._keys, cost=self._cost)
        if wanted.pin:
            keys.add_pin(
                self._key,
                staff_id=member.id,
                staff_name=name,
                role=str(member.role),
                pin=wanted.pin,
            )
        badge = self._badge(keys, member)
        with self._station.gesture(self._place) as draft:
            draft.record(Kind.STAFF_ENROLLED, staff_body(member))
        return member, badge

    def new_badge(self, member: StaffMember) -> str:
        """Make a new badge for somebody; the one before no longer opens anything."""
        return self._badge(KeyFile.read(self._keys, cost=self._cost), member)

    def _badge(self, keys: KeyFile, member: StaffMember) -> str:
        badge = keys.add_badge(
            self._key, staff_id=member.id, staff_name=member.name, role=str(member.role)
        )
        keys.save()
        return badge

    def retire(self, staff_id: str) -> None:
        """Take somebody's PIN and badge away; their records stay.

        Raises:
            Refusal: `staff_unknown`, `last_key`.
        """
        keys = KeyFile.read(self._keys, cost=self._cost)
        if any(slot.staff_id == staff_id for slot in keys.slots):
            keys.remove(staff_id)
            keys.save()
        with self._station.gesture(self._place) as draft:
            draft.record(Kind.STAFF_RETIRED, {"id": staff_id})
