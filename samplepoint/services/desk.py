"""The desk of one window: takes a reading, finds what it means here, and answers.

Owns who sits where, what is open for confirmation, and the lock; refuses to know keys of a
keyboard, widgets and sentences. Everything a face may do goes through one object of this kind.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import assert_never

from samplepoint.domain.classifying import (
    ANSWERED_PAPERS,
    Badge,
    BoxScan,
    Meaning,
    Seat,
    TubeScan,
    Unknown,
    classify,
    shown,
)
from samplepoint.domain.codes import BoxCode, TubeCode, normalise
from samplepoint.domain.documents import Document
from samplepoint.domain.entries import PersonEntry, parse_entry
from samplepoint.domain.facts import Kind
from samplepoint.domain.field_maps import KNOWN_MAPS, FieldMap, looks_like_line, read_line
from samplepoint.domain.masking import mask_number
from samplepoint.domain.outcomes import Changed, Notice, Outcome, Verdict, accepted, needs, refused
from samplepoint.domain.own_codes import Command
from samplepoint.domain.people import Person
from samplepoint.domain.readings import Quality, Reading, Source
from samplepoint.domain.seen import CardSeen, MrzSeen
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.errors import Refusal
from samplepoint.services.back_entry import BackEntry
from samplepoint.services.collecting import Collecting, told
from samplepoint.services.correcting import Correcting
from samplepoint.services.counting import Counting, is_count
from samplepoint.services.handing_over import HandingOver
from samplepoint.services.held_scans import HeldScans
from samplepoint.services.offering import Offer, Pending, offer_of_card, offer_of_zone
from samplepoint.services.own_papers import OwnPapers
from samplepoint.services.packing import Packing
from samplepoint.services.packing_place import PackingPlace
from samplepoint.services.proving import Proving
from samplepoint.services.reboxing import Reboxing
from samplepoint.services.station import Place, Station
from samplepoint.services.suggesting import suggest_label

SignIn = Callable[[str], StaffMember]
"""Turns the text of a badge into who it belongs to; raises `Refusal` when it is nobody's."""

_NO_NUMBER = ("scan_not_understood", "scan_foreign_digits", "scan_foreign_letters")
_LONGEST_TRY = 6
"""What is longer was no try at a number: it has a reason of its own."""
PACKING_SEAT = "P"


class Activity(StrEnum):
    """What the window is for at the moment; a scan means different things in each."""

    COLLECTING = "collecting"
    PACKING = "packing"


