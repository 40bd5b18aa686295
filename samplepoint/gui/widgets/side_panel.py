"""The frame of everything that opens beside the count: title, body, answer, keys.

Owns the places of these and its closing; refuses to know what is typed.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from samplepoint.gui.widgets.answer_strip import AnswerStrip
from samplepoint.gui.widgets.form_fields import KeyButton
from samplepoint.gui.widgets.key_row import KeyRow
from samplepoint.gui.widgets.keyed_form import KeyedForm
from samplepoint.gui.widgets.page_turning import turn_by_keys
from samplepoint.gui.widgets.spoken import Spoken
from samplepoint.gui.workplace import Workplace


class SidePanel(KeyedForm):
    """Opened over the list on the right; what the desk counts stays in sight on the left.

    `has_text_fields` tells the window to suspend the scanner filter while it is open.
    """

    closed = Signal()
    has_text_fields = True
    owns_escape = True

    def __init__(self, workplace: Workplace, title: str) -> None:
        """Make an empty panel whose title is a code of the wording catalogue."""
        super().__init__()
        self.workplace = workplace
        self.spoken = Spoken(workplace.wording)
        self.answer_strip = AnswerStrip(workplace.wording, workplace.words)
        self.setObjectName("side_panel")
        self.body = QVBoxLayout()
        self.keys = QHBoxLayout()
        self._lay_out_panel(title)
        self.dress()
        workplace.look_changed.connect(self.dress)
        workplace.language_changed.connect(self.speak)

    def dress(self) -> None:
        """Take the colours and sizes of the window."""
        self.wear(self.workplace.look)

    def _lay_out_panel(self, title: str) -> None:
        heading, close = QLabel(), KeyButton("Esc", "quiet")
        heading.setProperty("role", "title")
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self.close_panel)
        self.spoken.keep(heading.setText, title)
        self.spoken.keep(close.say, "panel_close")
        head = QHBoxLayout()
        head.addWidget(heading, 1)
        head.addWidget(close)
        inside = QWidget()
        self.body.setContentsMargins(18, 4, 18, 8)
        self.body.setSpacing(6)
        inside.setLayout(self.body)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        turn_by_keys(self, self._scroll, Qt.ShortcutContext.WidgetWithChildrenShortcut)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 12)
        layout.setSpacing(8)
        head.setContentsMargins(18, 0, 10, 0)
        layout.addLayout(head)
        layout.addWidget(self._scroll, 1)
        strip = QHBoxLayout()
        strip.setContentsMargins(18, 0, 18, 0)
        strip.addWidget(self.answer_strip)
        layout.addLayout(strip)
        board = KeyRow(self.keys)
        self.keys.setContentsMargins(18, 0, 18, 0)
        self.keys.setSpacing(8)
        layout.addWidget(board)

    def add_part(self, about: str, *widgets: QWidget) -> None:
        """Add widgets below each other, under a sentence of the catalogue about them."""
        sentence = QLabel()
        sentence.setProperty("role", "state")
        sentence.setWordWrap(True)
        self.spoken.keep(sentence.setText, about)
        for widget in (sentence, *widgets):
            self.body.addWidget(widget)

    def leave(self) -> None:
        """Esc: ask the window to close this panel."""
        self.close_panel()

    def close_panel(self) -> None:
        """Ask the window to close this panel."""
        self.closed.emit()

    def speak(self) -> None:
        """Say everything again in the language of the moment."""
        self.spoken.refresh()
        self.answer_strip.speak()

    def focus(self, field: QWidget) -> None:
        """Go to a field and bring it into sight."""
        super().focus(field)
        self._scroll.ensureWidgetVisible(field, 0, 24)
