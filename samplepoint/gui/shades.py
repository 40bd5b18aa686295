"""The four ways an answer looks and sounds: accepted, tube full, refused, warning.

Owns which outcome is which, with its colours; refuses to paint and to beep.
"""

from __future__ import annotations

from enum import StrEnum

from samplepoint.domain.outcomes import Notice, Outcome, Verdict
from samplepoint.gui.theme import Palette

_CHANGE_TUBE = frozenset({"bound_tube_full", "group_full", "group_bound", "tube_closed_short"})
_QUIET = frozenset({"name_missing_notice"})
"""A scanned number without a name is the common case: its notice is read, not heard."""


class Shade(StrEnum):
    """How an answer looks, whatever its words."""

    ACCEPTED = "accepted"
    FULL = "full"
    REFUSED = "refused"
    WARNING = "warning"

    def fill(self, palette: Palette) -> str:
        """Return the full colour behind white text."""
        return str(getattr(palette, self.value))

    def ink(self, palette: Palette) -> str:
        """Return the colour of marks and lines on the page."""
        return str(getattr(palette, f"{self.value}_ink"))

    def soft(self, palette: Palette) -> str:
        """Return the light fill behind ink."""
        return str(getattr(palette, f"{self.value}_soft"))


def shade_of(outcome: Outcome) -> Shade:
    """Return how an outcome looks; what was ignored or still needs something is a warning."""
    if outcome.verdict is Verdict.REFUSED:
        return Shade.REFUSED
    if outcome.verdict is not Verdict.ACCEPTED:
        return Shade.WARNING
    return Shade.FULL if outcome.code in _CHANGE_TUBE else Shade.ACCEPTED


def loud(outcome: Outcome) -> tuple[Notice, ...]:
    """Return the notices that are worth a warning tone and a bar of their own."""
    return tuple(notice for notice in outcome.notices if notice.code not in _QUIET)
