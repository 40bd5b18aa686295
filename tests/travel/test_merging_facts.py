"""Facts of several points come together in one book: any order, any repetition, one state."""

from __future__ import annotations

import itertools
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from samplepoint.domain.facts import FactLine, Kind
from samplepoint.errors import Damage
from samplepoint.storage import reach, restoring
from samplepoint.storage.backup import make_backup
from tests.desk.words import Words, box, person, tube
from tests.storage.working_book import KEY, PLAN, wrong
from tests.travel.stations import Hub, Point, again, new_hub, new_point

File = Sequence[FactLine]


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> list[list[FactLine]]:
    """Return all facts of three points; the third packed a box as well."""
    folder = tmp_path_factory.mktemp("points")
    written = []
    for number in (1, 2, 3):
        point = new_point(folder, number)
        point.works(tubes=4)
        if number == 3:
            point.words.goes_packing()
            point.words.accepts(box(7))
            for nth in (1, 2, 3):
                point.words.accepts(tube(point.people + nth))
        written.append(point.lines())
        point.words.book.close()
    return written


def cut(lines: File, *at: int) -> list[File]:
    """Cut facts into files that follow each other."""
    ends = [0, *at, len(lines)]
    return [lines[start:end] for start, end in itertools.pairwise(ends)]


def test_the_second_time_everything_is_known(tmp_path: Path, points: list[File]) -> None:
    hub = new_hub(tmp_path / "hub.db")
    assert hub.takes(points[0]) == (len(points[0]), 0)
    before = hub.state()
    assert hub.takes(points[0]) == (0, len(points[0]))
    assert hub.state() == before
    assert wrong(hub.book) == {}


def test_any_order_and_any_repetition_give_the_same_state(
    tmp_path: Path, points: list[File]
) -> None:
    whole = new_hub(tmp_path / "whole.db")
    for lines in points:
        whole.takes(lines)
    expected = whole.state()
    chance = random.Random(5)
    for turn in range(12):
        files = [file for lines in points for file in cut(lines, 3, 20, len(lines) // 2)]
        files += [lines[: chance.randrange(5, len(lines))] for lines in points]
        files += [chance.choice(files) for _ in range(3)]
        chance.shuffle(files)
        hub = new_hub(tmp_path / f"hub{turn}.db")
        for file in files:
            hub.takes(file)
        assert hub.state() == expected
        hub.rebuilds()
        assert hub.state() == expected
        assert wrong(hub.book) == {}
        hub.book.close()


def test_facts_beyond_a_gap_are_kept_and_wait_for_it(tmp_path: Path, points: list[File]) -> None:
    hub = new_hub(tmp_path / "hub.db")
    first, second, third = cut(points[0], 10, 20)
    station = points[0][0][0]
    hub.takes(first)
    assert hub.takes(third) == (len(third), 0)
    assert reach.derivable(hub.book.db, station) == 10
    assert [(run.first, run.last) for run in reach.runs(hub.book.db, station)] == [
        (1, 10),
        (21, len(points[0])),
    ]
    assert wrong(hub.book) == {}
    hub.takes(second)
    assert reach.derivable(hub.book.db, station) == len(points[0])
    alone = new_hub(tmp_path / "alone.db")
    alone.takes(points[0])
    assert hub.state() == alone.state()


def test_another_content_under_a_known_number_is_damage(tmp_path: Path, points: list[File]) -> None:
    hub = new_hub(tmp_path / "hub.db")
    hub.takes(points[0])
    before = hub.state()
    forged = [(*line[:10], bytes(32), line[11]) for line in points[0]]
    with pytest.raises(Damage) as caught:
        hub.takes(forged)
    assert caught.value.code == "fact_differs"
    assert hub.state() == before


def test_facts_that_do_not_follow_what_is_here_are_damage(
    tmp_path: Path, points: list[File]
) -> None:
    hub = new_hub(tmp_path / "hub.db")
    first, second = cut(points[0], 10)
    hub.takes(first)
    before = hub.state()
    line = second[0]
    with pytest.raises(Damage) as caught:
        hub.takes([(*line[:9], bytes(32), *line[10:]), *second[1:]])
    assert caught.value.code == "chain_broken"
    assert hub.state() == before


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (Kind.TUBE_OPENED, {}),
        (Kind.TUBE_OPENED, {"tube": "T1", "capacity": "ten"}),
        (Kind.BOX_SEALED, {"people": 3}),
        (Kind.BINDING_UNDONE, {"sample_seq": 999, "tube": "T1"}),
        (Kind.HANDOVER_PREPARED, {"handover": "H1", "boxes": 7}),
        (Kind.TUBE_CLOSED, {"tube": ["T"], "reason": "full"}),
    ],
)
def test_facts_that_no_desk_writes_leave_the_book_as_it_was(
    tmp_path: Path, points: list[File], kind: Kind, body: dict[str, object]
) -> None:
    """Also a signed package may be made by a broken program."""
    hub = new_hub(tmp_path / "hub.db")
    hub.takes(points[0][:15])
    before = hub.state()
    line = points[0][15]
    with pytest.raises(Damage) as caught:
        hub.takes([(*line[:2], str(kind), *line[3:11], body)])
    assert caught.value.code == "facts_unfit"
    assert hub.state() == before


