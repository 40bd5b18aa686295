"""What is where: how many people are stored here only, handed over, acknowledged.

Owns the running count, which a desk asks for after every person; refuses to know drives and files.
A person is acknowledged once a receipt covers the fact that binds them, handed over once a package
with that fact was read back where it can be carried away, and stored here only before.

    where = Whereabouts(book)
    where.count()            # WhereIs(here_only=412, handed_over=1860, acknowledged=1420)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from samplepoint.domain.facts import Kind
from samplepoint.storage.book import Book
from samplepoint.storage.travel_queries import TravelQueries
from samplepoint.storage.where_queries import LAST, WhereQueries

_ENDING = frozenset(
    {
        *(Kind.BINDING_UNDONE, Kind.PERSON_MOVED, Kind.DOCUMENT_CORRECTED),
        *(Kind.SAMPLE_VOIDED, Kind.TUBE_VOIDED),
    }
)
"""After these somebody who was counted counts no more."""
_TRAVELLING = frozenset(
    {
        *(Kind.PACKAGE_STORED, Kind.PACKAGE_MERGED, Kind.RECEIPT_TAKEN),
        *(Kind.HUB_ADOPTED, Kind.BOOK_RESTORED),
    }
)
"""After these other numbers are covered."""

Span = tuple[int, int]
"""Numbers of facts: after the first, up to the last."""


@dataclass(frozen=True, slots=True)
class WhereIs:
    """How many people who still count are where; a moved or corrected one counts as new."""

    here_only: int = 0
    handed_over: int = 0
    acknowledged: int = 0

    @property
    def everybody(self) -> int:
        """Return how many people this book has."""
        return self.here_only + self.handed_over + self.acknowledged


@dataclass(frozen=True, slots=True)
class _Part:
    """People bound by facts in some spans: all who ever were, and those who count no more."""

    spans: tuple[Span, ...] = ()
    bound: int = 0
    ended: int = 0

    @property
    def people(self) -> int:
        return self.bound - self.ended


_UNKNOWN = _Part(((-1, -1),))


class Whereabouts:
    """Counts in one book. Callable from any thread; a call reads only what is new since the last.

    In a supervisor's book everybody is "here": nobody acknowledges that to it.
    """

    def __init__(self, book: Book) -> None:
        """Nothing is read before the first `count`."""
        self._book = book
        self._queries = WhereQueries(book)
        self._travel = TravelQueries(book)
        self._seen: tuple[int, bytes] | None = None
        self._everybody = 0
        self._open = self._packed = _UNKNOWN
        """Whom no receipt covers, and those of them whom a stored package does."""

    def count(self) -> WhereIs:
        """Return where everybody is, as the newest commit left it."""
        with self._book.gate:
            if self._book.head != self._seen:
                self._catch_up()
            if self._book.is_hub:
                return WhereIs(self._everybody)
            packed = self._packed.people
            unknown = self._open.people
            return WhereIs(unknown - packed, packed, self._everybody - unknown)

    def _catch_up(self) -> None:
        head, seen = self._book.head, self._seen
        if seen is None or seen[0] >= head[0] or self._book.is_hub:
            # Nothing is known yet, or the book was read again after a write that failed.
            self._open = self._packed = _UNKNOWN
            self._count_all()
        else:
            kinds = self._queries.kinds(seen[0], head[0])
            fresh = self._queries.bound(seen[0], head[0])
            self._everybody += fresh
            self._open = _Part(self._open.spans, self._open.bound + fresh, self._open.ended)
            if kinds & _TRAVELLING:
                self._count_all()
            elif kinds & _ENDING:
                self._everybody = self._queries.everybody()
                self._open, self._packed = (self._ended(one) for one in (self._open, self._packed))
        self._seen = head

    def _ended(self, part: _Part) -> _Part:
        ended = sum(self._queries.ended(*span) for span in part.spans)
        return _Part(part.spans, part.bound, ended)

    def _count_all(self) -> None:
        self._everybody = self._queries.everybody()
        if self._book.is_hub:
            return
        known = self._acknowledged()
        made = [one for one in self._travel.packages() if one.status == "stored"]
        samples = {(one.last_seq - one.facts, one.last_seq): one.samples for one in made}
        self._open = self._part(((known, LAST),), {})
        self._packed = self._part(tuple(_covered(samples, known)), samples)

    def _part(self, spans: tuple[Span, ...], samples: Mapping[Span, int]) -> _Part:
        before = {one.spans: one for one in (self._open, self._packed)}.get(spans)
        ended = sum(self._queries.ended(*span) for span in spans)
        if before is not None:
            return _Part(spans, before.bound, ended)
        if spans == ((0, LAST),):
            # Nothing is acknowledged: all but what came from others, and no row need be read.
            return _Part(spans, self._everybody - self._queries.of_others() + ended, ended)
        # A package says how many it holds: where it is just that, nobody need be counted either.
        bound = [samples[one] if one in samples else self._queries.bound(*one) for one in spans]
        return _Part(spans, sum(bound), ended)

    def _acknowledged(self) -> int:
        """Return up to which number a receipt covers this book's facts."""
        known = self._travel.acknowledged()
        line = (self._book.station_id, *self._book.forebears)
        return next((known[station] for station in line if station in known), 0)


def _covered(stored: Iterable[Span], known: int) -> Iterator[Span]:
    """Yield what stored packages cover of the numbers after this one, each number once."""
    for first, last in sorted(stored, key=lambda span: (span[0], -span[1])):
        if last > known:
            yield max(first, known), last
            known = last
