"""A machine-readable zone in a still: found, laid flat, looked at more than once, and judged.

Owns the order of the looks; refuses to know cameras, and keeps nothing of what it saw.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from samplepoint.devices.frames import Pixels
from samplepoint.devices.mrz_band import Band, Row, find_bands
from samplepoint.devices.mrz_ink import inked_bands
from samplepoint.devices.mrz_pixels import evened, flat_strip, levelled, printed_rows, widened
from samplepoint.devices.text_lines import TextEngine, TextLine
from samplepoint.domain.mrz import read_zone
from samplepoint.domain.mrz_layouts import ALPHABET, FILLER
from samplepoint.domain.resident_card import GATE
from samplepoint.domain.seen import Corners, MrzKind, MrzSeen

_MOST_BANDS: Final = 4
"""Of a page full of print, only so many are looked at."""

_MOST_OTHERS: Final = 2
"""Of other print that may be a second zone; each costs four short strips."""

_FIRST_NUMBER: Final = 9
"""So many characters of a number stand together."""
_LEAST_LOOKS: Final = 2
_MOST_ALIKE: Final = 0.7
_ALPHABET: Final = ALPHABET + "|"
"""An I without serifs is read as a bar, and where it may not be, as nothing."""


@dataclass(frozen=True, slots=True)
class MrzFound:
    """A zone, and where it lies: around all of it, and around the line with the names."""

    seen: MrzSeen
    corners: Corners
    names: Corners | None


def read_mrz(
    engine: TextEngine, pixels: Pixels, today: date, lines: Sequence[TextLine] | None = None
) -> MrzFound | None:
    """Read the zone of a travel document, whichever way up; None where there is none.

    Bands are told by their ink, and only then by what the text detector finds: ink costs a
    twentieth, and a detector sees nothing of widely set letters; but print that runs into a dark
    table is found by the detector alone. `lines` are what the engine read in this picture, where
    that was done already. Corners are in pixels of the picture. Where a zone could not be proved,
    or its number was never read with confidence, `checks` is false.
    """
    found = _first(engine, pixels, inked_bands(pixels), today)
    if found is None:
        page = engine.read_page(pixels) if lines is None else lines
        found = _first(engine, pixels, find_bands(page), today)
    return found


def is_other_zone_in_view(
    engine: TextEngine, pixels: Pixels, lines: Sequence[TextLine], found: MrzFound
) -> bool:
    """Tell whether a second zone is in view beside the one that was found, whichever way up."""
    bands = [*find_bands(lines), *inked_bands(pixels)]
    elsewhere = [band for band in bands if not _is_within(band, found.corners)]
    if any(_has_fillers(band) for band in elsewhere):
        return True
    tried: list[Band] = []
    for band in sorted(elsewhere, key=lambda band: -band.longest.length):
        if band.likeness or any(band.is_beside(other) for other in tried):
            continue
        tried.append(band)
        read = _upright(engine, pixels, band)
        if read is not None and _has_fillers(read[0]):
            return True
        if len(tried) == _MOST_OTHERS:
            break
    return False


def _is_within(band: Band, corners: Corners) -> bool:
    """Tell whether a band lies in the place of a zone: its middle, to a zone's height around it."""
    zone = Row("", corners)
    (x, y), (zone_x, zone_y) = band.longest.middle(0.5), zone.middle(0.5)
    right, down = zone.along
    ahead = abs((x - zone_x) * right + (y - zone_y) * down)
    aside = abs((x - zone_x) * down - (y - zone_y) * right)
    return bool(ahead <= zone.length / 2 and aside <= zone.height)


def _has_fillers(band: Band) -> bool:
    return any(row.reads_like_zone and FILLER in row.text for row in band.rows)


