"""The keys of a book itself: what it signs with, and what others seal for it.

Owns their making and their place in the encrypted book; refuses to sign and to open anything.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

import pyrage
from sqlite_utils import Database

_SEED_BYTES = 32
_SIGN = "sign_seed"
_SEAL = "age_identity"
_RECOVERY = "recovery_recipient"


@dataclass(frozen=True, slots=True)
class BookKeys:
    """The seed of an Ed25519 key (32 bytes) and an age identity (`AGE-SECRET-KEY-1...`)."""

    sign_seed: bytes = field(repr=False)
    age_identity: str = field(repr=False)


def make(db: Database) -> None:
    """Give a book its keys; the caller has a transaction open."""
    rows = (
        (_SIGN, secrets.token_hex(_SEED_BYTES)),
        (_SEAL, str(pyrage.x25519.Identity.generate())),
    )
    db.conn.executemany("INSERT INTO meta VALUES (?, ?)", rows)


def renew(db: Database) -> None:
    """Give a book another key to sign with; what it signed before stays signed."""
    db.conn.execute(
        "UPDATE meta SET value = ? WHERE key = ?", (secrets.token_hex(_SEED_BYTES), _SIGN)
    )


def set_recovery(db: Database, recipient: str) -> None:
    """Keep the recipient (`age1...`) of the key in the safe; a supervisor's book has one."""
    db.conn.execute("REPLACE INTO meta VALUES (?, ?)", (_RECOVERY, recipient))


def recovery_recipient(db: Database) -> str:
    """Return the recipient of the key in the safe, empty in a book that has none."""
    row = db.conn.execute("SELECT value FROM meta WHERE key = ?", (_RECOVERY,)).fetchone()
    return str(row[0]) if row else ""


def read(db: Database) -> BookKeys:
    """Return the keys of an open book."""
    found = dict(db.conn.execute("SELECT key, value FROM meta WHERE key IN (?, ?)", (_SIGN, _SEAL)))
    return BookKeys(bytes.fromhex(found[_SIGN]), found[_SEAL])
