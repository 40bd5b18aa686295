"""The key from the safe: giving it to a book, and going in with it when every PIN is forgotten.

Owns in which order keys, book and record come; refuses to know where the key file of the safe is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from samplepoint.domain.clock import Clock
from samplepoint.domain.facts import Kind
from samplepoint.domain.people import clean_name
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.errors import Damage, Obstacle, Refusal, SamplepointError
from samplepoint.services.backing_up import Shelf
from samplepoint.services.jobs import Reporter
from samplepoint.services.opening import NewStaff, open_files, staff_body
from samplepoint.storage import restoring
from samplepoint.storage.book import Book, new_id
from samplepoint.storage.desk_queries import DeskQueries
from samplepoint.storage.key_copies import key_copies, place_on, places_in, renew_key_copies
from samplepoint.storage.key_file import REAL_COST, KeyFile, pin_of, previous_of
from samplepoint.storage.key_slots import Cost, Slot
from samplepoint.storage.recovery import identities_in
from samplepoint.storage.restoring import Rehearsed, Restored
from samplepoint.storage.safe_file import folder_obstacle

_MOST_TELLING = ("recovery_wrong_key", "recovery_damaged", "recovery_none")


class Source(StrEnum):
    """What is opened: the book, or first the newest good back-up put in its place."""

    BOOK = "book"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Recovered:
    """Who can open the book now, and how it came to be."""

    staff: StaffMember
    keys_from: str
    """Name of the key file in which the safe's key fitted."""
    kept: tuple[Slot, ...]
    """PINs and badges of before; they still open the book."""
    restored: Restored | None
    """The back-up that was put in the place of the book, where one was."""
    unreached: tuple[str, ...]
    """Folders of back-ups whose key file could not be brought up to date."""


def entrust(shelf: Shelf, book_key: bytes, recipient: str) -> tuple[str, ...]:
    """Wrap the book key for a recovery recipient (`age1...`), also beside the back-ups.

    One that was there before opens the book no more. Returns the folders of back-ups that could
    not be reached; their next back-up brings them up to date.

    Raises:
        Refusal: `recovery_recipient_shape`.
        Obstacle, Damage: as the key file says.
    """
    keys = KeyFile.read(shelf.files.keys)
    keys.add_recovery(book_key, recipient)
    keys.save()
    return renew_key_copies(shelf.files.keys, _folders(shelf, book_key), book_key)


