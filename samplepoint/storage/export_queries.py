"""What is asked when boxes leave the house: who is in a sealed box, and which exports were made.

Owns the statements; refuses to know columns, files and words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.facts import Kind
from samplepoint.storage.book import Book
from samplepoint.storage.connection import translated

# A box code may come again in the next round: a tube is in the one that was opened last before it
# was packed. Tubes without people are kept, with NULL for the sample.
_PEOPLE = """
SELECT t.code, s.doc_type, s.doc_number, s.doc_identity, s.name, s.relation, s.sex, s.phone,
    s.address, s.community, s.category, s.remark,
    iif(s.taken_at_utc = '', s.at_utc, s.taken_at_utc), s.offset_minutes,
    coalesce(m.name, s.staff_id)
FROM tube AS t
LEFT JOIN sample AS s ON s.tube = t.code
    AND iif(s.tube_station = '', s.station_id, s.tube_station) = t.station_id
    AND NOT EXISTS (
        SELECT 1 FROM ended AS e WHERE e.station_id = s.station_id AND e.seq = s.seq)
LEFT JOIN staff AS m ON m.id = s.staff_id
WHERE t.box = :box AND t.box <> '' AND :round = (
    SELECT b.round_id FROM box AS b WHERE b.code = t.box AND b.opened_seq < t.packed_seq
    ORDER BY b.opened_seq DESC LIMIT 1)
ORDER BY t.packed_seq, t.code, s.ordinal, s.seq
"""
_EXPORTS = (
    "SELECT kind, at_utc, offset_minutes, staff_id, round_id, body FROM fact "
    "WHERE station_id = ? AND kind IN (?, ?) ORDER BY seq"
)


class BoxedPerson(NamedTuple):
    """One person in a tube of a box; all but the tube is None for a tube without people."""

    tube: str
    doc_type: str | None
    doc_number: str
    doc_identity: str
    name: str
    relation: str
    sex: str
    phone: str
    address: str
    community: str
    category: str
    remark: str
    taken_at_utc: str
    offset_minutes: int
    staff: str


@dataclass(frozen=True, slots=True)
class ExportFact:
    """An export as it was recorded; `is_repeat` when an earlier one was made again."""

    is_repeat: bool
    at_utc: str
    offset_minutes: int
    staff_id: str
    round_id: str
    body: Mapping[str, Any]


class ExportQueries:
    """Reads of one book about what leaves it."""

    def __init__(self, book: Book) -> None:
        """Read from this book, through its one connection."""
        self._book = book

    def people_in(self, box: BoxCode, round_id: str) -> list[BoxedPerson]:
        """Return who is in a box, in the order of packing and then of swabbing."""
        with self._book.gate, translated():
            found = self._book.db.conn.execute(_PEOPLE, {"box": box, "round": round_id})
            return [BoxedPerson(*row) for row in found]

    def exports(self) -> list[ExportFact]:
        """Return every export of this book, its own and those before it was restored, in order."""
        kinds = (Kind.EXPORT_MADE, Kind.EXPORT_REPEATED)
        found: list[tuple[Any, ...]] = []
        for station in (*reversed(self._book.forebears), self._book.station_id):
            with self._book.gate, translated():
                found += self._book.db.conn.execute(_EXPORTS, (station, *kinds)).fetchall()
        return [
            ExportFact(
                kind == Kind.EXPORT_REPEATED, at_utc, offset, staff, round_id, json.loads(body)
            )
            for kind, at_utc, offset, staff, round_id, body in found
        ]
