"""Erased facts travel: emptied at a point or at the supervisor's, the union stays one and whole."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from samplepoint.domain.facts import Kind
from samplepoint.domain.findings import FindingKind, Ruling
from samplepoint.errors import Damage
from samplepoint.services import packaging
from samplepoint.services.backing_up import BackingUp, Shelf
from samplepoint.services.opening import BookFiles
from samplepoint.services.packaging import Scope
from samplepoint.services.retention import Erased, Retention
from samplepoint.services.station import Station
from samplepoint.storage import erased_travel, fact_rows
from samplepoint.storage.book import Book
from tests.desk.words import person, tube
from tests.storage.working_book import wrong
from tests.travel.city import SUPERVISOR, Town, TownPoint


def erase(station: Station, folder: Path) -> Erased:
    """Erase whoever is due in a book."""
    (folder / "backups").mkdir(exist_ok=True)
    (folder / "keys.json").write_text("{}")
    files = BookFiles(station.book.path, folder / "keys.json", folder / "backups")
    backing_up = BackingUp(station, Shelf(files, folder / "backups"))
    return Retention(station, backing_up, folder / "exports").erase(SUPERVISOR)


def days_pass(town: Town, days: int) -> None:
    clocks = [town.clock, *(point.words.clock for point in town.points)]
    for clock in clocks:
        clock.set(clock.now() + timedelta(days=days))


def acknowledges(town: Town, point: TownPoint) -> None:
    """Let a point know that all it has written so far has arrived."""
    head, digest = point.book.head
    segment = {"station_id": point.book.station_id, "last": head, "head": digest.hex()}
    with point.words.station.gesture(SUPERVISOR) as draft:
        body = {"segments": [segment], "hub": town.book.station_id}
        draft.record(Kind.RECEIPT_TAKEN, body)


def people_of(book: Book) -> list[str]:
    return [
        name
        for (name,) in book.db.conn.execute("SELECT doc_number FROM sample WHERE doc_number <> ''")
    ]


def erased_point(town: Town) -> TownPoint:
    """Return a point that has erased its people of seventy days ago."""
    point = town.has_point("东门小学")
    point.words.fills(1, range(3))
    point.words.refuses(person(9))
    acknowledges(town, point)
    days_pass(town, 70)
    assert erase(point.words.station, point.folder).people == 3
    return point


def test_a_point_that_has_erased_is_taken_in_by_a_supervisors_book(town: Town) -> None:
    point = erased_point(town)
    file = point.packs(Scope.EVERYTHING)
    assert town.told(file, file) == ["accept", "duplicate"]
    assert people_of(town.book) == []
    assert not wrong(town.book)
    count = town.book.db.conn.execute("SELECT sum(people) FROM tally").fetchone()[0]
    assert count == 3


def test_people_who_are_here_stay_when_their_point_has_erased_them(town: Town) -> None:
    point = town.has_point("东门小学")
    point.words.fills(1, range(3))
    assert town.told(point.packs()) == ["accept"]
    acknowledges(town, point)
    days_pass(town, 70)
    erase(point.words.station, point.folder)
    assert town.told(point.packs(Scope.EVERYTHING)) == ["accept"]
    assert len(people_of(town.book)) == 3
    assert not wrong(town.book)


def test_people_who_were_erased_here_do_not_come_back_with_an_older_file(town: Town) -> None:
    point = town.has_point("东门小学")
    point.words.fills(1, range(3))
    file = point.packs()
    assert town.told(file) == ["accept"]
    days_pass(town, 70)
    before = town.book.head
    assert erase(town.station, town.folder).people == 3
    assert town.book.head > before
    assert town.told(point.packs(Scope.EVERYTHING)) == ["accept"]
    assert people_of(town.book) == []
    assert not wrong(town.book)


def test_people_of_an_old_round_who_arrive_late_are_erased_the_next_time(town: Town) -> None:
    early, late = town.has_point("东门小学"), town.has_point("西门小学")
    early.words.fills(1, range(3))
    late.words.fills(2, range(10, 13))
    files = early.packs(), late.packs()
    town.told(files[0])
    days_pass(town, 70)
    assert erase(town.station, town.folder).people == 3
    assert town.told(files[1]) == ["accept"]
    assert len(people_of(town.book)) == 3
    assert erase(town.station, town.folder).people == 3
    assert people_of(town.book) == []
    assert not wrong(town.book)


def test_two_people_without_numbers_are_no_finding(town: Town) -> None:
    for name, number in (("东门小学", 1), ("西门小学", 2)):
        point = town.has_point(name)
        point.words.accepts(tube(number))
        point.words.accepts(person(5))
        point.words.closes()
        town.told(point.packs())
    assert [one.kind for one in town.findings.undecided()] == [FindingKind.PERSON_TWICE]
    days_pass(town, 70)
    erase(town.station, town.folder)
    assert town.findings.every() == []
    assert not wrong(town.book)


def test_a_decision_about_a_person_no_longer_says_about_whom(town: Town) -> None:
    for name, number in (("东门小学", 1), ("西门小学", 2)):
        point = town.has_point(name)
        point.words.accepts(tube(number))
        point.words.accepts(person(5))
        point.words.accepts(person(6))
        point.words.closes()
        town.told(point.packs())
    for finding in town.findings.undecided():
        town.findings.decide(SUPERVISOR, finding, Ruling.KEEP_ONE, "same person", 0)
    days_pass(town, 70)
    erase(town.station, town.folder)
    assert not wrong(town.book)
    told = town.book.db.conn.execute("SELECT key, reason FROM decision").fetchall()
    assert told == [("", "")]


def test_files_of_which_only_the_last_says_what_was_erased(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    point = erased_point(town)
    monkeypatch.setattr(packaging, "MOST_FACTS", 5)
    files = [made.path for made in point.makes(Scope.EVERYTHING)]
    assert len(files) > 2
    for file in files:
        assert town.told(file) == ["accept"]
        assert not wrong(town.book)


def test_a_mark_that_its_book_never_explained_is_damage_in_the_end(town: Town) -> None:
    point = town.has_point("东门小学")
    point.words.fills(1, range(3))
    acknowledges(town, point)
    days_pass(town, 70)
    erase(point.words.station, point.folder)
    town.told(point.packs(Scope.EVERYTHING))
    (first,) = town.book.db.conn.execute(
        "SELECT min(seq) FROM fact WHERE kind = 'TubeOpened'"
    ).fetchone()
    town.book.db.execute("INSERT INTO erased VALUES (?, ?)", (point.book.station_id, first))
    with pytest.raises(Damage) as caught:
        fact_rows.check_chains(town.book.db)
    assert caught.value.code == "erased_unclaimed"


def test_a_fact_that_says_it_was_emptied_and_was_not_is_refused(town: Town) -> None:
    point = town.has_point("东门小学")
    point.words.fills(1, range(3))
    town.told(point.packs())
    (line,) = [
        one
        for one in fact_rows.lines_of(town.book.db, point.book.station_id)
        if one[2] == Kind.PERSON_BOUND and one[11]["ordinal"] == 1
    ]
    town.book.db.execute("DROP TRIGGER sample_no_update")
    town.book.db.execute("UPDATE sample SET phone = '1' WHERE ordinal = 1")
    with pytest.raises(Damage) as caught:
        erased_travel.take_over(town.book.db, [(line[0], line[1])])
    assert caught.value.code == "erased_not_empty"
