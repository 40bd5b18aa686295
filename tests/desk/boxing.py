"""What tests of the packing place have in common: filled tubes, a packer, a rule for the seal.

Owns no expectation.
"""

from __future__ import annotations

import json
from typing import Any

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.errors import Refusal
from samplepoint.services.picture import BoxPicture, picture
from tests.desk.words import Words, box, tube

BAGS = [{"mask": "BAG#{5}", "check": "none", "pool_size": 0}]
"""Code rules of bags, as a plan's body carries them."""


def pack_under(words: Words, tubes: int, **settings: Any) -> None:
    """Change settings of the round, fill tubes, and let the packer begin with box 1."""
    words.goes_collecting()
    body = {**words.station.plan.to_body(), **settings}
    with words.book.gesture(desk="", staff_id="SUP00001", round_id="R1") as draft:
        draft.record(Kind.PLAN_CHANGED, body)
    words.sit_down()
    for number in range(1, tubes + 1):
        words.fills(number, range(number * 3, number * 3 + 3))
    words.sit_down(Role.PACKER)
    words.goes_packing()
    words.accepts(box(1))


def packs(words: Words, *tubes: int) -> None:
    """Scan tubes into the box in hand."""
    for number in tubes:
        words.accepts(tube(number))


def asked(words: Words, text: str) -> Outcome:
    """Scan something to which the desk must answer with a question."""
    before = words.truth()
    outcome = words.scan(text)
    assert outcome.verdict == "needs", outcome
    assert words.truth() == before
    return outcome


def status(words: Words, number: int = 1) -> str:
    """Return how a box stands in the book."""
    row = words.station.queries.box(BoxCode(box(number)), "R1")
    return row.status if row else ""


def shown(words: Words) -> BoxPicture:
    """Return the box as the window shows it."""
    found = picture(words.desk).box
    assert found is not None
    return found


def bodies(words: Words, kind: Kind) -> list[dict[str, Any]]:
    """Return what the facts of a kind say, in order."""
    rows = words.book.db.conn.execute("SELECT body FROM fact WHERE kind = ? ORDER BY seq", (kind,))
    return [json.loads(body) for (body,) in rows]


def nobody(_badge: str) -> StaffMember:
    """Know no badge."""
    raise Refusal("badge_unknown")
