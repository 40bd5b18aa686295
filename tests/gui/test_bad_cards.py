"""A card or page that cannot be taken as it lies is named, nothing wrong of it gets in.

The pictures are shown by a folder in the camera's place and read by the real process, one for all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from pytestqt.qtbot import QtBot

from samplepoint.app.settings import EyeSource
from samplepoint.devices.frame_files import Pace, PictureFolder
from samplepoint.devices.frames import Pixels
from samplepoint.devices.ocr_process import OcrProcess
from samplepoint.domain.codes import TubeCode
from samplepoint.domain.own_codes import Command
from samplepoint.domain.seen import MrzKind
from samplepoint.gui.adapters import camera, eye_making
from samplepoint.gui.adapters.camera import CameraHand
from samplepoint.gui.adapters.eye_making import ProcessReader, make_eye
from samplepoint.gui.adapters.eye_wiring import EyeCalls, EyeParts
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.sight import Stage
from tests.devices.scenes import save
from tests.domain.zones import Holder, passport
from tests.eyes import drawn_zones
from tests.eyes.drawn_cards import background, compressed, drawn, invented, laid, renamed
from tests.gui.bad_input_ground import desk_with, line_under_picture, people_in, told
from tests.gui.camera_ground import WITH_CAMERA
from tests.gui.conftest import scan_keys
from tests.gui.pages_ground import MORNING, NUMBER, OTHER_TUBE, TUBE

READING_MS = 100_000
CARD = replace(invented(20), name="王小明", address="山东省莱芜市人民路12号")
SHAPE = 810 / 1284
Quad = npt.NDArray[np.float32]


class SharedReader(ProcessReader):
    """The real reader of one process, which the windows of all tests leave running."""

    def end(self) -> None:
        """Leave it to the next window."""


@pytest.fixture(scope="module")
def reader() -> Iterator[SharedReader]:
    process = OcrProcess(time_limit_s=100, start_limit_s=100)
    yield SharedReader(process, MORNING.date)
    process.end()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a folder's time pass in no time; each picture is in view for a second and a half."""
    seconds = count(0.0, 0.25)
    folder = partial(PictureFolder, clock=lambda: next(seconds))
    monkeypatch.setattr(eye_making, "PictureFolder", folder)
    monkeypatch.setattr(camera, "_FIRST_MS", 0)
    monkeypatch.setattr(eye_making, "PACE", Pace(times=6, empty_before=8, interval_s=0.001))


def placed(x: float, y: float, wide: float, degrees: float) -> Quad:
    """Give the corners of a card whose middle is at x, y."""
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [wide / 2, wide * SHAPE / 2]
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.asarray(half @ np.array([[cosine, sine], [-sine, cosine]]) + [x, y], np.float32)


def table_with(*cards: tuple[Pixels, Quad]) -> Pixels:
    """Lay cards on a table and look at it."""
    picture = background((1280, 720), 4)
    for flat, quad in cards:
        picture = laid(flat, quad, picture)
    grain = np.random.default_rng(4).normal(0, 2, picture.shape)
    return compressed(np.clip(picture + grain, 0, 255).astype(np.uint8), 90)


def front(name: str = CARD.name) -> Pixels:
    return drawn(renamed(CARD, name), 20)


def burnt(flat: Pixels, x: float, y: float, wide: float) -> Pixels:
    """Let a lamp shine on a place of a card: soft at its edge, it leaves no ink."""
    ys, xs = np.mgrid[0 : flat.shape[0], 0 : flat.shape[1]].astype(np.float32)
    spot = np.exp(-(((xs - x) / (1.6 * wide)) ** 2 + ((ys - y) / wide) ** 2))
    return np.asarray(np.clip(flat + 330 * spot[:, :, None], 0, 255), np.uint8)


def on_screen(flat: Pixels) -> Pixels:
    """Show a card on a screen: each pixel is three stripes and a gap, so that moire comes."""
    small = cv2.resize(flat, (642, 405), interpolation=cv2.INTER_AREA)
    cell = np.full((4, 4, 3), 0.35, np.float32)
    for column, colour in enumerate((2, 1, 0)):
        cell[:-1, column, colour] = 1.0
    large = small.repeat(4, axis=0).repeat(4, axis=1).astype(np.float32)
    return np.asarray(np.clip(large * np.tile(cell, (405, 642, 1)) * 1.5, 0, 255), np.uint8)


def screen_aslant() -> Pixels:
    corners = [[250, 110], [1060, 60], [1090, 610], [210, 560]]
    return table_with((on_screen(front()), np.array(corners, np.float32)))


