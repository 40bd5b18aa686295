"""Whether another card is in view beside the one that is read, whichever way it lies, or a part.

Owns what speaks for a card where it is not the one that is read; refuses to read it. A page gives
lines that stand upright or lie on their right side; each of the others is read once more from its
other end: so every way a card can lie is seen, for one strip a line and no second look at the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from statistics import fmean
from typing import Final

from samplepoint.devices.beside_card import pieces_beside
from samplepoint.devices.card_placing import (
    HEIGHT_MM,
    NUMBER_LABEL,
    WIDTH_MM,
    Matrix,
    moved,
    sight,
)
from samplepoint.devices.frames import Pixels
from samplepoint.devices.mrz_pixels import flat_strip
from samplepoint.devices.text_lines import TextEngine, TextLine
from samplepoint.domain.card_number import End, end_of_number

_BEYOND_MM: Final = 4.0
"""So far outside the card's edge a line belongs to something else: the edge is known to 2 mm."""
_NONSENSE: Final = 0.9
"""A line that is read with less confidence may hang upside down, perhaps on top of the card."""
_MOST_LINES: Final = 60
"""Of a page full of print, only so many are read again."""
_DAY: Final = re.compile(r"月\s*[0-9]{1,2}\s*日")
_ENOUGH: Final = 2
"""Clues. One label alone is on many a form."""


def hangs_upside_down(
    engine: TextEngine, pixels: Pixels, lines: Sequence[TextLine], today: date
) -> bool:
    """Tell whether `lines`, as read in `pixels`, are those of a card that hangs upside down."""
    doubtful = [line for line in lines if _is_nonsense(line)]
    return _speak_for_card(_read_from_other_end(engine, pixels, doubtful), today)


def is_beside_zone(
    engine: TextEngine, pixels: Pixels, lines: Sequence[TextLine], today: date
) -> bool:
    """Tell whether `lines`, as read in `pixels` that show a machine-readable zone, show a card too.

    A passport has labels of its own, among them a card's: only the number tells.
    """
    doubtful = [line for line in lines if _is_nonsense(line)]
    turned = _read_from_other_end(engine, pixels, doubtful)
    return _have_number(lines, today) or _have_number(turned, today)


def is_other_in_view(
    engine: TextEngine,
    pixels: Pixels,
    lines: Sequence[TextLine],
    to_mm: Matrix | None,
    today: date,
) -> bool:
    """Tell whether `lines`, which were read in `pixels`, show a second card.

    `to_mm` says where the first one lies, None where its layout did not tell: then a second one
    is noticed only where it lies the other way round. What lies beside the first and may be one
    is looked at again by itself, larger than in the whole picture.
    """
    if to_mm is None:
        return _speak_for_card(_read_from_other_end(engine, pixels, lines), today)
    outside = list(_outside(lines, to_mm))
    within = [line for line in lines if line not in outside and _is_nonsense(line)]
    if _speak_either_way(engine, pixels, outside, within, today):
        return True
    read_at = [line.point_at(0.5, 0.5) for line in outside]
    for piece in pieces_beside(pixels, to_mm, read_at):
        found = engine.read_page(piece)
        if _speak_either_way(engine, piece, found, (), today):
            return True
    return False


def _speak_either_way(
    engine: TextEngine,
    pixels: Pixels,
    lines: Sequence[TextLine],
    doubtful: Sequence[TextLine],
    today: date,
) -> bool:
    """Tell whether lines speak for a card as they were read, or these or others from the end."""
    return _speak_for_card(lines, today) or _speak_for_card(
        _read_from_other_end(engine, pixels, [*lines, *doubtful]), today
    )


def _read_from_other_end(
    engine: TextEngine, pixels: Pixels, lines: Sequence[TextLine]
) -> tuple[TextLine, ...]:
    """Read lines of a picture again, each from its other end; those in excess are left out."""
    boxes = [
        (line.corners[2], line.corners[3], line.corners[0], line.corners[1])
        for line in lines[:_MOST_LINES]
    ]
    if not boxes:
        return ()
    read = engine.read_strips([flat_strip(pixels, box) for box in boxes])
    return tuple(
        TextLine(line.text, box, line.probabilities, line.places)
        for line, box in zip(read, boxes, strict=True)
    )


def _speak_for_card(lines: Sequence[TextLine], today: date) -> bool:
    """Tell whether lines can only be those of a card, or of a part of one.

    Its number, either end of the number as far as the birth date, or two of its labels: half a
    card shows one of these, whichever half it is.
    """
    seen = sight(lines, today)
    if seen.is_foreign or _have_number(lines, today):
        return True
    ends = {end_of_number(line.text, today) for line in lines}
    clues = len(seen.names)
    if End.SHORT in ends:
        # A date alone is on every form, and beside it one label.
        clues += 1 + any(_DAY.search(line.text) is not None for line in lines)
    return End.LONG in ends or clues >= _ENOUGH


def _have_number(lines: Sequence[TextLine], today: date) -> bool:
    seen = sight(lines, today)
    return bool(seen.numbers) or NUMBER_LABEL in seen.names


def _outside(lines: Sequence[TextLine], to_mm: Matrix) -> Iterator[TextLine]:
    for line in lines:
        [(x, y)] = moved(to_mm, [line.point_at(0.5, 0.5)])
        is_within_width = -_BEYOND_MM <= x <= WIDTH_MM + _BEYOND_MM
        if not (is_within_width and -_BEYOND_MM <= y <= HEIGHT_MM + _BEYOND_MM):
            yield line


def _is_nonsense(line: TextLine) -> bool:
    return not line.probabilities or fmean(line.probabilities) < _NONSENSE
