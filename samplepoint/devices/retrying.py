"""How long to wait before what failed is tried again: twice as long each time, up to a limit.

Owns that sum alone; refuses to know what failed, and to wait.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retry:
    """The first and the longest pause, in seconds."""

    first_s: float
    last_s: float


class Waits:
    """The pauses after one failure after the other."""

    def __init__(self, retry: Retry) -> None:
        """Begin with the first."""
        self._retry = retry
        self._next_s = retry.first_s

    def next_s(self) -> float:
        """Return how long to wait now; the next time it is twice as long."""
        now_s = self._next_s
        self._next_s = min(2 * now_s, self._retry.last_s)
        return now_s

    def reset(self) -> None:
        """Begin anew: it went well for a while."""
        self._next_s = self._retry.first_s
