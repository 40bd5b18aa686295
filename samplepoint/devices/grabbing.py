"""One source of frames after the other, and those that were left behind in a driver that hangs.

Owns how many threads may hang at once; refuses to decide when a source is given up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from samplepoint.devices.frame_grabber import FrameGrabber, FrameInbox
from samplepoint.devices.frames import Frame, FrameSource
from samplepoint.devices.retrying import Retry

MOST_LEFT: Final = 3
"""Drivers that may hang at the same time. Each holds a thread, a camera and a frame or two; a
further source would most likely hang in the same place."""


class Grabbing:
    """Grabs from one source at a time. Used from one thread, but for `is_holding`."""

    def __init__(
        self,
        make_source: Callable[[], FrameSource],
        on_frame: Callable[[Frame], None],
        retry: Retry,
    ) -> None:
        """Open nothing yet; `make_source` is asked anew at each beginning."""
        self._make_source = make_source
        self._on_frame = on_frame
        self._retry = retry
        self._grabber: FrameGrabber | None = None
        self._left: tuple[FrameGrabber, ...] = ()

    def begin(self) -> FrameInbox | None:
        """Begin to grab from a new source; None where too many drivers hang."""
        if self.count_left() >= MOST_LEFT:
            return None
        source = self._make_source()
        inbox = FrameInbox(source.taking)
        self._grabber = FrameGrabber(source, inbox, self._on_frame, self._retry)
        self._grabber.start()
        return inbox

    def end(self, timeout_s: float) -> bool:
        """Close the source; False where its driver hangs: it is left behind."""
        grabber, self._grabber = self._grabber, None
        if grabber is None or grabber.end(timeout_s):
            return True
        self._left = (*self._left, grabber)
        return False

    def count_left(self) -> int:
        """Return how many of those that were left behind hang still."""
        self._left = tuple(one for one in self._left if one.is_holding)
        return len(self._left)

    @property
    def is_holding(self) -> bool:
        """Tell whether any source may still be open."""
        grabber = self._grabber
        is_held = grabber is not None and grabber.is_holding
        return is_held or any(one.is_holding for one in self._left)
