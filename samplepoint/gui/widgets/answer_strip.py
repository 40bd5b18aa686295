"""The answer inside a panel: sign, word and colour of the last outcome, in a few lines.

Owns how an outcome looks in a small place; refuses to make words.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from samplepoint.domain.outcomes import Outcome, refused
from samplepoint.errors import SamplepointError
from samplepoint.gui.shades import Shade, shade_of
from samplepoint.gui.widgets.form_fields import restyle
from samplepoint.gui.widgets.painting import draw_mark
from samplepoint.wording import Answer, Wording

_MARK = 26
_ON_COLOUR = "#FFFFFF"


class _Mark(QWidget):
    """The sign of an answer, drawn: a font may lack the character."""

    def __init__(self) -> None:
        super().__init__()
        self.shade = Shade.ACCEPTED
        self.setFixedSize(_MARK, _MARK)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw check, cross or triangle."""
        painter = QPainter(self)
        draw_mark(painter, QRectF(3, 4, _MARK - 6, _MARK - 6), self.shade, _ON_COLOUR)
        painter.end()


class AnswerStrip(QFrame):
    """Hidden until there is something to say."""

    def __init__(self, wording: Wording, words: Callable[[Outcome], Answer] | None = None) -> None:
        """Say nothing yet; `words` names people as the window does, else as the catalogue."""
        super().__init__()
        self._wording = wording
        self._words = words or wording.answer
        self._shown: Outcome | None = None
        self.setObjectName("answer_strip")
        self._mark, self._head, self._detail = _Mark(), QLabel(), QLabel()
        self._head.setProperty("role", "answer_head")
        self._detail.setProperty("role", "answer_detail")
        for label in (self._head, self._detail):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            label.setTextFormat(Qt.TextFormat.PlainText)
        layout = QGridLayout(self)
        layout.setContentsMargins(14, 8, 14, 10)
        layout.setHorizontalSpacing(10)
        layout.setVerticalSpacing(2)
        layout.addWidget(self._mark, 0, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._head, 0, 1)
        layout.addWidget(self._detail, 1, 1)
        layout.setColumnStretch(1, 1)
        self.hide()

    @property
    def text(self) -> str:
        """Return what is shown, in one line; empty when nothing is."""
        if self._shown is None:
            return ""
        return f"{self._head.text()} {self._detail.text()}".strip()

    def clear(self) -> None:
        """Say nothing."""
        self._shown = None
        self.hide()

    def tell(self, outcome: Outcome) -> None:
        """Show an outcome with its warnings."""
        self._shown = outcome
        shade, answer = shade_of(outcome), self._words(outcome)
        restyle(self, "tone", str(shade))
        self._mark.shade = shade
        self._mark.update()
        self._head.setText(" \u00b7 ".join(part for part in (answer.head, answer.what) if part))
        notices = [self._wording.notice(notice) for notice in outcome.notices]
        rest = [part for part in (answer.detail, answer.now, *notices) if part]
        self._detail.setText("\n".join(rest))
        self._detail.setVisible(bool(rest))
        self.setAccessibleName(self.text)
        self.show()

    def tell_error(self, error: SamplepointError) -> None:
        """Show a refusal or an obstacle that did not come from the desk."""
        self.tell(refused(error.code, **error.values))

    def speak(self) -> None:
        """Say it again in the language of the moment."""
        if self._shown is not None:
            self.tell(self._shown)
