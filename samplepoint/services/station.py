"""One station at work: its book, its plan, who sits where; the ground every verb stands on.

Owns the one way from an action to an answer (refusals are caught and put on record); refuses to
know any rule of the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Outcome, Verdict, refused
from samplepoint.domain.rounds import RoundPlan
from samplepoint.domain.staff import Deed, StaffMember
from samplepoint.errors import Obstacle, Refusal
from samplepoint.services.whereabouts import Whereabouts
from samplepoint.storage.book import Book, Gesture
from samplepoint.storage.desk_queries import DeskQueries


@dataclass(frozen=True, slots=True)
class Place:
    """A seat at this station and who sits there."""

    seat: str
    staff: StaffMember


class Station:
    """A book with a round in it, ready to work."""

    def __init__(self, book: Book) -> None:
        """Take an open book.

        Raises:
            Obstacle: `round_missing` when no round was opened in it.
        """
        self.book = book
        self.queries = DeskQueries(book)
        self.whereabouts = Whereabouts(book)
        self.reread_plan()

    def reread_plan(self) -> None:
        """Read the settings of the current round again."""
        plan = self.queries.plan()
        if plan is None:
            raise Obstacle("round_missing")
        self.plan: RoundPlan = plan

    @contextmanager
    def gesture(self, place: Place, round_id: str = "") -> Iterator[Gesture]:
        """Open one transaction for a gesture made at a place, in the round that runs or another."""
        with self.book.gesture(
            desk=place.seat, staff_id=place.staff.id, round_id=round_id or self.plan.round_id
        ) as draft:
            yield draft

    def demand_desk(self) -> None:
        """Refuse desk work in a supervisor's book: there points' facts come together.

        Raises:
            Refusal: `hub_has_no_desk`.
        """
        if self.book.is_hub:
            raise Refusal("hub_has_no_desk")

    def answer(self, place: Place, action: Callable[[], Outcome], shown: str = "") -> Outcome:
        """Run one action and return its answer; a refusal is recorded, then answered.

        What the world refuses (a full disk, a lost folder) comes back as a refusal with the
        obstacle's code: nothing was stored and the desk goes on.

        Raises:
            Damage: the book can no longer be trusted; the caller must stop and guide.
        """
        with self.book.gate:
            try:
                outcome = action()
            except Refusal as refusal:
                outcome = refused(refusal.code, **refusal.values)
            except Obstacle as obstacle:
                return refused(obstacle.code, **obstacle.values)
            if outcome.verdict in (Verdict.REFUSED, Verdict.IGNORED):
                self._put_on_record(place, outcome, shown)
            return outcome

    def _put_on_record(self, place: Place, outcome: Outcome, shown: str) -> None:
        """Keep what was refused and why; a disk that cannot take it must not hide the answer."""
        kind = Kind.SCAN_REFUSED if outcome.verdict is Verdict.REFUSED else Kind.SCAN_IGNORED
        try:
            with self.gesture(place) as draft:
                draft.record(kind, {"code": outcome.code, "shown": shown})
        except Obstacle as obstacle:
            self.unrecorded = obstacle.code

    unrecorded: str = ""
    """Code of the last obstacle that kept a refusal from being recorded; shown in upkeep."""


def demand(place: Place, deed: Deed) -> None:
    """Refuse a deed that the role of who sits here does not allow.

    Raises:
        Refusal: `supervisor_only`, `not_yours`.
    """
    if not place.staff.may(deed):
        supervisors = deed in (Deed.CORRECT, Deed.RUN_ROUND)
        raise Refusal("supervisor_only" if supervisors else "not_yours")
