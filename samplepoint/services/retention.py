"""Retention: people are erased after their time, from the book and every copy of it at hand.

Owns the order of the steps, what goes on record and how an interrupted run goes on; refuses to
know what of a fact is personal (`domain.erasing`) and how pages are cleaned (`storage.erasing`).

One run: people out of the facts, a thousand at a time, each with its `PersonsErased` in the same
commit; the file written anew and its log cut; a fresh back-up in place of all older ones; books
that restores moved aside; exports on record. `ErasureFinished` says that all of it is done. What
a pulled plug leaves is begun again from the mark that the first commit set.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from samplepoint.domain.erasing import Limit, Roster, RoundPeople, erased_body
from samplepoint.domain.facts import Kind
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.backing_up import BackingUp, Recording
from samplepoint.services.backup_record import Occasion
from samplepoint.services.jobs import Reporter
from samplepoint.services.station import Place, demand
from samplepoint.storage import erasing, erasing_queries, left_copies
from samplepoint.storage.connection import translated
from samplepoint.storage.erasing_aside import clean_aside
from samplepoint.storage.erasing_mark import Begun, begun, end, put


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be erased now, and what would not and why."""

    rounds: tuple[RoundPeople, ...]
    """Every round that tells of people, the oldest first."""
    roster: Roster
    is_begun: bool
    """An earlier run was interrupted and has to be finished."""

    @property
    def due(self) -> tuple[RoundPeople, ...]:
        """Return the rounds that are due."""
        return tuple(one for one in self.rounds if not one.why_not)

    @property
    def people(self) -> int:
        """Return how many samples are due."""
        return sum(one.people for one in self.due)

    @property
    def is_nothing(self) -> bool:
        """Tell whether there is nothing to do."""
        return not (self.due or self.roster.is_due or self.is_begun)


@dataclass(slots=True)
class Erased:
    """What a run erased; of an interrupted one, what was left to do."""

    people: int = 0
    facts: int = 0
    roster: int = 0
    backup: str = ""
    """The back-up that holds the book without them."""
    backups_removed: int = 0
    books_cleaned: int = 0
    """Books moved aside by restores, from which they were erased or which were removed."""
    exports_removed: int = 0
    exports_left: list[str] = field(default_factory=list)
    """Files that left the house, or wait to, and that nobody has on record: look at them."""
    unreached: list[str] = field(default_factory=list)
    """Drives, back-ups and books that could not be reached and may still tell of them."""


