"""What was scanned while a desk was locked, and at whose scanner.

Owns their order and how many are kept; refuses to know what they mean.
"""

from __future__ import annotations

from typing import Final

from samplepoint.domain.outcomes import Outcome, needs, refused
from samplepoint.domain.readings import Reading

_MOST: Final = 20

HeldScan = tuple[str, Reading]
"""The seat of the scanner ("" for the desk's own) and what it read."""


class HeldScans:
    """Kept in memory until somebody signs in."""

    def __init__(self) -> None:
        """Begin with none."""
        self._held: list[HeldScan] = []

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._held)

    def hold(self, seat: str, reading: Reading) -> Outcome:
        """Keep one and say how many wait."""
        if len(self._held) >= _MOST:
            return refused("locked_scans_full", count=len(self._held))
        self._held.append((seat, reading))
        return needs("locked_scan_held", count=len(self._held))

    def release(self) -> list[HeldScan]:
        """Give all of them away, in their order."""
        held, self._held = self._held, []
        return held
