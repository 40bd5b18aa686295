"""The fields of 外国人永久居留身份证, told by its labels in two languages.

Owns those labels; refuses to know where on the card they stand: its prints of 2017 and 2023 differ.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from samplepoint.devices.text_lines import TextLine
from samplepoint.domain.resident_card import CardRead, FieldRead

_LABELS: Final = {
    "name": ("姓名/Name", "姓名Name", "姓名", "Name"),
    "sex": ("性别/Sex", "性别Sex", "性别", "Sex"),
    "birth": ("出生日期/DateofBirth", "出生日期DateofBirth", "出生日期", "DateofBirth"),
    "number": ("证件号码/IDNo.", "证件号码/CardNo.", "证件号码", "IDNo.", "CardNo."),
}
_BELOW: Final = 3.0
"""A value stands within so many heights of its label below it."""


def foreign_fields(lines: Sequence[TextLine]) -> CardRead:
    """Read the fields beside or below their labels; the address is not on this card."""
    return CardRead(
        number=_longest_number(lines),
        name=_value(lines, "name"),
        sex=_value(lines, "sex"),
        birth=_value(lines, "birth"),
    )


def _longest_number(lines: Sequence[TextLine]) -> FieldRead:
    line = max(lines, key=lambda each: sum(char.isdigit() for char in each.text), default=None)
    return FieldRead() if line is None else _read(line, 0)


def _value(lines: Sequence[TextLine], field: str) -> FieldRead:
    for line in lines:
        end = _label_end(line.text, field)
        if end is None:
            continue
        if line.text[end:].strip(" /:："):
            return _read(line, end)
        below = _nearest_below(lines, line)
        if below is not None:
            return _read(below, 0)
    return FieldRead()


def _label_end(text: str, field: str) -> int | None:
    """Return where the label of a field ends in a text that begins with it."""
    solid = [(at, char) for at, char in enumerate(text) if not char.isspace()]
    plain = "".join(char for _, char in solid).lower()
    for label in _LABELS[field]:
        if plain.startswith(label.lower()):
            return solid[len(label) - 1][0] + 1
    return None


def _nearest_below(lines: Sequence[TextLine], label: TextLine) -> TextLine | None:
    begin, foot = label.point_at(0, 0.5), label.point_at(0, 1.5)
    height = max(1.0, math.dist(label.point_at(0, 0), label.point_at(0, 1)))
    down = ((foot[0] - begin[0]) / height, (foot[1] - begin[1]) / height)
    found: list[tuple[float, TextLine]] = []
    for line in lines:
        step = line.point_at(0, 0.5)
        dx, dy = step[0] - begin[0], step[1] - begin[1]
        below = dx * down[0] + dy * down[1]
        aside = abs(dx * down[1] - dy * down[0])
        if 0.4 * height < below < _BELOW * height and aside < 3 * height:
            found.append((below, line))
    return min(found, key=lambda each: each[0])[1] if found else None


def _read(line: TextLine, begin: int) -> FieldRead:
    solid = [at for at in range(begin, len(line.text)) if line.text[at] not in " /:："]
    if not solid:
        return FieldRead()
    first, last = line.places[solid[0]], line.places[solid[-1]]
    half = (last - first) / max(2, 2 * (len(solid) - 1)) or 0.5
    left, right = max(0.0, first - half), min(1.0, last + half)
    corners = (
        line.point_at(left, 0),
        line.point_at(right, 0),
        line.point_at(right, 1),
        line.point_at(left, 1),
    )
    text = line.text[solid[0] : solid[-1] + 1]
    return FieldRead(text, min(line.probabilities[at] for at in solid), corners)
