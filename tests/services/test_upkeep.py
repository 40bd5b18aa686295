"""Upkeep: when a back-up is due, what goes on record, who may restore, and the start's check."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from samplepoint.domain.facts import Kind
from samplepoint.domain.staff import Role
from samplepoint.errors import Cancelled, Damage, Obstacle, Refusal
from samplepoint.services.backing_up import BackingUp, list_backups
from samplepoint.services.jobs import Progress, Reporter
from samplepoint.services.station import Place
from samplepoint.services.upkeep import Restore, Upkeep, start_check
from samplepoint.storage import long_reads
from tests.desk.words import STAFF, person, tube
from tests.services.kept_point import PIN, REGISTRARS_PIN, Point, new_point
from tests.storage.working_book import derived, digests


@pytest.fixture
def point(tmp_path: Path) -> Iterator[Point]:
    point = new_point(tmp_path)
    point.desk.fills(1, range(3))
    yield point
    point.close()


def test_a_backup_goes_on_record_with_its_digest(point: Point) -> None:
    made = point.backing_up.backup(point.place)
    (body,) = point.desk.book.db.conn.execute(
        "SELECT body FROM fact WHERE kind = ?", (str(Kind.BACKUP_MADE),)
    ).fetchone()
    assert made.sha256 in body
    assert made.backup.name in body
    assert point.desk.book.head[0] == made.head.seq + 1
    assert made.sha256 in digests(point.shelf.backups).values()


def test_only_a_changed_book_is_backed_up_again(point: Point) -> None:
    assert point.backing_up.backup_if_changed(point.place)
    assert point.backing_up.backup_if_changed(point.place) is None
    point.desk.accepts(tube(2))
    assert point.backing_up.is_due()
    assert point.backing_up.backup_if_changed(point.place)
    assert not point.backing_up.is_due()
    assert len(list_backups(point.shelf)) == 2


def test_a_sample_taken_while_a_backup_was_made_makes_the_next_one_due(point: Point) -> None:
    point.desk.accepts(tube(2))

    def scan(now: Progress) -> None:
        if now.code == "backup_checking":
            point.desk.accepts(person(20))

    point.backing_up.backup(point.place, Reporter(scan))
    assert point.backing_up.is_due()


def test_a_backup_that_was_deleted_is_made_again(point: Point) -> None:
    made = point.backing_up.backup(point.place)
    made.backup.path.unlink()
    assert point.backing_up.backup_if_changed(point.place)


def test_the_desk_commits_while_a_backup_is_made(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The back-up waits in the middle of its copying until the desk has committed."""
    copying, committed = threading.Event(), threading.Event()

    def wait(now: Progress) -> None:
        if now.code == "backup_writing":
            copying.set()
            assert committed.wait(20)

    monkeypatch.setattr(long_reads, "_STEPS", 50)
    job = threading.Thread(target=point.backing_up.backup, args=(point.place, Reporter(wait)))
    job.start()
    assert copying.wait(20)
    point.desk.accepts(tube(2))
    committed.set()
    job.join(20)
    assert not job.is_alive()
    assert len(list_backups(point.shelf)) == 1
    assert point.backing_up.is_due()


def test_a_cancelled_backup_is_not_on_record(point: Point) -> None:
    reporter = Reporter()
    reporter.cancel()
    with pytest.raises(Cancelled):
        point.backing_up.backup(point.place, reporter)
    assert list_backups(point.shelf) == []
    assert str(Kind.BACKUP_MADE) not in point.desk.facts()


# -- check and rebuild -------------------------------------------------------------------------


def test_a_whole_book_with_a_whole_backup_is_clean(point: Point) -> None:
    made = point.backing_up.backup(point.place)
    found = point.upkeep.check()
    assert found.is_clean
    assert found.rehearsed
    assert found.rehearsed.backup == made.backup
    assert found.rehearsed.facts == made.head.seq


def test_a_book_never_backed_up_is_not_damaged(point: Point) -> None:
    found = point.upkeep.check()
    assert found.is_clean
    assert found.rehearsed is None


def test_a_damaged_backup_is_counted_and_the_next_one_rehearsed(point: Point) -> None:
    good = point.backing_up.backup(point.place)
    bad = point.backing_up.backup(point.place)
    bad.backup.path.write_bytes(b"no back-up")
    found = point.upkeep.check()
    counted = {one.code: one.where for one in found.counters if one.count}
    assert counted == {"check_backups": (bad.backup.name,)}
    assert found.rehearsed
    assert found.rehearsed.backup == good.backup
    good.backup.path.unlink()
    assert not point.upkeep.check().is_clean


