"""What is asked when boxes go: their sealings, how old they are, sheets and handovers so far.

Owns the statements; refuses to know what may be handed over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samplepoint.domain.codes import BoxCode
from samplepoint.storage.book import Book
from samplepoint.storage.connection import translated

_SEALING = (
    "SELECT box, nth, sealed_utc, offset_minutes, tubes, people, oldest_utc, hash, seal, "
    "counted, counted_by, proved_by, void_utc, void_reason FROM sealing "
)
_HANDOVER = (
    "SELECT id, status, prepared_utc, handed_utc, offset_minutes, staff_id, courier, contact, "
    "temperature_c, received_by, remark, tubes, people, oldest_utc FROM handover "
)
_TAKEN = "iif(s.taken_at_utc = '', s.at_utc, s.taken_at_utc)"
_OLDEST = (
    f"SELECT coalesce(min({_TAKEN}), '') FROM tube AS t CROSS JOIN sample AS s "
    "ON s.tube = t.code AND iif(s.tube_station = '', s.station_id, s.tube_station) = t.station_id "
    "WHERE t.box = ? AND t.box <> '' AND NOT EXISTS ("
    "SELECT 1 FROM ended AS e WHERE e.station_id = s.station_id AND e.seq = s.seq)"
)


@dataclass(frozen=True, slots=True)
class SealingRow:
    """One sealing of a box, the `nth`; `void_utc` is empty while it holds."""

    box: BoxCode
    nth: int
    sealed_utc: str
    offset_minutes: int
    tubes: int
    people: int
    oldest_utc: str
    hash: str
    seal: str
    counted: int
    """How many tubes were counted by hand; -1 when nobody counted."""
    counted_by: str
    proved_by: str
    """Who scanned every tube again; empty when nobody did."""
    void_utc: str
    void_reason: str


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A handover, or a sheet that was prepared for one: `prepared`, `handed` or `void`."""

    id: str
    status: str
    prepared_utc: str
    handed_utc: str
    offset_minutes: int
    staff_id: str
    courier: str
    contact: str
    temperature_c: str
    received_by: str
    remark: str
    tubes: int
    people: int
    oldest_utc: str


class HandoverQueries:
    """Reads of one book about what leaves it in boxes."""

    def __init__(self, book: Book) -> None:
        """Read from this book, through its one connection."""
        self._book = book

    def _all(
        self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()
    ) -> list[tuple[Any, ...]]:
        with self._book.gate, translated():
            return self._book.db.conn.execute(sql, values).fetchall()

    def oldest_in(self, box: BoxCode) -> str:
        """Return when the oldest sample in a box was taken (UTC), or ""."""
        return str(self._all(_OLDEST, (box,))[0][0])

    def sealings(self, box: BoxCode, round_id: str) -> list[SealingRow]:
        """Return every sealing of a box in this round, in order."""
        rows = self._all(_SEALING + "WHERE box = ? AND round_id = ? ORDER BY nth", (box, round_id))
        return [SealingRow(*row) for row in rows]

    def box_of_seal(self, text: str) -> BoxCode | None:
        """Return the box on which a plastic seal of this number is, or was when it was sealed."""
        rows = self._all(
            "SELECT code FROM box WHERE seal = :text UNION ALL "
            "SELECT box FROM sealing WHERE seal = :text LIMIT 1",
            {"text": text},
        )
        return BoxCode(rows[0][0]) if rows else None

    def handover(self, handover: str) -> HandoverRow | None:
        """Return a handover by its number."""
        rows = self._all(_HANDOVER + "WHERE id = ?", (handover,))
        return HandoverRow(*rows[0]) if rows else None

    def handovers(self, round_id: str) -> list[HandoverRow]:
        """Return the handovers of a round, the newest first; prepared and void sheets too."""
        rows = self._all(
            _HANDOVER + "WHERE round_id = ? ORDER BY station_id, seq DESC", (round_id,)
        )
        return [HandoverRow(*row) for row in rows]

    def count(self, station_id: str) -> int:
        """Return how many numbers a station has given to handovers."""
        rows = self._all("SELECT count(*) FROM handover WHERE station_id = ?", (station_id,))
        return int(rows[0][0])

    def content(self, handover: str) -> list[tuple[BoxCode, int]]:
        """Return the boxes of a handover and which sealing of each, by code."""
        rows = self._all(
            "SELECT box, nth FROM handover_box WHERE handover = ? ORDER BY box", (handover,)
        )
        return [(BoxCode(box), nth) for box, nth in rows]

    def sheets_of(self, box: BoxCode, round_id: str) -> list[str]:
        """Return the numbers of all sheets that ever spoke of a box, in order."""
        rows = self._all(
            "SELECT h.id FROM handover_box AS b JOIN handover AS h ON h.id = b.handover "
            "WHERE b.box = ? AND b.round_id = ? ORDER BY h.station_id, h.seq",
            (box, round_id),
        )
        return [sheet for (sheet,) in rows]
