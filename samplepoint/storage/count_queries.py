"""What was counted in a box since its content changed: by eye, and by scanning every tube again.

Owns the statement; refuses to judge a count.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.facts import Kind
from samplepoint.storage.book import Book
from samplepoint.storage.connection import translated

# Read from the box's last change on: a range of the key, whatever the book holds before it.
_COUNTS = (
    "SELECT seq, kind, body FROM fact "
    "WHERE station_id = ? AND seq > ? AND kind IN (?, ?) ORDER BY seq"
)


@dataclass(frozen=True, slots=True)
class CountRow:
    """One count: by `hand`, or by `scan` of every tube; how many, and how many the list had."""

    way: str
    counted: int
    scanned: int
    agrees: bool
    """By hand: the same number. By scan: the very same tubes."""


class CountQueries:
    """Reads of one book about counts of a box."""

    def __init__(self, book: Book) -> None:
        """Read from this book, through its one connection."""
        self._book = book

    def counts_since(self, box: BoxCode, seq: int) -> list[CountRow]:
        """Return the counts of a box after the fact with this number, in order."""
        kinds = (Kind.BOX_COUNTED, Kind.BOX_RESCANNED)
        found: list[tuple[int, CountRow]] = []
        with self._book.gate, translated():
            execute = self._book.db.conn.execute
            for station in (self._book.station_id, *self._book.forebears):
                for at, kind, body in execute(_COUNTS, (station, seq, *kinds)):
                    said = json.loads(body)
                    if said["box"] == box:
                        found.append((at, _row(kind, said)))
        return [row for _at, row in sorted(found, key=lambda one: one[0])]


def _row(kind: str, said: dict[str, object]) -> CountRow:
    if kind == Kind.BOX_COUNTED:
        counted, scanned = (int(str(said[name])) for name in ("counted", "scanned"))
        return CountRow("hand", counted, scanned, counted == scanned)
    lists = [said[name] for name in ("tubes", "missing", "extra")]
    tubes, missing, extra = (len(one) if isinstance(one, list) else 0 for one in lists)
    return CountRow("scan", tubes, tubes - extra + missing, not missing and not extra)
