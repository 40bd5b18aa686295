"""Common label stock as data: sheets of A4 and rolls, in mm.

Owns sizes and where each label stands; refuses to know what is printed on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from samplepoint.errors import Refusal
from samplepoint.formats.paper import A4_MM, Box

SHEET_DOT_MM: Final = 25.4 / 600
ROLL_DOT_MM: Final = 0.125
"""Thermal printers have 8 dots a mm; a bar that is no whole number of them is a bar misread."""


class LabelUse(StrEnum):
    """What a label is for."""

    TUBE = "tube"
    BOX = "box"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class LabelStock:
    """One kind of label stock: the page (or one label of a roll), and the grid of labels on it.

    `pitch_mm` is from one label's left (upper) edge to the next one's, `dot_mm` the printer's dot.
    """

    name: str
    uses: frozenset[LabelUse]
    page_mm: tuple[float, float]
    label_mm: tuple[float, float]
    left_mm: float = 0.0
    top_mm: float = 0.0
    pitch_mm: tuple[float, float] = (0.0, 0.0)
    columns: int = 1
    rows: int = 1
    dot_mm: float = ROLL_DOT_MM

    @property
    def labels_a_page(self) -> int:
        """How many labels a page has; a roll has one."""
        return self.columns * self.rows

    @property
    def is_roll(self) -> bool:
        """Tell whether each label is a page of its own."""
        return self.page_mm == self.label_mm

    def places(self) -> list[Box]:
        """Return where the labels of a page stand, line by line from the upper left."""
        across_mm, down_mm = self.pitch_mm
        return [
            Box(self.left_mm + column * across_mm, self.top_mm + row * down_mm, *self.label_mm)
            for row in range(self.rows)
            for column in range(self.columns)
        ]

    def one_a_page(self) -> LabelStock:
        """Return the same label alone on its page, for files that hold one label each."""
        return LabelStock(self.name, self.uses, self.label_mm, self.label_mm, dot_mm=self.dot_mm)


def _sheet(
    count: int,
    uses: tuple[LabelUse, ...],
    label_mm: tuple[float, float],
    grid: tuple[int, int],
    gap_mm: tuple[float, float] = (0.0, 0.0),
) -> LabelStock:
    """Describe a sheet of A4 whose grid stands in the middle, as on all stock named here."""
    pitch = (label_mm[0] + gap_mm[0], label_mm[1] + gap_mm[1])
    left, top = (
        (page - (lines - 1) * step - label) / 2
        for page, lines, step, label in zip(A4_MM, grid, pitch, label_mm, strict=True)
    )
    return LabelStock(
        f"a4_{count}", frozenset(uses), A4_MM, label_mm, left, top, pitch, *grid, SHEET_DOT_MM
    )


def _roll(wide_mm: int, high_mm: int, *uses: LabelUse) -> LabelStock:
    size = (float(wide_mm), float(high_mm))
    return LabelStock(f"roll_{wide_mm}x{high_mm}", frozenset(uses), size, size)


STOCKS: Final = (
    _sheet(65, (LabelUse.TUBE,), (38.1, 21.2), (5, 13), (2.54, 0.0)),
    _sheet(40, (LabelUse.TUBE,), (48.5, 25.4), (4, 10)),
    _sheet(24, (LabelUse.TUBE,), (63.5, 33.9), (3, 8), (2.54, 0.0)),
    _sheet(21, (LabelUse.TUBE,), (63.5, 38.1), (3, 7), (2.54, 0.0)),
    _sheet(10, (LabelUse.CARD,), (85.0, 54.0), (2, 5), (10.0, 0.0)),
    _sheet(8, (LabelUse.BOX, LabelUse.CARD), (105.0, 74.0), (2, 4)),
    _sheet(4, (LabelUse.BOX, LabelUse.CARD), (105.0, 148.5), (2, 2)),
    _sheet(2, (LabelUse.BOX,), (210.0, 148.5), (1, 2)),
    _roll(50, 30, LabelUse.TUBE),
    _roll(40, 20, LabelUse.TUBE),
    _roll(40, 30, LabelUse.TUBE),
    _roll(30, 20, LabelUse.TUBE),
    _roll(60, 40, LabelUse.TUBE),
    _roll(100, 70, LabelUse.BOX, LabelUse.CARD),
    _roll(100, 100, LabelUse.BOX),
    _roll(100, 150, LabelUse.BOX),
)
"""What is sold everywhere. The first of a use is the one that is offered first."""


def stock_named(name: str) -> LabelStock:
    """Return a stock by its name.

    Raises:
        Refusal: `label_stock_unknown`.
    """
    for stock in STOCKS:
        if stock.name == name:
            return stock
    raise Refusal("label_stock_unknown", stock=name)


def stocks_for(use: LabelUse) -> list[LabelStock]:
    """Return the stock on which something is printed, the usual one first."""
    return [stock for stock in STOCKS if use in stock.uses]
