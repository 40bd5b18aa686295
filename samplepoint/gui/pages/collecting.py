"""The desk: the tube that is being filled, its people, the box line. The left card of the window.

Owns where these stand; refuses to decide anything and to show the answer (the window does).
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from samplepoint.gui.theme import colour
from samplepoint.gui.widgets.box_line import BoxLine, BoxLineState
from samplepoint.gui.widgets.ladder import Ladder, LadderState
from samplepoint.gui.widgets.painting import draw_card
from samplepoint.gui.widgets.tube_head import TubeHead, TubeHeadState
from samplepoint.gui.workplace import Workplace
from samplepoint.services.picture import DeskPicture

_PAD, _HEAD, _LINE = 26, 250, 62


class CollectingPage(QWidget):
    """Three painted parts on a card. It takes no text and no keys: scans belong to the filter."""

    has_text_fields = False

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Follow the picture of the desk."""
        super().__init__(parent)
        self._workplace = workplace
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.head = TubeHead(workplace, self)
        self.ladder = Ladder(workplace, self)
        self.box_line = BoxLine(workplace, self)
        workplace.pictured.connect(self.show_picture)
        workplace.look_changed.connect(self._arrange)

    def show_picture(self, picture: DeskPicture) -> None:
        """Show what is open now; each part repaints only what differs."""
        self.head.show_state(TubeHeadState.of(picture))
        self.ladder.show_state(LadderState.of(picture))
        self.box_line.show_state(BoxLineState.of(picture))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Place the parts."""
        self._arrange()

    def _arrange(self) -> None:
        look = self._workplace.look
        pad, line = look.gap(_PAD), look.gap(_LINE)
        wide, top = self.width() - 2 * pad, look.gap(14)
        head = min(look.gap(_HEAD), round(self.height() * 0.45))
        self.head.setGeometry(QRect(pad, top, wide, head - top))
        bottom = self.height() - line - look.gap(6)
        self.ladder.setGeometry(QRect(pad, head, wide, bottom - head - look.gap(12)))
        self.box_line.setGeometry(QRect(pad, bottom, wide, line))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card under the parts."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour(self._workplace.look.palette.paper))
        draw_card(painter, self.rect(), self._workplace.look)
