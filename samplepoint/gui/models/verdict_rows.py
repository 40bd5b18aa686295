"""What became of package files, as rows: verdict, point, number, how much was new.

Owns the columns, and the words of one row in full; refuses to merge.
"""

from __future__ import annotations

from typing import ClassVar, Final

from samplepoint.domain.outcomes import refused
from samplepoint.gui.models.row_table import RowTable
from samplepoint.gui.shades import Shade
from samplepoint.services.package_verdicts import FileVerdict, Verdict
from samplepoint.wording import Wording

SHADES: Final = {
    Verdict.ACCEPT: Shade.ACCEPTED,
    Verdict.DUPLICATE: Shade.FULL,
    Verdict.OLDER: Shade.FULL,
    Verdict.GAP: Shade.WARNING,
    Verdict.OTHERS: Shade.FULL,
    Verdict.QUARANTINE: Shade.WARNING,
    Verdict.DAMAGED: Shade.REFUSED,
}
_NOT_TAKEN: Final = (Verdict.OTHERS, Verdict.QUARANTINE, Verdict.DAMAGED)


class VerdictRows(RowTable[FileVerdict]):
    """One row a file, in the order in which they were looked at."""

    COLUMNS: ClassVar = (
        *("merging_column_verdict", "merging_column_point", "merging_column_number"),
        *("merging_column_people", "merging_column_new", "merging_column_known"),
        "merging_column_file",
    )
    AT_RIGHT: ClassVar = (2, 3, 4, 5)

    def cells(self, row: FileVerdict) -> tuple[str, ...]:
        """Return the verdict, whose package, its number, what was new and known, the file."""
        taken = row.verdict not in _NOT_TAKEN
        counts = (row.people, row.new, row.known) if taken else ("–", "–", "–")
        point = row.point or str(row.values.get("point", "")) or "–"
        return (
            self._wording.say(f"verdict_{row.verdict}"),
            point,
            str(row.number or "–"),
            *(f"{one:,}" if isinstance(one, int) else one for one in counts),
            row.path.name,
        )

    def shade(self, row: FileVerdict, column: int) -> Shade | None:
        """Mark the verdict."""
        return None if column else SHADES[row.verdict]


def in_full(row: FileVerdict, wording: Wording) -> tuple[str, str]:
    """Return the big word of a row and everything else that is known, a line each."""
    said = wording.answer(refused(row.code, **row.values))
    lines = [row.path.name, said.head, said.what, said.detail, said.now]
    if row.number:
        lines.append(wording.say("merging_station", station=row.station_id, number=row.number))
    if row.verdict not in _NOT_TAKEN:
        counts = {"new": row.new, "known": row.known, "people": row.people}
        lines.append(wording.say("cli_merge_counts", **counts))
    lines += [
        wording.say("merge_missing", station=station, first=first, last=last)
        for station, first, last in row.missing
    ]
    return wording.say(f"verdict_{row.verdict}"), "\n".join(line for line in lines if line)
