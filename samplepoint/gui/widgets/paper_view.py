"""A page of paper on the screen, as wide as there is room, and the turning of pages.

Owns the picture of the page that is seen; refuses to know what is printed.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea

from samplepoint.gui.adapters.printer import image_of
from samplepoint.gui.theme import colour
from samplepoint.gui.workplace import Workplace
from samplepoint.services.paper_pages import Ink, PdfPages

_MM_AN_INCH = 25.4
_FINEST_DPI = 300.0
_OVERLAP = 24
_RIM = 2


class PaperView(QScrollArea):
    """Shows one page; turning goes through a page by screens before it turns it."""

    turned = Signal(int)
    """Another page is shown, by its number from 1."""

    def __init__(self, workplace: Workplace) -> None:
        """Begin with no paper."""
        super().__init__()
        self._workplace = workplace
        self._pages: PdfPages | None = None
        self.page = 1
        self._sheet = QLabel()
        self._sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWidget(self._sheet)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def show_pages(self, pages: PdfPages) -> None:
        """Show the first page of a paper."""
        self._pages = pages
        self.show_page(1)

    def show_page(self, page: int) -> None:
        """Show a page from its upper edge; a number outside the paper is its first or last."""
        if self._pages is None:
            return
        self.page = min(max(page, 1), self._pages.count)
        self._draw()
        self.verticalScrollBar().setValue(0)
        self.turned.emit(self.page)

    def turn(self, by: int) -> None:
        """Go a screen down (1) or up (-1), over the edge of a page to its neighbour."""
        bar, pages = self.verticalScrollBar(), self._pages
        if pages is None:
            return
        is_at_edge = bar.value() >= bar.maximum() if by > 0 else bar.value() <= 0
        if not is_at_edge:
            bar.setValue(bar.value() + by * (bar.pageStep() - _OVERLAP))
        elif 1 <= self.page + by <= pages.count:
            self.show_page(self.page + by)
            bar.setValue(bar.maximum() if by < 0 else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the page as wide as there is room now."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._draw()

    def _draw(self) -> None:
        """Draw the page at the dots of this screen: lines of text stay sharp at any scaling."""
        room = self.viewport().width() - 2 * _RIM
        if self._pages is None or room <= 0:
            return
        wide_mm, _high_mm = self._pages.sizes_mm[self.page - 1]
        dots = self.devicePixelRatioF()
        dpi = min(room * dots * _MM_AN_INCH / wide_mm, _FINEST_DPI)
        image = image_of(self._pages.picture(self.page, dpi, Ink.SCREEN))
        image.setDevicePixelRatio(dots)
        pixmap = QPixmap.fromImage(image)
        self._draw_edge(pixmap)
        self._sheet.setPixmap(pixmap)
        self._sheet.resize(pixmap.deviceIndependentSize().toSize())

    def _draw_edge(self, pixmap: QPixmap) -> None:
        """Show where the paper ends: it is as white as the card it lies on."""
        painter = QPainter(pixmap)
        painter.setPen(colour(self._workplace.look.palette.muted))
        size = pixmap.deviceIndependentSize().toSize()
        painter.drawRect(0, 0, size.width() - 1, size.height() - 1)
        painter.end()
