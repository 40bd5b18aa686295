"""Packages go from points to a supervisor's book: verdicts, quarantine, what is not touched."""

from __future__ import annotations

import random
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.codes import TubeCode
from samplepoint.errors import Cancelled, Refusal
from samplepoint.services.believing import Clocks
from samplepoint.services.correcting import Correcting
from samplepoint.services.jobs import Reporter
from samplepoint.services.merging import Merging
from samplepoint.services.package_verdicts import Verdict, packages_in
from samplepoint.services.packaging import Packaging, Scope
from samplepoint.storage.book import Book
from tests.desk.words import CHINA, START, Words, person, tube
from tests.storage.working_book import KEY, wrong
from tests.travel.city import SUPERVISOR, Town, east
from tests.travel.introducing import acknowledges, known_point


def test_a_package_is_taken_in_and_known_the_second_time(town: Town) -> None:
    point = east(town)
    file = point.packs()
    first, second = town.merges(file), town.merges(file)
    assert (first[0].verdict, first[0].people, first[0].known) == (Verdict.ACCEPT, 6, 0)
    assert (second[0].verdict, second[0].code, second[0].new) == (
        Verdict.DUPLICATE,
        "merge_known_file",
        0,
    )
    assert second[0].known == first[0].new
    assert (second[0].point, second[0].missing) == (first[0].point, ())
    assert wrong(town.book) == {}


def test_whoever_was_taken_back_is_not_one_person_more(town: Town) -> None:
    point = east(town)
    point.words.fills(3, range(6, 8))
    point.words.undoes()
    made = point.makes()[0]
    told = town.merges(made.path)[0]
    assert (made.samples, made.people, told.people) == (8, 7, 7)
    point.words.closes()
    point.words.fills(4, range(8, 10))
    again = town.merges(point.packs(Scope.EVERYTHING))[0]
    assert again.people == 2


def test_what_handing_over_leaves_behind_is_no_package_of_its_own(town: Town) -> None:
    point = known_point(town, "东门小学")
    point.words.fills(1, range(3))
    acknowledges(town, point, point.packs())
    with pytest.raises(Refusal, match="package_nothing_new"):
        point.packs()
    assert point.makes(Scope.EVERYTHING)[0].people == 3
    point.words.closes()
    point.words.fills(3, range(6, 8))
    assert point.makes()[0].people == 2


def test_a_later_package_makes_an_earlier_one_older(town: Town) -> None:
    point = east(town)
    early = point.packs()
    point.words.fills(3, range(6, 9))
    late = point.packs()
    assert town.told(late, early, late, early) == ["accept", "older", "duplicate", "older"]


def test_any_order_of_packages_gives_the_same_state(town: Town, tmp_path: Path) -> None:
    point, files = east(town), []
    for nth in range(4):
        files.append(point.packs())
        point.words.fills(10 + nth, range(10 + 3 * nth, 13 + 3 * nth))
    files.append(point.packs(Scope.EVERYTHING))
    chance = random.Random(3)
    orders = [files, files[::-1], *(chance.sample(files, len(files)) for _turn in range(6))]
    assert len(town.ends(orders)) == 1
    town.merges(*files, *files[::-1])
    assert {town.truth()} == town.ends([files])


def test_a_restored_point_packs_on_in_any_order(town: Town) -> None:
    """Its back-up knew of no package: the numbers begin again, under a station of another name."""
    point = east(town)
    backup = point.backs_up()
    files = [point.packs()]
    point.words.fills(7, range(20, 23))
    files.append(point.packs())
    point.restores(backup)
    for nth in range(2):
        files.append(point.packs())
        point.words.fills(30 + nth, range(30 + 3 * nth, 33 + 3 * nth))
    files.append(point.packs())
    chance = random.Random(4)
    orders = [files, files[::-1], *(chance.sample(files, len(files)) for _turn in range(6))]
    assert len(town.ends(orders)) == 1


def test_what_the_lost_records_voided_ends_nobody_registered_since(town: Town) -> None:
    """Whoever comes into the tube after the restore counts, in whatever order files arrive."""
    point = town.has_point("东门小学")
    point.words.accepts(tube(1))
    point.words.accepts(person(1))
    backup = point.backs_up()
    Correcting(point.words.station).void_tube(SUPERVISOR, TubeCode(tube(1)), "漏了")
    lost = point.packs()
    point.restores(backup)
    point.words.accepts(person(2))
    since = point.packs()
    assert len(town.ends([(lost, since), (since, lost)])) == 1
    town.merges(since, lost)
    inside = town.station.queries.samples_in(TubeCode(tube(1)))
    assert [one.person.document.number for one in inside] == [person(2)]


def test_a_stranger_goes_to_quarantine_until_somebody_enrols_it(town: Town) -> None:
    stranger = town.has_stranger("北站")
    stranger.words.fills(7, range(3))
    file = stranger.packs()
    before = town.truth()
    told = town.merges(file)[0]
    assert (told.verdict, told.code) == (Verdict.QUARANTINE, "signer_unknown")
    assert told.values["point"] == told.point == "北站"
    assert (told.station_id, told.number) == (stranger.book.station_id, 1)
    assert town.truth() == before
    kept = list(town.quarantine.iterdir())
    assert [one.read_bytes() for one in kept] == [file.read_bytes()]
    town.enrols(stranger)
    assert town.told(*kept) == ["accept"]


def test_a_lost_laptop_is_revoked(town: Town) -> None:
    point = east(town)
    early = point.packs()
    town.merges(early)
    town.revokes(point, "笔记本丢失")
    before = town.truth()
    point.words.fills(3, range(6, 9))
    told = town.merges(point.packs())[0]
    assert (told.verdict, told.code) == (Verdict.QUARANTINE, "signer_revoked")
    assert town.truth() == before


