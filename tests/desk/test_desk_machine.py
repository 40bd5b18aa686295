"""A desk in the hands of chance: any verb at any seat at any moment, with crashes between.

Each answer is foretold by `desk_model`; after each step the book says what the model says. A
longer search: `DESK_MACHINE_EXAMPLES=2000 pytest --timeout=0 tests/desk/test_desk_machine.py`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.codes import BoxCode, TubeCode
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.facts import Kind
from samplepoint.domain.outcomes import Outcome, Verdict
from samplepoint.domain.own_codes import Command
from samplepoint.domain.people import Relation
from samplepoint.domain.readings import Reading
from samplepoint.domain.rounds import Order, RoundPlan
from samplepoint.domain.samples import Sample
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.errors import Refusal
from samplepoint.services.desk import Activity, Desk
from samplepoint.services.station import Place, Station
from samplepoint.storage import derivation
from samplepoint.storage.book import Book, create_book
from samplepoint.storage.checking import check
from samplepoint.storage.fact_rows import check_chains
from samplepoint.storage.schema import DERIVED
from tests.desk.desk_model import POOL, DeskModel, Somebody
from tests.desk.words import STAFF, START, box, person, tube

EXAMPLES = int(os.environ.get("DESK_MACHINE_EXAMPLES", "20"))
SEATS = st.sampled_from(["A", "B"])
TUBES = st.integers(1, 6)
BOXES = st.integers(1, 2)
PEOPLE = st.integers(1, 14)
NAMES = st.sampled_from(["小明", "小红"])
REASON = "练习"


class PowerGone(Exception):
    """What a crash looks like from inside."""


class DeskMachine(RuleBasedStateMachine):
    """Two desks and a packer at one station; tube first."""

    order = Order.TUBE_FIRST

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "book.db"
        self.clock = PracticeClock(START)
        self.plan = RoundPlan("R1", "第一轮", "练习点", POOL, self.order)
        self.book = create_book(self.path, None, self.clock, practice=True)
        with self.book.gesture(desk="", staff_id="SUP00001", round_id="R1") as draft:
            draft.record(Kind.ROUND_OPENED, self.plan.to_body())
        self.model = DeskModel(self.order is Order.PEOPLE_FIRST)
        self.screen: list[tuple[Sample, Somebody, int]] = []
        self.known: list[bytes] = []
        self._sit_down()

    def teardown(self) -> None:
        check_chains(self.book.db)
        self._the_rebuilt_tables_are_the_same()
        with closing(self.book.open_reader()) as reader:
            assert [counter for counter in check(reader) if counter.count] == []
        self.book.close()
        shutil.rmtree(self.folder)

    def _sit_down(self) -> None:
        station = Station(self.book)
        self.desks = {
            seat: Desk(station, Place(seat, STAFF[Role.SUPERVISOR]), _nobody) for seat in "ABP"
        }
        self.desks["P"].go_to(Activity.PACKING)

    def _expect(self, outcome: Outcome, code: str) -> None:
        assert outcome.code == code, (outcome, code)

    def _scan(self, seat: str, text: str, code: str) -> None:
        self._expect(self.desks[seat].take(Reading(text)), code)

    # -- what people do ------------------------------------------------------------------------

    @rule(seat=SEATS, number=TUBES)
    def scan_a_tube(self, seat: str, number: int) -> None:
        self._scan(seat, tube(number), self.model.scan_tube(seat, number))

    @rule(seat=SEATS, number=PEOPLE)
    def scan_a_person(self, seat: str, number: int) -> None:
        self._scan(seat, person(number), self.model.scan_person(seat, _key(number)))

    @rule(seat=SEATS, number=TUBES, people=st.lists(PEOPLE, min_size=1, max_size=POOL))
    def a_group_comes(self, seat: str, number: int, people: list[int]) -> None:
        """Go through a whole tube at once, so that chance gets as far as boxes and corrections."""
        if self.order is Order.TUBE_FIRST:
            self.scan_a_tube(seat, number)
        for one in people:
            self.scan_a_person(seat, one)
        if self.order is Order.PEOPLE_FIRST:
            self.scan_a_tube(seat, number)

    @rule(seat=SEATS, number=PEOPLE, name=NAMES)
    def type_a_child_under_a_parents_number(self, seat: str, number: int, name: str) -> None:
        entry = PersonEntry(DocumentType.RESIDENT_ID, person(number), name, Relation.SON)
        outcome = self.desks[seat].bind_entry(entry)
        self._expect(outcome, self.model.scan_person(seat, _key(number, "son", name)))

    @rule(seat=SEATS)
    def close_the_tube(self, seat: str) -> None:
        self._scan(seat, Command.CLOSE_TUBE, self.model.close_tube(seat))

    @rule(seat=SEATS)
    def undo(self, seat: str) -> None:
        self._scan(seat, Command.UNDO, self.model.undo(seat))

    @rule(seat=SEATS, text=st.sampled_from(["BX000001", "650102196", "\x00", "https://a.b"]))
    def scan_something_else(self, seat: str, text: str) -> None:
        assert self.desks[seat].take(Reading(text)).verdict is Verdict.REFUSED

    @rule(number=BOXES, packed=TUBES)
    def pack(self, number: int, packed: int) -> None:
        if self._box_in_hand(number):
            self._scan("P", tube(packed), self.model.pack(number, packed))

    @rule(number=BOXES)
    def seal(self, number: int) -> None:
        if self._box_in_hand(number):
            self._scan("P", Command.SEAL_BOX, self.model.seal(number))

    def _box_in_hand(self, number: int) -> bool:
        code = self.model.open_box("P", number)
        self._scan("P", box(number), code)
        return code != "box_sealed"

    @rule(number=TUBES)
    def unpack(self, number: int) -> None:
        desk, code = self.desks["P"], TubeCode(tube(number))
        outcome = desk.perform(lambda at: desk.packing.unpack_tube(at, code))
        self._expect(outcome, self.model.unpack(number))

    # -- what a supervisor puts right ----------------------------------------------------------

    @rule(seat=SEATS, number=TUBES)
    def void(self, seat: str, number: int) -> None:
        desk, code = self.desks[seat], TubeCode(tube(number))
        outcome = desk.perform(lambda at: desk.correcting.void_tube(at, code, REASON))
        self._expect(outcome, self.model.void(number))

    @rule(seat=SEATS, number=TUBES)
    def reopen(self, seat: str, number: int) -> None:
        desk, code = self.desks[seat], TubeCode(tube(number))
        outcome = desk.perform(lambda at: desk.correcting.reopen_tube(at, code, REASON))
        self._expect(outcome, self.model.reopen(seat, number))

    @rule(seat=SEATS, number=TUBES)
    def a_registrar_may_not(self, seat: str, number: int) -> None:
        desk, code = self.desks[seat], TubeCode(tube(number))
        desk.place = Place(seat, STAFF[Role.REGISTRAR])
        outcome = desk.perform(lambda at: desk.correcting.void_tube(at, code, REASON))
        self._expect(outcome, "supervisor_only")
        desk.place = Place(seat, STAFF[Role.SUPERVISOR])

    @rule(number=TUBES)
    def look_at_a_tube(self, number: int) -> None:
        """Put samples on a screen; they may be long gone when somebody acts on them."""
        samples = self.desks["A"].station.queries.samples_in(TubeCode(tube(number)))
        people = self.model.inside(number)
        self.screen += [(s, who, who.age) for s, who in zip(samples, people, strict=True)]

    @precondition(lambda self: self.screen)
    @rule(seat=SEATS, at=st.integers(-4, 3), to=TUBES)
    def move(self, seat: str, at: int, to: int) -> None:
        desk, code = self.desks[seat], TubeCode(tube(to))
        sample, who, seen = self.screen[at % len(self.screen)]
        outcome = desk.perform(lambda p: desk.correcting.move_person(p, sample, code, REASON))
        self._expect(outcome, self.model.move(who, seen, to))

    @precondition(lambda self: self.screen)
    @rule(seat=SEATS, at=st.integers(-4, 3), number=PEOPLE)
    def correct(self, seat: str, at: int, number: int) -> None:
        desk = self.desks[seat]
        sample, who, seen = self.screen[at % len(self.screen)]
        entry = PersonEntry(DocumentType.RESIDENT_ID, person(number), "改")
        outcome = desk.perform(lambda p: desk.correcting.correct_document(p, sample, entry, REASON))
        self._expect(outcome, self.model.correct(seat, who, seen, _key(number)))

    # -- what goes wrong -----------------------------------------------------------------------

    @rule()
    def restart(self) -> None:
        self.book.close()
        self._start()

    @rule()
    def pull_the_plug(self) -> None:
        self.book.db.conn.close()
        self._start()

    @rule(seat=SEATS, number=PEOPLE)
    def pull_the_plug_before_the_commit(self, seat: str, number: int) -> None:
        with patch.object(self.book, "_commit", side_effect=PowerGone):
            try:
                self.desks[seat].take(Reading(person(number)))
            except PowerGone:
                assert self.book.db.conn.in_transaction
        self.book.db.conn.close()
        self._start()

    @rule(seat=SEATS, number=PEOPLE)
    def fail_between_two_writes(self, seat: str, number: int) -> None:
        """Break after the fact is written and before what follows from it; the desk goes on."""
        with patch.object(derivation, "apply", side_effect=PowerGone):
            try:
                self.desks[seat].take(Reading(person(number)))
            except PowerGone:
                assert not self.book.db.conn.in_transaction

    def _start(self) -> None:
        self.book = Book(self.path, None, self.clock)
        self._sit_down()

    @rule(seconds=st.sampled_from([-86_400, 1, 3600]))
    def the_clock_jumps(self, seconds: int) -> None:
        self.clock.jump(seconds)

    # -- what always holds ---------------------------------------------------------------------

    @invariant()
    def the_book_says_what_the_model_says(self) -> None:
        queries = self.desks["A"].station.queries
        rows = self._rows("SELECT code, status, desk, box, people FROM tube ORDER BY code")
        assert rows == [
            (tube(n), t.status, t.seat, box(t.box) if t.box else "", len(self.model.inside(n)))
            for n, t in sorted(self.model.tubes.items())
        ]
        for number in self.model.tubes:
            found = queries.samples_in(TubeCode(tube(number)))
            people = self.model.inside(number)
            assert [_key_of(s) for s in found] == [s.key for s in people]
            assert [s.ordinal for s in found] == [s.ordinal for s in people]
            assert len({s.ordinal for s in found}) == len(found)
        for seat in "AB":
            waiting = [one.person.document.number for one in queries.awaited(seat)]
            assert waiting == [_number(key) for key in self.model.waiting.get(seat, [])]

    @invariant()
    def a_desk_has_one_open_tube_and_no_tube_too_many_people(self) -> None:
        open_tubes = "SELECT desk FROM tube WHERE status = 'open' GROUP BY desk HAVING count(*) > 1"
        assert self._rows(open_tubes) == []
        assert self._rows("SELECT code FROM tube WHERE people > capacity OR people < 0") == []

    @invariant()
    def nobody_is_in_two_tubes(self) -> None:
        twice = (
            "SELECT doc_identity, relation, name FROM sample AS s WHERE NOT EXISTS (SELECT 1 FROM "
            "ended AS e WHERE e.station_id = s.station_id AND e.seq = s.seq) "
            "GROUP BY doc_type, doc_identity, relation, iif(relation = 'self', '', name) "
            "HAVING count(*) > 1"
        )
        assert self._rows(twice) == []

    @invariant()
    def a_sealed_box_never_changes(self) -> None:
        queries = self.desks["A"].station.queries
        for number, row in self.model.boxes.items():
            found = queries.tubes_in(BoxCode(box(number)))
            assert [one.code for one in found] == [tube(n) for n in row.tubes]
            if row.frozen is not None:
                inside = [[_key_of(s) for s in queries.samples_in(one.code)] for one in found]
                assert inside == [list(keys) for _tube, keys in row.frozen]

    @invariant()
    def facts_only_grow(self) -> None:
        facts = "SELECT seq, hash FROM fact UNION ALL SELECT seq, hash FROM sample ORDER BY seq"
        hashes = [bytes(digest) for _seq, digest in self._rows(facts)]
        assert hashes[: len(self.known)] == self.known
        assert self.book.head == (len(hashes), hashes[-1])
        self.known = hashes

    def _the_rebuilt_tables_are_the_same(self) -> None:
        before = [self._rows(f"SELECT * FROM {table}") for table in DERIVED]
        derivation.rebuild(self.book.db)
        assert [self._rows(f"SELECT * FROM {table}") for table in DERIVED] == before

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return list(self.book.db.conn.execute(sql))


class PeopleFirstMachine(DeskMachine):
    """The same with people registered before the tube is known."""

    order = Order.PEOPLE_FIRST


def _key(number: int, relation: str = "self", name: str = "") -> str:
    return f"{person(number)} {relation} {name}"


def _key_of(sample: Sample) -> str:
    identity = sample.person.identity
    return f"{identity.number} {identity.relation} {identity.name}"


def _number(key: str) -> str:
    return key.split(maxsplit=1)[0]


def _nobody(_badge: str) -> StaffMember:
    raise Refusal("badge_unknown")


DeskMachine.TestCase.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=60, deadline=None
)
PeopleFirstMachine.TestCase.settings = DeskMachine.TestCase.settings
TestTubeFirst = DeskMachine.TestCase
TestPeopleFirst = PeopleFirstMachine.TestCase
