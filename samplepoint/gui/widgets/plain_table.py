"""The table of the office pages: whole rows, no grid, rows high enough for a glove, marks.

Owns how rows are shown and chosen; refuses to know what is in them.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from samplepoint.gui.models.row_table import SHADE_ROLE, RowTable
from samplepoint.gui.shades import Shade
from samplepoint.gui.theme import Look
from samplepoint.gui.widgets.painting import draw_mark

_ROW, _MARK = 44, 18
_SELECT = QAbstractItemView.SelectionMode
_EITHER = QModelIndex | QPersistentModelIndex


class _Marks(QStyledItemDelegate):
    """Paints the shape of a cell's shade before its word: colour alone may fail."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _EITHER) -> None:
        """Paint the mark, and the cell's own text beside it."""
        shade = _shade(index)
        if shade is None:
            super().paint(painter, option, index)
            return
        room = option.rect  # type: ignore[attr-defined]  # the stubs leave the fields out
        side, rim = self.look.gap(_MARK), self.look.gap(8)
        # The text moves aside through the decoration: an empty one of the mark's size.
        super().paint(painter, option, index)
        box = QRectF(room.x() + rim, room.center().y() - side / 2, side, side)
        draw_mark(painter, box, shade, shade.ink(self.look.palette))

    def initStyleOption(self, option: QStyleOptionViewItem, index: _EITHER) -> None:
        """Leave room for the mark."""
        super().initStyleOption(option, index)
        if _shade(index) is not None:
            side = self.look.gap(_MARK)
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration  # type: ignore[attr-defined]
            option.decorationSize = QSize(side + self.look.gap(6), side)  # type: ignore[attr-defined]


def _shade(index: _EITHER) -> Shade | None:
    """Return how a cell is marked; on its way through Qt a shade becomes a plain text."""
    value = index.data(SHADE_ROLE)
    return Shade(value) if value else None


class PlainTable(QTableView):
    """A table that is looked at; `mode` says how many rows may be chosen."""

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
        room = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        room.setVerticalStretch(1)
        self.setSizePolicy(room)
        self._marks = _Marks(look, self)
        self.setItemDelegate(self._marks)
        self.dress(look)

    def stretch(self, column: int) -> None:
        """Let this column take what the others leave."""
        self.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def dress(self, look: Look) -> None:
        """Take colours and sizes."""
        self._marks.look = look
        self.verticalHeader().setDefaultSectionSize(look.gap(_ROW))
        self.setMinimumHeight(look.gap(_ROW) * 2 + 4)
