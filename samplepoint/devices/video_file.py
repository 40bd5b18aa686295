"""A video file in the place of a camera.

Owns its pace and its end; refuses to know what is in it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from samplepoint.devices.frame_files import Wait
from samplepoint.devices.frames import Frame, Pixels, Taking
from samplepoint.devices.opencv import opencv
from samplepoint.devices.source_choice import Reel
from samplepoint.devices.source_door import SourceDoor
from samplepoint.errors import Obstacle

if TYPE_CHECKING:
    import cv2

_USUAL_FPS: Final = 25.0


class VideoFile(SourceDoor):
    """The frames of a video file, at its own pace."""

    taking = Taking.EVERY

    def __init__(
        self,
        file: Path,
        wait: Wait = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        reel: Reel | None = None,
        most_fps: float = math.inf,
    ) -> None:
        """Make it without looking at the file.

        With a `reel` it goes on where it was closed. Above `most_fps` frames a second some are
        left out.
        """
        self._file = file
        self._wait = wait
        self._clock = clock
        self._kept_reel = reel
        self._reel = reel or Reel()
        self._most_fps = most_fps
        self._video: cv2.VideoCapture | None = None
        self._number = 0
        self._step = 1
        self._interval_s = 0.0
        self._due_s = 0.0
        self._in_view: Pixels | None = None

    def open(self) -> None:
        """Open the file at its beginning, or where it was closed.

        Raises:
            Obstacle: `video_gone` where it is not there, `video_unreadable` where it is none.
        """
        self.close()
        self._demand_file()
        reader = opencv()
        video = reader.VideoCapture(str(self._file), reader.CAP_ANY)
        if not video.isOpened():
            video.release()
            raise Obstacle("video_unreadable", file=self._file.name)
        fps = video.get(reader.CAP_PROP_FPS)
        fps = fps if math.isfinite(fps) and fps >= 1 else _USUAL_FPS
        self._step = max(1, math.ceil(fps / self._most_fps))
        self._interval_s = self._step / fps
        self._reel = self._kept_reel or Reel()
        if self._reel.frames:
            video.set(reader.CAP_PROP_POS_FRAMES, self._reel.frames)
        self._video = video
        self._in_view = None
        self._due_s = self._clock()

    def next_frame(self) -> Frame | None:
        """Return the next frame when its time has come; None after the last.

        Raises:
            Obstacle: `video_gone` when the stick was pulled meanwhile.
        """
        pixels = self._read()
        if pixels is None:
            return None
        ahead_s = self._due_s - self._clock()
        if ahead_s > 0:
            self._wait(ahead_s)
        now_s = self._clock()
        # Who reads late is not sent the missed frames in one burst.
        is_late = now_s - self._due_s > self._interval_s
        self._due_s = (now_s if is_late else self._due_s) + self._interval_s
        self._number += 1
        return Frame(pixels, self._number, now_s, self._file.name)

    def close(self) -> None:
        """Close the file."""
        if self._video is not None:
            self._video.release()
            self._video = None

    def _read(self) -> Pixels | None:
        """Return the next frame, or the one in view while it stays; None at the end."""
        if self._video is None or self._reel.has_ended:
            return None
        if self._in_view is not None and self._reel.stays():
            return self._in_view
        step = self._step if self._in_view is not None else 1
        for _ in range(step - 1):
            self._video.grab()
        got, pixels = self._video.read()
        self._reel.frames += step
        if got and pixels is not None:
            self._in_view = cast("Pixels", pixels)
            return self._in_view
        self._demand_file()
        self._reel.has_ended = True
        return None

    def _demand_file(self) -> None:
        if not self._file.is_file():
            raise Obstacle("video_gone")
