"""The coloured answer on the right: shape, the biggest word, who, where, what to do now.

Owns how an answer's words share the panel; refuses to judge. It stays until the next answer.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from samplepoint.domain.outcomes import Outcome
from samplepoint.gui.shades import Shade, loud, shade_of
from samplepoint.gui.theme import HEAD, PERSON, SLOT, SMALLEST, TEXT, colour
from samplepoint.gui.widgets.painting import (
    CENTRE,
    LEFT,
    Painted,
    draw,
    draw_mark,
    fitted,
    in_lines,
    width_of,
)
from samplepoint.gui.workplace import Workplace
from samplepoint.wording import Answer

_LEAST_SHARE = 0.6
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class OutcomePanel(Painted):
    """The last answer, painted on its full colour."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start before the first answer."""
        super().__init__(workplace, parent)
        self._outcome: Outcome | None = None
        self._answer = Answer("")
        self._notices: tuple[str, ...] = ()

    @property
    def shade(self) -> Shade | None:
        """How the shown answer looks; None before the first."""
        return shade_of(self._outcome) if self._outcome else None

    @property
    def answer(self) -> Answer:
        """The words shown."""
        return self._answer

    @property
    def notices(self) -> tuple[str, ...]:
        """The warnings shown under them."""
        return self._notices

    def show_outcome(self, outcome: Outcome) -> None:
        """Show an answer."""
        self._outcome = outcome
        self.reworded()

    def reworded(self) -> None:
        """Make the words anew and repaint."""
        if self._outcome is not None:
            self._answer = self.workplace.words(self._outcome)
            loud_ones = loud(self._outcome)
            self._notices = tuple(self.workplace.wording.notice(one) for one in loud_ones)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the whole panel: it is one answer."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shade, palette = self.shade, self.palette_now
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(shade.fill(palette) if shade else palette.card))
        radius = self.look.gap(8)
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        if shade is None:
            self._paint_ready(painter)
            return
        pad = self.look.gap(24)
        inside = self.rect().adjusted(pad, self.look.gap(12), -pad, -self.look.gap(10))
        if self._notices:
            inside.setBottom(self._paint_notice(painter) - self.look.gap(8))
        self._paint_head(painter, shade, inside)
        inside.setTop(inside.top() + self.look.gap(80))
        self._paint_lines(painter, inside)

    def _paint_ready(self, painter: QPainter) -> None:
        text = self.say("outcome_ready")
        font = fitted(self._bold, text, self.width() - self.look.gap(48), PERSON)
        draw(painter, self.rect(), text, font, self.palette_now.muted, CENTRE)

    def _paint_head(self, painter: QPainter, shade: Shade, inside: QRect) -> None:
        white = self.palette_now.on_colour
        side = self.look.gap(50)
        high = self.look.gap(72)
        top = inside.y() + (high - side) / 2
        draw_mark(painter, QRectF(inside.x(), top, side, side), shade, white, 0.14)
        text = QRect(inside.x() + side + self.look.gap(16), inside.y(), 0, high)
        text.setRight(inside.right())
        font = fitted(self._bold, self._answer.head, text.width(), HEAD, 26)
        draw(painter, text, self._answer.head, font, white, LEFT)

    def _paint_lines(self, painter: QPainter, inside: QRect) -> None:
        """Paint who, where and what to do: together they shrink until they fit."""
        share = 1.0
        lines = self._lines(share, inside.width())
        while self._height(lines, inside.width()) > inside.height() and share > _LEAST_SHARE:
            share -= 0.1
            lines = self._lines(share, inside.width())
        painter.setPen(colour(self.palette_now.on_colour))
        y = inside.y()
        for text, font in lines:
            painter.setFont(font)
            room = QRect(inside.x(), y, inside.width(), inside.bottom() - y + 2)
            painter.drawText(room, _WRAP, in_lines(text, font, inside.width()))
            y += self._line_height(text, font, inside.width())

    def _lines(self, share: float, width: int) -> list[tuple[str, QFont]]:
        """Return the texts with their fonts; who it is about stays on one line where it may."""
        said = self._answer
        least = round(PERSON * 0.75)
        first = fitted(self.look.font, said.what, width, PERSON, least)
        is_one_line = share == 1.0 and width_of(first, said.what) <= width
        sized = (
            (said.what, PERSON, False),
            (said.detail, SLOT, False),
            (said.now, SLOT + 1, True),
        )
        lines = [
            (text, self.look.font(max(SMALLEST, round(size * share)), bold=bold))
            for text, size, bold in sized
            if text
        ]
        if is_one_line and said.what:
            lines[0] = (said.what, first)
        return lines

    def _line_height(self, text: str, font: QFont, width: int) -> int:
        box = QFontMetrics(font).boundingRect(
            QRect(0, 0, width, 10_000), _WRAP, in_lines(text, font, width)
        )
        return box.height() + self.look.gap(4)

    def _height(self, lines: list[tuple[str, QFont]], width: int) -> int:
        return sum(self._line_height(text, font, width) for text, font in lines)

    def _paint_notice(self, painter: QPainter) -> int:
        """Paint the warning as an amber bar at the foot; return its top."""
        palette = self.palette_now
        said = " · ".join(self._notices)
        inner = self.width() - self.look.gap(74)
        font = fitted(self._bold, said, inner, TEXT)
        wraps = width_of(font, said) > inner
        high = self.look.px(66 if wraps else 46)
        bar = QRect(self.look.gap(8), self.height() - high - self.look.gap(8), 0, high)
        bar.setWidth(self.width() - self.look.gap(16))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(palette.warning_soft))
        painter.drawRoundedRect(QRectF(bar), self.look.gap(5), self.look.gap(5))
        side = self.look.gap(24)
        mark = QRectF(bar.x() + self.look.gap(12), bar.center().y() - side / 2, side, side)
        draw_mark(painter, mark, Shade.WARNING, palette.warning_ink, 0.12)
        text = bar.adjusted(self.look.gap(48), 0, -self.look.gap(10), 0)
        painter.setFont(font)
        painter.setPen(colour(palette.warning_ink))
        painter.drawText(text, int(LEFT | Qt.TextFlag.TextWordWrap), said)
        return bar.top()

    def _bold(self, design: int) -> QFont:
        return self.look.font(design, bold=True)
