"""The whole state of a book at once, for checks, files and the command line.

Owns the statements over all rows; refuses to shape them for any reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from samplepoint.domain.facts import Kind
from samplepoint.domain.samples import FIELDS
from samplepoint.storage.book import Book
from samplepoint.storage.connection import translated
from samplepoint.storage.lineage import TUBE_IS_HERE

_SAMPLES = (
    "SELECT s.station_id, s.seq, s.round_id, s.desk, "
    + ", ".join(f"s.{field}" for field in FIELDS)
    + ", coalesce(e.how, 'active') AS how FROM sample AS s LEFT JOIN ended AS e "
    f"ON e.station_id = s.station_id AND e.seq = s.seq WHERE {TUBE_IS_HERE} "
    "ORDER BY s.station_id, s.seq"
)


class StateQueries:
    """Reads of a whole book, row by row, as dictionaries of column to value."""

    def __init__(self, book: Book) -> None:
        """Read from this book."""
        self._book = book

    def _rows(self, sql: str) -> Iterator[dict[str, Any]]:
        with self._book.gate, translated():
            cursor = self._book.db.conn.execute(sql)
            names = [column[0] for column in cursor.description]
            for row in cursor:
                yield dict(zip(names, row, strict=True))

    def samples(self) -> Iterator[dict[str, Any]]:
        """Yield every sample ever bound, with `how`: active, undone, moved, corrected, void."""
        return self._rows(_SAMPLES)

    def tubes(self) -> Iterator[dict[str, Any]]:
        """Yield every tube with its state and box."""
        return self._rows("SELECT * FROM tube ORDER BY code, station_id")

    def boxes(self) -> Iterator[dict[str, Any]]:
        """Yield every box with its state."""
        return self._rows("SELECT * FROM box ORDER BY round_id, code, station_id")

    def last_gesture(self, prefix: str) -> str:
        """Return the newest gesture whose name begins with a prefix, or an empty text."""
        found = [
            row
            for table in ("fact", "sample")
            for row in self._rows(
                f"SELECT seq, gesture FROM {table} WHERE gesture LIKE '{prefix}%' "
                "ORDER BY seq DESC LIMIT 1"
            )
        ]
        return str(max(found, key=lambda row: row["seq"])["gesture"]) if found else ""

    def count_by_kind(self) -> dict[Kind, int]:
        """Return how many facts of each kind there are."""
        rows = self._rows(
            "SELECT kind, count(*) AS n FROM fact GROUP BY kind "
            "UNION ALL SELECT 'PersonBound', count(*) FROM sample"
        )
        return {Kind(row["kind"]): row["n"] for row in rows if row["n"]}
