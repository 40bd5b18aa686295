"""What several looks at one machine-readable zone prove together, by its check digits.

Owns the choice between readings and between look-alikes; refuses to know where lines come from.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from samplepoint.domain.mrz_fields import birth_of, expiry_of
from samplepoint.domain.mrz_layouts import FILLER, Layout, Span, long_number

_MOST_DOUBTS: Final = 8
"""Looks that differ in more positions are not of one zone."""
_FEW_DOUBTS: Final = 3
"""With more of them in the optional data, some exchange always makes the digits right."""
_ALIKE: Final = dict(zip("0ODQ1I5S8B2Z", "O 0 0 0 I 1 S 5 B 8 Z 2".split(), strict=True)) | {
    "0": "ODQ"
}
"""Not 6 and G: their values differ by ten, so no check digit can choose between them."""
_USUAL_NUMBER: Final = re.compile("[A-Z]{0,2}[0-9]{5,}<*")
"""Where a look-alike may be exchanged in a number. In one that mixes letters and digits freely
several are misread at once, and then one exchange in ten agrees with the digit by chance."""
_STATE: Final = re.compile("[A-Z]+<*")
_CENTURIES: Final = {"A": 1800, "B": 1900, "C": 2000}

Told = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """Lines that fill a layout exactly, each character of its position's class where known."""

    layout: Layout
    lines: tuple[str, ...]

    def get(self, name: str) -> str:
        """Return a field with its fillers, "" where this layout has none of that name."""
        return self.layout.get(self.lines, name)

    @property
    def wrong(self) -> int:
        """How many check digits are not right."""
        return sum(not check.holds(self.lines) for check in self.layout.checks)

    def is_right(self, today: date) -> bool:
        """Tell whether every check digit is right, and every field is what it should be."""
        states = (self.get(name) for name in ("issuer", "nationality"))
        return (
            not self.wrong
            and bool(self.number)
            and None not in self.dates(today)
            # A filler put back in the wrong place shifts what follows.
            and all(_STATE.fullmatch(state) for state in states if state)
        )

    def dates(self, today: date) -> tuple[str | None, str | None]:
        """Return birth and expiry, None where one is no date."""
        century = _CENTURIES.get(self.get("century"))
        return birth_of(self.get("birth"), today, century), expiry_of(self.get("expiry"), today)

    @property
    def number(self) -> str:
        """The document number, without fillers."""
        number = self.get("number")
        # In every layout the check digit stands behind the number.
        span = self.layout.fields["number"]
        if self.lines[span.line][span.end] == FILLER and "overflow" in self.layout.fields:
            number, _digit = long_number(number, self.get("overflow"))
        return number.replace(FILLER, "")

    def told(self, today: date) -> tuple[str | None, ...]:
        """Return what must be known for certain."""
        return self.number, *self.dates(today)


def settled(zones: Sequence[Zone], today: date) -> Zone | None:
    """Return the zone that looks of one layout prove together; None where they prove none, or two.

    Two looks that are right as they are and say the same prove it. Otherwise first the number has
    to be the only one that its own digit allows, among what the looks gave and, of more than one
    look, among those with one look-alike exchanged; then the rest likewise.
    """
    right = [zone for zone in zones if zone.is_right(today)]
    if len({zone.told(today) for zone in right}) > 1:
        return None
    if right and len(zones) == 1:
        return right[0]
    if len(right) > 1:
        return None if _is_mistakable(right[0]) else right[0]
    doubts = _doubts(zones)
    if len(doubts) > _MOST_DOUBTS:
        return None
    number = zones[0].layout.fields["number"]
    # The digit behind the number belongs to it.
    whole = Span(number.line, number.begin, number.end + 1)
    inside = [doubt for doubt in doubts if doubt.is_in(whole)]
    numbered = list(_with_right_number(list(_chosen(zones[0], inside)), alone=len(zones) == 1))
    if len({zone.number for zone in numbered}) != 1:
        return None
    outside = [doubt for doubt in doubts if not doubt.is_in(whole)]
    made = list(_chosen(numbered[0], outside))
    proved = _proved(made, today)
    if not proved and len(outside) <= _FEW_DOUBTS:
        proved = _proved((other for zone in made for other in _exchanged(zone, number)), today)
    only = next(iter(proved.values())) if len(proved) == 1 else None
    return None if only is None or _is_mistakable(only) else only


