"""A fingerprint to be compared by eye with another screen: four groups, large, one under another.

Owns how it looks; refuses to know whose it is and what follows from it.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from samplepoint.gui.theme import CODE, TEXT
from samplepoint.gui.widgets.painting import CENTRE, LEFT, Painted, draw, draw_card, fitted
from samplepoint.gui.workplace import Workplace

_GROUPS = 4
_HIGH = 46


class FingerprintView(Painted):
    """A word that says whose it is, and the groups beside each other, or in two rows if narrow."""

    def __init__(self, workplace: Workplace, word: str, parent: QWidget | None = None) -> None:
        """Show nothing yet; `word` is a code."""
        super().__init__(workplace, parent)
        self._word = word
        self.text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_text(self, text: str) -> None:
        """Show a fingerprint; an empty text hides it."""
        self.text = text
        self.setAccessibleName(f"{self.say(self._word)} {text}")
        self.setVisible(bool(text))
        self.update()

    @property
    def _rows(self) -> int:
        return 2 if self.width() < self.look.gap(620) else 1

    def sizeHint(self) -> QSize:
        """Be high enough for two rows of groups and the word."""
        return QSize(self.look.gap(380), self.look.px(36 + 2 * (_HIGH + 8)))

    def reworded(self) -> None:
        """Take another size."""
        self.updateGeometry()
        super().reworded()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the word, then each group in a field of its own."""
        painter = QPainter(self)
        look, palette = self.look, self.palette_now
        draw_card(painter, self.rect(), look)
        rim, high = look.gap(14), look.px(34)
        word = QRect(rim, look.gap(2), self.width() - 2 * rim, high)
        draw(painter, word, self.say(self._word), look.font(TEXT), palette.muted, LEFT)
        rows = self._rows
        across = _GROUPS // rows
        wide, tall = (self.width() - 2 * rim) // across, (self.height() - high - rim) // rows
        for nth, group in enumerate(self.text.split()):
            row, column = divmod(nth, across)
            box = QRect(rim + column * wide, high + row * tall, wide, tall)
            font = fitted(partial(look.code_font, bold=True), group, wide, CODE)
            draw(painter, box, group, font, palette.ink, CENTRE)
