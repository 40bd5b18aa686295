"""Back-ups of an open book: when one is due, on which drives, what of it goes on record.

Owns the one way by which back-ups are made, one at a time; refuses to know timers and threads.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from samplepoint.domain.facts import Fact, Kind
from samplepoint.errors import Cancelled, Obstacle, SamplepointError
from samplepoint.services.backup_record import Occasion, backup_body
from samplepoint.services.jobs import Reporter
from samplepoint.services.opening import BookFiles
from samplepoint.services.station import Place
from samplepoint.storage import backup, fact_rows, left_copies, lineage
from samplepoint.storage.backup import Backup, Made
from samplepoint.storage.book import Book, Gesture
from samplepoint.storage.connection import translated
from samplepoint.storage.key_copies import place_on, places_in
from samplepoint.storage.long_reads import Report


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a book, its keys and its back-ups are; `second` is another drive, if there is one.

    On the second drive each book has a folder of its own (see `key_copies.place_on`).
    """

    files: BookFiles
    backups: Path
    second: Path | None = None


class Recording(Protocol):
    """A station, as far as its back-ups need one: a book, and gestures to put things on record."""

    book: Book

    def gesture(self, place: Place) -> AbstractContextManager[Gesture]:
        """Open one transaction for a gesture made at a place."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The last back-up could not be made: the error, and when (local time)."""

    error: SamplepointError
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How well the book is backed up at this moment."""

    newest: Backup | None
    """The newest back-up beside the book."""
    waiting: int
    """Facts that no back-up holds."""
    second: Path | None
    """The drive for second copies, None where none was chosen."""
    second_newest: Backup | None
    """The newest copy on it, None also while it is not there."""
    second_trouble: str
    """Code of what keeps copies from it: not there, the book's own disk, or what the disk said."""
    failure: Failure | None


