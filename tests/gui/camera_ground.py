"""Ground for the tests of the camera in the window: a lens, a reader of cards, a waiting window.

Owns no expectation.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtGui import QImage

from samplepoint.app.settings import Settings, Switch
from samplepoint.devices.document_reader import DocumentSeen
from samplepoint.devices.eye_parts import EyeSettings
from samplepoint.devices.frames import Frame, FrameSource, Pixels
from samplepoint.devices.source_door import SourceDoor
from samplepoint.domain.seen import CardSeen, Corners, FieldSeen, FieldState
from samplepoint.errors import Obstacle
from samplepoint.gui.adapters.camera import CameraHand
from samplepoint.gui.adapters.eye_making import make_eye
from samplepoint.gui.adapters.eye_wiring import EyeCalls, EyeParts
from samplepoint.gui.sight import DocumentShot
from tests.devices.scenes import noisy
from tests.gui.conftest import SILENT
from tests.gui.pages_ground import MORNING, NUMBER

PATIENCE_MS = 30_000
WITH_CAMERA = replace(SILENT, camera=Switch.ON)
EMPTY = np.tile(np.linspace(90, 210, 640).astype(np.uint8), (480, 1))


class Lens(SourceDoor):
    """A camera whose picture is put before it; it can be pulled."""

    def __init__(self) -> None:
        """Begin with an empty table."""
        self._changed = threading.Condition()
        self._pixels: Pixels = EMPTY
        self._number = 0
        self.is_pulled = False
        self.why_not = Obstacle("camera_absent")
        self.opened = 0
        self.is_open = False

    def open(self) -> None:
        with self._changed:
            if self.is_pulled:
                raise self.why_not
            self.opened += 1
            self.is_open = True

    def next_frame(self) -> Frame | None:
        with self._changed:
            self._changed.wait(0.02)
            if self.is_pulled:
                raise Obstacle("camera_lost")
            self._number += 1
            return Frame(noisy(self._pixels, self._number), self._number, time.monotonic())

    def close(self) -> None:
        self.is_open = False

    def show(self, pixels: Pixels) -> None:
        """Put a picture before the lens."""
        height, width = pixels.shape[:2]
        around = ((40, 40 + max(0, 400 - height)), (40, 40 + max(0, 560 - width)))
        with self._changed:
            self._pixels = np.pad(pixels, around, constant_values=200)
            self._changed.notify_all()

    def pull(self) -> None:
        """Unplug it."""
        with self._changed:
            self.is_pulled = True
            self._changed.notify_all()


class MadeUpReader:
    """Reads the same from every still."""

    def __init__(self, *answers: DocumentSeen | Obstacle) -> None:
        """Give the answers one after the other, the last one for ever."""
        self._answers = list(answers) or [DocumentSeen()]
        self.asked = 0
        self.is_ended = False

    def warm(self) -> None:
        pass

    def read(self, pixels: Pixels) -> DocumentSeen:
        assert pixels.size
        self.asked += 1
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Obstacle):
            raise answer
        return answer

    def end(self) -> None:
        self.is_ended = True


def hand_over(
    source: Callable[[], FrameSource],
    reader: MadeUpReader | None = None,
    settings: Settings = WITH_CAMERA,
    eye_settings: EyeSettings | None = None,
) -> CameraHand:
    """Make a window's camera that looks through a source, with the real eye."""

    def make(calls: EyeCalls) -> EyeParts:
        return make_eye(calls, MORNING.date, source, reader or MadeUpReader(), eye_settings)

    return CameraHand(settings, make)


def green(value: str, corners: Corners | None = None) -> FieldSeen:
    """Return a proved field."""
    return FieldSeen(value, FieldState.GREEN, "", 0.99, corners)


NAME_AT: Corners = ((60.0, 40.0), (160.0, 40.0), (160.0, 70.0), (60.0, 70.0))
NUMBER_AT: Corners = ((60.0, 200.0), (380.0, 200.0), (380.0, 226.0), (60.0, 226.0))
CARD = CardSeen(
    number=green(NUMBER, NUMBER_AT),
    name=green("王小明", NAME_AT),
    sex=green("男"),
    ethnicity=green("汉"),
    birth=green("1990-01-01"),
    address=green("河北省石家庄市长安区西古城"),
)
UNSURE = replace(CARD, name=FieldSeen("王小明", FieldState.AMBER, "field_unsure", 0.6, NAME_AT))
NAMELESS = replace(CARD, name=FieldSeen("", FieldState.RED, "name_unusable", 0.0, NAME_AT))


def shot_of(card: CardSeen) -> DocumentShot:
    """Return a card as it was read in a picture with something in each field's place."""
    image = QImage(480, 300, QImage.Format.Format_RGB32)
    image.fill(0xFFEEF2F6)
    for x in range(60, 160):
        for y in range(40, 70):
            image.setPixel(x, y, 0xFF203040)
    return DocumentShot(image, card)
