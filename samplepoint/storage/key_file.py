"""The key file beside the book: the book's random key, wrapped once for each PIN and badge.

Owns format 1 of `keys.json` and who may open it; refuses to know what the key opens.
What this program does not know in the file survives a rewrite.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from samplepoint.domain.codes import normalise
from samplepoint.domain.own_codes import BADGE_LENGTH, BADGE_PREFIX, looks_like_badge
from samplepoint.errors import Damage, Obstacle, Refusal
from samplepoint.storage import key_slots, recovery
from samplepoint.storage.key_slots import SLOT_ID_LENGTH, Cost, RawSlot, Slot, SlotKind
from samplepoint.storage.safe_file import folder_obstacle, write_safely

FORMAT = 1
BOOK_KEY_BYTES = 32
REAL_COST = Cost()
_PIN = re.compile(r"[0-9]{4,12}")
_BADGE_SECRET_LENGTH = BADGE_LENGTH - len(BADGE_PREFIX) - SLOT_ID_LENGTH
_MOST_BYTES = 1024 * 1024
_MOST_SLOTS = 512


@dataclass(frozen=True, slots=True)
class Unlocked:
    """Who opened the book, and its key (32 bytes, never shown)."""

    staff_id: str
    staff_name: str = field(repr=False)
    role: str
    book_key: bytes = field(repr=False)


def new_book_key() -> bytes:
    """Return a fresh random key for a book, 32 bytes."""
    return secrets.token_bytes(BOOK_KEY_BYTES)


def previous_of(path: Path) -> Path:
    """Return where the last version of a key file is kept."""
    return path.with_name(f"{path.name}.previous")


def restore_previous(path: Path) -> KeyFile:
    """Put the last good version in place of a damaged or lost key file, and read it.

    The damaged one stays beside it as `keys.json.damaged`.

    Raises:
        Obstacle, Damage: as `KeyFile.read`, about the previous version; nothing is changed then.
    """
    kept = previous_of(path)
    KeyFile.read(kept)
    damaged = path.with_name(f"{path.name}.damaged")
    write_safely(path, _read_bytes(kept), previous=damaged)
    return KeyFile.read(path)


class KeyFile:
    """A key file in memory; changes reach the disk by `save`."""

    def __init__(self, path: Path, document: dict[str, Any], cost: Cost) -> None:
        """Hold a checked document; use `create` or `read`."""
        self.path = path
        self._document = document
        self._cost = cost
        self._retired = False

    def __repr__(self) -> str:
        """Show how much is inside, never what."""
        return f"KeyFile({self.path.name!r}, slots={len(self.slots)})"

    @classmethod
    def create(cls, path: Path, *, cost: Cost = REAL_COST) -> KeyFile:
        """Begin a key file that is not on the disk yet.

        Raises:
            Obstacle: `key_file_exists`: writing over it would lock its book for ever.
        """
        if path.exists():
            raise Obstacle("key_file_exists")
        return cls(path, {"format": FORMAT, "slots": []}, cost)

    @classmethod
    def read(cls, path: Path, *, cost: Cost = REAL_COST) -> KeyFile:
        """Read and check a key file; `cost` is for slots that are added later.

        Raises:
            Obstacle: `key_file_missing`, `key_file_newer` (values `format`, `known`),
                `folder_read_only`, `disk_error`.
            Damage: `key_file_damaged`.
        """
        return cls(path, _checked(_read_bytes(path)), cost)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Return what may be shown of every slot this program can open, oldest first."""
        return tuple(key_slots.check(raw) for raw in self._known())

    def add_pin(
        self, book_key: bytes, *, staff_id: str, staff_name: str, role: str, pin: str
    ) -> None:
        """Let a member of staff open the book with a PIN; an earlier PIN of theirs ends.

        Raises:
            Refusal: `pin_shape`: not 4 to 12 digits.
            Obstacle: `memory_short`.
        """
        untrusted = pin_of(pin)
        slot = Slot(self._free_id(), staff_id, staff_name, role, SlotKind.PIN)
        self._put(slot, untrusted, book_key)

    def add_badge(self, book_key: bytes, *, staff_id: str, staff_name: str, role: str) -> str:
        """Let a member of staff open the book with a badge; an earlier badge of theirs ends.

        Returns the text to print, 23 characters with 80 random bits; it is stored nowhere.

        Raises:
            Obstacle: `memory_short`.
        """
        slot = Slot(self._free_id(), staff_id, staff_name, role, SlotKind.BADGE)
        secret = key_slots.random_text(_BADGE_SECRET_LENGTH)
        self._put(slot, secret, book_key)
        return f"{BADGE_PREFIX}{slot.slot_id}{secret}"

    def open_with_pin(self, pin: str, staff_id: str | None = None) -> Unlocked:
        """Open with a PIN, of one member of staff or, without a `staff_id`, of anybody.

        Every candidate is tried, so that facts never go to the wrong one of two people with the
        same PIN; that takes one Argon2 run a candidate.

        Raises:
            Refusal: `pin_shape`, `pin_wrong`, `pin_shared` (more than one has it: say who).
            Obstacle: `memory_short`.
        """
        secret = pin_of(pin)
        candidates = [
            raw
            for raw in self._known(SlotKind.PIN)
            if staff_id is None or raw["staff_id"] == staff_id
        ]
        opened = [found for raw in candidates if (found := _opened(raw, secret))]
        if len({found.staff_id for found in opened}) > 1:
            raise Refusal("pin_shared")
        if not opened:
            raise Refusal("pin_wrong")
        return opened[0]

    def open_with_badge(self, text: str) -> Unlocked:
        """Open with a scanned badge.

        Raises:
            Refusal: `badge_unknown`.
            Obstacle: `memory_short`.
        """
        code = normalise(text)
        secret_at = len(BADGE_PREFIX) + SLOT_ID_LENGTH
        slot_id = code[len(BADGE_PREFIX) : secret_at] if looks_like_badge(code) else ""
        for raw in self._known(SlotKind.BADGE):
            if raw["slot"] == slot_id and (found := _opened(raw, code[secret_at:])):
                return found
        raise Refusal("badge_unknown")

    @property
    def recovery_recipient(self) -> str:
        """Return for whom the book key lies in the safe, `age1...`; "" where for nobody."""
        return recovery.recipient_of(self._document.get(recovery.MEMBER))

    def add_recovery(self, book_key: bytes, recipient: str) -> None:
        """Wrap the book key for the safe of the supervisor's office; an earlier recipient ends.

        Raises:
            Refusal: `recovery_recipient_shape`.
        """
        _demand_key(book_key)
        earlier = self.recovery_recipient
        self._document[recovery.MEMBER] = recovery.wrap(book_key, recipient)
        self._retired = self._retired or earlier not in {"", self.recovery_recipient}

    def open_with_recovery(self, identities: Sequence[str]) -> bytes:
        """Return the book key by the secret key of the safe (see `recovery.identities_in`).

        Raises:
            Refusal: `recovery_none`, `recovery_wrong_key`. Damage: `recovery_damaged`.
        """
        if recovery.MEMBER not in self._document:
            raise Refusal("recovery_none")
        return recovery.unwrap(self._document[recovery.MEMBER], identities)

    def at(self, path: Path) -> KeyFile:
        """Return the same keys as a file for another place; nothing is written."""
        return KeyFile(path, self._document, self._cost)

    def remove(self, staff_id: str) -> None:
        """Take the PIN and the badge of a member of staff away, for good.

        Raises:
            Refusal: `staff_unknown`; `last_key`: nobody else could open the book.
        """
        kept = [raw for raw in self._known() if raw["staff_id"] != staff_id]
        if len(kept) == len(self._known()):
            raise Refusal("staff_unknown")
        if not kept:
            raise Refusal("last_key")
        self._drop([raw for raw in self._known() if raw["staff_id"] == staff_id])

    def save(self) -> None:
        """Write the file safely, for its owner alone; the version before is kept beside it.

        After a secret was taken away both are the new version, or the old one would still open.

        Raises:
            Obstacle: see `safe_file.folder_obstacle`; save again, what is on the disk is whole.
        """
        content = orjson.dumps(
            self._document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        )
        kept = previous_of(self.path)
        if self._retired:
            # First the version beside it: no moment may come in which only that one still opens.
            write_safely(kept, content)
        write_safely(self.path, content, previous=None if self._retired else kept)
        self._retired = False

    def _known(self, kind: SlotKind | None = None) -> list[RawSlot]:
        found: list[RawSlot] = self._document["slots"]
        return [raw for raw in found if key_slots.is_known(raw) and kind in (None, raw["kind"])]

    def _put(self, slot: Slot, secret: str, book_key: bytes) -> None:
        _demand_key(book_key)
        raw = key_slots.seal(slot, secret, book_key, self._cost)
        self._drop([old for old in self._known(slot.kind) if old["staff_id"] == slot.staff_id])
        self._document["slots"].append(raw)

    def _drop(self, gone: list[RawSlot]) -> None:
        if gone:
            self._document["slots"] = [raw for raw in self._document["slots"] if raw not in gone]
            self._retired = True

    def _free_id(self) -> str:
        taken = [raw.get("slot") for raw in self._document["slots"]]
        while (candidate := key_slots.random_text(SLOT_ID_LENGTH)) in taken:
            continue
        return candidate


