"""Files in the place of a camera: a folder of pictures, a video.

Own their order, their pace and their end; refuse to know how a picture is decoded (that is handed
in) and what is in it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from samplepoint.devices.frames import Frame, Pixels
from samplepoint.devices.opencv import opencv
from samplepoint.devices.source_door import SourceDoor
from samplepoint.errors import Obstacle

if TYPE_CHECKING:
    import cv2

Load = Callable[[Path], Pixels]
"""A picture file -> its pixels; raises `Obstacle("picture_...")` for a file that is no picture."""
Wait = Callable[[float], object]
"""Waits some seconds."""

PICTURE_ENDINGS: Final = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".jp2", ".ppm", ".pgm"}
)
TIMES: Final = 2
"""How often each picture is given: a vote believes two frames that agree."""
LONGEST_INTERVAL_S: Final = 0.5
"""A source is closed by its own thread, between two frames: longer, and closing would take long.
To show a picture for longer, give it more often."""
_USUAL_FPS: Final = 25.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How the pictures of a folder are shown.

    Raises:
        ValueError: a number is out of range.
    """

    times: int = TIMES
    """How often each picture is given, 1 and up."""
    empty_between: int = 0
    """How many empty frames come between two: what was in view has left the picture."""
    interval_s: float = 0.0
    """The pause before each frame but the first, at most `LONGEST_INTERVAL_S`; 0 gives them as fast
    as they are asked for."""

    def __post_init__(self) -> None:
        """Check the numbers."""
        in_range = 0 <= self.interval_s <= LONGEST_INTERVAL_S
        if self.times < 1 or self.empty_between < 0 or not in_range:
            raise ValueError(self)


class PictureFolder(SourceDoor):
    """The pictures of a folder and of those inside it, by name, each given several times."""

    def __init__(
        self,
        folder: Path,
        load: Load,
        pace: Pace | None = None,
        wait: Wait = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make it without looking at the folder; `clock` says when a frame was taken."""
        self._folder = folder
        self._load = load
        self._pace = pace or Pace()
        self._wait = wait
        self._clock = clock
        self._shows: Iterator[tuple[Path | None, int]] = iter(())
        self._pixels: Pixels | None = None
        self._number = 0

    def open(self) -> None:
        """List the pictures; the first comes next.

        Raises:
            Obstacle: `pictures_absent` where there is none, or no such folder.
        """
        pictures = _pictures_in(self._folder)
        if not pictures:
            raise Obstacle("pictures_absent")
        self._shows = self._order(pictures)
        self._pixels = None
        self._number = 0

    def next_frame(self) -> Frame | None:
        """Return the next frame after its pause; None after the last.

        Raises:
            Obstacle: what `load` raised, once for a file; the next file comes when asked again.
        """
        for path, show in self._shows:
            if path is None:
                return self._frame(_empty(), "")
            if show == 0:
                self._pixels = None
                self._pixels = self._load(path)
            if self._pixels is not None:
                return self._frame(self._pixels, path.name)
        return None

    def close(self) -> None:
        """Forget the pictures."""
        self._shows = iter(())
        self._pixels = None

    def _order(self, pictures: Sequence[Path]) -> Iterator[tuple[Path | None, int]]:
        """Yield each picture with the number of the show, and None for each empty frame between."""
        for path in pictures:
            if path != pictures[0]:
                yield from ((None, show) for show in range(self._pace.empty_between))
            yield from ((path, show) for show in range(self._pace.times))

    def _frame(self, pixels: Pixels, name: str) -> Frame:
        if self._number and self._pace.interval_s:
            self._wait(self._pace.interval_s)
        self._number += 1
        return Frame(pixels, self._number, self._clock(), name)


class VideoFile(SourceDoor):
    """The frames of a video file, at its own pace."""

    def __init__(
        self,
        file: Path,
        wait: Wait = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make it without looking at the file."""
        self._file = file
        self._wait = wait
        self._clock = clock
        self._video: cv2.VideoCapture | None = None
        self._number = 0
        self._interval_s = 0.0
        self._due_s = 0.0

    def open(self) -> None:
        """Open the file at its beginning.

        Raises:
            Obstacle: `video_unreadable` where it is not there or no video.
        """
        self.close()
        reader = opencv()
        video = reader.VideoCapture(str(self._file), reader.CAP_ANY)
        if not self._file.is_file() or not video.isOpened():
            video.release()
            raise Obstacle("video_unreadable", file=self._file.name)
        fps = video.get(reader.CAP_PROP_FPS)
        self._interval_s = 1 / fps if math.isfinite(fps) and fps >= 1 else 1 / _USUAL_FPS
        self._video = video
        self._number = 0
        self._due_s = self._clock()

    def next_frame(self) -> Frame | None:
        """Return the next frame when its time has come; None after the last."""
        got, pixels = self._video.read() if self._video else (False, None)
        if not got or pixels is None:
            return None
        ahead_s = self._due_s - self._clock()
        if ahead_s > 0:
            self._wait(ahead_s)
        now_s = self._clock()
        # Who reads late is not sent the missed frames in one burst.
        is_late = now_s - self._due_s > self._interval_s
        self._due_s = (now_s if is_late else self._due_s) + self._interval_s
        self._number += 1
        return Frame(cast("Pixels", pixels), self._number, now_s, self._file.name)

    def close(self) -> None:
        """Close the file."""
        if self._video is not None:
            self._video.release()
            self._video = None


def _empty() -> Pixels:
    """Make the frame of a table with nothing on it."""
    return np.full((480, 640), 128, dtype=np.uint8)


def _pictures_in(folder: Path) -> list[Path]:
    """List the picture files of a folder by path; nothing where it cannot be read."""
    try:
        return sorted(_pictures(folder.rglob("*")))
    except OSError:
        return []


def _pictures(paths: Iterable[Path]) -> Iterator[Path]:
    return (path for path in paths if path.suffix.lower() in PICTURE_ENDINGS and path.is_file())
