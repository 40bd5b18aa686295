"""The upper half of the tube card: pool, what to scan next, the tube's code, the huge count.

Owns the three lines and what each says in each state; refuses to know the people.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from samplepoint.gui.theme import CODE, COUNT, PERSON, TEXT, colour
from samplepoint.gui.widgets.code_label import draw_code
from samplepoint.gui.widgets.painting import LEFT, RIGHT, Painted, draw, fitted, width_of
from samplepoint.gui.workplace import Workplace
from samplepoint.services.picture import DeskPicture

_OF, _HINT_LEAST = 54, 23


@dataclass(frozen=True, slots=True)
class TubeHeadState:
    """What the lines say: codes of the catalogue, not sentences."""

    tube: str
    people: int
    capacity: int
    next_code: str
    is_people_first: bool = False

    @property
    def label_code(self) -> str:
        """What the card is about: this tube, this group, or a tube to come."""
        if self.tube:
            return "card_pool"
        return "card_group" if self.is_people_first else "card_next"

    @classmethod
    def of(cls, seen: DeskPicture) -> TubeHeadState:
        """Read the state off the picture of the desk."""
        people = len(seen.slots)
        return cls(seen.tube, people, seen.capacity, next_step(seen), seen.is_people_first)


def next_step(seen: DeskPicture) -> str:
    """Return the code of what has to be scanned next."""
    if seen.tube:
        return "next_person" if seen.slots else "next_first_person"
    if not seen.is_people_first:
        return "next_tube"
    if not seen.slots:
        return "next_group_person"
    full = len(seen.slots) >= seen.capacity
    return "next_group_tube" if full else "next_person_or_tube"


def _below_middle(font: QFont) -> int:
    """Return how far under the middle of its line a font's base line is."""
    metrics = QFontMetrics(font)
    return (metrics.ascent() - metrics.descent()) // 2


class TubeHead(Painted):
    """Three painted lines; only the lines that changed are painted again."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start with no tube."""
        super().__init__(workplace, parent)
        self._state = TubeHeadState("", 0, 0, "")

    @property
    def state(self) -> TubeHeadState:
        """What is shown."""
        return self._state

    def show_state(self, state: TubeHeadState) -> None:
        """Show a state; repaint the lines in which it differs."""
        old, self._state = self._state, state
        if old.tube != state.tube or old.capacity != state.capacity:
            self.update()
            return
        if old.next_code != state.next_code:
            self.update(self._top)
        if old.people != state.people:
            self.update(self._count)

    @property
    def _top(self) -> QRect:
        return QRect(0, 0, self.width(), round(self.height() * 0.18))

    @property
    def _code(self) -> QRect:
        return QRect(0, self._top.bottom(), self.width(), round(self.height() * 0.29))

    @property
    def _count(self) -> QRect:
        top = self._code.bottom() + 1
        return QRect(0, top, self.width(), self.height() - top)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines that the event touches."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour(self.palette_now.card))
        for box, paint in (
            (self._top, self._paint_top),
            (self._code, self._paint_code),
            (self._count, self._paint_count),
        ):
            if event.rect().intersects(box):
                paint(painter, box)

    def _paint_top(self, painter: QPainter, box: QRect) -> None:
        state, palette = self._state, self.palette_now
        label = self.say(state.label_code, capacity=state.capacity)
        used = draw(painter, box, label, self.look.font(TEXT), palette.muted)
        room = box.adjusted(used + self.look.gap(24), 0, 0, 0)
        if not state.next_code or not (state.tube or state.people):
            return
        text = self.say(state.next_code)
        font = fitted(self._bold, text, room.width(), 30, _HINT_LEAST)
        draw(painter, room, text, font, palette.full_ink, RIGHT)

    def _paint_code(self, painter: QPainter, box: QRect) -> None:
        if self._state.tube:
            draw_code(painter, box, self._state.tube, self.look)
            return
        text = self.say("card_no_tube" if not self._state.people else "card_waiting")
        font = fitted(self.look.font, text, box.width(), PERSON)
        draw(painter, box, text, font, self.palette_now.muted)

    def _paint_count(self, painter: QPainter, box: QRect) -> None:
        state, palette = self._state, self.palette_now
        if not state.tube and not state.people:
            self._paint_wanted(painter, box)
            return
        text = self.say("count_person" if state.people else "count_none", ordinal=state.people)
        of = self.say("count_of", capacity=state.capacity)
        of_font = fitted(self.look.font, of, box.width() // 2, _OF)
        gap = self.look.gap(26)
        room = box.width() - width_of(of_font, of) - gap
        font = fitted(self._bold, text, room, COUNT, CODE)
        box = box.adjusted(0, 0, 0, -self.look.gap(14))
        used = draw(painter, box, text, font, palette.ink)
        # On one base line: the middle of small text would float.
        drop = _below_middle(font) - _below_middle(of_font)
        lower = box.adjusted(used + gap, drop, 0, drop)
        draw(painter, lower, of, of_font, palette.muted, LEFT)

    def _paint_wanted(self, painter: QPainter, box: QRect) -> None:
        """Nothing is open: the biggest words say what to scan."""
        if not self._state.next_code:
            return
        text = self.say(self._state.next_code)
        font = fitted(self._bold, text, box.width(), 88, PERSON)
        draw(painter, box, text, font, self.palette_now.full_ink)

    def _bold(self, design: int) -> QFont:
        return self.look.font(design, bold=True)