def two_pages() -> Pixels:
    holders = (
        Holder(number="E10000999", surname="SMITH", given="ANNA"),
        Holder(number="E10000888", surname="TANAKA", given="YUKI", issuer="JPN"),
    )
    pages = [
        drawn_zones.photographed(
            drawn_zones.Drawn(holder, MrzKind.TD3, tuple(passport(holder))), 5 + at, "easy"
        )
        for at, holder in enumerate(holders)
    ]
    return np.ascontiguousarray(np.hstack(pages))


def another() -> Pixels:
    return drawn(invented(21), 21)


MIDDLE = placed(640, 360, 760, 2)


@dataclass(frozen=True)
class Case:
    """A picture; in the answer or under the picture, words; whether a person is asked or nobody."""

    picture: Callable[[], Pixels]
    words: str
    stage: Stage | None = None
    line: str = ""


CASES: dict[str, Case] = {
    "two cards": Case(
        lambda: table_with(
            (front(), placed(330, 360, 560, 2)), (another(), placed(930, 360, 540, 4))
        ),
        "画面里不止一张证件",
    ),
    "two pages": Case(two_pages, "画面里不止一张证件"),
    "half out of view": Case(
        lambda: table_with((front(), placed(1230, 360, 760, 2))),
        "没有读出号码 · 不在画面里：请把整张证件放进框内",
    ),
    "its print out of view": Case(
        lambda: table_with((front(), placed(60, 360, 760, 2))), "", line="没有看到证件"
    ),
    "glare on the number": Case(
        lambda: table_with((burnt(front(), 700, 706, 90), MIDDLE)),
        "没有读出号码 · 反光，看不清：请转动证件再拍",
    ),
    "glare on the name": Case(
        lambda: table_with((burnt(front(), 264, 124, 35), MIDDLE)),
        "请核对",
        Stage.COMPARE,
    ),
    "a screen": Case(screen_aslant, "没有读出姓名", Stage.NAME),
    "a character nobody knows": Case(
        lambda: table_with((front("王㐂明"), MIDDLE)), "请核对", Stage.COMPARE
    ),
}


@pytest.fixture
def hand(tmp_path: Path, reader: SharedReader) -> CameraHand:
    """Make a camera that looks through a folder, still empty."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    settings = replace(WITH_CAMERA, eye_source=EyeSource.FOLDER, eye_path=str(folder))

    def make(calls: EyeCalls) -> EyeParts:
        return make_eye(calls, MORNING.date, None, reader)

    return CameraHand(settings, make)


def show(window: MainWindow, folder: Path, picture: Pixels) -> None:
    """Put a picture into the folder and switch it on."""
    save(picture, folder / "card.png")
    settings = replace(WITH_CAMERA, eye_source=EyeSource.FOLDER, eye_path=str(folder))
    window.workplace.apply(settings)


def answer(window: MainWindow) -> str:
    said = window.outcome_panel.answer
    return " · ".join(part for part in (said.head, said.what) if part)


@pytest.mark.parametrize("name", CASES)
def test_a_card_that_is_no_use_is_named_and_the_desk_goes_on(
    tmp_path: Path, qtbot: QtBot, hand: CameraHand, name: str
) -> None:
    case, lines = CASES[name], set[str]()
    with desk_with(tmp_path, qtbot, hand, WITH_CAMERA) as window:
        hand.hinted.connect(lambda _code: lines.add(line_under_picture(window)))
        scan_keys(window, TUBE)
        show(window, tmp_path / "pictures", case.picture())
        if case.line:
            qtbot.waitUntil(lambda: case.line in lines, timeout=READING_MS)
        else:
            qtbot.waitUntil(lambda: answer(window).startswith(case.words), timeout=READING_MS)
            assert window.outcome_panel.answer.now
        review = window.eye_keeper.review
        assert (review.stage if review else None) is case.stage
        assert people_in(window) == []
        scan_keys(window, NUMBER)
        scan_keys(window, Command.CLOSE_TUBE)
        scan_keys(window, OTHER_TUBE)
        assert window.page_shows_tube == OTHER_TUBE
        assert people_in(window) == [NUMBER]
        assert window.eye_keeper.review is None
        assert len(told(window)) == 4 + (not case.line)


def test_a_card_upside_down_is_read_and_the_desk_goes_on(
    tmp_path: Path, qtbot: QtBot, hand: CameraHand
) -> None:
    with desk_with(tmp_path, qtbot, hand, WITH_CAMERA) as window:
        scan_keys(window, TUBE)
        picture = table_with((front(), placed(640, 360, 760, 181)))
        show(window, tmp_path / "pictures", picture)
        qtbot.waitUntil(lambda: people_in(window) != [], timeout=READING_MS)
        assert people_in(window) == [CARD.number]
        [sample] = window.workplace.desk.station.queries.samples_in(TubeCode(TUBE))
        assert sample.person.name == CARD.name
        scan_keys(window, NUMBER)
        assert people_in(window) == [CARD.number, NUMBER]
