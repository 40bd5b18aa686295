"""The stills of one window's camera, read one after the other on a thread of their own.

Owns that thread, and that its reader of cards is ready or tried again; refuses to know cameras, the
window's thread and what becomes of a document. No still is kept once it was read.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samplepoint.devices.retrying import Retry, Waits
from samplepoint.errors import Obstacle, SamplepointError
from samplepoint.gui.adapters.document_shots import names_somebody, shot_of
from samplepoint.gui.adapters.eye_wiring import EyeParts
from samplepoint.gui.sight import DocumentShot

if TYPE_CHECKING:
    from samplepoint.devices.frames import Frame

log = logging.getLogger(__name__)

_WARMING = Retry(2.0, 120.0)
"""The pauses before a reader that could not be started is tried again."""


@dataclass(frozen=True, slots=True)
class StillCalls:
    """Who is asked and told, on the reading thread; all return at once."""

    reads_documents: Callable[[], bool]
    """Whether a card in view is worth reading now: its reader is then kept ready."""
    is_looked_through: Callable[[], bool]
    expectation: Callable[[], int]
    """What is expected now, a number: it is told with the document whose reading began then."""
    on_begun: Callable[[], None]
    on_shot: Callable[[DocumentShot, int], None]
    on_nothing: Callable[[], None]
    """There was print in view, and no document."""
    on_unread: Callable[[SamplepointError], None]
    on_idle: Callable[[], None]
    """Nothing is read any more; said before what came of it."""
    on_unstartable: Callable[[str], None]
    """The reader could not be started: why, a code."""
    on_answered: Callable[[], None]


class StillReading:
    """Takes stills in from any thread; reads none before `begin`."""

    def __init__(self, calls: StillCalls) -> None:
        """Start no thread."""
        self._calls = calls
        self._stills: queue.SimpleQueue[Frame | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._given = self._answered = 0

    def begin(self, parts: EyeParts) -> None:
        """Read by the reader of an eye that was made."""
        self._thread = threading.Thread(
            target=self._read_all, args=(parts,), name="card reading", daemon=True
        )
        self._thread.start()

    def keep(self, frame: Frame) -> None:
        """Take a still in, on the eye's thread."""
        self._given += 1
        self._stills.put(frame)

    @property
    def is_owing(self) -> bool:
        """Tell whether a still was taken in whose document nobody was told of yet."""
        return self._given != self._answered

    def answered(self) -> None:
        """Hear, on the window's thread, that what a still showed has been told."""
        self._answered += 1

    def end(self) -> None:
        """Let the thread end after the still it reads."""
        self._stills.put(None)

    def has_ended(self, timeout_s: float) -> bool:
        """Wait for the end; tell whether it has come."""
        if self._thread is None:
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    # -- on the thread -------------------------------------------------------------------------

    def _read_all(self, parts: EyeParts) -> None:
        while (frame := self._await_still(parts)) is not None:
            is_read = True
            try:
                if self._calls.is_looked_through() and self._calls.reads_documents():
                    is_read = self._read(parts, frame)
            except Exception as problem:  # a device thread's edge: the next card is read
                log.exception("a card was not read")
                self._say_unread(Obstacle("reader_failed", problem=type(problem).__name__))
                is_read = False
            del frame
            (parts.eye.still_done if is_read else parts.eye.still_unread)()
            self._calls.on_answered()

    def _await_still(self, parts: EyeParts) -> Frame | None:
        """Wait for the next still; meanwhile try, again and again, to have its reader ready."""
        waits = Waits(_WARMING)
        while True:
            is_up = not self._calls.reads_documents() or self._is_warm(parts)
            try:
                return self._stills.get(timeout=None if is_up else waits.next_s())
            except queue.Empty:
                continue

    def _is_warm(self, parts: EyeParts) -> bool:
        """Start the reader of cards, or find it running; False where that is to be tried again."""
        try:
            parts.reader.warm()
        except Exception as problem:  # noqa: BLE001  # a device thread's edge
            code = problem.code if isinstance(problem, Obstacle) else "reader_unstartable"
            log.warning("no reader of cards: %s", type(problem).__name__)
            self._calls.on_unstartable(code)
            return False
        return True

    def _read(self, parts: EyeParts, frame: Frame) -> bool:
        """Read a still; False where another one of the same scene may do better."""
        self._calls.on_begun()
        born = self._calls.expectation()
        try:
            found = parts.reader.read(frame.pixels)
        except SamplepointError as problem:
            self._say_unread(problem)
            return problem.code == "reader_absent"
        shot = shot_of(frame.pixels, found)
        self._calls.on_idle()
        if shot is None:
            self._calls.on_nothing()
            return False
        self._calls.on_shot(shot, born)
        return names_somebody(shot)

    def _say_unread(self, why: SamplepointError) -> None:
        self._calls.on_idle()
        self._calls.on_unread(why)
