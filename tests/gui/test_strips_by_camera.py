"""The supervisor's window looks at paper: pictures in place of a camera, through the real eye."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from samplepoint.app.settings import EyeSource, Settings
from samplepoint.devices.frame_files import Pace, PictureFolder
from samplepoint.gui.adapters import eye_making
from samplepoint.gui.adapters.camera import CameraHand
from samplepoint.gui.adapters.desk_devices import DeskDevices
from samplepoint.gui.adapters.eye_making import make_eye
from samplepoint.gui.adapters.eye_wiring import EyeCalls, EyeParts
from samplepoint.gui.keys import Verb
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.page_table import PageName
from samplepoint.gui.pages.strips import Shown, StripsPage
from tests.devices.drawn_codes import bars
from tests.devices.scenes import save
from tests.gui.camera_ground import PATIENCE_MS, WITH_CAMERA, MadeUpReader
from tests.gui.conftest import SILENT, handle_of, page_of, press
from tests.gui.pages_ground import MORNING, TUBE
from tests.gui.strips_ground import LARGE, draw, large_strip, point_with_box, proof, squares_of
from tests.gui.travel_ground import at_hub
from tests.travel.city import Town, TownPoint

OpenWindow = Callable[[Settings], MainWindow]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a folder's time pass in no time: a quarter of a second from frame to frame."""
    seconds = count(0.0, 0.25)
    folder = partial(PictureFolder, clock=lambda: next(seconds))
    monkeypatch.setattr(eye_making, "PictureFolder", folder)
    monkeypatch.setattr(eye_making, "PACE", Pace(times=3, empty_before=2, interval_s=0.001))


@pytest.fixture
def point(town: Town) -> TownPoint:
    return point_with_box(town)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shown").mkdir()
    return tmp_path / "shown"


@pytest.fixture
def open_window(qtbot: QtBot, town: Town) -> Iterator[OpenWindow]:
    """Open the window of the town's supervisor; its eye is the real one."""
    made: list[MainWindow] = []

    def make(calls: EyeCalls) -> EyeParts:
        return make_eye(calls, MORNING.date, None, MadeUpReader())

    def opened(settings: Settings) -> MainWindow:
        workplace = at_hub(town)
        workplace.settings = settings
        window = MainWindow(workplace, DeskDevices(settings, camera=CameraHand(settings, make)))
        qtbot.addWidget(window)
        window.start()
        window.show()
        made.append(window)
        return window

    yield opened
    for window in made:
        window.close()


def through(folder: Path) -> Settings:
    return replace(WITH_CAMERA, eye_source=EyeSource.FOLDER, eye_path=str(folder))


def paper_page(window: MainWindow) -> StripsPage:
    window.do(Verb.STRIPS)
    page = window.pages.currentWidget()
    assert isinstance(page, StripsPage)
    return page


def wait(qtbot: QtBot, met: Callable[[], bool]) -> None:
    qtbot.waitUntil(met, timeout=PATIENCE_MS)


def test_a_strip_held_before_the_camera_in_any_order_is_read_back(
    open_window: OpenWindow, qtbot: QtBot, folder: Path, point: TownPoint
) -> None:
    strip = large_strip(point)
    draw(folder, [*strip[4:], strip[1], strip[4], strip[0]])
    save(bars(TUBE), folder / "50.png")
    draw(folder, [strip[3]])
    window = open_window(through(folder))
    page = paper_page(window)
    wait(qtbot, lambda: page.camera_view.standing.code == "camera_ended")
    assert page.count.state.missing == (3,)
    assert page.read is None
    assert not window.camera_view.isVisible()
    for old in folder.iterdir():
        old.unlink()
    draw(folder, [strip[2]])
    window.devices.camera.begin_again()
    wait(qtbot, lambda: page.read is not None)
    assert page.people.rowCount() == 200
    page.camera_view.grab()


def test_a_damaged_square_and_one_of_another_box_are_refused_and_the_rest_counts(
    open_window: OpenWindow, qtbot: QtBot, folder: Path, point: TownPoint
) -> None:
    strip = large_strip(point)
    damaged = strip[1][:-1] + bytes([strip[1][-1] ^ 1])
    draw(folder, [strip[0], damaged, large_strip(point, "BX001102")[2], strip[2]])
    window = open_window(through(folder))
    page = paper_page(window)
    wait(qtbot, lambda: page.count.state.have == 2)
    codes = [window.history.index(at, 0).data(Qt.ItemDataRole.UserRole) for at in range(4)]
    told = [row.outcome.code for row in codes if row]
    assert told == [
        *("strip_squares_taken", "strip_mixed_in_view"),
        *("strip_symbol_damaged", "strip_squares_taken"),
    ]
    assert page.count.state.box == LARGE
    assert page.count.state.missing[:2] == (2, 4)


def test_a_proof_shown_to_the_camera_is_answered(
    open_window: OpenWindow, qtbot: QtBot, folder: Path, point: TownPoint, town: Town
) -> None:
    town.merges(point.packs())
    draw(folder, [proof(point)])
    page = paper_page(open_window(through(folder)))
    wait(qtbot, lambda: bool(page.proofs.rows))
    assert "与登记簿一致" in page.answer_strip.text
    assert page.detail.head.text() == "与登记簿一致"
    assert page.shown.value is Shown.SQUARES, "the picture stays, for the next row of the sheet"


def test_squares_are_looked_for_on_that_page_alone(
    open_window: OpenWindow, qtbot: QtBot, folder: Path, point: TownPoint
) -> None:
    window = open_window(through(folder))
    hand = window.devices.camera
    assert (hand.squares.wanted, hand.is_looked_through) == (False, False)
    page = paper_page(window)
    assert (hand.squares.wanted, hand.is_looked_through) == (True, True)
    assert not hand.reads_documents
    wait(qtbot, lambda: page.camera_view.standing.code == "camera_no_pictures")
    draw(folder, squares_of(point))
    wait(qtbot, lambda: page.read is not None)
    window.do(Verb.BACK)
    assert window.page is PageName.MERGING
    assert (hand.squares.wanted, hand.is_looked_through) == (False, False)
    assert not page.camera_view.has_picture
    window.do(Verb.DEVICES)
    assert not hand.squares.wanted


def test_with_the_camera_off_the_page_says_how_to_turn_it_on(
    open_window: OpenWindow, qtbot: QtBot, folder: Path, point: TownPoint
) -> None:
    window = open_window(replace(SILENT, eye_source=EyeSource.FOLDER, eye_path=str(folder)))
    page = paper_page(window)
    assert page.camera_view.standing.code == "camera_switched_off"
    draw(folder, squares_of(point))
    window.do(Verb.CAMERA)
    wait(qtbot, lambda: page.read is not None)
    page.turn_camera()
    assert page.camera_view.standing.code == "camera_switched_off"
    assert not page.camera_view.has_picture


def test_its_key_leads_there(open_window: OpenWindow) -> None:
    window = open_window(SILENT)
    QTest.keyClick(handle_of(window), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert page_of(window) is PageName.STRIPS
    press(window, Qt.Key.Key_F5)
    assert page_of(window) is PageName.MERGING
