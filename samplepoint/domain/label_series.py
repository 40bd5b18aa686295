"""Numbers for labels that we print ourselves: codes of a rule, one after the other.

Owns how a code is counted on and what a reserved range is; refuses to know which are taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from samplepoint.domain.codes import Check, CodeRule
from samplepoint.errors import Refusal

_LAST_RUN = re.compile(r"(.*?)([0-9]+)([^0-9]*)", re.DOTALL)


class LabelKind(StrEnum):
    """What carries a number that we print."""

    TUBE = "tube"
    BOX = "box"


@dataclass(frozen=True, slots=True)
class LabelSeries:
    """Codes that differ in one number: the last run of digits, without a check digit.

    `width` is how many digits the number has; a check digit, where the rule asks for one, follows.
    """

    rule: CodeRule
    prefix: str
    width: int
    suffix: str

    @classmethod
    def holding(cls, rule: CodeRule, code: str) -> LabelSeries:
        """Return the series of a rule in which a normalised code stands.

        Raises:
            Refusal: `label_code_shape` when the code does not follow the rule; `label_no_number`
                when there is nothing in it to count on.
        """
        if not rule.matches(code):
            raise Refusal("label_code_shape", label=code, mask=rule.mask)
        found = _LAST_RUN.fullmatch(code)
        checks = 0 if rule.check is Check.NONE else 1
        if found is None or len(found.group(2)) <= checks:
            raise Refusal("label_no_number", mask=rule.mask)
        prefix, digits, suffix = found.groups()
        return cls(rule, prefix, len(digits) - checks, suffix)

    @classmethod
    def usual(cls, rule: CodeRule) -> LabelSeries:
        """Return the series of a rule's example: letters A, digits from zero.

        Raises:
            Refusal: `label_no_number`.
        """
        return cls.holding(rule, rule.example())

    def code(self, number: int) -> str:
        """Return the code with this number.

        Raises:
            Refusal: `labels_exhausted` when the number has too many digits, or the code would
                not follow the rule.
        """
        stem = f"{self.prefix}{number:0{self.width}}"
        checks = [""] if self.rule.check is Check.NONE else list("0123456789")
        codes = (f"{stem}{check}{self.suffix}" for check in checks)
        found = next((code for code in codes if self.rule.matches(code)), None)
        if found is None or len(str(number)) > self.width:
            raise Refusal("labels_exhausted", mask=self.rule.mask)
        return found

    def number(self, code: str) -> int | None:
        """Return the number of a code, None when it is none of this series."""
        checks = 0 if self.rule.check is Check.NONE else 1
        digits = code[len(self.prefix) : len(code) - len(self.suffix) - checks]
        alike = code.startswith(self.prefix) and code.endswith(self.suffix)
        if not alike or len(digits) != self.width or not (digits.isascii() and digits.isdigit()):
            return None
        return int(digits) if self.rule.matches(code) else None

    @property
    def span(self) -> tuple[str, str]:
        """Return two texts between which every code of the series stands, and others perhaps."""
        return self.prefix, f"{self.prefix}{'9' * (self.width + 1)}{self.suffix}"


@dataclass(frozen=True, slots=True)
class LabelRange:
    """Codes of one series from `first` to `last` that were reserved for printing."""

    kind: LabelKind
    rule: CodeRule
    first: str
    last: str
    count: int
    round_id: str = ""
    station_id: str = ""
    at_utc: str = ""

    @property
    def series(self) -> LabelSeries:
        """Return the series of the range."""
        return LabelSeries.holding(self.rule, self.first)

    def codes(self) -> list[str]:
        """Return every code, in order."""
        series = self.series
        start = series.number(self.first) or 0
        return [series.code(number) for number in range(start, start + self.count)]

    def part(self, first: str, last: str) -> LabelRange:
        """Return the range from one of its codes to another.

        Raises:
            Refusal: `label_not_reserved` when a code is not in it, or they stand the wrong way.
        """
        series = self.series
        numbers = [series.number(code) for code in (self.first, first, last, self.last)]
        known = [number for number in numbers if number is not None]
        if len(known) < len(numbers) or known != sorted(known):
            raise Refusal("label_not_reserved", first=first, last=last)
        count = known[2] - known[1] + 1
        return LabelRange(
            self.kind, self.rule, first, last, count, self.round_id, self.station_id, self.at_utc
        )

    def to_body(self) -> dict[str, str | int]:
        """Return the range as plain values for a fact."""
        return {
            "what": str(self.kind),
            "mask": self.rule.mask,
            "check": str(self.rule.check),
            "first": self.first,
            "last": self.last,
            "count": self.count,
        }
