"""An identity card in a still: found, laid flat, looked at again, and judged.

Owns the order of the looks; refuses to know cameras, and keeps nothing of what it saw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from typing import Final

import numpy as np

from samplepoint.devices.card_flat import (
    PIXELS_A_MM,
    FlatCard,
    cut,
    has_stray_ink,
    has_wiped_spot,
    in_plain_grey,
    is_burnt,
    is_outside,
    laid_flat,
    unflat_mm,
)
from samplepoint.devices.card_layout import Placed, RowCheck, fields_of, pitch_of
from samplepoint.devices.card_placing import (
    HEIGHT_MM,
    WIDTH_MM,
    Matrix,
    Sighting,
    moved_corners,
    place,
    sight,
)
from samplepoint.devices.foreign_card import foreign_fields
from samplepoint.devices.frames import Pixels
from samplepoint.devices.other_card import hangs_upside_down, is_other_in_view
from samplepoint.devices.text_lines import TextEngine, TextLine
from samplepoint.domain.card_doubts import Doubt
from samplepoint.domain.card_number import ALPHABET
from samplepoint.domain.resident_card import CardRead, FieldRead, judge, unlabelled
from samplepoint.domain.seen import CardKind, CardSeen, Corners, FieldSeen, FieldState
from samplepoint.errors import Refusal

_VALUES_MM: Final = (13.2, 55.0)
"""Between the labels and the portrait, where nothing but values is printed."""
_MARGIN_MM: Final = 2.0
_FOREIGN_MARGIN_MM: Final = 14.0
"""More, since its layout tells less about where the card ends."""
_NUMBER_MARGIN: Final = 0.12
"""Of the number's height, around the strip that is read a second time."""
_ONE_ROW_MM: Final = 7.0
_MISSING: Final = frozenset({Doubt.NOT_FOUND, Doubt.NUMBER_NOT_READ, Doubt.NUMBER_PART})
_BACK_WORDS: Final = ("签发机关", "有效期限")
_EDGES_MM: Final = ((0.0, 0.0), (WIDTH_MM, 0.0), (WIDTH_MM, HEIGHT_MM), (0.0, HEIGHT_MM))


def _box(left: float, top: float, right: float, bottom: float) -> Corners:
    return (left, top), (right, top), (right, bottom), (left, bottom)


_PLACES_MM: Final = {
    "number": _box(28, 44, 77, 50.2),
    "name": _box(14, 5, 36, 12),
    "sex": _box(14, 12.5, 22, 18.5),
    "ethnicity": _box(32, 12.5, 44, 18.5),
    "birth": _box(14, 19, 48, 25),
    "address": _box(14, 26, 54, 38),
}
"""Where each field stands, to say why it could not be read."""


_ROWS_MM: Final = {
    "name": (_box(14, 5.6, 36, 11.2),),
    "ethnicity": (_box(32, 12.8, 44, 18),),
    "address": tuple(_box(14, top, 54, top + 4.6) for top in (26.4, 30.8, 35.2)),
}
"""The rows of the fields that nothing else on the card proves, the first of each always printed."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One reading of a picture, and what in it speaks for a card."""

    lines: tuple[TextLine, ...]
    seen: Sighting

    @property
    def shows_back(self) -> bool:
        """Tell whether this is the side with the emblem, which names nobody."""
        return any(word in line.text for line in self.lines for word in _BACK_WORDS)


def read_card(engine: TextEngine, pixels: Pixels, today: date) -> CardSeen | None:
    """Read the front of an identity card, whichever way up; None where there is none.

    Corners are in pixels of the picture; `today` bounds the birth date.

    Raises:
        Refusal: `two_cards_in_view`, `card_back_side`.
    """
    height, width = pixels.shape[:2]
    around: Matrix = np.array([[-1.0, 0.0, width], [0.0, -1.0, height], [0.0, 0.0, 1.0]])
    shows_back = False
    ways = [_as_it_is, _in_grey, _upside_down]
    while ways:
        way = ways.pop(0)
        seen_as = way(pixels)
        look = _looked(engine, seen_as, today)
        shows_back = shows_back or look.shows_back
        if look.seen.is_card:
            card = _read(engine, seen_as, look, today)
            return card if way is not _upside_down else _card_sent(card, around)
        if way is _as_it_is and hangs_upside_down(engine, pixels, look.lines, today):
            ways.reverse()
    if shows_back:
        raise Refusal("card_back_side")
    return None


def _as_it_is(pixels: Pixels) -> Pixels:
    return pixels


def _in_grey(pixels: Pixels) -> Pixels:
    return in_plain_grey(pixels)


def _upside_down(pixels: Pixels) -> Pixels:
    return np.ascontiguousarray(pixels[::-1, ::-1])


def _looked(engine: TextEngine, pixels: Pixels, today: date) -> _Look:
    lines = engine.read_page(pixels)
    seen = sight(lines, today)
    if seen.are_two:
        raise Refusal("two_cards_in_view")
    return _Look(lines, seen)


def _read(engine: TextEngine, pixels: Pixels, look: _Look, today: date) -> CardSeen:
    is_foreign = look.seen.is_foreign
    to_mm = place(look.seen)
    if is_other_in_view(engine, pixels, look.lines, to_mm, today):
        raise Refusal("two_cards_in_view")
    if to_mm is None:
        return judge([foreign_fields(look.lines)], today, CardKind.FOREIGN_RESIDENT)
    margin = _FOREIGN_MARGIN_MM if is_foreign else _MARGIN_MM
    flat = laid_flat(pixels, to_mm, margin)
    near = _looked(engine, flat.pixels, today)
    is_foreign = is_foreign or near.seen.is_foreign
    near_mm = place(near.seen)
    if near_mm is None:
        near_mm = unflat_mm(margin)
    if is_foreign:
        first, second = foreign_fields(look.lines), foreign_fields(near.lines)
    else:
        first = fields_of(look.lines, look.seen, to_mm)
        second = fields_of(near.lines, near.seen, near_mm, _ink_check(flat, near_mm))
    third = _again(engine, flat, second, near_mm)
    looks = [_read_sent(second, flat.to_picture), first, _read_sent(third, flat.to_picture)]
    kind = CardKind.FOREIGN_RESIDENT if is_foreign else CardKind.RESIDENT
    card = judge(looks, today, kind)
    if not (is_foreign or look.seen.names or near.seen.names):
        # A number alone may stand on any paper.
        card = replace(card, number=unlabelled(card.number))
    return _explained(card, pixels, flat, near_mm)


