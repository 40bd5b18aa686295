"""A folder of pictures or a video in the place of a camera: chosen, seen to be one, played once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from samplepoint.app.settings import EyeSource, Settings, read_settings, save_settings
from samplepoint.devices.document_reader import DocumentSeen
from samplepoint.devices.frame_files import Pace, PictureFolder
from samplepoint.domain.codes import TubeCode
from samplepoint.domain.own_codes import Command
from samplepoint.gui.adapters import eye_making
from samplepoint.gui.adapters.camera import CameraHand
from samplepoint.gui.adapters.desk_devices import DeskDevices
from samplepoint.gui.adapters.eye_making import make_eye
from samplepoint.gui.adapters.eye_wiring import EyeCalls, EyeParts
from samplepoint.gui.keys import Verb
from samplepoint.gui.lamps import Light
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.pages.devices import DevicesPage
from samplepoint.gui.sight import CameraName, Stage
from tests.devices.drawn_codes import bars
from tests.devices.scenes import label, save, save_video
from tests.eyes.drawn_cards import invented, photographed
from tests.gui.camera_ground import CARD, PATIENCE_MS, UNSURE, WITH_CAMERA, MadeUpReader
from tests.gui.conftest import check_pin, scan_keys
from tests.gui.office_ground import furnish
from tests.gui.pages_ground import BADGE, MORNING, NUMBER, OTHER_TUBE, TUBE, number_of, workplace_in

OpenWindow = Callable[..., MainWindow]
BUILT_IN = CameraName("Integrated Camera", "04f2:b6dd@1-7")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a folder's time pass in no time: a quarter of a second from frame to frame."""
    seconds = count(0.0, 0.25)
    folder = partial(PictureFolder, clock=lambda: next(seconds))
    monkeypatch.setattr(eye_making, "PictureFolder", folder)
    monkeypatch.setattr(eye_making, "PACE", Pace(times=6, empty_before=8, interval_s=0.001))


@pytest.fixture
def open_window(tmp_path: Path, qtbot: QtBot) -> Iterator[OpenWindow]:
    """Open a window over an empty round with these settings; its eye is the real one."""
    made: list[MainWindow] = []

    def opened(settings: Settings, reader: MadeUpReader | None = None) -> MainWindow:
        def make(calls: EyeCalls) -> EyeParts:
            return make_eye(calls, MORNING.date, None, reader or MadeUpReader())

        workplace = workplace_in(tmp_path)
        workplace.settings = settings
        window = MainWindow(
            workplace, DeskDevices(settings, camera=CameraHand(settings, make)), check_pin
        )
        furnish(workplace)
        window.devices.camera.list_cameras = lambda: None  # type: ignore[method-assign]
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
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    return folder


def show(folder: Path, *codes: str) -> None:
    """Put pictures of codes into a folder, after those that are there."""
    for code in codes:
        save(bars(code), folder / f"{len(list(folder.iterdir())):02} {code}.png")


def through(folder: Path) -> Settings:
    return replace(WITH_CAMERA, eye_source=EyeSource.FOLDER, eye_path=str(folder))


def people_in(window: MainWindow, tube: str) -> list[str]:
    samples = window.workplace.desk.station.queries.samples_in(TubeCode(tube))
    return [sample.person.document.number for sample in samples]


def wait(qtbot: QtBot, met: Callable[[], bool]) -> None:
    qtbot.waitUntil(met, timeout=PATIENCE_MS)


def stands(window: MainWindow) -> str:
    return window.camera_view.standing.code


def lamps(window: MainWindow) -> dict[str, Light]:
    return {one.word: one.light for one in window.top_bar.lamps}


def devices_page(window: MainWindow) -> DevicesPage:
    window.do(Verb.DEVICES)
    page = window.pages.currentWidget()
    assert isinstance(page, DevicesPage)
    return page


def test_a_folder_that_was_chosen_is_played_once_and_seen_to_be_no_camera(
    open_window: OpenWindow, qtbot: QtBot, folder: Path
) -> None:
    show(folder, TUBE, NUMBER, number_of(3))
    window = open_window(through(folder))
    wait(qtbot, lambda: window.camera_view.has_picture)
    assert window.camera_view.band.startswith("图片，不是摄像头：0")
    assert "lamp_camera" not in lamps(window)
    wait(qtbot, lambda: stands(window) == "camera_ended")
    assert people_in(window, TUBE) == [NUMBER, number_of(3)]
    assert window.camera_view.band == "图片文件夹，不是摄像头：pictures"
    assert lamps(window)["lamp_pictures"] is Light.OFF
    answers = window.history.rowCount()
    window.do(Verb.SETTINGS)
    window.lead_back()
    wait(qtbot, lambda: stands(window) == "camera_ended")
    assert window.history.rowCount() == answers
    window.camera_view.grab()


