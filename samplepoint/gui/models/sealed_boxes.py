"""The sealed boxes as rows: how full, when sealed, on which manifests they left.

Owns the columns; refuses to export anything.
"""

from __future__ import annotations

from typing import ClassVar

from samplepoint.domain.clock import local_time
from samplepoint.gui.models.row_table import RowTable
from samplepoint.services.delivering import SealedBox


class SealedBoxes(RowTable[SealedBox]):
    """One row a box, by code."""

    COLUMNS: ClassVar = (
        "sealed_box",
        "sealed_at",
        "sealed_exports",
        "sealed_tubes",
        "sealed_people",
    )
    AT_RIGHT: ClassVar = (3, 4)

    def cells(self, row: SealedBox) -> tuple[str, ...]:
        """Return code, time of the seal, the manifests, and the counts."""
        sealed = local_time(row.sealed_utc, row.offset_minutes)
        left = "、".join(row.labels) or self._wording.say("sealed_not_exported")
        return (row.code, f"{sealed:%m-%d %H:%M}", left, str(row.tubes), str(row.people))
