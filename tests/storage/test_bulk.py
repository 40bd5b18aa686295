"""Many facts at once: the same tables as one by one, a chunk or none of it, the desk goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from samplepoint.domain.facts import Fact
from samplepoint.services.benchmark_book import fill, person_number, plain_book, tube_code
from samplepoint.services.jobs import Progress, Reporter
from samplepoint.storage import derivation
from samplepoint.storage.bulk import append_many
from samplepoint.storage.connection import DriverError
from samplepoint.storage.fact_rows import check_chains, every_fact
from tests.desk.words import Words
from tests.storage.working_book import PLAN, derived, new_desk, wrong

SAMPLES = 700


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Words]:
    words = new_desk(tmp_path / "book.db")
    yield words
    words.book.close()


def facts_of_another_book(folder: Path, words: Words) -> list[Fact]:
    """Return what another station would bring: its own facts, chained."""
    with closing(plain_book(folder, PLAN, 40, words.clock, Reporter())) as other:
        return list(every_fact(other.db))


def test_a_filled_book_is_sound_and_the_desk_works_on_in_it(desk: Words) -> None:
    fill(desk.book, PLAN, SAMPLES, Reporter())
    before = derived(desk.book)
    derivation.rebuild(desk.book.db)
    assert derived(desk.book) == before
    desk.sit_down()
    assert desk.refuses(tube_code(3)).code == "tube_used"
    desk.accepts(tube_code(SAMPLES))
    assert desk.refuses(person_number(7)).code == "already_sampled"
    desk.accepts(person_number(SAMPLES))
    assert dict(desk.book.db.conn.execute("SELECT status, count(*) FROM box GROUP BY status")) == {
        "handed": 10,
        "sealed": 2,
    }
    assert check_chains(desk.book.db) == desk.book.head[0]
    assert wrong(desk.book) == {}


def test_every_invented_number_is_another_one() -> None:
    assert len({person_number(n) for n in range(40_000)}) == 40_000


def test_filling_tells_how_far_it_is(desk: Words) -> None:
    seen: list[Progress] = []
    fill(desk.book, PLAN, SAMPLES, Reporter(seen.append))
    assert (seen[-1].done, seen[-1].total) == (SAMPLES, SAMPLES)


def test_facts_of_another_station_come_chunk_by_chunk(desk: Words, tmp_path: Path) -> None:
    facts = facts_of_another_book(tmp_path, desk)
    head = desk.book.head
    assert list(append_many(desk.book, facts, chunk=30)) == [30, 60, len(facts)]
    assert desk.book.head == head
    assert check_chains(desk.book.db) == len(facts) + head[0]


def test_a_chunk_that_fails_leaves_the_chunks_before_it_and_a_desk_that_works(
    desk: Words, tmp_path: Path
) -> None:
    facts = facts_of_another_book(tmp_path, desk)
    twice = [*facts[:40], facts[0], *facts[40:]]
    with pytest.raises(DriverError):
        list(append_many(desk.book, twice, chunk=30))
    stored = [fact.id for fact in every_fact(desk.book.db) if fact.id in {f.id for f in facts}]
    assert stored == [fact.id for fact in facts[:30]]
    desk.fills(1_000, range(1, 3))
