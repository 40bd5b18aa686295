"""Cards of residents: a QR symbol that a desk takes for the whole document, name, masked number.

Owns the card and the household's page of cards; refuses to know who lives where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from samplepoint.domain.own_codes import CARD_PREFIX
from samplepoint.errors import Refusal
from samplepoint.formats.code_text import heavy_ladder, ladder
from samplepoint.formats.label_stock import SHEET_DOT_MM
from samplepoint.formats.labels import label_ground, qr_module_mm, watermark
from samplepoint.formats.page_proof import proved_pdf
from samplepoint.formats.paper import Align, Box, Ink, Lettering, Paper
from samplepoint.formats.sheet_frame import CONTENT_TOP_MM, LEFT_MM, SheetFrame, draw_frame
from samplepoint.formats.symbols import QR_QUIET_MODULES, qr_modules, qr_side_mm

CARD_MM: Final = (87.0, 57.0)
CARDS_A_PAGE: Final = 8
_COLUMNS: Final = 2
_GAP_MM: Final = 6.0
_EDGE_MM: Final = 3.0
_NARROWEST_WORDS_MM: Final = 20.0
_SMALLEST_MM: Final = (70.0, 42.0)
_MOST_ABOVE_MM: Final = 9.0
_ORDINAL_MM: Final = 5.5

_FIRST_CJK: Final = "\u2e80"
"""From here on a line may be broken between any two characters."""
_NAMES: Final = heavy_ladder(20, 6)
_SMALLEST_WHOLE_PT: Final = 7.5


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One resident's card: the text of the symbol, and what people read.

    `number` is masked already. `about` says relation or community, `note`, a line each, how to
    use it; `ordinal` is the place on a household's page, "" on a card of its own.
    """

    code: str
    name: str
    number: str
    about: str = ""
    note: tuple[str, ...] = ()
    ordinal: str = ""
    practice: str = ""

    def draw(self, paper: Paper, room: Box, dot_mm: float) -> None:
        """Draw the symbol on the left, the words beside it.

        Raises:
            Refusal: `card_text` when the code is none of a card; `label_too_small`;
                `symbol_too_wide` when so much stands in the code that it does not fit.
        """
        if not self.code.startswith(CARD_PREFIX):
            raise Refusal("card_text")
        if room.width_mm < _SMALLEST_MM[0] or room.height_mm < _SMALLEST_MM[1]:
            raise Refusal("label_too_small", width_mm=room.width_mm, height_mm=room.height_mm)
        inner = label_ground(paper, room, self.practice)
        rows = qr_modules(self.code)
        square_mm = min(inner.height_mm, inner.width_mm - _NARROWEST_WORDS_MM - _EDGE_MM)
        module_mm = qr_module_mm(rows, square_mm, dot_mm)
        side_mm = qr_side_mm(rows, module_mm)
        down_mm = (inner.height_mm - side_mm) / 2
        paper.qr(rows, inner.x_mm, inner.y_mm + down_mm, module_mm=module_mm)
        # Words stand beside the dark part of the symbol, from its upper to its lower edge.
        above_mm = min(down_mm + QR_QUIET_MODULES * module_mm, _MOST_ABOVE_MM)
        below_mm = above_mm
        if self.ordinal:
            _ordinal(paper, self.ordinal, inner)
            above_mm = max(above_mm, _ORDINAL_MM)
        wide_mm = inner.width_mm - side_mm - _EDGE_MM + 1.0
        high_mm = inner.height_mm - above_mm - below_mm
        _words(paper, self, Box(inner.x_mm + side_mm, inner.y_mm + above_mm, wide_mm, high_mm))


def _ordinal(paper: Paper, text: str, inner: Box) -> None:
    look = heavy_ladder(11, 11, Ink.MUTED)[0]
    right_mm = inner.x_mm + inner.width_mm - 2.0
    paper.write(text, right_mm, inner.y_mm + 4.2, look, align=Align.RIGHT)


def _words(paper: Paper, card: PersonCard, room: Box) -> None:
    if card.practice:
        watermark(paper, room, card.practice)
    wide_mm = room.width_mm
    name = Box(room.x_mm, room.y_mm - 1.0, wide_mm, 0.48 * room.height_mm)
    last_mm = paper.write_in(card.name, name, _whole_words(paper, card.name, wide_mm))
    number = paper.fitting_line(card.number, wide_mm, ladder(10, 5))
    paper.write(card.number, room.x_mm, last_mm + 6.0, number)
    about = Box(room.x_mm, last_mm + 7.6, wide_mm, 6.4)
    paper.write_in(card.about, about, ladder(8.5, 4.5, Ink.MUTED))
    baseline_mm = room.y_mm + room.height_mm
    for line in reversed(card.note):
        paper.write(
            line, room.x_mm, baseline_mm, paper.fitting_line(line, wide_mm, ladder(7, 3, Ink.MUTED))
        )
        baseline_mm -= 3.2


def _whole_words(paper: Paper, name: str, width_mm: float) -> tuple[Lettering, ...]:
    """Return the sizes of a name, without those in which a word would have to be broken."""
    words = [word for word in name.split() if all(char < _FIRST_CJK for char in word)]
    whole = tuple(
        look
        for look in _NAMES
        if all(paper.text_width_mm(word, look) <= width_mm for word in words)
    )
    return whole if whole and whole[0].size_pt >= _SMALLEST_WHOLE_PT else _NAMES


@dataclass(frozen=True, slots=True)
class Household:
    """People who live together, and the words around their page: address, what to do with it."""

    frame: SheetFrame
    cards: tuple[PersonCard, ...]


def household_sheets(
    households: Sequence[Household], *, created_at: datetime, practice: str | None
) -> bytes:
    """Lay out households as an A4 PDF, each on pages of its own, eight cards a page.

    Raises:
        Refusal: as `PersonCard.draw`; `glyph_missing`, `text_too_long`.
        Damage: `symbol_unreadable`, `page_unreadable`.
        Obstacle: `paper_font_absent`.
    """
    title = households[0].frame.title if households else ""
    paper = Paper(title, created_at=created_at, practice=practice)
    return proved_pdf(paper, lambda onto: draw_households(onto, households))


def draw_households(paper: Paper, households: Sequence[Household]) -> None:
    """Draw the pages of all households onto paper."""
    for household in households:
        cards = household.cards
        total = max(1, -(-len(cards) // CARDS_A_PAGE))
        for page in range(total):
            paper.new_page()
            draw_frame(paper, household.frame, number=page + 1, total=total)
            shown = cards[page * CARDS_A_PAGE : (page + 1) * CARDS_A_PAGE]
            for place, card in enumerate(shown):
                row, column = divmod(place, _COLUMNS)
                x_mm = LEFT_MM + column * (CARD_MM[0] + _GAP_MM)
                y_mm = CONTENT_TOP_MM + row * (CARD_MM[1] + 3.0)
                room = Box(x_mm, y_mm, *CARD_MM)
                card.draw(paper, room, SHEET_DOT_MM)
                paper.outline(room, Ink.HAIRLINE, round_mm=2.0)
