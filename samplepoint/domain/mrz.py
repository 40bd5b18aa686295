"""From read lines to a machine-readable zone of ICAO Doc 9303, and how far it may be believed.

Owns which lines make a zone and lost fillers; refuses to know pictures, and whose document it is
(see `mrz_person`).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from samplepoint.domain.mrz_fields import split_names, tidied_names, tidied_number
from samplepoint.domain.mrz_layouts import (
    ALPHABET,
    FILLER,
    LAYOUTS,
    Layout,
    classed,
    fits,
)
from samplepoint.domain.mrz_settling import Zone, settled
from samplepoint.domain.seen import MrzSeen

_MOST_LOST: Final = 2
"""So many fillers may be lost or doubled inside a line; more of them is another line."""
_MOST_LOST_LATE: Final = 12
"""So many at its end, where nothing stands behind them that could be shifted."""
_MOST_UNFIT: Final = 0.1
"""The share of characters out of place in what still has the shape of a zone."""

_LEAST_RIGHT: Final = 2
"""Check digits of such lines, so that they are no other print: those of the dates, mostly."""

_FILLER_LIKE: Final = {
    **dict.fromkeys("‹〈＜({[（【", FILLER),
    **dict.fromkeys("«《≪", FILLER * 2),
    "|": "I",
}
_RUN: Final = re.compile("<+")
_LATE_RUN: Final = re.compile("[<KLC]+$")
_TIDIED: Final = {"number": tidied_number, "names": tidied_names}
_SEXES: Final = {"M": "M", "F": "F", FILLER: "X", "X": "X"}


def read_zone(looks: Sequence[Sequence[str]], today: date) -> MrzSeen | None:
    """Make a zone of several looks at it, each the untrusted lines from top to bottom.

    None where no look has the shape of a zone. `checks` is true only where all check digits are
    right and, of more than one look, either two with right digits give the same number and dates
    and none gives others, or exactly one choice between what they differ in, or between
    look-alikes, makes the digits right. Of a single look no number is settled by choosing.
    """
    zones = [zone for zone in (_best(lines, today) for lines in looks) if zone]
    if not zones:
        return None
    first = next((zone for zone in zones if zone.is_right(today)), zones[0])
    same = [zone for zone in zones if zone.layout is first.layout]
    is_alone = len(same) == 1 and len(looks) > 1
    proved = settled(same, today)
    lines = _with_names((proved or first).lines, same)
    return _as_seen(Zone(first.layout, lines), today, checks=bool(proved) and not is_alone)


def is_name_cut(seen: MrzSeen) -> bool:
    """Tell whether the names fill their field to the end: there may be more of them."""
    zones = (Zone(layout, seen.lines) for layout in LAYOUTS if _is_as_large(layout, seen))
    names = min(zones, key=lambda zone: zone.wrong).get("names")
    return bool(names) and not names.endswith(FILLER)


def _is_as_large(layout: Layout, seen: MrzSeen) -> bool:
    return tuple(map(len, layout.masks)) == tuple(map(len, seen.lines))


def _best(untrusted_lines: Sequence[str], today: date) -> Zone | None:
    """Return the likeliest zone whose lines follow one another somewhere in the lines."""
    lines = [cleaned for cleaned in map(_cleaned, untrusted_lines) if cleaned]
    likely: list[Zone] = []
    for layout in LAYOUTS:
        for at in range(len(lines) - len(layout.masks) + 1):
            fitted = list(_fitted(lines[at : at + len(layout.masks)], layout))
            right = [zone for zone in fitted if zone.is_right(today)]
            # Two ways to put back a filler that give two numbers prove neither.
            if right and len({zone.told(today) for zone in right}) == 1:
                return right[0]
            likely += (zone for zone in fitted if _is_likely(zone, today))
    return min(likely, key=lambda zone: zone.wrong, default=None)


def _cleaned(untrusted: str) -> str:
    """Return a line in the alphabet of zones; what cannot be of it is left out."""
    folded = "".join(_FILLER_LIKE.get(char, char) for char in untrusted)
    return "".join(c for c in unicodedata.normalize("NFKC", folded).upper() if c in ALPHABET)


def _fitted(lines: Sequence[str], layout: Layout) -> Iterator[Zone]:
    """Yield the ways in which lines fill a layout: as they are, or with fillers put back."""
    if layout.codes and lines[0][:2] not in layout.codes:
        return
    ways = [
        _stretched(line, len(mask), is_names=at == layout.names_line)
        for at, (line, mask) in enumerate(zip(lines, layout.masks, strict=True))
    ]
    for way in itertools.product(*ways):
        tidied = (_tidied(line, layout, at) for at, line in enumerate(way))
        yield Zone(
            layout,
            tuple(classed(line, mask) for line, mask in zip(tidied, layout.masks, strict=True)),
        )


def _stretched(line: str, width: int, *, is_names: bool) -> list[str]:
    """Return a line with fillers put into or taken out of one of its runs, `width` long."""
    lacking = width - len(line)
    if not lacking:
        return [line]
    if abs(lacking) > _MOST_LOST:
        late = _LATE_RUN.search(line)
        is_fit = late and FILLER in late[0] and -len(late[0]) < lacking <= _MOST_LOST_LATE
        return [line[:width].ljust(width, FILLER)] if is_fit else []
    runs = list((_LATE_RUN if is_names else _RUN).finditer(line))
    if lacking > 0:
        return [line[: run.end()] + FILLER * lacking + line[run.end() :] for run in runs]
    return [
        line[: run.end() + lacking] + line[run.end() :] for run in runs if len(run[0]) > -lacking
    ]


def _tidied(line: str, layout: Layout, at: int) -> str:
    """Put fillers back where nothing else can stand: behind a number, and behind the names."""
    for name, tidy in _TIDIED.items():
        span = layout.fields.get(name)
        if span and span.line == at:
            line = line[: span.begin] + tidy(line[span.begin : span.end]) + line[span.end :]
    return line


def _is_likely(zone: Zone, today: date) -> bool:
    """Tell whether lines that do not add up have the shape of a zone all the same."""
    if zone.layout.names_line is None or not any(zone.dates(today)):
        return False
    pairs = (zip(*pair, strict=True) for pair in zip(zone.lines, zone.layout.masks, strict=True))
    unfit = sum(not fits(char, wanted) for pair in pairs for char, wanted in pair)
    whole = sum(map(len, zone.layout.masks))
    return unfit <= _MOST_UNFIT * whole and zone.wrong <= len(zone.layout.checks) - _LEAST_RIGHT


def _with_names(lines: tuple[str, ...], zones: Sequence[Zone]) -> tuple[str, ...]:
    """Give every character of the names the most votes; the last look decides between equals."""
    at = zones[0].layout.names_line
    if at is None:
        return lines
    votes = zip(*(zone.lines[at] for zone in reversed(zones)), strict=True)
    names = "".join(Counter(chars).most_common(1)[0][0] for chars in votes)
    return (*lines[:at], names, *lines[at + 1 :])


def _as_seen(zone: Zone, today: date, *, checks: bool) -> MrzSeen:
    birth, expiry = zone.dates(today)
    surname, given = split_names(zone.get("names"))
    return MrzSeen(
        zone.layout.kind,
        zone.lines,
        zone.get("document").strip(FILLER),
        zone.get("issuer").strip(FILLER) or zone.layout.issuer,
        zone.get("nationality").strip(FILLER) or zone.layout.issuer,
        zone.number,
        birth or "",
        expiry or "",
        _SEXES.get(zone.get("sex"), ""),
        surname,
        given,
        checks,
    )
