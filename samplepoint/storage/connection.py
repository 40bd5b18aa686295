"""Opening one encrypted SQLite file, and telling the world's faults from damage.

Owns pragmas, the key and the alias of the driver's errors; refuses to know any table.
The driver is sqlcipher3 for plain files too: two copies of SQLite must never meet on one file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2 as driver
from sqlite_utils import Database

from samplepoint.errors import Damage, Obstacle, SamplepointError
from samplepoint.storage.safe_file import folder_obstacle

DriverError = driver.Error
KEY_BYTES = 32
_CHECKPOINT_PAGES = 4000
_BUSY_MS = 2000
_WIDE_CACHE_KIB = 192 * 1024
_PROBE_BYTES = 64 * 1024
_PRIMARY = 0xFF
_OBSTACLES = {
    3: "folder_read_only",  # SQLITE_PERM
    5: "book_in_use",  # SQLITE_BUSY
    6: "book_in_use",  # SQLITE_LOCKED
    8: "folder_read_only",  # SQLITE_READONLY
    10: "disk_error",  # SQLITE_IOERR
    13: "disk_full",  # SQLITE_FULL
    14: "book_not_opened",  # SQLITE_CANTOPEN
}
_DAMAGE = {11: "book_damaged", 26: "book_unreadable"}  # SQLITE_CORRUPT, SQLITE_NOTADB


def translate(error: driver.Error) -> SamplepointError | None:
    """Return the Obstacle or Damage a driver error stands for, None when it is our own bug."""
    code = int(getattr(error, "sqlite_errorcode", 0)) & _PRIMARY
    if code in _OBSTACLES:
        return Obstacle(_OBSTACLES[code])
    return Damage(_DAMAGE[code]) if code in _DAMAGE else None


@contextmanager
def translated(folder: Path | None = None) -> Iterator[None]:
    """Turn driver errors of the block into our families; a bug of ours goes through as it is.

    Where the `folder` of the file is given, it is asked what SQLite could not tell.
    """
    try:
        yield
    except driver.Error as error:
        if ours := translate(error):
            raise (told_by_folder(ours, folder) if folder else ours) from error
        raise


def open_connection(path: Path, key: bytes | None) -> Database:
    """Open or make a file with synchronous=FULL, encrypted when a key is given.

    `key` is the raw 32-byte key. Transactions are begun and ended by the caller alone. A file
    that turns out not to be ours is left as it was: `keep_log` comes when that is known.

    Raises:
        Obstacle: `book_not_opened`, `folder_read_only`, `book_in_use`, `disk_full`, `disk_error`.
        Damage: `book_unreadable` (foreign file or other key), `book_damaged`.
    """
    return _connect(str(path), key, path.parent)


def open_frozen(path: Path, key: bytes | None) -> Database:
    """Open a finished file that nobody writes, such as a back-up, without any trace beside it.

    Raises:
        Obstacle, Damage: as `open_connection`.
    """
    return _connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", key, path.parent)


def keep_log(db: Database) -> None:
    """Write through a log from now on (WAL): commits are one flush, readers wait for nobody."""
    db.conn.execute("PRAGMA journal_mode = WAL")


def widen_cache(db: Database) -> None:
    """Keep many pages in memory: a city's people come in no order, and touch the whole index.

    With 2 MB, the default, each was enciphered again and again: nine times the processor time.
    """
    db.conn.execute(f"PRAGMA cache_size = -{_WIDE_CACHE_KIB}")


def told_by_folder(error: SamplepointError, folder: Path) -> SamplepointError:
    """Return what is wrong with a folder, where SQLite only says that something is.

    A full disk is an I/O error to it when the log's index finds no room, and a folder without
    rights is a file that cannot be opened.
    """
    if error.code not in ("disk_error", "book_not_opened"):
        return error
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(_PROBE_BYTES))
            probe.flush()
    except OSError as told:
        return folder_obstacle(told, folder)
    return error


def _connect(name: str, key: bytes | None, folder: Path) -> Database:
    raw: driver.Connection | None = None
    try:
        raw = driver.connect(
            name, isolation_level=None, check_same_thread=False, uri=name.startswith("file:")
        )
        _prepare(raw, key)
    except (driver.Error, UnicodeDecodeError) as error:
        if raw is not None:
            raw.close()
        # Reading the first page fails in ways that only a file which is no book can bring about;
        # even the driver's own sentence about it may be made of bytes that are no text.
        ours = translate(error) if isinstance(error, driver.Error) else None
        raise told_by_folder(ours or Damage("book_unreadable"), folder) from error
    return Database(raw, execute_plugins=False, strict=True)


def _prepare(raw: driver.Connection, key: bytes | None) -> None:
    if key is not None:
        # The cipher would tell standard error about every page that it cannot read.
        raw.execute("PRAGMA cipher_log_level = NONE")
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    raw.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    # FULL, not NORMAL: NORMAL lost acknowledged rows in a simulated power cut, FULL none.
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA temp_store = MEMORY")
    # The desk checkpoints when nobody waits; this is only the bound for a day without a pause.
    raw.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
