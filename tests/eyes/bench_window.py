"""Does the window stay smooth while a camera is decoded beside it? Scans are typed and timed.

Run it from the top of the house: `python tests/eyes/bench_window.py`. The camera is made up: frames
of 1280 x 720 at 30 a second, hard tubes among empty ones; eye, cascade, vote and picture are real.
"camera, same rank" is how it was before the camera's threads stepped back behind the window's.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import cycle
from pathlib import Path

import click
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from samplepoint.devices import eye_loop, frame_grabber
from samplepoint.devices.eye_look import FrameLook
from samplepoint.devices.frames import Frame, Pixels
from samplepoint.devices.source_door import SourceDoor
from samplepoint.devices.thread_rank import step_back
from samplepoint.gui.adapters.desk_devices import DeskDevices
from samplepoint.gui.application import make_application
from samplepoint.gui.face import PaintProbe
from samplepoint.gui.main_window import MainWindow
from tests.eyes import tube_frames
from tests.gui.camera_ground import WITH_CAMERA, hand_over
from tests.gui.conftest import SILENT, check_pin
from tests.gui.pages_ground import number_of, workplace_in

_FRAME_S = 1 / 30
_SIZE = (720, 1280)
_KEY_S = 0.005
"""A fast scanner; they were measured at 1 to 30 ms a key."""
_WARM = 10
_IDLE_S = 0.001
_IDLE_MS = 0.2
"""A turn that was shorter had nothing to do."""
LOOKS = [0]
"""How many frames have been looked at."""


class Case(StrEnum):
    """What is beside the desk."""

    NONE = "no camera"
    BESIDE = "camera, same rank"
    CAMERA = "camera"


class FastLens(SourceDoor):
    """A camera of 30 frames a second."""

    def __init__(self, pictures: Sequence[Pixels]) -> None:
        self._pictures = cycle(pictures)
        self._number = 0

    def open(self) -> None:
        self._due = time.monotonic()

    def next_frame(self) -> Frame:
        self._due += _FRAME_S
        time.sleep(max(0.0, self._due - time.monotonic()))
        self._number += 1
        return Frame(next(self._pictures), self._number, time.monotonic())

    def close(self) -> None:
        pass


def pictures(count: int) -> list[Pixels]:
    """Make colour frames of the full size: every second one holds a hard tube."""
    chance, made = np.random.default_rng(1), []
    for number, tube in enumerate(tube_frames.hard(count, 1)):
        grey = tube.pixels if number % 2 else tube_frames.empty(chance, number)
        frame = np.full((*_SIZE, 3), 180, np.uint8)
        high, wide = min(grey.shape[0], _SIZE[0]), min(grey.shape[1], _SIZE[1])
        frame[:high, :wide] = grey[:high, :wide, None]
        made.append(frame)
    return made


@dataclass
class Times:
    """What was taken of one case, in milliseconds."""

    painted: list[float] = field(default_factory=list)
    """From an answer's commit to its painting."""
    turns: list[float] = field(default_factory=list)
    """How long the window's thread was busy between two looks at its events."""
    looks: int = 0
    seconds: float = 0.0

    def line(self, name: str) -> str:
        """Return a line of the report."""
        middle, late = np.percentile(self.painted, [50, 99])
        busy = [turn for turn in self.turns if turn > _IDLE_MS]
        turn = np.percentile(busy or [0.0], 99)
        looks = f", {self.looks / self.seconds:4.1f} looks a second" if self.looks else ""
        return (
            f"{name:22} painted after {middle:5.1f} ms, 99 % within {late:5.1f} ms; "
            f"99 % of the window's turns within {turn:4.1f} ms{looks}"
        )


def step_back_or_not(case: Case) -> None:
    """Let the eye's threads step back behind the window's, or stand beside it as they used to."""
    way = step_back if case is Case.CAMERA else (lambda: None)
    for module in (eye_loop, frame_grabber):
        setattr(module, "step_back", way)  # noqa: B010


def take_times(window: MainWindow, bursts: int, times: Times) -> None:
    """Type numbers of people and take the times of their answers."""
    probe, begun, looks = PaintProbe(window), 0.0, 0
    for at in range(bursts + _WARM):
        if at == _WARM:
            begun, looks = time.monotonic(), LOOKS[0]
        _live(times.turns if at >= _WARM else [])
        painted = probe.burst(number_of(at), _KEY_S)[1]
        if at >= _WARM:
            times.painted.append(painted)
        if window.workplace.picture and not window.workplace.picture.tube:
            probe.burst(f"T{at:010}")
    times.seconds += time.monotonic() - begun
    times.looks += LOOKS[0] - looks


def _live(turns: list[float]) -> None:
    """Let the window live for the time of a frame."""
    end = time.monotonic() + _FRAME_S
    while (begun := time.monotonic()) < end:
        QApplication.processEvents()
        turns.append((time.monotonic() - begun) * 1000)
        time.sleep(_IDLE_S)


def measure(times: Times, bursts: int, lens: FastLens | None) -> None:
    """Open a window, with a camera or without, and take its times."""
    with tempfile.TemporaryDirectory() as scratch:
        workplace = workplace_in(Path(scratch))
        workplace.settings = WITH_CAMERA if lens else SILENT
        camera = hand_over(lambda: lens) if lens else None
        window = MainWindow(workplace, DeskDevices(workplace.settings, camera=camera), check_pin)
        window.resize(1366, 768)
        window.start()
        window.wedge.be_patient()
        window.show()
        try:
            PaintProbe(window).burst("T0000999999")
            take_times(window, bursts, times)
        finally:
            window.close()
            workplace.desk.station.book.close()


def _count_looks() -> None:
    take = FrameLook.take

    def counted(look: FrameLook, frame: Frame) -> None:
        LOOKS[0] += 1
        take(look, frame)

    setattr(FrameLook, "take", counted)  # noqa: B010


@click.command()
@click.option("--bursts", default=70, show_default=True, help="Scans typed at each turn.")
@click.option("--turns", default=3, show_default=True, help="Turns of each case, one by one.")
def main(bursts: int, turns: int) -> None:
    """Print how long the window takes to paint an answer, without and with a camera decoded."""
    make_application()
    _count_looks()
    seen = pictures(60)
    times = {case: Times() for case in Case}
    for _ in range(turns):
        for case in Case:
            step_back_or_not(case)
            measure(times[case], bursts, None if case is Case.NONE else FastLens(seen))
    for name, taken in times.items():
        click.echo(taken.line(name))


if __name__ == "__main__":
    main()
