"""What happens when nobody does anything: lock, supervisor leaves, log moved into the book, clock.

Owns the waiting; refuses to lock or to write itself, it only says when.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from samplepoint.domain.clock import monotonic_ms

TICK_MS = 1000
CHECKPOINT_MS = 2000
WARNING_S = 60
SUPERVISOR_MS = 3 * 60 * 1000


class IdleWatch(QObject):
    """Ticks once a second. `lock_minutes` 0: it never locks."""

    ticked = Signal()
    """Each second: the clock may have a new minute."""
    lock_near = Signal(int)
    """Seconds until the lock, in its last minute; 0 when that is off again."""
    lock_due = Signal()
    supervisor_due = Signal()
    """A supervisor has done nothing for three minutes."""
    checkpoint_due = Signal()
    """Two seconds after the last gesture, once."""

    def __init__(
        self,
        lock_minutes: int,
        parent: QObject | None = None,
        clock_ms: Callable[[], float] = monotonic_ms,
    ) -> None:
        """Wait `lock_minutes` before the lock; nothing ticks before `start`."""
        super().__init__(parent)
        self.lock_minutes = lock_minutes
        self._clock_ms = clock_ms
        self._stirred_ms = clock_ms()
        self._to_checkpoint = self._to_lock = self._to_leave = True
        self._was_near = False
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Begin to tick."""
        self.stir()
        self._timer.start()

    def stop(self) -> None:
        """Tick no more."""
        self._timer.stop()

    def stir(self) -> None:
        """Somebody did something."""
        self._stirred_ms = self._clock_ms()
        self._to_checkpoint = self._to_lock = self._to_leave = True
        if self._was_near:
            self._was_near = False
            self.lock_near.emit(0)

    @property
    def quiet_ms(self) -> float:
        """Return how long nobody has done anything."""
        return self._clock_ms() - self._stirred_ms

    def tick(self) -> None:
        """Look at the time and say what is due; each only once until somebody stirs."""
        quiet_ms = self.quiet_ms
        self.ticked.emit()
        if self._to_checkpoint and quiet_ms >= CHECKPOINT_MS:
            self._to_checkpoint = False
            self.checkpoint_due.emit()
        if self._to_leave and quiet_ms >= SUPERVISOR_MS:
            self._to_leave = False
            self.supervisor_due.emit()
        if self._to_lock and self.lock_minutes > 0:
            self._look_at_lock(self.lock_minutes * 60 - quiet_ms / 1000)

    def _look_at_lock(self, left_s: float) -> None:
        if left_s <= 0:
            self._to_lock = self._was_near = False
            self.lock_near.emit(0)
            self.lock_due.emit()
        elif left_s <= WARNING_S:
            self._was_near = True
            self.lock_near.emit(max(1, round(left_s)))
