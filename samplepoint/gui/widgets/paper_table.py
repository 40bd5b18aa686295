"""The rows of a typed paper form under their headings.

Owns columns, the number of rows and what is in sight; refuses to know what a row means.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from samplepoint.gui.models.paper_answer import Cell
from samplepoint.gui.models.paper_draft import RowDraft
from samplepoint.gui.theme import SMALLEST, TEXT, Look
from samplepoint.gui.widgets.page_style import fit_layouts
from samplepoint.gui.widgets.paper_line import PaperLine
from samplepoint.gui.widgets.spoken import Spoken

_SHEET = """
QLineEdit[part="cell"], QComboBox[part="cell"] {{ min-height: {high}px; padding: 0 {pad}px; }}
QLineEdit[digits="equal"] {{ font-size: {small}px; }}
QComboBox[state="bad"] {{ border-color: {refused_ink}; background: {refused_soft}; }}
QComboBox::drop-down {{ width: {arrow}px; border: none; }}
"""
_LONGEST_NUMBER, _LONGEST_PHONE, _LONGEST_TIME = "0" * 18, "0" * 11, "00:00+1"
_HIGH, _RIM, _PAD, _ARROW = 42, 2, 5, 24
_NAME = 1 + list(Cell).index(Cell.NAME)


class PaperTable(QWidget):
    """`made` carries each new line, once, before it is shown."""

    made = Signal(object)

    def __init__(self, spoken: Spoken) -> None:
        """Begin without rows."""
        super().__init__()
        self.lines: list[PaperLine] = []
        self._spoken = spoken
        self._look = Look()
        self._headings: list[QLabel] = []
        self._widths: list[int] = []
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 4, 0)
        self._rows.setSpacing(2)
        self._rows.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        self._scroll.viewport().installEventFilter(self)
        self._head = self._make_head()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._head)
        layout.addWidget(self._scroll, 1)

    def _make_head(self) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(4)
        for column in (None, *Cell):
            label = QLabel()
            label.setProperty("role", "hint")
            self._headings.append(label)
            row.addWidget(label, 1 if column is Cell.NAME else 0)
            if column is not None:
                self._spoken.keep(label.setText, f"back_column_{column}")
        return head

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the headings over their columns, also beside a scroll bar."""
        if event.type() is QEvent.Type.Resize and watched is self._scroll.viewport():
            self._head.setFixedWidth(self._scroll.viewport().width())
        return super().eventFilter(watched, event)

    def dress(self, look: Look) -> None:
        """Take colours and sizes: a column is as wide as the longest text that belongs there."""
        self._look = look
        palette = look.palette
        self.setStyleSheet(
            _SHEET.format(
                high=look.gap(_HIGH) - 2 * _RIM,
                pad=look.gap(_PAD),
                arrow=look.gap(_ARROW),
                small=look.px(SMALLEST),
                refused_ink=palette.refused_ink,
                refused_soft=palette.refused_soft,
            )
        )
        codes = QFontMetrics(look.code_font(SMALLEST))
        words = QFontMetrics(look.font(TEXT))
        room = 2 * (look.gap(_PAD) + _RIM) + look.gap(6)
        ordinal = QFontMetrics(look.font(SMALLEST)).horizontalAdvance("00 \u2713") + look.gap(4)
        self._widths = [
            ordinal,
            codes.horizontalAdvance(_LONGEST_NUMBER) + room,
            words.horizontalAdvance("\u8eab\u4efd\u8bc1") + room + look.gap(_ARROW),
            words.horizontalAdvance("\u53e4\u4e3d\u5df4") + room,
            words.horizontalAdvance("mother") + room + look.gap(_ARROW),
            codes.horizontalAdvance(_LONGEST_PHONE) + room,
            codes.horizontalAdvance(_LONGEST_TIME) + room,
        ]
        self._size_columns()
        fit_layouts(self, look)

    def _size_columns(self) -> None:
        for label, wide in zip(self._headings, self._widths, strict=True):
            if label is self._headings[_NAME]:
                label.setMinimumWidth(wide)
            else:
                label.setFixedWidth(wide)
        for line in self.lines:
            line.size_columns(self._widths)

    # -- rows ----------------------------------------------------------------------------------

    def show_rows(self, drafts: Sequence[RowDraft]) -> None:
        """Have a line for each draft; a line that is there keeps its cells and the cursor."""
        while len(self.lines) > len(drafts):
            line = self.lines.pop()
            line.hide()
            line.deleteLater()
        for draft in drafts[len(self.lines) :]:
            line = PaperLine(draft, self._spoken.wording)
            self.lines.append(line)
            self._rows.insertWidget(len(self.lines) - 1, line)
            if self._widths:
                line.size_columns(self._widths)
                fit_layouts(line, self._look)
            self.made.emit(line)

    def line_of(self, cell: QObject | None) -> PaperLine | None:
        """Return the line in which a cell stands."""
        return next((line for line in self.lines if cell in line.cells.values()), None)

    def bring_into_sight(self, cell: QWidget) -> None:
        """Scroll until a cell, and what is said under it, can be seen."""
        if self.line_of(cell) is not None:
            self._look_at(cell)
            # What is said under the row that was left moves the others, once it is laid out.
            QTimer.singleShot(0, self, lambda: self._look_at(cell))

    def _look_at(self, cell: QWidget) -> None:
        line = self.line_of(cell)
        if line is not None:
            self._scroll.ensureWidgetVisible(line, 0, self._look.gap(6))

    def speak(self) -> None:
        """Write the choices again in the language of the moment."""
        for line in self.lines:
            line.speak()
