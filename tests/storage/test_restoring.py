"""Restoring: rehearsed first, the old book only moved aside, the chain goes on as a new station."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samplepoint.domain.codes import TubeCode
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.outcomes import Outcome, Verdict
from samplepoint.domain.own_codes import Command
from samplepoint.errors import Cancelled, Damage, Obstacle
from samplepoint.services.station import Place
from samplepoint.storage import derivation, restoring
from samplepoint.storage.backup import Backup, list_backups, make_backup
from samplepoint.storage.book import Book
from samplepoint.storage.restoring import Restored, newest_good, put_back, rehearse
from tests.desk.words import STAFF, Words, box, person, tube
from tests.storage.working_book import (
    KEY,
    STAFF_ID,
    derived,
    desk_at,
    digests,
    new_desk,
    pull_the_plug,
    turn_people_first,
    wrong,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Words]:
    (tmp_path / "home").mkdir()
    words = new_desk(tmp_path / "home" / "book.db")
    words.fills(1, range(3))
    words.fills(2, range(3, 5))
    yield words
    words.book.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


def restored(desk: Words, backup: Backup) -> tuple[Restored, Words]:
    """Close the book, put the back-up in its place and sit down at it."""
    desk.book.close()
    done = put_back(backup, desk.book.path, KEY, desk.clock, staff_id=STAFF_ID)
    return done, desk_at(Book(desk.book.path, KEY, desk.clock), desk.clock)


def ids(book: Book) -> set[tuple[str, int]]:
    sql = "SELECT station_id, seq FROM fact UNION ALL SELECT station_id, seq FROM sample"
    return set(book.db.conn.execute(sql))


def test_a_restored_book_holds_what_the_backup_held(desk: Words, folder: Path) -> None:
    made, people, truth = make_backup(desk.book, folder), desk.people_in(2), desk.truth()
    desk.accepts(person(5))
    done, again = restored(desk, made.backup)
    assert again.people_in(2) == people
    assert again.truth() == truth
    assert (done.seq, done.backup) == (made.head.seq, made.backup)
    assert not wrong(again.book)
    again.book.close()


def test_no_number_of_the_old_station_is_given_twice(desk: Words, folder: Path) -> None:
    made = make_backup(desk.book, folder)
    desk.accepts(person(5))
    before = ids(desk.book)
    done, again = restored(desk, made.backup)
    again.accepts(person(6))
    new = ids(again.book) - before
    assert {station for station, _seq in new} == {again.book.station_id} != {done.continues}
    assert min(seq for _station, seq in new) == made.head.seq + 1
    assert again.book.forebears == (made.head.station_id,)
    again.book.close()


def test_the_book_of_today_is_moved_aside_with_its_log(
    desk: Words, folder: Path, tmp_path: Path
) -> None:
    made = make_backup(desk.book, folder)
    desk.accepts(person(5))
    crashed = pull_the_plug(desk, tmp_path / "crashed")
    done = put_back(made.backup, crashed, KEY, desk.clock, staff_id=STAFF_ID)
    assert done.aside is not None
    assert done.aside.name == "book-before-restore-20260112-080000.db"
    assert Path(f"{done.aside}-wal").exists()
    assert not Path(f"{crashed}-wal").exists()
    aside = Book(done.aside, KEY, desk.clock)
    assert ids(aside) == ids(desk.book)
    aside.close()


def test_two_restores_in_one_second_keep_both_old_books(desk: Words, folder: Path) -> None:
    made = make_backup(desk.book, folder)
    first, _again = restored(desk, made.backup)
    second = put_back(made.backup, desk.book.path, KEY, desk.clock, staff_id=STAFF_ID)
    assert first.aside != second.aside
    assert all(one.aside and one.aside.exists() for one in (first, second))


def test_a_log_left_without_its_book_never_meets_the_restored_one(
    desk: Words, folder: Path
) -> None:
    made = make_backup(desk.book, folder)
    desk.book.close()
    log = Path(f"{desk.book.path}-wal")
    desk.book.path.unlink()
    log.write_bytes(b"somebody else's log" * 500)
    done = put_back(made.backup, desk.book.path, KEY, desk.clock, staff_id=STAFF_ID)
    assert not log.exists()
    assert done.aside
    assert Path(f"{done.aside}-wal").read_bytes().startswith(b"somebody else's log")


def test_a_cancelled_restore_leaves_the_book_in_its_place(desk: Words, folder: Path) -> None:
    made = make_backup(desk.book, folder)
    desk.book.close()
    before = digests(desk.book.path.parent)

    def stop(_code: str, _done: int, _total: int) -> None:
        raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        put_back(made.backup, desk.book.path, KEY, desk.clock, staff_id=STAFF_ID, report=stop)
    assert digests(desk.book.path.parent) == before


# -- which one ---------------------------------------------------------------------------------


def spoil(backup: Backup) -> None:
    content = bytearray(backup.path.read_bytes())
    content[len(content) // 2] ^= 1
    backup.path.write_bytes(content)


def test_a_damaged_newest_backup_leads_to_the_newest_good_one_and_is_named(
    desk: Words, folder: Path
) -> None:
    good, bad, cut = (make_backup(desk.book, folder).backup for _ in range(3))
    spoil(bad)
    cut.path.write_bytes(cut.path.read_bytes()[:9000])
    found = newest_good(folder, KEY)
    assert found.backup == good
    assert found.facts == desk.book.head[0]
    assert found.bad == ((cut, "book_damaged"), (bad, "book_damaged"))
    with pytest.raises(Damage):
        rehearse(bad, KEY)


def test_a_backup_with_a_forged_fact_is_not_restored(desk: Words, folder: Path) -> None:
    desk.book.db.execute("DROP TRIGGER sample_no_update")
    desk.book.db.execute("UPDATE sample SET name = '赵' WHERE ordinal = 2")
    forged = make_backup(desk.book, folder).backup
    assert forged == list_backups(folder)[0]
    with pytest.raises(Damage) as caught:
        rehearse(forged, KEY)
    assert caught.value.code == "chain_broken"


def test_where_no_backup_can_be_read_nothing_is_touched(desk: Words, folder: Path) -> None:
    with pytest.raises(Obstacle) as missing:
        newest_good(folder, KEY)
    assert missing.value.code == "backup_missing"
    spoil(make_backup(desk.book, folder).backup)
    with pytest.raises(Damage) as bad:
        newest_good(folder, KEY)
    assert (bad.value.code, bad.value.values) == ("backups_all_bad", {"count": 1})


def test_a_rehearsal_leaves_no_trace(desk: Words, folder: Path) -> None:
    made = make_backup(desk.book, folder)
    before = digests(folder)
    rehearse(made.backup, KEY)
    assert digests(folder) == before


# -- what goes on across a restore -------------------------------------------------------------


@pytest.fixture(params=["00000000", "ZZZZZZZZ"], ids=["sorts before", "sorts after"])
def across(
    request: pytest.FixtureRequest, desk: Words, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Words]:
    """A desk whose book was restored in the middle of its work, under either kind of name."""
    desk.goes_packing()
    desk.accepts(box(1))
    desk.goes_collecting()
    monkeypatch.setattr(restoring, "new_id", lambda: str(request.param))
    _done, words = restored(desk, make_backup(desk.book, folder).backup)
    yield words
    assert not wrong(words.book)
    before = derived(words.book)
    derivation.rebuild(words.book.db)
    assert derived(words.book) == before
    words.book.close()


def place(words: Words, role: str) -> Place:
    return Place("A", next(one for one in STAFF.values() if one.role == role))


def test_the_open_tube_goes_on(across: Words) -> None:
    assert len(across.people_in(2)) == 2
    assert across.accepts(person(5)).code == "bound_tube_full"
    assert len(across.people_in(2)) == 3


def test_the_last_binding_can_be_undone(across: Words) -> None:
    gone = across.people_in(2)[-1]
    across.undoes()
    assert gone not in across.people_in(2)
    across.accepts(gone)


def test_a_full_tube_reopens_by_undo(across: Words) -> None:
    across.accepts(person(5))
    across.undoes()
    across.undoes()
    assert across.closes().verdict is Verdict.ACCEPTED


def test_nobody_is_taken_twice(across: Words) -> None:
    assert across.refuses(person(0)).code == "already_sampled"
    assert across.refuses(tube(1)).code == "tube_used"
    assert across.refuses(tube(9)).code == "finish_tube_first"


def test_an_earlier_tube_is_packed_into_an_earlier_box_and_sealed(across: Words) -> None:
    across.goes_packing()
    across.ignores(box(1))
    across.accepts(tube(1))
    assert across.scan(Command.SEAL_BOX).verdict is Verdict.ACCEPTED


def test_an_earlier_tube_goes_into_a_new_box_and_out_again(across: Words) -> None:
    across.goes_packing()
    across.accepts(box(2))
    across.accepts(tube(1))
    unpacked = across.desk.packing.unpack_tube(place(across, "packer"), TubeCode(tube(1)))
    assert unpacked.verdict is Verdict.ACCEPTED
    across.accepts(tube(1))


def test_an_earlier_tube_is_voided_with_people_of_both_times(across: Words) -> None:
    across.accepts(person(5))
    voided = across.desk.correcting.void_tube(
        place(across, "supervisor"), TubeCode(tube(2)), "leaked"
    )
    assert voided.values["people"] == 3
    assert across.people_in(2) == []


def test_people_move_between_an_earlier_tube_and_a_new_one(across: Words) -> None:
    across.closes()
    across.accepts(tube(3))
    across.accepts(person(7))
    for number, to in ((3, 3), (7, 2)):
        moved = move(across, number, to)
        assert moved.verdict is Verdict.ACCEPTED
    assert person(3) in across.people_in(3)
    assert person(7) in across.people_in(2)


def move(words: Words, number: int, to: int) -> Outcome:
    document = words.document(person(number))
    (sample,) = words.station.queries.find_document(document.type, document.identity, "R1")
    return words.desk.correcting.move_person(
        place(words, "supervisor"), sample, TubeCode(tube(to)), "wrong tube"
    )


def test_an_earlier_sample_gets_a_right_document(across: Words) -> None:
    document = across.document(person(0))
    (sample,) = across.station.queries.find_document(document.type, document.identity, "R1")
    entry = PersonEntry(document.type, person(50), "李", sample.person.relation)
    across.desk.correcting.correct_document(place(across, "supervisor"), sample, entry, "misread")
    assert person(50) in across.people_in(1)
    assert person(0) not in across.people_in(1)


def test_an_empty_earlier_tube_is_withdrawn_and_opened_again(desk: Words, folder: Path) -> None:
    desk.closes()
    desk.accepts(tube(3))
    _done, words = restored(desk, make_backup(desk.book, folder).backup)
    words.undoes()
    words.accepts(tube(3))
    assert not wrong(words.book)
    words.book.close()


def test_people_who_wait_for_a_tube_still_wait(desk: Words, folder: Path) -> None:
    desk.closes()
    turn_people_first(desk)
    for number in (10, 11, 12):
        desk.accepts(person(number))
    _done, words = restored(desk, make_backup(desk.book, folder).backup)
    words.undoes()
    words.accepts(tube(3))
    assert words.people_in(3) == [person(10), person(11)]
    assert not wrong(words.book)
    words.book.close()


def test_a_book_restored_twice_knows_both_earlier_stations(desk: Words, folder: Path) -> None:
    first = desk.book.station_id
    _done, second = restored(desk, make_backup(desk.book, folder).backup)
    second.accepts(person(5))
    done, third = restored(second, make_backup(second.book, folder).backup)
    assert third.book.forebears == (done.continues, first)
    third.undoes()
    third.undoes()
    assert len(third.people_in(2)) == 1
    assert not wrong(third.book)
    third.book.close()


def test_a_broken_joint_between_two_stations_is_found(desk: Words, folder: Path) -> None:
    _done, words = restored(desk, make_backup(desk.book, folder).backup)
    words.book.db.execute("DROP TRIGGER sample_no_delete")
    words.book.db.execute("DELETE FROM sample WHERE seq = (SELECT max(seq) FROM sample)")
    assert "check_chains" in wrong(words.book)
    words.book.close()
