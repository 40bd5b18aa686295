"""What the dates and names of a machine-readable zone mean.

Owns centuries, unknown parts of a date, and where a surname ends; refuses to know layouts.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from samplepoint.domain.mrz_layouts import FILLER

LONGEST_VALIDITY_YEARS: Final = 30
"""Our choice, since Doc 9303 gives no rule for the century of an expiry: passports last ten years,
cards of old people much longer; a year further ahead is taken for one of the last century."""

_UNKNOWN: Final = FILLER * 2
_BIRTH: Final = re.compile(r"(\d\d)(\d\d|<<)(\d\d|<<)", re.ASCII)
_EXPIRY: Final = re.compile(r"(\d\d)(\d\d)(\d\d)", re.ASCII)
_LATE_FILLERS: Final = re.compile("<[<KLC]*$")
_NOISE: Final = re.compile("<[<KLCE]{7,}[KLCE]$")


def birth_of(six: str, today: date, century: int | None = None) -> str | None:
    """Return a birth date as YYYY-MM-DD; YYYY-MM, YYYY or "" where parts are unknown.

    None where it is no date. A birth is in the past, in the latest century possible: so people of
    a hundred and more come out a hundred years younger, unless `century`, the first year of the
    one that the document names, says otherwise.
    """
    if not six.strip(FILLER):
        return ""
    match = _BIRTH.fullmatch(six)
    if not match:
        return None
    year, month, day = match.groups()
    for first in (2000, 1900) if century is None else (century,):
        text = _dated(first + int(year), month, day)
        if text and text <= today.isoformat():
            return text
    return None


def expiry_of(six: str, today: date) -> str | None:
    """Return the last day of validity as YYYY-MM-DD, "" for no end, None where it is no date."""
    if not six.strip(FILLER):
        return ""
    match = _EXPIRY.fullmatch(six)
    if not match:
        return None
    year = 2000 + int(match[1])
    if year > today.year + LONGEST_VALIDITY_YEARS:
        year -= 100
    return _dated(year, match[2], match[3])


def _dated(year: int, month: str, day: str) -> str | None:
    """Return what is known of a date; None where it is none."""
    if month == _UNKNOWN:
        return f"{year}" if day == _UNKNOWN else None
    try:
        date(year, int(month), 1 if day == _UNKNOWN else int(day))
    except ValueError:
        return None
    return f"{year}-{month}" if day == _UNKNOWN else f"{year}-{month}-{day}"


def split_names(field: str) -> tuple[str, str]:
    """Return surname and given names of a name field; a filler within either is a blank."""
    surname, _two, given = field.strip(FILLER).partition(_UNKNOWN)
    return _spaced(surname), _spaced(given)


def tidied_names(field: str) -> str:
    """Take K, L and C among the fillers behind the names for fillers.

    Behind the given names, and behind a surname that has none, nothing stands but fillers; in
    grain they are also read as a tail of E and C that fills the line. What may be an initial
    stays: the name is confirmed by eye.
    """
    field = _NOISE.sub(lambda run: FILLER * len(run[0]), field)
    surname, two, rest = field.partition(_UNKNOWN)
    given, late, behind = ("", "", rest) if rest.startswith(FILLER) else rest.partition(_UNKNOWN)
    if behind.strip(FILLER + "KLC"):
        return field
    return surname + two + given + late + FILLER * len(behind)


def tidied_number(field: str) -> str:
    """Take K, L and C behind the first filler of a document number for fillers."""
    return _LATE_FILLERS.sub(lambda run: FILLER * len(run[0]), field)


def _spaced(part: str) -> str:
    return " ".join(part.replace(FILLER, " ").split())
