"""Opening one encrypted SQLite file, and telling the world's faults from damage.

Owns pragmas, the key and the alias of the driver's errors; refuses to know any table.
The driver is sqlcipher3 for plain files too: two copies of SQLite must never meet on one file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2 as driver
from sqlite_utils import Database

from samplepoint.errors import Damage, Obstacle, SamplepointError

DriverError = driver.Error
KEY_BYTES = 32
_CHECKPOINT_PAGES = 4000
_BUSY_MS = 5000
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
def translated() -> Iterator[None]:
    """Turn driver errors of the block into our families; a bug of ours goes through as it is."""
    try:
        yield
    except driver.Error as error:
        if ours := translate(error):
            raise ours from error
        raise


def open_connection(path: Path, key: bytes | None) -> Database:
    """Open or make a file in WAL mode with synchronous=FULL, encrypted when a key is given.

    `key` is the raw 32-byte key. Transactions are begun and ended by the caller alone.

    Raises:
        Obstacle: `book_not_opened`, `folder_read_only`, `book_in_use`, `disk_full`, `disk_error`.
        Damage: `book_unreadable` (foreign file or other key), `book_damaged`.
    """
    with translated():
        raw = driver.connect(str(path), isolation_level=None, check_same_thread=False)
        try:
            _prepare(raw, key)
        except driver.Error:
            raw.close()
            raise
    return Database(raw, execute_plugins=False, strict=True)


def _prepare(raw: driver.Connection, key: bytes | None) -> None:
    if key is not None:
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    raw.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    raw.execute("PRAGMA journal_mode = WAL")
    # FULL, not NORMAL: NORMAL lost acknowledged rows in a simulated power cut, FULL none.
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA temp_store = MEMORY")
    # The desk checkpoints when nobody waits; this is only the bound for a day without a pause.
    raw.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
