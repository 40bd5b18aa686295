"""Replaying a day: events that say what the staff did, driven through the desk one by one.

Owns the event list, where a replay goes on, and the practice staff; refuses to touch a real book.
How an event reaches the desk is a `Driver`'s business: the services directly, or a real window.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Protocol

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.codes import normalise
from samplepoint.domain.documents import DocumentType, parse_document
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.outcomes import Outcome, Verdict, refused
from samplepoint.domain.people import Person, Relation, clean_name
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.errors import Obstacle, Refusal
from samplepoint.services.rostering import load_roster
from samplepoint.services.station import Place, Station
from samplepoint.storage.book import Book
from samplepoint.storage.state_queries import StateQueries

CHINA_TIME = timezone(timedelta(hours=8))
_GESTURE = "replay:"
_REPLY = {
    Verdict.ACCEPTED: "ok",
    Verdict.REFUSED: "reject",
    Verdict.NEEDS: "reject",
    Verdict.IGNORED: "ignore",
}
WITHOUT_TRACE = ("restart", "clock")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a day: number, seat, deed, and whatever else the line says."""

    number: int
    moment: datetime
    seat: str
    op: str
    values: Mapping[str, Any]
    digest: str
    """First half of the SHA-256 of the line: by it a replay finds its place again."""

    @property
    def is_supervisor(self) -> bool:
        """Tell whether the deed is done by a supervisor."""
        return str(self.values.get("role", "")) == "supervisor"

    @property
    def confirms(self) -> bool:
        """Tell whether the document at hand bears the scanned number, so that it is confirmed."""
        shown = self.values.get("doc", {}).get("number", "")
        return not shown or normalise(shown) == normalise(str(self.values.get("raw", "")))

    @property
    def count(self) -> str:
        """Return how many tubes the packer counts by eye, "" where nobody says."""
        return str(self.values.get("count", ""))

    @property
    def reason(self) -> str:
        """Return the reason given, or the mistake that called for the deed."""
        return str(self.values.get("reason") or self.values.get("mistake") or "practice")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the desk answered to one event."""

    event: Event
    outcome: str
    code: str

    @property
    def is_expected(self) -> bool:
        """Tell whether the answer is the one the event list expects, where it says so."""
        expected: object = self.event.values.get("expect", self.outcome)
        return str(expected) == self.outcome

    def as_json(self) -> str:
        """Write the answer as the one line that `replay` prints."""
        line = {"i": self.event.number, "outcome": self.outcome, "code": self.code}
        return json.dumps(line, separators=(",", ":"))


class Driver(Protocol):
    """A way for an event to reach the desk."""

    @property
    def station(self) -> Station:
        """Return the station as it is after the last restart."""

    def perform(self, event: Event) -> Outcome:
        """Do what the event says and return the desk's answer; the commit is behind it."""

    def restart(self) -> None:
        """End the program and start it again on the same book."""


def read_events(path: Path) -> list[Event]:
    """Read an event list, one JSON object a line.

    Raises:
        Obstacle: `events_missing`, `events_unreadable` with the line's number.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise Obstacle("events_missing", file=path.name) from None
    return [_event(line, n) for n, line in enumerate(lines, start=1) if line.strip()]


def _event(line: str, line_number: int) -> Event:
    try:
        values = json.loads(line)
        return Event(
            int(values["i"]),
            datetime.fromisoformat(values["t"]).replace(tzinfo=CHINA_TIME),
            str(values["st"]),
            str(values["op"]),
            values,
            hashlib.sha256(line.strip().encode()).hexdigest()[:32],
        )
    except (ValueError, KeyError, TypeError):
        raise Obstacle("events_unreadable", line=line_number) from None


def still_to_do(events: Sequence[Event], station: Station, until: int | None) -> list[Event]:
    """Return the events after the last one this book has taken, before number `until`."""
    last = StateQueries(station.book).last_gesture(_GESTURE).removeprefix(_GESTURE)
    done = next((n for n, event in enumerate(events) if event.digest == last), -1)
    return [event for event in events[done + 1 :] if until is None or event.number < until]


def prepare(events: Sequence[Event], station: Station, place: Place) -> int:
    """Put the people of a day on the practice roster: a scan brings a number, they say the name.

    Raises:
        Obstacle: `replay_needs_practice`: a real book is never replayed into.
    """
    if not station.book.is_practice:
        raise Obstacle("replay_needs_practice")
    people = {}
    for event in events:
        if event.op == "scan" and "doc" in event.values:
            person = _roster_person(event.values["doc"], station)
            if person:
                people[person.identity] = person
    return load_roster(station, place, list(people.values()), "replay") if people else 0


def _roster_person(doc: Mapping[str, str], station: Station) -> Person | None:
    try:
        document = parse_document(DocumentType(doc["type"]), doc["number"], station.book.today)
        return Person(document, clean_name(doc.get("name", "")))
    except (Refusal, ValueError, KeyError):
        return None


def replay(events: Sequence[Event], driver: Driver, clock: PracticeClock) -> Iterator[Reply]:
    """Drive events through the desk; yield each answer after its commit."""
    for event in events:
        clock.set(event.moment)
        driver.station.book.gesture_name = _GESTURE + event.digest
        outcome = _one(event, driver, clock)
        driver.station.book.gesture_name = ""
        yield Reply(event, _REPLY[outcome.verdict], outcome.code)


@contextmanager
def unnamed(book: Book) -> Iterator[None]:
    """Let what prepares an event (a sign-in, a seat) not be taken for the event itself."""
    name, book.gesture_name = book.gesture_name, ""
    try:
        yield
    finally:
        book.gesture_name = name


def _one(event: Event, driver: Driver, clock: PracticeClock) -> Outcome:
    if event.op == "restart":
        driver.restart()
        return Outcome(Verdict.ACCEPTED, "restarted")
    if event.op == "clock":
        clock.jump(float(event.values.get("seconds", 0)))
        return Outcome(Verdict.ACCEPTED, "clock_jumped")
    try:
        return driver.perform(event)
    except Refusal as refusal:
        return refused(refusal.code, **refusal.values)


def entry_of(doc: Mapping[str, Any], flags: Sequence[str] = ()) -> PersonEntry:
    """Return the form a registrar would fill in for a document of an event.

    Raises:
        Refusal: `document_number` for a kind this program does not know.
    """
    try:
        kind, relation = DocumentType(doc["type"]), Relation(doc.get("relation", "self"))
    except (ValueError, KeyError):
        raise Refusal("document_number", kind="OTHER") from None
    return PersonEntry(
        kind,
        str(doc.get("number", "")),
        str(doc.get("name", "")),
        relation,
        phone=str(doc.get("phone", "")),
        address=str(doc.get("address", "")),
        flags=tuple(flags),
        temporary_number=str(doc.get("ref", "")),
    )


def practice_staff(station: Station) -> dict[Role, StaffMember]:
    """Return one member of staff for each role of a practice book."""
    found = {member.role: member for member in station.queries.staff()}
    missing = next((role for role in Role if role not in found), None)
    if missing:
        raise Obstacle("practice_staff_missing")
    return found
