"""One operator's wrapping of the book key: secret -> Argon2id -> AES-256-GCM around the key.

Owns the members of a slot in the key file and their bounds; refuses to know files and books.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import orjson
from argon2.exceptions import HashingError
from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from samplepoint.domain.alphabet import ALPHABET
from samplepoint.errors import Damage, Obstacle

SLOT_ID_LENGTH = 4
_KDF = "argon2id"
_AEAD = "aes-256-gcm"
_KEY_BYTES = 32
_SALT_BYTES = 16
_NONCE_BYTES = 12
_TAG_BYTES = 16
_MOST_MEMORY_KIB = 1024 * 1024
_MOST_PASSES = 16
_LEAST_MEMORY_KIB = 8  # Argon2's own floor for one lane (RFC 9106, 3.1)
_SEALED_MEMBERS = ("slot", "kind", "staff_id", "staff_name", "role", "kdf")

RawSlot = dict[str, Any]


class SlotKind(StrEnum):
    """What opens a slot."""

    PIN = "pin"
    BADGE = "badge"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: memory in KiB (at most 1 GiB) and passes over it (at most 16)."""

    memory_kib: int = 64 * 1024
    passes: int = 3

    def __post_init__(self) -> None:
        """Refuse what Argon2 cannot do, and what a hostile file could stall a laptop with.

        Raises:
            ValueError: outside the bounds above.
        """
        if not _LEAST_MEMORY_KIB <= self.memory_kib <= _MOST_MEMORY_KIB:
            raise ValueError("memory_kib")
        if not 1 <= self.passes <= _MOST_PASSES:
            raise ValueError("passes")


@dataclass(frozen=True, slots=True)
class Slot:
    """What may be shown of a slot: whose it is and what opens it. No secret is in it."""

    slot_id: str
    staff_id: str
    staff_name: str = field(repr=False)
    role: str
    kind: SlotKind


def random_text(length: int) -> str:
    """Return `length` random characters of `ALPHABET`, 5 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def seal(slot: Slot, secret: str, book_key: bytes, cost: Cost) -> RawSlot:
    """Wrap the book key for one secret; the slot's own members are sealed with it as they stand.

    Raises:
        Obstacle: `memory_short` (value `needed_mib`).
    """
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    kdf = {
        "name": _KDF,
        "version": ARGON2_VERSION,
        "memory_kib": cost.memory_kib,
        "passes": cost.passes,
        "salt": _text(salt),
    }
    raw: RawSlot = {
        "slot": slot.slot_id,
        "kind": str(slot.kind),
        "staff_id": slot.staff_id,
        "staff_name": slot.staff_name,
        "role": slot.role,
        "kdf": kdf,
    }
    box = AESGCM(_stretch(secret, salt, cost)).encrypt(nonce, book_key, _sealed(raw))
    raw["seal"] = {"name": _AEAD, "nonce": _text(nonce), "box": _text(box)}
    return raw


def unseal(raw: RawSlot, secret: str) -> bytes | None:
    """Return the book key, or None when the secret is another or a sealed member was changed.

    Raises:
        Obstacle: `memory_short` (value `needed_mib`).
    """
    kdf, sealing = raw["kdf"], raw["seal"]
    key = _stretch(secret, _bytes(kdf["salt"]), Cost(kdf["memory_kib"], kdf["passes"]))
    try:
        return AESGCM(key).decrypt(_bytes(sealing["nonce"]), _bytes(sealing["box"]), _sealed(raw))
    except InvalidTag:
        return None


def is_known(raw: Mapping[str, Any]) -> bool:
    """Tell whether this program knows how to open the slot; a later kind is only carried along."""
    return (
        raw.get("kind") in tuple(SlotKind)
        and _name(raw, "kdf") == _KDF
        and _name(raw, "seal") == _AEAD
    )


def check(raw: Mapping[str, Any]) -> Slot:
    """Return what may be shown of a known slot, after checking every member.

    Raises:
        Damage: `key_file_damaged`.
    """
    texts = [raw.get(member) for member in ("slot", "staff_id", "staff_name", "role")]
    if not all(isinstance(text, str) and text for text in texts):
        raise Damage("key_file_damaged")
    try:
        kdf, sealing = raw["kdf"], raw["seal"]
        numbers = (kdf["memory_kib"], kdf["passes"])
        if any(type(number) is not int for number in numbers) or kdf["version"] != ARGON2_VERSION:
            raise Damage("key_file_damaged")
        Cost(*numbers)
        lengths = [len(_bytes(text)) for text in (kdf["salt"], sealing["nonce"], sealing["box"])]
    except (KeyError, TypeError, ValueError):
        raise Damage("key_file_damaged") from None
    if lengths != [_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES + _TAG_BYTES]:
        raise Damage("key_file_damaged")
    return Slot(raw["slot"], raw["staff_id"], raw["staff_name"], raw["role"], SlotKind(raw["kind"]))


def _stretch(secret: str, salt: bytes, cost: Cost) -> bytes:
    try:
        return hash_secret_raw(
            secret.encode(),
            salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=1,
            hash_len=_KEY_BYTES,
            type=Type.ID,
        )
    except HashingError:
        raise Obstacle("memory_short", needed_mib=cost.memory_kib // 1024) from None


def _sealed(raw: Mapping[str, Any]) -> bytes:
    # A registrar who edits the file to read "supervisor" must find the slot closed.
    members = {member: raw[member] for member in _SEALED_MEMBERS}
    return orjson.dumps(members, option=orjson.OPT_SORT_KEYS)


def _name(raw: Mapping[str, Any], member: str) -> object:
    part = raw.get(member)
    return part.get("name") if isinstance(part, dict) else None


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("base64") from None
