"""Where a machine-readable zone may lie: long lines close to each other, alike in length.

Owns how read lines make a band, told by their places and texts; refuses to know pixels, and what
a zone says.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from samplepoint.devices.text_lines import TextLine
from samplepoint.domain.mrz_layouts import ALPHABET, FILLER
from samplepoint.domain.seen import Corners, Point

_LEAST_FILLERS: Final = 2
"""So many in a line are no accident."""
_LEAST_DIGITS: Final = 8
_SHORTEST: Final = 18
"""Of what is found of a line of a zone, in characters: the rest may have been overlooked."""
_SLENDER: Final = 8.0
"""How many times longer than high a line of a zone is at least: those of cards are some 16 times
as long, those of passports 25 times."""
_SLENDER_ALONE: Final = 12.0
_MOST_ALONE: Final = 2
_ALIKE: Final = 0.8
"""The shortest line of a zone to its longest: they are printed equally long."""
_APART: Final = (0.7, 3.2)
"""From line to line, in heights of a line."""
_LEANING: Final = math.radians(8)
"""How far two lines of a zone may lean apart."""
_SAME_ROW: Final = 0.6
"""In heights: pieces of one line are not further above or below each other."""
_MOST_ROWS: Final = 3

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its untrusted text, and its corners as it is read."""

    text: str
    corners: Corners

    @property
    def length(self) -> float:
        """How long it is, in pixels."""
        return math.dist(self.middle(0.0), self.middle(1.0))

    @property
    def height(self) -> float:
        """How high it is on average, in pixels."""
        top_left, top_right, bottom_right, bottom_left = self.corners
        return (math.dist(top_left, bottom_left) + math.dist(top_right, bottom_right)) / 2

    @property
    def along(self) -> Vector:
        """The direction in which it is read, one pixel long."""
        step = np.subtract(self.middle(1.0), self.middle(0.0))
        return np.asarray(step / (np.linalg.norm(step) or 1.0), dtype=np.float64)

    @property
    def reads_like_zone(self) -> bool:
        """Tell whether its text looks like one of a zone: fillers, or capitals and many digits."""
        tight = "".join(self.text.split())
        if len(tight) < _SHORTEST:
            return False
        is_plain = all(char in ALPHABET for char in tight)
        digits = sum(char.isdigit() for char in tight)
        return tight.count(FILLER) >= _LEAST_FILLERS or (is_plain and digits >= _LEAST_DIGITS)

    def middle(self, share: float) -> Point:
        """Return the point on its middle line at 0 to 1 of its length."""
        top_left, top_right, bottom_right, bottom_left = self.corners
        left, right = _halfway(top_left, bottom_left), _halfway(top_right, bottom_right)
        return left[0] + (right[0] - left[0]) * share, left[1] + (right[1] - left[1]) * share


@dataclass(frozen=True, slots=True)
class Band:
    """Rows of one zone in the order in which they are read, if it stands upright."""

    rows: tuple[Row, ...]

    @property
    def corners(self) -> Corners:
        """The four corners around all of its rows."""
        first, last = self.rows[0].corners, self.rows[-1].corners
        return first[0], first[1], last[2], last[3]

    @property
    def longest(self) -> Row:
        """The row of which most was found."""
        return max(self.rows, key=lambda row: row.length)

    @property
    def likeness(self) -> int:
        """How many of its rows read like a zone."""
        return sum(row.reads_like_zone for row in self.rows)

    def is_beside(self, other: Band) -> bool:
        """Tell whether another band lies in the same place, a row more or less."""
        near = 2 * max(self.longest.height, other.longest.height)
        middles = self.longest.middle(0.5), other.longest.middle(0.5)
        return math.dist(*middles) <= near and len(self.rows) <= len(other.rows)

    def turned(self) -> Band:
        """Return the same band read from its other end."""
        return Band(
            tuple(
                Row("", (row.corners[2], row.corners[3], row.corners[0], row.corners[1]))
                for row in reversed(self.rows)
            )
        )


