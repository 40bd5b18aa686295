"""A still that may show a card or a page with a machine-readable zone: both are looked for.

Owns the order, and that the whole picture is read once for both; refuses to know files and
cameras. Runs inside the reading process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from samplepoint.devices.card_reader import read_card
from samplepoint.devices.frames import Pixels
from samplepoint.devices.mrz_reader import MrzFound, is_other_zone_in_view, read_mrz
from samplepoint.devices.other_card import is_beside_zone
from samplepoint.devices.text_lines import TextEngine, TextLine
from samplepoint.domain.seen import CardSeen, FieldState
from samplepoint.errors import Refusal

_FILLER: Final = "<"
_FEWEST_FILLERS: Final = 2
"""Nothing but a machine-readable zone is filled up with these."""


@dataclass(frozen=True, slots=True)
class DocumentSeen:
    """What identity document was seen; `problem` says why one that is there was not read."""

    card: CardSeen | None = None
    zone: MrzFound | None = None
    problem: Refusal | None = None


class _OnceRead:
    """An engine that reads the same picture once, however often it is asked."""

    def __init__(self, engine: TextEngine) -> None:
        self._engine = engine
        self._pixels: Pixels | None = None
        self._lines: tuple[TextLine, ...] = ()

    def read_page(self, pixels: Pixels) -> tuple[TextLine, ...]:
        if pixels is not self._pixels:
            self._lines = self._engine.read_page(pixels)
            self._pixels = pixels
        return self._lines

    def read_strips(self, strips: Sequence[Pixels], alphabet: str = "") -> tuple[TextLine, ...]:
        return self._engine.read_strips(strips, alphabet)

    def knows(self, char: str) -> bool:
        return self._engine.knows(char)


def read_document(engine: TextEngine, pixels: Pixels, today: date) -> DocumentSeen:
    """Look for a card and for a zone; corners are in pixels of the picture.

    What the first look at the picture suggests is tried first; the other is not looked for once
    one is proved: each costs as much again.
    """
    once = _OnceRead(engine)
    lines = once.read_page(pixels)
    if any(line.text.count(_FILLER) >= _FEWEST_FILLERS for line in lines):
        zone = read_mrz(once, pixels, today, lines)
        if zone is not None and zone.seen.checks:
            return _if_alone(once, pixels, lines, today, DocumentSeen(zone=zone))
        return _with_card(once, pixels, today, zone)
    seen = _with_card(once, pixels, today, None)
    if seen.problem or (seen.card and seen.card.number.state is not FieldState.RED):
        return seen
    seen = replace(seen, zone=read_mrz(once, pixels, today, lines))
    return _if_alone(once, pixels, lines, today, seen)


def _if_alone(
    engine: TextEngine, pixels: Pixels, lines: Sequence[TextLine], today: date, seen: DocumentSeen
) -> DocumentSeen:
    """Return what was seen, or that its zone is not the only document in view."""
    if seen.zone is None or not seen.zone.seen.checks:
        return seen
    is_two = is_other_zone_in_view(engine, pixels, lines, seen.zone)
    if is_two or is_beside_zone(engine, pixels, lines, today):
        return DocumentSeen(problem=Refusal("two_cards_in_view"))
    return seen


def _with_card(
    engine: TextEngine, pixels: Pixels, today: date, zone: MrzFound | None
) -> DocumentSeen:
    try:
        return DocumentSeen(read_card(engine, pixels, today), zone)
    except Refusal as refusal:
        return DocumentSeen(zone=zone, problem=refusal)
