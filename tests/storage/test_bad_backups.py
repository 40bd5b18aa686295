"""Back-ups that went bad, in every way they do: named, passed over, and never put in place.

The newest good one is found behind any number of them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from samplepoint.errors import Damage, Obstacle, SamplepointError
from samplepoint.storage.backup import Backup, list_backups, make_backup
from samplepoint.storage.book import Book
from samplepoint.storage.connection import open_connection
from samplepoint.storage.restoring import newest_good, put_back, rehearse
from tests.desk.words import Words, person
from tests.storage.working_book import KEY, STAFF_ID, digests, new_desk, wrong

CORRUPT = Path(__file__).parents[3] / "shared" / "interop" / "robustness" / "sqlite-corrupt"
PAGE = 4096


@pytest.fixture(params=[KEY, None], ids=["encrypted", "plain"])
def key(request: pytest.FixtureRequest) -> bytes | None:
    found: bytes | None = request.param
    return found


@pytest.fixture
def desk(tmp_path: Path, key: bytes | None) -> Iterator[Words]:
    (tmp_path / "home").mkdir()
    (tmp_path / "backups").mkdir()
    words = new_desk(tmp_path / "home" / "book.db", key)
    words.fills(1, range(3))
    yield words
    words.book.close()


@pytest.fixture
def good(desk: Words, tmp_path: Path) -> Backup:
    """Return the back-up behind every bad one of these tests."""
    return make_backup(desk.book, tmp_path / "backups").backup


def newer(good: Backup, content: bytes, nth: int = 1) -> Backup:
    """Put a file beside the good back-up that is named as a later one."""
    path = good.path.with_name(f"book-20300101-{nth:06}-9.db")
    path.write_bytes(content)
    return Backup(path, list_backups(path.parent)[0].made, 9)


def code_of(deed: Callable[[], object]) -> str:
    with pytest.raises(SamplepointError) as caught:
        deed()
    return caught.value.code


def assert_passed_over(good: Backup, bad: Backup, key: bytes | None) -> str:
    """Rehearse: the bad one is named, the good one found; return the code of what is wrong."""
    found = newest_good(good.path.parent, key)
    assert found.backup == good
    ((named, why),) = found.bad
    assert named.path == bad.path
    return why


@pytest.mark.parametrize("left", [0, 1, 15, 16, 99, 100, 511, PAGE - 1, PAGE, PAGE + 1, 5 * PAGE])
def test_one_that_was_cut_short_is_passed_over(good: Backup, key: bytes | None, left: int) -> None:
    bad = newer(good, good.path.read_bytes()[:left])
    why = assert_passed_over(good, bad, key)
    assert why in {"book_unreadable", "book_damaged"}


def test_one_with_a_flipped_bit_is_passed_over_whatever_the_page(
    good: Backup, key: bytes | None
) -> None:
    """Encrypted pages are sealed; of plain ones the chain covers what people and tubes say."""
    whole = good.path.read_bytes()
    survived = []
    for page in range(len(whole) // PAGE):
        content = bytearray(whole)
        content[page * PAGE + PAGE // 2] ^= 4
        bad = newer(good, bytes(content))
        try:
            rehearse(bad, key)
        except (Damage, Obstacle) as error:
            assert error.code in {"book_damaged", "book_unreadable", "chain_broken"}  # noqa: PT017
        else:
            survived.append(page)
    assert key is None or survived == []
    assert len(survived) < len(whole) // PAGE


@pytest.mark.parametrize("key", [None], indirect=True, ids=["plain"])
def test_a_changed_number_in_a_plain_one_breaks_its_chain(good: Backup, key: bytes | None) -> None:
    content, number = good.path.read_bytes(), person(1).encode()
    assert number in content
    bad = newer(good, content.replace(number, person(2).encode()))
    assert assert_passed_over(good, bad, key) == "chain_broken"


def test_files_that_are_no_book_are_passed_over(
    good: Backup, key: bytes | None, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    with closing(open_connection(other, key)) as db:
        db.execute("CREATE TABLE other (a)")
    for content in (b"", b"text", bytes(10 * PAGE), b"SQLite format 3\x00", other.read_bytes()):
        bad = newer(good, content)
        assert assert_passed_over(good, bad, key) == "book_unreadable"


def test_one_of_another_key_is_passed_over(good: Backup, key: bytes | None, tmp_path: Path) -> None:
    other = new_desk(tmp_path / "other.db", bytes(32))
    (tmp_path / "others").mkdir()
    bad = newer(good, make_backup(other.book, tmp_path / "others").backup.path.read_bytes())
    other.book.close()
    assert assert_passed_over(good, bad, key) == "book_unreadable"


def test_one_of_a_newer_program_is_named_as_that(good: Backup, key: bytes | None) -> None:
    bad = newer(good, good.path.read_bytes())
    with closing(open_connection(bad.path, key)) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('samplepoint', 'm999_later', '')"
        )
    assert assert_passed_over(good, bad, key) == "book_newer"
    assert code_of(lambda: rehearse(bad, key)) == "book_newer"


def test_any_number_of_bad_ones_leads_to_the_good_one(good: Backup, key: bytes | None) -> None:
    for nth in range(1, 6):
        newer(good, good.path.read_bytes()[: nth * 3000], nth)
    found = newest_good(good.path.parent, key)
    assert (found.backup, len(found.bad)) == (good, 5)
    good.path.unlink()
    assert code_of(lambda: newest_good(good.path.parent, key)) == "backups_all_bad"


def test_a_bad_one_that_is_named_is_not_put_in_place(
    desk: Words, good: Backup, key: bytes | None
) -> None:
    bad = newer(good, good.path.read_bytes()[: 3 * PAGE])
    desk.book.close()
    before = digests(desk.book.path.parent)
    assert code_of(lambda: put_back(bad, desk.book.path, key, desk.clock, staff_id=STAFF_ID)) in {
        "book_damaged",
        "book_unreadable",
    }
    assert digests(desk.book.path.parent)["book.db"] == before["book.db"]


@pytest.mark.skipif(not CORRUPT.is_dir(), reason="the shared files are not here")
def test_files_that_crashed_other_readers_are_passed_over(good: Backup, key: bytes | None) -> None:
    for file in sorted(CORRUPT.iterdir()):
        bad = newer(good, file.read_bytes())
        assert_passed_over(good, bad, key)


@pytest.mark.skipif(not CORRUPT.is_dir(), reason="the shared files are not here")
def test_none_of_them_stands_in_the_way_of_a_restore(
    desk: Words, good: Backup, key: bytes | None
) -> None:
    for nth, file in enumerate(sorted(CORRUPT.iterdir()), 1):
        shutil.copy(file, good.path.with_name(f"book-20300101-{nth:06}-9.db"))
    found = newest_good(good.path.parent, key)
    assert found.backup == good
    desk.book.close()
    put_back(found.backup, desk.book.path, key, desk.clock, staff_id=STAFF_ID)
    again = Book(desk.book.path, key, desk.clock)
    assert not wrong(again)
    again.close()
