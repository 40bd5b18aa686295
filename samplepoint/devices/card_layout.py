"""From lines of text on a placed card to the text of its fields.

Owns the rows and columns of a card's front; refuses to judge what stands in them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, median_low
from typing import Final

import numpy as np

from samplepoint.devices.card_placing import LABELS, Matrix, Sighting, moved, moved_corners
from samplepoint.devices.text_lines import TextLine
from samplepoint.domain.resident_card import CardRead, FieldRead
from samplepoint.domain.seen import Point

_VALUES_MM: Final = (12.8, 57.0)
"""Between the labels and the portrait."""
_SEX_ENDS_MM: Final = 25.0
_ETHNICITY_MM: Final = 31.5
_NUMBER_MM: Final = 25.5
_ADDRESS_ENDS_MM: Final = 43.2
_TALLEST_MM: Final = 8.0
_STEEPEST: Final = 0.3
_WIDE_STEP: Final = 1.5
"""From this many times the usual distance on, a character is missing between two."""
_WIDE_STEP_AMONG_DIGITS: Final = 2.3
"""The same in an address: an engine places narrow digits less exactly."""
_NARROW: Final = 0.56
"""A digit's width, in widths of a Chinese character."""
_WIDTH_TO_LINE: Final = 0.72
"""A Chinese character's width, in heights of the box that a detector draws around its line."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A character on the card: where it is and how tall its line is, in millimetres."""

    char: str
    probability: float
    x: float
    y: float
    tall: float
    line: int
    is_label: bool


RowCheck = Callable[[Sequence[Placed]], bool]
"""Tells of one row of characters whether there is more than was read."""


def _nothing_more(_row: Sequence[Placed]) -> bool:
    return False


def fields_of(
    lines: Sequence[TextLine],
    seen: Sighting,
    to_mm: Matrix,
    has_more: RowCheck = _nothing_more,
) -> CardRead:
    """Read the fields of a resident card or a residence permit; corners are in pixels.

    `has_more` is asked of every row of the name, beside its own distances.
    """

    def is_gapped(row: Sequence[Placed]) -> bool:
        return _has_gap(row) or has_more(row)

    chars = list(_placed(lines, seen, to_mm))
    rows = _row_heights(seen, to_mm)
    back: Matrix = np.asarray(np.linalg.inv(to_mm), dtype=np.float64)

    def within(top: float, bottom: float, left: float, right: float) -> list[Placed]:
        return [
            char
            for char in chars
            if not char.is_label and top <= char.y < bottom and left <= char.x < right
        ]

    values = _VALUES_MM
    sex_row = within(*rows["sex"], *values)
    begin = _after_label(chars, "民族", rows["sex"]) or _ETHNICITY_MM
    return CardRead(
        _field(within(_ADDRESS_ENDS_MM, 53.0, _NUMBER_MM, 84.0), back),
        _field(within(*rows["name"], *values), back, is_gapped),
        _field([char for char in sex_row if char.x < min(begin, _SEX_ENDS_MM)], back),
        _field([char for char in sex_row if char.x >= begin], back),
        _field(within(*rows["birth"], *values), back),
        _field(within(*rows["address"], *values), back, _has_wide_gap),
    )


def _placed(lines: Sequence[TextLine], seen: Sighting, to_mm: Matrix) -> Iterator[Placed]:
    labelled = {
        (id(label.line), at) for label in seen.labels for at in range(label.begin, label.end)
    }
    for index, line in enumerate(lines):
        left, right = moved(to_mm, [line.point_at(0, 0.5), line.point_at(1, 0.5)])
        top, bottom = moved(to_mm, [line.point_at(0.5, 0), line.point_at(0.5, 1)])
        tall = math.dist(top, bottom)
        is_upright = right[0] - left[0] > 0 and bottom[1] > top[1]
        is_level = abs(right[1] - left[1]) <= _STEEPEST * abs(right[0] - left[0])
        if not (is_upright and is_level) or tall > _TALLEST_MM:
            continue
        centres = moved(to_mm, [line.point_at(place, 0.5) for place in line.places])
        for at, (char, (x, y)) in enumerate(zip(line.text, centres, strict=True)):
            if not char.isspace():
                is_label = (id(line), at) in labelled
                yield Placed(char, line.probabilities[at], x, y, tall, index, is_label)