def find_bands(lines: Sequence[TextLine]) -> list[Band]:
    """Return what may be zones among a page's lines, likeliest first.

    Lines may lean, stand or hang: where the texts say nothing, only how the lines lie to each
    other counts. Pieces that continue each other are tried apart and joined, since what stands
    beside a zone may be other print. A line alone is tried too: others of its zone may have been
    overlooked.
    """
    rows = [Row(line.text, line.corners) for line in lines]
    bands = dict.fromkeys([*_bands_of(rows), *_bands_of(_joined(rows))])
    return sorted(bands, key=lambda band: (-band.likeness, -len(band.rows)))


def _bands_of(rows: Sequence[Row]) -> list[Band]:
    slender = [row for row in rows if row.length >= _SLENDER * row.height]
    bands = [Band(tuple(chain)) for chain in _chains(slender)]
    taken = {id(row) for band in bands for row in band.rows}
    alone = [row for row in rows if id(row) not in taken]
    by_length = sorted(alone, key=lambda row: -row.length)
    long = [row for row in by_length if row.length >= _SLENDER_ALONE * row.height][:_MOST_ALONE]
    bands += [Band((row,)) for row in by_length if row.reads_like_zone or row in long]
    return sorted(bands, key=lambda band: -band.longest.length)


def _joined(rows: Sequence[Row]) -> Sequence[Row]:
    """Join pieces that continue each other, again and again until none does."""
    for at, left in enumerate(rows):
        for right in rows:
            if left is not right and _continues(left, right):
                rest = [row for row in rows if row is not left and row is not right]
                return _joined([*rest[:at], _both(left, right), *rest[at:]])
    return rows


def _continues(left: Row, right: Row) -> bool:
    """Tell whether the right piece goes on where the left one ends, at most two letters later."""
    height = (left.height + right.height) / 2
    if not 0.6 <= left.height / (right.height or 1.0) <= 1.6 or not _are_parallel(left, right):
        return False
    gap = np.subtract(right.middle(0.0), left.middle(1.0))
    ahead, aside = float(gap @ left.along), float(gap @ _across(left.along))
    return -0.8 * height <= ahead <= 2 * height and abs(aside) <= _SAME_ROW * height


def _both(left: Row, right: Row) -> Row:
    corners = left.corners[0], right.corners[1], right.corners[2], left.corners[3]
    return Row(left.text + right.text, corners)


def _chains(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the groups of two or three rows that follow one another."""
    below = {id(row): _next_below(row, rows) for row in rows}
    followers = {id(row) for row in below.values() if row}
    for row in rows:
        if id(row) in followers:
            continue
        chain, last = [row], below[id(row)]
        while last is not None and last not in chain:
            chain.append(last)
            last = below[id(last)]
        yield from _windows(chain)


def _windows(chain: list[Row]) -> Iterator[list[Row]]:
    """Yield a chain, or of a longer one its pieces: a zone may have other print close above."""
    if 2 <= len(chain) <= _MOST_ROWS:
        yield chain
    elif len(chain) > _MOST_ROWS:
        for begin in range(len(chain) - _MOST_ROWS, -1, -1):
            yield chain[begin : begin + _MOST_ROWS]


def _next_below(row: Row, rows: Sequence[Row]) -> Row | None:
    near = [(_distance(row, other), other) for other in rows if other is not row]
    fit = [(distance, other) for distance, other in near if distance is not None]
    return min(fit, key=lambda pair: pair[0])[1] if fit else None


def _distance(upper: Row, lower: Row) -> float | None:
    """Return how far below a row another lies, in pixels; None where they are of no one zone."""
    shorter, longer = sorted((upper.length, lower.length))
    if shorter < _ALIKE * longer or not _are_parallel(upper, lower):
        return None
    step = np.subtract(lower.middle(0.5), upper.middle(0.5))
    down, aside = float(step @ _across(upper.along)), abs(float(step @ upper.along))
    height = (upper.height + lower.height) / 2
    is_near = _APART[0] * height <= down <= _APART[1] * height
    return down if is_near and aside <= 0.15 * longer else None


def _are_parallel(one: Row, other: Row) -> bool:
    return float(one.along @ other.along) >= math.cos(_LEANING)


def _across(along: Vector) -> Vector:
    return np.array([-along[1], along[0]])


def _halfway(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2
