"""A transport box as the packer sees it: a rack of 4 x 5 tubes from above, filling up.

Owns the places of the tubes and how full and empty ones look; refuses to know what may be packed.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QRadialGradient
from PySide6.QtWidgets import QWidget

from samplepoint.gui.theme import PERSON, SLOT, SMALLEST, colour
from samplepoint.gui.widgets.painting import CENTRE, Painted, draw, fitted
from samplepoint.gui.workplace import Workplace
from samplepoint.services.picture import BoxPicture

COLUMNS, ROWS = 5, 4
_SHOWN_END = 4
_TRAY_ALPHA = 46


@dataclass(frozen=True, slots=True)
class RackState:
    """The tubes of one box in the order of packing; no code: no box is open."""

    code: str = ""
    tubes: tuple[tuple[str, int], ...] = ()
    capacity: int = COLUMNS * ROWS
    missing: tuple[str, ...] = ()
    """Tubes that were not found when every one was scanned again."""

    @classmethod
    def of(cls, box: BoxPicture | None) -> RackState:
        """Read it off the picture of the desk."""
        return cls(box.code, box.tubes, box.capacity, box.missing) if box else cls()

    @property
    def people(self) -> int:
        """How many people are in the box."""
        return sum(people for _code, people in self.tubes)

    @property
    def grid(self) -> tuple[int, int]:
        """Columns and rows: five abreast, four rows at least, more where there are more tubes."""
        places = max(len(self.tubes), self.capacity, 1)
        columns = COLUMNS if places <= COLUMNS * 8 else 2 * COLUMNS
        return columns, max(ROWS, -(-places // columns))


class BoxRack(Painted):
    """The painted rack. It takes no keys and no focus."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start without a box."""
        super().__init__(workplace, parent)
        self._state = RackState()

    @property
    def state(self) -> RackState:
        """What is shown."""
        return self._state

    def show_state(self, state: RackState) -> None:
        """Show a box; repaint when it differs."""
        if state != self._state:
            self._state = state
            self.update()

    def well(self, index: int) -> QRectF:
        """Return the round place of the tube packed as number `index`, from 0."""
        columns, rows = self._state.grid
        pad = self.look.gap(14)
        wide, high = (self.width() - 2 * pad) / columns, (self.height() - 2 * pad) / rows
        side = min(wide, high) * 0.86
        row, column = divmod(index, columns)
        x, y = pad + (column + 0.5) * wide, pad + (row + 0.5) * high
        return QRectF(x - side / 2, y - side / 2, side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tray and its places."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, radius = self.palette_now, self.look.gap(12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(self.rect(), colour(palette.bar))
        tray = QColor(palette.bar_muted)
        tray.setAlpha(_TRAY_ALPHA)
        painter.setBrush(tray)
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        if not self._state.code:
            self._paint_none(painter)
            return
        columns, rows = self._state.grid
        for index in range(columns * rows):
            self._paint_place(painter, index)

    def _paint_none(self, painter: QPainter) -> None:
        text = self.say("pack_no_box")
        font = fitted(self.look.font, text, self.width() - self.look.gap(40), PERSON)
        draw(painter, self.rect(), text, font, self.palette_now.bar_ink, CENTRE)

    def _paint_place(self, painter: QPainter, index: int) -> None:
        well, tubes = self.well(index), self._state.tubes
        if index < len(tubes):
            self._paint_tube(painter, well, index)
            return
        palette = self.palette_now
        is_spare = index >= self._state.capacity
        ring = colour(palette.bar_muted)
        style = Qt.PenStyle.DotLine if is_spare else Qt.PenStyle.SolidLine
        painter.setPen(QPen(ring, self.look.gap(1.6), style))
        painter.setBrush(colour(palette.bar))
        painter.drawEllipse(well)
        if not is_spare:
            small = self.look.font(SMALLEST)
            draw(painter, well.toRect(), str(index + 1), small, palette.bar_muted, CENTRE)

    def _paint_tube(self, painter: QPainter, well: QRectF, index: int) -> None:
        """Paint a cap from above with the end of its code, and its people below."""
        code, people = self._state.tubes[index]
        palette = self.palette_now
        is_newest = index == len(self._state.tubes) - 1
        is_missing = code in self._state.missing
        cap = palette.warning if is_missing else palette.accepted
        glow = QRadialGradient(well.center() - QPointF(0, well.height() / 6), well.width() * 0.7)
        glow.setColorAt(0, colour(cap).lighter(118))
        glow.setColorAt(1, colour(cap))
        edge = colour(palette.bar_ink) if is_newest else colour(cap).darker(140)
        wide = self.look.gap(4 if is_newest else 2)
        painter.setPen(QPen(edge, wide))
        painter.setBrush(glow)
        painter.drawEllipse(well.adjusted(wide / 2, wide / 2, -wide / 2, -wide / 2))
        inside = well.adjusted(6, 6, -6, -6).toRect()
        end = code[-_SHOWN_END:]
        font = fitted(lambda px: self.look.code_font(px, bold=True), end, inside.width(), SLOT, 11)
        upper = QRect(inside.x(), inside.y(), inside.width(), round(inside.height() * 0.6))
        draw(painter, upper, end, font, palette.on_colour, CENTRE)
        lower = QRect(
            inside.x(), upper.bottom() - self.look.gap(4), inside.width(), inside.height() // 3
        )
        missing = self.say("pack_missing_tube")
        said = missing if is_missing else self.say("pack_people", people=people)
        small = fitted(self.look.font, said, round(inside.width() * 0.8), SMALLEST, 10)
        draw(painter, lower, said, small, palette.on_colour, CENTRE)
