"""The next back-up: every half hour when something changed, sooner again after one that failed.

Owns the times; refuses to know threads and windows. Whoever has a clock that ticks asks
`is_time`, and runs `run` beside the desk.
"""

from __future__ import annotations

from collections.abc import Callable

from samplepoint.domain.clock import monotonic_ms
from samplepoint.services.backing_up import BackingUp
from samplepoint.services.jobs import Reporter
from samplepoint.services.station import Place
from samplepoint.storage.backup import Made

_MINUTE_MS = 60_000
FIRST_MS = 1 * _MINUTE_MS
"""After the start: a laptop that is started anew every twenty minutes is backed up, too."""
EVERY_MS = 30 * _MINUTE_MS
AGAIN_MS = 5 * _MINUTE_MS
"""After a failure, and between two looks at a second drive that lacks the newest back-up."""


class BackupSchedule:
    """When the back-ups of one open book are made."""

    def __init__(self, backing_up: BackingUp, clock_ms: Callable[[], float] = monotonic_ms) -> None:
        """Begin to count now; `clock_ms` never goes back, unlike the laptop's clock."""
        self._backing_up = backing_up
        self._clock_ms = clock_ms
        self._next_backup_ms = self._next_look_ms = clock_ms() + FIRST_MS

    def is_time(self) -> bool:
        """Tell whether `run` has something to look at; costs nothing."""
        return self._clock_ms() >= min(self._next_backup_ms, self._next_look_ms)

    def look_now(self) -> None:
        """Look at the second drive at the next tick: another one was chosen."""
        self._next_look_ms = self._clock_ms()

    def run(self, place: Place, reporter: Reporter | None = None) -> Made | None:
        """Make the back-up that is due, and bring the newest to a second drive that lacks it.

        Returns None where nothing had changed.

        Raises:
            Obstacle, Damage, Cancelled: as `BackingUp.backup`; it is tried again in five minutes.
        """
        now, made = self._clock_ms(), None
        self._next_look_ms = now + AGAIN_MS
        if now >= self._next_backup_ms:
            self._next_backup_ms = now + AGAIN_MS
            made = self._backing_up.backup_if_changed(place, reporter)
            self._next_backup_ms = now + EVERY_MS
        self._backing_up.catch_up(reporter)
        return made
