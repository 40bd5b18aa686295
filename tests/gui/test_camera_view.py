"""The picture beside the desk: painted cheaply, rounded in its card, told apart from files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from samplepoint.app.settings import EyeSource, Theme
from samplepoint.gui.adapters.document_shots import image_of
from samplepoint.gui.shades import Shade
from samplepoint.gui.sight import Sight
from samplepoint.gui.theme import colour, palette_of
from samplepoint.gui.widgets.camera_view import CameraView, Standing
from samplepoint.gui.workplace import Workplace
from samplepoint.wording import Language
from tests.gui.pages_ground import workplace_in


@pytest.fixture
def workplace(qapp: object, tmp_path: Path) -> Iterator[Workplace]:
    place = workplace_in(tmp_path)
    yield place
    place.desk.station.book.close()


@pytest.fixture
def view(qtbot: QtBot, workplace: Workplace) -> CameraView:
    view = CameraView(workplace)
    qtbot.addWidget(view)
    view.resize(418, 192)
    return view


def sight(blue: int, name: str = "") -> Sight:
    """Return a picture of one colour, wide as a camera's."""
    pixels = np.full((360, 640, 3), (blue, 20, 20), dtype=np.uint8)
    return Sight(image_of(pixels), QRect(96, 72, 448, 216), pixels, name)


def pixel(view: CameraView, x: int, y: int) -> QColor:
    return view.grab().toImage().pixelColor(x, y)


def covers(view: CameraView) -> list[object]:
    """Paint twenty pictures; return the different drawings that lay over them."""
    found: list[object] = []
    for blue in range(20):
        view.show_sight(sight(blue))
        view.grab()
        if view.cover not in found:
            found.append(view.cover)
    return found


def test_each_picture_is_painted_and_what_lies_over_it_is_drawn_once(view: CameraView) -> None:
    assert len(covers(view)) == 1
    view.show_sight(sight(200))
    assert pixel(view, 209, 80) == QColor(20, 20, 200)


def test_the_corners_are_the_cards(view: CameraView) -> None:
    view.show_sight(sight(200))
    assert pixel(view, 0, 0) == colour(view.palette_now.card)
    assert pixel(view, 417, 191) == colour(view.palette_now.card)


def test_what_changes_over_the_picture_is_drawn_anew(
    view: CameraView, workplace: Workplace
) -> None:
    seen = [*covers(view)]
    view.show_standing(Standing("camera_dark", Shade.WARNING))
    seen += covers(view)
    workplace.speak(Language.ENGLISH)
    seen += covers(view)
    workplace.wear(replace(workplace.look, palette=palette_of(Theme.DARK)))
    seen += covers(view)
    view.resize(500, 240)
    seen += covers(view)
    workplace.settings = replace(workplace.settings, eye_source=EyeSource.FOLDER, eye_path="/a/b")
    seen += covers(view)
    assert len({id(cover) for cover in seen}) == len(seen) == 6


def test_a_dropped_picture_is_gone_from_the_screen(view: CameraView) -> None:
    view.show_sight(sight(200))
    view.grab()
    view.drop()
    assert pixel(view, 209, 20) == colour(view.palette_now.bar)
    assert not view.has_picture
