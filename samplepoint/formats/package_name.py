"""The name of a package file: whose, of which round, the how-manieth, in ASCII for every drive.

Owns the folding of names; refuses to read anything back from a file's name, which anybody can
change: a reader believes the signed manifest.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

SUFFIX: Final = ".spkg"
_LONGEST: Final = 24
_OTHERS: Final = re.compile("[^A-Za-z0-9]+")
_DIGITS: Final = re.compile("[0-9]{1,6}")
_COUNTED: Final = re.compile("([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)")
_NUMERALS: Final = "零一二三四五六七八九"
_NOBODY: Final = "POINT"


def package_name(point: str, station_id: str, round_name: str, number: int) -> str:
    """Return `POINT-STATION_rN_vNNN.spkg`.

    POINT is what ASCII is left of the point's name, at most 24 characters, `POINT` when none is
    left; N the first number in the round's name, in digits or Chinese numerals to 99, or else
    what ASCII is left of it, or `0`; NNN the package's number.
    """
    return f"{place_name(point, station_id)}_r{_round(round_name)}_v{number:03d}{SUFFIX}"


def place_name(point: str, station_id: str) -> str:
    """Return `POINT-STATION`: how every file of a station begins."""
    return f"{_folded(point) or _NOBODY}-{station_id}"


def _folded(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    # Accents go without leaving a gap.
    plain = "".join(char for char in letters if not unicodedata.combining(char))
    return _OTHERS.sub("-", plain).strip("-")[:_LONGEST].rstrip("-")


def _round(name: str) -> str:
    digits = _DIGITS.search(unicodedata.normalize("NFKC", name))
    if digits:
        return str(int(digits[0]))
    return _numeral(name) or _folded(name) or "0"


def _numeral(name: str) -> str:
    """Return the first Chinese numeral in digits, an empty text without one."""
    for found in _COUNTED.finditer(name):
        tens, ten, ones = found.groups()
        if ten:
            return str(10 * (_value(tens) or 1) + _value(ones))
        if tens:
            return str(_value(tens))
    return ""


def _value(numeral: str) -> int:
    return _NUMERALS.index(numeral) if numeral else 0
