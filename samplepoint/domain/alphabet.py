"""The 32 characters of our own codes and ids, 5 bits each, and numbers written in them.

Owns the alphabet and the mending of look-alikes; refuses to know what a number means.
"""

from __future__ import annotations

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base32 without I, L, O and U: nothing to mistake by eye, and nothing that a scanner spoils."""

BITS: Final = 5
_VALUES: Final = {char: value for value, char in enumerate(ALPHABET)} | {"I": 1, "L": 1, "O": 0}
_BETWEEN: Final = " -"


def in_letters(number: int, length: int) -> str:
    """Write a number that is not negative in exactly `length` characters, the highest first.

    Raises:
        ValueError: the number needs more characters.
    """
    if not 0 <= number < 1 << (BITS * length):
        raise ValueError("length")
    shifts = range(BITS * (length - 1), -1, -BITS)
    return "".join(ALPHABET[number >> shift & 31] for shift in shifts)


def from_letters(untrusted: str) -> int | None:
    """Read a number back as somebody typed it: any case, blanks and hyphens between.

    I and L are read as 1, O as 0. None when there is any other character, or nothing at all.
    """
    number = -1
    for char in untrusted.upper():
        if char in _BETWEEN:
            continue
        value = _VALUES.get(char)
        if value is None:
            return None
        number = value if number < 0 else number << BITS | value
    return number if number >= 0 else None
