"""Long work: one function, its progress, and the one place where cancelling is noticed.

Owns the pace of reporting; refuses to know threads, bars and windows.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from samplepoint.domain.clock import monotonic_ms
from samplepoint.errors import Cancelled

_PAUSE_MS = 100.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: a code for what it does, units done, units in all (0: unknown)."""

    code: str
    done: int
    total: int


class Reporter:
    """Handed to a job; reports at most ten times a second and raises when it was cancelled."""

    def __init__(self, show: Callable[[Progress], None] | None = None) -> None:
        """Report to `show`, which is called on the job's own thread."""
        self._show = show
        self._cancelled = threading.Event()
        self._last_ms = -_PAUSE_MS

    def cancel(self) -> None:
        """Ask the job to stop at its next report; callable from any thread."""
        self._cancelled.set()

    def quiet(self) -> Reporter:
        """Return a reporter for a part of the job: it shows nothing and is cancelled with it."""
        part = Reporter()
        part._cancelled = self._cancelled
        return part

    def report(self, code: str, done: int, total: int = 0) -> None:
        """Tell how far the job is.

        Raises:
            Cancelled: the operator asked to stop.
        """
        if self._cancelled.is_set():
            raise Cancelled("cancelled")
        now = monotonic_ms()
        if self._show and (now - self._last_ms >= _PAUSE_MS or (total and done >= total)):
            self._last_ms = now
            self._show(Progress(code, done, total))
