"""A book with a desk at it, for tests of what happens to its file.

Owns the key and the round of these tests; the words at the desk are those of the desk's tests.
"""

from __future__ import annotations

import hashlib
import shutil
from contextlib import closing
from pathlib import Path

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.facts import Kind
from samplepoint.domain.rounds import Order, RoundPlan
from samplepoint.storage.book import Book, create_book
from samplepoint.storage.checking import check
from samplepoint.storage.schema import DERIVED
from tests.desk.words import STAFF, START, Words

KEY = bytes(range(32))
PLAN = RoundPlan("R1", "第二轮", "西古城社区", pool_size=3)
STAFF_ID = next(iter(STAFF.values())).id


def new_desk(path: Path, key: bytes | None = KEY) -> Words:
    """Make a book with a round of pools of three, and sit down at it."""
    clock = PracticeClock(START)
    book = create_book(path, key, clock, practice=True)
    with book.gesture(desk="", staff_id=STAFF_ID, round_id=PLAN.round_id) as draft:
        draft.record(Kind.ROUND_OPENED, PLAN.to_body())
    return desk_at(book, clock, key)


def desk_at(book: Book, clock: PracticeClock, key: bytes | None = KEY) -> Words:
    """Sit down at an open book."""
    return Words(book, clock, lambda: Book(book.path, key, clock))


def turn_people_first(words: Words) -> None:
    """Change the round to: first the people, then the tube."""
    body = {**PLAN.to_body(), "order": str(Order.PEOPLE_FIRST)}
    with words.book.gesture(desk="", staff_id=STAFF_ID, round_id=PLAN.round_id) as draft:
        draft.record(Kind.PLAN_CHANGED, body)
    words.sit_down()


def derived(book: Book) -> bytes:
    """Return every derived row as bytes, tables and rows in order."""
    execute = book.db.conn.execute
    rows = [(table, execute(f"SELECT * FROM {table}").fetchall()) for table in DERIVED]
    return repr(rows).encode()


def wrong(book: Book) -> dict[str, int]:
    """Return the counters of a check that are not zero."""
    with closing(book.open_reader()) as reader:
        return {counter.code: counter.count for counter in check(reader) if counter.count}


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a folder, by name."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file()
    }


def pull_the_plug(words: Words, folder: Path) -> Path:
    """Copy book and log as they are on the disk while the program runs, and return the copy."""
    folder.mkdir()
    for path in words.book.path.parent.glob(f"{words.book.path.name}*"):
        shutil.copy(path, folder)
    return folder / words.book.path.name
