"""The ladder of a tube's places: who is in it, who is next, what is free; for pools of 1 to 50.

Owns the grid and the painting of each place; refuses to know where names come from.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from samplepoint.gui.theme import PERSON, SLOT, SMALLEST, colour
from samplepoint.gui.widgets.painting import CENTRE, LEFT, Painted, draw, fitted
from samplepoint.gui.workplace import Workplace
from samplepoint.services.picture import DeskPicture, Slot


@dataclass(frozen=True, slots=True)
class LadderState:
    """The people in swab order, and how many may be in."""

    capacity: int
    slots: tuple[Slot, ...]
    is_open: bool

    @classmethod
    def of(cls, seen: DeskPicture) -> LadderState:
        """Read it off the picture of the desk."""
        is_open = bool(seen.tube) or seen.is_people_first
        return cls(max(seen.capacity, len(seen.slots)), seen.slots, is_open)


def grid(capacity: int) -> tuple[int, int]:
    """Return columns and rows: five abreast as people count, more only where five do not fit."""
    if capacity <= 5:
        return max(capacity, 1), 1
    columns = 5 if capacity <= 20 else 6 if capacity <= 30 else 8
    return columns, -(-capacity // columns)


class Ladder(Painted):
    """Painted places; a new person repaints two of them."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start without a tube."""
        super().__init__(workplace, parent)
        self._state = LadderState(0, (), is_open=False)

    @property
    def state(self) -> LadderState:
        """What is shown."""
        return self._state

    def show_state(self, state: LadderState) -> None:
        """Show a tube; repaint only the places that differ."""
        old, self._state = self._state, state
        if (old.capacity, old.is_open) != (state.capacity, state.is_open):
            self.update()
            return
        for index in range(state.capacity):
            if _place(old, index) != _place(state, index):
                self.update(self.box(index))

    def box(self, index: int) -> QRect:
        """Return where a place is painted."""
        columns, rows = grid(self._state.capacity)
        gap = self.look.gap(10 if rows <= 4 else 6)
        wide = (self.width() - gap * (columns - 1)) / columns
        high = (self.height() - gap * (rows - 1)) / rows
        column, row = index % columns, index // columns
        x, y = round(column * (wide + gap)), round(row * (high + gap))
        return QRect(
            x, y, round(column * (wide + gap) + wide) - x, round(row * (high + gap) + high) - y
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the places that the event touches."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour(self.palette_now.card))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self._state.capacity):
            box = self.box(index)
            if event.region().intersects(box):
                self._paint_place(painter, box, index)

    def _paint_place(self, painter: QPainter, box: QRect, index: int) -> None:
        slots, palette = self._state.slots, self.palette_now
        if index < len(slots):
            self._frame(painter, box, palette.accepted_ink, palette.accepted_soft)
            x = self._number(painter, box, index, palette.accepted, palette.on_colour)
            self._paint_person(painter, box, x, slots[index])
        elif index == len(slots) and self._state.is_open:
            self._frame(
                painter, box, palette.full_ink, palette.full_soft, dashed=Qt.PenStyle.DashLine
            )
            x = self._number(painter, box, index, palette.full, palette.on_colour)
            text = QRect(x, box.y(), box.right() - x - self.look.gap(6), box.height())
            word = self.say("slot_next")
            draw(painter, text, word, self._font(word, text.width()), palette.full_ink, LEFT)
        else:
            self._frame(painter, box, palette.line, palette.card)
            self._number(painter, box, index, palette.line, palette.muted)

    def _frame(
        self,
        painter: QPainter,
        box: QRect,
        line: str,
        fill: str,
        *,
        dashed: Qt.PenStyle = Qt.PenStyle.SolidLine,
    ) -> None:
        wide = max(1, self.look.gap(3 if dashed is Qt.PenStyle.DashLine else 2))
        painter.setPen(QPen(colour(line), wide, dashed))
        painter.setBrush(colour(fill))
        inside = QRectF(box).adjusted(wide / 2, wide / 2, -wide / 2, -wide / 2)
        painter.drawRoundedRect(inside, self.look.gap(6), self.look.gap(6))

    def _number(self, painter: QPainter, box: QRect, index: int, fill: str, ink: str) -> int:
        """Draw the place's number in a disc; return where the text beside it begins."""
        radius = min(self.look.gap(17), box.height() // 2 - 3)
        pad = self.look.gap(13) if box.width() > self.look.gap(130) else self.look.gap(5)
        disc = QRect(box.x() + pad, box.center().y() - radius + 1, 2 * radius, 2 * radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(fill))
        painter.drawEllipse(disc)
        draw(painter, disc, str(index + 1), self.look.font(SMALLEST), ink, CENTRE)
        return disc.right() + self.look.gap(8 if pad > self.look.gap(6) else 4)

    def _paint_person(self, painter: QPainter, box: QRect, x: int, slot: Slot) -> None:
        palette = self.palette_now
        right = box.right() - self.look.gap(6)
        text = QRect(x, box.y(), right - x, box.height())
        if not slot.name or box.height() < self.look.px(72):
            name = self.workplace.name_of(slot.name, slot.relation, slot.number_end)
            draw(painter, text, name, self._font(name, text.width()), palette.ink, LEFT)
            return
        is_other = slot.relation != "self"
        code = "slot_related" if is_other else "slot_number_end"
        below = self.say(code, relation=slot.relation, end=slot.number_end)
        half, name = self.look.px(17), slot.name
        draw(painter, text.translated(0, -half), name, self._font(name, text.width()), palette.ink)
        small = self.look.font(SMALLEST)
        ink = palette.ink if is_other else palette.muted
        draw(painter, text.translated(0, half), below, small, ink)

    def _font(self, text: str, width: int) -> QFont:
        is_roomy = self._state.capacity <= 2
        return fitted(self.look.font, text, width, PERSON if is_roomy else SLOT)

    def reworded(self) -> None:
        """Paint all again."""
        self.update()


def _place(state: LadderState, index: int) -> object:
    """Return what one place shows, to tell whether it changed."""
    if index < len(state.slots):
        return state.slots[index]
    return index == len(state.slots)
