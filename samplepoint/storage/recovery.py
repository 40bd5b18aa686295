"""The book key for the safe: wrapped by age to the recovery key of the supervisor's office.

Owns the form of it inside the key file and of the file from the safe; refuses to know books and
slots. The wrapped text is the book key in hex, so that `age -d -i KEYFILE` alone brings it back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pyrage

from samplepoint.errors import Damage, Refusal

MEMBER = "recovery"
"""Name of the member in the key file: `{"recipient": "age1...", "box": armoured age text}`."""

_BOOK_KEY_HEX = re.compile(rb"[0-9a-f]{64}")
_MOST_LINES = 200


def wrap(book_key: bytes, untrusted_recipient: str) -> dict[str, str]:
    """Wrap a book key (32 bytes) to an X25519 recipient of age, `age1...`.

    Raises:
        Refusal: `recovery_recipient_shape`.
    """
    try:
        recipient = pyrage.x25519.Recipient.from_str(untrusted_recipient.strip())
    except pyrage.RecipientError:
        raise Refusal("recovery_recipient_shape") from None
    box = pyrage.encrypt(book_key.hex().encode("ascii"), [recipient], armored=True)
    return {"recipient": str(recipient), "box": box.decode("ascii")}


def recipient_of(untrusted_member: object) -> str:
    """Return the recipient a member of the key file names, "" where it names none."""
    member = untrusted_member if isinstance(untrusted_member, dict) else {}
    named = member.get("recipient")
    return named if isinstance(named, str) else ""


def unwrap(untrusted_member: object, identities: Sequence[str]) -> bytes:
    """Return the book key that was wrapped for one of the identities, `AGE-SECRET-KEY-1...`.

    Raises:
        Refusal: `recovery_wrong_key`: it was wrapped for another one (value `recipient`).
        Damage: `recovery_damaged`: it was wrapped for this one, or for nobody, and is spoiled.
    """
    recipient = recipient_of(untrusted_member)
    own = [_identity(text) for text in identities]
    try:
        plain = pyrage.decrypt(_box_of(untrusted_member), own)
    except pyrage.DecryptError:
        # age does not say which it was; the recipient beside the box does.
        if recipient and recipient not in {str(one.to_public()) for one in own}:
            raise Refusal("recovery_wrong_key", recipient=recipient) from None
        raise Damage("recovery_damaged") from None
    if not _BOOK_KEY_HEX.fullmatch(plain):
        raise Damage("recovery_damaged")
    return bytes.fromhex(plain.decode("ascii"))


def _box_of(untrusted_member: object) -> bytes:
    member: dict[str, Any] = untrusted_member if isinstance(untrusted_member, dict) else {}
    box = member.get("box")
    return box.encode("utf-8", "replace") if isinstance(box, str) else b""


def _identity(text: str) -> Any:  # noqa: ANN401  # pyrage brings no types
    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        raise Refusal("recovery_key_shape") from None


def identities_in(untrusted_text: str) -> tuple[str, ...]:
    """Return the identities of a file from the safe, in the form that `age-keygen` writes.

    Lines that begin with # are comments; blanks inside a line do not count, for a key that was
    copied from paper.

    Raises:
        Refusal: `recovery_key_shape`: no key is in it, or a line is none.
    """
    lines = ["".join(line.split()).upper() for line in untrusted_text.splitlines()[:_MOST_LINES]]
    found = tuple(line for line in lines if line and not line.startswith("#"))
    if not found:
        raise Refusal("recovery_key_shape")
    for text in found:
        _identity(text)
    return found
