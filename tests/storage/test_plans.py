"""What the desk asks while people wait is answered by an index, in a book of a thousand people.

A new book has never been analysed, so the planner knows no sizes; a day at a desk must not
depend on it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.codes import BoxCode, TubeCode
from samplepoint.domain.documents import DocumentType, parse_document
from samplepoint.domain.facts import FactId, Kind
from samplepoint.domain.people import Identity, Person
from samplepoint.domain.samples import sample_body
from samplepoint.storage.book import Book
from samplepoint.storage.desk_queries import DeskQueries
from tests.desk.words import START, box, person, tube
from tests.storage.working_book import KEY, PLAN, STAFF_ID, new_desk

PEOPLE, POOL, BOXED = 1200, 10, 20
LARGE = ("fact", "sample", "tube", "ended", "roster_entry")
"""Tables that grow with every person; the others stay as small as a point's staff and boxes."""

DOCUMENT = parse_document(DocumentType.RESIDENT_ID, person(5), START.date())
ABOUT: dict[str, object] = {
    "box": BoxCode(box(1)),
    "code": TubeCode(tube(3)),
    "desk": "A",
    "document": DOCUMENT,
    "identity": Identity(DOCUMENT.type, DOCUMENT.identity),
    "kind": DOCUMENT.type,
    "name": "王",
    "number": DOCUMENT.identity,
    "round_id": "R1",
    "sample": FactId(STAFF_ID, 3),
    "slice_utc": "2026-01-12T00:0",
    "staff_id": STAFF_ID,
    "tube": TubeCode(tube(3)),
}
"""A value for each name that a parameter of a question may have."""

QUESTIONS = {
    name: value
    for name, value in vars(DeskQueries).items()
    if not name.startswith("_") and callable(value)
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """Return a book of 1,200 people in 120 tubes, a hundred of them boxed and sealed."""
    path = tmp_path_factory.mktemp("plans") / "book.db"
    words = new_desk(path)
    with words.book.gesture(desk="A", staff_id="", round_id=PLAN.round_id) as draft:
        for n in range(PEOPLE):
            code = TubeCode(tube(n // POOL))
            if n % POOL == 0:
                draft.record(Kind.TUBE_OPENED, {"tube": code, "capacity": POOL})
            document = parse_document(DocumentType.RESIDENT_ID, person(n), START.date())
            body = sample_body(Person(document, "王"), code, 1 + n % POOL, source="typed")
            draft.record(Kind.PERSON_BOUND, body)
            if (n + 1) % POOL == 0 and n + 1 < PEOPLE:
                draft.record(Kind.TUBE_CLOSED, {"tube": code, "reason": "full"})
        for n in range(BOXED):
            draft.record(Kind.BOX_OPENED, {"box": box(n)})
            for k in range(5):
                draft.record(Kind.TUBE_PACKED, {"tube": tube(5 * n + k), "box": box(n)})
            draft.record(Kind.BOX_SEALED, {"box": box(n)})
    words.book.close()
    opened = Book(path, KEY, PracticeClock(START))
    yield opened
    opened.close()


@dataclass
class Explaining:
    """Asks what it is asked, and for each statement also how it is answered."""

    queries: DeskQueries
    book: Book
    plans: list[str] = field(default_factory=list)

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked = self.queries._all  # noqa: SLF001  # the one place every statement goes through
        one = self.queries._one  # noqa: SLF001

        def explained(answer: Any) -> Any:
            def ask(sql: str, values: Sequence[Any] = ()) -> Any:
                rows = self.book.db.conn.execute(f"EXPLAIN QUERY PLAN {sql}", values)
                self.plans.extend(row[3] for row in rows)
                return answer(sql, values)

            return ask

        monkeypatch.setattr(self.queries, "_all", explained(asked))
        monkeypatch.setattr(self.queries, "_one", explained(one))


def scans(plans: list[str]) -> list[str]:
    """Return the steps of plans that read a whole large table."""
    return [
        step
        for step in plans
        if step.startswith("SCAN") and "INDEX" not in step and step.split()[1] in (*LARGE, "s", "e")
    ]


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_a_question_reads_no_whole_table(
    book: Book, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    explaining = Explaining(DeskQueries(book), book)
    explaining.watch(monkeypatch)
    needed = inspect.signature(getattr(explaining.queries, question)).parameters.values()
    about = [ABOUT[one.name] for one in needed if one.default is one.empty]
    getattr(explaining.queries, question)(*about)
    assert explaining.plans
    assert scans(explaining.plans) == []


def test_the_book_is_large_and_was_never_analysed(book: Book) -> None:
    assert book.db.execute("SELECT count(*) FROM sample").fetchone()[0] == PEOPLE
    assert not book.db.table("sqlite_stat1").exists()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM sample AS s WHERE name = 'x'",
        "SELECT * FROM tube WHERE capacity = 3",
        "SELECT * FROM fact WHERE kind = 'DeskLocked'",
    ],
)
def test_a_scan_would_be_seen(book: Book, sql: str) -> None:
    plans = [row[3] for row in book.db.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert scans(plans)