def test_what_is_spoiled_can_be_rebuilt(point: Point) -> None:
    before = derived(point.desk.book)
    point.desk.book.db.execute("UPDATE tube SET people = 1")
    assert not point.upkeep.check().is_clean
    assert point.upkeep.rebuild(point.place) == point.desk.book.head[0]
    assert derived(point.desk.book) == before
    assert point.upkeep.check().is_clean


def test_only_a_supervisor_rebuilds(point: Point) -> None:
    with pytest.raises(Refusal) as caught:
        point.upkeep.rebuild(Place("A", STAFF[Role.REGISTRAR]))
    assert caught.value.code == "supervisor_only"


def test_the_check_at_the_start_runs_beside_the_desk(point: Point) -> None:
    found = start_check(point.desk.book)
    point.desk.accepts(tube(2))
    assert (found.result(20).code, found.result().count) == ("check_pages", 0)


def test_the_check_at_the_start_finds_a_page_that_opening_did_not_read(point: Point) -> None:
    for n in range(3, 12):
        point.desk.fills(n, range(10 * n, 10 * n + 3))
    point.close()
    path = point.shelf.files.book
    whole = path.read_bytes()
    found = []
    for page in range(4, len(whole) // 4096):
        path.write_bytes(whole[: page * 4096] + bytes(4096) + whole[(page + 1) * 4096 :])
        with suppress(Damage):
            words = point.opened_again()
            found.append(start_check(words.book).result(20).count)
            words.book.db.conn.close()
    assert len(found) > 5
    assert all(found)


def test_a_start_check_can_be_stopped(point: Point, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_reads, "_STEPS", 5)
    reporter = Reporter()
    reporter.cancel()
    with pytest.raises(Cancelled):
        start_check(point.desk.book, reporter).result(20)


# -- restoring ---------------------------------------------------------------------------------


def test_a_supervisor_restores_and_the_desk_goes_on(point: Point) -> None:
    made = point.backing_up.backup(point.place)
    point.desk.accepts(tube(2))
    point.close()
    restore = Restore(point.shelf, PIN)
    done = restore.put_back(restore.rehearse(), point.clock)
    assert done.backup == made.backup
    again = point.opened_again()
    again.accepts(tube(2))
    backing_up = BackingUp(again.station, point.shelf)
    assert backing_up.is_due()
    assert backing_up.backup_if_changed(point.place)
    assert not backing_up.is_due()
    assert Upkeep(again.book, point.shelf).check().is_clean
    again.book.close()


def test_one_backup_can_be_chosen_by_name(point: Point) -> None:
    first = point.backing_up.backup(point.place)
    point.backing_up.backup(point.place)
    point.close()
    restore = Restore(point.shelf, PIN)
    assert restore.rehearse(first.backup.name).backup == first.backup
    with pytest.raises(Refusal) as caught:
        restore.rehearse("book-20200101-000000-1.db")
    assert caught.value.code == "backup_unknown"


def test_who_is_not_a_supervisor_does_not_restore(point: Point) -> None:
    point.backing_up.backup(point.place)
    for pin, code in ((REGISTRARS_PIN, "supervisor_only"), ("999999", "pin_wrong")):
        with pytest.raises(Refusal) as caught:
            Restore(point.shelf, pin)
        assert caught.value.code == code


def test_without_a_backup_there_is_nothing_to_restore(point: Point) -> None:
    with pytest.raises(Obstacle) as caught:
        Restore(point.shelf, PIN)
    assert caught.value.code == "backup_missing"


@pytest.mark.parametrize("loss", ["lost", "damaged"])
def test_lost_keys_come_back_from_beside_the_backup(point: Point, loss: str) -> None:
    point.backing_up.backup(point.place)
    point.close()
    keys = point.shelf.files.keys
    keys.unlink()
    if loss == "damaged":
        keys.write_bytes(b"{")
    point.shelf.files.book.unlink()
    restore = Restore(point.shelf, PIN)
    restore.put_back(restore.rehearse(), point.clock)
    again = point.opened_again()
    assert again.people_in(1) == [person(0), person(1), person(2)]
    again.book.close()
