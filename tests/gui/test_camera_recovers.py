"""What fails beside the desk is said and tried again; half a belief ends with what it was for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from samplepoint.app.settings import Switch
from samplepoint.devices.document_reader import DocumentSeen
from samplepoint.devices.frames import Pixels
from samplepoint.devices.retrying import Retry
from samplepoint.devices.states import Device, DeviceNotice, DeviceState, NoticeCode
from samplepoint.domain.codes import TubeCode
from samplepoint.domain.own_codes import Command
from samplepoint.domain.seen import FieldSeen, FieldState
from samplepoint.errors import Obstacle, Refusal
from samplepoint.gui.adapters import camera as camera_module
from samplepoint.gui.adapters import still_reading
from samplepoint.gui.adapters.camera import CameraHand
from samplepoint.gui.adapters.desk_devices import DeskDevices
from samplepoint.gui.adapters.eye_wiring import EyeCalls, EyeParts
from samplepoint.gui.keys import Verb
from samplepoint.gui.lamps import Light
from samplepoint.gui.main_window import MainWindow
from tests.devices.drawn_codes import bars
from tests.gui.camera_ground import (
    CARD,
    PATIENCE_MS,
    WITH_CAMERA,
    Lens,
    MadeUpReader,
    hand_over,
    shot_of,
)
from tests.gui.conftest import check_pin, scan_keys
from tests.gui.pages_ground import NUMBER, TUBE, number_of, workplace_in

TWO = Refusal("two_cards_in_view")
OpenWindow = Callable[[CameraHand], MainWindow]


@pytest.fixture
def open_window(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenWindow]:
    """Open a window with a camera that is switched on and tries again soon."""
    monkeypatch.setattr(camera_module, "_MAKING", Retry(0.01, 0.02))
    monkeypatch.setattr(still_reading, "_WARMING", Retry(0.01, 0.02))
    made: list[MainWindow] = []

    def opened(hand: CameraHand) -> MainWindow:
        workplace = workplace_in(tmp_path)
        workplace.settings = WITH_CAMERA
        window = MainWindow(workplace, DeskDevices(WITH_CAMERA, camera=hand), check_pin)
        qtbot.addWidget(window)
        window.start()
        window.wedge.be_patient()
        window.show()
        made.append(window)
        return window

    yield opened
    for window in made:
        window.close()
        window.workplace.desk.station.book.close()


def people_in(window: MainWindow) -> list[str]:
    samples = window.workplace.desk.station.queries.samples_in(TubeCode(TUBE))
    return [sample.person.document.number for sample in samples]


class PoorReader(MadeUpReader):
    """Meets these errors first, when it is started or when it reads."""

    def __init__(self, *, starting: list[Exception], reading: list[Exception]) -> None:
        super().__init__(DocumentSeen(CARD))
        self.starting, self.reading = starting, reading

    def warm(self) -> None:
        if self.starting:
            raise self.starting.pop()

    def read(self, pixels: Pixels) -> DocumentSeen:
        if self.reading:
            raise self.reading.pop()
        return super().read(pixels)


def test_an_eye_that_cannot_be_made_is_said_and_made_later(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    problems: list[Exception] = [RuntimeError(), OSError(12, "no memory"), ImportError("cv2")]
    lens = Lens()
    real = hand_over(lambda: lens)._make  # the same making, after a few failures
    assert real

    def make(calls: EyeCalls) -> EyeParts:
        if problems:
            raise problems.pop()
        return real(calls)

    hand = CameraHand(WITH_CAMERA, make)
    lights: list[Light] = []
    hand.noticed.connect(lambda notice: lights.append(notice.state))
    window = open_window(hand)
    qtbot.waitUntil(lambda: window.camera_view.has_picture, timeout=PATIENCE_MS)
    assert lights[:3] == ["faulty"] * 3
    scan_keys(window, TUBE)
    assert window.page_shows_tube == TUBE


def test_an_error_while_reading_a_card_ends_no_reading(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    lens = Lens()
    reader = PoorReader(starting=[], reading=[OSError(24, "too many files"), ZeroDivisionError()])
    hand = hand_over(lambda: lens, reader)
    window = open_window(hand)
    scan_keys(window, TUBE)
    qtbot.waitUntil(lambda: window.camera_view.has_picture, timeout=PATIENCE_MS)
    for _ in range(2):
        with qtbot.waitSignal(hand.refused, timeout=PATIENCE_MS) as heard:
            hand.request_still()
        [why] = heard.args or []
        assert why.code == "reader_failed"
        qtbot.wait(20)  # whatever else is said with it
        assert window.camera_view.standing.code == "reader_failed"
    hand.request_still()
    qtbot.waitUntil(lambda: people_in(window) == [NUMBER], timeout=PATIENCE_MS)


def test_print_that_is_no_document_is_said_until_something_better_can_be_said(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    lens, reader = Lens(), MadeUpReader()  # it finds nothing
    hand = hand_over(lambda: lens, reader)
    window = open_window(hand)

    def stands() -> str:
        return window.camera_view.standing.code

    scan_keys(window, TUBE)
    lens.show(print_of_a_card())
    qtbot.waitUntil(lambda: stands() == "card_not_seen", timeout=PATIENCE_MS)
    lens.show(bars(number_of(3)))
    qtbot.waitUntil(lambda: people_in(window) == [number_of(3)], timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: stands() == "vote_held", timeout=PATIENCE_MS)
    hand.hinted.emit("card_not_seen")
    assert stands() == "vote_held"
    assert window.history.rowCount() == 2


@pytest.mark.parametrize("news", ["left", "read again"])
def test_that_no_document_was_seen_does_not_outlast_what_was_in_view(
    window: MainWindow, news: str
) -> None:
    hand, view = window.devices.camera, window.camera_view
    place = window.workplace
    place.settings = replace(place.settings, camera=Switch.ON)
    ready = DeviceNotice(Device.CAMERA, DeviceState.READY, NoticeCode.CAMERA_READY)
    hand.noticed.emit(ready)
    hand.hinted.emit("card_not_seen")
    assert view.standing.code == "card_not_seen"
    if news == "left":
        hand.left.emit()
    else:
        hand.reader_told.emit("reader_busy")
        hand.reader_told.emit("reader_ready")
    assert view.standing.code == "vote_nothing"


def test_a_reader_that_cannot_be_started_is_said_and_started_later(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    lens = Lens()
    problems: list[Exception] = [OSError(11, "no process"), Obstacle("reader_unstartable")]
    reader = PoorReader(starting=problems, reading=[])
    hand = hand_over(lambda: lens, reader)
    said: list[str] = []
    hand.reader_told.connect(said.append)
    window = open_window(hand)
    qtbot.waitUntil(lambda: not reader.starting, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: said.count("reader_unstartable") == 2, timeout=PATIENCE_MS)
    scan_keys(window, TUBE)
    scan_keys(window, number_of(3))
    assert people_in(window) == [number_of(3)]


@pytest.mark.parametrize("change", ["person", "undo", "activity", "page", "lock", "tube"])
def test_half_a_belief_ends_with_what_it_was_for(window: MainWindow, change: str) -> None:
    scan_keys(window, TUBE)
    scan_keys(window, number_of(3))
    forgotten: list[str] = []
    window.devices.camera.forget = lambda: forgotten.append(change)  # type: ignore[method-assign]
    changes: dict[str, Callable[[], object]] = {
        "person": lambda: scan_keys(window, NUMBER),
        "undo": lambda: window.do(Verb.UNDO),
        "activity": lambda: window.do(Verb.PACK),
        "page": lambda: window.do(Verb.DEVICES),
        "lock": lambda: window.do(Verb.LOCK),
        "tube": lambda: scan_keys(window, Command.CLOSE_TUBE),
    }
    window.workplace.refresh()
    assert forgotten == []  # as each minute does: nothing has changed
    changes[change]()
    assert forgotten


def test_a_card_that_read_red_is_read_again_and_taken_when_it_is_read(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    red = replace(CARD, number=FieldSeen("", FieldState.RED, "number_not_read", 0.0))
    reader = MadeUpReader(DocumentSeen(red), DocumentSeen(problem=TWO), DocumentSeen(CARD))
    lens = Lens()
    window = open_window(hand_over(lambda: lens, reader))
    scan_keys(window, TUBE)
    lens.show(print_of_a_card())
    qtbot.waitUntil(lambda: people_in(window) == [NUMBER], timeout=PATIENCE_MS)
    assert reader.asked == 3


def test_a_card_that_was_being_read_when_a_step_was_undone_is_read_again(
    open_window: OpenWindow, qtbot: QtBot
) -> None:
    lens, reader = Lens(), MadeUpReader(DocumentSeen(CARD))
    hand = hand_over(lambda: lens, reader)
    window = open_window(hand)
    scan_keys(window, TUBE)
    qtbot.waitUntil(lambda: window.camera_view.has_picture, timeout=PATIENCE_MS)
    shot = shot_of(CARD)
    hand._on_document(shot, hand._expectation - 1)  # noqa: SLF001  # its reading began before
    assert people_in(window) == []
    hand._on_document(shot, hand._expectation)  # noqa: SLF001
    assert people_in(window) == [NUMBER]


def print_of_a_card() -> Pixels:
    """Draw rows of strokes, as a card has them."""
    made = np.full((400, 560), 225, np.uint8)
    for row in range(40, 360, 50):
        made[row : row + 22, 60:420:9] = 40
        made[row : row + 22, 61:420:9] = 40
        made[row : row + 22, 62:420:9] = 40
    return made
