"""The pages of what travels at every size of text: nothing sideways, keys' words are whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QScrollArea, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from samplepoint.gui.bridge import end_jobs
from samplepoint.gui.pages.enrolling import EnrollingPanel
from samplepoint.gui.pages.findings import FindingsPage
from samplepoint.gui.pages.merging import MergingPage
from samplepoint.gui.pages.points import PointsPage
from samplepoint.gui.pages.sticks import SticksPage
from samplepoint.gui.widgets.fingerprint_view import FingerprintView
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.workplace import Workplace
from samplepoint.wording import Language
from tests.gui.travel_ground import at_hub
from tests.travel.city import Town

SIZES = (100, 115, 130)
PAGES: tuple[Callable[[Workplace], OfficePage], ...] = (
    PointsPage,
    FindingsPage,
    MergingPage,
    SticksPage,
)


@pytest.fixture
def workplace(qapp: object, town: Town) -> Iterator[Workplace]:
    yield at_hub(town)
    end_jobs()


def clipped(form: QWidget) -> list[str]:
    """Return the words of keys that have less room than they need."""
    made: Iterable[QPushButton] = form.findChildren(QPushButton)
    keys = [key for key in made if key.isVisibleTo(form)]
    assert keys
    return [key.text() for key in keys if key.width() < key.minimumSizeHint().width()]


def _has_no_way(bar: QScrollBar) -> bool:
    return bar.maximum() == 0


def area_of(form: QWidget) -> QScrollArea:
    area: QScrollArea = form._scroll  # type: ignore[attr-defined]  # noqa: SLF001
    return area


@pytest.mark.parametrize("kind", PAGES)
def test_no_page_goes_sideways_and_keys_keep_their_words(
    qtbot: QtBot, workplace: Workplace, kind: Callable[[Workplace], OfficePage]
) -> None:
    page = kind(workplace)
    qtbot.addWidget(page)
    page.resize(1334 if kind is not SticksPage else 890, 624)
    page.show()
    qtbot.waitUntil(lambda: not page.bridge.is_running)
    for size in SIZES:
        for language in Language:
            workplace.apply(replace(workplace.settings, language=language, text_scale=size))
            across = area_of(page).horizontalScrollBar()
            qtbot.waitUntil(partial(_has_no_way, across))
            qtbot.waitUntil(lambda: clipped(page) == [])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", Language)
def test_a_panel_is_no_wider_than_its_place(
    qtbot: QtBot, workplace: Workplace, size: int, language: Language
) -> None:
    workplace.apply(replace(workplace.settings, language=language, text_scale=size))
    panel = EnrollingPanel(workplace)
    qtbot.addWidget(panel)
    panel.resize(666, 624)
    panel.show()
    area = area_of(panel)
    qtbot.waitUntil(lambda: area.widget().width() <= area.viewport().width())
    qtbot.waitUntil(lambda: clipped(panel) == [])


@pytest.mark.parametrize("size", [100, 115, 130, 200])
@pytest.mark.parametrize("width", [300, 380, 620])
def test_groups_of_a_fingerprint_stand_apart(
    qtbot: QtBot, workplace: Workplace, size: int, width: int
) -> None:
    workplace.apply(replace(workplace.settings, text_scale=size))
    view = FingerprintView(workplace, "enrolling_own_print")
    qtbot.addWidget(view)
    view.show_text("MMMM WWWW MMMM WWWW")
    view.resize(width, 200)
    inside = view.boxes()
    assert len(inside) == 4
    for box, group, worn in inside:
        needed = QFontMetrics(worn).horizontalAdvance(group + " ")
        assert needed <= box.width()


def test_page_down_moves_a_page_that_is_higher_than_its_window(
    qtbot: QtBot, workplace: Workplace
) -> None:
    page = PointsPage(workplace)
    qtbot.addWidget(page)
    page.resize(1334, 300)
    page.show()
    page.activateWindow()
    down = area_of(page).verticalScrollBar()
    qtbot.waitUntil(lambda: down.maximum() > 0 and page.focusWidget() is not None)
    QTest.keyClick(page.windowHandle(), Qt.Key.Key_PageDown)
    low = down.value()
    assert low > 0
    QTest.keyClick(page.windowHandle(), Qt.Key.Key_PageUp)
    assert down.value() < low
