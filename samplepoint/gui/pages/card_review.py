"""A card beside the desk: its name enlarged, each field with its mark, and what to do.

Owns the painting and which key does what; refuses to decide (the desk has answered already). It has
no text fields: the scanner goes on working while it is open.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFont,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QTransform,
)

from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.seen import Corners
from samplepoint.gui.keys import Verb
from samplepoint.gui.models.document_review import ReviewLine, entry_for_form, review_of
from samplepoint.gui.pages.person_form import PersonForm
from samplepoint.gui.shades import Shade
from samplepoint.gui.sight import DocumentShot, Stage
from samplepoint.gui.theme import PERSON, SMALLEST, TEXT, colour
from samplepoint.gui.widgets.form_fields import KeyButton
from samplepoint.gui.widgets.key_row import KeyRow
from samplepoint.gui.widgets.page_style import page_sheet
from samplepoint.gui.widgets.painting import (
    LEFT,
    Painted,
    draw,
    draw_card,
    draw_mark,
    fitted,
    width_of,
)
from samplepoint.gui.workplace import Workplace

_PAD, _NAME, _LINE, _KEYS, _CROP = 14, 72, 32, 48, 40
_AROUND = 0.35
"""Of a field's height, shown around it: what was left out by a wrong box is seen."""
_STAYS = frozenset({Verb.LANGUAGE, Verb.FULL_SCREEN, Verb.REPEAT, Verb.SECOND_SCREEN, Verb.CAMERA})
"""These change nothing at the desk: the question stays open."""
TAKEN_MS = 6000
"""How long a card that was taken covers the camera's picture, unless it goes sooner."""


