"""The roster: people expected at this point, so that a number alone brings a name.

Owns the table of entries; refuses to be the truth about anybody's sample.
"""

from __future__ import annotations

from collections.abc import Iterable

from samplepoint.domain.people import Person
from samplepoint.storage.book import Book

_INSERT = "INSERT OR IGNORE INTO roster_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


def add_entries(book: Book, people: Iterable[Person]) -> int:
    """Add people who are not on it yet, in the caller's transaction; return how many."""
    before = book.db.conn.total_changes
    book.db.conn.executemany(_INSERT, [_row(book, person) for person in people])
    return int(book.db.conn.total_changes - before)


def _row(book: Book, person: Person) -> tuple[int | str, ...]:
    kind, identity = person.document.type, person.document.identity
    return (
        book.key_for(kind, identity),
        str(kind),
        identity,
        str(person.relation),
        person.name,
        person.phone,
        person.address,
        person.community,
        person.category,
    )
