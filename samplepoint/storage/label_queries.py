"""What is asked about printed numbers: which are reserved, seen, spoiled, printed already.

Owns the statements; refuses to know what may be printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from samplepoint.domain.codes import Check, CodeRule
from samplepoint.domain.label_series import LabelKind, LabelRange, LabelSeries
from samplepoint.storage.book import Book
from samplepoint.storage.connection import translated

_RANGE = 'SELECT what, mask, "check", first, last, count, round_id, station_id, at_utc '
_CARRIERS = {LabelKind.TUBE: "tube", LabelKind.BOX: "box"}


class LabelQueries:
    """Reads of one book about labels."""

    def __init__(self, book: Book) -> None:
        """Read from this book, through its one connection."""
        self._book = book

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._book.gate, translated():
            return self._book.db.conn.execute(sql, values).fetchall()

    def ranges(self, kind: LabelKind) -> list[LabelRange]:
        """Return every reserved range, in the order of reserving, station by station."""
        rows = self._all(
            _RANGE + "FROM label_range WHERE what = ? ORDER BY station_id, seq", (str(kind),)
        )
        return [_range(row) for row in rows]

    def ranges_in(self, kind: LabelKind, series: LabelSeries) -> list[LabelRange]:
        """Return the reserved ranges that have codes of a series."""
        low, high = series.span
        rows = self._all(
            _RANGE + "FROM label_range WHERE what = ? AND first BETWEEN ? AND ? ORDER BY first",
            (str(kind), low, high),
        )
        found = [_range(row) for row in rows]
        return [one for one in found if series.number(one.first) is not None]

    def seen_between(self, kind: LabelKind, first: str, last: str) -> list[str]:
        """Return the codes of tubes (boxes) that were ever opened from one text to another."""
        rows = self._all(
            f"SELECT DISTINCT code FROM {_CARRIERS[kind]} WHERE code BETWEEN ? AND ? ORDER BY code",
            (first, last),
        )
        return [code for (code,) in rows]

    def seen(self, kind: LabelKind) -> list[str]:
        """Return the codes of all tubes (boxes), the shorter ones first."""
        rows = self._all(f"SELECT DISTINCT code FROM {_CARRIERS[kind]} ORDER BY length(code), code")
        return [code for (code,) in rows]

    def spoiled(self, kind: LabelKind) -> list[tuple[str, str]]:
        """Return first and last code of all strips that were marked as spoiled."""
        return [
            (first, last)
            for first, last in self._all(
                "SELECT first, last FROM label_spoiled WHERE what = ? ORDER BY first", (str(kind),)
            )
        ]

    def times_printed(self, sheet: str, subject: str) -> int:
        """Return how often the paper about one thing was printed."""
        rows = self._all(
            "SELECT coalesce(sum(times), 0) FROM printing WHERE sheet = ? AND subject = ?",
            (sheet, subject),
        )
        return int(rows[0][0])


def _range(row: Sequence[Any]) -> LabelRange:
    what, mask, check, first, last, count, round_id, station_id, at_utc = row
    rule = CodeRule(mask, Check(check))
    return LabelRange(LabelKind(what), rule, first, last, count, round_id, station_id, at_utc)
