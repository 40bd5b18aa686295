"""Many finished facts at once: a generated book, or what another station brings.

Owns the size of a commit; refuses to make facts, to change one, and to look for known ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from samplepoint.domain.facts import Fact
from samplepoint.storage import derivation, fact_rows
from samplepoint.storage.book import Book
from samplepoint.storage.connection import translated

CHUNK = 1000
"""Facts in one commit: a desk that works meanwhile waits for so many at most."""


def append_many(book: Book, facts: Iterable[Fact], *, chunk: int = CHUNK) -> Iterator[int]:
    """Append facts that have number, link and hash, and derive their state; yield counts so far.

    Facts come in the order of their station's chain. Each step of the iteration is one durable
    commit, so a caller may report progress or stop between two of them.

    Raises:
        Obstacle, Damage: what the disk says; the chunk it happened in is not stored.
    """
    rest, count = iter(facts), 0
    while batch := list(islice(rest, chunk)):
        with book.gate, translated():
            with book.db.atomic():
                for fact in batch:
                    fact_rows.append(book.db, fact, book.person_secret)
                    derivation.apply(book.db, fact)
            book.read_head()
        count += len(batch)
        yield count
