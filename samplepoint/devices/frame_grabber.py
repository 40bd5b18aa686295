"""The thread that holds a frame source: opens it, reads it, opens it again when it comes back.

Owns the source and the way of its frames to whoever looks at them, the latest one first; refuses to
know what is in a frame and what is said about a source.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from samplepoint.devices.frames import Frame, FrameSource, Taking
from samplepoint.devices.retrying import Retry, Waits
from samplepoint.devices.thread_rank import step_back
from samplepoint.errors import Obstacle

REOPENING: Final = Retry(0.25, 2.0)
"""How often a source that failed is opened again: plugged in, it is back soon."""

log = logging.getLogger(__name__)


class Turn(StrEnum):
    """What happened to a source, besides frames and obstacles."""

    OPENED = "opened"
    ENDED = "ended"
    """There will never be another frame."""


News = Frame | Turn | Exception
"""An Obstacle is the world's fault, and the source is tried again; any other exception is a bug,
and it is not."""


class FrameInbox:
    """Between the thread that grabs and the one that looks: what came, in its order, one frame."""

    def __init__(self, taking: Taking) -> None:
        """Make it empty and open."""
        self.taking = taking
        self._changed = threading.Condition()
        self._came: deque[News] = deque()
        self._is_open = True
        self._is_called = False

    def put(self, frame: Frame) -> bool:
        """Hand over a frame in the place of the one before; False where nobody wants any more."""
        with self._changed:
            self._await_room()
            self._came = deque(one for one in self._came if not isinstance(one, Frame))
            self._came.append(frame)
            self._changed.notify_all()
            return self._is_open

    def tell(self, news: Turn | Exception) -> None:
        """Hand over what happened; the same twice in a row is told once until it was taken."""
        with self._changed:
            self._await_room()
            if not self._came or _sign(self._came[-1]) != _sign(news):
                self._came.append(news)
            self._changed.notify_all()

    def take(self, timeout_s: float) -> News | None:
        """Wait for what comes next; None after `timeout_s` seconds, or after a `call`."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_called or self._came, timeout_s)
            self._is_called = False
            taken = self._came.popleft() if self._came else None
            self._changed.notify_all()
            return taken

    def call(self) -> None:
        """Let whoever waits for something look up."""
        with self._changed:
            self._is_called = True
            self._changed.notify_all()

    def close(self) -> None:
        """Take nothing more and let nobody wait."""
        with self._changed:
            self._is_open = False
            self._changed.notify_all()

    def _await_room(self) -> None:
        if self.taking is Taking.EVERY:
            self._changed.wait_for(lambda: not (self._is_open and self._came))


class FrameGrabber:
    """Reads a source on its own thread until it is told to end.

    OpenCV's captures may not be closed while another thread reads them. So a driver that hangs in
    a read is left alone: the thread is a daemon, says nothing more, and closes the source itself
    when the driver comes back; the program ends without it.
    """

    def __init__(
        self,
        source: FrameSource,
        inbox: FrameInbox,
        on_frame: Callable[[Frame], None],
        retry: Retry,
    ) -> None:
        """Make it without opening the source; `on_frame` sees each frame, on the thread."""
        self._source = source
        self._inbox = inbox
        self._on_frame = on_frame
        self._waits = Waits(retry)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="frames", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def end(self, timeout_s: float) -> bool:
        """Ask the thread to close the source and wait; False where it still holds it."""
        self._ending.set()
        self._inbox.close()
        self._thread.join(timeout_s)
        return not self.is_holding

    @property
    def is_holding(self) -> bool:
        """Tell whether the source may still be open."""
        return self._thread.is_alive()

    def _run(self) -> None:
        step_back()
        try:
            self._serve()
        except Exception as problem:  # noqa: BLE001  # a thread's edge: the loop raises it
            self._inbox.tell(problem)

    def _serve(self) -> None:
        """Open the source, again and again, until it has ended or nobody wants it any more."""
        while not self._ending.is_set():
            try:
                with self._source:
                    self._inbox.tell(Turn.OPENED)
                    self._read()
            except Obstacle as obstacle:
                log.info("no frames: %s", obstacle.code)
                self._inbox.tell(obstacle)
            else:
                return
            self._ending.wait(self._waits.next_s())

    def _read(self) -> None:
        """Hand over frames until the source ends or is told to; Obstacle where it fails."""
        while not self._ending.is_set():
            try:
                frame = self._source.next_frame()
            except Obstacle as obstacle:
                if not obstacle.code.startswith("picture_"):
                    raise
                self._inbox.tell(obstacle)
                continue
            if frame is None:
                self._inbox.tell(Turn.ENDED)
                return
            self._waits.reset()
            self._hand_over(frame)

    def _hand_over(self, frame: Frame) -> None:
        # A frame that came too late, out of a driver that hung, is nobody's.
        if not self._ending.is_set() and self._inbox.put(frame):
            self._on_frame(frame)


def _sign(news: News) -> str:
    if isinstance(news, Frame):
        return ""
    return news.code if isinstance(news, Obstacle) else repr(news)