def test_a_question_about_a_card_holds_up_what_comes_after_it(
    open_window: OpenWindow, qtbot: QtBot, folder: Path
) -> None:
    show(folder, TUBE)
    save(photographed(invented(1), 1, "easy").pixels, folder / "01 card.png")
    show(folder, Command.CLOSE_TUBE, OTHER_TUBE)
    reader = MadeUpReader(DocumentSeen(card=UNSURE))
    window = open_window(through(folder), reader)
    keeper = window.eye_keeper
    wait(qtbot, lambda: keeper.review is not None)
    assert keeper.review is not None
    assert keeper.review.stage is Stage.COMPARE
    qtbot.wait(500)  # many times what the pictures that follow would take
    assert window.page_shows_tube == TUBE
    keeper.confirm()
    wait(qtbot, lambda: window.page_shows_tube == OTHER_TUBE)
    assert people_in(window, TUBE) == [CARD.number.value]


def test_a_locked_desk_holds_up_a_folder(
    open_window: OpenWindow, qtbot: QtBot, folder: Path
) -> None:
    show(folder, TUBE, NUMBER)
    window = open_window(replace(through(folder), camera=Settings().camera))
    window.do(Verb.LOCK)
    window.workplace.apply(through(folder))
    wait(qtbot, lambda: lamps(window).get("lamp_pictures") is Light.READY)
    qtbot.wait(500)  # many times what both pictures would take
    assert not window.camera_view.has_picture
    scan_keys(window, BADGE)
    wait(qtbot, lambda: people_in(window, TUBE) == [NUMBER])


def test_a_folder_is_chosen_on_the_page_of_devices_and_begins_at_the_desk(
    open_window: OpenWindow, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(folder, TUBE)
    window = open_window(Settings(sounds=WITH_CAMERA.sounds, voice=WITH_CAMERA.voice))
    page = devices_page(window)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    page.choose_folder()
    assert window.workplace.settings == through(folder)
    assert "✓  图片文件夹 pictures（代替摄像头" in page.camera_list.text
    assert "○  图片文件夹 pictures：按 F5" in page.connected.text
    assert window.camera_view.isHidden()
    qtbot.wait(300)
    assert window.devices.camera.is_looked_through is False
    window.lead_back()
    wait(qtbot, lambda: window.page_shows_tube == TUBE)


def test_the_same_folder_chosen_again_begins_again(
    open_window: OpenWindow, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(folder, TUBE)
    window = open_window(through(folder))
    wait(qtbot, lambda: stands(window) == "camera_ended")
    page = devices_page(window)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    page.choose_folder()
    answers = window.history.rowCount()
    window.lead_back()
    qtbot.waitUntil(lambda: window.history.rowCount() > answers, timeout=PATIENCE_MS)


def test_a_camera_is_taken_again_by_its_key(open_window: OpenWindow, folder: Path) -> None:
    settings = replace(
        through(folder), camera_name=BUILT_IN.name, camera_identity=BUILT_IN.identity
    )
    window = open_window(settings)
    page = devices_page(window)
    window.devices.camera.listed.emit([CameraName("Other", "1:2@3"), BUILT_IN])
    page.next_camera()
    now = window.workplace.settings
    assert (now.eye_source, now.eye_path, now.camera_name) == (
        EyeSource.CAMERA,
        "",
        BUILT_IN.name,
    )


def test_nothing_chosen_changes_nothing(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    window = open_window(through(folder))
    page = devices_page(window)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    page.choose_folder()
    page.choose_video()
    assert window.workplace.settings == through(folder)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "a\nb")
    page.choose_folder()
    assert window.workplace.settings == through(folder)
    assert "不能用的字符" in page.answer_strip.text


def test_a_video_is_chosen_and_played(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = label(TUBE)[:, :, None].repeat(3, axis=2)
    file = save_video(lambda _: seen, 12, tmp_path / "desk.avi")
    window = open_window(Settings(sounds=WITH_CAMERA.sounds, voice=WITH_CAMERA.voice))
    page = devices_page(window)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    page.choose_video()
    window.lead_back()
    wait(qtbot, lambda: window.page_shows_tube == TUBE)
    assert window.camera_view.band == "视频文件，不是摄像头：desk.avi"
    wait(qtbot, lambda: stands(window) == "camera_ended")


@pytest.mark.parametrize(
    ("source", "made", "code"),
    [
        (EyeSource.FOLDER, "away", "camera_folder_gone"),
        (EyeSource.FOLDER, "pictures", "camera_no_pictures"),
        (EyeSource.VIDEO, "away.avi", "camera_video_gone"),
        (EyeSource.VIDEO, "broken.avi", "camera_no_video"),
    ],
)
def test_what_cannot_be_shown_is_named_and_the_desk_goes_on(
    open_window: OpenWindow,
    qtbot: QtBot,
    folder: Path,
    source: EyeSource,
    made: str,
    code: str,
) -> None:
    (folder.parent / "broken.avi").write_bytes(b"RIFF" + bytes(200))
    path = str(folder.parent / made)
    window = open_window(replace(WITH_CAMERA, eye_source=source, eye_path=path))
    wait(qtbot, lambda: stands(window) == code)
    window.camera_view.grab()
    assert made in window.camera_view.band
    if code == "camera_no_pictures":
        show(folder, TUBE)
        wait(qtbot, lambda: window.page_shows_tube == TUBE)


def test_the_choice_is_remembered(folder: Path, tmp_path: Path) -> None:
    save_settings(tmp_path / "settings.json", through(folder))
    kept = read_settings(tmp_path / "settings.json").settings
    assert (kept.eye_source, kept.eye_path) == (EyeSource.FOLDER, str(folder))