class BackingUp:
    """The back-ups of one open book. Share one object: it makes one back-up at a time."""

    def __init__(self, station: Recording, shelf: Shelf) -> None:
        """Look after this station's book; its back-ups go to this shelf."""
        self._station = station
        self._book = station.book
        self.shelf = shelf
        self.failure: Failure | None = None
        """Why the last back-up could not be made, None when it was."""
        self._second_obstacle = ""
        self._one_at_a_time = threading.Lock()

    def backup(
        self,
        place: Place,
        reporter: Reporter | None = None,
        occasion: Occasion = Occasion.ASKED,
    ) -> Made:
        """Make a back-up, prove it, and put it on record; the desk works on meanwhile.

        Raises:
            Obstacle: what the disk says.
            Damage: `backup_differs`, `book_damaged`.
            Cancelled: through the reporter.
        """
        shelf, report = self.shelf, (reporter or Reporter()).report
        with self._one_at_a_time, self._remembering():
            made = backup.make_backup(
                self._book,
                shelf.backups,
                keys=shelf.files.keys,
                second=shelf.second,
                report=report,
            )
            self._second_obstacle = made.second_obstacle
            with suppress(Obstacle):  # said by `standing`, tried again by `catch_up`
                self._drop_erased_people(shelf)
            with self._station.gesture(place) as draft:
                draft.record(Kind.BACKUP_MADE, backup_body(made, occasion))
        return made

    def backup_if_changed(self, place: Place, reporter: Reporter | None = None) -> Made | None:
        """Make a back-up when something was recorded since the last one, or that one is gone.

        Raises:
            Obstacle, Damage, Cancelled: as `backup`.
        """
        return self.backup(place, reporter, Occasion.TIME) if self.is_due() else None

    def before(
        self, occasion: Occasion, place: Place, reporter: Reporter | None = None
    ) -> Made | None:
        """Make sure that a back-up holds the book as it is, before something large is done to it.

        Returns None where the newest back-up already does.

        Raises:
            Obstacle, Damage, Cancelled: as `backup`; what was to follow must not be done then.
        """
        return self.backup(place, reporter, occasion) if self.is_due() else None

    def catch_up(self, reporter: Reporter | None = None) -> Path | None:
        """Bring the newest back-up to a second drive that lacks it; return the copy.

        None where nothing was lacking, no drive was chosen, or the drive is not there (see
        `standing`).

        Raises:
            Cancelled: through the reporter.
        """
        shelf = self.shelf
        if shelf.second is None:
            return None
        with self._one_at_a_time:
            try:
                copied = self._copy_newest(shelf, shelf.second, (reporter or Reporter()).report)
                self._drop_erased_people(shelf)
            except Obstacle as obstacle:
                self._second_obstacle = obstacle.code
                return None
            self._second_obstacle = ""
            return copied

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let no back-up begin within the block; one that runs is waited for."""
        with self._one_at_a_time:
            yield

    def _copy_newest(self, shelf: Shelf, second: Path, report: Report) -> Path | None:
        newest = next(iter(backup.list_backups(shelf.backups)), None)
        if newest is None or (place_on(second, self._book.key) / newest.name).exists():
            return None
        digest = backup.digest_of(newest.path)
        return backup.copy_to_second(
            newest, digest, second, shelf.files.keys, self._book.key, report
        )

    def _drop_erased_people(self, shelf: Shelf) -> None:
        """Delete copies from before people were erased, on a drive that was away then.

        Never the last copy on a drive: a newer one comes first.
        """
        name = self._first_without_them()
        if shelf.second is None or not name:
            return
        place = place_on(shelf.second, self._book.key)
        if len(left_copies.older(place, name)) < len(backup.list_backups(place)):
            left_copies.remove_older(place, name)

    def _first_without_them(self) -> str:
        """Return the first back-up without the people who were erased last; "" where nobody was."""
        with self._book.gate, translated():
            for station in lineage.own_line(self._book.db):
                done = fact_rows.newest_of_kind(self._book.db, station, Kind.ERASURE_FINISHED)
                if done:
                    return str(done.body["backup"])
        return ""

    def is_due(self) -> bool:
        """Tell whether the book holds facts that no back-up on the shelf has."""
        last = self._last_on_record()
        if last is None:
            return self._book.head[0] > 0
        is_there = (self.shelf.backups / str(last.body["backup"])).exists()
        return not is_there or self._facts_since(last) > 0

    def _last_on_record(self) -> Fact | None:
        with self._book.gate, translated():
            return fact_rows.newest_of_kind(self._book.db, self._book.station_id, Kind.BACKUP_MADE)

    def _facts_since(self, last: Fact) -> int:
        with self._book.gate, translated():
            return fact_rows.count_after(
                self._book.db, self._book.station_id, int(last.body["head_seq"]), Kind.BACKUP_MADE
            )

    @contextmanager
    def _remembering(self) -> Iterator[None]:
        """Keep what went wrong for whoever asks later, until a back-up is made again."""
        try:
            yield
        except Cancelled:
            raise
        except SamplepointError as error:
            self.failure = Failure(error, self._book.clock.now().replace(tzinfo=None))
            raise
        self.failure = None

    def standing(self) -> Standing:
        """Tell how well the book is backed up; looks at both drives, so never on the desk's thread.

        Raises:
            Obstacle: the folder of back-ups cannot be read.
        """
        shelf, last = self.shelf, self._last_on_record()
        newest = next(iter(backup.list_backups(shelf.backups)), None)
        waiting = self._facts_since(last) if last and newest else self._book.head[0]
        copies, trouble = self._look_at_second(shelf)
        return Standing(
            newest, waiting, shelf.second, next(iter(copies), None), trouble, self.failure
        )

    def _look_at_second(self, shelf: Shelf) -> tuple[list[Backup], str]:
        second = shelf.second
        if second is None:
            return [], ""
        try:
            # A drive that was pulled out may leave its empty folder on the laptop's own disk.
            is_same = second.stat().st_dev == shelf.backups.stat().st_dev
            place = place_on(second, self._book.key)
            copies = backup.list_backups(place)
            name = self._first_without_them()
            holds_erased = bool(name and left_copies.older(place, name))
        except (OSError, Obstacle):
            return [], "second_not_there"
        if holds_erased:
            return copies, "second_holds_erased"
        return copies, self._second_obstacle or ("second_same_disk" if is_same else "")


def list_backups(shelf: Shelf) -> list[Backup]:
    """Return the back-ups of a shelf, the newest first."""
    return backup.list_backups(shelf.backups)


def shelf_from(shelf: Shelf, place: Path) -> Shelf:
    """Return the shelf with the back-ups of another place: a folder of them, or a shared drive.

    Raises:
        Obstacle: `backup_places_several` (value `names`): several books are on that drive.
    """
    found = [folder for folder in places_in(place) if backup.list_backups(folder)]
    if backup.list_backups(place) or not found:
        return Shelf(shelf.files, place)
    if len(found) > 1:
        names = ", ".join(folder.name for folder in found)
        raise Obstacle("backup_places_several", names=names)
    return Shelf(shelf.files, found[0])
