"""What is where: after every person, undo, packages, receipts, corrections, merges, a restore."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.findings import Ruling
from samplepoint.errors import Obstacle
from samplepoint.services.merging import Merging
from samplepoint.services.packaging import MadeFile, Packaging, Scope
from samplepoint.services.receipting import Receipting
from samplepoint.services.whereabouts import Whereabouts, WhereIs
from tests.desk.words import Words, person, tube
from tests.travel.city import SUPERVISOR, Town, TownPoint
from tests.travel.introducing import acknowledges, introduce, known_point, receipt, stores


@pytest.fixture
def point(town: Town) -> TownPoint:
    return known_point(town, "东门小学")


def where(point: TownPoint) -> tuple[int, int, int]:
    """Return the running count, having seen that one made from nothing says the same."""
    running = point.words.station.whereabouts.count()
    assert running == Whereabouts(point.book).count()
    return running.here_only, running.handed_over, running.acknowledged


def test_who_is_bound_is_here_only_until_undone(point: TownPoint) -> None:
    assert where(point) == (0, 0, 0)
    point.words.fills(1, range(2))
    assert where(point) == (2, 0, 0)
    point.words.undoes()
    assert where(point) == (1, 0, 0)


def test_a_package_counts_once_it_was_read_back_elsewhere(point: TownPoint) -> None:
    point.words.fills(1, range(3))
    packaging = Packaging(point.words.station, point.folder)
    made = packaging.make(SUPERVISOR)[-1]
    assert where(point) == (3, 0, 0)
    packaging.stored(SUPERVISOR, [made], "KINGSTON")
    assert where(point) == (0, 3, 0)
    point.words.fills(2, range(3, 5))
    assert where(point) == (2, 3, 0)


def test_a_receipt_acknowledges_what_was_handed_over(town: Town, point: TownPoint) -> None:
    point.words.fills(1, range(3))
    made = stores(point)
    point.words.fills(2, range(3, 5))
    assert acknowledges(town, point, made.path) == 3
    assert where(point) == (2, 0, 3)
    stores(point, Scope.EVERYTHING)
    assert where(point) == (0, 2, 3)


def test_spoken_words_acknowledge_as_much(town: Town, point: TownPoint) -> None:
    point.words.fills(1, range(3))
    town.merges(stores(point).path)
    words = " ".join(receipt(town).words("en"))
    assert Receipting(point.words.station).take_code(SUPERVISOR, words).people == 3
    assert where(point) == (0, 0, 3)


def test_a_gap_between_stored_packages_stays_here_only(point: TownPoint) -> None:
    """A file that did not reach the stick must not count because a later one did."""
    packaging = Packaging(point.words.station, point.folder)
    point.words.fills(1, range(3))
    packaging.make(SUPERVISOR)
    second = MadeFile("second.spkg", point.folder, 9, 2, 2, 2, "", 0)
    point.words.fills(2, range(3, 5))
    body = {"number": 9, "station_id": point.book.station_id, "sha256": "", "file": "second.spkg"}
    body |= {"last": point.book.head[0], "head": "", "facts": 2, "samples": 2}
    with point.words.station.gesture(SUPERVISOR) as draft:
        draft.record(Kind.PACKAGE_MADE, body)
    packaging.stored(SUPERVISOR, [second], "KINGSTON")
    assert where(point) == (3, 2, 0)


def test_an_undone_or_voided_person_leaves_where_they_were(town: Town, point: TownPoint) -> None:
    point.words.fills(1, range(3))
    made = stores(point)
    acknowledges(town, point, made.path)
    point.words.fills(2, range(3, 6))
    stores(point)
    point.words.fills(3, range(6, 8))
    assert where(point) == (2, 3, 3)
    point.words.supervisor_comes()
    correcting, place = point.words.desk.correcting, SUPERVISOR
    correcting.void_tube(place, TubeCode(tube(1)), "贴错标签")
    assert where(point) == (2, 3, 0)
    correcting.void_tube(place, TubeCode(tube(2)), "贴错标签")
    assert where(point) == (2, 0, 0)


def test_a_moved_person_is_here_only_again(point: TownPoint) -> None:
    point.words.fills(1, range(2))
    point.words.closes()
    stores(point)
    point.words.fills(2, range(3, 4))
    point.words.closes()
    point.words.supervisor_comes()
    sample = point.words.station.queries.samples_in(TubeCode(tube(1)))[0]
    point.words.desk.correcting.move_person(SUPERVISOR, sample, TubeCode(tube(2)), "扫错管")
    assert where(point) == (2, 1, 0)


def test_what_the_supervisor_voids_counts_no_more(town: Town, point: TownPoint) -> None:
    west = known_point(town, "西门")
    point.words.fills(1, range(3))
    west.words.fills(90, range(2, 4))
    west.words.closes()
    town.merges(stores(point).path, stores(west).path)
    (found,) = town.findings.undecided()
    kept = next(nth for nth, place in enumerate(found.places) if place["point"] == "东门小学")
    town.findings.decide(SUPERVISOR, found, Ruling.KEEP_ONE, "问过本人", kept)
    decisions = Packaging(town.station, town.folder).make(SUPERVISOR)[-1]
    assert where(west) == (0, 2, 0)
    list(Merging(west.words.station, town.quarantine).merge(SUPERVISOR, [decisions.path]))
    assert where(west) == (0, 1, 0)


def test_another_supervisor_has_nothing_yet(town: Town, point: TownPoint, tmp_path: Path) -> None:
    point.words.fills(1, range(3))
    acknowledges(town, point, stores(point).path)
    assert where(point) == (0, 0, 3)
    other = Town(tmp_path / "elsewhere")
    introduce(other, point)
    assert where(point) == (3, 0, 0)
    assert other.told(stores(point).path) == ["accept"]
    other.book.close()


def test_a_restored_book_counts_what_it_knows(town: Town, point: TownPoint) -> None:
    point.words.fills(1, range(3))
    acknowledges(town, point, stores(point).path)
    point.words.fills(2, range(3, 6))
    backup = point.backs_up()
    stores(point)
    assert where(point) == (0, 3, 3)
    point.restores(backup)
    assert where(point) == (3, 0, 3)
    point.words.fills(7, range(8, 10))
    assert where(point) == (5, 0, 3)
    town.merges(stores(point).path)
    assert where(point) == (0, 5, 3)


def test_a_write_that_failed_and_a_book_read_again_count_the_same(
    point: TownPoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    point.words.fills(1, range(2))
    assert where(point) == (2, 0, 0)
    with pytest.raises(Obstacle), point.words.station.gesture(SUPERVISOR):
        raise Obstacle("disk_full")
    assert where(point) == (2, 0, 0)
    monkeypatch.setattr(point.book, "head", (point.book.head[0] - 1, b""))
    assert point.words.station.whereabouts.count() == WhereIs(2)


def test_a_person_costs_two_looks_by_key(point: TownPoint) -> None:
    """After each person only the newest facts are read, whatever the book holds."""
    point.words.fills(1, range(3))
    point.words.accepts(tube(2))
    counting = point.words.station.whereabouts
    counting.count()
    asked: list[str] = []
    point.words.accepts(person(4))
    point.book.db.conn.set_trace_callback(asked.append)
    counting.count()
    counting.count()
    point.book.db.conn.set_trace_callback(None)
    assert len(asked) == 2
    for sql in asked:
        (plan,) = point.book.db.conn.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()[:1]
        assert "PRIMARY KEY (station_id=? AND seq>? AND seq<?)" in str(plan)


def test_whatever_happens_the_running_count_is_the_true_one(town: Town, point: TownPoint) -> None:
    chance = random.Random(5)
    words = point.words
    for nth in range(1, 61):
        deed = chance.randrange(6)
        if deed < 3:
            _fill(words, nth, chance)
        elif deed == 3 and words.station.queries.last_at("A"):
            words.scan("SPCUNDO")
        elif deed == 4:
            stores(point, chance.choice(list(Scope)))
        elif point.words.station.whereabouts.count().handed_over:
            acknowledges(town, point, stores(point, Scope.EVERYTHING).path)
        where(point)


def _fill(words: Words, nth: int, chance: random.Random) -> None:
    words.scan("SPCCLOSE")
    words.scan(tube(100 + nth))
    for number in range(chance.randrange(1, 4)):
        words.scan(person(nth * 5 + number))


def test_a_supervisors_book_says_how_many_came_together(town: Town, point: TownPoint) -> None:
    point.words.fills(1, range(3))
    assert town.station.whereabouts.count() == WhereIs()
    town.merges(stores(point).path)
    assert town.station.whereabouts.count() == WhereIs(here_only=3)
