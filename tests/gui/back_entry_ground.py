"""Hands on the back-entry page of the real window, and what they stored.

Owns no expectation.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.samples import Sample
from samplepoint.gui.keyboard import Hands
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.pages.back_entry import BackEntryPage
from samplepoint.gui.widgets.paper_line import PaperLine
from tests.gui.pages_ground import TUBE, number_of

UYGHUR = "古丽巴哈尔·买买提"
OLD = "130102900101999"


class Typist(Hands):
    """Two hands on the page; `keys` counts what they pressed, a character each."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.keys = 0

    @property
    def page(self) -> BackEntryPage:
        page = self.window.pages.currentWidget()
        assert isinstance(page, BackEntryPage)
        return page

    def line(self, place: int) -> PaperLine:
        return self.page.sheet.table.lines[place - 1]

    def cells(self, *texts: str) -> None:
        """Write texts, each ended by Enter."""
        for text in texts:
            self.write(text)
            self.press(Qt.Key.Key_Return)
            self.keys += len(text) + 1

    def head(self, form: str = "F-07", tube: str = TUBE) -> None:
        self.cells(form, tube)

    def person(self, at: int, name: str = "张伟", taken: str = "") -> None:
        self.cells(number_of(at), name, "", taken)

    def go(self, field: QWidget) -> None:
        self.page.focus(field)

    def replace(self, field: QLineEdit, text: str) -> None:
        """Type over what a field holds."""
        self.go(field)
        field.selectAll()
        self.write(text)

    def store(self) -> None:
        self.press(Qt.Key.Key_Return, control=True)
        self.keys += 1

    def is_in(self, field: QWidget) -> bool:
        """Tell whether the cursor is in a field."""
        return self.page.focusWidget() is field


def samples(window: MainWindow, tube: str = TUBE) -> list[Sample]:
    return window.workplace.desk.station.queries.samples_in(TubeCode(tube))


def taken(window: MainWindow) -> list[str]:
    """Return the local moments that are on record."""
    zone = window.workplace.desk.station.book.clock.now().tzinfo
    moments = [datetime.fromisoformat(one.taken_at_utc).astimezone(zone) for one in samples(window)]
    return [f"{one:%m-%d %H:%M}" for one in moments]


def answer(window: MainWindow) -> tuple[str, str]:
    said = window.outcome_panel.answer
    return said.head, said.what
