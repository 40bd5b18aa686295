"""A driver of the replay that works the real window by keys, as its staff would.

Owns what each op means for hands; refuses to decide anything the desk decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from samplepoint.domain.codes import BoxCode, TubeCode, normalise
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import UNVERIFIED
from samplepoint.domain.outcomes import Outcome, Verdict, ignored
from samplepoint.domain.own_codes import SEATS, Command, seat_code
from samplepoint.domain.people import Relation
from samplepoint.domain.staff import Role
from samplepoint.errors import Refusal
from samplepoint.gui.keyboard import Hands
from samplepoint.gui.main_window import MainWindow
from samplepoint.gui.rehearsal_office import OfficeHands
from samplepoint.gui.widgets.person_fields import KINDS
from samplepoint.services.desk import Activity
from samplepoint.services.replaying import Event, entry_of, unnamed
from samplepoint.services.replaying_direct import find_sample
from samplepoint.services.station import Place, Station

OpenWindow = Callable[[], MainWindow]
Badges = Mapping[Role, str]


class WindowDriver:
    """Events to keys. `open_window` opens the book's window anew after a restart."""

    def __init__(
        self, open_window: OpenWindow, reopen: Callable[[], Station], badges: Badges
    ) -> None:
        """Open the window; `badges` let the supervisor and the registrar sign in by scanning."""
        self._open_window = open_window
        self._reopen = reopen
        self._badges = badges
        self._seats: dict[str, str] = {}
        self._begin()

    def _begin(self) -> None:
        self.window = self._open_window()
        self._hands = Hands(self.window)
        self._answers: list[Outcome] = []
        self.window.workplace.answered.connect(self._answers.append)
        self._hands.scan(self._badges[Role.REGISTRAR])

    @property
    def office(self) -> OfficeHands:
        """Return hands on the pages beside the desk."""
        return OfficeHands(self.window, self._badges)

    @property
    def station(self) -> Station:
        """Return the station of the window."""
        return self.window.workplace.desk.station

    def restart(self) -> None:
        """Close the window and the book, open both again."""
        self.window.close()
        self._reopen()
        self._begin()

    def perform(self, event: Event) -> Outcome:
        """Do what an event says and return the window's last answer.

        Raises:
            Refusal: `op_unknown`, and what a verb raises before it reaches a desk.
        """
        verb = getattr(self, f"_op_{event.op}", None)
        if verb is None:
            raise Refusal("op_unknown", op=event.op)
        with unnamed(self.station.book):
            self._sit_down(event)
        self._answers.clear()
        verb(event)
        QApplication.processEvents()
        return self._answers[-1] if self._answers else ignored("nothing_answered")

    def _sit_down(self, event: Event) -> None:
        """Turn the window to the event's place, and sign in whoever does the deed."""
        desk = self.window.workplace.desk
        packs = event.op in ("box_scan", "seal_box")
        wanted = Activity.PACKING if packs else Activity.COLLECTING
        if desk.activity is not wanted:
            self._hands.press(Qt.Key.Key_F6 if packs else Qt.Key.Key_F5)
        seat = self._seat(event.seat)
        if not packs and desk.place.seat != seat:
            self._hands.scan(seat_code(seat))
        role = Role.SUPERVISOR if event.is_supervisor else Role.REGISTRAR
        if desk.place.staff.role is not role:
            self._hands.scan(self._badges[role])

    def _seat(self, name: str) -> str:
        """Return the window's seat for a name of the event list; strange names get free ones."""
        if name in SEATS:
            return name
        free = [seat for seat in reversed(SEATS) if seat not in self._seats.values()]
        return self._seats.setdefault(name, free[0] if free else SEATS[-1])

    # -- the scanner ---------------------------------------------------------------------------

    def _op_scan(self, event: Event) -> None:
        raw = str(event.values["raw"])
        self._hands.scan(raw.rstrip("\r\n"))
        asked = self._answers and self._answers[-1].verdict is Verdict.NEEDS
        if asked and event.confirms:
            self._hands.scan(raw.rstrip("\r\n"))

    def _op_close_tube(self, _event: Event) -> None:
        self._hands.scan(Command.CLOSE_TUBE)

    def _op_undo(self, _event: Event) -> None:
        self._hands.press(Qt.Key.Key_F3)

    def _op_box_scan(self, event: Event) -> None:
        self._take_up(str(event.values.get("box", "")))
        self._answers.clear()
        self._hands.scan(str(event.values["raw"]).strip())

    def _op_seal_box(self, event: Event) -> None:
        box = BoxCode(str(event.values.get("box", "")))
        desk = self.window.workplace.desk
        if box != desk.current_box():
            self.window.workplace.perform(lambda place: desk.packing.seal_box(place, box))
            return
        self._hands.scan(Command.SEAL_BOX)
        if event.count and self._answers and self._answers[-1].code == "count_box":
            for digit in event.count:
                self._hands.scan(f"SPC{digit}")
            self._hands.scan(Command.CONFIRM)

    def _take_up(self, box: str) -> None:
        desk = self.window.workplace.desk
        row = self.station.queries.box(BoxCode(box), self.station.plan.round_id)
        if row and row.status == "open" and desk.current_box() != box:
            with unnamed(self.station.book):
                self._hands.scan(box)

    # -- the form ------------------------------------------------------------------------------

    def _op_manual_person(self, event: Event) -> None:
        doc = event.values["doc"]
        entry = entry_of(doc, event.values.get("flags", ()))
        hands = self._hands
        hands.press(Qt.Key.Key_F2)
        if entry.doc_type is DocumentType.NONE:
            hands.press(Qt.Key.Key_F9)
            self._back_to_number()
        hands.write(entry.number or entry.temporary_number)
        hands.press(Qt.Key.Key_Tab)
        self._choose(KINDS.index(entry.doc_type))
        if UNVERIFIED in entry.flags:
            hands.press(Qt.Key.Key_F10)
        hands.press(Qt.Key.Key_Tab)
        hands.write(entry.name)
        hands.press(Qt.Key.Key_Tab)
        self._choose(list(Relation).index(entry.relation))
        hands.press(Qt.Key.Key_Tab)
        hands.write(entry.phone)
        hands.press(Qt.Key.Key_Return, control=True)
        if self._answers and self._answers[-1].verdict is Verdict.NEEDS:
            hands.press(Qt.Key.Key_Return, control=True)
        hands.press(Qt.Key.Key_Escape)

    def _back_to_number(self) -> None:
        self._hands.press(Qt.Key.Key_Backtab)
        self._hands.press(Qt.Key.Key_Backtab)

    def _choose(self, place: int) -> None:
        """Choose by number key: 1 to 9, 0 for the tenth, one more step for the eleventh."""
        self._hands.write(str((min(place, 9) + 1) % 10))
        if place > 9:
            self._hands.press(Qt.Key.Key_Down)

    # -- corrections: through the window's own door, as the supervisor's panel does ---------------

    def _op_reopen_tube(self, event: Event) -> None:
        verb = self.window.workplace.desk.correcting.reopen_tube
        self._correct(lambda place: verb(place, _tube(event, "tube"), event.reason))

    def _op_void_tube(self, event: Event) -> None:
        verb = self.window.workplace.desk.correcting.void_tube
        self._correct(lambda place: verb(place, _tube(event, "tube"), event.reason))

    def _op_move(self, event: Event) -> None:
        def move(place: Place) -> Outcome:
            doc: dict[str, Any] = event.values["doc"]
            sample = find_sample(self.station, doc, str(event.values["tube"]))
            verb = self.window.workplace.desk.correcting.move_person
            return verb(place, sample, _tube(event, "to"), event.reason)

        self._correct(move)

    def _op_fix_doc(self, event: Event) -> None:
        def correct(place: Place) -> Outcome:
            sample = find_sample(self.station, event.values["doc"])
            verb = self.window.workplace.desk.correcting.correct_document
            return verb(place, sample, entry_of(event.values["new"]), event.reason)

        self._correct(correct)

    def _correct(self, verb: Callable[[Place], Outcome]) -> None:
        self.window.workplace.perform(verb)


def _tube(event: Event, name: str) -> TubeCode:
    return TubeCode(normalise(str(event.values[name])))
