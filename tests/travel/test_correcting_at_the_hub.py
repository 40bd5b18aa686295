"""A supervisor corrects what a point did; the point hears of it, and both books say the same."""

from __future__ import annotations

import pytest

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Outcome
from samplepoint.errors import Damage, Refusal
from samplepoint.formats.package_lines import PackageFacts
from samplepoint.services.believing import Believing, Clocks
from samplepoint.services.correcting import Correcting
from samplepoint.services.merging import Merging
from samplepoint.services.next_round import begin_round, offered, take_round
from samplepoint.services.package_verdicts import Verdict
from samplepoint.services.packaging import Packaging
from samplepoint.storage import derivation
from samplepoint.storage.desk_queries import DeskQueries
from samplepoint.storage.merging import all_or_nothing, take_in
from samplepoint.storage.travel_queries import TravelQueries
from tests.desk.words import person, tube
from tests.formats.packages import chained
from tests.storage.working_book import wrong
from tests.travel.city import SUPERVISOR, Town, TownPoint
from tests.travel.stations import Hub


@pytest.fixture
def east(town: Town) -> TownPoint:
    """Return a point with three people in a tube and one in the next, taken in by the hub."""
    point = town.has_point("东门小学")
    point.words.fills(1, range(3))
    point.words.accepts(tube(2))
    point.words.accepts(person(7))
    town.merges(point.packs())
    return point


def people(queries: DeskQueries, number: int) -> list[str]:
    """Return the numbers of who is in a tube, in swab order."""
    inside = queries.samples_in(TubeCode(tube(number)))
    return [sample.person.document.number for sample in inside]


def hears(town: Town, point: TownPoint) -> None:
    """Carry the supervisor's facts back to a point."""
    file = Packaging(town.station, town.folder).make(SUPERVISOR)[0].path
    told = list(Merging(point.words.station, town.quarantine).merge(SUPERVISOR, [file]))
    assert [one.verdict for one in told] == [Verdict.ACCEPT]


def moved(town: Town) -> Outcome:
    queries = town.station.queries
    sample = queries.samples_in(TubeCode(tube(1)))[1]
    return Correcting(town.station).move_person(SUPERVISOR, sample, TubeCode(tube(2)), "放错管")


def test_a_person_is_moved(town: Town, east: TownPoint) -> None:
    assert moved(town).is_accepted
    expected = [person(0), person(2)], [person(7), person(1)]
    assert (people(town.station.queries, 1), people(town.station.queries, 2)) == expected
    hears(town, east)
    assert (
        people(east.words.station.queries, 1),
        people(east.words.station.queries, 2),
    ) == expected
    assert wrong(town.book) == wrong(east.book) == {}


def test_the_point_went_on_meanwhile(town: Town, east: TownPoint) -> None:
    moved(town)
    east.words.accepts(person(8))
    east.words.closes()
    town.merges(east.packs())
    hears(town, east)
    assert sorted(people(town.station.queries, 2)) == sorted([person(7), person(8), person(1)])
    assert people(town.station.queries, 2) == people(east.words.station.queries, 2)
    assert wrong(town.book) == wrong(east.book) == {}


def test_a_tube_is_voided(town: Town, east: TownPoint) -> None:
    Correcting(town.station).void_tube(SUPERVISOR, TubeCode(tube(1)), "破损")
    hears(town, east)
    assert people(east.words.station.queries, 1) == []
    assert east.words.refuses(tube(1)).code == "tube_used"
    # Whoever was in it may be registered again.
    east.words.accepts(person(0))
    assert wrong(town.book) == wrong(east.book) == {}


def test_a_document_is_corrected(town: Town, east: TownPoint) -> None:
    sample = town.station.queries.samples_in(TubeCode(tube(1)))[0]
    entry = PersonEntry(sample.person.document.type, person(900), "王某")
    Correcting(town.station).correct_document(SUPERVISOR, sample, entry, "号码录错")
    hears(town, east)
    assert people(east.words.station.queries, 1) == [person(900), person(1), person(2)]
    assert wrong(town.book) == wrong(east.book) == {}


def test_a_code_of_two_points_is_decided_about_first(town: Town, east: TownPoint) -> None:
    west = town.has_point("西门")
    west.words.fills(1, range(40, 43))
    town.merges(west.packs())
    with pytest.raises(Refusal) as caught:
        Correcting(town.station).void_tube(SUPERVISOR, TubeCode(tube(1)), "破损")
    assert caught.value.code == "code_at_several_points"


def test_a_hub_opens_no_tube_again(town: Town, east: TownPoint) -> None:
    with pytest.raises(Refusal) as caught:
        Correcting(town.station).reopen_tube(SUPERVISOR, TubeCode(tube(1)), "补采")
    assert caught.value.code == "hub_has_no_desk"


def test_what_is_corrected_stays_in_its_round_when_the_next_one_has_begun(
    town: Town, east: TownPoint
) -> None:
    begin_round(town.station, SUPERVISOR, "第三轮")
    queries, correcting = town.station.queries, Correcting(town.station)
    first = queries.samples_in(TubeCode(tube(1)))[0]
    entry = PersonEntry(first.person.document.type, person(900), "王某")
    correcting.correct_document(SUPERVISOR, first, entry, "号码录错")
    moved(town)
    hears(town, east)
    for book in (town.book, east.book):
        rounds = book.db.conn.execute("SELECT DISTINCT round_id FROM sample").fetchall()
        assert rounds == [("R1",)]
        assert wrong(book) == {}
    assert people(east.words.station.queries, 2) == [person(7), person(1)]


