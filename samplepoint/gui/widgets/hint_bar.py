"""The bar at the bottom: the keys that matter here, each with its word; a tap does the same.

Owns the hit areas (at least 44 px) and what is left out when it is narrow; refuses to act.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from samplepoint.gui.keys import CAP_OF, Verb
from samplepoint.gui.theme import SMALLEST, TEXT, colour
from samplepoint.gui.widgets.painting import CENTRE, LEFT, RIGHT, Painted, draw, width_of
from samplepoint.gui.workplace import Workplace
from samplepoint.services.picture import BoxPicture, DeskPicture

MENU_CAP = "≡"
AT_DESK = (Verb.MANUAL, Verb.UNDO, Verb.CLOSE_TUBE, Verb.PACK, Verb.SUPERVISE, Verb.LOCK)
AT_PACKING = (
    *(Verb.COLLECT, Verb.UNDO, Verb.CLOSE_TUBE),
    *(Verb.HANDOVER, Verb.PAPERS, Verb.SUPERVISE, Verb.LOCK),
)
AWAY = (Verb.BACK, Verb.COLLECT, Verb.PACK)
AT_HUB = (Verb.MERGE, Verb.FINDINGS, Verb.STRIPS, Verb.POINTS, Verb.SETTINGS, Verb.LOCK)
AWAY_AT_HUB = (Verb.BACK, *AT_HUB)

Words = Mapping[Verb, str]
"""The word of a verb where it is not its own."""


def at_packing(box: BoxPicture | None) -> tuple[tuple[Verb, ...], Words]:
    """Return the keys of the packing place and what each does now (see `PackingPage.does`)."""
    packing = {Verb.UNDO: "verb_take_out", Verb.CLOSE_TUBE: "verb_seal"}
    if box is None:
        return AT_PACKING, packing
    if box.is_counting:
        back, sure = "verb_digit_back", "verb_count_sure"
        steps: tuple[Verb, ...] = (Verb.UNDO, Verb.CLOSE_TUBE) if box.digits else ()
    elif box.proof_by:
        back, sure = "verb_scan_back", "verb_scans_end"
        steps = (Verb.UNDO, Verb.CLOSE_TUBE) if box.proof_scanned else (Verb.CLOSE_TUBE,)
    elif box.is_taking_out:
        back, sure = "verb_take_none", "verb_take_missing"
        steps = (Verb.UNDO, Verb.CLOSE_TUBE) if box.missing else (Verb.UNDO,)
    elif box.blind_at:
        return (Verb.COLLECT, Verb.HANDOVER, Verb.SUPERVISE, Verb.LOCK), {}
    else:
        return AT_PACKING, packing
    words = {Verb.BACK: "verb_cancel", Verb.UNDO: back, Verb.CLOSE_TUBE: sure}
    return (Verb.BACK, *steps, Verb.COLLECT, Verb.LOCK), words


class HintBar(Painted):
    """Key caps and words, painted; `asked` carries the verb that was tapped, or None: the menu."""

    asked = Signal(object)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Start with the desk's keys."""
        super().__init__(workplace, parent)
        self._asked: tuple[Verb, ...] = AT_DESK
        self._verbs: tuple[Verb, ...] = AT_DESK
        self._words: Words = {}
        self._spots: list[tuple[QRect, Verb | None, int]] = []
        self._end = 0
        workplace.pictured.connect(self._follow)

    @property
    def spots(self) -> list[tuple[QRect, Verb | None]]:
        """Where each hint can be tapped."""
        return [(box, verb) for box, verb, _ in self._spots]

    def show_verbs(self, verbs: tuple[Verb, ...]) -> None:
        """Show the keys of another page."""
        self._asked = verbs
        self._follow(self.workplace.picture)

    def _follow(self, seen: DeskPicture | None) -> None:
        """Say what the keys do now: while a box is counted they do other things."""
        meant: tuple[tuple[Verb, ...], Words] = self._asked, {}
        if self._asked == AT_PACKING:
            meant = at_packing(seen.box if seen else None)
        if meant != (self._verbs, self._words):
            self._verbs, self._words = meant
            self.reworded()

    def word(self, verb: Verb) -> str:
        """Return what a key is said to do now; an empty text for one that is not shown."""
        return self._word(verb) if verb in self._verbs else ""

    def reworded(self) -> None:
        """Measure the words anew and repaint."""
        self._measure()
        self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Measure anew."""
        self._measure()

    def _measure(self) -> None:
        """Place menu and keys from the left, help on the right; what does not fit is left out."""
        self._spots = []
        gap, high = self.look.gap(20), self.height()
        help_wide = self._cap_width(CAP_OF[Verb.HELP]) + self._word_width(Verb.HELP)
        help_box = QRect(self.width() - gap // 2 - help_wide, 0, help_wide, high)
        x = gap // 2
        menu_wide = self._cap_width(MENU_CAP) + self.look.gap(10)
        self._spots.append((QRect(x, 0, menu_wide, high), None, self._cap_width(MENU_CAP)))
        x += menu_wide
        for verb in self._verbs:
            cap = self._cap_width(CAP_OF[verb])
            wide = cap + self._word_width(verb)
            if x + wide > help_box.left():
                break
            self._spots.append((QRect(x, 0, wide, high), verb, cap))
            x += wide
        self._end = x
        self._spots.append((help_box, Verb.HELP, self._cap_width(CAP_OF[Verb.HELP])))

    def _cap_width(self, cap: str) -> int:
        text = width_of(self.look.font(SMALLEST), cap)
        return max(self.look.gap(40), text + self.look.gap(18))

    def _word_width(self, verb: Verb) -> int:
        return width_of(self.look.font(TEXT), self._word(verb)) + self.look.gap(8 + 8 + 18)

    def _word(self, verb: Verb) -> str:
        return self.say(self._words.get(verb, f"verb_{verb}"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for what was tapped."""
        for box, verb, _ in self._spots:
            if box.contains(event.position().toPoint()):
                self.asked.emit(verb)
                return

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint caps and words, and between them that each key is also a printed code."""
        painter = QPainter(self)
        palette = self.palette_now
        painter.fillRect(self.rect(), colour(palette.card))
        painter.fillRect(QRect(0, 0, self.width(), 1), colour(palette.line))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for box, verb, cap in self._spots:
            self._paint_spot(painter, box, verb, cap)
        note, small = self.say("hint_sheet"), self.look.font(SMALLEST)
        room = QRect(self._end, 0, self._spots[-1][0].left() - self._end, self.height())
        room.adjust(self.look.gap(16), 0, -self.look.gap(16), 0)
        if width_of(small, note) <= room.width():
            draw(painter, room, note, small, palette.muted, RIGHT)

    def _paint_spot(self, painter: QPainter, box: QRect, verb: Verb | None, wide: int) -> None:
        palette, high = self.palette_now, self.look.gap(32)
        x = box.x() + self.look.gap(8)
        cap = QRectF(x + 0.5, box.center().y() - high / 2 + 0.5, wide - 1, high)
        painter.setPen(QPen(colour(palette.muted), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cap, self.look.gap(4), self.look.gap(4))
        text = CAP_OF[verb] if verb else MENU_CAP
        draw(painter, cap.toRect(), text, self.look.font(SMALLEST), palette.ink, CENTRE)
        if verb:
            start = x + wide + self.look.gap(8)
            room = QRect(start, 0, box.right() - start + 1, box.height())
            draw(painter, room, self._word(verb), self.look.font(TEXT), palette.ink, LEFT)
