"""A machine-readable zone in a still: found, laid flat, looked at more than once, and judged.

Owns the order of the looks; refuses to know cameras, and keeps nothing of what it saw.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from samplepoint.devices.frames import Pixels
from samplepoint.devices.mrz_band import Band, Row, find_bands
from samplepoint.devices.mrz_ink import inked_bands
from samplepoint.devices.mrz_pixels import evened, flat_strip, levelled, printed_rows, widened
from samplepoint.devices.text_lines import TextEngine, TextLine
from samplepoint.domain.mrz import read_zone
from samplepoint.domain.mrz_layouts import ALPHABET
from samplepoint.domain.seen import Corners, MrzKind, MrzSeen

_MOST_BANDS: Final = 4
"""Of a page full of print, only so many are looked at."""

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
    that was done already. Corners are in pixels of the picture. A zone that could not be proved
    has `checks` false.
    """
    found = _first(engine, pixels, inked_bands(pixels), today)
    if found is None:
        page = engine.read_page(pixels) if lines is None else lines
        found = _first(engine, pixels, find_bands(page), today)
    return found


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
    upright = _upright(engine, pixels, band)
    if upright is None:
        return None
    rows = printed_rows(levelled(pixels, upright)) or [row.corners for row in upright.rows]
    looks = [[row.text for row in upright.rows]]
    seen: MrzSeen | None = None
    for strips in _preparations(pixels, rows):
        looks.append([line.text for line in engine.read_strips(strips, _ALPHABET)])
        seen = read_zone(looks, today)
        if seen and seen.checks:
            break
    return _placed(seen, rows) if seen else None


def _upright(engine: TextEngine, pixels: Pixels, band: Band) -> Band | None:
    """Return the band in the direction in which it reads like a zone; None where in neither."""
    if band.likeness:
        return band
    for way in (band, band.turned()):
        strips = [flat_strip(pixels, widened(row.corners, 0.5, 0.1)) for row in way.rows]
        lines = zip(engine.read_strips(strips), way.rows, strict=True)
        read = Band(tuple(Row(line.text, row.corners) for line, row in lines))
        if read.likeness:
            return read
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
