"""The sealed boxes that wait for a courier as rows: which, how full, how long they still have.

Owns the columns; refuses to know how a box is handed over.
"""

from __future__ import annotations

from typing import ClassVar

from samplepoint.gui.models.row_table import RowTable
from samplepoint.services.handing_over import ReadyBox


class ReadyBoxes(RowTable[ReadyBox]):
    """One row a box, the one with the oldest sample first."""

    COLUMNS: ClassVar = ("ready_box", "ready_seal", "ready_tubes", "ready_people", "ready_clock")
    AT_RIGHT: ClassVar = (2, 3, 4)

    def cells(self, row: ReadyBox) -> tuple[str, ...]:
        """Return code, plastic seal, counts, and how long its oldest sample still has."""
        sealing = row.sealing
        numbers = (str(sealing.tubes), str(sealing.people))
        return (sealing.box, sealing.seal or "–", *numbers, self._clock(row.minutes_left))

    def _clock(self, minutes_left: int | None) -> str:
        if minutes_left is None:
            return "–"
        code = "ready_left" if minutes_left >= 0 else "ready_late"
        return self._wording.say(code, minutes=abs(minutes_left))
