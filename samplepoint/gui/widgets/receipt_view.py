"""A receipt to be read out or scanned from the screen: eight words, eighteen characters, a QR.

Owns how it looks; refuses to make one. The symbol is black on white by night too: scanners need it.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from samplepoint.gui.theme import PERSON, SMALLEST
from samplepoint.gui.widgets.painting import LEFT, Painted, draw, fitted, width_of
from samplepoint.gui.workplace import Workplace
from samplepoint.services.receipting import MadeReceipt
from samplepoint.wording import Language

_QUIET = 4
"""Modules of white around a QR (ISO/IEC 18004)."""
_SIDE, _LINE = 150, 36
_ROWS = 4


class ReceiptView(Painted):
    """Two numbered words in a row, four rows, the symbol beside; the characters below."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(workplace, parent)
        self.receipt: MadeReceipt | None = None
        self._rows: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_receipt(self, receipt: MadeReceipt | None) -> None:
        """Show a receipt; None hides it."""
        self.receipt = receipt
        self._rows = receipt.qr if receipt else ()
        self.setVisible(receipt is not None)
        self.setAccessibleName(self.spoken)
        self.update()

    @property
    def words(self) -> tuple[str, ...]:
        """The eight words in the window's language."""
        if self.receipt is None:
            return ()
        is_english = self.workplace.wording.language is Language.ENGLISH
        return self.receipt.words("en" if is_english else "zh_CN")

    @property
    def spoken(self) -> str:
        """What somebody reads out."""
        return " ".join(self.words)

    def sizeHint(self) -> QSize:
        """Be high enough for the rows of words, or the symbol, and the characters."""
        words, symbol = self.look.px(_LINE) * _ROWS, self.look.gap(_SIDE)
        return QSize(self.look.gap(360), max(words, symbol) + self.look.px(_LINE))

    def reworded(self) -> None:
        """Take another size or language."""
        self.updateGeometry()
        super().reworded()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint words, symbol, characters."""
        painter, ink = QPainter(self), self.palette_now.ink
        high, symbol = self.look.px(_LINE), self._paint_symbol(painter)
        across = -(-len(self.words) // _ROWS) or 1
        wide = (self.width() - symbol - self.look.gap(8)) // across
        bold = partial(self.look.font, bold=True)
        # A word is whole before it is large, and none is larger than the others.
        least = int(SMALLEST / max(1.0, self.look.text))
        said = [f"{nth} {word}" for nth, word in enumerate(self.words, start=1)]
        longest = max(said, key=partial(width_of, bold(PERSON)), default="")
        font = fitted(bold, longest, wide - 6, PERSON, least)
        for nth, word in enumerate(said):
            row, column = divmod(nth, across)
            draw(painter, QRect(column * wide, row * high, wide, high), word, font, ink, LEFT)
        if self.receipt is not None:
            groups = self.receipt.groups
            font = fitted(self.look.code_font, groups, self.width(), PERSON, SMALLEST)
            below = max(_ROWS * high, symbol)
            draw(painter, QRect(0, below, self.width(), high), groups, font, ink, LEFT)

    def _paint_symbol(self, painter: QPainter) -> int:
        """Paint the symbol at the right; return its side."""
        count = len(self._rows) + 2 * _QUIET
        # Whole pixels: a module that is cut in half is read by nobody.
        module = max(2, self.look.gap(_SIDE) // count)
        side = module * count
        x = self.width() - side
        painter.fillRect(QRect(x, 0, side, side), Qt.GlobalColor.white)
        for row, line in enumerate(self._rows):
            for column, is_dark in enumerate(line):
                if is_dark == "1":
                    at = (x + (column + _QUIET) * module, (row + _QUIET) * module)
                    painter.fillRect(QRect(*at, module, module), Qt.GlobalColor.black)
        return side
