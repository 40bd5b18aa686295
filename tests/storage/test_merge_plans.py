"""Looking for what cannot be right goes by the indexes, in a book that was never analysed.

At twelve million samples a plain join took fifteen minutes where this order takes seconds.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from samplepoint.domain.facts import Kind
from samplepoint.storage import finding_queries
from samplepoint.storage.book import Book
from samplepoint.storage.merging import all_or_nothing, take_in
from tests.travel.stations import new_hub, new_point

LARGE = ("sample", "s", "fact", "ended", "e")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """Return a supervisor's book with two points in it."""
    folder = tmp_path_factory.mktemp("plans")
    hub = new_hub(folder / "hub.db")
    for number in (1, 2):
        point = new_point(folder, number)
        point.works(tubes=3)
        hub.takes(point.lines())
        point.words.book.close()
    yield hub.book
    hub.book.close()


def plan(book: Book, sql: str) -> list[str]:
    return [row[3] for row in book.db.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]


def test_people_in_two_places_are_found_in_the_index_alone(hub: Book) -> None:
    steps = plan(hub, finding_queries.PEOPLE)
    assert any("SCAN sample USING COVERING INDEX sample_person" in step for step in steps), steps
    assert any("SEARCH s USING INDEX sample_person" in step for step in steps), steps
    # The materialised few come first; each is then looked up.
    scanned = [step for step in steps if step.startswith("SCAN")]
    assert [step.split()[1] for step in scanned] == ["sample", "twice"], steps


@pytest.mark.parametrize("sql", [finding_queries.TUBES, finding_queries.BOXES])
def test_tubes_and_boxes_are_found_without_reading_people(hub: Book, sql: str) -> None:
    touched = {step.split()[1] for step in plan(hub, sql) if step.split()[0] in ("SCAN", "SEARCH")}
    assert touched.isdisjoint(LARGE)


def test_a_plain_join_would_be_seen(hub: Book) -> None:
    sql = "SELECT * FROM sample AS a JOIN sample AS b ON a.name = b.name"
    assert any(step.startswith("SCAN a") for step in plan(hub, sql))


def test_merging_asks_by_key_alone(hub: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    point = new_point(hub.path.parent, 3)
    point.works(tubes=1)
    lines, asked = point.lines(), list[str]()
    point.words.book.close()
    hub.db.conn.set_trace_callback(asked.append)
    with hub.gesture(desk="", staff_id="SUP00001", round_id="R1") as draft, all_or_nothing(hub):
        draft.record(Kind.ROUND_CLOSED, {"round_id": "R0", "reason": "test"})
        take_in(hub, lines)
    hub.db.conn.set_trace_callback(None)
    reads = [sql for sql in asked if sql.lstrip().startswith("SELECT")]
    assert len(reads) > 5
    scans = {
        step
        for sql in reads
        for step in plan(hub, sql)
        if step.startswith("SCAN") and step.split()[1] in LARGE
    }
    assert scans == set()
