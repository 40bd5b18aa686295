"""Staff badges: cards of 85.6 x 54 mm, eight on an A4 page, with marks to cut along.

Owns their layout; refuses to print the secret in clear or to know how it is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from samplepoint.domain.own_codes import BADGE_PREFIX, looks_like_badge
from samplepoint.errors import Refusal
from samplepoint.formats.paper import Box, Ink, Lettering, Paper
from samplepoint.formats.sheet_frame import CONTENT_TOP_MM, SheetFrame, draw_frame
from samplepoint.formats.symbols import (
    CODE128_QUIET_MODULES,
    code128_module_mm,
    code128_modules,
    qr_modules,
    qr_side_mm,
)

BADGE_MM: Final = (85.6, 54.0)
"""Width and height of a card, ISO/IEC 7810 ID-1."""
BADGES_A_PAGE: Final = 8
SLOT_LENGTH: Final = 4
"""How much of a badge's text, after its prefix, is no secret."""

_COLUMNS: Final = 2
_LEFT_MM: Final = 15.4
_GAP_MM: Final = 8.0
_MARK_MM: Final = 3.0
_HAIR_MM: Final = 0.15
_EDGE_MM: Final = 5.0
_BAND_MM: Final = 3.0
_QUIET_ALLOWANCE_MM: Final = 5.0
"""The quiet zones stand in the card's white edge, so that bars and words share their left edge."""
_BARS_TOP_MM: Final = 32.5
_BARS_HEIGHT_MM: Final = 12.5
_WIDEST_MODULE_MM: Final = 0.3
_QR_MODULE_MM: Final = 0.7

_NAMES: Final = tuple(Lettering(size, thicker_pt=0.4) for size in (20, 16, 13, 10.5, 8.5, 7))
_ROLE: Final = (Lettering(10.5), Lettering(8.5))
_PLACE: Final = (Lettering(8.5, Ink.MUTED), Lettering(7, Ink.MUTED))
_SLOT: Final = Lettering(8.5, thicker_pt=0.2)
_WARNINGS: Final = (Lettering(7, Ink.MUTED), Lettering(6, Ink.MUTED))


@dataclass(frozen=True, slots=True)
class BadgeItem:
    """One badge: its whole text with the secret, the name in any script, role word and point."""

    code: str
    name: str
    role: str
    place: str


@dataclass(frozen=True, slots=True)
class BadgeWords:
    """The words of the sheet and the warning that stands on every badge."""

    title: str
    sentence: str
    place: str
    foot: str
    warning: str


def badge_sheet(
    words: BadgeWords,
    items: Sequence[BadgeItem],
    *,
    created_at: datetime,
    practice: str | None,
) -> bytes:
    """Lay out badges as an A4 PDF, eight a page.

    Each carries its text as QR and as Code 128; in letters only the slot part, not the secret.

    Args:
        words: everything that is not one person's.
        items: the badges, in reading order.
        created_at: with a time zone; written into the file, which is otherwise deterministic.
        practice: the word across practice paper and on each badge; None on real paper.

    Raises:
        Refusal: `badge_text` when a code is not one of a badge; `glyph_missing`,
            `text_too_long`, `symbol_too_wide`.
        Damage: `symbol_unreadable`.
        Obstacle: `paper_font_absent`.
    """
    if not all(looks_like_badge(item.code) for item in items):
        raise Refusal("badge_text")
    pages = [items[start : start + BADGES_A_PAGE] for start in range(0, len(items), BADGES_A_PAGE)]
    frame = SheetFrame(words.title, words.sentence, words.place, words.foot)
    paper = Paper(words.title, created_at=created_at, practice=practice)
    for number, page in enumerate(pages, start=1):
        paper.new_page()
        draw_frame(paper, frame, number=number, total=len(pages))
        for item, card in zip(page, _cards(), strict=False):
            paper.fill(list(_cut_marks(card)), Ink.MUTED)
            _badge(paper, item, card, words.warning, practice)
    return paper.finished()


def _cards() -> Iterator[Box]:
    wide_mm, high_mm = BADGE_MM
    for place in range(BADGES_A_PAGE):
        row, column = divmod(place, _COLUMNS)
        x_mm = _LEFT_MM + column * (wide_mm + _GAP_MM)
        yield Box(x_mm, CONTENT_TOP_MM + row * (high_mm + _GAP_MM), wide_mm, high_mm)


def _cut_marks(card: Box) -> Iterator[Box]:
    """Two hairs at each corner, outside the card, so that none of them stays on it."""
    far_mm = _MARK_MM + 0.5
    for x_mm, aside_mm in ((card.x_mm, -far_mm), (card.x_mm + card.width_mm, 0.5)):
        for y_mm, above_mm in ((card.y_mm, -far_mm), (card.y_mm + card.height_mm, 0.5)):
            yield Box(x_mm + aside_mm, y_mm - _HAIR_MM / 2, _MARK_MM, _HAIR_MM)
            yield Box(x_mm - _HAIR_MM / 2, y_mm + above_mm, _HAIR_MM, _MARK_MM)


def _badge(paper: Paper, item: BadgeItem, card: Box, warning: str, practice: str | None) -> None:
    band = Box(card.x_mm, card.y_mm, card.width_mm, _BAND_MM)
    if practice is None:
        paper.fill([band], Ink.ACTION)
    else:
        paper.stripes(band)
    _symbols(paper, item.code, card)
    left_mm, top_mm = card.x_mm + _EDGE_MM, card.y_mm
    words_mm = card.width_mm - _EDGE_MM - qr_side_mm(qr_modules(item.code), _QR_MODULE_MM) - 1.0
    role = item.role if practice is None else f"{item.role} · {practice}"
    paper.write_in(item.name, Box(left_mm, top_mm + 6.5, words_mm, 14.0), _NAMES)
    paper.write_in(role, Box(left_mm, top_mm + 20.8, words_mm, 5.5), _ROLE)
    paper.write_in(item.place, Box(left_mm, top_mm + 26.2, words_mm, 4.5), _PLACE)
    slot = item.code[len(BADGE_PREFIX) :][:SLOT_LENGTH]
    foot_mm = top_mm + _BARS_TOP_MM + _BARS_HEIGHT_MM + 1.6
    paper.write(slot, left_mm, foot_mm + 2.6, _SLOT)
    slot_mm = paper.text_width_mm(slot, _SLOT) + 4.0
    room = Box(left_mm + slot_mm, foot_mm, card.width_mm - 2 * _EDGE_MM - slot_mm, 6.0)
    paper.write_in(warning, room, _WARNINGS)


def _symbols(paper: Paper, code: str, card: Box) -> None:
    rows = qr_modules(code)
    side_mm = qr_side_mm(rows, _QR_MODULE_MM)
    right_mm = card.x_mm + card.width_mm
    paper.qr(rows, right_mm - side_mm - 1.0, card.y_mm + _BAND_MM + 1.0, module_mm=_QR_MODULE_MM)
    modules = code128_modules(code)
    room_mm = card.width_mm - 2 * _EDGE_MM + _QUIET_ALLOWANCE_MM
    module_mm = code128_module_mm(modules, room_mm, _WIDEST_MODULE_MM)
    paper.code128(
        modules,
        card.x_mm + _EDGE_MM - CODE128_QUIET_MODULES * module_mm,
        card.y_mm + _BARS_TOP_MM,
        module_mm=module_mm,
        height_mm=_BARS_HEIGHT_MM,
    )
