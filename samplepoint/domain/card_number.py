"""The number of an identity card in a line of read text: where it stands and whether it holds.

Owns the look-alikes of digits and the shapes of card numbers; refuses to know pictures.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from samplepoint.domain import resident_id
from samplepoint.errors import Refusal

ALPHABET: Final = "0123456789X"

_LOOK_ALIKES: Final = str.maketrans("OIL|SB", "011158")
_PLAIN: Final = re.compile(r"(?<![0-9A-Z])[0-9]{17}[0-9X](?![0-9A-Z])")
_ALIKE: Final = re.compile(r"(?<![0-9A-Z])[0-9OIL|SB]{17}[0-9XOIL|SB](?![0-9A-Z])")
_OLD: Final = re.compile(r"(?<![0-9A-Z])[0-9]{15}(?![0-9A-Z])")
_OLD_FOREIGN: Final = re.compile(r"(?<![0-9A-Z])[A-Z]{3}[0-9]{12}(?![0-9A-Z])")
_RUN: Final = re.compile(r"(?<![0-9A-Z])[0-9]{7,}[0-9X](?![0-9A-Z])")
_MOST: Final = re.compile(r"[0-9][0-9X]{7,}")
_EARLIEST: Final = 1900
"""The birth year of somebody who is still here."""
_LEAST_DIGITS: Final = 14
"""Of a number with look-alikes: with fewer real digits it is a word."""


class Proof(StrEnum):
    """What speaks for a number within one reading, the strongest first."""

    CHECKED = "checked"
    """18 digits with a right check digit and a real date, as they were read."""
    ALIKE = "alike"
    """The same after exchanging look-alikes: counts only beside another reading."""
    OLD = "old"
    """15 digits, or three letters and twelve digits: nothing in it can be checked."""
    WRONG = "wrong"
    """18 digits of which at least one is wrong."""
    PART = "part"
    """Eight or more digits, too few or too many."""


class End(StrEnum):
    """How much of a card's number stands in a line that may show only half a card."""

    NONE = "none"
    SHORT = "short"
    """Month, day and what follows. Of other eight digits one in thirty looks the same."""
    LONG = "long"
    """Ten characters or more, with all of the birth date that falls among them."""


@dataclass(frozen=True, slots=True)
class NumberFound:
    """A number and the characters of the text it was made of, begin to end."""

    number: str
    proof: Proof
    begin: int
    end: int


def find_number(untrusted: str, today: date) -> NumberFound | None:
    """Find the best-proved card number in a line; blanks and full-width forms do not matter."""
    chars = [(at, char) for at, char in enumerate(_folded(untrusted)) if not char.isspace()]
    text = "".join(char for _, char in chars)
    found = _best(text, today)
    if found is None:
        return None
    return NumberFound(
        found.number, found.proof, chars[found.begin][0], chars[found.end - 1][0] + 1
    )


def holds(number: str, today: date) -> bool:
    """Tell whether a number's area, date and check digit are right."""
    try:
        resident_id.parse(number, today)
    except Refusal:
        return False
    return True


def end_of_number(untrusted: str, today: date) -> End:
    """Tell how much a line shows of a card number's beginning or end, birth date included."""
    text = "".join(char for char in _folded(untrusted) if not char.isspace())
    ends = {_end_in(run, today) for run in _RUN.findall(text)}
    return End.LONG if End.LONG in ends else End.SHORT if End.SHORT in ends else End.NONE


def _end_in(run: str, today: date) -> End:
    digits = run.rstrip("X")
    is_long = len(run) >= len("900307000X")
    is_beginning = len(digits) >= len("1101011990") and resident_id.begins_like_one(digits)
    if is_beginning and _is_date(digits[6:14], today):
        return End.LONG
    has_year = len(run) >= len("19900307000X")
    born = run[-12:-4] if has_year else f"0000{run[-8:-4]}"
    if not _is_date(born, today):
        return End.NONE
    return End.LONG if is_long else End.SHORT


def _is_date(digits: str, today: date) -> bool:
    """Judge a date of which the year ("0000" for an unknown one) or the end may be missing."""
    year, month, day = digits[:4], digits[4:6], digits[6:8]
    is_year = year == "0000" or _EARLIEST <= int(year) <= today.year
    is_month = len(month) < len("01") or "01" <= month <= "12"
    is_day = len(day) < len("01") or "01" <= day <= "31"
    return is_year and is_month and is_day


def _best(text: str, today: date) -> NumberFound | None:
    for match in _PLAIN.finditer(text):
        if holds(match[0], today):
            return NumberFound(match[0], Proof.CHECKED, *match.span())
    for match in _ALIKE.finditer(text):
        number = match[0].translate(_LOOK_ALIKES)
        if sum(char.isdigit() for char in match[0]) >= _LEAST_DIGITS and holds(number, today):
            return NumberFound(number, Proof.ALIKE, *match.span())
    for pattern, proof in ((_PLAIN, Proof.WRONG), (_OLD_FOREIGN, Proof.OLD), (_OLD, Proof.OLD)):
        for match in pattern.finditer(text):
            if pattern is not _OLD or holds(match[0], today):
                return NumberFound(match[0], proof, *match.span())
    longest = max(_MOST.finditer(text), key=lambda match: len(match[0]), default=None)
    return NumberFound(longest[0], Proof.PART, *longest.span()) if longest else None


def _folded(text: str) -> str:
    """Return the text in half width and upper case, a character for a character."""
    return "".join(_one(char) for char in text)


def _one(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char).upper()
    return folded if len(folded) == 1 else char
