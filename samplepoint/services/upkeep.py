"""Upkeep: checking the book, deriving anew, putting a back-up in its place.

Owns who may restore and which keys are tried; refuses to know timers, threads of a window and
sentences.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from samplepoint.domain.clock import Clock
from samplepoint.domain.staff import Deed, Role, StaffMember
from samplepoint.errors import Damage, Obstacle, Refusal, SamplepointError
from samplepoint.services.backing_up import Shelf, list_backups
from samplepoint.services.jobs import Reporter
from samplepoint.services.opening import unlock
from samplepoint.services.station import Place, demand
from samplepoint.storage import backup, checking, derivation, restoring
from samplepoint.storage.book import Book
from samplepoint.storage.checking import Counter
from samplepoint.storage.connection import translated
from samplepoint.storage.key_copies import key_copies
from samplepoint.storage.key_file import KeyFile, Unlocked
from samplepoint.storage.restoring import Rehearsed, Restored
from samplepoint.storage.safe_file import folder_obstacle, write_safely


@dataclass(frozen=True, slots=True)
class Checkup:
    """What a check found: every counter, also those that are zero, and the back-up rehearsed."""

    counters: tuple[Counter, ...]
    rehearsed: Rehearsed | None

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing at all was counted."""
        return not any(counter.count for counter in self.counters)


class Upkeep:
    """The upkeep of one open book."""

    def __init__(self, book: Book, shelf: Shelf) -> None:
        """Look after a book whose back-ups are on this shelf."""
        self._book = book
        self._shelf = shelf

    def check(self, reporter: Reporter | None = None) -> Checkup:
        """Look at every page, chain and rule, and rehearse restoring the newest back-up.

        Raises:
            Obstacle: what the disk says.
            Cancelled: through the reporter.
        """
        report = (reporter or Reporter()).report
        with closing(self._book.open_reader()) as reader:
            counters = checking.check(reader, report)
        counters = [self._read_again(counter) for counter in counters]
        rehearsed, bad = self._rehearse(report)
        return Checkup((*counters, bad), rehearsed)

    def _read_again(self, counter: Counter) -> Counter:
        """Read the pages' seals once more without the desk: it may have been writing them."""
        if counter.code != checking.SEALS or not counter.count:
            return counter
        with self._book.gate, closing(self._book.open_reader()) as reader:
            return checking.check_seals(reader)

    def _rehearse(
        self, report: Callable[[str, int, int], None]
    ) -> tuple[Rehearsed | None, Counter]:
        code = "check_backups"
        try:
            good = restoring.newest_good(self._shelf.backups, self._book.key, report)
        except Obstacle:
            return None, Counter(code, 0)  # a book that was never backed up is not damaged
        except Damage:
            names = [one.name for one in backup.list_backups(self._shelf.backups)]
            return None, checking.counter(code, names)
        return good, checking.counter(code, [one.name for one, _why in good.bad])

    def rebuild(self, place: Place, reporter: Reporter | None = None) -> int:
        """Make all derived tables anew from the facts, and return how many facts there are.

        Raises:
            Refusal: `supervisor_only`.
            Obstacle, Damage: what the disk says; the tables are then as they were.
        """
        demand(place, Deed.RUN_ROUND)
        report = (reporter or Reporter()).report
        with self._book.gate, translated():
            return derivation.rebuild(
                self._book.db, lambda done: report("rebuilding", done, self._book.head[0])
            )


def start_check(book: Book, reporter: Reporter | None = None) -> Future[Counter]:
    """Run the quick check of a start beside the desk, on a thread and a reader of its own.

    The result is a counter of what is wrong with the book's pages, or what kept it from being
    read. Cancel through the reporter before the book is closed.
    """
    report = (reporter or Reporter()).report

    def look() -> Counter:
        with closing(book.open_reader()) as reader:
            return checking.quick_check(reader, report)

    thread = ThreadPoolExecutor(1, "start-check")
    found = thread.submit(look)
    thread.shutdown(wait=False)
    return found


class Restore:
    """Restoring a book that nobody has open: unlock, rehearse, put back. Hold the folder's lock."""

    def __init__(self, shelf: Shelf, secret: str, staff_id: str | None = None) -> None:
        """Unlock with a supervisor's PIN or badge, by the keys of the book or of the back-ups.

        Raises:
            Refusal: `pin_wrong`, `badge_unknown`, `supervisor_only`.
            Obstacle: `key_file_missing`, `backup_missing`.
            Damage: `key_file_damaged`.
        """
        if not list_backups(shelf):
            raise Obstacle("backup_missing")
        self._shelf = shelf
        self._keys, unlocked = _unlock_any(shelf, secret, staff_id)
        self._staff = StaffMember(unlocked.staff_id, unlocked.staff_name, Role(unlocked.role))
        self._key = unlocked.book_key
        if not self._staff.may(Deed.RUN_ROUND):
            raise Refusal("supervisor_only")

    def rehearse(self, name: str = "", reporter: Reporter | None = None) -> Rehearsed:
        """Read all of one back-up, or of the newest that is whole, and say what was passed over.

        Raises:
            Refusal: `backup_unknown` (value `name`).
            Damage: what is wrong with the one that was named; `backups_all_bad`.
            Obstacle, Cancelled: what the disk and the operator say.
        """
        report = (reporter or Reporter()).report
        if not name:
            return restoring.newest_good(self._shelf.backups, self._key, report)
        chosen = next((one for one in list_backups(self._shelf) if one.name == name), None)
        if chosen is None:
            raise Refusal("backup_unknown", name=name)
        return restoring.rehearse(chosen, self._key, report)

    def put_back(
        self, rehearsed: Rehearsed, clock: Clock, reporter: Reporter | None = None
    ) -> Restored:
        """Put a rehearsed back-up in the place of the book, which is backed up and moved aside.

        Raises:
            Obstacle, Damage, Cancelled: as `restoring.put_back`.
        """
        done = restoring.put_back(
            rehearsed.backup,
            self._shelf.files.book,
            self._key,
            clock,
            staff_id=self._staff.id,
            keep_in=self._shelf.files.backups,
            report=(reporter or Reporter()).report,
        )
        self._put_keys_back()
        return done

    def _put_keys_back(self) -> None:
        keys = self._shelf.files.keys
        if self._keys == keys:
            return
        aside = keys.with_name(f"{keys.name}.before-restore")
        try:
            write_safely(keys, self._keys.read_bytes(), previous=aside)
        except OSError as error:
            raise folder_obstacle(error, keys.parent) from error


def _unlock_any(shelf: Shelf, secret: str, staff_id: str | None) -> tuple[Path, Unlocked]:
    """Unlock with the book's own keys, else with those beside the back-ups."""
    first: SamplepointError | None = None
    for keys in (shelf.files.keys, *key_copies(shelf.backups)):
        try:
            return keys, unlock(KeyFile.read(keys), secret, staff_id)
        except (Refusal, Obstacle, Damage) as error:
            first = first or error
    raise first or Obstacle("key_file_missing")
