"""How fast a keyboard scanner types and what it sends after a code.

Owns the measuring of one code at a time; refuses to decide where a code ends (see the decoder).
"""

from __future__ import annotations

from samplepoint.devices.wedge import Stroke
from samplepoint.gui.sight import ScanPace

_QUIET_MS = 250.0
"""An end key that follows sooner is the second half of a scanner's CR LF, nobody's own Enter."""


class ScanMeter:
    """Takes every stroke, and whether characters waited before it."""

    def __init__(self) -> None:
        """Start with nothing measured."""
        self._first_ms = self._last_ms = 0.0
        self._count = 0
        self._ended_ms = -_QUIET_MS

    def feed(self, stroke: Stroke, waiting: int) -> None:
        """Take a stroke in."""
        if stroke.ends:
            return
        if not waiting:
            self._first_ms, self._count = stroke.at_ms, 0
        self._count += len(stroke.text)
        self._last_ms = stroke.at_ms

    def ended(self, stroke: Stroke | None) -> ScanPace:
        """Return the pace of the code that has just ended, by this stroke or by a pause (None)."""
        spent_s = (self._last_ms - self._first_ms) / 1000
        end = "none" if stroke is None or not stroke.ends else _name(stroke.text)
        rate = (self._count - 1) / spent_s if spent_s > 0 else 0.0
        return ScanPace(self._count, rate, end)

    def is_bare_enter(self, stroke: Stroke, waiting: int) -> bool:
        """Tell whether somebody pressed Enter and nothing was typed before it."""
        if not stroke.ends:
            return False
        quiet_ms = stroke.at_ms - self._ended_ms
        self._ended_ms = stroke.at_ms
        return not waiting and "\t" not in stroke.text and abs(quiet_ms) >= _QUIET_MS


def _name(end: str) -> str:
    return "tab" if "\t" in end else "enter"