def _ink_check(flat: FlatCard, to_mm: Matrix) -> RowCheck:
    """Return what looks for ink beside the characters of a row of the card laid flat."""
    from_mm: Matrix = np.asarray(np.linalg.inv(to_mm), dtype=np.float64)

    def has_more(row: Sequence[Placed]) -> bool:
        pitch = pitch_of(row)
        y = median(char.y for char in row)
        left = max(_VALUES_MM[0], row[0].x - 1.6 * pitch)
        right = min(_VALUES_MM[1], row[-1].x + 2.6 * pitch)
        strip = _box(left, y - pitch / 2, right, y + pitch / 2)
        return has_stray_ink(flat, from_mm, strip, [char.x for char in row])

    return has_more


def _again(engine: TextEngine, flat: FlatCard, read: CardRead, to_mm: Matrix) -> CardRead:
    """Look a third time at the number, as digits alone, and at the name, as one line."""
    from_mm = np.asarray(np.linalg.inv(to_mm), dtype=np.float64)
    number = read.number.corners or moved_corners(from_mm, _PLACES_MM["number"])
    digits = engine.read_strips([cut(flat.pixels, _wider(number))], ALPHABET)[0]
    name = FieldRead()
    if read.name.corners and _is_one_row(read.name.corners):
        line = engine.read_strips([cut(flat.pixels, read.name.corners)])[0]
        name = FieldRead(line.text, line.weakest, read.name.corners)
    return CardRead(number=FieldRead(digits.text, digits.weakest, number), name=name)


def _wider(corners: Corners) -> Corners:
    more = _NUMBER_MARGIN * (corners[2][1] - corners[0][1])
    (left, top), _, (right, bottom), _ = corners
    return _box(left - more, top - more, right + more, bottom + more)


def _is_one_row(corners: Corners) -> bool:
    return corners[2][1] - corners[0][1] < _ONE_ROW_MM * PIXELS_A_MM


def _explained(card: CardSeen, pixels: Pixels, flat: FlatCard, flat_to_mm: Matrix) -> CardSeen:
    """Say of a field that was not found whether glare or the picture's edge took it."""
    from_mm: Matrix = flat.to_picture @ np.linalg.inv(flat_to_mm)
    height, width = pixels.shape[:2]
    found: dict[str, FieldSeen] = {}
    for name, place_mm in _PLACES_MM.items():
        field: FieldSeen = getattr(card, name)
        if field.state is FieldState.RED and field.why in _MISSING:
            corners = moved_corners(from_mm, place_mm)
            if is_outside((height, width), corners):
                found[name] = replace(field, why=Doubt.CUT_OFF, corners=None)
            elif is_burnt(flat, flat_to_mm, place_mm):
                found[name] = replace(field, why=Doubt.GLARE, corners=corners)
            else:
                found[name] = replace(field, corners=field.corners or corners)
    if card.kind is not CardKind.FOREIGN_RESIDENT:
        found |= _doubted(card, (height, width), flat, flat_to_mm, from_mm)
    return _with_fields(replace(card, corners=moved_corners(from_mm, _EDGES_MM)), found)


def _doubted(
    card: CardSeen, size: tuple[int, int], flat: FlatCard, flat_to_mm: Matrix, from_mm: Matrix
) -> dict[str, FieldSeen]:
    """Return the fields that read well but may be a part: of what was wiped out nothing is left."""
    found: dict[str, FieldSeen] = {}
    for name, rows in _ROWS_MM.items():
        field: FieldSeen = getattr(card, name)
        if field.state is not FieldState.GREEN:
            continue
        if is_outside(size, moved_corners(from_mm, rows[0])):
            found[name] = replace(field, state=FieldState.AMBER, why=Doubt.CUT_OFF)
        elif any(has_wiped_spot(flat, flat_to_mm, row) for row in rows):
            found[name] = replace(field, state=FieldState.AMBER, why=Doubt.GLARE)
    return found


def _read_sent(read: CardRead, matrix: Matrix) -> CardRead:
    """Send the corners of every field through a matrix."""
    sent: dict[str, FieldRead] = {}
    for name in _PLACES_MM:
        field: FieldRead = getattr(read, name)
        if field.corners:
            sent[name] = replace(field, corners=moved_corners(matrix, field.corners))
    return replace(read, **sent)


def _card_sent(card: CardSeen, matrix: Matrix) -> CardSeen:
    sent: dict[str, FieldSeen] = {}
    for name in _PLACES_MM:
        field: FieldSeen = getattr(card, name)
        if field.corners:
            sent[name] = replace(field, corners=moved_corners(matrix, field.corners))
    corners = moved_corners(matrix, card.corners) if card.corners else None
    return _with_fields(replace(card, corners=corners), sent)


def _with_fields(card: CardSeen, changed: Mapping[str, FieldSeen]) -> CardSeen:
    for name, field in changed.items():
        # One at a time: the type checker cannot know the names of many.
        card = replace(card, **{name: field})  # type: ignore[arg-type]
    return card
