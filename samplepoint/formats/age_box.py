"""Boxes that only their recipients open: files of age version 1, to X25519 recipients.

Owns what is sealed and opened and which keys are ours; refuses to know whose a key is, armour,
passphrases and every other kind of recipient. A box is never much larger than its content and
the other way round, so a bound on the one bounds the other.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any, Final

import pyrage

from samplepoint.errors import Damage, Refusal

_HEAD: Final = re.compile(
    rb"age-encryption\.org/v1\n"
    rb"(?:->(?: [!-~]+)+\n(?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n)+"
    rb"--- [A-Za-z0-9+/]{43}\n"
)
"""The grammar of age version 1. The library by itself also takes a stanza without its short last
line, which no writer since the first drafts has left out."""

_LARGEST_HEAD: Final = 16 * 1024
"""Some 150 recipients. The library reads a head in quadratic time (pyrage 1.4: 150 recipients
0.3 s, 600 already 6.6 s), so a hostile one must end somewhere."""
MOST_RECIPIENTS: Final = 100
"""Fewer than fit, because the library adds a stanza of noise."""

MARK_LENGTH: Final = 8
_NOBODY: Final = "No matching keys found"


def new_identity() -> str:
    """Return a new secret key, `AGE-SECRET-KEY-1...`."""
    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """Return the public half, `age1...`, of a secret key.

    Raises:
        Damage: `age_identity_wrong`.
    """
    return str(_identity(identity).to_public())


def checked_recipient(untrusted: str) -> str:
    """Return a text that is an X25519 recipient, written as age itself writes it.

    Raises:
        Refusal: `age_recipient_wrong`.
    """
    if str(_recipient(untrusted)) != untrusted:
        raise Refusal("age_recipient_wrong")
    return untrusted


def recipient_mark(recipient: str) -> str:
    """Return eight hexadecimal digits by which a recipient knows itself again.

    A head of age names nobody: without a mark beside it, whoever holds a key must try it.
    """
    return hashlib.sha256(recipient.encode("ascii")).hexdigest()[:MARK_LENGTH]


def seal(content: bytes, recipients: Iterable[str]) -> bytes:
    """Return a box that each of the recipients can open; another one every time.

    Raises:
        Refusal: `age_recipient_wrong` for a text that is no recipient, or when there is none;
            `age_recipients_many` (value `most`), since `open_box` reads no longer a head.
    """
    parsed = [_recipient(text) for text in recipients]
    if not parsed:
        raise Refusal("age_recipient_wrong")
    if len(parsed) > MOST_RECIPIENTS:
        raise Refusal("age_recipients_many", most=MOST_RECIPIENTS)
    sealed: bytes = pyrage.encrypt(content, parsed)
    return sealed


def open_box(untrusted: bytes, identity: str, *, largest: int) -> bytes:
    """Return what is in a box, at most as many bytes as a box of `largest` bytes can hold.

    Raises:
        Refusal: `age_not_for_us`; `age_too_large` (value `largest`).
        Damage: `age_damaged`; `age_identity_wrong`.
    """
    if len(untrusted) > largest:
        raise Refusal("age_too_large", largest=largest)
    if not _HEAD.match(untrusted[:_LARGEST_HEAD]):
        raise Damage("age_damaged")
    try:
        content: bytes = pyrage.decrypt(untrusted, [_identity(identity)])
    except pyrage.DecryptError as error:
        # The library has one exception for both; a test notices when it says this otherwise.
        if str(error) == _NOBODY:
            raise Refusal("age_not_for_us") from None
        raise Damage("age_damaged") from None
    return content


def _identity(text: str) -> Any:  # noqa: ANN401  # the library brings no types
    try:
        return pyrage.x25519.Identity.from_str(text)
    except (pyrage.IdentityError, UnicodeEncodeError):
        raise Damage("age_identity_wrong") from None


def _recipient(text: str) -> Any:  # noqa: ANN401  # the library brings no types
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except (pyrage.RecipientError, UnicodeEncodeError):
        raise Refusal("age_recipient_wrong") from None
