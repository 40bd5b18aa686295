"""What every painted widget shares: the look of the workplace, fitted texts, marks.

Owns how texts are made to fit (smaller first, then cut with …); refuses to know what they say.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from samplepoint.gui.shades import Shade
from samplepoint.gui.theme import SMALLEST, Look, Palette, colour
from samplepoint.gui.workplace import Workplace

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter

_PARTED = " · "

_ONE_LINE = Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip
"""Not clipped: lines of a CJK font are taller than the boxes that suit their letters."""

FontMaker = Callable[[int], QFont]


class Painted(QWidget):
    """A widget that paints itself with the workplace's look and words."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Repaint with every change of look and language."""
        super().__init__(parent)
        self.workplace = workplace
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        workplace.look_changed.connect(self.reworded)
        workplace.language_changed.connect(self.reworded)

    @property
    def look(self) -> Look:
        """Colours and sizes now."""
        return self.workplace.look

    @property
    def palette_now(self) -> Palette:
        """Colours now."""
        return self.workplace.look.palette

    def reworded(self) -> None:
        """Take in another look or language; who keeps texts makes them anew here."""
        self.update()

    def say(self, code: str, **values: object) -> str:
        """Return a sentence in the window's language."""
        return self.workplace.say(code, **values)


def width_of(font: QFont, text: str) -> int:
    """Return how wide a text is in logical pixels."""
    return QFontMetrics(font).horizontalAdvance(text)


def fitted(make: FontMaker, text: str, width: int, design: int, least: int = SMALLEST) -> QFont:
    """Return the largest font from `design` down to `least` in which the text is not wider."""
    font = make(design)
    wide = width_of(font, text)
    if wide <= width or design <= least:
        return font
    return make(max(least, int(design * width / max(wide, 1))))


def draw(
    painter: QPainter,
    box: QRect,
    text: str,
    font: QFont,
    ink: str,
    align: Qt.AlignmentFlag = LEFT,
) -> int:
    """Draw one line into a box, cut with … where it is too long; return its width."""
    metrics = QFontMetrics(font)
    wide = metrics.horizontalAdvance(text)
    if wide > box.width():
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, box.width()))
        wide = metrics.horizontalAdvance(text)
    painter.setFont(font)
    painter.setPen(colour(ink))
    painter.drawText(box, int(align | _ONE_LINE), text)
    return wide


def in_lines(text: str, font: QFont, width: int) -> str:
    """Break a text at its ` · ` where one line is too narrow for it, sooner than inside a part."""
    metrics = QFontMetrics(font)
    lines = [""]
    for part in text.split(_PARTED):
        longer = lines[-1] + (_PARTED if lines[-1] else "") + part
        if lines[-1] and metrics.horizontalAdvance(longer) > width:
            lines.append(part)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def draw_card(painter: QPainter, box: QRect, look: Look) -> None:
    """Draw the white card that things stand on."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(look.palette.line), 1))
    painter.setBrush(colour(look.palette.card))
    radius = look.gap(8)
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


_MARKS: dict[Shade, tuple[tuple[tuple[float, float], ...], ...]] = {
    Shade.ACCEPTED: (((0.08, 0.55), (0.38, 0.86), (0.94, 0.14)),),
    Shade.REFUSED: (((0.14, 0.14), (0.86, 0.86)), ((0.86, 0.14), (0.14, 0.86))),
    Shade.WARNING: (
        ((0.5, 0.08), (0.97, 0.9), (0.03, 0.9), (0.5, 0.08)),
        ((0.5, 0.4), (0.5, 0.6)),
        ((0.5, 0.74), (0.5, 0.745)),
    ),
    Shade.FULL: (
        ((0.04, 0.3), (0.9, 0.3)),
        ((0.66, 0.08), (0.92, 0.3), (0.66, 0.52)),
        ((0.96, 0.72), (0.1, 0.72)),
        ((0.34, 0.5), (0.08, 0.72), (0.34, 0.94)),
    ),
}
"""Check, cross, triangle, arrows as lines in a unit square: a font may lack the characters."""
_SMALL_WARNING = (((0.5, 0.06), (0.5, 0.62)), ((0.5, 0.94), (0.5, 0.95)))
"""Without its triangle, which would be a blot."""
_SMALL = 20


def draw_mark(painter: QPainter, box: QRectF, shade: Shade, ink: str, stroke: float = 0.13) -> None:
    """Draw the shape of a shade into a square box."""
    pen = QPen(colour(ink), max(1.6, box.width() * stroke))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    is_small = shade is Shade.WARNING and box.width() < _SMALL
    for line in _SMALL_WARNING if is_small else _MARKS[shade]:
        points = [QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in line]
        painter.drawPolyline(QPolygonF(points))
