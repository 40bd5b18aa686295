"""The fields of an identity card as a card reader sends them: what they say of a person.

Owns the look of each field and their agreement with the number; refuses to know in which order
they come (see `field_maps`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from samplepoint.domain.codes import normalise
from samplepoint.domain.documents import Document, DocumentType, parse_document
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.ethnicities import STANDARD, known_ethnicity
from samplepoint.domain.own_codes import parse_command
from samplepoint.domain.resident_id import Sex
from samplepoint.errors import Refusal


class CardField(StrEnum):
    """What a card reader may send; the values stand in settings."""

    NAME = "name"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    BIRTH = "birth"
    ADDRESS = "address"
    NUMBER = "number"
    ISSUER = "issuer"
    VALID_FROM = "valid_from"
    VALID_TO = "valid_to"
    VALIDITY = "validity"
    """Both in one field."""
    SKIP = "skip"
    """Something else that the reader sends."""


@dataclass(frozen=True, slots=True)
class CardLine:
    """What a line said of a person. `notice` is a code: why there is no name, "" where there is."""

    entry: PersonEntry
    notice: str = ""
    ethnicity: str = ""
    valid_to: str = ""
    """As it was sent."""


_NO_NAME: Final = "card_line_no_name"
_GARBLED_NAME: Final = "card_line_garbled_name"
_EIGHTEEN: Final = re.compile(r"[0-9]{17}[0-9Xx]", re.ASCII)
_ANY_NUMBER: Final = re.compile(
    r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9A-Za-z])|(?<![A-Z])[A-Z]{3}[0-9]{12}(?![0-9])", re.ASCII
)
_OLD_FOREIGN: Final = re.compile(r"[A-Z]{3}[0-9]{12}", re.ASCII)
_DATE: Final = re.compile(r"([0-9]{4})([-./年]?)([0-9]{1,2})[-./月]?([0-9]{1,2})日?", re.ASCII)
# GB/T 2261.1: 1 male, 2 female.
_SEXES: Final = {
    **dict.fromkeys(("男", "M", "1"), Sex.MALE),
    **dict.fromkeys(("女", "F", "2"), Sex.FEMALE),
}
_HAN: Final = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_GARBAGE: Final = re.compile("[?\ufffd\u0080-\u00b6\u00b8-\u00ff]")
"""What Chinese becomes on its way through a keyboard layout: question marks, or the bytes of
GB18030 taken for Latin letters; not the dot of a name."""
_LATIN: Final = re.compile("[A-Za-z][A-Za-z ,.'-]*")


def decoded(data: bytes) -> str:
    """Return the text of a line from a serial port: UTF-8 strictly, else GB18030.

    Raises:
        Refusal: `card_line_bytes` for neither.
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("card_line_bytes")


def has_shape(fields: Mapping[CardField, str]) -> bool:
    """Tell whether every field holds what its map says it does, right or wrong."""
    number = fields[CardField.NUMBER].upper()
    if not (_EIGHTEEN.fullmatch(number) or _OLD_FOREIGN.fullmatch(number)):
        return False
    sex, birth = fields.get(CardField.SEX, ""), fields.get(CardField.BIRTH, "")
    ethnicity, name = fields.get(CardField.ETHNICITY, ""), fields.get(CardField.NAME, "")
    return (
        (not sex or sex.upper() in _SEXES or _is_garbled(sex))
        and (not birth or _date(birth) is not None)
        and (not ethnicity or bool(_ethnicity(ethnicity)) or _is_garbled(ethnicity))
        and (_is_garbled(name) or not any(char.isdigit() for char in name))
    )


def may_be(field: CardField, part: str) -> bool:
    """Tell whether a part of a line may be this field, before the whole line is known.

    Chinese, or whatever became of it, may be anything but a number: no code of a tube, a box or a
    command has any.
    """
    text = part.strip()
    if field is CardField.NUMBER:
        return bool(_ANY_NUMBER.search(text))
    if not text.isascii() or not text:
        return True
    if field is CardField.NAME:
        is_name = _LATIN.fullmatch(text) or set(text) == {"?"}
        return bool(is_name) and parse_command(normalise(text)) is None
    if field is CardField.SEX:
        return text.upper() in _SEXES or set(text) == {"?"}
    if field is CardField.ETHNICITY:
        return bool(_ethnicity(text)) or set(text) == {"?"}
    return field is not CardField.BIRTH or _date(text) is not None


def understood(fields: Mapping[CardField, str], today: date) -> CardLine:
    """Fill a form from fields that have the shape of a card's.

    A name that did not survive the way through the keyboard is left out, and said to be.

    Raises:
        Refusal: `card_line_birth`, `card_line_sex` where they contradict the number, and what
            `parse_document` raises of the number.
    """
    document = _document(fields[CardField.NUMBER].upper(), today)
    _demand_agreement(fields, document)
    name = fields.get(CardField.NAME, "")
    address = fields.get(CardField.ADDRESS, "")
    notice = _GARBLED_NAME if _is_garbled(name) else ("" if name else _NO_NAME)
    entry = PersonEntry(
        document.type,
        document.number,
        "" if notice else name,
        address="" if _is_garbled(address) else address,
    )
    ethnicity = _ethnicity(fields.get(CardField.ETHNICITY, ""))
    return CardLine(entry, notice, ethnicity, fields.get(CardField.VALID_TO, ""))


def _document(number: str, today: date) -> Document:
    kind = DocumentType.RESIDENT_ID
    if _OLD_FOREIGN.fullmatch(number):
        kind = DocumentType.FOREIGN_RESIDENCE
    return parse_document(kind, number, today)


def _demand_agreement(fields: Mapping[CardField, str], document: Document) -> None:
    """Refuse a line whose birth date or sex is another than its number tells."""
    birth = _date(fields.get(CardField.BIRTH, ""))
    if birth and document.birth_date and birth != document.birth_date:
        raise Refusal("card_line_birth")
    sex = _SEXES.get(fields.get(CardField.SEX, "").upper())
    if sex and document.sex and sex is not document.sex:
        raise Refusal("card_line_sex")


def _is_garbled(text: str) -> bool:
    """Tell whether Chinese did not survive: nothing of it is left, or what became of it is."""
    if not text:
        return False
    has_letters = _HAN.search(text) or _LATIN.fullmatch(text)
    return not has_letters or bool(_GARBAGE.search(text))


def _ethnicity(text: str) -> str:
    """Return an ethnic group as cards print it, from its name or its code of GB/T 3304."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(STANDARD):
        return STANDARD[int(text) - 1]
    return known_ethnicity(text) or ""


def _date(text: str) -> date | None:
    match = _DATE.fullmatch("".join(text.split()))
    if not match or (not match[2] and len(text.strip()) != 8):
        return None
    try:
        return date(int(match[1]), int(match[3]), int(match[4]))
    except ValueError:
        return None
