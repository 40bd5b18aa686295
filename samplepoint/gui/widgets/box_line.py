"""The last line of the tube card: the box with its progress, the day, the pace, the oldest sample.

Owns the order in which things give way; refuses to count.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from samplepoint.gui.theme import TEXT, colour
from samplepoint.gui.widgets.painting import Painted, draw, width_of
from samplepoint.gui.workplace import Workplace
from samplepoint.services.picture import DeskPicture

_LATE_SOON_MINUTES = 30


@dataclass(frozen=True, slots=True)
class BoxLineState:
    """Numbers of the line; `late_in` is minutes until the oldest sample is late, None: none."""

    box: str
    tubes: int
    box_capacity: int
    loose: int
    today: int
    pace: int
    late_in: int | None
    is_blind: bool = False
    """Somebody counts the box: how many tubes it has is not told, and not told wrong."""

    @classmethod
    def of(cls, seen: DeskPicture) -> BoxLineState:
        """Read it off the picture of the desk."""
        box, counts = seen.box, seen.counts
        waits = counts.oldest_minutes >= 0
        return cls(
            box.code if box else "",
            len(box.tubes) if box else 0,
            box.capacity if box else 0,
            seen.loose_tubes,
            counts.today,
            counts.last_hour,
            seen.oldest_limit_minutes - counts.oldest_minutes if waits else None,
            box is not None and box.is_blind,
        )


class BoxLine(Painted):
    """One painted line under a divider."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start with nothing."""
        super().__init__(workplace, parent)
        self._state: BoxLineState | None = None

    @property
    def state(self) -> BoxLineState | None:
        """What is shown."""
        return self._state

    def show_state(self, state: BoxLineState) -> None:
        """Show numbers; repaint when one differs."""
        if state != self._state:
            self._state = state
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint from the right: day, pace and age must stay; the bar takes what is left."""
        painter = QPainter(self)
        palette = self.palette_now
        painter.fillRect(self.rect(), colour(palette.card))
        painter.fillRect(QRect(0, 0, self.width(), 1), colour(palette.line))
        state = self._state
        if state is None:
            return
        gap = self.look.gap(22)
        end = self._paint_day(painter, state, gap)
        word, code = self.say("line_box" if state.box else "line_no_box"), state.box
        plain, bold = self.look.font(TEXT), self.look.font(TEXT, bold=True)
        x = draw(painter, self._room(0, end), word, plain, palette.muted)
        if not code:
            self._paint_loose(painter, state, x + gap, end - gap)
            return
        x += self.look.gap(8)
        x += draw(painter, self._room(x, end - gap), code, bold, palette.ink)
        filled = self.filled
        wide = width_of(plain, filled)
        if end - x > wide + 2 * gap:
            end -= wide + gap
            draw(painter, self._room(end, end + wide + 1), filled, plain, palette.ink)
        if not state.is_blind:
            self._paint_bar(painter, state, x + gap, end - gap)

    @property
    def filled(self) -> str:
        """How full the box is, in words; that it is being counted while nobody may know."""
        state = self._state
        if state is None or not state.box:
            return ""
        if state.is_blind:
            return self.say("line_counting")
        return self.say("line_filled", tubes=state.tubes, capacity=state.box_capacity)

    def _room(self, start: int, end: int) -> QRect:
        return QRect(start, 0, max(0, end - start), self.height())

    def _paint_day(self, painter: QPainter, state: BoxLineState, gap: int) -> int:
        """Paint day, pace and age; return where they begin."""
        palette, end = self.palette_now, self.width()
        pieces: list[tuple[str, QFont, str]] = []
        if state.late_in is not None:
            is_late = state.late_in <= 0
            code = "line_late" if is_late else "line_late_in"
            ink = palette.refused_ink if is_late else palette.muted
            if 0 < state.late_in <= _LATE_SOON_MINUTES:
                ink = palette.warning_ink
            font = self.look.font(TEXT, bold=state.late_in <= _LATE_SOON_MINUTES)
            pieces.append((self.say(code, minutes=abs(state.late_in)), font, ink))
        today = self.say("line_today", today=f"{state.today:,}", pace=f"{state.pace:,}")
        pieces.append((today, self.look.font(TEXT), palette.ink))
        for text, font, ink in pieces:
            wide = width_of(font, text)
            draw(painter, self._room(max(0, end - wide), end + 1), text, font, ink)
            end -= wide + gap
        return end + gap

    def _paint_loose(self, painter: QPainter, state: BoxLineState, x: int, end: int) -> None:
        if state.loose and end - x > self.look.gap(60):
            text = self.say("line_loose", tubes=state.loose)
            draw(painter, self._room(x, end), text, self.look.font(TEXT), self.palette_now.ink)

    def _paint_bar(self, painter: QPainter, state: BoxLineState, x: int, end: int) -> None:
        if end - x < self.look.gap(40):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        high = self.look.gap(14)
        whole = QRectF(x, self.height() / 2 - high / 2, end - x, high)
        painter.setBrush(colour(self.palette_now.line))
        painter.drawRoundedRect(whole, high / 2, high / 2)
        share = min(1.0, state.tubes / max(1, state.box_capacity))
        if share:
            whole.setWidth(max(float(high), whole.width() * share))
            painter.setBrush(colour(self.palette_now.full))
            painter.drawRoundedRect(whole, high / 2, high / 2)
