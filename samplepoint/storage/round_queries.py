"""The rounds that a book knows, how many people are in each, and which are closed.

Owns the statements; refuses to decide who may close one.
"""

from __future__ import annotations

import json
from collections import Counter

from samplepoint.domain.rounds import RoundPlan, RoundStanding
from samplepoint.storage.book import Book
from samplepoint.storage.connection import translated
from samplepoint.storage.desk_queries import DeskQueries
from samplepoint.storage.lineage import origin_of


class RoundQueries:
    """Reads of one book about rounds."""

    def __init__(self, book: Book) -> None:
        """Read from this book, through its one connection."""
        self._book = book

    def plans_of(self, station_id: str) -> list[RoundPlan]:
        """Return the rounds of the book that a station belongs to, the newest first."""
        with self._book.gate, translated():
            origin = origin_of(self._book.db, station_id)
            bodies = self._book.db.conn.execute(
                "SELECT body FROM plan WHERE origin = ? ORDER BY opened_seq DESC", (origin,)
            ).fetchall()
        return [RoundPlan.from_body(json.loads(body)) for (body,) in bodies]

    def rounds(self) -> list[RoundStanding]:
        """Return the rounds of all books that are here, those with most people first."""
        with self._book.gate, translated():
            execute = self._book.db.conn.execute
            bodies = execute("SELECT body FROM plan ORDER BY origin, round_id").fetchall()
            people = dict(execute("SELECT round_id, sum(people) FROM tally GROUP BY round_id"))
        plans = [RoundPlan.from_body(json.loads(body)) for (body,) in bodies]
        names = Counter((plan.round_id, plan.round_name) for plan in plans)
        called = {round_id: name for (round_id, name), _often in reversed(names.most_common())}
        closed = DeskQueries(self._book).closed_round
        found = [
            RoundStanding(round_id, name, people.get(round_id, 0), closed(round_id))
            for round_id, name in called.items()
        ]
        return sorted(found, key=lambda one: (-one.people, one.name, one.round_id))
