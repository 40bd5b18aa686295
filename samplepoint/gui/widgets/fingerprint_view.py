"""A fingerprint to be compared by eye with another screen: four groups, large, one under another.

Owns how it looks; refuses to know whose it is and what follows from it.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from samplepoint.gui.theme import CODE, TEXT
from samplepoint.gui.widgets.painting import (
    CENTRE,
    LEFT,
    Painted,
    draw,
    draw_card,
    fitted,
    width_of,
)
from samplepoint.gui.workplace import Workplace

_GROUPS = 4
_HIGH = 46
_RIM = 14
_LEAST = 36
"""A row of all groups is not written smaller than this: there are two rows instead."""
_APART = " "
"""Between groups there is room for a character or more: they never look like one."""


class FingerprintView(Painted):
    """A word that says whose it is, and the groups beside each other, or in two rows if narrow."""

    def __init__(self, workplace: Workplace, word: str, parent: QWidget | None = None) -> None:
        """Show nothing yet; `word` is a code."""
        super().__init__(workplace, parent)
        self._word = word
        self.text = self._whose = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_text(self, text: str, whose: str = "") -> None:
        """Show a fingerprint, and whose it is; an empty text hides it."""
        self.text, self._whose = text, whose
        self.setAccessibleName(f"{self.say(self._word)} {text}")
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    @property
    def _rows(self) -> int:
        return 2 if self.width() < self._one_row() else 1

    def _one_row(self) -> int:
        """Return the least width for all groups beside each other."""
        groups = "".join(group + _APART for group in self.text.split())
        return width_of(self._font(_LEAST), groups) + 2 * self.look.gap(_RIM)

    def _font(self, design: int) -> QFont:
        return self.look.code_font(design, bold=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take another height where the groups fit into one row, or no longer."""
        was_narrow = event.oldSize().width() < self._one_row()
        if was_narrow is not (self._rows > 1):
            self.updateGeometry()
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        """Be high enough for the rows of groups and the word."""
        return QSize(self.look.gap(380), self.look.px(36 + self._rows * (_HIGH + 8)))

    def reworded(self) -> None:
        """Take another size."""
        self.updateGeometry()
        super().reworded()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the word, then each group in a field of its own."""
        painter = QPainter(self)
        look, palette = self.look, self.palette_now
        draw_card(painter, self.rect(), look)
        rim, high = look.gap(_RIM), look.px(34)
        word = QRect(rim, look.gap(2), self.width() - 2 * rim, high)
        said = " · ".join(part for part in (self._whose, self.say(self._word)) if part)
        draw(painter, word, said, look.font(TEXT), palette.muted, LEFT)
        for box, group, font in self.boxes():
            draw(painter, box, group, font, palette.ink, CENTRE)

    def boxes(self) -> list[tuple[QRect, str, QFont]]:
        """Return where each group stands, and in which font."""
        rim, high, rows = self.look.gap(_RIM), self.look.px(34), self._rows
        across = _GROUPS // rows
        wide, tall = (self.width() - 2 * rim) // across, (self.height() - high - rim) // rows
        made = []
        for nth, group in enumerate(self.text.split()):
            row, column = divmod(nth, across)
            box = QRect(rim + column * wide, high + row * tall, wide, tall)
            made.append((box, group, fitted(self._font, group + _APART, wide, CODE)))
        return made
