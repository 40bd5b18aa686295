"""A camera beside the desk is a scanner like any other; lost, it leaves the desk to the others."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pytestqt.qtbot import QtBot

from samplepoint.devices.document_reader import DocumentSeen
from samplepoint.devices.frame_files import Pace, PictureFolder
from samplepoint.devices.frames import Pixels
from samplepoint.devices.picture_files import read_picture
from samplepoint.domain.codes import TubeCode
from samplepoint.domain.label_series import LabelKind
from samplepoint.domain.symbol_rules import LabelSymbols
from samplepoint.errors import Obstacle
from samplepoint.gui.adapters.camera import CameraHand
from samplepoint.gui.adapters.desk_devices import DeskDevices
from samplepoint.gui.keys import Verb
from samplepoint.gui.lamps import Lamp, Light
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.page_table import PageName
from samplepoint.services.labelling import Labelling, LabelOrder
from samplepoint.services.planning import change_plan
from samplepoint.services.station import Place
from tests.devices.drawn_codes import bars, below_each_other, drawn, square
from tests.gui.camera_ground import (
    CARD,
    PATIENCE_MS,
    UNSURE,
    WITH_CAMERA,
    Lens,
    MadeUpReader,
    hand_over,
    shot_of,
)
from tests.gui.conftest import check_pin, scan_keys
from tests.gui.pages_ground import (
    NUMBER,
    OTHER_TUBE,
    SUPERVISOR,
    TUBE,
    number_of,
    workplace_in,
)

OpenWindow = Callable[[CameraHand], MainWindow]


@pytest.fixture
def open_window(tmp_path: Path, qtbot: QtBot) -> Iterator[OpenWindow]:
    """Open a window over an empty round with a camera that is switched on."""
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


@pytest.fixture
def lens() -> Lens:
    return Lens()


def people_in(window: MainWindow, tube: str) -> list[str]:
    samples = window.workplace.desk.station.queries.samples_in(TubeCode(tube))
    return [sample.person.document.number for sample in samples]


def wait(qtbot: QtBot, met: Callable[[], bool]) -> None:
    qtbot.waitUntil(met, timeout=PATIENCE_MS)


def lamp(window: MainWindow) -> Light:
    return {one.word: one.light for one in window.top_bar.lamps}["lamp_camera"]


def test_a_folder_of_codes_binds_a_person(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for at, code in enumerate((TUBE, NUMBER, number_of(3))):
        Image.fromarray(bars(code)).save(folder / f"{at}.png")
    pace, seconds = Pace(times=2, empty_before=7), count(0.0, 0.3)

    def source() -> PictureFolder:
        return PictureFolder(folder, read_picture, pace, clock=lambda: next(seconds))

    window = open_window(hand_over(source))
    wait(qtbot, lambda: people_in(window, TUBE) == [NUMBER, number_of(3)])


def test_what_is_held_before_the_camera_is_bound_and_lights_its_lamp(
    open_window: OpenWindow, qtbot: QtBot, lens: Lens
) -> None:
    window = open_window(hand_over(lambda: lens))
    lens.show(square(TUBE))
    wait(qtbot, lambda: window.page_shows_tube == TUBE)
    assert lamp(window) is Light.READY
    lens.show(bars(NUMBER))
    wait(qtbot, lambda: people_in(window, TUBE) == [NUMBER])
    assert window.camera_view.has_picture


def test_two_tubes_in_view_are_refused_and_said(
    open_window: OpenWindow, qtbot: QtBot, lens: Lens
) -> None:
    window = open_window(hand_over(lambda: lens))
    lens.show(below_each_other(bars(TUBE), bars(OTHER_TUBE)))
    wait(qtbot, lambda: window.outcome_panel.answer.head == "画面里有两个不同的码")
    assert window.page_shows_tube == ""


def test_a_code_the_round_does_not_know_is_told_once_with_its_reason(
    open_window: OpenWindow, qtbot: QtBot, lens: Lens
) -> None:
    window = open_window(hand_over(lambda: lens))
    lens.show(bars("ZZ-77-UNKNOWN"))
    wait(qtbot, lambda: window.history.rowCount() > 0)
    looks = lens._number  # noqa: SLF001  # how many frames were given
    wait(qtbot, lambda: lens._number > looks + 30)  # noqa: SLF001
    assert window.history.rowCount() == 1
    assert "ZZ-77-UNKNOWN" in window.outcome_panel.answer.as_line()


def test_a_code_that_lost_a_character_is_refused_beside_the_label_it_may_be(
    open_window: OpenWindow, qtbot: QtBot, lens: Lens
) -> None:
    window = open_window(hand_over(lambda: lens))
    station = window.workplace.desk.station
    order = LabelOrder(LabelKind.TUBE, 10, first="T0000001000")
    Labelling(station).reserve(Place("A", SUPERVISOR), order)
    lens.show(bars("T000001005"))
    wait(qtbot, lambda: window.history.rowCount() > 0)
    [offered] = window.outcome_panel.notices
    assert "T00 0000 1005" in offered
    assert "少读了一个字符" in offered
    assert window.page_shows_tube == ""


def test_a_chosen_camera_that_is_away_is_named_beside_the_desk_until_it_is_back(
    open_window: OpenWindow, qtbot: QtBot, lens: Lens
) -> None:
    lens.why_not = Obstacle("camera_not_here", camera="Desk Eye")
    lens.pull()
    window = open_window(hand_over(lambda: lens))
    wait(qtbot, lambda: window.camera_view.standing.code == "camera_not_here")
    assert window.camera_view.standing.values == {"camera": "Desk Eye"}
    assert lamp(window) is Light.OFF
    window.camera_view.grab()
    lens.is_pulled = False
    wait(qtbot, lambda: lamp(window) is Light.READY)


def bars_39(text: str) -> Pixels:
    return drawn(text, zxingcpp.BarcodeFormat.Code39)


def test_a_symbol_the_round_does_not_allow_is_refused_with_its_kind_and_the_rule(
    open_window: OpenWindow, qtbot: QtBot, lens: Lens
) -> None:
    window = open_window(hand_over(lambda: lens))
    lens.show(bars_39(TUBE))
    wait(qtbot, lambda: window.history.rowCount() > 0)
    answer = window.outcome_panel.answer
    assert answer.head == "Code39 不能作管码"
    assert answer.what == TUBE
    assert answer.detail == "本轮的管码只认 Code128 / QRCode / DataMatrix"
    assert window.page_shows_tube == ""


def test_it_is_taken_where_the_round_says_so(
    open_window: OpenWindow, qtbot: QtBot, lens: Lens
) -> None:
    window = open_window(hand_over(lambda: lens))
    station = window.workplace.desk.station
    symbols = station.plan.symbols.with_labels(LabelSymbols.WITH_CODE_39)
    plan = replace(station.plan, symbols=symbols)
    supervisor = Place("A", SUPERVISOR)
    window.workplace.run(lambda: change_plan(station, supervisor, plan))
    lens.show(bars_39(TUBE))
    wait(qtbot, lambda: window.page_shows_tube == TUBE)


def test_an_eye_is_made_only_after_the_windows_first_painting(
    open_window: OpenWindow, qtbot: QtBot, lens: Lens
) -> None:
    hand = hand_over(lambda: lens)
    hand.allow()
    hand.look()
    assert "eye maker" not in {one.name for one in threading.enumerate()}
    hand.stop(1)
    window = open_window(hand_over(lambda: lens))
    wait(qtbot, lambda: lamp(window) is Light.READY)


def test_a_lost_camera_turns_its_lamp_red_and_the_desk_goes_on(
    open_window: OpenWindow, qtbot: QtBot, lens: Lens
) -> None:
    window = open_window(hand_over(lambda: lens))
    lens.show(bars(TUBE))
    wait(qtbot, lambda: window.page_shows_tube == TUBE)
    lens.pull()
    wait(qtbot, lambda: lamp(window) is Light.WRONG)
    assert window.camera_view.standing.code == "camera_lost"
    assert not window.camera_view.has_picture
    scan_keys(window, NUMBER)
    assert people_in(window, TUBE) == [NUMBER]


def test_the_camera_rests_while_another_page_is_shown(
    open_window: OpenWindow, qtbot: QtBot, lens: Lens
) -> None:
    window = open_window(hand_over(lambda: lens))
    wait(qtbot, lambda: window.camera_view.has_picture)
    window.do(Verb.SETTINGS)
    assert window.page is PageName.SETTINGS
    assert window.camera_view.isHidden()
    wait(qtbot, lambda: not lens.is_open)
    window.do(Verb.BACK)
    wait(qtbot, lambda: lens.opened == 2 and window.camera_view.has_picture)


def test_a_key_switches_it_on_and_off(open_window: OpenWindow, qtbot: QtBot, lens: Lens) -> None:
    window = open_window(hand_over(lambda: lens))
    wait(qtbot, lambda: window.camera_view.has_picture)
    window.do(Verb.CAMERA)
    assert window.camera_view.isHidden()
    assert Lamp("lamp_camera", Light.READY) not in window.top_bar.lamps
    wait(qtbot, lambda: not lens.is_open)
    window.do(Verb.CAMERA)
    wait(qtbot, lambda: window.camera_view.has_picture)


def test_another_camera_is_opened_when_it_is_chosen(
    open_window: OpenWindow, qtbot: QtBot, lens: Lens
) -> None:
    window = open_window(hand_over(lambda: lens))
    wait(qtbot, lambda: window.camera_view.has_picture)
    place = window.workplace
    place.apply(replace(place.settings, camera_identity="0c45:6366@1-2", camera_name="USB"))
    wait(qtbot, lambda: lens.opened == 2)


def test_a_reader_that_cannot_start_is_said_under_the_picture(
    open_window: OpenWindow, qtbot: QtBot, lens: Lens
) -> None:
    hand = hand_over(lambda: lens, MadeUpReader(Obstacle("reader_absent")))
    window = open_window(hand)
    scan_keys(window, TUBE)
    wait(qtbot, lambda: window.camera_view.has_picture)
    with qtbot.waitSignal(hand.refused, timeout=PATIENCE_MS):
        hand.request_still()
    scan_keys(window, NUMBER)
    assert people_in(window, TUBE) == [NUMBER]


def test_a_locked_desk_takes_no_card_and_says_so(
    open_window: OpenWindow, qtbot: QtBot, lens: Lens
) -> None:
    reader = MadeUpReader(DocumentSeen(CARD))
    hand = hand_over(lambda: lens, reader)
    window = open_window(hand)
    scan_keys(window, TUBE)
    wait(qtbot, lambda: window.camera_view.has_picture)
    window.do(Verb.LOCK)
    assert not hand.reads_documents
    hand.documented.emit(shot_of(CARD))
    assert people_in(window, TUBE) == []
    assert window.panel is None


def test_a_card_is_bound_once_however_often_it_is_read(
    open_window: OpenWindow, qtbot: QtBot, lens: Lens
) -> None:
    reader = MadeUpReader(DocumentSeen(CARD))
    hand = hand_over(lambda: lens, reader)
    window = open_window(hand)
    scan_keys(window, TUBE)
    wait(qtbot, lambda: window.camera_view.has_picture)
    hand.request_still()
    wait(qtbot, lambda: people_in(window, TUBE) == [NUMBER])
    rows = window.history.rowCount()
    hand._parts.eye.request_still()  # type: ignore[union-attr]  # noqa: SLF001  # it moved a little
    wait(qtbot, lambda: reader.asked == 2)
    qtbot.wait(50)
    assert window.history.rowCount() == rows


def test_enter_takes_a_card_that_was_asked_about(
    open_window: OpenWindow, qtbot: QtBot, lens: Lens
) -> None:
    hand = hand_over(lambda: lens, MadeUpReader(DocumentSeen(UNSURE)))
    window = open_window(hand)
    scan_keys(window, TUBE)
    wait(qtbot, lambda: window.camera_view.has_picture)
    hand.request_still()
    wait(qtbot, lambda: window.panel is not None)
    assert people_in(window, TUBE) == []
    window.wedge.bare_enter.emit()
    assert people_in(window, TUBE) == [NUMBER]
    assert window.panel is None


def test_closing_ends_camera_and_reader(open_window: OpenWindow, qtbot: QtBot, lens: Lens) -> None:
    reader = MadeUpReader()
    window = open_window(hand_over(lambda: lens, reader))
    wait(qtbot, lambda: window.camera_view.has_picture)
    assert window.devices.stop()
    assert reader.is_ended
    assert not lens.is_open


PROGRAM = """
import importlib.abc, sys, threading
from pathlib import Path
brought_by = set()

class Watch(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in ("cv2", "zxingcpp", "rapidocr", "onnxruntime"):
            brought_by.add(threading.current_thread() is threading.main_thread())
        return None

sys.meta_path.insert(0, Watch())

from dataclasses import replace
from samplepoint.app.settings import Settings, Switch
from samplepoint.gui.adapters.desk_devices import DeskDevices
from samplepoint.gui.application import make_application
from samplepoint.gui.main_window import MainWindow
from samplepoint.services.labelling import Labelling, LabelOrder
from samplepoint.services.planning import change_plan
from samplepoint.services.station import Place
from tests.gui.pages_ground import workplace_in

app = make_application()
settings = Settings(sounds=Switch.OFF, voice=Switch.OFF)
workplace = workplace_in(Path(sys.argv[1]))
workplace.settings = settings
devices = DeskDevices(settings)
window = MainWindow(workplace, devices)
window.start()
window.show()
app.processEvents()
print(brought_by)
workplace.apply(replace(settings, camera=Switch.ON))
while devices.camera._parts is None:
    app.processEvents()
print(brought_by)
window.close()
"""


def test_a_window_without_a_camera_brings_nothing_slow_and_with_one_not_on_its_thread(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.split("\n")[:2] == ["set()", "{False}"], done.stderr
