"""What lies beside back-ups: a key file for each book key, and a book's folder on a shared drive.

Owns those names; refuses to know who opens what.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from samplepoint.errors import Obstacle
from samplepoint.storage.safe_file import folder_obstacle, write_safely

_PLACE = "samplepoint-"
_OWNER_ONLY = 0o700


def _mark(key: bytes | None) -> str:
    """Return eight hex digits that stand for a book key and do not tell it."""
    return hashlib.blake2b(key or b"", digest_size=4, person=b"book key name").hexdigest()


def copy_keys(keys: Path, folder: Path, key: bytes | None) -> None:
    """Keep the present version of the key file beside the back-ups that its key opens.

    One file for each book key: who was taken off the key file must not get in by an older copy,
    and a new book in the same folder must not lock the back-ups of the one before.
    """
    try:
        content = keys.read_bytes()
    except FileNotFoundError:
        raise Obstacle("key_file_missing") from None
    except OSError as error:
        raise folder_obstacle(error, keys.parent) from error
    write_safely(folder / f"keys-{_mark(key)}.json", content)


def key_copies(folder: Path) -> list[Path]:
    """Return the key files beside back-ups, the one changed last first."""
    found = folder.glob("keys-*.json")
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def renew_key_copies(keys: Path, folders: Iterable[Path], key: bytes | None) -> tuple[str, ...]:
    """Bring the key files beside back-ups up to date; return the folders that were not reached.

    A folder without a copy of this key is passed over: its first back-up brings one.
    """
    unreached = []
    for folder in folders:
        try:
            if not folder.is_dir():
                unreached.append(str(folder))
            elif (folder / f"keys-{_mark(key)}.json").exists():
                copy_keys(keys, folder, key)
        except (Obstacle, OSError):
            unreached.append(str(folder))
    return tuple(unreached)


def place_on(second: Path, key: bytes | None) -> Path:
    """Return the folder of one book on a drive that several may share: `samplepoint-1a2b3c4d`.

    Thinning one station's back-ups must never reach another's.
    """
    return second / f"{_PLACE}{_mark(key)}"


def make_place(second: Path, key: bytes | None) -> Path:
    """Return that folder, made where it was missing; the drive itself is never made.

    Raises:
        Obstacle: `folder_unusable`: the drive is not there; and what the disk says.
    """
    place = place_on(second, key)
    try:
        place.mkdir(mode=_OWNER_ONLY, exist_ok=True)
    except OSError as error:
        raise folder_obstacle(error, second) from error
    return place


def places_in(folder: Path) -> list[Path]:
    """Return the folders of single books on a shared drive."""
    try:
        return sorted(path for path in folder.glob(f"{_PLACE}*") if path.is_dir())
    except OSError as error:
        raise folder_obstacle(error, folder) from error
