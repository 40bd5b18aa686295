"""Packing: the box as a rack that fills, the tubes that still lie loose. The window's left card.

Owns where these stand, the count that hides the rack, and the strip that says what the box waits
for; refuses to decide what may be packed, taken out and sealed.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from samplepoint.domain.clock import offset_minutes
from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.own_codes import Command
from samplepoint.domain.readings import Reading
from samplepoint.domain.rounds import SealRule
from samplepoint.gui.keys import Verb
from samplepoint.gui.models.loose_tubes import LooseTube, LooseTubes
from samplepoint.gui.theme import HEAD, PERSON, SLOT, SMALLEST, TEXT, colour
from samplepoint.gui.widgets.box_count import BoxCount, CountState
from samplepoint.gui.widgets.box_rack import BoxRack, RackState
from samplepoint.gui.widgets.code_label import draw_code
from samplepoint.gui.widgets.page_style import page_sheet
from samplepoint.gui.widgets.painting import LEFT, RIGHT, draw, fitted, width_of
from samplepoint.gui.workplace import Workplace
from samplepoint.services.desk import Activity
from samplepoint.services.picture import DeskPicture

_PAD, _HEAD, _STRIP, _LIST, _HEADING = 22, 128, 52, 344, 40
_PEOPLE_COLUMN, _TIME_COLUMN = 88, 66


class PackingPage(QWidget):
    """Dark, with round places: nobody takes it for the desk. It takes no text and no focus.

    The window asks `does` before it does a verb of its own, while this page is shown.
    """

    has_text_fields = False

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Follow the picture of the desk."""
        super().__init__(parent)
        self._workplace = workplace
        self._strip = ""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.rack = BoxRack(workplace, self)
        self.count = BoxCount(workplace, self)
        self.count.hide()
        self.seal_line = ""
        self.loose = LooseTubes(workplace.wording, self)
        self.list = QTableView(self)
        self._set_up_list()
        self._dress()
        workplace.pictured.connect(self.show_picture)
        workplace.answered.connect(self._on_answer)
        workplace.look_changed.connect(self._dress)
        workplace.language_changed.connect(self._speak)

    def _set_up_list(self) -> None:
        view = self.list
        view.setModel(self.loose)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setShowGrid(False)
        view.setProperty("role", "plain")
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.verticalHeader().setVisible(False)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = view.horizontalHeader()
        head.setVisible(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)

    # -- what is shown -------------------------------------------------------------------------

    def show_picture(self, picture: DeskPicture) -> None:
        """Show the box of this seat and, while packing, the loose tubes."""
        self.rack.show_state(RackState.of(picture.box))
        self.count.show_state(CountState.of(picture.box))
        self.rack.setVisible(not self.is_blind)
        self.count.setVisible(self.is_blind)
        self.seal_line = self._read_seal_line(picture)
        self._strip = self._read_strip(picture)
        if picture.activity is Activity.PACKING:
            self.loose.show(self._read_loose())
        # What lies loose tells what is not in the box: no help for who counts or proves.
        self.list.setVisible(bool(self.loose.rows) and not self.is_blind)
        self._arrange()

    def _read_loose(self) -> list[LooseTube]:
        station = self._workplace.desk.station
        offset = offset_minutes(station.book.clock.now())
        return [
            LooseTube(row.code, row.people, row.capacity, row.closed_utc, offset)
            for row in station.queries.loose_tubes()
        ]

    def _read_strip(self, picture: DeskPicture) -> str:
        """Say what the next scan does, or what was found and waits for somebody; "" mostly."""
        say, box = self._workplace.say, picture.box
        if box is None or box.is_blind:
            return ""
        missing = len(box.missing)
        if box.is_taking_out:
            code = "pack_taking_out_missing" if missing else "pack_taking_out"
            return say(code, tubes=missing)
        if missing:
            return say("pack_missing", tubes=missing)
        return say("pack_check") if box.is_check_asked else ""

    def _read_seal_line(self, picture: DeskPicture) -> str:
        """Say what the seal waits for, its number, and how often one was broken."""
        say, box = self._workplace.say, picture.box
        parts = []
        if picture.seal_rule is not SealRule.PLAIN:
            parts.append(say(f"seal_rule_{picture.seal_rule}"))
        if box and box.is_counted:
            parts.append(say("pack_counted"))
        if box and box.seal:
            parts.append(say("pack_seal", seal=box.seal))
        if box and box.void_seals:
            parts.append(say("pack_void_seals", times=box.void_seals))
        return " · ".join(parts)

    @property
    def is_blind(self) -> bool:
        """Tell whether a count or a proof hides what is in the box."""
        return self.count.state.is_blind

    @property
    def is_taking_out(self) -> bool:
        """Tell whether the next tube is taken out instead of packed."""
        seen = self._workplace.picture
        return seen is not None and seen.box is not None and seen.box.is_taking_out

    @property
    def strip(self) -> str:
        """What the strip above the rack says, "" where there is none."""
        return self._strip

    # -- steps ---------------------------------------------------------------------------------

    def does(self, verb: Verb) -> bool:
        """Do what a key means here; False when it means the same as everywhere."""
        is_here = self.count.state.is_here
        if verb is Verb.UNDO:
            self.take_back() if is_here else self.take_out()
        elif verb is Verb.CLOSE_TUBE:
            self._workplace.take(Reading(Command.SEAL_BOX))
        elif verb is Verb.BACK and (is_here or self.is_taking_out):
            self._workplace.take(Reading(Command.CANCEL))
        else:
            return False
        return True

    def take_back(self) -> None:
        """Take a digit or the last scan back."""
        self._workplace.take(Reading(Command.UNDO))

    def take_out(self) -> None:
        """Take the next scanned tube out of its box; asked again: no longer."""
        command = Command.CANCEL if self.is_taking_out else Command.UNPACK_TUBE
        self._workplace.take(Reading(command))

    def _on_answer(self, outcome: Outcome) -> None:
        """Read again after a refusal too: it may have ended a count, scans, or the taking out."""
        is_asked = self.is_blind or self.is_taking_out
        if is_asked and not outcome.changed:
            self._workplace.refresh()

    # -- looks ---------------------------------------------------------------------------------

    def _dress(self) -> None:
        self.list.setStyleSheet(page_sheet(self._workplace.look))
        look, head = self._workplace.look, self.list.horizontalHeader()
        self.list.verticalHeader().setDefaultSectionSize(look.gap(44))
        head.resizeSection(1, look.px(_PEOPLE_COLUMN))
        head.resizeSection(2, look.px(_TIME_COLUMN))
        self._arrange()

    def _speak(self) -> None:
        self.loose.speak()
        if self._workplace.picture is not None:
            self.seal_line = self._read_seal_line(self._workplace.picture)
            self._strip = self._read_strip(self._workplace.picture)
        self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Place the parts."""
        self._arrange()

    def _arrange(self) -> None:
        look = self._workplace.look
        pad, head, wide = look.gap(_PAD), look.gap(_HEAD), look.gap(_LIST)
        strip = look.gap(_STRIP) if self._strip else 0
        self.rack.setGeometry(
            pad, head + strip, self.width() - wide - 3 * pad, self.height() - head - strip - pad
        )
        self.count.setGeometry(self.rack.geometry())
        side = self._side
        heading = look.gap(_HEADING)
        inset = look.gap(8)
        self.list.setGeometry(side.adjusted(inset, heading + inset, -inset, -inset))
        self.update()

    @property
    def _side(self) -> QRect:
        look = self._workplace.look
        pad, head, wide = look.gap(_PAD), look.gap(_HEAD), look.gap(_LIST)
        return QRect(self.width() - wide - pad, head, wide, self.height() - head - pad)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the dark card, the box code with its numbers, and the heading of the list."""
        painter, look = QPainter(self), self._workplace.look
        painter.fillRect(self.rect(), colour(look.palette.paper))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(look.palette.bar))
        painter.drawRoundedRect(QRectF(self.rect()), look.gap(8), look.gap(8))
        self._paint_head(painter)
        self._paint_list(painter)
        if self._strip:
            self._paint_strip(painter)

    def _paint_head(self, painter: QPainter) -> None:
        look, state, say = self._workplace.look, self.rack.state, self._workplace.say
        palette, pad = look.palette, look.gap(_PAD)
        word = say("pack_box") if state.code else say("pack_word")
        top = QRect(pad, look.gap(14), self.width() - 2 * pad, look.gap(32))
        taken = draw(painter, top, word, look.font(SLOT), palette.bar_muted, LEFT)
        beside = top.adjusted(taken + pad, 0, 0, 0)
        draw(painter, beside, self.seal_line, look.font(SMALLEST), palette.bar_muted, RIGHT)
        line = QRect(pad, look.gap(48), self.width() - 2 * pad, look.gap(68))
        if not state.code:
            draw(painter, line, say("pack_scan_box"), look.font(HEAD), palette.bar_ink, LEFT)
            return
        taken = 0 if self.is_blind else self._paint_numbers(painter, line)
        light = replace(look, palette=replace(palette, ink=palette.bar_ink))
        draw_code(painter, line.adjusted(0, 0, -taken - pad, 0), state.code, light)

    def _paint_numbers(self, painter: QPainter, line: QRect) -> int:
        """Paint tubes and people at the right; return the room they take."""
        look, state, say = self._workplace.look, self.rack.state, self._workplace.say
        people = say("pack_people_in_box", people=state.people)
        tubes = str(len(state.tubes))
        of = say("pack_of", capacity=state.capacity)
        big, plain = look.font(72, bold=True), look.font(PERSON)
        tall = line.adjusted(0, -look.gap(22), 0, look.gap(6))
        right = width_of(plain, people)
        draw(painter, tall, people, plain, look.palette.bar_muted, RIGHT)
        right += look.gap(26)
        draw(painter, tall.adjusted(0, 0, -right, 0), of, plain, look.palette.bar_muted, RIGHT)
        right += width_of(plain, of) + look.gap(10)
        draw(painter, tall.adjusted(0, 0, -right, 0), tubes, big, look.palette.bar_ink, RIGHT)
        return right + width_of(big, tubes)

    def _paint_list(self, painter: QPainter) -> None:
        look, side = self._workplace.look, self._side
        palette = look.palette
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(palette.card))
        painter.drawRoundedRect(QRectF(side), look.gap(10), look.gap(10))
        count = len(self.loose.rows)
        heading = QRect(side.x(), side.y() + look.gap(6), side.width(), look.gap(_HEADING))
        heading.adjust(look.gap(16), 0, -look.gap(12), 0)
        code = "pack_loose" if count else "pack_none_loose"
        said = self._workplace.say("pack_veiled" if self.is_blind else code, tubes=count)
        font = fitted(lambda px: look.font(px, bold=True), said, heading.width(), TEXT)
        draw(painter, heading, said, font, palette.ink if count else palette.muted, LEFT)

    def _paint_strip(self, painter: QPainter) -> None:
        look, pad = self._workplace.look, self._workplace.look.gap(_PAD)
        strip = QRect(pad, look.gap(_HEAD), self.rack.width(), look.gap(_STRIP - 8))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(look.palette.warning))
        painter.drawRoundedRect(QRectF(strip), look.gap(6), look.gap(6))
        inside = strip.adjusted(look.gap(14), 0, -look.gap(14), 0)
        font = fitted(lambda px: look.font(px, bold=True), self._strip, inside.width(), SLOT)
        draw(painter, inside, self._strip, font, look.palette.on_colour, LEFT)