class Desk:
    """One window's desk. Not durable itself: all that matters is in the book."""

    def __init__(self, station: Station, place: Place, sign_in: SignIn) -> None:
        """Sit down at a place; what was open there is open again."""
        self.station = station
        self.place = place
        self.collecting = Collecting(station)
        self.packing = Packing(station)
        self.correcting = Correcting(station)
        self.counting = Counting(station)
        self.proving = Proving(station)
        self.reboxing = Reboxing(station)
        self.handing_over = HandingOver(station)
        self.papers = OwnPapers(station, self.handing_over)
        self.back_entry = BackEntry(station)
        self.boxes = PackingPlace(station, self.packing)
        self.activity = Activity.COLLECTING
        self.is_locked = False
        self._sign_in = sign_in
        self._regular = place.staff
        self._pending: Pending | None = None
        self.field_maps: tuple[FieldMap, ...] = tuple(KNOWN_MAPS.values())
        """How this station's card readers write a line; settings may name one of their own."""
        self._doubted = ""
        """The code that was asked for again."""
        self._held = HeldScans()
        self._home = place.seat
        """Where the desk's own scanner and camera act: a code of a seat that they read moves it."""

    # -- readings ------------------------------------------------------------------------------

    def take(self, reading: Reading, seat: str = "") -> Outcome:
        """Answer one reading, whatever it came from, where the desk is turned to.

        One that is held during a lock is answered at its `seat` (see `take_at`).

        Raises:
            Damage: the book can no longer be trusted.
        """
        meaning = classify(reading, self.station.plan, self.station.book.today)
        if self.is_locked and not isinstance(meaning, Badge):
            return self._held.hold(seat, reading)
        pending, self._pending = self._pending, None
        text = normalise(reading.text)
        return self.station.answer(
            self.place, lambda: self._act(meaning, reading, text, pending), shown(text)
        )

    def take_at(self, seat: str, reading: Reading) -> Outcome:
        """Answer a reading of a scanner that belongs to a seat; "" for the desk's own scanner.

        Each acts where it belongs, whichever seat the desk was turned to by the one before.
        """
        if self.is_locked:
            return self.take(reading, seat)
        self.turn_to(seat)
        outcome = self.take(reading)
        if not seat:
            self._home = self.place.seat
        return outcome

    def turn_to(self, seat: str) -> None:
        """Turn to a seat, "" for the desk's own; a question of another seat is dropped."""
        wanted = seat or self._home
        if wanted != self.place.seat:
            self.drop_offer()
            self.place = Place(wanted, self.place.staff)

    def _act(
        self, meaning: Meaning, reading: Reading, text: str, pending: Pending | None
    ) -> Outcome:
        match meaning:
            case Unknown():
                return self._unknown(meaning, reading, text)
            case Badge():
                return self._change_staff(self._sign_in(meaning.text))
            case Seat():
                return self._change_seat(meaning.name)
            case Command():
                return self._command(meaning, pending)
            case TubeScan():
                return self._doubt(reading, meaning.code) or self._tube(meaning.code)
            case BoxScan():
                return self._box(meaning.code)
            case Document() | Person():
                return self._person(meaning, reading.source, text, pending)
            case _:
                assert_never(meaning)

    def _unknown(self, meaning: Unknown, reading: Reading, text: str) -> Outcome:
        """Answer what no rule of codes knows: a count where one is asked for, a bag, or nothing."""
        packs = self.activity is Activity.PACKING
        if packs and self.boxes.in_hand(self.place).count:
            counted = self._number(meaning, reading, text)
            if counted:
                return counted
        if packs and is_count(text) and reading.quality is Quality.GOOD:
            return self.boxes.count(self.place, text)
        if meaning.code in ANSWERED_PAPERS:
            return self.papers.answer(self.place, meaning, text)
        if looks_like_line(reading.text):
            return self._card_line(reading)
        bag = self.station.plan.bag(text) if reading.quality is Quality.GOOD else None
        if bag is None:
            return refused(meaning.code, text=meaning.shown).noticing(self._near(text))
        if not packs:
            raise Refusal("bag_code_at_desk", bag=bag)
        return self.boxes.scan_bag(self.place, bag)

    def _number(self, meaning: Unknown, reading: Reading, text: str) -> Outcome | None:
        """Take what was typed while a count is asked for; None for what is no try at a number."""
        if is_count(text):
            # A pause is how hands type; in what a serial scanner sends it is a part that was lost.
            is_whole = reading.quality is Quality.GOOD or reading.source is Source.WEDGE
            take = self.boxes.count if is_whole else self.boxes.put_digits
            return take(self.place, text)
        if text.isascii() and text.isdigit():
            raise Refusal("count_too_long", digits=meaning.shown)
        if meaning.code in _NO_NUMBER and len(text) <= _LONGEST_TRY:
            raise Refusal("count_unreadable", text=meaning.shown)
        return None

    def _card_line(self, reading: Reading) -> Outcome:
        """Bind whom a card reader's line names; the roster knows a name that did not come along."""
        if self.activity is Activity.PACKING:
            raise Refusal("person_code_at_packing")
        line = read_line(reading.text, self.field_maps, self.station.book.today)
        if line is None:
            raise Refusal("card_line_no_map")
        person = parse_entry(line.entry, self.station.book.today, "")
        if line.notice:
            person = self._known(person.document)
        outcome = self.collecting.bind_person(self.place, person, source=str(reading.source))
        is_told = bool(line.notice) and outcome.is_accepted and not person.name
        return outcome.noticing((*outcome.notices, Notice(line.notice))) if is_told else outcome

    def _near(self, text: str) -> tuple[Notice, ...]:
        """Return the one unused label that a code may stand for: shown, never taken."""
        suggestion = suggest_label(self.station, text)
        return (suggestion.notice,) if suggestion else ()

    def _doubt(self, reading: Reading, code: TubeCode) -> Outcome | None:
        """Ask for a camera's reading again that is one slip away from a label printed here.

        A bar code's own check lets a wrong reading through now and then; a hand scanner's laser
        reads at a fraction of that rate, and is not asked twice.
        """
        doubted, self._doubted = self._doubted, ""
        if reading.source is not Source.CAMERA or doubted == code:
            return None
        near = self._near(code)
        if not near or self.station.queries.tube(code) is not None:
            return None
        self._doubted = code
        return needs("tube_not_printed", tube=code).noticing(near)

    def _tube(self, code: TubeCode) -> Outcome:
        if self.activity is Activity.COLLECTING:
            return self.collecting.scan_tube(self.place, code)
        return self.boxes.scan_tube(self.place, code)

    def _box(self, code: BoxCode) -> Outcome:
        if self.activity is Activity.COLLECTING:
            raise Refusal("box_code_at_desk", box=code)
        return self.boxes.scan_box(self.place, code)

    def _person(
        self, who: Document | Person, source: Source, text: str, pending: Pending | None
    ) -> Outcome:
        if self.activity is Activity.PACKING:
            raise Refusal("person_code_at_packing")
        person = who if isinstance(who, Person) else self._known(who)
        if person.document.confirm and (pending is None or pending.text != text):
            self._pending = Pending(person, text)
            is_half = person.document.confirm == "half_number"
            return needs(
                "confirm_half_number" if is_half else "confirm_old_number",
                number=mask_number(person.document.number),
            )
        return self.collecting.bind_person(self.place, person, source=str(source))

    def _known(self, document: Document) -> Person:
        """Return a scanned document with what the roster knows of its holder."""
        known = self.station.queries.on_roster(document)
        return known or Person(document, flags=("name_missing",))

    # -- commands ------------------------------------------------------------------------------

    def _command(self, command: Command, pending: Pending | None) -> Outcome:
        if command is Command.UNDO:
            packs = self.activity is Activity.PACKING
            return self.boxes.undo(self.place) if packs else self.collecting.undo(self.place)
        if command is Command.CLOSE_TUBE:
            return self.collecting.close_tube(self.place)
        if command in (Command.SEAL_BOX, Command.CONFIRM) or command.digit:
            return self._towards_seal(command, pending)
        if command is Command.UNPACK_TUBE and self.activity is Activity.PACKING:
            return self.boxes.begin_taking_out(self.place)
        if command is Command.CANCEL:
            if self.activity is Activity.PACKING:
                self.boxes.cancel(self.place)
            return accepted("cancelled_step", Changed.SEAT, Changed.BOX)
        if command in (Command.COLLECT, Command.PACK):
            return self.go_to(
                Activity.COLLECTING if command is Command.COLLECT else Activity.PACKING
            )
        if command is Command.LOCK:
            return self.lock()
        return accepted("shown", Changed.SEAT, command=str(command.name.lower()))

    def _towards_seal(self, command: Command, pending: Pending | None) -> Outcome:
        if command is Command.SEAL_BOX:
            outcome = self.boxes.seal(self.place)
            if outcome.verdict is Verdict.NEEDS:
                # What is asked for is counted and scanned at the packing place.
                self.activity = Activity.PACKING
            return outcome
        if command.digit:
            if self.activity is not Activity.PACKING:
                raise Refusal("no_count_asked")
            return self.boxes.add_digit(self.place, command.digit)
        packs = self.activity is Activity.PACKING
        return self.boxes.confirm(self.place) if packs else self._confirm(pending)

    def _confirm(self, pending: Pending | None) -> Outcome:
        if pending is None:
            raise Refusal("nothing_to_confirm")
        return self.collecting.bind_person(self.place, pending.person, source=str(pending.source))

    def current_box(self) -> BoxCode | None:
        """Return the box this seat packs into: the one scanned last, else the newest open."""
        return self.boxes.current_box(self.place.seat)

    def go_to(self, activity: Activity) -> Outcome:
        """Turn the window to collecting or packing."""
        self.drop_offer()
        self.boxes.stop_taking_out(self.place)
        self.activity = activity
        return accepted(f"now_{activity}", Changed.SEAT, Changed.TUBE, Changed.BOX)

    def _change_seat(self, seat: str) -> Outcome:
        self.place = Place(seat, self.place.staff)
        return accepted("seat_changed", Changed.SEAT, Changed.TUBE, seat=seat)

    # -- who works -----------------------------------------------------------------------------

    def _change_staff(self, staff: StaffMember) -> Outcome:
        self.drop_offer()
        with self.station.gesture(Place(self.place.seat, staff)) as draft:
            draft.record(Kind.SIGNED_IN, {"id": staff.id, "role": str(staff.role)})
        if staff.role is not Role.SUPERVISOR:
            self._regular = staff
        self.place = Place(self.place.seat, staff)
        self.is_locked = False
        return accepted(
            "signed_in", Changed.STAFF, name=staff.name, role=str(staff.role), held=len(self._held)
        )

    def sign_in(self, staff: StaffMember) -> Outcome:
        """Let a member of staff work here whose PIN was right; a lock ends."""
        return self.station.answer(self.place, lambda: self._change_staff(staff))

    def sign_in_with(self, who: Callable[[], StaffMember]) -> Outcome:
        """Let whoever a PIN belongs to work here; `who` raises `Refusal` when it is nobody's."""
        return self.station.answer(self.place, lambda: self._change_staff(who()))

    def supervisor_leaves(self) -> None:
        """Give the desk back to its registrar after a supervisor's minutes."""
        self.place = Place(self.place.seat, self._regular)

    def lock(self) -> Outcome:
        """Lock the desk; scans are held, not lost, until somebody signs in."""
        self.drop_offer()
        self.boxes.stop_taking_out(self.place)
        with self.station.gesture(self.place) as draft:
            draft.record(Kind.DESK_LOCKED, {})
        self.is_locked = True
        return accepted("desk_locked", Changed.STAFF)

    def release_held(self) -> list[Outcome]:
        """Answer, in order, what was scanned while the desk was locked."""
        answers = [self.take_at(seat, reading) for seat, reading in self._held.release()]
        self.turn_to("")
        return answers

    def drop_offer(self) -> None:
        """Forget what waits for a confirming gesture or a second look: somebody looked away."""
        self._pending, self._doubted = None, ""

    # -- what a camera reads -------------------------------------------------------------------

    def take_card(self, card: CardSeen) -> Outcome:
        """Answer a card that was read: bound, asked about, or refused with the reason."""
        return self._take_offer(lambda: offer_of_card(card, self.station.book.today))

    def take_zone(self, zone: MrzSeen, entry: PersonEntry) -> Outcome:
        """Answer a machine-readable zone; a person always compares the name with the page."""
        return self._take_offer(lambda: offer_of_zone(zone, entry))

    def _take_offer(self, make: Callable[[], Offer]) -> Outcome:
        if self.is_locked:
            # A picture is not kept: whoever comes back shows the card again.
            return needs("locked_card")
        self.drop_offer()
        return self.station.answer(self.place, lambda: self._offered(make()))

    def _offered(self, offer: Offer) -> Outcome:
        if self.activity is Activity.PACKING:
            raise Refusal("person_code_at_packing")
        person = parse_entry(offer.entry, self.station.book.today, "")
        values = told(person)
        if offer.missing:
            return needs("card_name_unread", **values)
        if not offer.doubts:
            return self.collecting.bind_person(self.place, person, source=str(Source.CAMERA))
        self._pending = Pending(person, "", Source.CAMERA)
        return needs("card_confirm", **values, why=offer.doubts[0], doubts=len(offer.doubts))

    # -- what is not scanned -------------------------------------------------------------------

    def bind_entry(self, entry: PersonEntry) -> Outcome:
        """Bind a person from the typed form; what a card asked before is answered by it."""
        self.drop_offer()
        return self.station.answer(
            self.place,
            lambda: self.collecting.bind_entry(self.place, entry, source=str(Source.TYPED)),
        )

    def perform(self, action: Callable[[Place], Outcome]) -> Outcome:
        """Run any other verb at this place and answer like a reading does."""
        self.drop_offer()
        return self.station.answer(self.place, lambda: action(self.place))
