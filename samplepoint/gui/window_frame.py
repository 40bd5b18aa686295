"""The places in the window: bars, page, answer, list, side panel, what lies over them; its frame.

Owns sizes, the paper and when it has been painted; refuses to know what happens in any part.
"""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from samplepoint.gui.models.history import HistoryModel
from samplepoint.gui.shades import Shade
from samplepoint.gui.theme import DESIGN_HEIGHT, DESIGN_WIDTH, colour, qt_palette, scale_for
from samplepoint.gui.widgets.camera_view import CameraView
from samplepoint.gui.widgets.frames import Overlay, PracticeMark, draw_stripes, sides
from samplepoint.gui.widgets.hint_bar import HintBar
from samplepoint.gui.widgets.history_list import HistoryList
from samplepoint.gui.widgets.outcome_panel import OutcomePanel
from samplepoint.gui.widgets.painting import draw_card
from samplepoint.gui.widgets.top_bar import TopBar
from samplepoint.gui.workplace import Workplace

_BAR, _KEYS, _EDGE, _FRAME = 52, 60, 16, 10
_LEFT_SHARE = 888 / 1318
_ANSWER = 296
_UPRIGHT = 2
_CAMERA_SHARE = 0.64
"""Of the card with the list, where the camera is on: two lines of the list stay."""
_SMALLEST_WINDOW = (720, 405)


class WindowFrame(QWidget):
    """The parts of a desk's window, each in its place at every size."""

    painted = Signal(float)
    """`time.perf_counter()` when the window has been painted after an answer: everything that the
    answer changed was marked before, so it is whole on the screen then."""

    _awaits_paint = False  # of the class: Qt sends events before `__init__` gets that far

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        """Build the parts."""
        super().__init__(parent)
        self.workplace = workplace
        self._panel: QWidget | None = None
        self._is_refused = False
        self._list_card = QRect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(*_SMALLEST_WINDOW)
        self.top_bar = TopBar(workplace, self)
        self.pages = QStackedWidget(self)
        self.outcome_panel = OutcomePanel(workplace, self)
        self.history = HistoryModel(workplace, self)
        self.history_list = HistoryList(workplace, self.history, self)
        self.camera_view = CameraView(workplace, self)
        self.camera_view.hide()
        self.hint_bar = HintBar(workplace, self)
        self.practice_mark = PracticeMark(workplace, self)
        self.practice_mark.setVisible(workplace.desk.station.book.is_practice)
        self.overlay = Overlay(workplace, self)
        workplace.look_changed.connect(self._dress)
        self.resize(DESIGN_WIDTH, DESIGN_HEIGHT)
        self._dress()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        """No input method may compose here: it would swallow the scanner's keys."""
        if query == Qt.InputMethodQuery.ImEnabled:
            return False
        return super().inputMethodQuery(query)

    def _dress(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(qt_palette(self.workplace.look.palette))
        self._arrange()
        self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Draw everything as large as the window allows."""
        scale = scale_for(self.width(), self.height())
        self.workplace.wear(replace(self.workplace.look, scale=scale))
        self._arrange()

    @property
    def _work(self) -> QRect:
        """The room between the two bars."""
        look = self.workplace.look
        top = max(look.gap(_BAR), look.px(34))
        foot = max(look.gap(_KEYS), look.px(40))
        return QRect(0, top, self.width(), self.height() - top - foot)

    def _arrange(self) -> None:
        look, work, edge = self.workplace.look, self._work, self.workplace.look.gap(_EDGE)
        self.top_bar.setGeometry(0, 0, self.width(), work.top())
        self.hint_bar.setGeometry(
            0, work.bottom() + 1, self.width(), self.height() - work.bottom() - 1
        )
        inside = work.adjusted(edge, edge, -edge, -edge)
        has_desk = not self.workplace.desk.station.book.is_hub
        left = round((inside.width() - edge) * _LEFT_SHARE)
        x, wide = inside.x() + left + edge, inside.width() - left - edge
        for part in (self.outcome_panel, self.history_list):
            part.setVisible(has_desk)
        if not has_desk:
            # Panels are for comparing fingerprints: half of the window shows one in a row.
            left, self._list_card = inside.width(), QRect()
            wide = inside.width() // 2
            x = inside.right() + 1 - wide
        self.pages.setGeometry(inside.x(), inside.y(), left, inside.height())
        answer = look.gap(_ANSWER)
        self.outcome_panel.setGeometry(x, inside.y(), wide, answer)
        below = inside.y() + answer + edge
        if has_desk:
            self._list_card = QRect(x, below, wide, inside.bottom() - below + 1)
        rim = look.gap(6)
        on_card = self._list_card.adjusted(rim, rim, -rim, -rim)
        if not self.camera_view.isHidden():
            high = round(on_card.height() * _CAMERA_SHARE)
            self.camera_view.setGeometry(on_card.x(), on_card.y(), on_card.width(), high)
            on_card.setTop(on_card.top() + high + rim)
        self.history_list.setGeometry(on_card)
        if self._panel is not None:
            leaves_answer = getattr(self._panel, "leaves_answer", False)
            room = QRect(x, inside.y(), wide, inside.height())
            self._panel.setGeometry(self._list_card if leaves_answer else room)
        self.practice_mark.setGeometry(work)
        self.overlay.setGeometry(work.adjusted(0, 0, 0, self.height() - work.bottom() - 1))

    def place_parts(self) -> None:
        """Give every part its place anew: one came or went."""
        self._arrange()

    def frame_in(self, shade: Shade | None) -> None:
        """Frame the window as the last answer asks: red when it was a refusal."""
        if (shade is Shade.REFUSED) is not self._is_refused:
            self._is_refused = shade is Shade.REFUSED
            work, frame = self._work, self.workplace.look.gap(_FRAME)
            inner = work.adjusted(frame, frame, -frame, -frame)
            self.update(QRegion(work) - QRegion(inner))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the paper and, around it, the frame: red when refused, striped in practice."""
        painter = QPainter(self)
        palette, work = self.workplace.look.palette, self._work
        painter.fillRect(event.rect(), colour(palette.paper))
        if not self._list_card.isEmpty() and event.region().intersects(self._list_card):
            draw_card(painter, self._list_card, self.workplace.look)
        frame = self.workplace.look.gap(_FRAME)
        is_practice, is_refused = self.workplace.desk.station.book.is_practice, self._is_refused
        for n, side in enumerate(sides(work, frame)):
            if not event.region().intersects(side):
                continue
            # In practice the stripes stay above and below the red: both must be seen.
            if is_refused and (n < _UPRIGHT or not is_practice):
                painter.fillRect(side, colour(palette.refused))
            elif is_practice:
                draw_stripes(painter, side, 2 * frame)

    def event(self, event: QEvent) -> bool:
        """Tell when what followed an answer has been painted."""
        handled = super().event(event)
        if self._awaits_paint and event.type() is QEvent.Type.UpdateRequest:
            self._awaits_paint = False  # what a camera shows afterwards is no part of the answer
            self.painted.emit(time.perf_counter())
        return handled
