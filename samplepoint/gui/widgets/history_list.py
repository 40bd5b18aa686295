"""The list of what happened at this desk: one painted line a step, no widget a row.

Owns the painting of a line; refuses to keep the rows (see `models.history`).
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from samplepoint.gui.models.history import HistoryModel
from samplepoint.gui.theme import SMALLEST, TEXT, Look, colour
from samplepoint.gui.widgets.painting import CENTRE, LEFT, RIGHT, draw, draw_mark, width_of
from samplepoint.gui.workplace import Workplace

_ROW = 46
_BAR = """
QScrollBar {{ background: {card}; width: {wide}px; border: none; }}
QScrollBar::handle {{ background: {line}; border-radius: {radius}px; min-height: 40px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: {card}; }}
"""


def _colours(look: Look) -> dict[str, str]:
    return {"card": look.palette.card, "line": look.palette.line}


class _Line(QStyledItemDelegate):
    """Paints mark, line and time of one row."""

    def __init__(self, workplace: Workplace, model: HistoryModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model  # asked directly: an index carries each value through Qt and back
        self._workplace = workplace

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002 - Qt's
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> QSize:
        """All rows are equally high, so the view need not ask for each."""
        look = self._workplace.look
        return QSize(look.gap(100), max(look.gap(_ROW), look.px(TEXT + 12)))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one row."""
        row = self._model.row(index.row())
        look, box = self._workplace.look, QRect(option.rect)  # type: ignore[attr-defined]  # stubs lack it
        palette = look.palette
        edge = look.gap(14)
        painter.fillRect(box, colour(palette.card))
        line = QRect(box.x() + edge, box.bottom(), box.width() - 2 * edge, 1)
        painter.fillRect(line, colour(palette.line))
        side = look.gap(16)
        mark = QRectF(box.x() + edge + 2, box.center().y() - side / 2, side, side)
        draw_mark(painter, mark, row.shade, row.shade.ink(palette), 0.15)
        small = look.font(SMALLEST)
        wide = width_of(small, row.at)
        end = box.right() - edge
        draw(
            painter,
            QRect(end - wide, box.y(), wide + 1, box.height()),
            row.at,
            small,
            palette.muted,
            RIGHT,
        )
        start = box.x() + edge + side + look.gap(16)
        room = QRect(start, box.y(), end - wide - look.gap(14) - start, box.height())
        draw(painter, room, self._model.line(row), look.font(TEXT), palette.ink, LEFT)


class HistoryList(QListView):
    """The view; it takes no focus, so no key of a scanner can reach it."""

    def __init__(
        self, workplace: Workplace, model: HistoryModel, parent: QWidget | None = None
    ) -> None:
        """Show a model."""
        super().__init__(parent)
        self._workplace = workplace
        self.is_veiled = False
        self.setModel(model)
        self.setItemDelegate(_Line(workplace, model, self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)
        self._dress()
        workplace.look_changed.connect(self.reworded)
        workplace.language_changed.connect(self.reworded)

    def veil(self, is_veiled: bool) -> None:
        """Hide the lines while somebody counts a box: they name its tubes, one by one."""
        if is_veiled != self.is_veiled:
            self.is_veiled = is_veiled
            policy = Qt.ScrollBarPolicy
            bar = policy.ScrollBarAlwaysOff if is_veiled else policy.ScrollBarAsNeeded
            self.setVerticalScrollBarPolicy(bar)
            self.viewport().update()

    def rowsInserted(
        self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int
    ) -> None:
        """Lay out at once: laid out later, each answer would be painted twice."""
        super().rowsInserted(parent, start, end)
        self.executeDelayedItemsLayout()
        if start == 0:
            self.scrollToTop()

    def _dress(self) -> None:
        """A thin bar without arrows: the list is for looking back, not for working."""
        look = self._workplace.look
        self.verticalScrollBar().setStyleSheet(
            _BAR.format(wide=look.gap(8), radius=look.gap(4) - 1, **_colours(look))
        )

    def reworded(self) -> None:
        """Measure the rows anew and repaint them."""
        self._dress()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or what will be here while there are none."""
        palette = self._workplace.look.palette
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour(palette.card))
        if self.is_veiled or self.model().rowCount() == 0:
            box = self.viewport().rect().adjusted(20, 0, -20, 0)
            text = self._workplace.say("history_veiled" if self.is_veiled else "history_empty")
            draw(painter, box, text, self._workplace.look.font(TEXT), palette.muted, CENTRE)
            return
        painter.end()
        super().paintEvent(event)