def _demand_key(book_key: bytes) -> None:
    if len(book_key) != BOOK_KEY_BYTES:
        raise ValueError("book_key")


def pin_of(untrusted: str) -> str:
    """Return a PIN as it is used, half-width and without blanks.

    Raises:
        Refusal: `pin_shape`: not 4 to 12 digits.
    """
    pin = normalise(untrusted)
    if not _PIN.fullmatch(pin):
        raise Refusal("pin_shape")
    return pin


def _opened(raw: RawSlot, secret: str) -> Unlocked | None:
    book_key = key_slots.unseal(raw, secret)
    if book_key is None:
        return None
    return Unlocked(raw["staff_id"], raw["staff_name"], raw["role"], book_key)


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise Obstacle("key_file_missing") from None
    except OSError as error:
        raise folder_obstacle(error, path.parent) from error


def _checked(content: bytes) -> dict[str, Any]:
    try:
        document = orjson.loads(content) if len(content) <= _MOST_BYTES else None
    except orjson.JSONDecodeError:
        raise Damage("key_file_damaged") from None
    if not isinstance(document, dict) or type(document.get("format")) is not int:
        raise Damage("key_file_damaged")
    if document["format"] > FORMAT:
        raise Obstacle("key_file_newer", format=document["format"], known=FORMAT)
    slots = document.get("slots")
    if document["format"] != FORMAT or not isinstance(slots, list) or len(slots) > _MOST_SLOTS:
        raise Damage("key_file_damaged")
    if not all(isinstance(raw, dict) for raw in slots):
        raise Damage("key_file_damaged")
    for raw in slots:
        if key_slots.is_known(raw):
            key_slots.check(raw)
    return document
