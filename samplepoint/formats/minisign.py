"""Signatures as minisign writes them: Ed25519 over BLAKE2b-512, with a comment signed as well.

Owns keys, their texts and the four lines of a `.minisig`; refuses to know what was signed and
whose a key is. Only the prehashed form (`ED`) is written and read, which the tool writes unless
it is asked for the legacy one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from samplepoint.errors import Damage, Refusal

SEED_BYTES: Final = 32
LARGEST_FILE: Final = 4096
_KEY_FORM: Final = b"Ed"
_SIGNATURE_FORM: Final = b"ED"
_ID_BYTES: Final = 8
_KEY_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64
_UNTRUSTED: Final = b"untrusted comment: "
_TRUSTED: Final = b"trusted comment: "
_FIRST_LINE: Final = _UNTRUSTED + b"signature from samplepoint\n"
_LONGEST_TEXT: Final = 200


@dataclass(frozen=True)
class PublicKey:
    """Whom to believe: 32 bytes of Ed25519 and the 8 bytes by which minisign names the key."""

    raw: bytes
    key_id: bytes

    @classmethod
    def of(cls, raw: bytes) -> PublicKey:
        """Name a key as ours are named: by the first 8 bytes of its own BLAKE2b-512.

        minisign draws the name by lot. Ours follows from the key, so that no station can take
        the name of another one.
        """
        return cls(raw, hashlib.blake2b(raw).digest()[:_ID_BYTES])

    @classmethod
    def from_text(cls, untrusted: str) -> PublicKey:
        """Read the one line of base64 that minisign takes after `-P`.

        Raises:
            Refusal: `key_unreadable`.
        """
        raw = _decoded(untrusted.encode("utf-8", "replace")[:_LONGEST_TEXT])
        if len(raw) != len(_KEY_FORM) + _ID_BYTES + _KEY_BYTES or not raw.startswith(_KEY_FORM):
            raise Refusal("key_unreadable")
        return cls(raw[-_KEY_BYTES:], raw[len(_KEY_FORM) : -_KEY_BYTES])

    @property
    def is_named_by_itself(self) -> bool:
        """Tell whether the name follows from the key, as every name of ours does."""
        return self == PublicKey.of(self.raw)

    @property
    def text(self) -> str:
        """The key as one line of base64."""
        return base64.b64encode(_KEY_FORM + self.key_id + self.raw).decode("ascii")

    @property
    def signer(self) -> str:
        """The key's name as minisign shows it: 16 capital hexadecimal digits."""
        return _shown(self.key_id)

    def as_file(self) -> bytes:
        """Write the key as minisign's `.pub` file: a comment that names it, and its text."""
        comment = _UNTRUSTED + f"minisign public key {self.signer}".encode("ascii")
        return b"%b\n%b\n" % (comment, self.text.encode("ascii"))

    @cached_property
    def _verifier(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.raw)

    def has_signed(self, content: bytes, signature: bytes) -> bool:
        """Tell whether 64 bytes are this key's plain Ed25519 signature of `content`."""
        try:
            self._verifier.verify(signature, content)
        except InvalidSignature:
            return False
        return True


class SigningKey:
    """What signs: an Ed25519 key that is made of its seed, and shows no more than its name."""

    def __init__(self, seed: bytes) -> None:
        """Take the 32 bytes from which the key follows.

        Raises:
            ValueError: not 32 bytes.
        """
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = PublicKey.of(self._private.public_key().public_bytes_raw())

    def __repr__(self) -> str:
        """Show the name only: no traceback may carry a key."""
        return f"SigningKey({self.public.signer})"

    def sign(self, content: bytes, trusted_comment: str) -> bytes:
        """Return the `.minisig` file of `content`; the same every time.

        Args:
            content: what is signed.
            trusted_comment: one printable line, which is signed too.

        Raises:
            ValueError: the comment is not one printable line.
        """
        comment = trusted_comment.encode("utf-8")
        if not _is_line(trusted_comment) or len(comment) > LARGEST_FILE // 2:
            raise ValueError("trusted_comment")
        signature = self._private.sign(hashlib.blake2b(content).digest())
        whole = base64.b64encode(_SIGNATURE_FORM + self.public.key_id + signature)
        second = base64.b64encode(self._private.sign(signature + comment))
        return _FIRST_LINE + b"\n".join((whole, _TRUSTED + comment, second, b""))


