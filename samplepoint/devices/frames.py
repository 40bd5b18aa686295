"""Frames and where they come from: the one protocol of cameras, video files and picture folders.

Owns the shape of a frame and of its source; refuses to know what is in the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""height x width x 3, blue green red, or height x width, grey."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a source: pixels, its number (1, 2, ...), when it was taken.

    A picture that the source gives again keeps its number: it is no second witness.
    """

    pixels: Pixels
    number: int
    at_s: float
    """Seconds of the monotonic clock."""
    name: str = ""
    """The file it came from, "" for a camera."""


class Taking(StrEnum):
    """Which frames are looked at."""

    LATEST = "latest"
    """The newest; what came meanwhile is skipped, as a camera wants it."""
    EVERY = "every"
    """Each one, the source waits: for pictures and videos, which nobody holds still.

    A still waits for the one before, and nothing is said about the light."""


class FrameSource(Protocol):
    """A camera, a video file, a folder of pictures. Used from one thread, closed by it."""

    @property
    def taking(self) -> Taking:
        """Which of its frames are to be looked at."""

    def open(self) -> None:
        """Take hold of the source.

        Raises:
            Obstacle: `camera_absent`, `camera_not_here`, `camera_busy`, `camera_not_allowed`; for
                files `pictures_folder_gone`, `pictures_absent`, `pictures_too_many`, `video_gone`,
                `video_unreadable`.
        """

    def next_frame(self) -> Frame | None:
        """Wait for the next frame and return it; None when there will never be another.

        Raises:
            Obstacle: `camera_lost` when the camera was pulled, `camera_frozen` when it stands
                still although it answers, `picture_*` for a file that is no picture: the source
                goes on with the next one when asked again.
        """

    def close(self) -> None:
        """Let the source go; may be called twice."""

    def __enter__(self) -> Self:
        """Open it."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
