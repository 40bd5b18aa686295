"""Does the window stay smooth while a camera is decoded beside it? Scans are typed and timed.

Run it from the top of the house: `python tests/eyes/bench_window.py`. The camera is made up: frames
of 1280 x 720 at 30 a second, hard tubes among empty ones; eye, cascade, vote and picture are real.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import click
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from samplepoint.devices.frames import Frame, Pixels
from samplepoint.devices.source_door import SourceDoor
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
_WARM = 10


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


def times_of(window: MainWindow, bursts: int) -> list[float]:
    """Type numbers of people and return the milliseconds from commit to painted."""
    probe, found = PaintProbe(window), []
    for at in range(bursts + _WARM):
        end = time.monotonic() + _FRAME_S
        while time.monotonic() < end:
            QApplication.processEvents()
        found.append(probe.burst(number_of(at))[1])
        if window.workplace.picture and not window.workplace.picture.tube:
            probe.burst(f"T{at:010}")
    return found[_WARM:]


def measured(folder: Path, bursts: int, lens: FastLens | None) -> list[float]:
    """Open a window, with a camera or without, and take its times."""
    workplace = workplace_in(folder)
    workplace.settings = WITH_CAMERA if lens else SILENT
    camera = hand_over(lambda: lens) if lens else None
    window = MainWindow(workplace, DeskDevices(workplace.settings, camera=camera), check_pin)
    window.resize(1366, 768)
    window.start()
    window.wedge.be_patient()
    window.show()
    try:
        PaintProbe(window).burst("T0000999999")
        return times_of(window, bursts)
    finally:
        window.close()
        workplace.desk.station.book.close()


@click.command()
@click.option("--bursts", default=200, show_default=True, help="Scans typed in each case.")
def main(bursts: int) -> None:
    """Print how long the window takes to paint an answer, without and with a camera decoded."""
    make_application()
    cases = {"no camera": None, "camera decoded": FastLens(pictures(60))}
    for name, lens in cases.items():
        with tempfile.TemporaryDirectory() as scratch:
            found = np.array(measured(Path(scratch), bursts, lens))
        middle, late = np.percentile(found, [50, 99])
        click.echo(f"{name:15} painted after {middle:5.1f} ms, 99 % within {late:5.1f} ms")


if __name__ == "__main__":
    main()
