"""What stands in the place of the rack while its tubes are counted by eye or scanned again.

Owns one sentence, one large number and how to go on; refuses to know how many tubes there are.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from samplepoint.gui.theme import COUNT, PERSON, SLOT, colour
from samplepoint.gui.widgets.painting import CENTRE, Painted, draw, fitted
from samplepoint.gui.workplace import Workplace
from samplepoint.services.picture import BoxPicture

_FIELD_WIDE, _FIELD_HIGH, _CARET = 320, 168, 76
_TRAY_ALPHA = 46


@dataclass(frozen=True, slots=True)
class CountState:
    """The count or the scans under way; neither when nothing of the box is hidden."""

    is_counting: bool = False
    digits: str = ""
    attempts: int = 0
    proof_by: str = ""
    is_rescan: bool = False
    scanned: int = 0
    elsewhere: str = ""
    """The seat that counts or proves this box, where it is another one."""

    @classmethod
    def of(cls, box: BoxPicture | None) -> CountState:
        """Read it off the picture of the desk."""
        if box is None or not box.is_blind:
            return cls()
        return cls(
            box.is_counting,
            box.digits,
            box.attempts,
            box.proof_by,
            box.is_rescan,
            box.proof_scanned,
            box.blind_at,
        )

    @property
    def is_blind(self) -> bool:
        """Tell whether the rack has to be hidden."""
        return self.is_here or bool(self.elsewhere)

    @property
    def is_here(self) -> bool:
        """Tell whether it is this seat that counts or scans."""
        return self.is_counting or bool(self.proof_by)

    @property
    def number(self) -> str:
        """What the field shows: digits entered, or tubes scanned in this proof."""
        return str(self.scanned) if self.proof_by else self.digits


class BoxCount(Painted):
    """The painted field. It takes no keys: digits come as readings, like everything here."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start with nothing to count."""
        super().__init__(workplace, parent)
        self._state = CountState()

    @property
    def state(self) -> CountState:
        """What is shown."""
        return self._state

    def show_state(self, state: CountState) -> None:
        """Show a count or a proof; repaint when it differs."""
        if state != self._state:
            self._state = state
            self.update()

    @property
    def lines(self) -> tuple[str, str, str]:
        """What to do, what stands under the number, and how to go on."""
        state = self._state
        if state.proof_by:
            asked = "pack_rescan" if state.is_rescan else "pack_proof"
            scanned, end = self.say("pack_proof_scanned"), self.say("pack_proof_end")
            return self.say(asked, by=state.proof_by), scanned, end
        if not state.is_counting:
            return self.say("pack_elsewhere", desk=state.elsewhere), "", self.say("pack_wait")
        asked = "pack_count_again" if state.attempts else "pack_count"
        now = "pack_count_confirm" if state.digits else "pack_count_enter"
        return self.say(asked), self.say("pack_count_unit"), self.say(now)

    @property
    def _field(self) -> QRect:
        wide, high = self.look.gap(_FIELD_WIDE), self.look.gap(_FIELD_HIGH)
        return QRect((self.width() - wide) // 2, (self.height() - high) // 2, wide, high)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tray, the sentence above the field and what follows below it."""
        painter, palette = QPainter(self), self.palette_now
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colour(palette.bar))
        painter.setPen(Qt.PenStyle.NoPen)
        tray = QColor(palette.bar_muted)
        tray.setAlpha(_TRAY_ALPHA)
        painter.setBrush(tray)
        radius = self.look.gap(12)
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        asked, unit, now = self.lines
        field = self._field
        self._paint_line(painter, QRect(0, 0, self.width(), field.top()), asked, PERSON)
        self._paint_field(painter, field)
        high = self.look.gap(44)
        below = QRect(0, field.bottom() + self.look.gap(6), self.width(), high)
        self._paint_line(painter, below, unit, PERSON)
        rest = QRect(0, below.bottom(), self.width(), self.height() - below.bottom())
        self._paint_line(painter, rest, now, SLOT)

    def _paint_line(self, painter: QPainter, room: QRect, text: str, size: int) -> None:
        side = self.look.gap(16)
        inside = room.adjusted(side, 0, -side, 0)
        font = fitted(lambda px: self.look.font(px, bold=True), text, inside.width(), size)
        draw(painter, inside, text, font, self.palette_now.bar_ink, CENTRE)

    def _paint_field(self, painter: QPainter, field: QRect) -> None:
        palette, radius = self.palette_now, self.look.gap(12)
        is_open = self._state.is_counting
        painter.setPen(
            QPen(colour(palette.full), self.look.gap(4)) if is_open else Qt.PenStyle.NoPen
        )
        painter.setBrush(colour(palette.field))
        painter.drawRoundedRect(QRectF(field), radius, radius)
        number = self._state.number
        if number:
            font = self.look.font(COUNT, bold=True)
            draw(painter, field, number, font, palette.ink, CENTRE)
            return
        if not is_open:
            draw(painter, field, "\u2013", self.look.font(COUNT), palette.muted, CENTRE)
            return
        high, wide = self.look.gap(_CARET), self.look.gap(4)
        centre = field.center()
        caret = QRect(centre.x() - wide // 2, centre.y() - high // 2, wide, high)
        painter.fillRect(caret, colour(palette.muted))
