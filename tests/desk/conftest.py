"""A round with pools of three, and a desk in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.facts import Kind
from samplepoint.domain.rounds import Order, RoundPlan
from samplepoint.storage.book import Book, create_book
from tests.desk.words import START, Words


@pytest.fixture
def clock() -> PracticeClock:
    return PracticeClock(START)


@pytest.fixture
def plan() -> RoundPlan:
    """Return a round with pools of three, so that a test fills a tube quickly."""
    return RoundPlan("R1", "第二轮", "西古城社区", pool_size=3)


@pytest.fixture
def at_desk(tmp_path: Path, clock: PracticeClock, plan: RoundPlan) -> Iterator[Words]:
    path = tmp_path / "book.db"
    book = create_book(path, bytes(32), clock, practice=True)
    with book.gesture(desk="", staff_id="SUP00001", round_id=plan.round_id) as draft:
        draft.record(Kind.ROUND_OPENED, plan.to_body())
    words = Words(book, clock, lambda: Book(path, bytes(32), clock))
    yield words
    words.book.close()


@pytest.fixture
def people_first(at_desk: Words, plan: RoundPlan) -> Words:
    body = {**plan.to_body(), "order": str(Order.PEOPLE_FIRST)}
    with at_desk.book.gesture(desk="", staff_id="SUP00001", round_id=plan.round_id) as draft:
        draft.record(Kind.PLAN_CHANGED, body)
    at_desk.sit_down()
    return at_desk
