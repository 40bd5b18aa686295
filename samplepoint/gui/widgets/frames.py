"""What lies over or around the whole window: the practice stripes and mark, the lock, the damage.

Owns their painting; refuses to unlock anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QPixmapCache, QPolygon
from PySide6.QtWidgets import QWidget

from samplepoint.gui.theme import PERSON, SLOT, colour
from samplepoint.gui.widgets.painting import CENTRE, Painted, draw, fitted
from samplepoint.gui.workplace import Workplace

_DARK, _BRIGHT = "#14202B", "#F2B01E"
_HUGE = 96
_MARK_ALPHA = 20


def draw_stripes(painter: QPainter, box: QRect, wide: int) -> None:
    """Fill a box with the slanting stripes of practice; those of boxes that touch run on."""
    period = 2 * wide
    start = QPoint(box.x() % period, box.y() % period)
    painter.drawTiledPixmap(box, _stripe(wide, painter.device().devicePixelRatioF()), start)


def _stripe(wide: int, ratio: float) -> QPixmap:
    """Return the square that the stripes repeat; drawn once, they cost every answer 2 ms less."""
    key, period = f"stripe {wide} {ratio}", 2 * wide
    kept = QPixmap()
    if QPixmapCache.find(key, kept):
        return kept
    kept = QPixmap(round(period * ratio), round(period * ratio))
    kept.setDevicePixelRatio(ratio)
    kept.fill(colour(_BRIGHT))
    painter = QPainter(kept)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(_DARK))
    for x in (0, period):
        corners = [(x, 0), (x + wide, 0), (x + wide - period, period), (x - period, period)]
        painter.drawPolygon(QPolygon([QPoint(*corner) for corner in corners]))
    painter.end()
    QPixmapCache.insert(key, kept)
    return kept


def sides(box: QRect, edge: int) -> tuple[QRect, QRect, QRect, QRect]:
    """Return the four strips of a frame along the inside of a box: left, right, top, bottom."""
    return (
        QRect(box.x(), box.y(), edge, box.height()),
        QRect(box.right() - edge + 1, box.y(), edge, box.height()),
        QRect(box.x(), box.y(), box.width(), edge),
        QRect(box.x(), box.bottom() - edge + 1, box.width(), edge),
    )


class PracticeMark(Painted):
    """The word for practice across the page, above everything, letting every tap through."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Cover the parent; shown only over a practice book."""
        super().__init__(workplace, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._kept: QPixmap | None = None

    def reworded(self) -> None:
        """Draw the mark anew."""
        self._kept = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the kept picture: slanting letters of this size are too slow for every answer."""
        ratio = self.devicePixelRatioF()
        if self._kept is None or self._kept.deviceIndependentSize().toSize() != self.size():
            self._kept = self._drawn(ratio)
        source = QRectF(event.rect())
        scaled = QRectF(source.topLeft() * ratio, source.size() * ratio)
        QPainter(self).drawPixmap(source, self._kept, scaled)

    def _drawn(self, ratio: float) -> QPixmap:
        kept = QPixmap(self.size() * ratio)
        kept.setDevicePixelRatio(ratio)
        kept.fill(Qt.GlobalColor.transparent)
        painter = QPainter(kept)
        painter.translate(self.width() / 2, self.height() / 2)
        painter.rotate(-18)
        ink = QColor(self.palette_now.ink)
        ink.setAlpha(_MARK_ALPHA)
        painter.setPen(ink)
        word = self.say("practice")
        huge = partial(self.look.font, bold=True)
        painter.setFont(fitted(huge, word, round(self.width() * 0.62), 420, 60))
        painter.drawText(QRect(-2000, -1000, 4000, 2000), int(CENTRE), word)
        painter.end()
        return kept


@dataclass(frozen=True, slots=True)
class Screen:
    """What an overlay says: the big word, two lines, one line of trouble."""

    head: str
    lines: tuple[str, ...] = ()
    trouble: str = ""
    dots: int = 0
    """Characters typed so far; never which."""


class Overlay(Painted):
    """A calm page over the whole work area; the bar on top stays in sight."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(workplace, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._screen = Screen("")
        self.hide()

    @property
    def screen_shown(self) -> Screen:
        """What it says."""
        return self._screen

    def show_screen(self, screen: Screen) -> None:
        """Say something, over everything."""
        self._screen = screen
        self.setVisible(True)
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the words in the middle."""
        painter = QPainter(self)
        palette, said = self.palette_now, self._screen
        painter.fillRect(self.rect(), colour(palette.paper))
        rows: list[tuple[str, int, bool, str]] = [(said.head, _HUGE, True, palette.ink)]
        rows += [
            (line, PERSON if n == 0 else SLOT, False, palette.muted)
            for n, line in enumerate(said.lines)
        ]
        rows.append(("●" * min(said.dots, 24), SLOT, False, palette.ink))
        rows.append((said.trouble, PERSON, True, palette.refused_ink))
        wide = self.width() - self.look.gap(80)
        y = self.height() // 2 - sum(self.look.px(size + 22) for _, size, _, _ in rows) // 2
        for text, size, bold, ink in rows:
            high = self.look.px(size + 22)
            font = fitted(partial(self.look.font, bold=bold), text, wide, size)
            draw(painter, QRect(self.look.gap(40), y, wide, high), text, font, ink, CENTRE)
            y += high
