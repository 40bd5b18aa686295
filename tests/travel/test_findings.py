"""What cannot be right when points come together: every kind is found, decided, and told."""

from __future__ import annotations

from datetime import datetime

import pytest

from samplepoint.app.paths import resources
from samplepoint.domain.facts import Kind
from samplepoint.domain.findings import Finding, Ruling
from samplepoint.errors import Cancelled
from samplepoint.services import packaging
from samplepoint.services.believing import Clocks
from samplepoint.services.finding_words import about, lines
from samplepoint.services.jobs import Reporter
from samplepoint.services.merging import Merging
from samplepoint.services.package_verdicts import Verdict
from samplepoint.services.packaging import Packaging, Scope
from samplepoint.storage import long_reads
from samplepoint.wording import Language, Wording
from tests.desk.boxing import packs
from tests.desk.words import CHINA, box, person, tube
from tests.storage.working_book import wrong
from tests.travel.city import SUPERVISOR, Town, TownPoint, east

SAY = Wording(resources() / "wording", Language.ENGLISH).say


def found_as(town: Town, kind: str) -> Finding:
    """Return the one finding of a kind that waits; it is no damage of the book."""
    assert wrong(town.book) == {}
    (found,) = [one for one in town.findings.undecided() if one.kind == kind]
    return found


def at_two_points(town: Town) -> tuple[TownPoint, TownPoint, Finding]:
    """Let one person be at two points."""
    point, west = east(town), town.has_point("西门")
    west.words.accepts(tube(90))
    west.words.accepts(person(4))
    west.words.closes()
    town.merges(point.packs(), west.packs())
    return point, west, found_as(town, "person_twice")


def test_one_person_at_two_points_is_found(town: Town) -> None:
    _point, _west, found = at_two_points(town)
    assert (found.kind, found.key, found.round_id) == ("person_twice", f"CN_ID:{person(4)}", "R1")
    assert [(one["point"], one["tube"]) for one in found.places] in (
        [("东门小学", tube(2)), ("西门", tube(90))],
        [("西门", tube(90)), ("东门小学", tube(2))],
    )


class StopsAfter(Reporter):
    """Is cancelled after so many reports."""

    def __init__(self, reports: int) -> None:
        super().__init__()
        self.left = reports

    def report(self, code: str, done: int, total: int = 0) -> None:
        self.left -= 1
        if self.left < 0:
            self.cancel()
        super().report(code, done, total)


