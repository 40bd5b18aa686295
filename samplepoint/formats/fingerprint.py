"""What two people compare by eye before one book believes another: sixteen characters.

Owns what goes in and how it is written; refuses to decide whether anybody is believed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from samplepoint.domain.alphabet import BITS, from_letters, in_letters
from samplepoint.formats.minisign import PublicKey

_PURPOSE: Final = b"samplepoint enrolment"
_LENGTH: Final = 16
_GROUP: Final = 4


def fingerprint(key: PublicKey, recipients: Iterable[str], station_id: str) -> str:
    """Return four groups of four characters: the first 80 bits of a SHA-256.

    It covers the purpose, the 32 bytes of the key, every recipient in sorted order and the
    station. Recipients are all of one length, so the parts cannot run into each other.
    """
    parts = [_PURPOSE, key.raw, *(one.encode("ascii") for one in sorted(recipients))]
    digest = hashlib.sha256(b"".join([*parts, station_id.encode("ascii")])).digest()
    letters = in_letters(int.from_bytes(digest) >> (256 - BITS * _LENGTH), _LENGTH)
    return " ".join(letters[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def is_same(untrusted: str, told: str) -> bool:
    """Tell whether what somebody typed is a fingerprint, whatever stands between its letters."""
    return from_letters(untrusted) == from_letters(told)
