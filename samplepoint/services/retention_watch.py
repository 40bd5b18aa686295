"""Retention at an idle desk: what was interrupted goes on, and what is due is said.

Owns the times; refuses to know threads and windows, and never begins to erase by itself.
"""

from __future__ import annotations

from collections.abc import Callable

from samplepoint.domain.clock import monotonic_ms
from samplepoint.services.jobs import Reporter
from samplepoint.services.retention import Preview, Retention
from samplepoint.services.station import Place

_MINUTE_MS = 60_000
IDLE_MS = 2 * _MINUTE_MS
"""So long nobody has done anything at the desk."""
EVERY_MS = 60 * _MINUTE_MS
AGAIN_MS = 5 * _MINUTE_MS
"""After a run that made way, or a disk that said no."""


class RetentionWatch:
    """When to look at what is due in one open book."""

    def __init__(self, retention: Retention, clock_ms: Callable[[], float] = monotonic_ms) -> None:
        """Look at the first idle moment."""
        self._retention = retention
        self._clock_ms = clock_ms
        self._next_ms = clock_ms()

    def is_time(self, quiet_ms: float) -> bool:
        """Tell whether to `run`, at a desk that has been quiet for so long; costs nothing."""
        return quiet_ms >= IDLE_MS and self._clock_ms() >= self._next_ms

    def run(self, place: Place, reporter: Reporter | None = None) -> Preview:
        """Finish what was interrupted, and tell what is due now.

        Raises:
            Obstacle, Damage, Cancelled: as `Retention.resume`; it is tried again in five minutes.
        """
        self._next_ms = self._clock_ms() + AGAIN_MS
        self._retention.resume(place, reporter)
        found = self._retention.preview()
        self._next_ms = self._clock_ms() + EVERY_MS
        return found
