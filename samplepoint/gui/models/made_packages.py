"""The packages of this book as rows: number, when, how many people, how far each has come.

Owns the columns; refuses to make and to write any.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final

from samplepoint.domain.packages import MadePackage, PackageStanding
from samplepoint.gui.models.row_table import RowTable
from samplepoint.gui.shades import Shade

Line = tuple[MadePackage, PackageStanding]
SHADES: Final = {
    PackageStanding.MADE: Shade.WARNING,
    PackageStanding.STORED: Shade.FULL,
    PackageStanding.ACKNOWLEDGED: Shade.ACCEPTED,
    PackageStanding.LEFT: Shade.WARNING,
}


class MadePackages(RowTable[Line]):
    """One row a package, the newest first."""

    COLUMNS: ClassVar = (
        *("package_column_state", "package_column_number", "package_column_people"),
        *("package_column_facts", "package_column_made", "package_column_file"),
    )
    AT_RIGHT: ClassVar = (1, 2, 3)

    def cells(self, row: Line) -> tuple[str, ...]:
        """Return how it stands, its number, how much is in it, when it was made, its name."""
        made, standing = row
        at = datetime.fromisoformat(made.made_utc).astimezone()
        return (
            self._wording.say(f"package_is_{standing}"),
            f"{made.number}",
            f"{made.samples:,}",
            f"{made.facts:,}",
            f"{at:%m-%d %H:%M}",
            made.file,
        )

    def shade(self, row: Line, column: int) -> Shade | None:
        """Mark how it stands."""
        return None if column else SHADES[row[1]]
