"""What a test says at a desk, in the words of the people who work there.

Owns the made-up people, tubes and staff of the tests; every answer is checked as it is given.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.codes import TubeCode
from samplepoint.domain.documents import Document, DocumentType, parse_document
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.outcomes import Outcome, Verdict
from samplepoint.domain.own_codes import Command
from samplepoint.domain.readings import Reading
from samplepoint.domain.resident_id import check_digit
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.errors import Refusal
from samplepoint.services.desk import Activity, Desk
from samplepoint.services.station import Place, Station
from samplepoint.storage.book import Book

CHINA = timezone(timedelta(hours=8))
START = datetime(2026, 1, 12, 8, 0, tzinfo=CHINA)
STAFF = {
    Role.REGISTRAR: StaffMember("REG00001", "王", Role.REGISTRAR),
    Role.PACKER: StaffMember("PAC00001", "李", Role.PACKER),
    Role.SUPERVISOR: StaffMember("SUP00001", "赵", Role.SUPERVISOR),
}


def person(number: int) -> str:
    """Return the citizen number of an invented person (sequence 000 is never issued)."""
    seventeen = f"130102{1930 + number % 70}{1 + number // 70 % 12:02}{1 + number // 840:02}000"
    return seventeen + check_digit(seventeen)


def tube(number: int) -> str:
    """Return a tube's code."""
    return f"T{number:010}"


def box(number: int) -> str:
    """Return a box's code."""
    return f"BX{number:06}"


class Words:
    """What a test says at a desk; every answer is checked to be of the verdict it claims."""

    def __init__(
        self, book: Book, clock: PracticeClock, reopen: Callable[[], Book], seat: str = "A"
    ) -> None:
        self.book = book
        self.clock = clock
        self._reopen = reopen
        self._seat = seat
        self.sit_down()

    def sit_down(self, role: Role = Role.REGISTRAR) -> None:
        self.station = Station(self.book)
        self.desk = Desk(self.station, Place(self._seat, STAFF[role]), _badge)

    def restart(self) -> None:
        """Pull the plug: no orderly end, the book is opened again."""
        self.book.db.conn.close()
        self.book = self._reopen()
        self.sit_down()

    def scan(self, text: str) -> Outcome:
        return self.desk.take(Reading(text))

    def accepts(self, text: str) -> Outcome:
        outcome = self.scan(text)
        assert outcome.verdict is Verdict.ACCEPTED, outcome
        return outcome

    def refuses(self, text: str) -> Outcome:
        before = self.truth()
        outcome = self.scan(text)
        assert outcome.verdict is Verdict.REFUSED, outcome
        assert self.truth() == before, "a refusal changed something"
        return outcome

    def ignores(self, text: str) -> Outcome:
        before = self.truth()
        outcome = self.scan(text)
        assert outcome.verdict is Verdict.IGNORED, outcome
        assert self.truth() == before
        return outcome

    def types(self, entry: PersonEntry) -> Outcome:
        return self.desk.bind_entry(entry)

    def undoes(self) -> Outcome:
        return self.scan(Command.UNDO)

    def closes(self) -> Outcome:
        return self.scan(Command.CLOSE_TUBE)

    def goes_packing(self) -> None:
        self.desk.go_to(Activity.PACKING)

    def goes_collecting(self) -> None:
        self.desk.go_to(Activity.COLLECTING)

    def supervisor_comes(self) -> None:
        self.desk.sign_in(STAFF[Role.SUPERVISOR])

    def fills(self, tube_number: int, people: range) -> None:
        self.accepts(tube(tube_number))
        for number in people:
            self.accepts(person(number))

    def people_in(self, tube_number: int) -> list[str]:
        rows = self.station.queries.samples_in(TubeCode(tube(tube_number)))
        return [row.person.document.number for row in rows]

    def document(self, number: str) -> Document:
        return parse_document(DocumentType.RESIDENT_ID, number, self.book.today)

    def facts(self) -> list[str]:
        """Return the kinds of all facts that are not samples."""
        return [kind for (kind,) in self.book.db.conn.execute("SELECT kind FROM fact")]

    def truth(self) -> list[tuple[object, ...]]:
        """Return all derived rows: what a refusal must leave as it was."""
        tables = ("tube", "box", "ended", "awaited", "tally", "staff", "sealing", "handover")
        execute = self.book.db.conn.execute
        return [(name, *row) for name in tables for row in execute(f"SELECT * FROM {name}")]


def _badge(text: str) -> StaffMember:
    """Know three badges, by the letter behind the prefix."""
    for role, letter in ((Role.REGISTRAR, "R"), (Role.PACKER, "P"), (Role.SUPERVISOR, "S")):
        if text == badge(letter):
            return STAFF[role]
    raise Refusal("badge_unknown")


def badge(letter: str) -> str:
    """Return the badge of the registrar (R), the packer (P) or the supervisor (S)."""
    return "SPB" + letter * 20
