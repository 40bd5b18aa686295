"""Putting a back-up in the place of a book: rehearsed first, the book of today only moved aside.

Owns the order of the steps, so that a pulled plug at any of them leaves a whole book or says that
there is none; refuses to choose without reading all of a back-up.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from samplepoint.domain.clock import Clock
from samplepoint.domain.facts import Kind
from samplepoint.errors import Damage, Obstacle
from samplepoint.storage import fact_rows, schema
from samplepoint.storage.backup import (
    Backup,
    copy_file,
    digest_of,
    list_backups,
    make_frozen_backup,
    quick_findings,
)
from samplepoint.storage.book import Book, new_id
from samplepoint.storage.connection import open_connection, open_frozen, translated
from samplepoint.storage.long_reads import Report, unreported, watched
from samplepoint.storage.safe_file import folder_obstacle, settle

_SIDE_FILES = ("", "-wal", "-shm")
_LATEST_ROUND = "SELECT round_id FROM plan WHERE origin = ? ORDER BY opened_seq DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A back-up that can be restored: its number of facts, and newer ones that cannot."""

    backup: Backup
    facts: int
    bad: tuple[tuple[Backup, str], ...] = ()
    """Newer back-ups that were passed over, each with the code of what is wrong."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: from which back-up, as which station, and where the old book is now."""

    backup: Backup
    station_id: str
    continues: str
    seq: int
    """Number of the newest fact that the back-up held."""
    aside: Path | None
    """The book that was here before, None when there was none."""
    kept: Backup | None = None
    """The back-up of that book."""


def rehearse(backup: Backup, key: bytes | None, report: Report = unreported) -> Rehearsed:
    """Read all of a back-up as a restore would: every page, every chain.

    Raises:
        Damage: `book_unreadable`, `book_damaged`, `chain_broken`.
        Obstacle: `book_newer`, `disk_error`.
        Cancelled: by `report`.
    """

    def tick(done: int = 0) -> None:
        report("backup_rehearsing", done, backup.seq)

    tick()
    with closing(open_frozen(backup.path, key)) as copy, translated(), watched(copy, tick):
        schema.refuse_foreign(copy)
        if quick_findings(copy):
            raise Damage("book_damaged")
        return Rehearsed(backup, fact_rows.check_chains(copy, tick))


def newest_good(folder: Path, key: bytes | None, report: Report = unreported) -> Rehearsed:
    """Rehearse back-ups from the newest on and return the first that can be restored.

    Raises:
        Obstacle: `backup_missing`: there is none.
        Damage: `backups_all_bad` (value `count`).
        Cancelled: by `report`.
    """
    bad: list[tuple[Backup, str]] = []
    for backup in list_backups(folder):
        try:
            good = rehearse(backup, key, report)
        except (Damage, Obstacle) as error:
            bad.append((backup, error.code))
        else:
            return Rehearsed(backup, good.facts, tuple(bad))
    if bad:
        raise Damage("backups_all_bad", count=len(bad))
    raise Obstacle("backup_missing")


def put_back(
    backup: Backup,
    book: Path,
    key: bytes | None,
    clock: Clock,
    *,
    staff_id: str,
    keep_in: Path | None = None,
    report: Report = unreported,
) -> Restored:
    """Put a rehearsed back-up in the place of a book that nobody has open.

    The book that was there is moved aside, with its log, never deleted; where it can still be
    read, a back-up of it goes to the folder `keep_in` as well. The restored one goes on as a new
    station, whose first fact says so (see `lineage`).

    Raises:
        Obstacle: what the disk says; the book that was there is then in its place, or moved
            aside and the place is empty.
        Damage: as `Book`.
        Cancelled: by `report`, before anything was moved.
    """
    staged = book.with_name(f"{book.name}.restoring")
    _clear(staged)
    copy_file(backup.path, staged, digest_of(backup.path), report)
    kept = _keep_present(book, key, keep_in, clock)
    restored = Book(staged, key, clock)
    try:
        continues, seq = restored.station_id, restored.head[0]
        _begin_new_station(restored, backup, kept, staff_id)
        station_id = restored.station_id
    finally:
        restored.close()
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    aside = _move_aside(book, f"book-before-restore-{stamp}")
    settle(staged, book)
    return Restored(backup, station_id, continues, seq, aside, kept)


def _keep_present(
    book: Path, key: bytes | None, folder: Path | None, clock: Clock
) -> Backup | None:
    """Back up the book of today; None where it can no longer be read, and is only moved aside."""
    if folder is None or not book.exists():
        return None
    try:
        with closing(open_connection(book, key)) as db:
            return make_frozen_backup(db, key, folder, clock.now()).backup
    except (Obstacle, Damage):
        return None


def _begin_new_station(restored: Book, backup: Backup, kept: Backup | None, staff_id: str) -> None:
    """Let the chain go on under a fresh name, by one fact and one commit."""
    older = restored.station_id
    row = restored.db.conn.execute(_LATEST_ROUND, (restored.origin,)).fetchone()
    with restored.gesture(desk="", staff_id=staff_id, round_id=row[0] if row else "") as draft:
        restored.station_id = new_id()
        restored.db.conn.execute(
            "UPDATE meta SET value = ? WHERE key = 'station_id'", (restored.station_id,)
        )
        draft.record(
            Kind.BOOK_RESTORED,
            {
                "continues": older,
                "continues_seq": draft.head[0],
                "backup": backup.name,
                "kept": kept.name if kept else "",
            },
        )


def _clear(staged: Path) -> None:
    try:
        for leftover in _side_files(staged):
            leftover.unlink()
    except OSError as error:
        raise folder_obstacle(error, staged.parent) from error


def _side_files(path: Path) -> list[Path]:
    """Return what there is of a database: the file, its log and the log's index."""
    return [file for end in _SIDE_FILES if (file := Path(f"{path}{end}")).exists()]


def _move_aside(book: Path, stem: str) -> Path | None:
    """Move a book and its log away, the book first: a book must never be without its log.

    A log left behind by a pulled plug is moved by the next restore; it must not meet a new file.
    """
    present = _side_files(book)
    if not present:
        return None
    nth, name = 0, f"{stem}.db"
    while _side_files(book.with_name(name)):
        nth += 1
        name = f"{stem}-{nth}.db"
    try:
        for file in present:
            file.rename(book.with_name(f"{name}{file.name.removeprefix(book.name)}"))
    except OSError as error:
        raise folder_obstacle(error, book.parent) from error
    return book.with_name(name)
