"""Back-ups of a book: made beside its work, proved before they count, thinned by age.

Owns names, proving and thinning of back-up files; refuses to record that one was made and to put
one back (see `restoring`).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from samplepoint.domain.clock import Clock
from samplepoint.domain.facts import FactId
from samplepoint.errors import Damage, Obstacle
from samplepoint.storage import fact_rows, schema
from samplepoint.storage.book import Book
from samplepoint.storage.connection import open_frozen, translated
from samplepoint.storage.key_copies import copy_keys, make_place
from samplepoint.storage.long_reads import Report, unreported, watched
from samplepoint.storage.safe_file import folder_obstacle, settle

_NAME = re.compile(r"book-(\d{8}-\d{6})-(\d+)\.db")
_STAMP = "%Y%m%d-%H%M%S"
STAGING = ".backup-in-making"
"""A back-up that is not proved yet; what a pulled plug leaves of it is no back-up."""
_BLOCK = 1024 * 1024
_NEWEST_KEPT = 10
_HOURLY = timedelta(days=1)
_DAILY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Backup:
    """A back-up file: when it was made (local time) and its newest fact's number, by its name."""

    path: Path
    made: datetime
    seq: int

    @property
    def name(self) -> str:
        """Return the file's name."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Made:
    """A back-up that was proved, with its newest fact, SHA-256 (hex) and size in bytes."""

    backup: Backup
    head: FactId
    sha256: str
    size: int
    second: Path | None = None
    """The copy on the second drive, None without one."""
    second_obstacle: str = ""
    """Code of what kept a wanted second copy from being made."""


def list_backups(folder: Path) -> list[Backup]:
    """Return the back-ups of a folder, the newest first; none where there is no folder."""
    try:
        names = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise folder_obstacle(error, folder) from error
    found = (named(path) for path in names)
    return sorted((one for one in found if one), key=lambda one: (one.made, one.seq), reverse=True)


def named(path: Path) -> Backup | None:
    """Return the back-up that a file is by its name, None where the name is another's."""
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    try:
        return Backup(path, datetime.strptime(match[1], _STAMP), int(match[2]))  # noqa: DTZ007
    except ValueError:
        return None  # the right shape, but no date: somebody else's file


def make_backup(
    book: Book,
    folder: Path,
    *,
    keys: Path | None = None,
    second: Path | None = None,
    report: Report = unreported,
) -> Made:
    """Make a back-up of a book that stays at work, prove it, thin the older ones.

    The file stays encrypted with the book's key; the key file is copied beside it. What cannot
    be copied to the `second` drive does not spoil the first copy.

    Raises:
        Obstacle: `folder_read_only`, `folder_unusable`, `disk_full`, `disk_error`.
        Damage: `backup_differs`, `book_damaged`: the copy was thrown away.
        Cancelled: by `report`.
    """

    def hash_at(station: str, seq: int) -> bytes:
        with book.gate, translated():
            return fact_rows.hash_at(book.db, station, seq)

    with closing(book.open_reader()) as reader:
        made = _make(reader, book.key, folder, book.clock.now(), hash_at, report)
    if keys:
        copy_keys(keys, folder, book.key)
    thin(folder)
    return made if second is None else _with_second(made, second, keys, book.key, report)


def make_frozen_backup(db: Database, key: bytes | None, folder: Path, now: datetime) -> Made:
    """Make a back-up of a book on which nobody works, as before its tables are changed.

    Raises:
        Obstacle, Damage: as `make_backup`.
    """
    made = _make(db, key, folder, now, partial(fact_rows.hash_at, db), unreported)
    thin(folder)
    return made


class BeforeMigration:
    """Given to a book that opens: backs it up as it is, if its tables are to change."""

    def __init__(self, folder: Path, key: bytes | None, keys: Path, clock: Clock) -> None:
        """Put the back-up into a folder, and the key file beside it."""
        self._folder, self._key, self._keys, self._clock = folder, key, keys, clock
        self.made: Made | None = None
        """The back-up, None when nothing had to change."""

    def __call__(self, db: Database) -> None:
        """Back the book up.

        Raises:
            Obstacle, Damage: as `make_backup`.
        """
        self.made = make_frozen_backup(db, self._key, self._folder, self._clock.now())
        copy_keys(self._keys, self._folder, self._key)


def _make(
    reader: Database,
    key: bytes | None,
    folder: Path,
    now: datetime,
    hash_at: Callable[[str, int], bytes],
    report: Report,
) -> Made:
    staged = folder / STAGING
    try:
        _write(reader, staged, report)
        report("backup_checking", 0, 0)
        head = _prove(staged, key, hash_at)
        digest = _flush(staged)
        backup = _named(folder, now, head.seq)
        size = staged.stat().st_size
        settle(staged, backup.path)
    finally:
        with suppress(OSError):
            staged.unlink()
    return Made(backup, head, digest, size)


def _write(reader: Database, staged: Path, report: Report) -> None:
    _make_empty(staged)
    # The cipher answers with a text where SQLite itself answers with a number.
    pages, page_bytes = (
        int(reader.conn.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "page_size")
    )

    def tick() -> None:
        report("backup_writing", staged.stat().st_size, pages * page_bytes)

    with translated(), watched(reader, tick):
        reader.conn.execute("VACUUM INTO ?", (str(staged),))


