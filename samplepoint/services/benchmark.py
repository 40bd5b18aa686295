"""Measuring a desk at work: how long a person takes from the reading to the answer.

Owns what is measured and the figures; refuses to print, and to say what is good enough.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from samplepoint.domain.own_codes import Command
from samplepoint.domain.readings import Reading, Source
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.errors import Damage, Refusal
from samplepoint.services.benchmark_book import person_number, tube_code
from samplepoint.services.benchmark_floor import Floor
from samplepoint.services.desk import Desk
from samplepoint.services.jobs import Reporter
from samplepoint.services.picture import picture
from samplepoint.services.station import Place, Station
from samplepoint.storage.book import Book, Gesture

_SEAT = "H"
_BLOCK = 20
_WARMING = 25
_STAFF = StaffMember("BENCH000", "bench", Role.REGISTRAR)


@dataclass
class Series:
    """Times of one thing in milliseconds; `subject` names the book (empty: the disk alone)."""

    code: str
    subject: str = ""
    times_ms: list[float] = field(default_factory=list)

    def figures(self, floor: Series) -> dict[str, Any]:
        """Return median, 99th percentile and longest in ms, of how many, and times the floor."""
        times = self.times_ms
        p99 = quantiles(times, n=100, method="inclusive")[98] if len(times) > 1 else times[0]
        return {
            "what": self.code,
            "book": self.subject,
            "median_ms": round(median(times), 4),
            "p99_ms": round(p99, 4),
            "max_ms": round(max(times), 4),
            "count": len(times),
            "times_floor": round(median(times) / median(floor.times_ms), 2),
        }


class _TimedStation(Station):
    """A station that notes when a gesture's transaction began, was written and was durable."""

    marks: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @contextmanager
    def gesture(self, place: Place, round_id: str = "") -> Iterator[Gesture]:
        """Do what a station does and look at the watch."""
        begun = time.perf_counter()
        with super().gesture(place, round_id) as draft:
            yield draft
            written = time.perf_counter()
        self.marks = (begun, written, time.perf_counter())


class Newcomers:
    """Codes for a desk to scan: people and tubes that its book does not know yet."""

    def __init__(self, station: Station, seat: str) -> None:
        """Begin behind everything that is in the book."""
        self._station = station
        self._seat = seat
        # Numbers of facts only grow, and there is one for each person: these people are new.
        self._next = station.book.head[0]

    def tube(self) -> str:
        """Return the code of a new tube when the seat needs one, else an empty text."""
        return "" if self._station.queries.open_tube(self._seat) else tube_code(self._next)

    def person(self) -> str:
        """Return the number of a new person."""
        self._next += 1
        return person_number(self._next)


class Subject:
    """One book under measurement and a desk over it."""

    def __init__(self, name: str, book: Book) -> None:
        """Sit down at a desk of its own."""
        self.name = name
        self.series: dict[str, Series] = {}
        self._book = book
        self._station = _TimedStation(book)
        self._desk = Desk(self._station, Place(_SEAT, _STAFF), _nobody)
        self._newcomers = Newcomers(self._station, _SEAT)
        for _ in range(_WARMING):
            self.bind()
        self.series.clear()

    def bind(self) -> None:
        """Scan the next person (and a tube where none is open) and note the times."""
        if tube := self._newcomers.tube():
            self.scan(tube)
        person = self._newcomers.person()
        begun = time.perf_counter()
        self.scan(person)
        ended = time.perf_counter()
        opened, written, durable = self._station.marks
        self._note("bench_commit", durable - written)
        self._note("bench_transaction", durable - opened)
        self._note("bench_answer", ended - begun)

    def look(self) -> None:
        """Read what the window shows, take the last person back, checkpoint; note the times."""
        self._timed("bench_picture", lambda: picture(self._desk))
        self._timed("bench_undo", lambda: self.scan(Command.UNDO))
        self._timed("bench_checkpoint", self._book.idle_checkpoint)

    def scan(self, text: str) -> None:
        """Take a reading that must be accepted.

        Raises:
            Damage: `bench_refused`: the book is not what the measurement takes it for.
        """
        outcome = self._desk.take(Reading(text, Source.REPLAY))
        if not outcome.is_accepted:
            raise Damage("bench_refused", answer=outcome.code)

    def _timed(self, code: str, deed: Callable[[], object]) -> None:
        begun = time.perf_counter()
        deed()
        self._note(code, time.perf_counter() - begun)

    def _note(self, code: str, seconds: float) -> None:
        series = self.series.setdefault(code, Series(code, self.name))
        series.times_ms.append(seconds * 1000)


def measure(
    folder: Path, subjects: Sequence[Subject], people: int, reporter: Reporter
) -> list[Series]:
    """Bind people in all books in turn with writes to the bare disk between them.

    In turn, so that whatever else the laptop does hits all of them alike. Every twentieth time
    the last binding is taken back and the log moved into the book, as a desk does between people.

    Raises:
        Cancelled, Obstacle, Damage.
    """
    # The window does the same when it is built: a sweep over all objects takes 30 ms.
    gc.collect()
    gc.freeze()
    floor = Series("bench_floor")
    with Floor(folder) as bare:
        for done in range(people):
            floor.times_ms.append(bare.write())
            for subject in subjects:
                subject.bind()
            if done % _BLOCK == 0:
                for subject in subjects:
                    subject.look()
            reporter.report("bench_measuring", done + 1, people)
    return [floor, *(series for subject in subjects for series in subject.series.values())]


def _nobody(_badge: str) -> StaffMember:
    raise Refusal("badge_unknown")
