"""The second screen that faces the resident: masked name, ordinal, the end of the tube's code.

Owns what a resident may see; refuses to show a number, and forgets the name after a while.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from samplepoint.domain.outcomes import Outcome
from samplepoint.gui.shades import Shade, shade_of
from samplepoint.gui.theme import Look, colour, scale_for
from samplepoint.gui.widgets.painting import CENTRE, draw, fitted
from samplepoint.gui.workplace import Workplace

FORGET_MS = 12_000
"""As long as one swab takes: then the next person stands here."""
_END = 4


class ResidentWindow(QWidget):
    """Large words on a plain page, in the colour of the answer; it takes no keys."""

    def __init__(self, workplace: Workplace) -> None:
        """Follow the answers of the desk."""
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._workplace = workplace
        self._look = Look(workplace.look.palette)
        self._outcome: Outcome | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FORGET_MS)
        self._timer.timeout.connect(self.forget)
        workplace.answered.connect(self.show_outcome)
        workplace.language_changed.connect(self.update)
        workplace.look_changed.connect(self._dress)
        self.resize(1024, 600)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show a person's answer; what is not about a person clears the page."""
        self._outcome = outcome if "ordinal" in outcome.values else None
        self._timer.start()
        self.update()

    def forget(self) -> None:
        """Show nobody."""
        self._outcome = None
        self.update()

    @property
    def lines(self) -> tuple[str, ...]:
        """What is on the page: name, place in the tube, end of the tube's code."""
        if self._outcome is None:
            return (self._workplace.say("resident_welcome"),)
        values = self._workplace.named(self._outcome.values)
        lines = [str(values.get("name", ""))]
        lines.append(self._workplace.say("count_person", ordinal=values["ordinal"]))
        if tube := str(values.get("tube", "")):
            lines.append(f"{self._workplace.say('resident_tube')} {tube[-_END:]}")
        return tuple(lines)

    def _dress(self) -> None:
        self._look = Look(self._workplace.look.palette, scale_for(self.width(), self.height()))
        self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Write as large as the screen allows."""
        self._dress()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the lines one under the other."""
        painter = QPainter(self)
        look, shade = self._look, self._shade
        painter.fillRect(self.rect(), colour(look.palette.card if shade is None else self._fill))
        ink = look.palette.ink if shade is None else look.palette.on_colour
        lines, wide = self.lines, self.width() - look.gap(120)
        high = self.height() // (len(lines) + 1)
        for n, line in enumerate(lines):
            font = fitted(lambda px: look.font(px, bold=True), line, wide, 150 if n < 2 else 96, 30)
            box = QRect(look.gap(60), high // 2 + n * high, wide, high)
            draw(painter, box, line, font, ink, CENTRE)

    @property
    def _shade(self) -> Shade | None:
        return shade_of(self._outcome) if self._outcome else None

    @property
    def _fill(self) -> str:
        shade = self._shade
        return shade.fill(self._look.palette) if shade else self._look.palette.card
