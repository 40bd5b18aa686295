"""A sheet to try a camera with: the card of nobody, a tube's code, a square code.

Owns the drawing; refuses to judge what a camera makes of it. The person is invented: the number's
sequence 000 is never issued, and the name says what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from samplepoint.formats.label_stock import SHEET_DOT_MM
from samplepoint.formats.page_proof import proved_pdf
from samplepoint.formats.paper import Align, Box, Ink, Lettering, Paper
from samplepoint.formats.printer_test import ladder_code
from samplepoint.formats.sheet_frame import LEFT_MM, SheetFrame, draw_frame
from samplepoint.formats.symbols import code128_modules, qr_modules

CARD_MM: Final = (85.6, 54.0)
"""ID-1 of ISO/IEC 7810."""
CARD_NUMBER: Final = "110101199003070003"
CARD_NAME: Final = "样本卡"
CARD_BIRTH: Final = ("1990", "3", "7")
CARD_ADDRESS: Final = ("北京市东城区样本路一号",)

_CARD_AT: Final = (LEFT_MM, 50.0)
_LABELS: Final = {
    "姓名": (5.9, 9.6),
    "性别": (5.9, 16.4),
    "民族": (25.9, 16.4),
    "出生": (5.9, 23.1),
    "住址": (5.9, 29.9),
    "公民身份号码": (5.9, 48.4),
}
"""Where each label of a second-generation card begins on its baseline, in mm from the corner."""
_VALUES: Final = {"女": (15.9, 16.4), "汉": (34.4, 16.4)}
_DATE: Final = (("年", 15.9, 25.2), ("月", 28.6, 34.0), ("日", 37.9, 43.0))
_NUMBER_ENDS: Final = (30.3, 74.6)
_LABEL: Final = Lettering(7.2, Ink.ACTION)
_VALUE: Final = Lettering(8.4)
_NAME: Final = Lettering(10.0)
_DIGIT: Final = Lettering(11.0, thicker_pt=0.2)
_CAPTION: Final = Lettering(10.0, Ink.MUTED)
_BAR_MM: Final = 8 * SHEET_DOT_MM
_SQUARE_MM: Final = 14 * SHEET_DOT_MM


@dataclass(frozen=True, slots=True)
class CameraWords:
    """The words of the sheet: its frame, and what stands beside each thing to show."""

    frame: SheetFrame
    card: str
    bars: str
    square: str


def camera_test_page(words: CameraWords, *, created_at: datetime, practice: str | None) -> bytes:
    """Lay out the sheet, A4, the card at its true size.

    Raises:
        Refusal: `glyph_missing`, `text_too_long`. Damage: `page_unreadable`.
        Obstacle: `paper_font_absent`.
    """
    paper = Paper(words.frame.title, created_at=created_at, practice=practice)
    return proved_pdf(paper, lambda onto: _draw(onto, words))


def _draw(paper: Paper, words: CameraWords) -> None:
    paper.new_page()
    draw_frame(paper, words.frame, number=1, total=1)
    left_mm, top_mm = _CARD_AT
    paper.write(words.card, left_mm, top_mm - 4.0, _CAPTION)
    _card(paper, left_mm, top_mm)
    paper.write(words.bars, left_mm, 132.0, _CAPTION)
    bars = code128_modules(ladder_code(_BAR_MM))
    paper.code128(bars, left_mm, 136.0, module_mm=_BAR_MM, height_mm=18.0)
    paper.write(words.square, left_mm, 176.0, _CAPTION)
    square = qr_modules(ladder_code(_SQUARE_MM))
    paper.qr(square, left_mm, 180.0, module_mm=_SQUARE_MM)


def _card(paper: Paper, left_mm: float, top_mm: float) -> None:
    edge = Box(left_mm, top_mm, *CARD_MM)
    paper.fill([edge], Ink.WHITE)
    paper.outline(edge, Ink.MUTED, round_mm=3.0)

    def put(text: str, x_mm: float, y_mm: float, lettering: Lettering) -> None:
        paper.write(text, left_mm + x_mm, top_mm + y_mm, lettering)

    for text, (x_mm, y_mm) in _LABELS.items():
        put(text, x_mm, y_mm, _LABEL)
    put(CARD_NAME, 15.9, 9.8, _NAME)
    for text, (x_mm, y_mm) in _VALUES.items():
        put(text, x_mm, y_mm, _VALUE)
    for part, (mark, x_mm, mark_mm) in zip(CARD_BIRTH, _DATE, strict=True):
        put(part, x_mm, 23.1, _VALUE)
        put(mark, mark_mm, 23.1, _LABEL)
    for row, line in enumerate(CARD_ADDRESS):
        put(line, 15.9, 29.9 + 4.2 * row, _VALUE)
    first_mm, last_mm = _NUMBER_ENDS
    pitch_mm = (last_mm - first_mm) / (len(CARD_NUMBER) - 1)
    for at, digit in enumerate(CARD_NUMBER):
        x_mm = left_mm + first_mm + at * pitch_mm
        paper.write(digit, x_mm, top_mm + 48.6, _DIGIT, align=Align.CENTRE)
