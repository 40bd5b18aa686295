"""Ground for the tests of what an eye cannot use: a desk that goes on by its hand scanner.

Owns the window and what is asked of every case; owns no expectation of a case.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from samplepoint.app.settings import Settings, Switch
from samplepoint.domain.codes import TubeCode
from samplepoint.gui.adapters.camera import CameraHand
from samplepoint.gui.adapters.desk_devices import DeskDevices
from samplepoint.gui.main_window import MainWindow
from tests.gui.conftest import check_pin, scan_keys
from tests.gui.pages_ground import NUMBER, TUBE, number_of, workplace_in

OTHER_NUMBER = number_of(3)


@contextmanager
def desk_with(
    folder: Path, qtbot: QtBot, hand: CameraHand, settings: Settings
) -> Iterator[MainWindow]:
    """Open the real window over an empty round, its camera still switched off."""
    off = replace(settings, camera=Switch.OFF)
    workplace = workplace_in(folder)
    workplace.settings = off
    hand.use(off)
    window = MainWindow(workplace, DeskDevices(off, camera=hand), check_pin)
    qtbot.addWidget(window)
    window.start()
    window.wedge.be_patient()
    window.show()
    try:
        yield window
    finally:
        window.close()
        workplace.desk.station.book.close()


def people_in(window: MainWindow, tube: str = TUBE) -> list[str]:
    """Return the numbers of the people who are registered in a tube."""
    samples = window.workplace.desk.station.queries.samples_in(TubeCode(tube))
    return [sample.person.document.number for sample in samples]


def goes_on_by_keys(window: MainWindow) -> bool:
    """Scan a tube and a person by the keyboard scanner; tell whether that and no more is bound."""
    scan_keys(window, TUBE)
    scan_keys(window, NUMBER)
    return window.page_shows_tube == TUBE and people_in(window) == [NUMBER]


def line_under_picture(window: MainWindow) -> str:
    """Return what stands under the camera's picture, painted once to see that it can be."""
    view = window.camera_view
    assert view.isVisible()
    view.grab()
    return window.workplace.wording.head(view.standing.code)


def told(window: MainWindow) -> list[str]:
    """Return the lines of the list of answers, oldest first."""
    rows = [window.history.row(at) for at in range(window.history.rowCount())]
    return [window.history.line(row) for row in reversed(rows)]