def _is_mistakable(zone: Zone) -> bool:
    """Tell whether two look-alikes of the number may both be misread and its digit still agree.

    As two I for two 1, at weights 7 and 3. Only in numbers that mix letters and digits freely: in
    others a letter among the digits would be seen.
    """
    number = zone.layout.fields["number"]
    if _USUAL_NUMBER.fullmatch(zone.get("number")):
        return False
    check = next(one for one in zone.layout.checks if one.spans == (number,))
    twice = (other for once in _exchanges(zone, [number]) for other in _exchanges(once, [number]))
    return any(check.holds(other.lines) and other.lines != zone.lines for other in twice)


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A position in which looks differ, and what each may be."""

    line: int
    place: int
    chars: tuple[str, ...]

    def is_in(self, span: Span) -> bool:
        return self.line == span.line and span.begin <= self.place < span.end


def _doubts(zones: Sequence[Zone]) -> list[_Doubt]:
    return [
        _Doubt(at, place, tuple(sorted(set(chars))))
        for at, same in enumerate(zip(*(zone.lines for zone in zones), strict=True))
        for place, chars in enumerate(zip(*same, strict=True))
        if len(set(chars)) > 1 and at != zones[0].layout.names_line
    ]


def _chosen(zone: Zone, doubts: Sequence[_Doubt]) -> Iterator[Zone]:
    """Yield every zone that can be made of what the looks gave in these positions."""
    for choice in itertools.product(*(doubt.chars for doubt in doubts)):
        made = zone
        for doubt, char in zip(doubts, choice, strict=True):
            made = _with_char(made, doubt.line, doubt.place, char)
        yield made


def _with_right_number(zones: Sequence[Zone], *, alone: bool) -> Iterator[Zone]:
    """Yield the zones whose number agrees with its own digit, look-alikes exchanged or not."""
    number = zones[0].layout.fields["number"]
    check = next(one for one in zones[0].layout.checks if one.spans == (number,))
    for zone in zones:
        others = (
            []
            if alone
            else [
                made
                for made in _exchanges(zone, [number])
                if _USUAL_NUMBER.fullmatch(made.get("number"))
            ]
        )
        yield from (made for made in (zone, *others) if check.holds(made.lines))


def _exchanged(zone: Zone, number: Span) -> Iterator[Zone]:
    """Yield a zone with one and with two look-alikes exchanged in its optional data."""
    once = _exchanges(zone, _free_outside(zone.layout, number))
    yield from once
    for made in once:
        yield from _exchanges(made, _free_outside(zone.layout, number))


def _exchanges(zone: Zone, spans: Iterable[Span]) -> list[Zone]:
    """Return a zone with each look-alike in these spans exchanged, one at a time."""
    return [
        _with_char(zone, span.line, place, char)
        for span in spans
        for place in range(span.begin, span.end)
        for char in _ALIKE.get(zone.lines[span.line][place], "")
    ]


def _free_outside(layout: Layout, number: Span) -> list[Span]:
    """List the positions where letters and digits may stand, but for those of the number."""
    return [
        Span(at, place, place + 1)
        for at, mask in enumerate(layout.masks)
        for place, wanted in enumerate(mask)
        if wanted == "*" and not (at == number.line and number.begin <= place < number.end)
    ]


def _proved(zones: Iterable[Zone], today: date) -> dict[Told, Zone]:
    """Return the right ones among zones, one for each number and dates."""
    found: dict[Told, Zone] = {}
    for zone in zones:
        if zone.is_right(today):
            found.setdefault(zone.told(today), zone)
    return found


def _with_char(zone: Zone, at: int, place: int, char: str) -> Zone:
    line = zone.lines[at]
    changed = line[:place] + char + line[place + 1 :]
    return replace(zone, lines=(*zone.lines[:at], changed, *zone.lines[at + 1 :]))