@dataclass(frozen=True, slots=True)
class _Signature:
    key_id: bytes
    signature: bytes = field(repr=False)
    trusted_comment: bytes
    second: bytes = field(repr=False)


def signer_of(untrusted: bytes) -> str:
    """Return the name of the key that a `.minisig` says it is by; nothing of it is proved.

    Raises:
        Damage: `signature_unreadable`.
    """
    return _shown(_parsed(untrusted).key_id)


def verify(content: bytes, untrusted: bytes, key: PublicKey) -> str:
    """Return the trusted comment of a `.minisig`, once `key` is shown to have signed both.

    Raises:
        Damage: `signature_unreadable`; `signature_wrong` when content, comment or signature were
            changed.
        Refusal: `signature_by_other` (value `signer`) when it says it is by another key.
    """
    found = _parsed(untrusted)
    if found.key_id != key.key_id:
        raise Refusal("signature_by_other", signer=_shown(found.key_id))
    digest = hashlib.blake2b(content).digest()
    if not (
        key.has_signed(digest, found.signature)
        and key.has_signed(found.signature + found.trusted_comment, found.second)
    ):
        raise Damage("signature_wrong")
    comment = _text(found.trusted_comment)
    if not _is_line(comment):
        raise Damage("signature_unreadable")
    return comment


def verify_exactly(content: bytes, untrusted: bytes, key: PublicKey, comment: str) -> None:
    """Verify a `.minisig` that must be, byte for byte, the one that `SigningKey.sign` writes.

    minisign signs neither the first line nor which of several comments belongs to a content. A
    file that must have one form only cannot leave that open.

    Raises:
        Refusal, Damage: what `verify` raises; `signature_unreadable` for another comment.
    """
    if verify(content, untrusted, key) != comment or not untrusted.startswith(_FIRST_LINE):
        raise Damage("signature_unreadable")


def _parsed(untrusted: bytes) -> _Signature:
    """Take the four lines apart; each must be written in the only way there is."""
    lines = untrusted.split(b"\n") if len(untrusted) <= LARGEST_FILE else []
    if len(lines) != 5 or lines[4]:
        raise Damage("signature_unreadable")
    first, whole, comment, second = lines[:4]
    if not (first.startswith(_UNTRUSTED) and comment.startswith(_TRUSTED)):
        raise Damage("signature_unreadable")
    raw, again = _decoded(whole), _decoded(second)
    if (len(raw), len(again)) != (
        len(_SIGNATURE_FORM) + _ID_BYTES + _SIGNATURE_BYTES,
        _SIGNATURE_BYTES,
    ) or not (raw.startswith(_SIGNATURE_FORM) and _is_line(_text(first))):
        raise Damage("signature_unreadable")
    name = raw[len(_SIGNATURE_FORM) : -_SIGNATURE_BYTES]
    return _Signature(name, raw[-_SIGNATURE_BYTES:], comment.removeprefix(_TRUSTED), again)


def _decoded(untrusted: bytes) -> bytes:
    """Decode base64 that is written in the only way; empty when it is not."""
    try:
        raw = base64.b64decode(untrusted, validate=True)
    except binascii.Error:
        return b""
    return raw if base64.b64encode(raw) == untrusted else b""


def _shown(key_id: bytes) -> str:
    return f"{int.from_bytes(key_id, 'little'):016X}"


def _text(untrusted: bytes) -> str:
    """Decode UTF-8; what is none becomes a line end, which no line may hold."""
    try:
        return untrusted.decode("utf-8")
    except UnicodeDecodeError:
        return "\n"


def _is_line(text: str) -> bool:
    """Tell whether a text is one printable line; minisign itself puts tabs in."""
    return text.replace("\t", "").isprintable()
