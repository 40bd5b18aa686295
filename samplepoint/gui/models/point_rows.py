"""The points of a supervisor's book as rows: how each stands, its people, its last package.

Owns the columns; refuses to enrol and to merge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final

from PySide6.QtCore import QObject

from samplepoint.domain.peers import PeerStatus
from samplepoint.gui.models.row_table import RowTable
from samplepoint.gui.shades import Shade
from samplepoint.services.points import PointState
from samplepoint.wording import Wording


class Standing(StrEnum):
    """How a point stands; `point_is_<value>` is its word."""

    GOOD = "good"
    NOTHING = "nothing"
    """Enrolled, and nothing has come yet."""
    WAITS = "waits"
    """Something before what came last is missing."""
    EXPIRED = "expired"
    REVOKED = "revoked"


SHADES: Final = {
    Standing.GOOD: Shade.ACCEPTED,
    Standing.NOTHING: Shade.WARNING,
    Standing.WAITS: Shade.WARNING,
    Standing.EXPIRED: Shade.WARNING,
    Standing.REVOKED: Shade.REFUSED,
}


def standing_of(state: PointState, now_utc: str) -> Standing:
    """Return how a point stands at a time (UTC text)."""
    if state.peer.status is not PeerStatus.ENROLLED:
        return Standing.REVOKED
    if state.peer.has_expired(now_utc):
        return Standing.EXPIRED
    if state.waits:
        return Standing.WAITS
    return Standing.GOOD if state.last else Standing.NOTHING


class PointRows(RowTable[PointState]):
    """One row a point, by name."""

    COLUMNS: ClassVar = (
        *("points_column_state", "points_column_name", "points_column_people"),
        *("points_column_number", "points_column_ago", "points_column_station"),
    )
    AT_RIGHT: ClassVar = (2, 3)

    def __init__(
        self, wording: Wording, now: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        """Start empty; `now` is asked when an age is written."""
        super().__init__(wording, parent)
        self._now = now

    def cells(self, row: PointState) -> tuple[str, ...]:
        """Return how it stands, name, people, last package, how long ago, station."""
        return (
            self._wording.say(f"point_is_{self.standing(row)}"),
            row.peer.name,
            f"{row.people:,}",
            str(row.last.number) if row.last else "–",
            self.ago(row),
            row.peer.station_id,
        )

    def standing(self, row: PointState) -> Standing:
        """Return how a point stands now."""
        return standing_of(row, self._now().isoformat())

    def standings(self, rows: Iterable[PointState]) -> list[Standing]:
        """Return how points stand, all at the same moment: a city's ask the clock but once."""
        now_utc = self._now().isoformat()
        return [standing_of(one, now_utc) for one in rows]

    def ago(self, row: PointState) -> str:
        """Return how long ago its last package was merged, in words."""
        if row.last is None:
            return "–"
        passed = self._now() - datetime.fromisoformat(row.last.merged_utc)
        minutes = max(0, int(passed.total_seconds() // 60))
        return self._wording.say("points_ago", minutes=minutes)

    def shade(self, row: PointState, column: int) -> Shade | None:
        """Mark how it stands."""
        return None if column else SHADES[self.standing(row)]
