"""Back-ups: made beside the desk's work, encrypted, proved before they count, thinned by age."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.domain.facts import Kind
from samplepoint.errors import Cancelled, Damage, Obstacle
from samplepoint.storage import backup, fact_rows, long_reads
from samplepoint.storage.backup import Backup, list_backups, make_backup, surplus
from samplepoint.storage.connection import open_frozen
from samplepoint.storage.key_copies import copy_keys, key_copies, place_on
from tests.desk.words import START, Words, person, tube
from tests.storage.working_book import KEY, PLAN, STAFF_ID, digests, new_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Words]:
    (tmp_path / "home").mkdir()
    words = new_desk(tmp_path / "home" / "book.db")
    words.fills(1, range(3))
    yield words
    words.book.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


def facts_in(path: Path, key: bytes = KEY) -> int:
    with closing(open_frozen(path, key)) as copy:
        return fact_rows.check_chains(copy)


def test_a_backup_holds_every_fact_and_says_where_it_ends(desk: Words, folder: Path) -> None:
    made = make_backup(desk.book, folder)
    assert facts_in(made.backup.path) == desk.book.head[0] == made.head.seq
    assert made.backup.name == f"book-20260112-080000-{made.head.seq}.db"
    assert digests(folder) == {made.backup.name: made.sha256}
    assert made.backup.path.stat().st_size == made.size


def test_a_backup_says_nothing_without_the_key(desk: Words, folder: Path) -> None:
    content = make_backup(desk.book, folder).backup.path.read_bytes()
    assert len(content) > 50_000
    for told in (b"SQLite format 3", b"CREATE TABLE", person(0).encode(), tube(1).encode()):
        assert told not in content
    for key in (bytes(32), None):
        with pytest.raises(Damage) as caught:
            open_frozen(list_backups(folder)[0].path, key)
        assert caught.value.code == "book_unreadable"


def test_a_gesture_in_the_making_is_not_in_the_backup(desk: Words, folder: Path) -> None:
    before = desk.book.head[0]
    with desk.book.gesture(desk="A", staff_id=STAFF_ID, round_id=PLAN.round_id) as draft:
        draft.record(Kind.DESK_LOCKED, {})
        made = make_backup(desk.book, folder)
    assert made.head.seq == before
    assert facts_in(made.backup.path) == before
    assert desk.book.head[0] == before + 1


def test_the_book_is_not_touched_by_its_backup(desk: Words, folder: Path, tmp_path: Path) -> None:
    before = digests(tmp_path / "home")
    make_backup(desk.book, folder)
    after = digests(tmp_path / "home")
    assert {name: after[name] for name in ("book.db", "book.db-wal")} == {
        name: before[name] for name in ("book.db", "book.db-wal")
    }


def test_an_empty_book_can_be_backed_up(tmp_path: Path, folder: Path) -> None:
    desk = new_desk(tmp_path / "new.db")
    assert facts_in(make_backup(desk.book, folder).backup.path) == 1
    desk.book.close()


def test_a_clock_that_jumps_back_does_not_make_the_newest_backup_old(
    desk: Words, folder: Path
) -> None:
    first = make_backup(desk.book, folder)
    desk.clock.set(START - timedelta(days=9000))
    second = make_backup(desk.book, folder)
    assert list_backups(folder) == [second.backup, first.backup]
    assert second.backup.made - first.backup.made == timedelta(seconds=1)


def test_a_copy_that_went_bad_is_thrown_away(desk: Words, folder: Path) -> None:
    def spoil(code: str, _done: int, _total: int) -> None:
        if code == "backup_checking":
            staged = next(folder.iterdir())
            content = bytearray(staged.read_bytes())
            content[len(content) // 2] ^= 1
            staged.write_bytes(content)

    with pytest.raises(Damage) as caught:
        make_backup(desk.book, folder, report=spoil)
    assert caught.value.code == "book_damaged"
    assert list(folder.iterdir()) == []


def test_a_copy_that_ends_elsewhere_than_the_book_is_thrown_away(
    desk: Words, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fact_rows, "head_of", lambda _db, _station: (2, bytes(32), ""))
    with pytest.raises(Damage) as caught:
        make_backup(desk.book, folder)
    assert caught.value.code == "backup_differs"
    assert list(folder.iterdir()) == []


def test_a_cancelled_backup_leaves_nothing(
    desk: Words, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []

    def stop(code: str, done: int, total: int) -> None:
        told.append((code, done <= total))
        raise Cancelled("cancelled")

    monkeypatch.setattr(long_reads, "_STEPS", 10)
    with pytest.raises(Cancelled):
        make_backup(desk.book, folder, report=stop)
    assert told == [("backup_writing", True)]
    assert list(folder.iterdir()) == []
    desk.accepts(tube(2))


def test_a_backup_folder_that_is_not_there_is_named(desk: Words, tmp_path: Path) -> None:
    with pytest.raises(Obstacle) as caught:
        make_backup(desk.book, tmp_path / "nowhere")
    assert caught.value.code == "folder_unusable"
    assert list_backups(tmp_path / "nowhere") == []


# -- the key file and the second folder --------------------------------------------------------


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "home" / "keys.json"
    path.write_text("first")
    return path


def test_the_newest_key_file_is_kept_once_for_each_key(
    desk: Words, folder: Path, keys: Path
) -> None:
    make_backup(desk.book, folder, keys=keys)
    keys.write_text("somebody was taken off")
    make_backup(desk.book, folder, keys=keys)
    (kept,) = key_copies(folder)
    assert kept.read_text() == "somebody was taken off"
    copy_keys(keys, folder, bytes(32))
    assert len(key_copies(folder)) == 2
    assert KEY.hex()[:8] not in kept.name


def test_a_second_folder_gets_the_same_bytes(
    desk: Words, folder: Path, keys: Path, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    made = make_backup(desk.book, folder, keys=keys, second=tmp_path / "stick")
    place = place_on(tmp_path / "stick", KEY)
    assert made.second == place / made.backup.name
    assert digests(place) == digests(folder)


def test_a_second_folder_that_is_gone_does_not_spoil_the_first(
    desk: Words, folder: Path, tmp_path: Path
) -> None:
    made = make_backup(desk.book, folder, second=tmp_path / "gone")
    assert (made.second, made.second_obstacle) == (None, "folder_unusable")
    assert facts_in(made.backup.path) == made.head.seq


def test_a_medium_that_gives_back_something_else_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"what was written")
    with pytest.raises(Obstacle) as caught:
        backup.copy_file(tmp_path / "a", tmp_path / "b", "0" * 64)
    assert caught.value.code == "copy_differs"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


# -- thinning ----------------------------------------------------------------------------------

NEWEST = datetime(2026, 1, 12, 18, 30)  # noqa: DTZ001  # names carry local time


def made_at(*ages: timedelta) -> list[Backup]:
    """Return back-ups of these ages, the newest first."""
    times = sorted((NEWEST - age for age in ages), reverse=True)
    return [Backup(Path(f"{n}.db"), at, n) for n, at in enumerate(times)]


def test_a_day_of_half_hours_keeps_ten_and_then_one_an_hour() -> None:
    backups = made_at(*(timedelta(minutes=30 * n) for n in range(48)))
    kept = [one for one in backups if one not in surplus(backups)]
    assert kept[:10] == backups[:10]
    assert {one.made.minute for one in kept[10:]} == {30}
    assert len({one.made.hour for one in kept}) == 24


def test_a_year_of_days_keeps_thirty() -> None:
    backups = made_at(*(timedelta(days=n) for n in range(365)))
    assert len(backups) - len(surplus(backups)) == 30


@given(st.lists(st.integers(0, 400 * 24 * 60), unique=True))
def test_thinning_keeps_the_newest_and_is_done_in_one_go(minutes: list[int]) -> None:
    backups = made_at(*(timedelta(minutes=n) for n in minutes))
    gone = surplus(backups)
    kept = [one for one in backups if one not in gone]
    assert kept[:10] == backups[:10]
    assert len(kept) <= 10 + 25 + 31
    assert surplus(kept) == []


def test_thinning_deletes_backups_only(desk: Words, folder: Path) -> None:
    others = ["notes.txt", "book-before-restore-20260101-000000.db", "book-99999999-999999-1.db"]
    for name in others:
        (folder / name).touch()
    old = [f"book-20250101-0000{n:02}-{n}.db" for n in range(12)]
    for name in old:
        (folder / name).touch()
    made = make_backup(desk.book, folder)
    left = {path.name for path in folder.iterdir()}
    assert left == {*others, made.backup.name, *old[-9:]}
