"""The threads of an eye come after the window's own, where that is safe."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from samplepoint.devices.eye_parts import Seen
from samplepoint.devices.frames import Frame
from samplepoint.devices.thread_rank import NICENESS, step_back
from tests.devices.eye_ground import Desk, eye_over
from tests.devices.fake_camera import FakeCamera
from tests.devices.recording import Recorder
from tests.devices.scenes import lit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there alone a thread has a rank")


class Watched(Desk):
    """A desk that notes the rank of the threads that look and that grab."""

    def __init__(self, recorder: Recorder) -> None:
        """Have noted nothing yet."""
        super().__init__(recorder)
        self.ranks: dict[str, int] = {}

    def look(self, frame: Frame) -> Seen:
        self._note("looks")
        return super().look(frame)

    def preview(self) -> None:
        self._note("grabs")
        super().preview()

    def _note(self, deed: str) -> None:
        self.ranks[deed] = rank_of(threading.get_native_id())


def rank_of(thread: int) -> int:
    return os.getpriority(os.PRIO_PROCESS, thread)


def test_both_threads_of_an_eye_step_back(camera: FakeCamera, recorder: Recorder) -> None:
    desk = Watched(recorder)
    with eye_over(camera, desk):
        camera.play(lit, lambda: len(desk.ranks) == len(("looks", "grabs")))
    expected = min(rank_of(os.getpid()) + NICENESS, 19)
    assert desk.ranks == {"looks": expected, "grabs": expected}


def test_stepping_back_twice_is_stepping_back_once() -> None:
    found: list[int] = []

    def note() -> None:
        for _ in range(2):
            step_back()
            found.append(rank_of(threading.get_native_id()))

    thread = threading.Thread(target=note)
    thread.start()
    thread.join()
    assert found[0] == found[1]
