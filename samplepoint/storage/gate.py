"""The gate of a book: one at a time, and whoever holds it for long may ask who waits.

Owns the waiting; refuses to know what is done behind it.
"""

from __future__ import annotations

import threading
from types import TracebackType


class Gate:
    """A lock that one thread may take several times, and that counts those who wait for it."""

    def __init__(self) -> None:
        """Begin open."""
        self._lock = threading.RLock()
        self._counting = threading.Lock()
        self._waiting = 0

    @property
    def is_wanted(self) -> bool:
        """Tell whether somebody waits: long work then makes way for the desk."""
        return self._waiting > 0

    @property
    def is_free(self) -> bool:
        """Tell whether this thread could enter at once."""
        if not self._lock.acquire(blocking=False):
            return False
        self._lock.release()
        return True

    def __enter__(self) -> None:
        if self._lock.acquire(blocking=False):
            return
        with self._counting:
            self._waiting += 1
        try:
            self._lock.acquire()
        finally:
            with self._counting:
                self._waiting -= 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lock.release()
