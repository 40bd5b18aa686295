"""The window over a supervisor's book: no desk, its own pages and keys, calm while it merges."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from samplepoint.gui.adapters.desk_devices import DeskDevices
from samplepoint.gui.keys import Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.page_table import PageName
from samplepoint.gui.pages.merging import MergingPage
from tests.gui.conftest import SILENT, press
from tests.gui.travel_ground import at_hub
from tests.travel.city import Town


@pytest.fixture
def window(qtbot: QtBot, town: Town) -> Iterator[MainWindow]:
    made = MainWindow(at_hub(town), DeskDevices(SILENT))
    qtbot.addWidget(made)
    made.start()
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


def test_it_opens_on_merging_and_shows_no_desk(window: MainWindow) -> None:
    assert window.page is PageName.MERGING
    assert isinstance(window.pages.currentWidget(), MergingPage)
    assert not window.outcome_panel.isVisible()
    assert not window.history_list.isVisible()
    assert window.pages.width() > window.width() * 0.9


@pytest.mark.parametrize(
    ("key", "page"),
    [
        (Qt.Key.Key_F5, PageName.MERGING),
        (Qt.Key.Key_F6, PageName.FINDINGS),
        (Qt.Key.Key_F7, PageName.POINTS),
        (Qt.Key.Key_F10, PageName.SETTINGS),
        (Qt.Key.Key_F1, PageName.HELP),
    ],
)
def test_its_keys_open_its_pages_and_escape_leads_back(
    window: MainWindow, key: Qt.Key, page: PageName
) -> None:
    press(window, key)
    assert window.page is page
    window.do(Verb.BACK)
    assert window.page is PageName.MERGING


def test_the_bar_counts_people_and_points(window: MainWindow, town: Town) -> None:
    seen = window.workplace.picture
    assert seen is not None
    assert (seen.counts.stored_here, seen.points, seen.seat) == (0, 0, "")
    point = town.has_point("东门小学")
    point.words.fills(1, range(3))
    town.merges(point.packs())
    window.workplace.refresh()
    seen = window.workplace.picture
    assert seen is not None
    assert (seen.counts.stored_here, seen.points) == (3, 1)
    point.book.close()


def test_an_answer_of_the_desk_is_told_on_the_page(window: MainWindow) -> None:
    window.workplace.run(window.workplace.desk.lock)
    page = window.pages.currentWidget()
    assert isinstance(page, MergingPage)
    assert page.answer_strip.text


def test_the_window_does_not_wait_for_a_merge(window: MainWindow, town: Town) -> None:
    """While a merge holds the book, clock and checkpoint go on without it."""
    holds, goes_on = threading.Event(), threading.Event()

    def merge() -> None:
        with town.book.gate:
            holds.set()
            goes_on.wait(5)

    other = threading.Thread(target=merge)
    other.start()
    holds.wait(5)
    before = window.workplace.picture
    window.workplace.refresh()
    window.workplace.checkpoint()
    assert window.workplace.picture is before
    goes_on.set()
    other.join()
    window.workplace.refresh()
    assert window.workplace.picture is not before
