"""A camera that is plugged, pulled, taken away and stuck at will, behind OpenCV's own door.

Owns what OpenCV's VideoCapture does in each case. The clock is part of it: time passes with the
frames and, while the driver hangs, with each look at the clock; never by itself.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from samplepoint.devices.camera import Ways
from samplepoint.devices.camera_choice import CameraFound
from samplepoint.devices.frames import Pixels
from tests.devices.recording import PATIENCE_S
from tests.devices.scenes import Scene

BUILT_IN = CameraFound("Integrated Camera", "04f2:b6dd@1-7:1.0/0", 0, 200)
FRAME_S = 1 / 30
MANY = 2000


class FakeCamera:
    """One camera on a fake bus; `ways` is what a `CameraSource` is given."""

    def __init__(self, found: CameraFound = BUILT_IN) -> None:
        """Make it plugged in, with nothing before its lens yet."""
        self.found = found
        self.now_s = 1000.0
        self.is_plugged = True
        self.is_taken = False
        """Another program streams: it does not open."""
        self.gives_frames = True
        """False: it opens, and no frame ever comes."""
        self.scene: Scene | None = None
        """Where set, a frame of it comes at every read."""
        self.captures: list[FakeCapture] = []
        self.changed = threading.Condition()
        self.pictures: deque[Pixels] = deque()
        self.is_hanging = False
        self.is_awaited = False
        self.frames_given = 0
        self._played = 0

    @property
    def ways(self) -> Ways:
        return Ways(self.find, self.open, self.clock, lambda _: None)

    def clock(self) -> float:
        with self.changed:
            self.now_s += 0.3 if self.is_hanging else 0.0
            return self.now_s

    def find(self) -> list[CameraFound]:
        return [self.found] if self.is_plugged else []

    def open(self, found: CameraFound) -> FakeCapture:
        assert found == self.found
        capture = FakeCapture(self, is_opened=self.is_plugged and not self.is_taken)
        self.captures.append(capture)
        return capture

    @property
    def is_lit(self) -> bool:
        """Tell whether its light is on."""
        return any(capture.is_opened for capture in self.captures)

    def pull(self) -> None:
        with self.changed:
            self.is_plugged = False
            self.pictures.clear()
            self.changed.notify_all()

    def plug_in(self) -> None:
        with self.changed:
            self.is_plugged = True

    def hang(self) -> None:
        """Let the driver hang at its next read, or in the one it is in, until `come_back`."""
        with self.changed:
            self.is_hanging = True
            self.changed.notify_all()

    def come_back(self) -> None:
        with self.changed:
            self.is_hanging = False
            self.changed.notify_all()

    def run(self, scene: Scene) -> None:
        """Give a frame at every read from now on."""
        with self.changed:
            self.scene = scene
            self.changed.notify_all()

    def offer(self, picture: Pixels) -> None:
        """Put a picture before the lens for the next read, whenever that is."""
        with self.changed:
            self.pictures.append(picture)
            self.changed.notify_all()

    def show(self, picture: Pixels) -> None:
        """Put a picture before the lens and wait until it was read and the next is asked for."""
        with self.changed:
            self.offer(picture)
            assert self.changed.wait_for(self._has_shown_all, PATIENCE_S)

    def play(self, scene: Scene, met: Callable[[], bool]) -> None:
        """Show one frame after the other until something is so."""
        for _ in range(MANY):
            self._played += 1
            self.show(scene(self._played))
            if met():
                return
        raise AssertionError(self.frames_given)

    def wait_until(self, met: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(met, PATIENCE_S)

    def _has_shown_all(self) -> bool:
        return not self.pictures and (self.is_awaited or not self.is_lit)


class FakeCapture:
    """What OpenCV's VideoCapture does with that camera; it may be used by one thread alone."""

    def __init__(self, camera: FakeCamera, *, is_opened: bool) -> None:
        """Open it, or not."""
        self._camera = camera
        self.is_opened = is_opened
        self._thread = threading.get_ident()

    def isOpened(self) -> bool:  # noqa: N802  # OpenCV's name
        return self.is_opened

    def read(self) -> tuple[bool, Pixels | None]:
        assert threading.get_ident() == self._thread
        camera = self._camera
        with camera.changed:
            camera.is_awaited = True
            camera.changed.notify_all()
            assert camera.changed.wait_for(self._can_answer, 6 * PATIENCE_S)
            camera.is_awaited = False
            if not camera.is_plugged or not camera.gives_frames or not self.is_opened:
                camera.now_s += 1.0
                return False, None
            camera.now_s += FRAME_S
            camera.frames_given += 1
            if camera.pictures:
                return True, camera.pictures.popleft()
            assert camera.scene
            return True, camera.scene(camera.frames_given)

    def release(self) -> None:
        assert threading.get_ident() == self._thread
        with self._camera.changed:
            self.is_opened = False
            self._camera.changed.notify_all()

    def _can_answer(self) -> bool:
        camera = self._camera
        if camera.is_hanging:
            return False
        has_frame = bool(camera.pictures) or camera.scene is not None
        return has_frame or not camera.is_plugged or not camera.gives_frames