def test_nobody_is_moved_into_a_tube_of_another_round(town: Town, east: TownPoint) -> None:
    begin_round(town.station, SUPERVISOR, "第三轮")
    west = town.has_point("西门")
    hears(town, west)
    take_round(west.words.station, SUPERVISOR, offered(west.words.station))
    west.words.fills(5, range(40, 42))
    town.merges(west.packs())
    sample = town.station.queries.samples_in(TubeCode(tube(1)))[0]
    with pytest.raises(Refusal) as caught:
        Correcting(town.station).move_person(SUPERVISOR, sample, TubeCode(tube(5)), "放错管")
    assert caught.value.code == "tube_other_round"


def test_what_is_said_of_another_points_tube_changes_nothing_here(
    town: Town, east: TownPoint
) -> None:
    west = town.has_point("西门")
    assert moved(town).is_accepted
    hears(town, west)
    assert wrong(west.book) == {}
    before = Hub(west.book).state()
    derivation.rebuild(west.book.db)
    assert Hub(west.book).state() == before
    # The same code, also here: nobody of the other tube is in this one.
    west.words.fills(2, range(40, 43))
    assert people(west.words.station.queries, 2) == [person(one) for one in range(40, 43)]
    assert wrong(west.book) == {}
    hears(town, east)
    assert wrong(east.book) == {}


def test_the_point_may_correct_what_the_supervisor_corrected(town: Town, east: TownPoint) -> None:
    assert moved(town).is_accepted
    hears(town, east)
    words = east.words
    [sample] = [
        one for one in words.station.queries.samples_in(TubeCode(tube(2))) if one.ordinal > 1
    ]
    told = Correcting(words.station).move_person(SUPERVISOR, sample, TubeCode(tube(1)), "没放错")
    assert told.is_accepted
    assert town.told(east.packs()) == ["accept"]
    for book in (words.book, town.book):
        assert wrong(book) == {}
        assert people(DeskQueries(book), 2) == [person(7)]
        assert set(people(DeskQueries(book), 1)) == {person(0), person(1), person(2)}


@pytest.mark.parametrize("number", [None, 0, -1, 2**63, 1.5, "1", [1], {}, True])
def test_a_point_that_names_samples_as_no_desk_does_is_no_danger(
    town: Town, east: TownPoint, number: object
) -> None:
    [peer] = TravelQueries(town.book).peers()
    believing = Believing(town.book, Clocks.CHECKED)
    for whose in (town.book.station_id, ["HUB"], {"HUB": 1}, 7):
        body = {"sample_station": whose, "sample_seq": number, "tube": tube(1), "reason": "x"}
        lines = chained([(Kind.SAMPLE_VOIDED, body)], east.book.station_id, 1, bytes(32))
        if whose == town.book.station_id:
            believing.demand(peer, PackageFacts(lines, frozenset()))
        else:
            with pytest.raises(Refusal, match="facts_of_another"):
                believing.demand(peer, PackageFacts(lines, frozenset()))
        with pytest.raises(Damage), all_or_nothing(town.book):
            take_in(town.book, lines)


def test_a_point_says_nothing_of_what_was_moved_in_another_points_tube(
    town: Town, east: TownPoint
) -> None:
    assert moved(town).is_accepted
    west = town.has_point("西门")
    number = max(
        seq
        for (seq,) in town.book.db.conn.execute(
            "SELECT seq FROM sample WHERE station_id = ?", (town.book.station_id,)
        )
    )
    body = {"sample_station": town.book.station_id, "sample_seq": number, "tube": tube(1)}
    lines = chained([(Kind.SAMPLE_VOIDED, body)], west.book.station_id, 1, bytes(32))
    peers = {one.station_id: one for one in TravelQueries(town.book).peers()}
    believing = Believing(town.book, Clocks.CHECKED)
    with pytest.raises(Refusal, match="facts_of_another"):
        believing.demand(peers[west.book.station_id], PackageFacts(lines, frozenset()))
    mine = chained([(Kind.SAMPLE_VOIDED, body)], east.book.station_id, 1, bytes(32))
    believing.demand(peers[east.book.station_id], PackageFacts(mine, frozenset()))


@pytest.mark.parametrize("key", ["tube_station", "box_station", "awaited_station"])
def test_a_point_names_nothing_of_another_point_in_whatever_member(
    town: Town, east: TownPoint, key: str
) -> None:
    west, mine = town.has_point("西门"), east.book.station_id
    body = {"tube": tube(1), "tube_station": mine, "box": "BX000001", key: west.book.station_id}
    lines = chained([(Kind.TUBE_PACKED, body)], mine, 1, bytes(32))
    peers = {one.station_id: one for one in TravelQueries(town.book).peers()}
    with pytest.raises(Refusal, match="facts_of_another"):
        Believing(town.book, Clocks.CHECKED).demand(peers[mine], PackageFacts(lines, frozenset()))
