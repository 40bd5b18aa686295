"""What an eye looks through: a camera, or files in its place, and how far these have been shown.

Owns what was chosen; refuses to open anything and to import what is slow: the window's thread reads
this module.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from samplepoint.devices.camera_choice import CameraWanted


class SourceKind(StrEnum):
    """What frames come from."""

    CAMERA = "camera"
    FOLDER = "folder"
    """The pictures of a folder."""
    VIDEO = "video"
    """A video file."""


@dataclass(frozen=True, slots=True)
class SourceWanted:
    """The source that was chosen: a camera, or a folder or video at `path`."""

    camera: CameraWanted = field(default_factory=CameraWanted)
    kind: SourceKind = SourceKind.CAMERA
    path: Path = Path()


class Reel:
    """How far chosen files have been shown: a page that is left and shown again begins no new day.

    Filled on the thread that holds the source; a new one shows everything again.
    """

    def __init__(self, stays: Callable[[], bool] = lambda: False) -> None:
        """Begin with nothing shown.

        While `stays` is True, what is in view remains there: nobody takes a card away before it
        has been read and answered. It is asked on the source's thread.
        """
        self.stays = stays
        self.pictures: set[Path] = set()
        """Pictures that have had their time in view, or that are none."""
        self.frames = 0
        """Frames of a video."""
        self.has_ended = False
