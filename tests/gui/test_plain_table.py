"""The table of the office pages: a long list is asked for a few of its rows, cut cells are told."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from samplepoint.gui.models.row_table import Index, RowTable
from samplepoint.gui.theme import Look
from samplepoint.gui.widgets.plain_table import PlainTable
from samplepoint.wording import Wording
from tests.gui.pages_ground import WORDS

ROWS = 13_114


class _Counting(RowTable[str]):
    """Counts which rows it is asked for."""

    COLUMNS: ClassVar = ("points_column_name", "points_column_station")

    def __init__(self) -> None:
        super().__init__(Wording(WORDS))
        self.asked: list[int] = []

    def cells(self, row: str) -> tuple[str, ...]:
        return (row, row)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            self.asked.append(index.row())
        return super().data(index, role)


def _table(qtbot: QtBot) -> tuple[_Counting, PlainTable]:
    model = _Counting()
    table = PlainTable(model, Look())
    qtbot.addWidget(table)
    table.stretch(0)
    table.resize(400, 300)
    table.show()
    return model, table


def test_a_long_table_asks_few_of_its_rows_how_wide_they_are(qtbot: QtBot) -> None:
    model, table = _table(qtbot)
    model.show([f"采样点{nth:05}" for nth in range(ROWS)])
    table.grab()
    assert model.asked
    assert len(set(model.asked)) < 150
    assert len(model.asked) < ROWS


def _told_over(table: PlainTable, column: int) -> str:
    where = table.visualRect(table.model().index(0, column)).center()
    over = table.viewport()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, where, over.mapToGlobal(QPoint(where)))
    QApplication.sendEvent(over, event)
    return QToolTip.text() if QToolTip.isVisible() else ""


def test_a_cut_cell_tells_its_whole_text(qtbot: QtBot) -> None:
    model, table = _table(qtbot)
    long = "石家庄市长安区建设大街的采样点" * 6
    model.show([long])
    table.horizontalHeader().setSectionResizeMode(table.horizontalHeader().ResizeMode.Fixed)
    table.setColumnWidth(0, 120)
    assert _told_over(table, 0) == long