class Recovery:
    """Going in with the key from the safe. Hold the folder's lock."""

    def __init__(self, shelf: Shelf, untrusted_key: str) -> None:
        """Find the key files that the safe's key opens: the book's own, then those of back-ups.

        Raises:
            Refusal: `recovery_key_shape`, `recovery_none`, `recovery_wrong_key`.
            Obstacle: `key_file_missing`, and what the disk says.
            Damage: `recovery_damaged`, `key_file_damaged`.
        """
        self._shelf = shelf
        readable, troubles = _read_all(_key_files(shelf))
        self._fitting = _fitting(readable, identities_in(untrusted_key), troubles)
        if not self._fitting:
            raise min(troubles, key=_rank)
        self._readable = readable

    def recover(
        self,
        wanted: NewStaff,
        clock: Clock,
        source: Source = Source.BOOK,
        *,
        cost: Cost = REAL_COST,
        reporter: Reporter | None = None,
    ) -> Recovered:
        """Enrol a supervisor with a PIN of their own; who could open the book before still can.

        Where there is no book, the newest good back-up is put in its place. It goes on record
        before the key file is written: nobody gets in unrecorded.

        Raises:
            Refusal: `name_missing`, `pin_shape`.
            Obstacle: `backup_missing`, and what the disk says.
            Damage: `book_unreadable`: the key fits none of the book's pages; `book_damaged`,
                `chain_broken`, `backups_all_bad`.
            Cancelled: through the reporter, before anything was moved.
        """
        member = StaffMember(new_id(), clean_name(wanted.name), Role.SUPERVISOR)
        if not member.name:
            raise Refusal("name_missing")
        pin_of(wanted.pin)
        restored = None
        if source is Source.BACKUP or not self._shelf.files.book.exists():
            restored = self._restore(member, clock, reporter or Reporter())
        found, book = self._open(clock, member)
        try:
            keys, kept = self._keys_with(member, wanted.pin, found, cost)
            self._put_on_record(book, member, found.keys, kept)
            self._save(keys)
        finally:
            book.close()
        unreached = renew_key_copies(
            self._shelf.files.keys, _folders(self._shelf, found.book_key), found.book_key
        )
        return Recovered(member, found.keys.path.name, kept, restored, unreached)

    def _restore(self, member: StaffMember, clock: Clock, reporter: Reporter) -> Restored:
        rehearsed, key = self._newest_good(reporter)
        return restoring.put_back(
            rehearsed.backup,
            self._shelf.files.book,
            key,
            clock,
            staff_id=member.id,
            keep_in=self._shelf.files.backups,
            report=reporter.report,
        )

    def _newest_good(self, reporter: Reporter) -> tuple[Rehearsed, bytes]:
        first: SamplepointError | None = None
        for found in self._fitting:
            try:
                good = restoring.newest_good(self._shelf.backups, found.book_key, reporter.report)
            except (Damage, Obstacle) as error:
                first = first or error
            else:
                return good, found.book_key
        raise first or Obstacle("backup_missing")

    def _open(self, clock: Clock, member: StaffMember) -> tuple[_Fitting, Book]:
        """Open the book with the first key that fits it: a folder may hold keys of an older one."""
        first: Damage | None = None
        for found in self._fitting:
            try:
                return found, open_files(self._shelf.files, found.book_key, clock, member)
            except Damage as damage:
                if damage.code != "book_unreadable":
                    raise
                first = first or damage
        raise first or Damage("book_unreadable")

    def _keys_with(
        self, member: StaffMember, pin: str, found: _Fitting, cost: Cost
    ) -> tuple[KeyFile, tuple[Slot, ...]]:
        """Return the book's own keys, or the nearest that can be read, with one more supervisor.

        The safe's key may have fitted only beside a back-up; who was taken off the key file since
        must not come back with that copy.
        """
        own = self._shelf.files.keys
        places = [keys.path for keys in self._readable if keys.path in {own, previous_of(own)}]
        base = places[0] if places else found.keys.path
        keys = KeyFile.read(base, cost=cost).at(own)
        kept = keys.slots
        if not keys.recovery_recipient:
            keys.add_recovery(found.book_key, found.keys.recovery_recipient)
        keys.add_pin(
            found.book_key,
            staff_id=member.id,
            staff_name=member.name,
            role=str(member.role),
            pin=pin,
        )
        return keys, kept

    def _put_on_record(
        self, book: Book, member: StaffMember, keys: KeyFile, kept: tuple[Slot, ...]
    ) -> None:
        plan = DeskQueries(book).plan()
        body = {
            "id": member.id,
            "keys": keys.path.name,
            "recipient": keys.recovery_recipient,
            "kept": sorted({slot.staff_id for slot in kept}),
        }
        round_id = plan.round_id if plan else ""
        with book.gesture(desk="", staff_id=member.id, round_id=round_id) as draft:
            draft.record(Kind.BOOK_RECOVERED, body)
            draft.record(Kind.STAFF_ENROLLED, staff_body(member))

    def _save(self, keys: KeyFile) -> None:
        """Write the key file; an unreadable one is moved aside, not over the last good one."""
        path = keys.path
        try:
            if path.exists() and path not in [one.path for one in self._readable]:
                path.replace(path.with_name(f"{path.name}.damaged"))
        except OSError as error:
            raise folder_obstacle(error, path.parent) from error
        keys.save()


@dataclass(frozen=True, slots=True)
class _Fitting:
    """A key file in which the safe's key fitted, and the book key that was in it."""

    keys: KeyFile
    book_key: bytes


def _folders(shelf: Shelf, book_key: bytes) -> list[Path]:
    second = [place_on(shelf.second, book_key)] if shelf.second else []
    return [shelf.backups, *second]


def _key_files(shelf: Shelf) -> list[Path]:
    own = shelf.files.keys
    places = places_in(shelf.second) if shelf.second else []
    copies = [copy for folder in (shelf.backups, *places) for copy in key_copies(folder)]
    return [own, previous_of(own), *copies]


def _read_all(paths: Sequence[Path]) -> tuple[list[KeyFile], list[SamplepointError]]:
    readable, troubles = [], list[SamplepointError]()
    for path in paths:
        try:
            readable.append(KeyFile.read(path))
        except (Obstacle, Damage) as error:
            troubles.append(error)
    return readable, troubles


def _fitting(
    readable: Sequence[KeyFile], identities: Sequence[str], troubles: list[SamplepointError]
) -> list[_Fitting]:
    found: dict[bytes, _Fitting] = {}
    for keys in readable:
        try:
            book_key = keys.open_with_recovery(identities)
        except (Refusal, Damage) as error:
            troubles.append(error)
        else:
            found.setdefault(book_key, _Fitting(keys, book_key))
    return list(found.values())


def _rank(error: SamplepointError) -> int:
    """Sort what most likely tells the supervisor why the key does not fit to the front."""
    is_told = error.code in _MOST_TELLING
    return _MOST_TELLING.index(error.code) if is_told else len(_MOST_TELLING)
