"""Rounds that still tell of people, as rows: how many, since when, and whether they are due.

Owns the columns; refuses to erase anything.
"""

from __future__ import annotations

from typing import ClassVar

from samplepoint.domain.erasing import RoundPeople
from samplepoint.gui.models.row_table import RowTable


class RoundsWithPeople(RowTable[RoundPeople]):
    """One row a round, the oldest first."""

    COLUMNS: ClassVar = ("erasing_round", "erasing_newest", "erasing_count", "erasing_why")
    AT_RIGHT: ClassVar = (2,)

    def cells(self, row: RoundPeople) -> tuple[str, ...]:
        """Return its name, the day of the last registration, how many, and how it stands."""
        why = self._wording.say(row.why_not or "round_is_due", days=row.limit.days)
        return (row.name, row.newest_utc[:10] or "–", f"{row.people + row.others:,}", why)