def test_a_package_for_another_book_is_not_ours(town: Town, tmp_path: Path) -> None:
    elsewhere = Town(tmp_path / "elsewhere")
    point = east(elsewhere)
    town.enrols(point)
    told = town.merges(point.packs())[0]
    assert (told.verdict, told.code) == (Verdict.QUARANTINE, "age_not_for_us")
    point.book.close()
    elsewhere.book.close()


def test_a_clock_of_1980_is_asked_about(town: Town) -> None:
    point = town.has_point("南门")
    point.words.clock.set(datetime(1980, 1, 1, 0, 5, tzinfo=CHINA))
    point.words.fills(5, range(3))
    file = point.packs()
    before = town.truth()
    told = town.merges(file)[0]
    assert (told.verdict, told.code) == (Verdict.QUARANTINE, "package_clock_impossible")
    assert town.truth() == before
    assert town.merges(file, clocks=Clocks.BELIEVED)[0].verdict is Verdict.ACCEPT
    assert [one.kind for one in town.findings.undecided()] == ["clock_off"]


def test_files_that_are_no_packages_are_named_and_touch_nothing(town: Town, tmp_path: Path) -> None:
    file = east(town).packs()
    content = file.read_bytes()
    before = town.truth()
    bad = {
        "empty.spkg": b"",
        "text.spkg": b"hello",
        "cut.spkg": content[:-40],
        "flipped.spkg": content[:900] + bytes([content[900] ^ 1]) + content[901:],
    }
    for name, spoiled in bad.items():
        (tmp_path / name).write_bytes(spoiled)
    told = town.told(*(tmp_path / name for name in bad))
    assert told == ["damaged"] * len(bad)
    assert town.truth() == before
    assert list(town.quarantine.iterdir()) == []


def test_one_file_that_fails_half_way_leaves_the_others_their_place(
    town: Town, tmp_path: Path
) -> None:
    """It is signed and its chain holds, but its station has one number with two contents."""
    point, west = east(town), town.has_point("西门")
    twin = tmp_path / "twin"
    shutil.copytree(point.folder, twin)
    west.words.fills(60, range(60, 63))
    point.words.fills(65, range(65, 68))
    good, other = point.packs(), west.packs()
    copy = Book(twin / "book.db", KEY, PracticeClock(START))
    desk = Words(copy, PracticeClock(START), lambda: copy)
    desk.fills(70, range(70, 73))
    false = Packaging(desk.station, twin).make(SUPERVISOR)[0].path
    told = town.merges(good, false, other)
    assert [one.verdict for one in told] == [Verdict.ACCEPT, Verdict.DAMAGED, Verdict.ACCEPT]
    assert told[1].code == "fact_differs"
    # Whom to ask for another file.
    assert (told[1].point, told[1].number) == ("东门小学", 1)
    assert wrong(town.book) == {}
    copy.close()


class StopsAtTheSecond(Reporter):
    """An operator who presses Esc when one file is done."""

    def report(self, code: str, done: int, total: int = 0) -> None:
        if done == 1:
            raise Cancelled("cancelled")
        super().report(code, done, total)


def test_cancelling_keeps_what_was_told(town: Town) -> None:
    point, files = east(town), list[Path]()
    for nth in range(3):
        files.append(point.packs())
        point.words.fills(20 + nth, range(20 + 3 * nth, 23 + 3 * nth))
    merging = Merging(town.station, town.quarantine).merge(SUPERVISOR, files, StopsAtTheSecond())
    assert next(merging).verdict is Verdict.ACCEPT
    with pytest.raises(Cancelled):
        next(merging)
    assert town.told(*files) == ["duplicate", "accept", "accept"]


def test_a_book_without_a_supervisor_has_nobody_to_seal_for(tmp_path: Path) -> None:
    town = Town(tmp_path / "town")
    point = east(town)
    other = Town(tmp_path / "lonely")
    with pytest.raises(Refusal) as caught:
        Packaging(other.station, tmp_path).make(SUPERVISOR)
    assert caught.value.code == "point_missing"
    for book in (point.book, town.book, other.book):
        book.close()


def test_a_hub_has_no_desk(town: Town) -> None:
    desk = Words(town.book, PracticeClock(town.clock.now()), lambda: town.book)
    assert desk.refuses(tube(1)).code == "hub_has_no_desk"


def test_a_folder_means_its_packages(town: Town, tmp_path: Path) -> None:
    file = east(town).packs()
    (file.parent / "notes.txt").write_text("x")
    assert packages_in([file.parent]) == [file]


def test_acknowledged_copies_leave_the_outbox_but_for_the_last(tmp_path: Path) -> None:
    town = Town(tmp_path)
    point = known_point(town, "东门小学")
    outbox, files = point.folder / "outbox", list[Path]()
    outbox.mkdir()
    packaging = Packaging(point.words.station, outbox)
    for nth in range(4):
        point.words.fills(1 + nth, range(3 * nth, 3 * nth + 3))
        files.append(packaging.make(SUPERVISOR)[0].path)
        if nth < 3:
            # The second is not acknowledged before the third is.
            there = [one.exists() for one in files]
            assert there == [[True], [True, True], [True, True, True]][nth]
        if nth != 1:
            acknowledges(town, point, *files[max(0, nth - 1) :])
    assert [one.exists() for one in files] == [False, False, True, True]
    assert packaging.copy_of(3).path == files[2]
    for book in (point.book, town.book):
        book.close()
