"""Where an identity card lies in a picture, told from its printed labels and its number.

Owns the places of labels on a card, in millimetres; refuses to know what the fields mean.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from samplepoint.devices.text_lines import TextLine
from samplepoint.domain.card_number import NumberFound, Proof, find_number
from samplepoint.domain.seen import Corners, Point

Matrix = npt.NDArray[np.float64]

WIDTH_MM: Final = 85.6
HEIGHT_MM: Final = 54.0
"""ID-1 of ISO/IEC 7810."""

LABELS: Final = {
    "姓名": (8.7, 8.6),
    "性别": (8.7, 15.4),
    "民族": (28.7, 15.4),
    "出生": (8.7, 22.1),
    "住址": (8.7, 28.9),
    "公民身份号码": (14.7, 47.2),
}
"""The labels of a second-generation card and the centre of each, in millimetres from the card's
top left. Prints differ by a millimetre or two: rows are told apart by the labels that were read."""
NUMBER_LABEL: Final = "公民身份号码"
FOREIGN_LABELS: Final = ("证件号码", "国籍", "Nationality", "出生日期", "DateofBirth", "IDNo")
_DATE: Final = re.compile(r"[12][0-9]{3}\s*(年)\s*[0-9]{1,2}\s*(月)\s*[0-9]{1,2}\s*(日)")
_DATE_MARKS_MM: Final = ((26.5, 22.1), (35.6, 22.1), (44.5, 22.1))
_NUMBER_ENDS: Final = ((30.3, 47.1), (74.6, 47.1))
"""The centres of the first and the last character of the number."""

_FAR_MM: Final = 6.0
"""An anchor that is this far from where all others put it was read elsewhere."""
_ENOUGH_OF_LABEL: Final = 4
_ENOUGH_FOR_PERSPECTIVE: Final = 7


@dataclass(frozen=True, slots=True)
class Label:
    """A label in a line: which one, and its first and last character's index."""

    name: str
    line: TextLine
    begin: int
    end: int

    @property
    def centre(self) -> Point:
        """The middle of the label, in pixels."""
        if self.end - self.begin == len(self.line.text.strip()):
            return self.line.point_at(0.5, 0.5)
        places = self.line.places
        return self.line.point_at((places[self.begin] + places[self.end - 1]) / 2, 0.5)


@dataclass(frozen=True, slots=True)
class NumberLine:
    """The card's number and the line it stands in, joined of several where it was split."""

    found: NumberFound
    line: TextLine


@dataclass(frozen=True, slots=True)
class Sighting:
    """What in a picture speaks for a card."""

    labels: tuple[Label, ...]
    numbers: tuple[NumberLine, ...]
    """With a right check digit, the surest first; each number once."""
    is_foreign: bool
    date_marks: tuple[tuple[Point, Point], ...] = ()
    """Where 年 月 日 of the birth date are, in pixels and in millimetres."""

    @property
    def is_card(self) -> bool:
        """Tell whether this may be a card: a number, or two labels that are not the same."""
        return self.is_foreign or bool(self.numbers) or len(self.names) >= 2

    @property
    def names(self) -> frozenset[str]:
        """The labels that were read."""
        return frozenset(label.name for label in self.labels)

    @property
    def are_two(self) -> bool:
        """Tell whether a second card is in view."""
        counts = [sum(label.name == name for label in self.labels) for name in LABELS]
        return len(self.numbers) > 1 or sum(count > 1 for count in counts) > 1 or counts[-1] > 1


def sight(lines: Sequence[TextLine], today: date) -> Sighting:
    """Look for labels and numbers in what was read."""
    texts = ["".join(line.text.split()) for line in lines]
    is_foreign = sum(any(label in text for text in texts) for label in FOREIGN_LABELS) > 1
    numbers = tuple(_numbers(lines, today))
    # A foreigner's number begins with 9, and its labels stand elsewhere.
    is_foreign = is_foreign or any(number.found.number[0] == "9" for number in numbers)
    if is_foreign:
        return Sighting((), numbers, is_foreign=True)
    return Sighting(
        tuple(_labels(lines)), numbers, is_foreign=False, date_marks=tuple(_date_marks(lines))
    )


