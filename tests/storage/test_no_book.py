"""Files that are no book, or no longer: each is named quickly and left as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from samplepoint.domain.clock import PracticeClock
from samplepoint.errors import Damage, Obstacle, SamplepointError
from samplepoint.storage.book import Book
from samplepoint.storage.checking import quick_check
from tests.desk.words import START
from tests.storage.working_book import KEY, digests, new_desk

CLOCK = PracticeClock(START)


def truncated_to(share: float) -> Callable[[bytes], bytes]:
    return lambda content: content[: int(len(content) * share)]


def flipped_at(place: int) -> Callable[[bytes], bytes]:
    def flip(content: bytes) -> bytes:
        broken = bytearray(content)
        broken[place] ^= 0x40
        return bytes(broken)

    return flip


FOREIGN: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _content: b"", "book_unreadable"),
    "a few bytes": (lambda content: content[:100], "book_unreadable"),
    "salt flipped": (flipped_at(3), "book_unreadable"),
    "first page flipped": (flipped_at(2000), "book_unreadable"),
    "cut in half": (truncated_to(0.5), "book_damaged"),
    "cut off its last page": (lambda content: content[:-4096], "book_damaged"),
    "a picture": (lambda _content: b"\x89PNG\r\n\x1a\n" + bytes(9000), "book_unreadable"),
    "a text": (lambda _content: "姓名,证件号\n".encode() * 400, "book_unreadable"),
    "zeros": (lambda content: bytes(len(content)), "book_unreadable"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_that_is_no_book_is_named_and_left_alone(tmp_path: Path, name: str) -> None:
    spoil, code = FOREIGN[name]
    path = tmp_path / "book.db"
    new_desk(path).book.close()
    path.write_bytes(spoil(path.read_bytes()))
    before = digests(tmp_path)
    with pytest.raises(Damage) as caught:
        Book(path, KEY, CLOCK)
    assert caught.value.code == code
    assert digests(tmp_path) == before


@pytest.mark.parametrize("key", [bytes(32), None], ids=["another key", "no key"])
def test_another_key_opens_nothing_and_changes_nothing(tmp_path: Path, key: bytes | None) -> None:
    new_desk(tmp_path / "book.db").book.close()
    before = digests(tmp_path)
    with pytest.raises(Damage) as caught:
        Book(tmp_path / "book.db", key, CLOCK)
    assert caught.value.code == "book_unreadable"
    assert digests(tmp_path) == before


def test_every_page_that_is_flipped_is_found(tmp_path: Path) -> None:
    """Opening reads only some pages; the check at the start reads them all."""
    path = tmp_path / "book.db"
    desk = new_desk(path)
    for n in range(1, 8):
        desk.fills(n, range(10 * n, 10 * n + 3))
    desk.book.close()
    whole = path.read_bytes()
    spoiled = [flipped_at(page * 4096 + 1234)(whole) for page in range(len(whole) // 4096)]
    codes = set()
    for content in (*spoiled, whole[:-1000]):
        path.write_bytes(content)
        codes.add(what_is_found(path))
    assert codes <= {"book_unreadable", "book_damaged", "check_pages"}
    assert "check_pages" in codes


def what_is_found(path: Path) -> str:
    """Return the code with which opening refuses, else what the start check counts."""
    before = digests(path.parent)
    try:
        book = Book(path, KEY, CLOCK)
    except Damage as damage:
        assert digests(path.parent) == before
        return damage.code
    reader = book.open_reader()
    try:
        counter = quick_check(reader)
    finally:
        reader.close()
        book.db.conn.close()
    assert digests(path.parent) == before
    return counter.code if counter.count else "nothing"


def plain(path: Path, *statements: str) -> None:
    """Write a database that is not encrypted."""
    raw = dbapi2.connect(str(path), isolation_level=None)
    for statement in statements:
        raw.execute(statement)
    raw.close()


PLAIN = {
    "somebody's tables": ("CREATE TABLE people (name TEXT)", "INSERT INTO people VALUES ('x')"),
    "a table called meta": ("CREATE TABLE meta (a, b, c)", "INSERT INTO meta VALUES (1, 2, 3)"),
    "migrations of another program": (
        "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set, name, applied_at)",
        "INSERT INTO _sqlite_migrations VALUES (1, 'other', 'm001_facts', '')",
    ),
}


@pytest.mark.parametrize("name", PLAIN)
def test_a_database_of_another_program_is_left_alone(tmp_path: Path, name: str) -> None:
    plain(tmp_path / "book.db", *PLAIN[name])
    before = digests(tmp_path)
    with pytest.raises(Damage) as caught:
        Book(tmp_path / "book.db", None, CLOCK)
    assert caught.value.code == "book_unreadable"
    assert digests(tmp_path) == before


@pytest.mark.parametrize(
    ("told", "instead"),
    [
        (b"CREATE TABLE", b"CRXXTE TABLE"),
        (b"tablepeoplepeople", b"table\x8b\xccopl\x8b\xccopl\xff"),
    ],
    ids=["no statement", "no text"],
)
def test_a_database_with_a_broken_schema_is_named(
    tmp_path: Path, told: bytes, instead: bytes
) -> None:
    path = tmp_path / "book.db"
    plain(path, "CREATE TABLE people (name TEXT)")
    content = path.read_bytes()
    assert told in content
    path.write_bytes(content.replace(told, instead))
    before = digests(tmp_path)
    with pytest.raises(Damage):
        Book(path, None, CLOCK)
    assert digests(tmp_path) == before


def test_a_newer_book_is_refused_by_name_and_left_alone(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "book.db")
    desk.book.db.conn.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
        "VALUES ('samplepoint', 'm999_future', '')"
    )
    desk.book.close()
    before = digests(tmp_path)
    with pytest.raises(Obstacle) as caught:
        Book(tmp_path / "book.db", KEY, CLOCK)
    assert (caught.value.code, caught.value.values) == ("book_newer", {"migration": "m999_future"})
    assert digests(tmp_path) == before


def test_a_missing_book_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(Obstacle) as caught:
        Book(tmp_path / "book.db", KEY, CLOCK)
    assert caught.value.code == "book_missing"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_the_book_is_named(tmp_path: Path) -> None:
    (tmp_path / "book.db").mkdir()
    with pytest.raises(SamplepointError) as caught:
        Book(tmp_path / "book.db", KEY, CLOCK)
    assert caught.value.code == "book_not_opened"
