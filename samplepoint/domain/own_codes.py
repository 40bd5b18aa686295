"""Codes that we print ourselves: commands, badges, seats, personal cards, checks of our papers.

Owns their texts, made of what survives every keyboard layout (0-9 A-Z); refuses to act on them.
"""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import replace
from datetime import date
from enum import StrEnum

from samplepoint.domain.entries import PersonEntry, parse_entry
from samplepoint.domain.people import Person
from samplepoint.domain.samples import person_body, person_from_body
from samplepoint.errors import Refusal

COMMAND_PREFIX = "SPC"
BADGE_PREFIX = "SPB"
CARD_PREFIX = "SPP"
HANDOVER_PREFIX = "SPX"
"""The proof on a handover sheet: prefix, number of the sheet, then its boxes, between blanks."""
TEST_PREFIX = "SPT"
"""A symbol of a printer's test page: prefix, then its module in micrometres, four digits."""
MANIFEST_PREFIX = "SPH"
"""The check of a manifest: prefix, then a SHA-256 in hexadecimal."""
BOX_PROOF_PREFIX = "SPV"
"""The signed proof of one box: prefix and version, box, and more words, between blanks."""
RECEIPT_PREFIX = "SPRC"
"""What a supervisor's book has: prefix, then eighteen characters (see `receipt_words`)."""
BADGE_LENGTH = 23
_CARD_FIELDS = ("doc_type", "doc_number", "doc_identity", "relation", "name", "sex", "birth_date")
_CARD_EXTRAS = ("phone", "address", "community", "category", "remark", "flags")
_SEPARATOR = "\x1f"
_CRC_LENGTH = 7


class Command(StrEnum):
    """What the printed sheet can ask of the desk; each is also a key and a menu word."""

    UNDO = "SPCUNDO"
    CLOSE_TUBE = "SPCCLOSE"
    NO_DOCUMENT = "SPCNODOC"
    MANUAL = "SPCMANUAL"
    CONFIRM = "SPCYES"
    CANCEL = "SPCNO"
    COLLECT = "SPCCOLLECT"
    PACK = "SPCPACK"
    SEAL_BOX = "SPCSEAL"
    UNPACK_TUBE = "SPCUNPACK"
    LOCK = "SPCLOCK"
    HELP = "SPCHELP"
    REPEAT = "SPCREPEAT"
    LANGUAGE = "SPCLANG"
    DIGIT_0 = "SPC0"
    DIGIT_1 = "SPC1"
    DIGIT_2 = "SPC2"
    DIGIT_3 = "SPC3"
    DIGIT_4 = "SPC4"
    DIGIT_5 = "SPC5"
    DIGIT_6 = "SPC6"
    DIGIT_7 = "SPC7"
    DIGIT_8 = "SPC8"
    DIGIT_9 = "SPC9"
    HANDOVER = "SPCHANDOVER"

    @property
    def digit(self) -> str:
        """Return the digit that the code stands for, an empty text for every other command."""
        return self.value[-1] if self.name.startswith("DIGIT_") else ""


_BOX_PROOF = re.compile(BOX_PROOF_PREFIX + "[0-9]{1,4}")
_TEST_CODE = re.compile(TEST_PREFIX + "[0-9]{4}")
_RECEIPT_CODE = re.compile(RECEIPT_PREFIX + "[0-9A-Z]{18}")
_MANIFEST_CODE = re.compile(MANIFEST_PREFIX + "[0-9A-F]{64}")
_COMMANDS = {str(command): command for command in Command}
SEATS = ("A", "B", "C", "D", "E", "F", "G", "H")
_SEAT_PREFIX = "SPCDESK"


def seat_code(seat: str) -> str:
    """Return the code that switches the window to a seat, `A` to `H`."""
    return _SEAT_PREFIX + seat


def parse_seat(code: str) -> str | None:
    """Return the seat a normalised code switches to, or None."""
    seat = code.removeprefix(_SEAT_PREFIX)
    return seat if seat != code and seat in SEATS else None


def parse_command(code: str) -> Command | None:
    """Return the command of a normalised code, or None."""
    return _COMMANDS.get(code)


class OwnPaper(StrEnum):
    """Paper of ours whose code is compared with what the book holds; a receipt also stays."""

    HANDOVER_SHEET = "handover_sheet"
    BOX_PROOF = "box_proof"
    MANIFEST = "manifest"
    PRINTER_TEST = "printer_test"
    RECEIPT = "receipt"


def parse_paper(code: str) -> tuple[OwnPaper, str] | None:
    """Return which paper of ours a normalised code stands on, and its number where it has one."""
    head, _blank, rest = code.partition(" ")
    if head == HANDOVER_PREFIX:
        return OwnPaper.HANDOVER_SHEET, rest.split(" ")[0]
    if _BOX_PROOF.fullmatch(head):
        return OwnPaper.BOX_PROOF, rest.split(" ")[0]
    if _TEST_CODE.fullmatch(code):
        return OwnPaper.PRINTER_TEST, ""
    if _RECEIPT_CODE.fullmatch(code):
        return OwnPaper.RECEIPT, ""
    return (OwnPaper.MANIFEST, "") if _MANIFEST_CODE.fullmatch(code) else None


def looks_like_badge(code: str) -> bool:
    """Tell whether a normalised code has the shape of a staff badge."""
    return (
        code.startswith(BADGE_PREFIX)
        and len(code) == BADGE_LENGTH
        and code.isascii()
        and code.isalnum()
    )


def card_code(person: Person) -> str:
    """Write a person as an ASCII code for a printed card: base32 of the fields and a CRC-32."""
    body = person_body(person)
    fields = [str(body[key]) for key in (*_CARD_FIELDS, *_CARD_EXTRAS)]
    packed = zlib.compress(_SEPARATOR.join(fields).rstrip(_SEPARATOR).encode(), 9)
    return CARD_PREFIX + _base32(packed) + _base32(zlib.crc32(packed).to_bytes(4, "big"))


def parse_card(code: str, today: date) -> Person:
    """Read a person back from a normalised card code.

    Anybody can print such a code, so what it says is checked as a typed form is.

    Raises:
        Refusal: `card_damaged` when a character was lost or changed, and what `parse_entry` raises.
    """
    claimed = _unpack(code.removeprefix(CARD_PREFIX))
    person = parse_entry(_as_entry(claimed), today, claimed.document.identity)
    # The desk compared it with the card when it was first registered.
    return replace(person, document=replace(person.document, confirm=None))


def _unpack(text: str) -> Person:
    try:
        packed = _unbase32(text[:-_CRC_LENGTH])
        if _base32(zlib.crc32(packed).to_bytes(4, "big")) != text[-_CRC_LENGTH:]:
            raise Refusal("card_damaged")
        inflater = zlib.decompressobj()
        fields = inflater.decompress(packed, 8192).decode().split(_SEPARATOR)
        keys = (*_CARD_FIELDS, *_CARD_EXTRAS)
        fields += [""] * (len(keys) - len(fields))
        return person_from_body(dict(zip(keys, fields, strict=True)))
    except (ValueError, zlib.error):
        raise Refusal("card_damaged") from None


def _as_entry(person: Person) -> PersonEntry:
    return PersonEntry(
        person.document.type,
        person.document.number,
        person.name,
        person.relation,
        person.phone,
        person.address,
        person.community,
        person.category,
        person.remark,
        person.flags,
        person.document.identity,
    )


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def _unbase32(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))
