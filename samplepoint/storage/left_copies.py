"""Copies of a book that lie about: older back-ups, books moved aside, half-made files, exports.

Owns finding and removing them; refuses to know what is in them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from samplepoint.errors import Obstacle
from samplepoint.storage import backup
from samplepoint.storage.backup import Backup

_ASIDE = "book-before-restore-*.db"
_HALF_MADE = (".restoring", ".making")
_ENDS = ("", "-wal", "-shm", "-journal")
_BLOCK = 1024 * 1024


def older(folder: Path, name: str) -> list[Backup]:
    """Return the back-ups of a folder that were made before the one of this name.

    Raises:
        Obstacle: the folder cannot be read.
    """
    first = backup.named(folder / name)
    if first is None:
        return []
    found = backup.list_backups(folder)
    return [one for one in found if (one.made, one.seq) < (first.made, first.seq)]


def remove_older(folder: Path, name: str) -> tuple[int, int]:
    """Delete the back-ups made before the one of this name; return how many went and stayed.

    Raises:
        Obstacle: the folder cannot be read.
    """
    found = older(folder, name)
    stayed = sum(not _removed(one.path) for one in found)
    return len(found) - stayed, stayed


def aside(book: Path) -> list[Path]:
    """Return the books that restores moved aside, the oldest first."""
    return sorted(book.parent.glob(_ASIDE))


def remove_book(book: Path) -> bool:
    """Delete a book with its log; tell whether nothing is left of it."""
    return all(_removed(Path(f"{book}{end}")) for end in _ENDS)


def remove_half_made(book: Path, backups: Path) -> None:
    """Delete what a pulled plug left of a restore, a new book or a back-up."""
    for end in _HALF_MADE:
        remove_book(book.with_name(f"{book.name}{end}"))
    _removed(backups / backup.STAGING)


def _removed(path: Path) -> bool:
    with suppress(OSError):
        path.unlink(missing_ok=True)
    return not path.exists()


def remove_known(folder: Path, sha256s: Collection[str]) -> tuple[int, list[str]]:
    """Delete the files of a folder that this book made itself, known by their SHA-256 (hex).

    A folder that is not there has none.

    Returns how many went, and the names of the others: whose they are, nobody has on record.

    Raises:
        Obstacle: the folder cannot be read.
    """
    gone, others = 0, []
    for path in _files(folder):
        if _sha256(path) in sha256s and _removed(path):
            gone += 1
        else:
            others.append(path.relative_to(folder).as_posix())
    return gone, others


def _files(folder: Path) -> Iterable[Path]:
    try:
        return sorted(path for path in folder.rglob("*") if path.is_file())
    except OSError as error:
        raise Obstacle("folder_unusable", folder=str(folder)) from error


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()