def test_a_restored_point_goes_on_under_another_name_in_any_order(tmp_path: Path) -> None:
    """Its old name has facts that the back-up lacked; both lines are kept."""
    point = new_point(tmp_path, 1)
    point.works(tubes=2)
    for scan in (tube(290), person(290)):
        point.words.accepts(scan)
    (tmp_path / "backups").mkdir()
    made = make_backup(point.words.book, tmp_path / "backups")
    for number in (291, 292):
        point.words.accepts(person(number))
    point.works(tubes=1)
    lost = point.lines()
    point.words.book.close()
    restoring.put_back(
        made.backup, point.words.book.path, KEY, point.words.clock, staff_id="SUP00001"
    )
    restored = Point(again(point.words), 900)
    for number in (293, 294):
        restored.words.accepts(person(number))
    restored.works(tubes=2)
    files = [lost[:20], lost[20:], restored.lines(), restored.lines()[-6:]]
    states = set()
    for order in itertools.permutations(files):
        hub = new_hub(Path(tempfile.mkdtemp(dir=tmp_path)) / "hub.db")
        for file in order:
            hub.takes(file)
        states.add(hub.state())
        hub.rebuilds()
        states.add(hub.state())
        hub.book.close()
    assert len(states) == 1


def test_what_a_supervisor_says_of_a_tube_counts_whenever_it_arrives(tmp_path: Path) -> None:
    """The point goes on before it hears of it; in every book the end is the same."""
    point = new_point(tmp_path, 1)
    point.works(tubes=2)
    hub = new_hub(tmp_path / "hub.db")
    hub.takes(point.lines())
    station = point.words.book.station_id
    victim = {"tube": tube(201), "tube_station": station, "reason": "broken"}
    with hub.book.gesture(desk="", staff_id="SUP00001", round_id=PLAN.round_id) as draft:
        draft.record(Kind.TUBE_VOIDED, victim)
    assert void_tubes(hub) == [tube(201)]
    point.works(tubes=1)
    hub.takes(point.lines())
    after = hub.state()
    hub.rebuilds()
    assert hub.state() == after
    assert void_tubes(hub) == [tube(201)]
    point_as_hub = Hub(point.words.book)
    own = Point(Words(hub.book, point.words.clock, lambda: hub.book), 0).lines()
    assert point_as_hub.takes(own) == (len(own), 0)
    assert void_tubes(point_as_hub) == [tube(201)]
    assert wrong(point.words.book) == {}
    assert wrong(hub.book) == {}
    point.words.refuses(tube(201))


def void_tubes(hub: Hub) -> list[str]:
    rows = hub.book.db.conn.execute("SELECT code FROM tube WHERE status = 'void' ORDER BY code")
    return [code for (code,) in rows]


def test_what_a_supervisor_says_counts_also_when_it_waited_behind_a_gap(tmp_path: Path) -> None:
    point = new_point(tmp_path, 1)
    point.works(tubes=1)
    hub = new_hub(tmp_path / "hub.db")
    hub.takes(point.lines())
    victim = {"tube": tube(201), "tube_station": point.words.book.station_id, "reason": "broken"}
    with hub.book.gesture(desk="", staff_id="SUP00001", round_id=PLAN.round_id) as draft:
        draft.record(Kind.TUBE_VOIDED, victim)
    first, last = cut(Point(Words(hub.book, point.words.clock, lambda: hub.book), 0).lines(), 1)
    at_the_point = Hub(point.words.book)
    at_the_point.takes(last)
    assert void_tubes(at_the_point) == []
    at_the_point.takes(first)
    assert void_tubes(at_the_point) == [tube(201)]
    assert wrong(point.words.book) == {}