def _make_empty(staged: Path) -> None:
    """Make the file that the database will fill, readable by its owner alone."""
    try:
        staged.unlink(missing_ok=True)
        os.close(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise folder_obstacle(error, staged.parent) from error


def _prove(staged: Path, key: bytes | None, hash_at: Callable[[str, int], bytes]) -> FactId:
    """Open the copy as a restore would, read all of it, compare its end with the book."""
    with closing(open_frozen(staged, key)) as copy, translated():
        schema.refuse_foreign(copy)
        if quick_findings(copy):
            raise Damage("book_damaged")
        station = station_of(copy)
        seq, digest, _at_utc = fact_rows.head_of(copy, station)
    if seq and hash_at(station, seq) != digest:
        raise Damage("backup_differs")
    return FactId(station, seq)


def station_of(db: Database) -> str:
    """Return the station that writes a book."""
    return str(db.conn.execute("SELECT value FROM meta WHERE key = 'station_id'").fetchone()[0])


def quick_findings(db: Database) -> list[str]:
    """Return what SQLite's quick check finds wrong, line by line; empty when all is well."""
    return _findings(db, "quick_check")


def _findings(db: Database, pragma: str) -> list[str]:
    rows = db.conn.execute(f"PRAGMA {pragma}").fetchall()
    lines = [line for (text,) in rows for line in str(text).splitlines()]
    return [] if lines == ["ok"] else lines


def _flush(path: Path) -> str:
    """Flush a file to its device and return the SHA-256 of what can be read back."""
    try:
        with path.open("rb+") as file:
            os.fsync(file.fileno())
            return _sha256(file.fileno())
    except OSError as error:
        raise folder_obstacle(error, path.parent) from error


def _sha256(handle: int) -> str:
    if hasattr(os, "posix_fadvise"):
        # What is read back must come from the device, not from what was just written to memory.
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    os.lseek(handle, 0, os.SEEK_SET)
    digest = hashlib.sha256()
    while block := os.read(handle, _BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _named(folder: Path, now: datetime, seq: int) -> Backup:
    """Name a back-up later than all others: a clock that jumped back must not make it old."""
    made = now.replace(tzinfo=None, microsecond=0)
    newest = next(iter(list_backups(folder)), None)
    if newest and made <= newest.made:
        made = newest.made + timedelta(seconds=1)
    return Backup(folder / f"book-{made.strftime(_STAMP)}-{seq}.db", made, seq)


def _with_second(
    made: Made, second: Path, keys: Path | None, key: bytes | None, report: Report
) -> Made:
    try:
        copied = copy_to_second(made.backup, made.sha256, second, keys, key, report)
    except Obstacle as reason:
        return replace(made, second_obstacle=reason.code)
    return replace(made, second=copied)


def copy_to_second(
    backup: Backup,
    sha256: str,
    second: Path,
    keys: Path | None,
    key: bytes | None,
    report: Report = unreported,
) -> Path:
    """Copy a back-up into the book's folder on a second drive, thin that, return the copy.

    Raises:
        Obstacle: `folder_unusable`: the drive is not there; `copy_differs`; what the disk says.
        Cancelled: by `report`.
    """
    place = make_place(second, key)
    target = place / backup.name
    copy_file(backup.path, target, sha256, report)
    if keys:
        copy_keys(keys, place, key)
    thin(place)
    return target


def copy_file(source: Path, target: Path, sha256: str, report: Report = unreported) -> None:
    """Copy a file under a staging name, read it back, give it its name only then.

    Raises:
        Obstacle: `copy_differs` when the medium gives back something else; what the disk says.
    """
    staged = target.with_name(STAGING)
    _make_empty(staged)
    try:
        _pour(source, staged, report)
        if _flush(staged) != sha256:
            raise Obstacle("copy_differs", folder=str(target.parent))
        settle(staged, target)
    finally:
        with suppress(OSError):
            staged.unlink()


def _pour(source: Path, staged: Path, report: Report) -> None:
    try:
        total, done = source.stat().st_size, 0
        with source.open("rb") as read, staged.open("wb") as write:
            while block := read.read(_BLOCK):
                write.write(block)
                done += len(block)
                report("backup_copying", done, total)
    except OSError as error:
        raise folder_obstacle(error, staged.parent) from error


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    try:
        with path.open("rb") as file:
            return _sha256(file.fileno())
    except OSError as error:
        raise folder_obstacle(error, path.parent) from error


def surplus(newest_first: Sequence[Backup]) -> list[Backup]:
    """Return which back-ups may go, of a list with the newest first.

    Kept are the newest ten, one an hour of the last day and one a day of the last thirty; ages
    are counted from the newest back-up, since clocks jump.
    """
    gone = []
    hours: set[datetime] = set()
    days: set[datetime] = set()
    for place, one in enumerate(newest_first):
        age = newest_first[0].made - one.made
        hour = one.made.replace(minute=0, second=0)
        day = hour.replace(hour=0)
        is_hourly = age < _HOURLY and hour not in hours
        is_daily = age < _DAILY and day not in days
        hours.add(hour)
        days.add(day)
        if not (place < _NEWEST_KEPT or is_hourly or is_daily):
            gone.append(one)
    return gone


def thin(folder: Path) -> None:
    """Delete the back-ups of a folder that are surplus; one that cannot be deleted stays."""
    _delete(one.path for one in surplus(list_backups(folder)))


def _delete(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()
