"""What a book has of a box that is spoken of on paper: its sealings, its tubes, who is in them.

Owns the statements; refuses to judge. A book may hold facts of many stations, so each answer
keeps to the station that the paper names, with those it continues and those that continue it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from samplepoint.domain.codes import BoxCode
from samplepoint.storage import lineage
from samplepoint.storage.book import Book
from samplepoint.storage.connection import translated

_SEALINGS = (
    "SELECT round_id, nth, sealed_utc, offset_minutes, tubes, people, hash, void_utc "
    "FROM sealing WHERE box = ? AND station_id = ? ORDER BY round_id, nth"
)
_BOXES = "SELECT station_id, round_id, opened_seq FROM box WHERE code = ?"
_TUBES = "SELECT code, station_id, packed_seq FROM tube WHERE box = ? AND box <> ''"
_SAMPLES = """
SELECT s.tube, iif(s.tube_station = '', s.station_id, s.tube_station), s.doc_type, s.doc_number,
    s.doc_identity, s.relation, s.name, iif(s.taken_at_utc = '', s.at_utc, s.taken_at_utc),
    s.offset_minutes, coalesce(e.how, ''), s.person_key < 0
FROM sample AS s LEFT JOIN ended AS e ON e.station_id = s.station_id AND e.seq = s.seq
WHERE s.tube = ? ORDER BY s.ordinal, s.seq
"""


@dataclass(frozen=True, slots=True)
class SealedOnce:
    """One sealing of a box as the book has it; `void_utc` is "" while it holds."""

    round_id: str
    nth: int
    sealed_utc: str
    offset_minutes: int
    tubes: int
    people: int
    hash: str
    void_utc: str


@dataclass(frozen=True, slots=True)
class BookSample:
    """One sample as the book has it; `ended` says how it ended, "" while it counts.

    `is_erased`: number and name were erased after their time and are empty.
    """

    tube: str
    tube_station: str
    doc_type: str
    doc_number: str
    doc_identity: str
    relation: str
    name: str
    taken_utc: str
    offset_minutes: int
    ended: str
    is_erased: bool


class EvidenceQueries:
    """Reads of one book about boxes that are on paper."""

    def __init__(self, book: Book) -> None:
        """Read from this book, through its one connection."""
        self._book = book

    def _all(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with self._book.gate, translated():
            return self._book.db.conn.execute(sql, values).fetchall()

    def sealings(self, box: BoxCode, station: str) -> list[SealedOnce]:
        """Return every sealing of a station's box, in any round, in order."""
        return [SealedOnce(*row) for row in self._all(_SEALINGS, (box, station))]

    def tubes_in(self, box: BoxCode, round_id: str, station: str) -> list[str]:
        """Return the codes of the tubes that are in a station's box of a round now, sorted.

        A box code may come again in the next round: a tube is in the one that was opened last
        before it was packed. Numbers of facts never repeat within one lineage.
        """
        opened = [
            (seq, of_round)
            for owner, of_round, seq in self._all(_BOXES, (box,))
            if self.are_one_book(owner, station)
        ]
        return sorted(
            code
            for code, owner, packed in self._all(_TUBES, (box,))
            if self.are_one_book(owner, station)
            and max((at for at in opened if at[0] < packed), default=(0, ""))[1] == round_id
        )

    def samples_in(self, tubes: Iterable[str]) -> list[BookSample]:
        """Return every sample ever bound to these tubes, at any station, in swab order."""
        rows = (row for tube in tubes for row in self._all(_SAMPLES, (tube,)))
        return [BookSample(*(*row[:-1], bool(row[-1]))) for row in rows]

    def are_one_book(self, station: str, other: str) -> bool:
        """Tell whether one of two stations is the other, or continues it after a restore."""
        with self._book.gate, translated():
            return lineage.is_kin(self._book.db, station, other)