class CardReview(Painted):
    """Opened by the window in the place of the list; the answer above it stays in sight."""

    closed = Signal()
    confirmed = Signal()
    form_wanted = Signal()
    dropped = Signal()
    left_for = Signal()
    """The desk turns to something else: the question is over."""
    has_text_fields = False
    leaves_answer = True

    def __init__(self, workplace: Workplace, shot: DocumentShot, stage: Stage) -> None:
        """Show a document that was read; the pictures of its fields are cut out of it now."""
        super().__init__(workplace)
        self.setObjectName("side_panel")
        self.stage = stage
        self.review = review_of(shot)
        self.entry: PersonEntry = entry_for_form(shot, workplace.desk.station.book.today)
        self._name_crop = crop_of(shot.image, self.review.name.corners)
        unsure = self.review.number.shade is not Shade.ACCEPTED
        self._number_crop = crop_of(shot.image, self.review.number.corners if unsure else None)
        self._keys = KeyRow(parent=self)
        self._take = KeyButton("Enter", "main")
        self._type, self._leave = KeyButton("F2"), KeyButton("Esc")
        self._lay_out()
        self._dress()
        workplace.look_changed.connect(self._dress)
        self.ends = QTimer(self)
        self.ends.setSingleShot(True)
        self.ends.timeout.connect(self.closed)
        if stage is Stage.TAKEN:
            self.ends.start(TAKEN_MS)

    def _lay_out(self) -> None:
        row = self._keys.row
        for key in (self._take, self._type, self._leave):
            key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(key, 1 if key is self._take else 0)
        self._take.setVisible(self.stage is Stage.COMPARE)
        self._type.setProperty("role", "main" if self.stage is Stage.NAME else "plain")
        self._keys.setVisible(self.stage is not Stage.TAKEN)
        self._take.clicked.connect(self.confirmed)
        self._type.clicked.connect(self.form_wanted)
        self._leave.clicked.connect(self.dropped)

    def _dress(self) -> None:
        self._keys.setStyleSheet(page_sheet(self.look))
        self.reworded()

    def reworded(self) -> None:
        """Say the keys again."""
        if hasattr(self, "_keys"):
            self._take.say(self.say("card_key_take"))
            is_nameless = self.stage is Stage.NAME
            self._type.say(self.say("card_key_name" if is_nameless else "card_key_type"))
            self._leave.say(self.say("card_key_leave"))
            self._arrange()
        self.update()

    def does(self, verb: Verb) -> bool:
        """F2 types, Esc and undo drop; any other way on ends the question, and goes on."""
        if verb in _STAYS:
            return False
        if self.stage is Stage.TAKEN:
            self.closed.emit()
            return verb is Verb.BACK
        if verb is Verb.MANUAL:
            self.form_wanted.emit()
            return True
        if verb in (Verb.BACK, Verb.UNDO):
            self.dropped.emit()
            return True
        self.left_for.emit()
        self.closed.emit()
        return False

    # -- painting ------------------------------------------------------------------------------

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the keys at the foot."""
        self._arrange()

    def _arrange(self) -> None:
        pad, high = self.look.gap(_PAD), self.look.gap(_KEYS)
        foot = self.height() - high - self.look.gap(8)
        self._keys.setGeometry(pad, foot, self.width() - 2 * pad, high)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the name with its picture, then the lines as far as there is room."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(self.palette_now.paper))
        draw_card(painter, self.rect(), self.look)
        pad = self.look.gap(_PAD)
        foot = self._keys.y() if self._keys.isVisibleTo(self) else self.height()
        room = QRect(pad, self.look.gap(10), self.width() - 2 * pad, 0)
        room.setBottom(foot - self.look.gap(6))
        room.setTop(self._paint_name(painter, room))
        room.setTop(self._paint_number(painter, room))
        self._paint_others(painter, room)

    def _paint_name(self, painter: QPainter, room: QRect) -> int:
        high = self.look.gap(_NAME)
        half = (room.width() - self.look.gap(12)) // 2
        left = QRect(room.x(), room.y(), half, high)
        right = QRect(left.right() + self.look.gap(12), room.y(), half, high)
        self._paint_crop(painter, left, self._name_crop)
        line, side = self.review.name, self.look.gap(26)
        mark = QRectF(right.x(), right.center().y() - side / 2, side, side)
        draw_mark(painter, mark, line.shade, line.shade.ink(self.palette_now), 0.15)
        right.setLeft(right.x() + side + self.look.gap(10))
        text = line.value or self.say("card_field_missing")
        font = fitted(self._bold, text, right.width(), PERSON, SMALLEST)
        draw(painter, right, text, font, self.palette_now.ink, LEFT)
        y = left.bottom() + self.look.gap(6)
        if not line.why:
            return y
        row = QRect(room.x(), y, room.width(), self._line_height())
        self._paint_why(painter, row, line)
        return row.bottom() + 1

    def _paint_crop(self, painter: QPainter, box: QRect, crop: QImage | None) -> None:
        """Paint a piece of the picture as large as the box allows."""
        painter.setPen(QPen(colour(self.palette_now.line), 1))
        painter.setBrush(colour(self.palette_now.paper))
        painter.drawRect(box)
        if crop is None:
            text = self.say("card_no_picture")
            draw(painter, box, text, self.look.font(SMALLEST), self.palette_now.muted, LEFT)
            return
        size = QSize(crop.size()).scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(box.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, crop)

    def _paint_number(self, painter: QPainter, room: QRect) -> int:
        line, y = self.review.number, room.y()
        if self._number_crop is not None:
            box = QRect(room.x(), y, room.width(), self.look.gap(_CROP))
            self._paint_crop(painter, box, self._number_crop)
            y = box.bottom() + 2
        high = self._line_height()
        row = QRect(room.x(), y, room.width(), high)
        self._paint_line(painter, row, line)
        y += high
        if line.why:
            self._paint_why(painter, QRect(room.x(), y, room.width(), high), line)
            y += high
        return y

    def _paint_others(self, painter: QPainter, room: QRect) -> None:
        """Paint unsure fields a line each with their reason; sure ones share lines."""
        high, y = self._line_height(), room.y()
        short: list[ReviewLine] = []
        for line in self.review.others:
            if line.shade is Shade.ACCEPTED and line.word != "field_address":
                short.append(line)
                continue
            if y + high > room.bottom() + 2:
                return
            self._paint_line(painter, QRect(room.x(), y, room.width(), high), line)
            y += high
        self._paint_short(painter, QRect(room.x(), y, room.width(), room.bottom() - y), short)

    def _paint_short(self, painter: QPainter, room: QRect, lines: list[ReviewLine]) -> None:
        """Paint short fields beside each other, and those that do not fit below."""
        font, high = self.look.font(SMALLEST), self._line_height()
        wide = [self.look.gap(26 + 12) + width_of(font, self._text_of(line)) for line in lines]
        spare = max(0, room.width() - sum(wide)) // max(1, len(lines))
        x, y = room.x(), room.y()
        for line, needed in zip(lines, wide, strict=True):
            if x > room.x() and x + needed > room.right() + self.look.gap(12):
                x, y = room.x(), y + high
            if y + high > room.bottom() + 2:
                return
            place = QRect(x, y, min(needed + spare, room.right() + 1 - x), high)
            self._paint_line(painter, place, line)
            x += needed + spare

    def _paint_line(self, painter: QPainter, row: QRect, line: ReviewLine) -> None:
        self._paint_marked(painter, row, self._text_of(line), line.shade)

    def _text_of(self, line: ReviewLine) -> str:
        word = self.say(line.word)
        is_alone = line is not self.review.number
        why = self.say(line.why) if line.why and is_alone else ""
        value = line.value or ("" if why else self.say("card_field_missing"))
        return "  ".join(part for part in (word, value, why) if part)

    def _paint_why(self, painter: QPainter, row: QRect, line: ReviewLine) -> None:
        indent = self.look.gap(26)
        text = self.say(line.why)
        inside = row.adjusted(indent, 0, 0, 0)
        draw(
            painter, inside, text, self.look.font(SMALLEST), line.shade.ink(self.palette_now), LEFT
        )

    def _paint_marked(self, painter: QPainter, row: QRect, text: str, shade: Shade) -> None:
        side, ink = self.look.gap(16), shade.ink(self.palette_now)
        mark = QRectF(row.x() + 1, row.center().y() - side / 2, side, side)
        draw_mark(painter, mark, shade, ink, 0.15)
        inside = row.adjusted(self.look.gap(26), 0, 0, 0)
        font = self.look.font(TEXT)
        if width_of(font, text) > inside.width():
            font = self.look.font(SMALLEST)
        is_sure = shade is Shade.ACCEPTED
        draw(painter, inside, text, font, self.palette_now.ink if is_sure else ink, LEFT)

    def _line_height(self) -> int:
        return max(self.look.gap(_LINE - 4), self.look.px(_LINE - 5))

    def _bold(self, design: int) -> QFont:
        return self.look.font(design, bold=True)


class CardForm(PersonForm):
    """The typed form with what was read already in it."""

    def __init__(self, workplace: Workplace, entry: PersonEntry) -> None:
        """Begin with the number, or with the name where it is missing."""
        super().__init__(workplace)
        self.fields.fill(entry)
        if entry.number and not entry.name:
            stops = self.fields.stops
            self.set_stops(self.fields.name, *stops[3:], *stops[:2])


def crop_of(image: QImage, corners: Corners | None) -> QImage | None:
    """Cut a field out of a picture, upright and with a little around it; None without a place."""
    if corners is None:
        return None
    (x0, y0), (x1, y1), _, (x3, y3) = corners
    wide = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    high = ((x3 - x0) ** 2 + (y3 - y0) ** 2) ** 0.5
    if wide < 1 or high < 1:
        return None
    more = high * _AROUND
    scale = max(1.0, 96 / high)
    target = QRectF(more * scale, more * scale, wide * scale, high * scale)
    to_upright = QTransform()
    taken = QPolygonF([QPointF(x, y) for x, y in corners])
    wanted = QPolygonF(
        [target.topLeft(), target.topRight(), target.bottomRight(), target.bottomLeft()]
    )
    if not QTransform.quadToQuad(taken, wanted, to_upright):
        return None
    size = QSize(round((wide + 2 * more) * scale), round((high + 2 * more) * scale))
    crop = QImage(size, QImage.Format.Format_RGB32)
    crop.fill(Qt.GlobalColor.lightGray)
    painter = QPainter(crop)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setTransform(to_upright)
    painter.drawImage(0, 0, image)
    painter.end()
    return crop