def place(seen: Sighting) -> Matrix | None:
    """Return the 3 x 3 matrix from pixels to millimetres of the card, None without two anchors.

    With many anchors it knows perspective; with three or more a lean and a stretch of its own in
    each direction; with two a turn and one scale. A shape that no card can have is not believed.
    """
    anchors = _without_strays(list(_anchors(seen)))
    if len(anchors) < 2:
        return None
    pixels = np.array([pixel for pixel, _ in anchors], dtype=np.float64)
    mm = np.array([place for _, place in anchors], dtype=np.float64)
    for fit in _fits(len(anchors), mm):
        fitted = fit(pixels, mm)
        if fitted is not None and _is_card_shaped(fitted):
            return fitted
    return None


def _without_strays(anchors: list[tuple[Point, Point]]) -> list[tuple[Point, Point]]:
    """Leave out, one by one, what is far from where all others put it."""
    while len(anchors) > 3:
        pixels = np.array([pixel for pixel, _ in anchors], dtype=np.float64)
        mm = np.array([place for _, place in anchors], dtype=np.float64)
        fit = _affine if len(anchors) > 4 and _is_spread(mm) else _similar
        fitted = fit(pixels, mm)
        if fitted is None:
            break
        off = np.hypot(*(np.array(moved(fitted, [pixel for pixel, _ in anchors])) - mm).T)
        if float(off.max()) <= _FAR_MM:
            break
        del anchors[int(off.argmax())]
    return anchors


def _fits(count: int, mm: Matrix) -> Iterator[Callable[[Matrix, Matrix], Matrix | None]]:
    """Give the ways of fitting that so many anchors allow, the most supple first."""
    if _is_spread(mm):
        if count >= _ENOUGH_FOR_PERSPECTIVE:
            yield _perspective
        if count > 2:
            yield _affine
    yield _similar


def _is_card_shaped(matrix: Matrix) -> bool:
    """Tell whether a card's edges come out as four corners in their order, not too slanted."""
    edges = ((0.0, 0.0), (WIDTH_MM, 0.0), (WIDTH_MM, HEIGHT_MM), (0.0, HEIGHT_MM))
    if abs(float(np.linalg.det(matrix))) < 1e-12:
        return False
    inverse: Matrix = np.asarray(np.linalg.inv(matrix), dtype=np.float64)
    corners = np.array(moved(inverse, edges), dtype=np.float64)
    sides = np.roll(corners, -1, axis=0) - corners
    long = np.hypot(*sides.T)
    if not np.isfinite(corners).all() or long.min() < 1:
        return False
    after = np.roll(sides, -1, axis=0)
    turns = (sides[:, 0] * after[:, 1] - sides[:, 1] * after[:, 0]) / (long * np.roll(long, -1))
    stretch = (long[0] + long[2]) / (long[1] + long[3])
    return bool(turns.min() > 0.5 and 0.9 < stretch < 2.8)


def moved(matrix: Matrix, points: Sequence[Point]) -> list[Point]:
    """Send points through a 3 x 3 matrix."""
    flat = np.column_stack([np.array(points, dtype=np.float64), np.ones(len(points))])
    sent = flat @ matrix.T
    return [(float(x / w), float(y / w)) for x, y, w in sent]


def moved_corners(matrix: Matrix, corners: Corners) -> Corners:
    """Send four corners through a 3 x 3 matrix."""
    first, second, third, fourth = moved(matrix, corners)
    return first, second, third, fourth


def _labels(lines: Sequence[TextLine]) -> Iterator[Label]:
    for line in lines:
        solid = [(at, char) for at, char in enumerate(line.text) if not char.isspace()]
        text = "".join(char for _, char in solid)
        for name in LABELS:
            at = text.find(name) if name != NUMBER_LABEL else _nearly(text)
            if at >= 0:
                yield Label(name, line, solid[at][0], solid[at + len(name) - 1][0] + 1)


def _nearly(text: str) -> int:
    """Find the number's label with at most two of its six characters read wrong, -1 for none."""
    for at in range(len(text) - len(NUMBER_LABEL) + 1):
        same = zip(text[at : at + len(NUMBER_LABEL)], NUMBER_LABEL, strict=True)
        if sum(read == printed for read, printed in same) >= _ENOUGH_OF_LABEL:
            return at
    return -1


