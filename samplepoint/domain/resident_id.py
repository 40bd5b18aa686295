"""The 18-digit citizen number of GB 11643-1999 and its 15-digit forerunner.

Owns areas, dates and the MOD 11-2 check; refuses to know any other document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from samplepoint.errors import Refusal

LENGTH = 18
OLD_LENGTH = 15
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_OLD_SHAPE = re.compile(r"[0-9]{15}")
# Provinces of GB/T 2260, the three special areas, and 9x: permanent residence of foreigners
# (2023). Lower digits are not checked: abolished counties stay valid on living people's cards.
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 "
    "46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
_EARLIEST_YEAR = 1850


class Sex(StrEnum):
    """Derived from the sequence digit, never asked: odd is male."""

    MALE = "M"
    FEMALE = "F"


@dataclass(frozen=True, slots=True)
class ResidentNumber:
    """What an 18-digit number tells; a 15-digit one is given its 18-digit form."""

    number: str
    birth_date: date
    sex: Sex


def looks_like(code: str) -> bool:
    """Tell whether a code has the shape of either number, right or wrong."""
    return bool(_SHAPE.fullmatch(code) or _OLD_SHAPE.fullmatch(code))


def begins_like_one(code: str) -> bool:
    """Tell whether a number begins as one of these does: a province, or a foreigner's 9."""
    return code[:2] in _PROVINCES or code.startswith("9")


def check_digit(first_seventeen: str) -> str:
    """Compute the check character (ISO 7064 MOD 11-2) of seventeen ASCII digits."""
    total = sum(int(d) * w for d, w in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def parse(number: str, today: date) -> ResidentNumber:
    """Check a normalised number; `today` bounds the birth date.

    Raises:
        Refusal: `id_length`, `id_characters`, `id_area`, `id_date`, `id_future`, `id_check`.
    """
    if len(number) not in (LENGTH, OLD_LENGTH):
        raise Refusal("id_length", length=len(number))
    if not looks_like(number):
        raise Refusal("id_characters")
    if not begins_like_one(number):
        raise Refusal("id_area", area=number[:2])
    if len(number) == OLD_LENGTH:
        seventeen = number[:6] + "19" + number[6:]
        number = seventeen + check_digit(seventeen)
    born = _birth_date(number[6:14])
    if born > today:
        raise Refusal("id_future")
    if number[17] != check_digit(number[:17]):
        raise Refusal("id_check")
    return ResidentNumber(number, born, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


def _birth_date(eight: str) -> date:
    try:
        born = date(int(eight[:4]), int(eight[4:6]), int(eight[6:]))
    except ValueError:
        raise Refusal("id_date") from None
    if born.year < _EARLIEST_YEAR:
        raise Refusal("id_date")
    return born
