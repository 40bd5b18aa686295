"""A book of an earlier program is opened by this one: same facts, state derived again."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.facts import Kind
from samplepoint.storage import book_keys, schema
from samplepoint.storage.book import Book
from samplepoint.storage.connection import open_connection
from tests.desk.words import START, person, tube
from tests.storage.working_book import KEY, derived, new_desk, wrong

_OLD = {
    "plan": "CREATE TABLE plan (round_id TEXT PRIMARY KEY, body TEXT NOT NULL, "
    "opened_seq INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "staff": "CREATE TABLE staff (id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, "
    "active INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "tally": "CREATE TABLE tally (round_id TEXT NOT NULL, slice_utc TEXT NOT NULL, "
    "desk TEXT NOT NULL, people INTEGER NOT NULL, "
    "PRIMARY KEY (round_id, slice_utc, desk)) STRICT, WITHOUT ROWID",
}
_NEW = (
    "closed_round",
    "reach",
    "cross_fact",
    "peer",
    "package_made",
    "package_merged",
    "receipt",
    "decision",
)


def take_back(path: Path) -> None:
    """Make of a book what the program before stations wrote: fewer tables, no keys."""
    with closing(open_connection(path, KEY)) as db:
        for table in (*_NEW, *_OLD):
            db.execute(f"DROP TABLE {table}")
        for statement in _OLD.values():
            db.execute(statement)
        db.execute("DROP INDEX sample_person")
        db.execute("CREATE INDEX sample_person ON sample (person_key)")
        db.execute("DELETE FROM meta WHERE key IN ('sign_seed', 'age_identity')")
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm004_stations'")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a book as an earlier program left it, with a day in it."""
    words = new_desk(tmp_path / "book.db")
    with words.book.gesture(desk="", staff_id="", round_id="R1") as draft:
        draft.record(Kind.STAFF_ENROLLED, {"id": "REG00001", "name": "王", "role": "registrar"})
    words.fills(1, range(3))
    words.accepts(tube(2))
    words.accepts(person(7))
    words.undoes()
    before = derived(words.book)
    words.book.close()
    take_back(words.book.path)
    (tmp_path / "before").write_bytes(before)
    return words.book.path


def test_the_state_is_derived_again(old: Path) -> None:
    book = Book(old, KEY, PracticeClock(START))
    assert derived(book) == (old.parent / "before").read_bytes()
    assert wrong(book) == {}
    book.close()


def test_the_book_has_keys_of_its_own_from_then_on(old: Path) -> None:
    keys = []
    for _time in range(2):
        book = Book(old, KEY, PracticeClock(START))
        keys.append(book_keys.read(book.db))
        book.close()
    assert keys[0] == keys[1]
    assert len(keys[0].sign_seed) == 32
    assert keys[0].age_identity.startswith("AGE-SECRET-KEY-1")
    assert "AGE-SECRET" not in repr(keys[0])


def test_a_plug_pulled_between_the_tables_and_their_filling_loses_nothing(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pull(book: Book) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as at_night:
        at_night.setattr(Book, "_derive_again", pull)
        with pytest.raises(KeyboardInterrupt):
            Book(old, KEY, PracticeClock(START))
    with closing(open_connection(old, KEY)) as db:
        assert schema.is_stale(db)
    book = Book(old, KEY, PracticeClock(START))
    assert derived(book) == (old.parent / "before").read_bytes()
    assert not schema.is_stale(book.db)
    book.close()