def test_a_look_is_stopped_in_the_middle_of_a_statement_too(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_points, found = at_two_points(town)
    monkeypatch.setattr(long_reads, "_STEPS", 5)
    whole = StopsAfter(10**6)
    assert town.findings.every(whole) == [found]
    reports = 10**6 - whole.left
    kinds_and_decisions = 7
    assert reports > 5 * kinds_and_decisions, reports
    for after in range(0, reports, reports // 10):
        with pytest.raises(Cancelled):
            town.findings.every(StopsAfter(after))
    assert town.findings.every() == [found]


def decided(town: Town, ruling: Ruling) -> tuple[TownPoint, TownPoint]:
    """Let one person be at two points, and a supervisor decide about it."""
    point, west, found = at_two_points(town)
    kept = next(nth for nth, place in enumerate(found.places) if place["point"] == "东门小学")
    town.findings.decide(SUPERVISOR, found, ruling, "问过本人", kept)
    return point, west


def test_what_was_right_in_both_places_is_not_asked_again(town: Town) -> None:
    decided(town, Ruling.ALL_RIGHT)
    assert town.findings.undecided() == []
    (found,) = town.findings.every()
    assert found.decision is not None
    assert (found.decision.reason, found.decision.ruling) == ("问过本人", Ruling.ALL_RIGHT)


def test_a_decision_travels_back_to_the_point(town: Town) -> None:
    _point, west = decided(town, Ruling.KEEP_ONE)
    assert town.findings.undecided() == []
    (found,) = town.findings.every()
    assert found.decision is not None
    assert found.decision.ruling is Ruling.KEEP_ONE
    ended = {place["point"]: place["sample_status"] for place in found.places}
    assert ended == {"东门小学": "", west.name: "void"}
    assert west.words.people_in(90) == [person(4)]
    file = Packaging(town.station, town.folder).make(SUPERVISOR)[0].path
    told = list(Merging(west.words.station, town.quarantine).merge(SUPERVISOR, [file]))
    assert [one.verdict for one in told] == [Verdict.ACCEPT]
    assert west.words.people_in(90) == []
    assert wrong(west.book) == {}
    assert wrong(town.book) == {}


def test_another_place_makes_a_decision_old(town: Town) -> None:
    decided(town, Ruling.ALL_RIGHT)
    north = town.has_point("北门")
    north.words.accepts(tube(95))
    north.words.accepts(person(4))
    town.merges(north.packs())
    (found,) = town.findings.undecided()
    assert len(found.places) == 3


def test_a_tube_opened_at_two_points_is_found(town: Town) -> None:
    point, west = east(town), town.has_point("西门")
    west.words.fills(2, range(50, 53))
    town.merges(point.packs(), west.packs())
    (found,) = town.findings.undecided()
    assert (found.kind, found.key, len(found.places)) == ("tube_twice", tube(2), 2)
    assert {place["people"] for place in found.places} == {3}


def test_a_tube_that_one_point_voids_is_still_found_until_somebody_decides(town: Town) -> None:
    point, west = east(town), town.has_point("西门")
    west.words.fills(2, range(50, 53))
    town.merges(point.packs(), west.packs())
    (found,) = town.findings.undecided()
    town.findings.decide(SUPERVISOR, found, Ruling.KEEP_ONE, "西门贴错标签", kept=0)
    assert town.findings.undecided() == []
    (decided_one,) = town.findings.every()
    assert [place["tube_status"] for place in decided_one.places] == ["closed", "void"]
    assert wrong(town.book) == {}


def test_two_laptops_with_one_name_are_found(town: Town) -> None:
    town.has_point("东门小学")
    town.has_point("东门小学")
    (found,) = town.findings.undecided()
    assert (found.kind, found.key) == ("station_name_twice", "东门小学")


def test_one_tube_in_two_boxes_says_which(town: Town) -> None:
    point, west = east(town), town.has_point("西门")
    west.words.fills(2, range(50, 53))
    for nth, one in enumerate((point, west), start=1):
        one.words.goes_packing()
        one.words.accepts(box(nth))
        packs(one.words, 2)
    town.merges(point.packs(), west.packs())
    found = found_as(town, "tube_two_boxes")
    assert found.key == tube(2)
    assert {(place["point"], place["box"]) for place in found.places} == {
        ("东门小学", box(1)),
        ("西门", box(2)),
    }
    town.findings.decide(SUPERVISOR, found, Ruling.ALL_RIGHT, "在箱1里")
    assert [one.kind for one in town.findings.undecided()] == ["tube_twice"]


def test_one_box_code_at_two_points_is_found(town: Town) -> None:
    point, west = east(town), town.has_point("西门")
    west.words.fills(7, range(50, 53))
    for one, number in ((point, 2), (west, 7)):
        one.words.goes_packing()
        one.words.accepts(box(1))
        packs(one.words, number)
    town.merges(point.packs(), west.packs())
    found = found_as(town, "box_twice")
    assert (found.key, found.round_id) == (box(1), "R1")
    assert {(place["point"], place["tubes"]) for place in found.places} == {
        ("东门小学", 1),
        ("西门", 1),
    }


def test_what_is_missing_is_found_with_its_numbers_until_it_comes(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    point = east(town)
    monkeypatch.setattr(packaging, "MOST_FACTS", 4)
    first, second, third = [one.path for one in point.makes()]
    town.merges(third)
    found = found_as(town, "facts_missing")
    assert found.key == point.book.station_id
    (place,) = found.places
    assert place["missing"] == [[point.book.station_id, 1, place["first"] - 1]]
    assert about(found) == found.key
    (line,) = lines(found, SAY)
    assert f"1–{place['first'] - 1}" in line
    town.merges(first)
    (place,) = found_as(town, "facts_missing").places
    assert place["missing"][0][1] > 1
    town.merges(second)
    assert town.findings.undecided() == []


def test_a_clock_far_off_is_found_at_its_package(town: Town) -> None:
    slow, fast = town.has_point("南门"), town.has_point("北门")
    slow.words.clock.set(datetime(1980, 1, 1, 0, 5, tzinfo=CHINA))
    slow.words.fills(5, range(3))
    fast.words.clock.jump(3600)
    fast.words.fills(6, range(3, 6))
    town.merges(slow.packs(), fast.packs(), clocks=Clocks.BELIEVED)
    found = {one.places[0]["point"]: one for one in town.findings.undecided()}
    assert {str(one.kind) for one in found.values()} == {"clock_off"}
    assert set(found) == {"南门", "北门"}
    assert found["北门"].places[0]["ahead_minutes"] == pytest.approx(60, abs=2)
    assert found["南门"].places[0]["earliest"].startswith("1979-12-31T16:05")


def test_what_a_restored_point_does_anew_is_found(town: Town) -> None:
    """Its back-up lacked what the supervisor has: the same people, once more, are no damage."""
    point = east(town)
    backup = point.backs_up()
    point.words.accepts(tube(7))
    point.words.accepts(person(20))
    town.merges(point.packs())
    point.restores(backup)
    point.words.accepts(tube(8))
    point.words.accepts(person(20))
    town.merges(point.packs())
    found = found_as(town, "person_twice")
    assert {one["tube"] for one in found.places} == {tube(7), tube(8)}
    assert {one["point"] for one in found.places} == {"东门小学"}
    assert wrong(point.book) == {}


def test_a_tube_filled_before_and_after_a_restore_is_found(town: Town) -> None:
    """One of the two lines of records is not in the tube, or it holds more than it may."""
    point = town.has_point("东门小学")
    old = point.book.station_id
    point.words.accepts(tube(1))
    point.words.accepts(person(1))
    backup = point.backs_up()
    point.words.accepts(person(2))
    town.merges(lost := point.packs())
    point.words.accepts(person(3))
    later = point.packs(Scope.EVERYTHING)
    point.restores(backup)
    assert town.findings.every() == []
    point.words.accepts(person(4))
    town.merges(point.packs())
    (found,) = town.findings.undecided()
    assert (found.kind, found.key) == ("facts_forked", old)
    assert [one["station"] for one in found.places] == [old, point.book.station_id]
    assert [(one["people"], one["tube"]) for one in found.places] == [(1, tube(1))] * 2
    town.findings.decide(SUPERVISOR, found, Ruling.ALL_RIGHT, "对照了实物")
    point.words.accepts(person(5))
    assert town.told(point.packs(), lost) == ["accept", "duplicate"]
    assert town.findings.undecided() == []
    # Another stick brings more of what the back-up lacked: that was not decided about.
    assert town.told(later) == ["accept"]
    (found,) = town.findings.undecided()
    assert [one["people"] for one in found.places] == [2, 2]


def test_a_restore_that_lost_no_work_is_no_finding(town: Town) -> None:
    point = east(town)
    backup = point.backs_up()
    with point.words.station.gesture(SUPERVISOR) as draft:
        draft.record(Kind.EXPORT_MADE, {})
    town.merges(point.packs())
    point.restores(backup)
    point.words.fills(7, range(20, 23))
    town.merges(point.packs())
    assert town.findings.every() == []


def test_what_a_restore_lost_is_found_before_the_desk_goes_on(town: Town) -> None:
    point = east(town)
    backup = point.backs_up()
    point.words.fills(7, range(20, 23))
    town.merges(point.packs())
    point.restores(backup)
    town.merges(point.packs())
    assert [one["people"] for one in found_as(town, "facts_forked").places] == [3, 0]
