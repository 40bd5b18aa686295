"""Books that a restore moved aside: people are erased from them by the same limits.

Owns what becomes of such a book; refuses to know the present one. It may hold facts that nothing
else holds, so it is cleaned and not removed, unless nobody can read it and it is old.
"""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from samplepoint.domain.clock import Clock
from samplepoint.domain.erasing import Limit, erased_body
from samplepoint.domain.facts import Kind
from samplepoint.domain.rounds import KEEP_DAYS
from samplepoint.errors import Damage, Obstacle
from samplepoint.storage import erasing, erasing_queries, left_copies
from samplepoint.storage.book import Book
from samplepoint.storage.connection import translated
from samplepoint.storage.erasing_mark import Begun
from samplepoint.storage.long_reads import Report

_WAIT = ("round_too_young", "round_kept_always", "round_clock_ahead")
"""What keeps people in such a book too; what is unfinished in it will never be finished."""


def clean_aside(
    path: Path, key: bytes | None, clock: Clock, plan: Begun, staff_id: str, report: Report
) -> bool:
    """Erase people from a book moved aside; False where it can neither be read nor removed.

    Raises:
        Cancelled: by `report`.
    """
    try:
        book = Book(path, key, clock)
    except (Damage, Obstacle):
        return _is_old(path, clock.now(), plan) and left_copies.remove_book(path)
    with closing(book):
        try:
            _erase(book, plan, staff_id, report)
        except (Damage, Obstacle):
            return False
    return True


def _is_old(path: Path, now: datetime, plan: Begun) -> bool:
    days = max((one.days for one in plan.limits.values()), default=KEEP_DAYS)
    return now.timestamp() - path.stat().st_mtime > days * 24 * 60 * 60


def _erase(book: Book, plan: Begun, staff_id: str, report: Report) -> None:
    with closing(book.open_reader()) as reader, translated(book.path.parent):
        rounds = erasing_queries.rounds_with_people(reader, book.clock.now(), plan.older_than)
        for one in rounds:
            limit = plan.limits.get(one.round_id, one.limit)
            if one.why_not in _WAIT and one.round_id not in plan.limits:
                continue
            for batch in erasing.old_facts(reader, [one.round_id], limit):
                report("erasing_copies", 0, 0)
                _empty(book, one.round_id, limit, batch, plan, staff_id)
    with book.gate, translated(book.path.parent), book.db.atomic():
        erasing.drop_roster(book.db)
    erasing.scrub(book, lambda: report("erasing_copies", 0, 0))


def _empty(
    book: Book,
    round_id: str,
    limit: Limit,
    batch: list[erasing.Found],
    plan: Begun,
    staff_id: str,
) -> None:
    with book.gesture(desk="", staff_id=staff_id, round_id=round_id) as draft:
        emptied = erasing.empty(book.db, batch, book.person_secret)
        counts = {"people": emptied.people, "facts": emptied.facts, "roster": 0}
        body = erased_body(limit, [round_id], emptied.windows, counts)
        draft.record(Kind.PERSONS_ERASED, {**body, "by": plan.by})
