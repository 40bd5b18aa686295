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
_TELLING_S = 1.0
"""A rate of less than that jumps about."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: a code for what it does, units done, units in all (0: unknown)."""

    code: str
    done: int
    total: int
    rate: float | None = None
    """Units a second since this work began; None while that says nothing yet."""

    @property
    def left_s(self) -> int | None:
        """Return in how many seconds it is done at this rate, None where nobody knows."""
        if not self.rate or not self.total:
            return None
        return round(max(0, self.total - self.done) / self.rate)

    @property
    def values(self) -> dict[str, float | None]:
        """Return what its sentence may say."""
        return {"done": self.done, "total": self.total, "rate": self.rate, "left": self.left_s}


class Reporter:
    """Handed to a job; reports at most ten times a second and raises when it was cancelled."""

    def __init__(self, show: Callable[[Progress], None] | None = None) -> None:
        """Report to `show`, which is called on the job's own thread."""
        self._show = show
        self._cancelled = threading.Event()
        self._last_ms = -_PAUSE_MS
        self._work = ("", 0)
        self._began = (0.0, 0)

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
            self._show(Progress(code, done, total, self._rate((code, total), now, done)))

    def _rate(self, work: tuple[str, int], now_ms: float, done: int) -> float | None:
        """Return units a second; other work, or work that began again, is measured anew."""
        began_ms, before = self._began
        if work != self._work or done < before:
            self._work, self._began = work, (now_ms, done)
            return None
        seconds = (now_ms - began_ms) / 1000
        return (done - before) / seconds if seconds >= _TELLING_S else None