class Retention:
    """Erasing people from one open book. Share one object: it does one run at a time."""

    def __init__(self, station: Recording, backing_up: BackingUp, *leaving: Path) -> None:
        """Work on this station's book, its back-ups, and folders of files that leave the house."""
        self._station = station
        self._book = station.book
        self._backing_up = backing_up
        self._leaving = leaving
        self._one_at_a_time = threading.Lock()

    def preview(self, older_than: int | None = None) -> Preview:
        """Tell what is due, on a reader of its own; `older_than` days in place of the rounds'."""
        now = self._book.clock.now()
        with closing(self._book.open_reader()) as reader, translated():
            rounds = erasing_queries.rounds_with_people(reader, now, older_than)
            roster = erasing_queries.roster(reader, rounds, now)
        return Preview(tuple(rounds), roster, self.is_begun())

    def is_begun(self) -> bool:
        """Tell whether a run was interrupted."""
        with self._book.gate, translated():
            return begun(self._book.db) is not None

    def erase(
        self, place: Place, older_than: int | None = None, reporter: Reporter | None = None
    ) -> Erased:
        """Erase the people of every round that is due, after finishing what was interrupted.

        Raises:
            Refusal: `supervisor_only`, `nothing_to_erase`.
            Obstacle: `desk_comes_first`, `book_is_read`, and what the disk says; `resume` later.
            Cancelled: through the reporter; `resume` later.
        """
        demand(place, Deed.RUN_ROUND)
        reporter = reporter or Reporter()
        with self._one_at_a_time:
            found = self.preview(older_than)
            if found.is_nothing:
                raise Refusal("nothing_to_erase")
            if found.is_begun:
                self._run(place, reporter)
                found = self.preview(older_than)
            if found.due or found.roster.is_due:
                limits = {one.round_id: one.limit for one in found.due}
                self._begin(Begun(limits, found.roster.is_due, older_than, place.staff.id))
            return self._run(place, reporter)

    def resume(self, place: Place, reporter: Reporter | None = None) -> Erased | None:
        """Finish what was interrupted, whoever sits there: a supervisor has asked for it.

        Returns None where nothing was.

        Raises:
            Obstacle, Cancelled: as `erase`.
        """
        with self._one_at_a_time:
            return self._run(place, reporter or Reporter()) if self.is_begun() else None

    def _begin(self, plan: Begun) -> None:
        with self._transaction():
            put(self._book.db, plan)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._book.gate, translated(self._book.path.parent), self._book.db.atomic():
            yield

    def _run(self, place: Place, reporter: Reporter) -> Erased:
        with self._book.gate, translated():
            plan = begun(self._book.db)
        done = Erased()
        if plan is None:
            return done
        self._empty(place, plan, done, reporter)
        with self._backing_up.paused():
            erasing.scrub(self._book, lambda: reporter.report("erasing_pages", 0, 0))
        self._renew_backups(place, done, reporter)
        self._clean_aside(place, plan, done, reporter)
        self._clean_exports(plan, done)
        with self._station.gesture(place) as draft:
            draft.record(Kind.ERASURE_FINISHED, _finished_body(done, plan))
            end(self._book.db)
        return done

    # -- people out of the facts ---------------------------------------------------------------

    def _empty(self, place: Place, plan: Begun, done: Erased, reporter: Reporter) -> None:
        with closing(self._book.open_reader()) as reader, translated(self._book.path.parent):
            for round_id, limit in plan.limits.items():
                for batch in erasing.old_facts(reader, [round_id], limit):
                    reporter.report("erasing_people", done.people, 0)
                    self._empty_batch(place, round_id, limit, batch, plan, done)
        if plan.roster:
            self._drop_roster(place, plan, done)

    def _empty_batch(
        self,
        place: Place,
        round_id: str,
        limit: Limit,
        batch: list[erasing.Found],
        plan: Begun,
        done: Erased,
    ) -> None:
        with self._station.gesture(place) as draft:
            emptied = erasing.empty(self._book.db, batch, self._book.person_secret)
            counts = {"people": emptied.people, "facts": emptied.facts, "roster": 0}
            body = erased_body(limit, [round_id], emptied.windows, counts)
            draft.record(Kind.PERSONS_ERASED, {**body, "by": plan.by})
        done.people += emptied.people
        done.facts += emptied.facts

    def _drop_roster(self, place: Place, plan: Begun, done: Erased) -> None:
        limit = max(plan.limits.values(), key=lambda one: one.before_utc, default=Limit("", "", 0))
        with self._station.gesture(place) as draft:
            dropped = erasing.drop_roster(self._book.db)
            if dropped:
                counts = {"people": 0, "facts": 0, "roster": dropped}
                body = erased_body(limit, [], [], counts)
                draft.record(Kind.PERSONS_ERASED, {**body, "by": plan.by})
        done.roster += dropped

    # -- copies --------------------------------------------------------------------------------

    def _renew_backups(self, place: Place, done: Erased, reporter: Reporter) -> None:
        """Put one fresh back-up in place of all that still tell of them."""
        shelf = self._backing_up.shelf
        made = self._backing_up.backup(place, reporter, Occasion.ERASING)
        done.backup = made.backup.name
        places = [made.backup.path.parent, *([made.second.parent] if made.second else [])]
        for folder in places:
            gone, stayed = left_copies.remove_older(folder, made.backup.name)
            done.backups_removed += gone
            done.unreached += [str(folder)] if stayed else []
        if shelf.second and made.second is None:
            done.unreached.append(str(shelf.second))
        left_copies.remove_half_made(self._book.path, shelf.backups)

    def _clean_aside(self, place: Place, plan: Begun, done: Erased, reporter: Reporter) -> None:
        for path in left_copies.aside(self._book.path):
            is_clean = clean_aside(
                path, self._book.key, self._book.clock, plan, place.staff.id, reporter.report
            )
            if is_clean:
                done.books_cleaned += 1
            else:
                done.unreached.append(path.name)

    def _clean_exports(self, plan: Begun, done: Erased) -> None:
        with self._book.gate, translated():
            known = erasing_queries.exported(self._book.db, plan.limits)
        for folder in self._leaving:
            gone, others = left_copies.remove_known(folder, known)
            done.exports_removed += gone
            done.exports_left += [f"{folder.name}/{name}" for name in others]


def _finished_body(done: Erased, plan: Begun) -> dict[str, object]:
    return {
        "backup": done.backup,
        "backups_removed": done.backups_removed,
        "books_cleaned": done.books_cleaned,
        "exports_removed": done.exports_removed,
        "exports_left": len(done.exports_left),
        "unreached": len(done.unreached),
        "by": plan.by,
    }
