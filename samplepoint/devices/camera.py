"""A camera as a source of frames: opened as it was remembered, and honest about why it gives none.

Owns OpenCV's VideoCapture and the reasons; refuses to know threads and what is in the picture.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, cast

from samplepoint.devices.camera_choice import CameraFound, CameraWanted, find_cameras, meant
from samplepoint.devices.frames import Frame, Pixels
from samplepoint.devices.opencv import opencv
from samplepoint.devices.picture_health import health_of
from samplepoint.devices.source_door import SourceDoor
from samplepoint.devices.standstill import Freshness, Standstill
from samplepoint.errors import Obstacle

WIDTH: Final = 1280
HEIGHT: Final = 720
"""What is asked for; the camera gives the nearest it has."""
FIRST_FRAME_S: Final = 3.0
"""How long a camera that opened may take to its first frame."""
MISSES: Final = 3
"""Reads without a frame, one after the other, that make a camera lost: one alone is a spoiled
frame."""
_REST_S: Final = 0.03
"""The pause after a read without a frame: a camera that is gone answers at once."""

_GONE: Final = {errno.ENOENT, errno.ENXIO, errno.ENODEV, errno.EIO}
_FORBIDDEN: Final = {errno.EACCES, errno.EPERM}


class Capture(Protocol):
    """What the camera needs of OpenCV's VideoCapture, or of a test's."""

    def isOpened(self) -> bool:  # noqa: N802  # OpenCV's name
        """Tell whether it may be read."""

    def read(self) -> tuple[bool, Pixels | None]:
        """Wait for the next frame; (False, None) where there is none."""

    def release(self) -> None:
        """Let the camera go."""


def open_capture(camera: CameraFound) -> Capture:
    """Open a camera by OpenCV and ask it for the size, MJPG and the newest frame alone.

    What a camera does not offer it leaves as it is; whether it opened is for `isOpened` to say.
    """
    cv2 = opencv()
    capture = cv2.VideoCapture(camera.index, camera.backend)
    if capture.isOpened():
        # Before the size: uncompressed, USB 2 carries 1280 x 720 at 10 frames a second only.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return cast("Capture", capture)


@dataclass(frozen=True, slots=True)
class Ways:
    """How cameras are found and opened, what time it is, how one waits: a test brings its own."""

    find: Callable[[], Sequence[CameraFound]] = find_cameras
    open: Callable[[CameraFound], Capture] = open_capture
    clock: Callable[[], float] = time.monotonic
    wait: Callable[[float], object] = time.sleep


class CameraSource(SourceDoor):
    """The frames of the camera that is meant.

    It stays the same object while the camera comes and goes: opened again, it looks anew for where
    the camera is.
    """

    def __init__(
        self,
        wanted: CameraWanted,
        on_open: Callable[[CameraFound], None] = lambda _: None,
        ways: Ways | None = None,
    ) -> None:
        """Make it without looking for cameras; `on_open` hears which one it is, at each opening."""
        self._wanted = wanted
        self._on_open = on_open
        self._ways = ways or Ways()
        self._camera: CameraFound | None = None
        self._capture: Capture | None = None
        self._opened_s = 0.0
        self._number = 0
        self._has_shown = False
        # Kept over an opening: a picture that stood still before it has to move before it counts.
        self._standstill = Standstill()

    def open(self) -> None:
        """Find the camera and open it.

        Raises:
            Obstacle: `camera_absent`, `camera_not_here` (its `camera`: the chosen one is away,
                whatever else is here), `camera_not_allowed`, `camera_busy`.
        """
        self.close()
        camera = meant(self._ways.find(), self._wanted)
        if camera is None and self._wanted.is_any:
            raise Obstacle("camera_absent")
        if camera is None:
            raise Obstacle("camera_not_here", camera=self._wanted.name or self._wanted.identity)
        capture = self._ways.open(camera)
        if not capture.isOpened():
            capture.release()
            raise Obstacle(_why_closed(camera.path))
        self._camera, self._capture = camera, capture
        self._opened_s = self._ways.clock()
        self._has_shown = False
        self._on_open(camera)

    def next_frame(self) -> Frame | None:
        """Wait for the next frame; never None. One that comes again keeps its number.

        Raises:
            Obstacle: `camera_busy` where none ever came, `camera_lost` where no more come,
                `camera_frozen` where the same one comes again and again.
        """
        pixels = self._read()
        now_s = self._ways.clock()
        freshness = self._standstill.take(pixels, now_s)
        if freshness is Freshness.FROZEN and not health_of(pixels).shows_nothing:
            raise Obstacle("camera_frozen")
        self._has_shown = True
        self._number += freshness is Freshness.NEW
        return Frame(pixels, self._number, now_s)

    def close(self) -> None:
        """Let the camera go: its light goes out."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _read(self) -> Pixels:
        misses = 0
        while self._capture is not None:
            got, pixels = self._capture.read()
            if got and pixels is not None and pixels.size:
                return pixels
            misses += 1
            if self._has_given_up(misses):
                break
            self._ways.wait(_REST_S)
        raise Obstacle(self._why_silent())

    def _has_given_up(self, misses: int) -> bool:
        if misses < MISSES:
            return False
        return self._has_shown or self._ways.clock() - self._opened_s >= FIRST_FRAME_S

    def _why_silent(self) -> str:
        if self._has_shown or self._camera is None:
            return "camera_lost"
        here = {camera.identity for camera in self._ways.find()}
        return "camera_busy" if self._camera.identity in here else "camera_lost"


def _why_closed(path: str) -> str:
    """Ask the system why a camera that is listed does not open; OpenCV does not tell.

    Where it can be opened by hand, another program streams from it. Windows has no such file: there
    another program is by far the most likely.
    """
    try:
        if path:
            os.close(os.open(path, os.O_RDWR | getattr(os, "O_NONBLOCK", 0)))
    except OSError as problem:
        if problem.errno in _FORBIDDEN:
            return "camera_not_allowed"
        if problem.errno in _GONE:
            return "camera_absent"
    return "camera_busy"
