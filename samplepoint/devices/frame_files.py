"""A folder of pictures in the place of a camera.

Owns their order, their pace and their end; refuses to know how a picture is decoded (that is handed
in) and what is in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from samplepoint.devices.frames import Frame, Pixels, Taking
from samplepoint.devices.source_choice import Reel
from samplepoint.devices.source_door import SourceDoor
from samplepoint.errors import Obstacle

if TYPE_CHECKING:
    from samplepoint.devices.picture_files import Picture

Load = Callable[[Path], "Picture"]
"""A picture file -> its pixels and notes; raises `Obstacle("picture_...")` for what is none."""
Wait = Callable[[float], object]
"""Waits some seconds."""

PICTURE_ENDINGS: Final = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".jp2", ".ppm", ".pgm"}
)
MOST_PICTURES: Final = 5000
"""More is no day of a desk but a whole disk that was chosen by mistake."""
TIMES: Final = 2
"""How often each picture is given: a vote believes two frames that agree."""
LONGEST_INTERVAL_S: Final = 0.5
"""A source is closed by its own thread, between two frames: longer, and closing would take long.
To show a picture for longer, give it more often."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How the pictures of a folder are shown.

    Raises:
        ValueError: a number is out of range.
    """

    times: int = TIMES
    """How often each picture is given, 1 and up."""
    empty_before: int = 0
    """How many empty frames come before each: what was in view has left the picture."""
    interval_s: float = 0.0
    """The pause before each frame but the first, at most `LONGEST_INTERVAL_S`; 0 gives them as fast
    as they are asked for."""

    def __post_init__(self) -> None:
        """Check the numbers."""
        in_range = 0 <= self.interval_s <= LONGEST_INTERVAL_S
        if self.times < 1 or self.empty_before < 0 or not in_range:
            raise ValueError(self)


class PictureFolder(SourceDoor):
    """The pictures of a folder and of those inside it, by name, each given several times."""

    taking = Taking.EVERY

    def __init__(
        self,
        folder: Path,
        load: Load,
        pace: Pace | None = None,
        wait: Wait = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        reel: Reel | None = None,
    ) -> None:
        """Make it without looking at the folder; `clock` says when a frame was taken.

        With a `reel` it goes on where it was closed; without one it begins at each opening.
        """
        self._folder = folder
        self._load = load
        self._pace = pace or Pace()
        self._wait = wait
        self._clock = clock
        self._kept_reel = reel
        self._reel = reel or Reel()
        self._shows: Iterator[tuple[Path | None, int]] = iter(())
        self._pixels: Pixels | None = None
        self._notes: list[Obstacle] = []
        """What has yet to be said of the picture that is given."""
        self._number = 0

    def open(self) -> None:
        """List the pictures; the first that was not shown yet comes next.

        Raises:
            Obstacle: `pictures_folder_gone`, `pictures_absent` where there is none,
                `pictures_too_many` (its `most`).
        """
        pictures = _pictures_in(self._folder)
        if not pictures:
            raise Obstacle("pictures_absent")
        self._reel = self._kept_reel or Reel()
        self._shows = self._order([one for one in pictures if one not in self._reel.pictures])
        self._pixels = None

    def next_frame(self) -> Frame | None:
        """Return the next frame after its pause; None after the last.

        Raises:
            Obstacle: what `load` raised, once for a file; the next file comes when asked again.
                A note of `load` (its `file`), once; the same picture goes on when asked again.
                `pictures_folder_gone` when the stick was pulled meanwhile.
        """
        if self._notes:
            raise self._notes.pop(0)
        for path, show in self._shows:
            if path is None:
                return self._frame(_empty(), "")
            if show == 0:
                self._pixels = self._loaded(path)
            if self._pixels is not None:
                return self._frame(self._pixels, path.name)
        return None

    def close(self) -> None:
        """Forget the pictures."""
        self._shows = iter(())
        self._pixels = None
        self._notes.clear()

    def _order(self, pictures: Sequence[Path]) -> Iterator[tuple[Path | None, int]]:
        """Yield each picture with the number of the show, and None for each empty frame before."""
        reel, pace = self._reel, self._pace
        for path in pictures:
            empty = 0
            while empty < pace.empty_before or reel.stays():
                yield None, empty
                empty += 1
            show = 0
            while show == 0 or (self._pixels is not None and (show < pace.times or reel.stays())):
                yield path, show
                show += 1
            reel.pictures.add(path)

    def _loaded(self, path: Path) -> Pixels:
        self._pixels = None
        try:
            picture = self._load(path)
        except Obstacle:
            if not self._folder.is_dir():
                raise Obstacle("pictures_folder_gone") from None
            raise
        self._notes = [Obstacle(note, file=path.name) for note in picture.notes]
        return picture.pixels

    def _frame(self, pixels: Pixels, name: str) -> Frame:
        if self._number and self._pace.interval_s:
            self._wait(self._pace.interval_s)
        self._number += 1
        return Frame(pixels, self._number, self._clock(), name)


def _empty() -> Pixels:
    """Make the frame of a table with nothing on it."""
    return np.full((480, 640), 128, dtype=np.uint8)


def _pictures_in(folder: Path) -> list[Path]:
    """List the picture files of a folder by path."""
    try:
        if not folder.is_dir():
            raise Obstacle("pictures_folder_gone")
        found = list(islice(_pictures(folder.rglob("*")), MOST_PICTURES + 1))
    except OSError:
        raise Obstacle("pictures_folder_gone") from None
    if len(found) > MOST_PICTURES:
        raise Obstacle("pictures_too_many", most=MOST_PICTURES)
    return sorted(found)


def _pictures(paths: Iterable[Path]) -> Iterator[Path]:
    return (path for path in paths if path.suffix.lower() in PICTURE_ENDINGS and path.is_file())
