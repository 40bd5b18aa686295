"""The operator's guide, in the language of the window, opened by F1.

Owns the showing of a page of help; refuses to hold its text (resources/help).
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import (
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
    QTextDocument,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from samplepoint.app.paths import resources
from samplepoint.gui.theme import stylesheet
from samplepoint.gui.widgets.painting import draw_card
from samplepoint.gui.workplace import Workplace

_PAD = 26


def guide_file(language: str) -> Path:
    """Return the operator's guide in a language.

    Raises:
        Obstacle: `resources_missing`.
    """
    return resources() / "help" / f"guide.{language}.md"


class HelpPage(QWidget):
    """A browser on a card; scans go on while it is read."""

    has_text_fields = False

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Show the guide in the window's language."""
        super().__init__(parent)
        self._workplace = workplace
        self.browser = QTextBrowser(self)
        self.browser.setOpenLinks(False)
        self.browser.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.browser.anchorClicked.connect(lambda url: self.browser.scrollToAnchor(url.fragment()))
        for key, pages in ((Qt.Key.Key_PageDown, 1), (Qt.Key.Key_PageUp, -1)):
            turn = QShortcut(QKeySequence(key), self)
            turn.activated.connect(lambda pages=pages: self.turn(pages))
        workplace.language_changed.connect(self._show)
        workplace.look_changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.browser.setStyleSheet(stylesheet(self._workplace.look))
        self._show()

    def _show(self) -> None:
        text = guide_file(str(self._workplace.wording.language)).read_text(encoding="utf-8")
        document = self.browser.document()
        document.setDefaultFont(self._workplace.look.font(20))
        document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self.browser.verticalScrollBar().setValue(0)

    def turn(self, pages: int) -> None:
        """Turn pages, forward or back."""
        bar = self.browser.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the top."""
        super().showEvent(event)
        self.browser.verticalScrollBar().setValue(0)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the browser inside the card."""
        pad = self._workplace.look.gap(_PAD)
        self.browser.setGeometry(QRect(self.rect()).adjusted(pad, pad // 2, -pad // 2, -pad // 2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the card."""
        draw_card(QPainter(self), self.rect(), self._workplace.look)
