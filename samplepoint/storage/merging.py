"""Taking in facts of another book: a union by station and number, and their state.

Owns what is new, what is known and what does not fit; refuses to know files and signatures. The
caller has proved whose facts they are and that each follows the one before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlite_utils import Database

from samplepoint.domain.facts import FactLine
from samplepoint.errors import Damage, SamplepointError
from samplepoint.storage import derivation, fact_rows, reach
from samplepoint.storage.book import Book
from samplepoint.storage.connection import DriverError, translate
from samplepoint.storage.reach import Run
from samplepoint.storage.travel_queries import people_among

_UNFIT = (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError)
"""What a step raises when a body has not the members or the values that its kind has."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of facts: how many were new, how many known, and which are missing before them.

    `people` are those whom the new ones bound and did not take back. `missing` are runs of
    numbers (first, last), each with its station.
    """

    new: int
    known: int
    people: int = 0
    missing: tuple[tuple[str, int, int], ...] = ()


class BegunAgainError(Exception):
    """Half of a file may be written: the transaction is to be undone and begun again."""


@contextmanager
def begun_again(_book: Book) -> Iterator[None]:
    """Let an error of the block undo the whole transaction.

    Raises:
        BegunAgainError: whatever the block raised, but for faults of the disk.
    """
    try:
        yield
    except (*_UNFIT, SamplepointError) as error:
        raise BegunAgainError from error
    except DriverError as error:
        if translate(error) is None:
            raise BegunAgainError from error
        raise


@contextmanager
def all_or_nothing(book: Book) -> Iterator[None]:
    """Undo what the block wrote, and only that, when it raises; a transaction is open.

    Raises:
        Damage: `facts_unfit`: facts that no desk writes, whoever signed them.
    """
    db = book.db
    db.conn.execute("SAVEPOINT one_file")
    try:
        yield
    except BaseException as error:
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK TO one_file")
            db.conn.execute("RELEASE one_file")
        if isinstance(error, _UNFIT) or _is_unfit(error):
            raise Damage("facts_unfit") from error
        raise
    db.conn.execute("RELEASE one_file")


def _is_unfit(error: BaseException) -> bool:
    """Tell whether the tables themselves refused: a key twice, a text for a number."""
    return isinstance(error, DriverError) and translate(error) is None


def take_in(book: Book, lines: Sequence[FactLine]) -> TakenIn:
    """Take in facts in the order of their chains; the caller has a transaction open.

    Facts of one station follow each other without a gap. Of a station that continues another one
    the earlier one's facts come first.

    Raises:
        Damage: `fact_differs` (values `station`, `seq`) when a number has another content here;
            `chain_broken` when it does not follow what is here; `facts_of_this_book`;
            `facts_unfit` for books that continue each other in a ring.
    """
    new = people = 0
    missing: list[tuple[str, int, int]] = []
    for station, stretch in _by_station(lines):
        if station in (book.station_id, *book.forebears):
            _recognise(book.db, station, stretch)
            continue
        fresh = _take_stretch(book, station, stretch)
        new += len(fresh)
        people += people_among(book.db, fresh)
        missing += reach.missing_before(book.db, station, stretch[0][1])
    return TakenIn(new, len(lines) - new, people, tuple(missing))


def _by_station(lines: Sequence[FactLine]) -> Iterator[tuple[str, Sequence[FactLine]]]:
    start = 0
    for at, line in enumerate(lines):
        if line[0] != lines[start][0]:
            yield lines[start][0], lines[start:at]
            start = at
    if lines:
        yield lines[start][0], lines[start:]


def _recognise(db: Database, station: str, lines: Sequence[FactLine]) -> None:
    """Compare facts of this very book with what it holds; it never learns its own from others."""
    for line in (lines[-1], lines[0]):
        if fact_rows.hash_at(db, station, line[1]) != line[10]:
            raise Damage("facts_of_this_book", station=station, seq=line[1])


def _take_stretch(book: Book, station: str, lines: Sequence[FactLine]) -> Sequence[FactLine]:
    """Take in what is new of one station's facts, and return that."""
    db = book.db
    known = reach.runs(db, station)
    _refuse_other_content(db, station, known, lines)
    fresh = list(lines)
    for run in known:
        fresh = [line for line in fresh if not run.first <= line[1] <= run.last]
    if not fresh:
        return ()
    before = reach.derivable(db, station)
    fact_rows.append_lines(db, fresh, book.person_secret)
    reach.write(db, station, _joined(known, lines))
    after = reach.derivable(db, station)
    family = reach.family(db, station)
    reach.mark(db, family)
    if after > before:
        reached = [line for line in fresh if before < line[1] <= after]
        _derive(db, family, reached, is_whole=len(reached) == after - before)
    return fresh


def _refuse_other_content(
    db: Database, station: str, known: Sequence[Run], lines: Sequence[FactLine]
) -> None:
    """Refuse facts that contradict the chain that is here, on it or at either end of it.

    A hash covers the one before it: where the last of two overlapping chains agree, all do.
    """
    first, last = lines[0][1], lines[-1][1]
    for run in known:
        shared = min(run.last, last)
        if shared >= max(run.first, first):
            if fact_rows.hash_at(db, station, shared) != lines[shared - first][10]:
                raise Damage("fact_differs", station=station, seq=shared)
        elif (run.last + 1 == first and run.head != lines[0][9]) or (
            last + 1 == run.first and run.link != lines[-1][10]
        ):
            raise Damage("chain_broken", station=station, seq=max(first, run.first))
    continued = reach.continued_station(lines[0])
    if continued:
        if reach.comes_before(db, station, continued):
            raise Damage("facts_unfit")
        before = fact_rows.hash_at(db, continued, first - 1)
        if before and before != lines[0][9]:
            raise Damage("chain_broken", station=station, seq=first)


def _joined(known: Sequence[Run], lines: Sequence[FactLine]) -> list[Run]:
    """Return the runs of a station with these facts among them."""
    fresh = Run(
        lines[0][1], lines[-1][1], lines[0][9], lines[-1][10], reach.continued_station(lines[0])
    )
    joined: list[Run] = []
    for run in sorted((*known, fresh), key=lambda one: (one.first, one.last)):
        if joined and run.first <= joined[-1].last + 1:
            longer = max(joined[-1], run, key=lambda one: one.last)
            head = joined[-1]
            joined[-1] = Run(head.first, longer.last, head.link, longer.head, head.continues)
        else:
            joined.append(run)
    return joined


def _derive(
    db: Database, family: Sequence[str], lines: Sequence[FactLine], *, is_whole: bool
) -> None:
    """Derive what became derivable: at the end of what is there, else the whole book again.

    `is_whole` says that these are all of it: none of those that waited for a gap to close. Those
    may speak of other books too, as a supervisor's corrections do.
    """
    in_order = is_whole and family[-1] == lines[0][0]
    if in_order and not derivation.is_spoken_of(db, family):
        derivation.take_all(db, lines)
    else:
        new = lines if in_order else _derivable(db, family)
        derivation.take_all(db, [line for line in new if derivation.is_cross(db, line)])
        derivation.rederive(db, family)


def _derivable(db: Database, family: Sequence[str]) -> Iterator[FactLine]:
    """Yield all facts of a book that no gap comes before."""
    for station in family:
        yield from fact_rows.lines_of(db, station, reach.derivable(db, station))
