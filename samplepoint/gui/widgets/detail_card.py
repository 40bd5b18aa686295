"""The side of a table: the big word of what is chosen, with its shape, and all that is known of it.

Owns how it looks; refuses to make words.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from samplepoint.gui.shades import Shade
from samplepoint.gui.widgets.painting import Painted, draw_mark
from samplepoint.gui.workplace import Workplace

_MARK = 30
_WIDE = 430


class _Mark(Painted):
    """The shape of what is chosen."""

    shade: Shade | None = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in its colour."""
        if self.shade is not None:
            painter = QPainter(self)
            side = self.look.gap(_MARK) - 6
            ink = self.shade.ink(self.palette_now)
            draw_mark(painter, QRectF(3, 3, side, side), self.shade, ink)


class DetailCard(QFrame):
    """A card as wide as the desk's list; `body` takes what a page adds below the words."""

    def __init__(self, workplace: Workplace) -> None:
        """Begin empty."""
        super().__init__()
        self.setObjectName("card")
        self._workplace = workplace
        self._mark, self.head, self.about = _Mark(workplace), QLabel(), QLabel()
        self.head.setProperty("role", "title")
        for label in (self.head, self.about):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QGridLayout(self)
        layout.setContentsMargins(18, 12, 18, 12)
        layout.setHorizontalSpacing(10)
        layout.setVerticalSpacing(6)
        layout.addWidget(self._mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.head, 0, 1)
        layout.addWidget(self.about, 1, 0, 1, 2)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(6)
        layout.addLayout(self.body, 2, 0, 1, 2)
        layout.setRowStretch(3, 1)
        layout.setColumnStretch(1, 1)
        self.dress()

    def dress(self) -> None:
        """Take the size of the window."""
        look = self._workplace.look
        self._mark.setFixedSize(look.gap(_MARK), look.gap(_MARK))
        self.setFixedWidth(look.gap(_WIDE))

    def in_scroll(self) -> QScrollArea:
        """Return a frame in which long words scroll, so that nothing beside them moves."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self)
        return area

    def add(self, widget: QWidget) -> None:
        """Put something below the words."""
        self.body.addWidget(widget)

    def tell(self, head: str, about: str, shade: Shade | None = None) -> None:
        """Show other words; an empty head is a page on which nothing is chosen."""
        self.head.setText(head)
        self.about.setText(about)
        self._mark.shade = shade
        self._mark.setVisible(shade is not None)
        self._mark.update()
