"""Lines that each say how something stands: a mark, and a sentence that may take several lines.

Owns their layout; refuses to know what stands how.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from samplepoint.gui.lamps import Light, StateRow
from samplepoint.gui.widgets.form_fields import restyle

_ROLES = {Light.READY: "good", Light.WRONG: "wrong", Light.OFF: "hint"}
_MARKS = {Light.READY: "✓", Light.WRONG: "✗", Light.OFF: "○"}


class StateRows(QWidget):
    """Shows rows; their labels are kept, so that nothing flickers."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._lines: list[tuple[QLabel, QLabel]] = []
        self.rows: tuple[StateRow, ...] = ()

    @property
    def text(self) -> str:
        """Return what is shown, a row a line."""
        marks = (_MARKS[row.light] + "  " if row.light else "" for row in self.rows)
        return "\n".join(mark + row.text for mark, row in zip(marks, self.rows, strict=True))

    def show_rows(self, rows: Sequence[StateRow]) -> None:
        """Show these instead of those before."""
        if self.rows == tuple(rows):
            return
        self.rows = tuple(rows)
        while len(self._lines) < len(rows):
            self._add_line()
        for at, (mark, line) in enumerate(self._lines):
            row = rows[at] if at < len(rows) else None
            mark.setVisible(row is not None and row.light is not None)
            line.setVisible(row is not None)
            if row is not None:
                self._write(mark, line, row)

    def _add_line(self) -> None:
        mark, line, at = QLabel(), QLabel(), len(self._lines)
        line.setWordWrap(True)
        line.setTextFormat(Qt.TextFormat.PlainText)
        self._grid.addWidget(mark, at, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(line, at, 1)
        self._lines.append((mark, line))

    def _write(self, mark: QLabel, line: QLabel, row: StateRow) -> None:
        role = row.role or (_ROLES[row.light] if row.light else "")
        mark.setText(_MARKS[row.light] if row.light else "")
        line.setText(row.text)
        for label in (mark, line):
            restyle(label, "role", role)