def _numbers(lines: Sequence[TextLine], today: date) -> Iterator[NumberLine]:
    told = set[str]()
    read = [*lines, *_joined(lines)]
    found = [(find_number(line.text, today), line) for line in read]
    for proof in (Proof.CHECKED, Proof.ALIKE):
        for number, line in found:
            if number and number.proof is proof and number.number not in told:
                told.add(number.number)
                yield NumberLine(number, line)


def _joined(lines: Sequence[TextLine]) -> Iterator[TextLine]:
    """Join lines of digits that go on where another one ends."""
    parts = [line for line in lines if sum(char.isdigit() for char in line.text) >= 2]
    for first in parts:
        chain = [first]
        while len(chain) < 4:
            later = [part for part in parts if part not in chain and _goes_on(chain[-1], part)]
            if not later:
                break
            chain.append(later[0])
            yield join(chain)


def _goes_on(first: TextLine, second: TextLine) -> bool:
    end, begin = first.point_at(1, 0.5), second.point_at(0, 0.5)
    height = math.dist(first.point_at(0.5, 0), first.point_at(0.5, 1))
    along = np.subtract(end, first.point_at(0, 0.5))
    along = along / max(1.0, float(np.hypot(*along)))
    step = np.subtract(begin, end)
    across = abs(float(along[0] * step[1] - along[1] * step[0]))
    ahead = float(step @ along)
    return across < 0.5 * height and -height < ahead < 3 * height


def join(parts: Sequence[TextLine]) -> TextLine:
    """Make one line of lines that follow each other, a blank between any two."""
    begin, end = parts[0], parts[-1]
    left = begin.point_at(0, 0.5)
    whole = math.dist(left, end.point_at(1, 0.5)) or 1.0
    places, probabilities = list[float](), list[float]()
    for part in parts:
        if places:
            places.append(places[-1])
            probabilities.append(1.0)
        places += [math.dist(left, part.point_at(at, 0.5)) / whole for at in part.places]
        probabilities += part.probabilities
    corners = (begin.corners[0], end.corners[1], end.corners[2], begin.corners[3])
    text = " ".join(part.text for part in parts)
    return TextLine(text, corners, tuple(probabilities), tuple(places))


def _anchors(seen: Sighting) -> Iterator[tuple[Point, Point]]:
    """Give pairs of pixel and millimetre."""
    for label in seen.labels:
        yield label.centre, LABELS[label.name]
    yield from seen.date_marks
    for number in seen.numbers[:1]:
        places = number.line.places
        for at, mm in zip((number.found.begin, number.found.end - 1), _NUMBER_ENDS, strict=True):
            yield number.line.point_at(places[at], 0.5), mm


def _date_marks(lines: Sequence[TextLine]) -> Iterator[tuple[Point, Point]]:
    for line in lines:
        match = _DATE.search(line.text)
        if match:
            for at, mm in zip((1, 2, 3), _DATE_MARKS_MM, strict=True):
                yield line.point_at(line.places[match.start(at)], 0.5), mm
            return


def _perspective(pixels: Matrix, mm: Matrix) -> Matrix | None:
    found: object = cv2.findHomography(pixels, mm, 0)[0]  # None where there is none
    if found is None:
        return None
    perspective = np.asarray(found, dtype=np.float64)
    return perspective if np.isfinite(perspective).all() else None


def _is_spread(mm: Matrix) -> bool:
    """Tell whether the points lie off one line, by the smaller of their two extents."""
    return float(np.linalg.svd(mm - mm.mean(axis=0), compute_uv=False)[1]) > 8.0


def _affine(pixels: Matrix, mm: Matrix) -> Matrix:
    known = np.column_stack([pixels, np.ones(len(pixels))])
    solved, *_ = np.linalg.lstsq(known, mm, rcond=None)
    return np.vstack([solved.T, [0.0, 0.0, 1.0]])


def _similar(pixels: Matrix, mm: Matrix) -> Matrix | None:
    """Fit a turn, a scale and a shift: x' = a x - b y + c, y' = b x + a y + d."""
    rows, wanted = list[list[float]](), list[float]()
    for (x, y), (u, v) in zip(pixels, mm, strict=True):
        rows += [[x, -y, 1, 0], [y, x, 0, 1]]
        wanted += [u, v]
    (a, b, c, d), *_ = np.linalg.lstsq(np.array(rows), np.array(wanted), rcond=None)
    if math.hypot(a, b) < 1e-6:
        return None
    return np.array([[a, -b, c], [b, a, d], [0.0, 0.0, 1.0]])
