"""Erased people are gone from every copy at hand, and what could not be reached is named."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from samplepoint.domain.facts import Kind
from samplepoint.errors import Obstacle
from samplepoint.storage import backup
from samplepoint.storage.book import Book
from samplepoint.storage.key_copies import place_on
from samplepoint.storage.restoring import newest_good, put_back
from tests.desk.words import START, person
from tests.services.planted import (
    Planted,
    bodies,
    code_of,
    erase,
    traces,
)
from tests.storage.working_book import STAFF_ID, desk_at, wrong

# -- copies ----------------------------------------------------------------------------------------


def test_one_fresh_backup_stands_in_place_of_all_before(old: Planted) -> None:
    for _ in range(3):
        old.backing_up.backup(old.place)
    done = erase(old)
    (left,) = backup.list_backups(old.shelf.backups)
    assert (left.name, done.backups_removed) == (done.backup, 3)
    good = newest_good(old.shelf.backups, old.key)
    assert good.backup == left
    old.close()
    put_back(left, old.shelf.files.book, old.key, old.clock, staff_id=STAFF_ID)
    book = Book(old.shelf.files.book, old.key, old.clock)
    assert not wrong(book)
    book.close()


def test_the_second_drive_is_cleaned_too(old: Planted, tmp_path: Path) -> None:
    stick = with_stick(old, tmp_path)
    old.backing_up.backup(old.place)
    assert traces(old, stick)
    done = erase(old)
    assert traces(old, stick) == []
    assert len(backup.list_backups(place_on(stick, old.key))) == 1
    assert (done.backups_removed, done.unreached) == (2, [])


def with_stick(point: Planted, tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    point.backing_up.shelf = replace(point.shelf, second=tmp_path / "stick")
    return tmp_path / "stick"


def test_a_drive_that_is_away_is_named_and_cleaned_when_it_is_back(
    old: Planted, tmp_path: Path
) -> None:
    stick = with_stick(old, tmp_path)
    old.backing_up.backup(old.place)
    stick.rename(tmp_path / "pulled out")
    done = erase(old)
    assert done.unreached == [str(stick)]
    (finished,) = bodies(old, Kind.ERASURE_FINISHED)
    assert finished["unreached"] == 1
    (tmp_path / "pulled out").rename(stick)
    assert old.backing_up.standing().second_trouble == "second_holds_erased"
    old.backing_up.catch_up()
    assert traces(old, stick) == []
    assert old.backing_up.standing().second_trouble != "second_holds_erased"
    assert len(backup.list_backups(place_on(stick, old.key))) == 1


def test_without_a_fresh_backup_the_old_ones_stay_until_there_is_one(
    old: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    old.backing_up.backup(old.place)
    with monkeypatch.context() as patched:
        patched.setattr(backup, "settle", _full)
        assert code_of(lambda: erase(old)) == "disk_full"
    assert len(backup.list_backups(old.shelf.backups)) == 1
    assert bodies(old, Kind.ERASURE_FINISHED) == []
    assert old.retention.preview().is_begun
    old.retention.resume(old.place)
    assert traces(old) == []
    assert len(bodies(old, Kind.ERASURE_FINISHED)) == 1


def _full(*_args: object) -> None:
    raise Obstacle("disk_full")


def test_a_book_that_a_restore_moved_aside_is_cleaned_and_kept(point: Planted) -> None:
    made = point.backing_up.backup(point.place)
    point.close()
    put_back(made.backup, point.shelf.files.book, point.key, point.clock, staff_id=STAFF_ID)
    point.use(desk_at(Book(point.shelf.files.book, point.key, point.clock), point.clock, point.key))
    point.days_pass(61)
    done = erase(point)
    assert done.books_cleaned == 1
    assert traces(point) == []
    (aside,) = point.folder.glob("book-before-restore-*.db")
    book = Book(aside, point.key, point.clock)
    assert not wrong(book)
    book.close()


def test_an_aside_book_that_nobody_can_read_is_named_while_it_is_young(old: Planted) -> None:
    spoiled = old.folder / "book-before-restore-20260112-080000.db"
    spoiled.write_bytes(b"spoiled" * 1000)
    assert erase(old).unreached == [spoiled.name]
    assert spoiled.exists()


def test_an_aside_book_that_nobody_can_read_goes_when_it_is_old(old: Planted) -> None:
    spoiled = old.folder / "book-before-restore-20260112-080000.db"
    spoiled.write_bytes(b"spoiled" * 1000)
    long_ago = (START - timedelta(days=70)).timestamp()
    os.utime(spoiled, (long_ago, long_ago))
    assert erase(old).unreached == []
    assert not spoiled.exists()


def test_what_a_pulled_plug_left_half_made_goes_too(old: Planted) -> None:
    left = [
        old.folder / "book.db.restoring",
        old.folder / "book.db.restoring-wal",
        old.shelf.backups / backup.STAGING,
    ]
    for path in left:
        path.write_text(person(3))
    erase(old)
    assert not any(path.exists() for path in left)


def test_exports_on_record_go_and_others_are_named(old: Planted) -> None:
    exports = old.folder / "exports"
    ours, others = exports / "manifest.csv", exports / "notes.txt"
    ours.write_text(person(3))
    others.write_text("somebody's notes")
    files = [{"name": ours.name, "sha256": hashlib.sha256(ours.read_bytes()).hexdigest()}]
    old.clock.set(START)
    with old.desk.station.gesture(old.place) as draft:
        draft.record(Kind.EXPORT_MADE, {"number": 1, "files": files})
    old.days_pass(61)
    done = erase(old)
    assert (done.exports_removed, done.exports_left) == (1, ["exports/notes.txt"])
    assert (ours.exists(), others.exists()) == (False, True)
