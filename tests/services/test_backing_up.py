"""Back-ups by themselves: on which drives, before what, and what is known when one fails."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from samplepoint.domain.facts import Kind
from samplepoint.errors import Damage, Obstacle, SamplepointError
from samplepoint.services.backing_up import BackingUp, list_backups, shelf_from
from samplepoint.services.backup_record import Occasion
from samplepoint.services.backup_schedule import AGAIN_MS, EVERY_MS, FIRST_MS, BackupSchedule
from samplepoint.services.opening import open_book
from samplepoint.services.recovering import Recovery, entrust
from samplepoint.services.upkeep import Restore
from samplepoint.storage import backup, schema
from samplepoint.storage.connection import open_connection, open_frozen
from samplepoint.storage.key_copies import key_copies, place_on
from samplepoint.storage.restoring import rehearse
from tests.desk.words import START, person, tube
from tests.services.kept_point import PIN, Point, new_point
from tests.services.test_recovering import WANTED
from tests.storage.test_recovery import RECIPIENT, SAFE
from tests.storage.working_book import desk_at, digests, wrong


@pytest.fixture
def point(tmp_path: Path) -> Iterator[Point]:
    (tmp_path / "home").mkdir()
    point = new_point(tmp_path / "home")
    point.desk.fills(1, range(3))
    yield point
    point.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def with_second(point: Point, second: Path) -> BackingUp:
    point.shelf = replace(point.shelf, second=second)
    return point.backing_up


def recorded(point: Point) -> dict[str, object]:
    """Return the body of the last `BackupMade`."""
    (body,) = point.desk.book.db.conn.execute(
        "SELECT body FROM fact WHERE kind = ? ORDER BY seq DESC LIMIT 1", (str(Kind.BACKUP_MADE),)
    ).fetchone()
    found: dict[str, object] = json.loads(body)
    return found


def code_of(deed: Callable[[], object]) -> str:
    with pytest.raises(SamplepointError) as caught:
        deed()
    return caught.value.code


# -- the second drive --------------------------------------------------------------------------


def test_two_stations_share_a_stick_and_neither_thins_the_other(
    point: Point, stick: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = new_point(tmp_path / "other")
    theirs = with_second(other, stick).backup(other.place)
    for _ in range(13):
        with_second(point, stick).backup(point.place)
    assert theirs.second
    assert theirs.second.exists()
    assert len(backup.list_backups(place_on(stick, point.key))) == 10
    other.close()


def test_a_stick_that_was_away_gets_the_newest_when_it_is_back(point: Point, stick: Path) -> None:
    stick.rmdir()
    backing_up = with_second(point, stick)
    made = backing_up.backup(point.place)
    assert (made.second, recorded(point)["second"]) == (None, "folder_unusable")
    assert backing_up.catch_up() is None
    assert backing_up.standing().second_trouble == "second_not_there"
    stick.mkdir()
    copied = backing_up.catch_up()
    assert copied
    assert copied.read_bytes() == made.backup.path.read_bytes()
    assert key_copies(copied.parent)
    assert backing_up.catch_up() is None


def test_a_full_stick_is_said_until_a_copy_arrives(
    point: Point, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise Obstacle("disk_full")

    backing_up = with_second(point, stick)
    with monkeypatch.context() as patched:
        patched.setattr(backup, "copy_file", full)
        assert backing_up.backup(point.place).second_obstacle == "disk_full"
        assert backing_up.standing().second_trouble == "disk_full"
    assert backing_up.catch_up()
    assert backing_up.standing().second_trouble != "disk_full"


def test_a_folder_on_the_books_own_disk_is_said(point: Point, stick: Path) -> None:
    backing_up = with_second(point, stick)
    backing_up.backup(point.place)
    assert backing_up.standing().second_trouble == "second_same_disk"


def test_a_shared_stick_is_searched_and_several_books_on_it_are_named(
    point: Point, stick: Path, tmp_path: Path
) -> None:
    made = with_second(point, stick).backup(point.place)
    assert list_backups(shelf_from(point.shelf, stick))[0].name == made.backup.name
    (tmp_path / "other").mkdir()
    other = new_point(tmp_path / "other")
    with_second(other, stick).backup(other.place)
    other.close()
    assert code_of(lambda: shelf_from(point.shelf, stick)) == "backup_places_several"
    mine = place_on(stick, point.key)
    assert shelf_from(point.shelf, mine).backups == mine


# -- how well it is backed up ------------------------------------------------------------------


def test_the_standing_counts_what_no_backup_holds(point: Point) -> None:
    assert point.backing_up.standing().newest is None
    assert point.backing_up.standing().waiting == point.desk.book.head[0]
    made = point.backing_up.backup(point.place)
    standing = point.backing_up.standing()
    assert (standing.newest, standing.waiting) == (made.backup, 0)
    point.desk.accepts(tube(2))
    point.desk.accepts(person(20))
    assert point.backing_up.standing().waiting == 2


def test_why_a_backup_failed_is_kept_until_one_is_made(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    backing_up = point.backing_up
    with monkeypatch.context() as patched:
        patched.setattr(backup, "settle", _full)
        assert code_of(lambda: backing_up.backup(point.place)) == "disk_full"
    failure = backing_up.standing().failure
    assert failure
    assert (failure.error.code, failure.at) == ("disk_full", START.replace(tzinfo=None))
    backing_up.backup(point.place)
    assert backing_up.standing().failure is None


def _full(*_args: object) -> None:
    raise Obstacle("disk_full")


# -- the schedule ------------------------------------------------------------------------------


class Clock:
    """Milliseconds that a test lets pass."""

    now_ms = 5000.0

    def __call__(self) -> float:
        return self.now_ms

    def passes(self, milliseconds: float) -> None:
        self.now_ms += milliseconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_day_of_half_hours_backs_up_what_changed(point: Point, clock: Clock) -> None:
    schedule = BackupSchedule(point.backing_up, clock)
    assert not schedule.is_time()
    clock.passes(FIRST_MS)
    assert schedule.is_time()
    assert schedule.run(point.place)
    assert recorded(point)["why"] == "time"
    clock.passes(EVERY_MS)
    assert schedule.run(point.place) is None  # nothing changed
    point.desk.accepts(tube(2))
    clock.passes(AGAIN_MS)
    assert schedule.run(point.place) is None  # changed, and too soon
    clock.passes(EVERY_MS - AGAIN_MS)
    assert schedule.run(point.place)


def test_a_failed_backup_is_tried_again_after_five_minutes(
    point: Point, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = BackupSchedule(point.backing_up, clock)
    clock.passes(FIRST_MS)
    with monkeypatch.context() as patched:
        patched.setattr(backup, "settle", _full)
        assert code_of(lambda: schedule.run(point.place)) == "disk_full"
    assert not schedule.is_time()
    clock.passes(AGAIN_MS)
    assert schedule.run(point.place)


def test_a_clock_that_was_set_back_years_does_not_stop_the_backups(
    point: Point, clock: Clock
) -> None:
    schedule = BackupSchedule(point.backing_up, clock)
    clock.passes(FIRST_MS)
    first = schedule.run(point.place)
    point.clock.set(START - timedelta(days=9000))
    point.desk.accepts(tube(2))
    clock.passes(EVERY_MS)
    second = schedule.run(point.place)
    assert first
    assert second
    assert list_backups(point.shelf)[0] == second.backup


def test_a_stick_plugged_in_between_two_backups_is_served_within_minutes(
    point: Point, clock: Clock, stick: Path
) -> None:
    stick.rmdir()
    schedule = BackupSchedule(with_second(point, stick), clock)
    clock.passes(FIRST_MS)
    made = schedule.run(point.place)
    stick.mkdir()
    clock.passes(AGAIN_MS)
    assert schedule.run(point.place) is None
    assert made
    assert (place_on(stick, point.key) / made.backup.name).exists()


# -- before something large --------------------------------------------------------------------


def test_before_a_merge_the_book_is_backed_up_once(point: Point) -> None:
    assert point.backing_up.before(Occasion.MERGE, point.place)
    assert recorded(point)["why"] == "merge"
    assert point.backing_up.before(Occasion.MERGE, point.place) is None
    point.desk.accepts(tube(2))
    assert point.backing_up.before(Occasion.MERGE, point.place)


def test_a_merge_is_not_begun_where_that_fails(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "settle", _full)
    assert code_of(lambda: point.backing_up.before(Occasion.MERGE, point.place)) == "disk_full"


def test_before_a_restore_the_book_of_today_is_backed_up(point: Point) -> None:
    old = point.backing_up.backup(point.place)
    point.desk.accepts(tube(2))
    before = point.desk.book.head[0]
    point.close()
    restore = Restore(point.shelf, PIN)
    done = restore.put_back(restore.rehearse(old.backup.name), point.clock)
    assert done.kept
    assert done.kept == list_backups(point.shelf)[0]
    assert rehearse(done.kept, point.key).facts == before
    words = point.opened_again()
    assert not wrong(words.book)
    words.book.close()


def test_a_book_of_today_that_cannot_be_read_does_not_stop_its_restore(point: Point) -> None:
    point.backing_up.backup(point.place)
    point.close()
    point.shelf.files.book.write_bytes(b"spoiled" * 1000)
    restore = Restore(point.shelf, PIN)
    done = restore.put_back(restore.rehearse(), point.clock)
    assert done.kept is None
    assert done.aside
    point.opened_again().book.close()


# -- a newer program changes the tables --------------------------------------------------------


def make_older(point: Point) -> None:
    """Take the book back to the tables of a program that erased nobody."""
    point.close()
    with closing(open_connection(point.shelf.files.book, point.key)) as db:
        db.execute("DROP TABLE erased")
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm005_erasure'")


def test_a_book_of_an_older_program_is_backed_up_as_it_was(point: Point) -> None:
    make_older(point)
    opened = open_book(point.shelf.files, PIN, point.clock)
    (kept,) = list_backups(point.shelf)
    with closing(open_frozen(kept.path, point.key)) as copy:
        assert schema.is_behind(copy)
    assert not schema.is_behind(opened.book.db)
    assert rehearse(kept, point.key).facts == kept.seq
    point.desk = desk_at(opened.book, point.clock, point.key)
    assert recorded(point)["why"] == "migration"
    assert key_copies(point.shelf.backups)


def test_a_book_of_this_program_is_opened_without_one(point: Point) -> None:
    point.close()
    point.opened_again().book.close()
    assert list_backups(point.shelf) == []


def test_where_it_cannot_be_backed_up_the_tables_stay(point: Point) -> None:
    make_older(point)
    before = digests(point.shelf.files.book.parent)
    shutil.rmtree(point.shelf.backups)
    assert code_of(point.opened_again) == "folder_unusable"
    assert digests(point.shelf.files.book.parent)["book.db"] == before["book.db"]


def test_an_older_backup_is_restored_and_then_brought_up_to_date(point: Point) -> None:
    make_older(point)
    point.opened_again().book.close()
    restore = Restore(point.shelf, PIN)
    restore.put_back(restore.rehearse(), point.clock)
    words = point.opened_again()
    assert words.people_in(1) == [person(0), person(1), person(2)]
    assert not wrong(words.book)
    words.book.close()


def test_the_safes_key_opens_an_older_book_with_the_same_care(point: Point) -> None:
    entrust(point.shelf, point.key, RECIPIENT)
    make_older(point)
    Recovery(point.shelf, SAFE).recover(WANTED, point.clock)
    assert len(list_backups(point.shelf)) == 1


def test_a_damaged_older_book_is_not_migrated(point: Point) -> None:
    make_older(point)
    content = bytearray(point.shelf.files.book.read_bytes())
    content[len(content) // 2] ^= 1
    point.shelf.files.book.write_bytes(content)
    with pytest.raises(Damage):
        point.opened_again()
    assert point.shelf.files.book.read_bytes() == bytes(content)