def _row_heights(seen: Sighting, to_mm: Matrix) -> dict[str, tuple[float, float]]:
    """Return top and bottom of every row, half-way between its label and its neighbours'."""
    heights = {name: place[1] for name, place in LABELS.items()}
    for label in seen.labels:
        x, y = moved(to_mm, [label.centre])[0]
        if math.dist((x, y), LABELS[label.name]) < 5.0:
            heights[label.name] = y
    middle = {
        (above, below): (heights[above] + heights[below]) / 2
        for above, below in pairwise(("姓名", "性别", "出生", "住址"))
    }
    return {
        "name": (1.0, middle["姓名", "性别"]),
        "sex": (middle["姓名", "性别"], middle["性别", "出生"]),
        "birth": (middle["性别", "出生"], middle["出生", "住址"]),
        "address": (middle["出生", "住址"], _ADDRESS_ENDS_MM),
    }


def _after_label(chars: Sequence[Placed], label: str, row: tuple[float, float]) -> float | None:
    """Return where a label of this row ends."""
    ends = [
        char.x + char.tall / 3
        for char in chars
        if char.is_label and char.char == label[-1] and row[0] <= char.y < row[1]
    ]
    return max(ends, default=None)


def _field(
    chars: Sequence[Placed],
    back: Matrix,
    is_gapped: RowCheck = _nothing_more,
) -> FieldRead:
    if not chars:
        return FieldRead()
    rows = _in_rows(chars)
    reach = max(char.tall for char in chars) / 2
    left, right = min(c.x for c in chars) - reach, max(c.x for c in chars) + reach
    top, bottom = min(c.y for c in chars) - reach, max(c.y for c in chars) + reach
    around: tuple[Point, Point, Point, Point] = (
        (left, top),
        (right, top),
        (right, bottom),
        (left, bottom),
    )
    return FieldRead(
        "".join(char.char for row in rows for char in row),
        min(char.probability for char in chars),
        moved_corners(back, around),
        any(is_gapped(row) for row in rows),
    )


def _in_rows(chars: Sequence[Placed]) -> list[list[Placed]]:
    """Sort characters as they are read: lines that share a height are one row."""
    rows: list[list[Placed]] = []
    for char in sorted(chars, key=lambda each: each.y):
        if rows and char.y - median(other.y for other in rows[-1]) < 0.45 * char.tall:
            rows[-1].append(char)
        else:
            rows.append([char])
    return [sorted(row, key=lambda each: each.x) for row in rows]


def pitch_of(row: Sequence[Placed]) -> float:
    """Return the width of a wide character in a row, in millimetres."""
    steps = [
        (second.x - first.x) / _width_between(first, second) for first, second in pairwise(row)
    ]
    # The lower of two: one of them may hold the gap.
    return median_low(steps) if len(steps) > 1 else _WIDTH_TO_LINE * row[0].tall


def _has_gap(row: Sequence[Placed], wide_step: float = _WIDE_STEP) -> bool:
    """Tell whether any two neighbours stand further apart than the others in their row."""
    pitch = pitch_of(row)
    return any(
        second.x - first.x > wide_step * pitch * _width_between(first, second)
        for first, second in pairwise(row)
    )


def _has_wide_gap(row: Sequence[Placed]) -> bool:
    return _has_gap(row, _WIDE_STEP_AMONG_DIGITS)


def _width_between(first: Placed, second: Placed) -> float:
    """Return the usual distance of two characters, in widths of a wide one."""
    return (_width(first.char) + _width(second.char)) / 2


def _width(char: str) -> float:
    return _NARROW if char.isascii() else 1.0
