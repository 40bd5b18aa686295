"""A book full of invented people, made quickly: as many samples as a measurement needs.

Owns the made-up days (eight desks, tubes of ten, boxes of twenty, a courier for every ten boxes);
refuses to measure anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from samplepoint.domain.clock import Clock, offset_minutes, utc_text
from samplepoint.domain.codes import TubeCode
from samplepoint.domain.documents import DocumentType, parse_document
from samplepoint.domain.facts import Fact, FactId, Kind, fact_hash
from samplepoint.domain.own_codes import SEATS
from samplepoint.domain.people import Person
from samplepoint.domain.resident_id import check_digit
from samplepoint.domain.rounds import RoundPlan
from samplepoint.domain.samples import sample_body
from samplepoint.services.jobs import Reporter
from samplepoint.storage.book import Book, create_book
from samplepoint.storage.bulk import append_many
from samplepoint.storage.safe_file import settle

_STAFF = "BENCH000"
_SWAB = timedelta(seconds=5) / len(SEATS)
_BOX, _LOAD = 20, 10
_DAYS, _YEARS = 28 * 12, 80
_NAMES = ("王芳", "李伟", "张秀英", "刘洋", "陈静", "欧阳明", "古丽巴哈尔·买买提", "阮氏明开")


def person_number(n: int) -> str:
    """Return the n-th invented citizen number (sequence 000 is never issued), n to 268 million."""
    rest, day_of_year = divmod(n, _DAYS)
    area, year = divmod(rest, _YEARS)
    month, day = divmod(day_of_year, 28)
    seventeen = f"13{area:04}{1930 + year}{1 + month:02}{1 + day:02}000"
    return seventeen + check_digit(seventeen)


def tube_code(n: int) -> TubeCode:
    """Return the n-th tube's code under the rules of a practice round."""
    return TubeCode(f"T{n:010}")


def plain_book(
    folder: Path, plan: RoundPlan, samples: int, clock: Clock, reporter: Reporter
) -> Book:
    """Open an unencrypted book with so many samples; it is made first where it is missing.

    A real book is never unencrypted: this one tells what the cipher costs.

    Raises:
        Cancelled, Obstacle, Damage: as filling and opening a book do.
    """
    path = folder / f"plain-{samples}.db"
    if not path.exists():
        making = folder / f"plain-{samples}.making"
        for leftover in folder.glob(f"{making.name}*"):
            leftover.unlink()
        book = create_book(making, None, clock, practice=True)
        with book.gesture(desk="", staff_id=_STAFF, round_id=plan.round_id) as draft:
            draft.record(Kind.ROUND_OPENED, plan.to_body())
        fill(book, plan, samples, reporter)
        book.close()
        settle(making, path)
    return Book(path, None, clock)


def fill(book: Book, plan: RoundPlan, samples: int, reporter: Reporter) -> None:
    """Write so many samples into a new book, in closed tubes and sealed boxes.

    All but the last few boxes are handed over, as on any day that goes well.

    Raises:
        Cancelled: between two commits; the book then holds a part.
        Obstacle, Damage: what the disk says.
    """
    days = _Days(book, plan, samples)
    for _done in append_many(book, days.facts(samples)):
        reporter.report("bench_filling", days.bound, samples)


class _Days:
    """Facts of made-up days, chained to what a book holds already."""

    def __init__(self, book: Book, plan: RoundPlan, samples: int) -> None:
        self.bound = 0
        self._station = book.station_id
        self._seq, self._link = book.head
        self._plan = plan
        # The last of them was yesterday: a desk must not find people of tomorrow in its book.
        self._moment = book.clock.now() - timedelta(days=1) - _SWAB * samples

    def facts(self, samples: int) -> Iterator[Fact]:
        size = self._plan.pool_size
        tubes = [range(at, min(at + size, samples)) for at in range(0, samples, size)]
        for at in range(0, len(tubes), _BOX):
            oldest = utc_text(self._moment)
            for number, people in enumerate(tubes[at : at + _BOX], start=at):
                yield from self._tube(number, people)
            packed = [tube_code(n) for n in range(at, min(at + _BOX, len(tubes)))]
            box = at // _BOX
            yield from self._box(f"BX{box:06}", packed, oldest)
            if (box + 1) % _LOAD == 0 and at + _BOX < len(tubes):
                yield from self._hand_over([f"BX{n:06}" for n in range(box + 1 - _LOAD, box + 1)])

    def _tube(self, number: int, people: Sequence[int]) -> Iterator[Fact]:
        code, seat = tube_code(number), SEATS[number % len(SEATS)]
        yield self._next(Kind.TUBE_OPENED, {"tube": code, "capacity": len(people)}, seat)
        for ordinal, n in enumerate(people, start=1):
            self._moment += _SWAB
            self.bound += 1
            body = sample_body(self._person(n), code, ordinal, source="bench")
            yield self._next(Kind.PERSON_BOUND, body, seat)
        yield self._next(Kind.TUBE_CLOSED, {"tube": code, "reason": "full"}, seat)

    def _person(self, n: int) -> Person:
        today = self._moment.date()
        document = parse_document(DocumentType.RESIDENT_ID, person_number(n), today)
        return Person(document, _NAMES[n % len(_NAMES)], phone=f"000{n:08}")

    def _box(self, code: str, tubes: Sequence[str], oldest_utc: str) -> Iterator[Fact]:
        yield self._next(Kind.BOX_OPENED, {"box": code}, "P")
        for tube in tubes:
            yield self._next(Kind.TUBE_PACKED, {"tube": tube, "box": code}, "P")
        body = {
            "box": code,
            "tubes": list(tubes),
            "people": self._plan.pool_size * len(tubes),
            "oldest_utc": oldest_utc,
        }
        yield self._next(Kind.BOX_SEALED, body, "P")

    def _hand_over(self, boxes: Sequence[str]) -> Iterator[Fact]:
        body = {
            "handover": f"H{self._station}{self._seq}",
            "boxes": [{"box": box, "station": self._station, "sealing": 1} for box in boxes],
            "tubes": _BOX * len(boxes),
            "people": _BOX * len(boxes) * self._plan.pool_size,
            "oldest_utc": utc_text(self._moment),
            "void": [],
        }
        yield self._next(Kind.HANDOVER_PREPARED, body, "P")
        names = ("courier", "contact", "temperature_c", "received_by", "remark")
        entered = {name: "bench" if name == "courier" else "" for name in names}
        yield self._next(Kind.HANDED_OVER, {**body, **entered}, "P")

    def _next(self, kind: Kind, body: Mapping[str, Any], seat: str) -> Fact:
        self._seq += 1
        fact = Fact(
            FactId(self._station, self._seq),
            kind,
            utc_text(self._moment),
            offset_minutes(self._moment),
            self._plan.round_id,
            seat,
            _STAFF,
            body,
            link=self._link,
        )
        fact = replace(fact, hash=fact_hash(fact))
        self._link = fact.hash
        return fact