def _first(
    engine: TextEngine, pixels: Pixels, bands: Sequence[Band], today: date
) -> MrzFound | None:
    """Return the first proved zone among bands, else the first that has the shape of one."""
    best: MrzFound | None = None
    tried: list[Band] = []
    for band in bands:
        if len(tried) == _MOST_BANDS or any(band.is_beside(other) for other in tried):
            continue
        tried.append(band)
        found = _read_band(engine, pixels, band, today)
        if found and found.seen.checks:
            return found
        best = best or found
    return best


def _read_band(engine: TextEngine, pixels: Pixels, band: Band, today: date) -> MrzFound | None:
    """Look at a band again and again, until two looks prove it or all have been had."""
    read = _upright(engine, pixels, band)
    if read is None:
        return None
    upright, lines = read
    rows = printed_rows(levelled(pixels, upright)) or [row.corners for row in upright.rows]
    texts, looks = [[row.text for row in upright.rows]], [lines]
    seen: MrzSeen | None = None
    for strips in _preparations(pixels, rows):
        looks.append(engine.read_strips(strips, _ALPHABET))
        texts.append([line.text for line in looks[-1]])
        seen = read_zone(texts, today)
        if seen and seen.checks:
            if _is_sure(seen, looks):
                break
            seen = replace(seen, checks=False)
    return _placed(seen, rows) if seen else None


def _is_sure(seen: MrzSeen, looks: Sequence[Sequence[TextLine]]) -> bool:
    """Tell whether two looks are sure of every character of the document number.

    Two wrong characters in ten agree with the check digit, some alone (6 and G), and the same
    grain deceives every look: but then the engine wavers. Numbers that were wrong and agreed had
    a character at 0.52 to 0.76 in every look.
    """
    begins = seen.number[:_FIRST_NUMBER]
    zone = next((line for line in seen.lines if begins in line), "")
    place = zone.find(begins)
    sure: Counter[int] = Counter()
    for line in itertools.chain.from_iterable(looks):
        if len(line.text) == len(zone) and _is_of(line.text, zone):
            here = line.probabilities[place : place + len(begins)]
            sure.update(at for at, share in enumerate(here) if share >= GATE)
    return all(sure[at] >= _LEAST_LOOKS for at in range(len(begins)))


def _is_of(text: str, zone: str) -> bool:
    """Tell whether a text is a reading of this line rather than of another."""
    same = sum(one == other for one, other in zip(text.upper(), zone, strict=True))
    return same >= _MOST_ALIKE * len(zone)


def _upright(
    engine: TextEngine, pixels: Pixels, band: Band
) -> tuple[Band, Sequence[TextLine]] | None:
    """Return the band in the direction in which it reads like a zone, and what it read, if it did.

    None where it reads like one in neither.
    """
    if band.likeness:
        return band, ()
    for way in (band, band.turned()):
        strips = [flat_strip(pixels, widened(row.corners, 0.5, 0.1)) for row in way.rows]
        lines = engine.read_strips(strips)
        rows = zip(lines, way.rows, strict=True)
        read = Band(tuple(Row(line.text, row.corners) for line, row in rows))
        if read.likeness:
            return read, lines
    return None


def _preparations(pixels: Pixels, rows: Sequence[Corners]) -> Iterator[list[Pixels]]:
    """Yield the rows cut out in different ways: what is read in one only is not believed."""
    yield [flat_strip(pixels, widened(row, 0.5, 0.25)) for row in rows]
    yield [evened(flat_strip(pixels, widened(row, 0.4, 0.35), 96)) for row in rows]
    yield [flat_strip(pixels, widened(row, 0.8, 0.5)) for row in rows]
    yield [evened(flat_strip(pixels, widened(row, 0.3, 0.15), 64)) for row in rows]


def _placed(seen: MrzSeen, rows: Sequence[Corners]) -> MrzFound:
    around = rows[0][0], rows[0][1], rows[-1][2], rows[-1][3]
    names = None
    if len(seen.lines) == len(rows) > 1:
        names = rows[-1 if seen.kind is MrzKind.TD1 else 0]
    return MrzFound(seen, around, names)
