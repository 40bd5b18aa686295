"""Tube and box codes: cleaning what a scanner typed, and the round's rules for what is a code.

Owns normalising, masks and check digits; refuses to know whether a code was used before.
There is no national format: rules are settings of the round (handbook §3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NewType

from samplepoint.errors import Refusal

TubeCode = NewType("TubeCode", str)
BoxCode = NewType("BoxCode", str)
BagCode = NewType("BagCode", str)

LONGEST_CODE = 40
_FULL_WIDTH = {0x3000: " "} | {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_ELEMENT = re.compile(r"([#@*]|[0-9A-Z])(?:\{([0-9]{1,2})(?:,([0-9]{1,2}))?\})?")
_CLASSES = {"#": "[0-9]", "@": "[A-Z]", "*": "[0-9A-Z]"}


def normalise(untrusted: str) -> str:
    """Trim, fold full-width to half-width, upper-case ASCII; nothing else is repaired.

    Arabic-Indic digits and look-alike letters stay what they are, so that no rule matches them.
    """
    folded = untrusted.translate(_FULL_WIDTH).strip(" \t\r\n\f\v\x00\u00a0\ufeff")
    if folded.isascii():
        return folded.upper()
    return "".join(char.upper() if char.isascii() else char for char in folded)


class Check(StrEnum):
    """Check digits that label printers use."""

    NONE = "none"
    LUHN = "luhn"


def luhn_holds(digits: str) -> bool:
    """Tell whether the last digit of an all-digit code is its Luhn check (ISO/IEC 7812-1)."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        doubled = int(char) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


@dataclass(frozen=True)
class CodeRule:
    """One shape of code, as a mask: `#` digit, `@` capital, `*` either, `{n}` or `{m,n}` repeats.

    Everything else is literal: `T#{10}` is a T and ten digits. `pool_size` is what the shape
    implies for a tube (0: the round's own).
    """

    mask: str
    check: Check = Check.NONE
    pool_size: int = 0

    def __post_init__(self) -> None:
        """Refuse a mask that cannot be read, is too long, or could match an empty code.

        Raises:
            Refusal: `mask_unreadable`, `mask_length`.
        """
        if not self.mask or "".join(m.group(0) for m in _ELEMENT.finditer(self.mask)) != self.mask:
            raise Refusal("mask_unreadable", mask=self.mask[:LONGEST_CODE])
        if not 3 <= self.shortest <= self.longest <= LONGEST_CODE:
            raise Refusal("mask_length", mask=self.mask, longest=LONGEST_CODE)

    @cached_property
    def _elements(self) -> tuple[tuple[str, int, int], ...]:
        found = []
        for element in _ELEMENT.finditer(self.mask):
            char, least, most = element.groups()
            low = int(least) if least else 1
            found.append((char, low, int(most) if most else low))
        return tuple(found)

    @property
    def shortest(self) -> int:
        """Length of the shortest code, in characters."""
        return sum(low for _char, low, _high in self._elements)

    @property
    def longest(self) -> int:
        """Length of the longest code, in characters."""
        return sum(high for _char, _low, high in self._elements)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = [
            f"{_CLASSES.get(char, char)}{{{low},{high}}}" for char, low, high in self._elements
        ]
        return re.compile("".join(parts))

    def matches(self, code: str) -> bool:
        """Tell whether a normalised code has this shape and, where asked, its check digit."""
        if not self._pattern.fullmatch(code):
            return False
        digits = "".join(char for char in code if char in "0123456789")
        return self.check is Check.NONE or luhn_holds(digits)

    def example(self, seed: int = 1) -> str:
        """Make a code of this shape, for the try-it field and for test sheets."""
        text = "".join(
            {"#": "0", "@": "A", "*": "0"}.get(char, char) * low
            for char, low, _high in self._elements
        )
        return self._with_number(text, seed)

    def _with_number(self, text: str, seed: int) -> str:
        places = [i for i, char in enumerate(self._spread()) if char in "#*"]
        chars = list(text)
        for digit, place in zip(str(seed)[::-1], places[::-1], strict=False):
            chars[place] = digit
        if self.check is Check.LUHN and places:
            chars[places[-1]] = next(d for d in "0123456789" if _completes(chars, places[-1], d))
        return "".join(chars)

    def _spread(self) -> str:
        return "".join(char * low for char, low, _high in self._elements)


def _completes(chars: list[str], place: int, digit: str) -> bool:
    text = "".join([*chars[:place], digit, *chars[place + 1 :]])
    return luhn_holds("".join(char for char in text if char.isdigit()))


def first_match(rules: tuple[CodeRule, ...], code: str) -> CodeRule | None:
    """Return the first rule the normalised code follows, or None."""
    return next((rule for rule in rules if rule.matches(code)), None)
