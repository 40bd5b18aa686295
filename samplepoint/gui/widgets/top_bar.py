"""The dark bar on top: round, point, seat, who works; what left the house; lamps; the clock.

Owns where each stands and what gives way when it is narrow; refuses to know where it comes from.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from samplepoint.gui.lamps import Lamp, Light
from samplepoint.gui.theme import TEXT, colour
from samplepoint.gui.widgets.painting import LEFT, RIGHT, Painted, draw, width_of
from samplepoint.gui.workplace import Workplace
from samplepoint.services.picture import DeskPicture

Piece = tuple[str, bool, str]
"""A text, whether it is bold, its colour."""


def _without_counts(picture: DeskPicture) -> tuple[object, ...]:
    """Return what the names on the left are made of."""
    who = (picture.round_name, picture.point_name, picture.seat, picture.staff)
    return (*who, picture.is_practice)


class TopBar(Painted):
    """One painted line; `show_*` repaint only when something is new."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start with nothing known."""
        super().__init__(workplace, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._picture: DeskPicture | None = None
        self._lamps: tuple[Lamp, ...] = ()
        self._clock = ""
        self._warning = ""
        self._middle = QRect()
        """Between the names and the lamps: where the counts stand."""

    @property
    def lamps(self) -> tuple[Lamp, ...]:
        """The lamps shown."""
        return self._lamps

    @property
    def warning(self) -> str:
        """The sentence shown instead of the counts, or ""."""
        return self._warning

    def show_picture(self, picture: DeskPicture) -> None:
        """Show who works where, and the counts."""
        old, self._picture = self._picture, picture
        if old is None or _without_counts(old) != _without_counts(picture):
            self.update()
        elif (old.counts, old.points) != (picture.counts, picture.points):
            self.update(self._middle)

    def show_lamps(self, lamps: tuple[Lamp, ...]) -> None:
        """Show the devices."""
        if lamps != self._lamps:
            self._lamps = lamps
            self.update()

    def show_clock(self, text: str) -> None:
        """Show the time."""
        if text != self._clock:
            self._clock = text
            self.update()

    def show_warning(self, text: str) -> None:
        """Show a sentence over the counts until it is taken back with ""."""
        if text != self._warning:
            self._warning = text
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint lamps and clock first: they never give way; names are cut."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour(self.palette_now.bar))
        edge = self.look.gap(20)
        is_whole = event.rect() != self._middle
        end = self.width() - edge
        right = self._paint_right(painter, end) if is_whole else self._middle.right() + 1
        middle = [(self._warning, True, "#FFD28A")] if self._warning else self._counts()
        wide = self._width(middle)
        left_wide = self._width(self._where())
        start = max((self.width() - wide) // 2, edge + min(left_wide, self.width() // 3) + edge)
        start = max(edge, min(start, right - edge - wide))
        self._paint_line(painter, middle, start, right - edge)
        if is_whole:
            self._paint_line(painter, self._where(), edge, start - edge)
        # With the space before them: counts grow to the left as well.
        free = min(edge + left_wide + 1, start - edge)
        self._middle = QRect(free, 0, right - free, self.height())

    def _where(self) -> list[Piece]:
        seen, palette = self._picture, self.palette_now
        if seen is None:
            return []
        pieces: list[Piece] = []
        if seen.is_practice:
            pieces.append((self.say("practice"), True, "#FFD28A"))
        role = self.say(f"role_{seen.staff.role}")
        place = self.say("bar_place", point=seen.point_name, seat=seen.seat)
        if seen.points is not None:
            place = seen.point_name
        return [
            *pieces,
            (seen.round_name, True, palette.bar_ink),
            (place, False, palette.bar_ink),
            (f"{role} {seen.staff.name}", False, palette.bar_muted),
        ]

    def _counts(self) -> list[Piece]:
        if self._picture is None:
            return []
        counts, palette = self._picture.counts, self.palette_now
        named: tuple[tuple[str, int], ...] = (
            ("bar_stored", counts.stored_here),
            ("bar_handed", counts.handed_over),
            ("bar_acknowledged", counts.acknowledged),
        )
        if self._picture.points is not None:
            named = (("bar_gathered", counts.stored_here), ("bar_points", self._picture.points))
        pieces: list[Piece] = []
        for word, number in named:
            pieces.append((self.say(word), False, palette.bar_muted))
            pieces.append((f"{number:,}", True, palette.bar_ink))
        return pieces

    def _space_after(self, at: int, pieces: list[Piece]) -> int:
        """A word stands close to its number, further from the next word."""
        is_word_of_number = not pieces[at][1] and at + 1 < len(pieces) and pieces[at + 1][1]
        return self.look.gap(6 if is_word_of_number else 22)

    def _width(self, pieces: list[Piece]) -> int:
        texts = sum(width_of(self.look.font(TEXT, bold=bold), text) for text, bold, _ in pieces)
        return texts + sum(self._space_after(n, pieces) for n in range(len(pieces) - 1))

    def _paint_line(self, painter: QPainter, pieces: list[Piece], start: int, end: int) -> None:
        x = start
        for n, (text, bold, ink) in enumerate(pieces):
            room = QRect(x, 0, max(0, end - x), self.height())
            font = self.look.font(TEXT, bold=bold)
            if room.width() < min(self.look.gap(24), width_of(font, text)):
                return
            x += draw(painter, room, text, font, ink, LEFT)
            x += self._space_after(n, pieces)

    def _paint_right(self, painter: QPainter, end: int) -> int:
        """Paint clock and lamps from the right; return where they begin."""
        font, palette = self.look.font(TEXT), self.palette_now
        x = end - width_of(font, self._clock)
        draw(
            painter, QRect(x, 0, end - x, self.height()), self._clock, font, palette.bar_ink, RIGHT
        )
        for lamp in reversed(self._lamps):
            word = self.say(lamp.word)
            x -= self.look.gap(20) + width_of(font, word)
            ink = palette.bar_ink if lamp.light is Light.READY else palette.bar_muted
            room = QRect(x, 0, width_of(font, word) + 1, self.height())
            draw(painter, room, word, font, ink, LEFT)
            x -= self.look.gap(20)
            self._paint_light(painter, x + self.look.gap(6), lamp.light)
        return x

    def _paint_light(self, painter: QPainter, x: int, light: Light) -> None:
        """A full dot is ready, a ring is off, a cross is wrong."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius, middle, palette = self.look.gap(6), self.height() / 2, self.palette_now
        centre = QPointF(x, middle)
        if light is Light.READY:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(palette.lamp_ready))
            painter.drawEllipse(centre, radius, radius)
            return
        ink = palette.lamp_wrong if light is Light.WRONG else palette.bar_muted
        painter.setPen(QPen(colour(ink), max(2.0, radius * 0.4)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if light is Light.WRONG:
            painter.drawLine(
                QPointF(x - radius, middle - radius), QPointF(x + radius, middle + radius)
            )
            painter.drawLine(
                QPointF(x - radius, middle + radius), QPointF(x + radius, middle - radius)
            )
            return
        painter.drawEllipse(centre, radius - 1, radius - 1)
