"""How much of a strip is there: "3 / 6" to be read from a metre, and a cell for each square.

Owns how it is painted; refuses to gather.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from samplepoint.gui.shades import Shade
from samplepoint.gui.theme import HEAD, SLOT, SMALLEST, TEXT, colour
from samplepoint.gui.widgets.painting import CENTRE, LEFT, Painted, draw, draw_card, fitted
from samplepoint.gui.workplace import Workplace

_HIGH, _BIG, _CELL, _GAP, _RIM = 158, 66, 32, 8, 18
_ROWS = 2


@dataclass(frozen=True, slots=True)
class StripState:
    """How many squares there are in all, 0 while no strip is known, and which do not lie there."""

    box: str = ""
    count: int = 0
    missing: tuple[int, ...] = ()

    @property
    def have(self) -> int:
        """Return how many are there."""
        return self.count - len(self.missing)


class SquareCount(Painted):
    """A card with the count, the cells in the order of the numbers, and what is still missing."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Begin without a strip."""
        super().__init__(workplace, parent)
        self.state = StripState()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_state(self, state: StripState) -> None:
        """Show how much there is now."""
        if state != self.state:
            self.state = state
            self.update()

    def sizeHint(self) -> QSize:
        """Be as high as the number, a sentence and two rows of cells."""
        return QSize(self.look.gap(300), max(self.look.gap(_HIGH), self.look.px(_HIGH)))

    def reworded(self) -> None:
        """Take another size."""
        self.updateGeometry()
        super().reworded()

    @property
    def lines(self) -> tuple[str, str]:
        """Return which box it is of, and what is missing."""
        state = self.state
        if not state.count:
            return "", self.say("strip_count_none")
        box = self.say("strip_count_box", box=state.box)
        if not state.missing:
            return box, self.say("strip_count_whole")
        return box, self.say("strip_count_missing", missing=", ".join(map(str, state.missing)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint number and box beside each other, the sentence, the cells."""
        painter, palette, state = QPainter(self), self.palette_now, self.state
        draw_card(painter, self.rect(), self.look)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rim = self.look.gap(_RIM)
        room = self.rect().adjusted(rim, self.look.gap(6), -rim, -self.look.gap(10))
        box, missing = self.lines
        if not state.count:
            self._paint_text(painter, room, missing)
            return
        ink = Shade.ACCEPTED.ink(palette) if not state.missing else palette.ink
        big = QRect(room.x(), room.y(), room.width(), self.look.px(_BIG))
        text = f"{state.have} / {state.count}"
        font = fitted(
            lambda px: self.look.font(px, bold=True), text, room.width() // 2, HEAD, SMALLEST
        )
        draw(painter, big, text, font, ink, LEFT)
        side = big.adjusted(room.width() // 2, 0, 0, 0)
        draw(painter, side, box, fitted(self.look.font, box, side.width(), SLOT), palette.ink, LEFT)
        line = QRect(room.x(), big.bottom(), room.width(), self.look.px(32))
        font = fitted(lambda px: self.look.font(px, bold=True), missing, room.width(), SLOT)
        draw(painter, line, missing, font, ink, LEFT)
        self._paint_cells(painter, room.adjusted(0, line.bottom() - room.y() + rim // 2, 0, 0))

    def _paint_text(self, painter: QPainter, room: QRect, text: str) -> None:
        painter.setFont(self.look.font(TEXT))
        painter.setPen(colour(self.palette_now.muted))
        painter.drawText(room, int(CENTRE | Qt.TextFlag.TextWordWrap), text)

    def _paint_cells(self, painter: QPainter, room: QRect) -> None:
        """Paint a cell for each square: filled when it is there; a long strip has smaller ones."""
        palette, state, gap = self.palette_now, self.state, self.look.gap(_GAP)
        a_row = -(-state.count // _ROWS) if state.count > 8 else state.count
        side = min(self.look.gap(_CELL), (room.width() + gap) // max(1, a_row) - gap)
        if side < self.look.gap(12):
            return  # the sentence names them
        for number in range(1, state.count + 1):
            row, column = divmod(number - 1, a_row)
            at = QRectF(
                room.x() + column * (side + gap), room.y() + row * (side + gap), side, side
            ).adjusted(1, 1, -1, -1)
            is_here = number not in state.missing
            fill = palette.accepted if is_here else palette.field
            painter.setPen(QPen(colour(palette.accepted if is_here else palette.muted), 2))
            painter.setBrush(colour(fill))
            painter.drawRoundedRect(at, 4, 4)
            ink = palette.on_colour if is_here else palette.muted
            draw(painter, at.toRect(), str(number), self.look.font(SMALLEST), ink, CENTRE)
