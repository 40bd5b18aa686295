"""A tube or box code as people compare it with a label: grouped, its last four marked.

Owns the grouping on the screen and the shrinking of long codes; refuses to know what they open.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from samplepoint.gui.theme import CODE, Look, colour
from samplepoint.gui.widgets.painting import LEFT, draw, fitted, width_of
from samplepoint.wording import group_code

_MARKED = 4
_LEAST = 20


def draw_code(painter: QPainter, box: QRect, code: str, look: Look) -> None:
    """Draw a code into a box, from its left edge; as large as `CODE` and as small as it must be."""
    head, tail = group_code(code[:-_MARKED]), code[-_MARKED:]
    pad = look.gap(7)
    room = box.width() - 3 * pad
    plain = fitted(look.code_font, f"{head}  {tail}", room, CODE, _LEAST)
    bold = QFont(look.code_font(CODE, bold=True))
    bold.setPixelSize(plain.pixelSize())
    x = box.x()
    if head:
        x += draw(painter, box, head, plain, look.palette.ink, LEFT)
        x += width_of(plain, " ") - pad // 2
    wide = width_of(bold, tail)
    height = min(box.height(), round(plain.pixelSize() * 1.36))
    mark = QRectF(x, box.center().y() - height / 2 + 1, wide + 2 * pad, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(look.palette.marked))
    painter.drawRoundedRect(mark, look.gap(5), look.gap(5))
    text = QRect(x + pad, box.y(), box.right() - x - pad, box.height())
    draw(painter, text, tail, bold, look.palette.marked_ink, LEFT)
