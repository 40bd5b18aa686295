"""What every printed sheet of the house has around its content: heading, place, foot, number.

Owns where they stand on an A4 page; refuses to know words and content.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from samplepoint.formats.paper import Align, Ink, Lettering, Paper

LEFT_MM: Final = 15.0
RIGHT_MM: Final = 195.0
CONTENT_TOP_MM: Final = 37.0
CONTENT_BOTTOM_MM: Final = 281.0
_TITLE_BASELINE_MM: Final = 22.0
_SENTENCE_BASELINE_MM: Final = 29.5
_FOOT_BASELINE_MM: Final = 286.0

_TITLES: Final = tuple(Lettering(size, thicker_pt=0.5) for size in (24, 20, 16, 12))
_PLACES: Final = tuple(Lettering(size, Ink.INK) for size in (10, 8.5, 7))
_SENTENCES: Final = tuple(Lettering(size, Ink.MUTED) for size in (10, 8.5, 7))
_FOOTS: Final = tuple(Lettering(size, Ink.MUTED) for size in (8, 7, 6))
_TITLE_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """The words around a sheet: title, what to do with it, where it belongs, the foot."""

    title: str
    sentence: str
    place: str
    foot: str


def draw_frame(paper: Paper, frame: SheetFrame, *, number: int, total: int) -> None:
    """Write heading and foot of page `number` of `total`.

    Raises:
        Refusal: `glyph_missing`; `text_too_long` when a line does not fit even in small type.
    """
    width_mm = RIGHT_MM - LEFT_MM
    title = paper.fitting_line(frame.title, width_mm * _TITLE_SHARE, _TITLES)
    place = paper.fitting_line(frame.place, width_mm * (1 - _TITLE_SHARE) - 4.0, _PLACES)
    sentence = paper.fitting_line(frame.sentence, width_mm, _SENTENCES)
    foot = paper.fitting_line(frame.foot, width_mm - 20.0, _FOOTS)
    paper.write(frame.title, LEFT_MM, _TITLE_BASELINE_MM, title)
    paper.write(frame.place, RIGHT_MM, _TITLE_BASELINE_MM, place, align=Align.RIGHT)
    paper.write(frame.sentence, LEFT_MM, _SENTENCE_BASELINE_MM, sentence)
    paper.write(frame.foot, LEFT_MM, _FOOT_BASELINE_MM, foot)
    pages = f"{number} / {total}"
    paper.write(pages, RIGHT_MM, _FOOT_BASELINE_MM, foot, align=Align.RIGHT)
