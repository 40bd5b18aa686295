"""What is where, in one big line: stored here only, handed over, acknowledged.

Owns how the three numbers look; refuses to count. Each has a shape of its own, so that the line is
read without colours too.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from samplepoint.gui.shades import Shade
from samplepoint.gui.theme import TEXT
from samplepoint.gui.widgets.painting import LEFT, Painted, draw, draw_card, draw_mark, fitted
from samplepoint.gui.workplace import Workplace
from samplepoint.services.picture import DeskPicture
from samplepoint.services.whereabouts import WhereIs

_HIGH, _MARK, _NUMBER = 88, 30, 48
_PARTS = (
    ("bar_stored", Shade.WARNING),
    ("bar_handed", Shade.FULL),
    ("bar_acknowledged", Shade.ACCEPTED),
)


class WhereLine(Painted):
    """Three numbers side by side on a card; nobody here only needs no warning."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Show what the desk knows already, and follow it."""
        super().__init__(workplace, parent)
        self.where = WhereIs()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        workplace.pictured.connect(self._follow)
        if workplace.picture is not None:
            self._follow(workplace.picture)

    def _follow(self, seen: DeskPicture) -> None:
        counts = seen.counts
        now = WhereIs(counts.stored_here, counts.handed_over, counts.acknowledged)
        if now != self.where:
            self.where = now
            self.update()

    def sizeHint(self) -> QSize:
        """Be as high as a big number and its word."""
        return QSize(self.look.gap(600), max(self.look.gap(_HIGH), self.look.px(_HIGH)))

    def reworded(self) -> None:
        """Take another size."""
        self.updateGeometry()
        super().reworded()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint number over word, three times."""
        painter = QPainter(self)
        draw_card(painter, self.rect(), self.look)
        numbers = (self.where.here_only, self.where.handed_over, self.where.acknowledged)
        wide = self.width() // len(_PARTS)
        for nth, (number, (word, shade)) in enumerate(zip(numbers, _PARTS, strict=True)):
            self._paint_part(
                painter, QRect(nth * wide, 0, wide, self.height()), number, word, shade
            )

    def _paint_part(
        self, painter: QPainter, room: QRect, number: int, word: str, shade: Shade
    ) -> None:
        look, palette, rim = self.look, self.palette_now, self.look.gap(22)
        side = look.gap(_MARK)
        is_loud = bool(number) or shade is not Shade.WARNING
        mark = QRectF(room.x() + rim, room.y() + look.gap(16), side, side)
        shown = shade if is_loud else Shade.ACCEPTED
        draw_mark(painter, mark, shown, shown.ink(palette))
        x = room.x() + rim + side + look.gap(14)
        text, right = f"{number:,}", room.right() - look.gap(6)
        head = QRect(x, room.y() + look.gap(4), right - x, look.px(54))

        font = fitted(partial(look.font, bold=True), text, head.width(), _NUMBER)
        draw(painter, head, text, font, palette.ink, LEFT)
        below = QRect(x, head.bottom() + 1, right - x, look.px(28))
        draw(painter, below, self.say(word), look.font(TEXT), palette.muted, LEFT)
