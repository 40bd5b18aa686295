"""The table of the office pages: whole rows, no grid, rows high enough for a glove, marks.

Owns how rows are shown and chosen; refuses to know what is in them.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from samplepoint.gui.models.row_table import SHADE_ROLE, RowTable
from samplepoint.gui.shades import Shade
from samplepoint.gui.theme import SMALLEST, TEXT, Look, colour
from samplepoint.gui.widgets.key_row import SHARES
from samplepoint.gui.widgets.painting import draw_mark

_ROW, _MARK, _RIM = 44, 18, 10
_WORTH = 120
_ASKED_ROWS = 100
"""So many rows say how wide a column is: a city's table has thousands, and each is asked slowly."""
_FRAMED = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus
_SELECT = QAbstractItemView.SelectionMode
_EITHER = QModelIndex | QPersistentModelIndex


class _Cells(QStyledItemDelegate):
    """Paints a cell as far from its edges as its heading, the shape of its shade before its word.

    Colour alone may fail. Whole rows are chosen, so no cell has a frame of its own.
    """

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _EITHER) -> None:
        """Paint the row's colour, the mark, and the text beside it."""
        plain = QStyleOptionViewItem(option)
        room, look = QRect(plain.rect), self.look  # type: ignore[attr-defined]  # not in the stubs
        if plain.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(room, colour(look.palette.full_soft))
        plain.state &= ~_FRAMED  # type: ignore[attr-defined]
        rim, side, shade = look.gap(_RIM), look.gap(_MARK), _shade(index)
        room.adjust(rim, 0, -rim, 0)
        if shade is not None:
            box = QRectF(room.x(), room.center().y() - side / 2, side, side)
            draw_mark(painter, box, shade, shade.ink(look.palette))
            room.adjust(side + look.gap(8), 0, 0, 0)
        plain.rect = room  # type: ignore[attr-defined]
        super().paint(painter, plain, index)

    def sizeHint(self, option: QStyleOptionViewItem, index: _EITHER) -> QSize:
        """Be as wide as the text, the mark and both edges."""
        size = super().sizeHint(option, index)
        marked = self.look.gap(_MARK) + self.look.gap(8) if _shade(index) is not None else 0
        return QSize(size.width() + 2 * self.look.gap(_RIM) + marked, size.height())

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: _EITHER,
    ) -> bool:
        """Show the whole text of a cell that is too narrow for it."""
        if event.type() is not QHelpEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        room: QRect = option.rect  # type: ignore[attr-defined]  # not in the stubs
        is_cut = self.sizeHint(option, index).width() > room.width()
        QToolTip.showText(event.globalPos(), str(index.data()) if is_cut else "", view)
        return True


def _shade(index: _EITHER) -> Shade | None:
    """Return how a cell is marked; on its way through Qt a shade becomes a plain text."""
    value = index.data(SHADE_ROLE)
    return Shade(value) if value else None


class PlainTable(QTableView):
    """A table that is looked at; `mode` says how many rows may be chosen.

    Large words are written smaller, down to the usual size, where a row is too wide for them.
    """

    def __init__(
        self, model: RowTable[Any], look: Look, mode: _SELECT = _SELECT.SingleSelection
    ) -> None:
        """Show a model."""
        super().__init__()
        self.setModel(model)
        self.setProperty("role", "plain")
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(mode)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setResizeContentsPrecision(_ASKED_ROWS)
        room = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        room.setVerticalStretch(1)
        self.setSizePolicy(room)
        self._cells = _Cells(look, self)
        self.setItemDelegate(self._cells)
        self._stretched, self._least_rows, self._is_fitting = -1, 1, False
        model.modelReset.connect(self._fit)
        model.headerDataChanged.connect(self._fit)
        self.dress(look)

    def stretch(self, column: int) -> None:
        """Let this column take what the others leave."""
        self._stretched = column
        self.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def keep_rows(self, rows: int) -> None:
        """Be never so low that fewer rows are in sight below the heading."""
        self._least_rows = rows
        self.dress(self._cells.look)

    def dress(self, look: Look) -> None:
        """Take colours and sizes."""
        self._cells.look = look
        self.verticalHeader().setDefaultSectionSize(look.gap(_ROW))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find the size of the words anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._is_fitting:
            return  # another size of words resizes the parts of the table at once
        self._is_fitting = True
        look = self._cells.look
        shares = [one for one in SHARES if one * look.text >= 1] or [1.0]
        for share in shares:
            self._write_at(share)
            if share == shares[-1] or self._needed() <= self.viewport().width():
                break
        head = self.horizontalHeader().sizeHint().height()
        self.setMinimumHeight(head + look.gap(_ROW) * self._least_rows + 4)
        self._is_fitting = False

    def _write_at(self, share: float) -> None:
        look, sheet = self._cells.look, ""
        if share < SHARES[0]:
            text, small = (int(look.px(one) * share) for one in (TEXT, SMALLEST))
            heads = f"QHeaderView, QHeaderView::section {{ font-size: {small}px; }}"
            sheet = f"QTableView {{ font-size: {text}px; }} {heads}"
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)

    def _needed(self) -> int:
        """Return the width of all columns; of the one that gives way, what is worth reading."""
        head, wide = self.horizontalHeader(), 0
        for column in range(head.count()):
            needed = max(self.sizeHintForColumn(column), head.sectionSizeHint(column))
            gives_way = column == self._stretched
            wide += min(needed, self._cells.look.gap(_WORTH)) if gives_way else needed
        return wide
