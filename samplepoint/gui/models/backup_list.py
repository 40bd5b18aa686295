"""The back-ups as rows: when, how far, which file.

Owns the columns; refuses to look at folders.
"""

from __future__ import annotations

from typing import ClassVar

from samplepoint.gui.models.row_table import RowTable
from samplepoint.gui.office import BackupLine


class BackupList(RowTable[BackupLine]):
    """One row a back-up, the newest first."""

    COLUMNS: ClassVar = ("backup_made", "backup_seq", "backup_file")
    AT_RIGHT: ClassVar = (1,)

    def cells(self, row: BackupLine) -> tuple[str, ...]:
        """Return when it was made, its newest fact, its file."""
        return (f"{row.made:%Y-%m-%d %H:%M}", f"{row.seq:,}", row.name)
