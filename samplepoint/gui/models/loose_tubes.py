"""Closed tubes that are in no box yet: the packer's list, oldest first.

Owns the columns and their words; refuses to read the book: it is shown what was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from samplepoint.gui.models.row_table import RowTable


@dataclass(frozen=True, slots=True)
class LooseTube:
    """One closed tube: its people, how many it could hold, and when it was closed.

    `closed_utc` is shown in the local time of `offset_minutes`.
    """

    code: str
    people: int
    capacity: int
    closed_utc: str
    offset_minutes: int = 0


class LooseTubes(RowTable[LooseTube]):
    """Columns: the tube's code in groups, its people, the local time of closing."""

    COLUMNS: ClassVar = ("loose_tube", "loose_people", "loose_closed")
    AT_RIGHT: ClassVar = (1, 2)

    def cells(self, row: LooseTube) -> tuple[str, ...]:
        """Return the row's texts; a tube that is not full says so."""
        say = self._wording.say
        code = "loose_cell_short" if row.people < row.capacity else "loose_cell_people"
        return (
            say("loose_cell_tube", tube=row.code),
            say(code, people=row.people, capacity=row.capacity),
            say("loose_cell_closed", closed_utc=row.closed_utc, offset_minutes=row.offset_minutes),
        )
