"""The small picture beside the desk: a frame shrunk off the window's thread, with its guide box.

Owns the shrinking and the latest preview; refuses to paint.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from samplepoint.devices.frames import Frame, Pixels
from samplepoint.devices.opencv import opencv

if TYPE_CHECKING:
    from samplepoint.devices.picture_health import Health

LARGEST: Final = (640, 480)
"""Width and height that a preview fits into, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Guide:
    """Where a code or a card should be held: a box in shares of the picture, 0 to 1."""

    left: float = 0.15
    top: float = 0.2
    right: float = 0.85
    bottom: float = 0.8


@dataclass(frozen=True, slots=True)
class Box:
    """The guide in pixels of the preview: right and bottom are the first ones outside."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A frame to be shown: contiguous pixels as in `Frame`, the guide in them, its frame's number.

    `health` is what was last found of the picture, None before that; `name` is the frame's.
    """

    pixels: Pixels
    guide: Box
    number: int
    health: Health | None = None
    name: str = ""


def preview_of(
    frame: Frame,
    guide: Guide,
    largest: tuple[int, int] = LARGEST,
    health: Health | None = None,
) -> Preview:
    """Shrink a frame, never enlarge it, so that it fits into `largest` (width, height)."""
    height, width = frame.pixels.shape[:2]
    share = min(1.0, largest[0] / width, largest[1] / height)
    size = (max(1, round(width * share)), max(1, round(height * share)))
    cv2 = opencv()
    # A copy in any case: the frame itself is being read on another thread.
    pixels = cv2.resize(frame.pixels, size, interpolation=cv2.INTER_AREA)
    return Preview(pixels, _box(guide, size), frame.number, health, frame.name)


class PreviewShelf:
    """Holds the latest preview until it is fetched: a slow window skips some, none pile up."""

    def __init__(self, call: Callable[[], None]) -> None:
        """Make it empty; `call` says that there is one, again only after it was fetched."""
        self._call = call
        self._lock = threading.Lock()
        self._preview: Preview | None = None

    def put(self, preview: Preview) -> None:
        """Lay down a preview in the place of the one before."""
        with self._lock:
            is_news = self._preview is None
            self._preview = preview
        if is_news:
            self._call()

    def fetch(self) -> Preview | None:
        """Take the preview away; None where there is none, or where it was taken back."""
        with self._lock:
            preview, self._preview = self._preview, None
        return preview


def _box(guide: Guide, size: tuple[int, int]) -> Box:
    width, height = size
    return Box(
        round(guide.left * width),
        round(guide.top * height),
        round(guide.right * width),
        round(guide.bottom * height),
    )
