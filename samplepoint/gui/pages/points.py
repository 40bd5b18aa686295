"""The points of a supervisor's book: who is enrolled, receipts, what goes back, closing a round.

Owns what is chosen and what is asked twice; refuses to believe anybody and to make files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from samplepoint.domain.outcomes import Outcome, accepted, needs, refused
from samplepoint.domain.rounds import RoundStanding
from samplepoint.domain.staff import Deed
from samplepoint.gui.bridge import JobBridge
from samplepoint.gui.models.point_rows import SHADES, PointRows, Standing
from samplepoint.gui.office import PanelOpener, office_of
from samplepoint.gui.pages.sticks import told_of
from samplepoint.gui.widgets.detail_card import DetailCard
from samplepoint.gui.widgets.find_field import FindField, findable
from samplepoint.gui.widgets.form_fields import ChineseField, KeyButton, Row
from samplepoint.gui.widgets.offered_choice import OfferedChoice
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.widgets.place_field import PlaceField
from samplepoint.gui.widgets.plain_table import PlainTable
from samplepoint.gui.widgets.receipt_view import ReceiptView
from samplepoint.gui.workplace import Workplace
from samplepoint.services.closing import close_round, rounds
from samplepoint.services.enrolling import Enrolling
from samplepoint.services.jobs import Reporter
from samplepoint.services.packaging import Packaging
from samplepoint.services.points import PointState, points
from samplepoint.services.receipting import MadeReceipt, Receipting
from samplepoint.services.sending import send
from samplepoint.services.station import Station
from samplepoint.services.stick import Destination
from samplepoint.services.stick_planning import Clash

_AT_A_GLANCE = 8


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the page reads on a thread: a merge may hold the book meanwhile."""

    points: Sequence[PointState]
    texts: Sequence[str]
    """What each point is found by."""
    rounds: Sequence[RoundStanding]


@dataclass(frozen=True, slots=True)
class _Receipts:
    """Receipts whose files were written, and how the place was left."""

    made: Sequence[MadeReceipt]
    leave: Outcome


class PointsPage(OfficePage):
    """Ctrl+Enter makes the receipts; a chosen point shows its eight words and its QR."""

    def __init__(self, workplace: Workplace) -> None:
        """List the points, as soon as they are read."""
        super().__init__(workplace, "points_title", "points_state")
        now = workplace.desk.station.book.clock.now
        self.model = PointRows(workplace.wording, now, self)
        self.table = PlainTable(self.model, workplace.look)
        self.table.stretch(1)
        self.empty = QLabel()
        self.empty.setProperty("role", "state")
        self.empty.setWordWrap(True)
        self.detail, self.receipt = DetailCard(workplace), ReceiptView(workplace)
        self.detail.add(self.receipt)
        office = office_of(workplace)
        self.place = PlaceField(workplace, office.exports_folder if office else None)
        self.find_field = FindField()
        self._listed: tuple[tuple[PointState, str], ...] = ()
        self._stand: Counter[Standing] = Counter()
        self.reason, self.round = ChineseField(), OfferedChoice(self._round_word)
        self.revoke_key, self.close_key = KeyButton("", "danger"), KeyButton("", "danger")
        self.enrol_key, self.package_key = KeyButton(), KeyButton()
        self.receipt_key = KeyButton("Ctrl+Enter", "main")
        self._receipts: dict[str, MadeReceipt] = {}
        self._asked_again = ""
        self._reading = JobBridge()
        self._reading.finished.connect(self._show)
        self._reading.failed.connect(self.answer_strip.tell_error)
        self._lay_out()
        self._speak_fields()
        self._listen()
        self.dress()
        self.read_again()

    def _lay_out(self) -> None:
        self._rows = {
            "place": Row(self.place),
            "find": Row(self.find_field, self.find_field.count),
            "reason": Row(self.reason, self.revoke_key),
            "round": Row(self.round, self.close_key),
        }
        left = (
            self.card("", self._rows["find"], self.empty, self.table),
            self.card("", *(self._rows[one] for one in ("place", "reason", "round"))),
        )
        self.set_beside(left, self.detail)
        self.add_keys(self.enrol_key, self.package_key, self.receipt_key)
        self.set_stops(
            self.table,
            self.find_field,
            *self.place.stops,
            self.reason,
            self.revoke_key,
            self.round,
            self.close_key,
            self.enrol_key,
            self.package_key,
            self.receipt_key,
        )

    def _speak_fields(self) -> None:
        keep = self.spoken.keep
        for name, row in self._rows.items():
            keep(row.label.setText, f"points_label_{name}")
        self.speak_keys("points", "revoke", "close", "enrol", "package", "receipt")
        keep(self.reason.setPlaceholderText, "points_hint_reason")
        keep(self.find_field.setPlaceholderText, "points_hint_find")
        for spoken in (self.model, self.place, self.round):
            self.spoken.also(spoken.speak)
        self.spoken.also(self._say)

    def _listen(self) -> None:
        self.enrol_key.clicked.connect(self.open_enrolling)
        self.package_key.clicked.connect(self.write_package)
        self.receipt_key.clicked.connect(self.confirm)
        self.revoke_key.clicked.connect(self.revoke)
        self.close_key.clicked.connect(self.close_round)
        self.find_field.textChanged.connect(lambda _text: self._filter())
        self.table.selectionModel().currentChanged.connect(lambda _now, _was: self._say_detail())

    # -- what is there -------------------------------------------------------------------------

    def after_job(self) -> None:
        """Read again what a job may have changed, and how many people are where."""
        self.read_again()
        self.workplace.refresh()

    def read_again(self) -> None:
        """Read the points again, beside the window."""
        self._asked_again = ""
        station = self.workplace.desk.station
        if not self._reading.is_running:
            self._reading.start(lambda _reporter: _read(station))

    def _begin(self) -> None:
        """See what came while another page was open."""
        if not self.bridge.is_running:
            self.after_job()
        super()._begin()

    @property
    def is_reading(self) -> bool:
        """Tell whether the points are being read."""
        return self._reading.is_running

    def _show(self, seen: object) -> None:
        if not isinstance(seen, _Seen):
            return
        self._listed = tuple(zip(seen.points, seen.texts, strict=True))
        self._stand = Counter(self.model.standings(seen.points))
        self._list_found()
        before = self.round.value
        self.round.offer(list(seen.rounds))
        same = [one for one in seen.rounds if before and one.round_id == before.round_id]
        if same:
            self.round.choose(same[0])
        self._say()

    def _filter(self) -> None:
        """Show what is looked for; a question of before was about another list."""
        self._list_found()
        self._say()

    def _list_found(self) -> None:
        """List the points that are looked for; whoever was chosen and is still there stays so."""
        chosen = self.chosen
        sought = self.find_field.sought
        found = [one for one, text in self._listed if sought in text]
        self.model.show(found)
        keys = [one.peer.sign_key for one in found]
        at = keys.index(chosen.peer.sign_key) if chosen and chosen.peer.sign_key in keys else 0
        self.table.selectRow(at)
        self.table.scrollTo(self.table.currentIndex())

    def _round_word(self, one: RoundStanding) -> str:
        code = "round_line_closed" if one.closed else "round_line_open"
        return self.workplace.say(code, round=one.name, people=f"{one.people:,}")

    @property
    def chosen(self) -> PointState | None:
        """The point that is chosen."""
        return self.model.row(self.table.currentIndex())

    def _say(self) -> None:
        if not hasattr(self, "detail"):
            return
        rows, say = self.model.rows, self.workplace.say
        stand = self._stand
        enrolled, silent = stand.total() - stand[Standing.REVOKED], stand[Standing.NOTHING]
        self.state.setText(say("points_state_now", count=enrolled, silent=silent))
        shown = {"shown": f"{len(rows):,}", "of": f"{len(self._listed):,}"}
        self.find_field.count.setText(say("points_found", **shown))
        self.empty.setText(say("points_none_found" if self._listed else "points_none"))
        self.empty.setVisible(not rows)
        self.table.setVisible(bool(rows))
        # Few are seen at a glance, and the room is theirs.
        self._rows["find"].setVisible(
            len(self._listed) > _AT_A_GLANCE or bool(self.find_field.text())
        )
        self._say_detail()

    def _say_detail(self) -> None:
        self._asked_again = ""
        one, say = self.chosen, self.workplace.say
        if one is None:
            self.detail.tell("", say("points_choose"))
            self.receipt.show_receipt(None)
            return
        peer, standing = one.peer, self.model.standing(one)
        lines = [
            say("points_station", station=peer.station_id, at=peer.enrolled_utc[:10]),
            say(f"point_about_{standing}", reason=peer.reason, until=peer.expires_utc[:10]),
        ]
        if one.last:
            lines.append(say("points_last", number=one.last.number, ago=self.model.ago(one)))
        self.detail.tell(peer.name, "\n".join(lines), SHADES[standing])
        receipt = self._receipts.get(peer.sign_key)
        self.receipt.show_receipt(receipt)
        if receipt is not None:
            # What is read out is in sight as a whole, once it has its place.
            QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self.receipt, 0, 8))

    # -- receipts and packages -----------------------------------------------------------------

    def _ready(self) -> Destination | None:
        to = self.place.destination()
        if to is None:
            self.answer_strip.tell(refused("folder_is_relative"))
            self.focus(self.place.folder)
        return to

    def confirm(self) -> None:
        """Make a receipt for every point of which something is here, and write the files."""
        to, desk = self._ready(), self.workplace.desk
        if to is None:
            return
        target, place = to, desk.place

        def make(reporter: Reporter) -> _Receipts:
            target.check()
            made = Receipting(desk.station).make(place)
            files = [(one.name, one.content) for one in made]
            puts = target.put(files, reporter, Clash.NUMBER)
            return _Receipts(made, target.close(puts, reporter))

        self.run_job(make, self._told_of_receipts)

    def _told_of_receipts(self, result: object) -> Outcome:
        if not isinstance(result, _Receipts):
            raise TypeError
        self._receipts |= {one.peer.sign_key: one for one in result.made}
        leave = result.leave
        values = {**leave.values, "receipts": len(result.made), "leave": leave.code}
        return Outcome(leave.verdict, "points_receipts_made", values, leave.notices)

    def write_package(self) -> None:
        """Write decisions, corrections and closed rounds for the points."""
        office, to, desk = office_of(self.workplace), self._ready(), self.workplace.desk
        if office is None:
            self.answer_strip.tell(refused("office_missing"))
        elif to is not None:
            packaging, target, place = Packaging(desk.station, office.travel.outbox), to, desk.place
            self.run_job(
                lambda reporter: send(packaging, place, target, reporter=reporter), told_of
            )

    # -- enrolling, revoking, closing ----------------------------------------------------------

    def open_enrolling(self) -> None:
        """Let a point be known, in a panel beside the list."""
        from samplepoint.gui.pages.enrolling import EnrollingPanel  # noqa: PLC0415  # read late

        window = self.window()
        if not self.workplace.desk.place.staff.may(Deed.RUN_ROUND):
            self.answer_strip.tell(refused("supervisor_only"))
        elif isinstance(window, PanelOpener):
            panel = EnrollingPanel(self.workplace)
            panel.enrolled.connect(self.after_job)
            window.open_panel(panel)

    def _is_sure(self, of: str, asked: Outcome) -> bool:
        """Ask once more before what cannot be taken back."""
        if self._asked_again == of:
            self._asked_again = ""
            return True
        self._asked_again = of
        self.answer_strip.tell(asked)
        return False

    def revoke(self) -> None:
        """Believe the chosen point's laptop no more, when it is asked for twice."""
        one, reason = self.chosen, self.reason.text().strip()
        if one is None:
            self.answer_strip.tell(refused("points_none_chosen"))
            return
        if not reason:
            self.answer_strip.tell(refused("reason_missing"))
            self.focus(self.reason)
            return
        peer, desk = one.peer, self.workplace.desk
        asked = needs("points_revoke_again", name=peer.name, station=peer.station_id)
        if self._is_sure(f"revoke {peer.sign_key}", asked):
            place = desk.place
            self.run_job(
                lambda _reporter: Enrolling(desk.station).revoke(place, peer.station_id, reason),
                lambda _peer: accepted("points_revoked", name=peer.name),
            )

    def close_round(self) -> None:
        """Close the chosen round, when it is asked for twice."""
        one, reason = self.round.value, self.reason.text().strip()
        if not isinstance(one, RoundStanding):
            return
        if not reason:
            self.answer_strip.tell(refused("reason_missing"))
            self.focus(self.reason)
            return
        if self._is_sure(f"close {one.round_id}", needs("points_close_again", round=one.name)):
            station, place = self.workplace.desk.station, self.workplace.desk.place
            self.run_job(
                lambda _reporter: close_round(station, place, reason, one.round_id), _as_told
            )


def _as_told(outcome: object) -> Outcome:
    return outcome if isinstance(outcome, Outcome) else accepted("job_done")


def _read(station: Station) -> _Seen:
    found = points(station)
    texts = [findable(one.peer.name, *sorted(one.peer.stations)) for one in found]
    return _Seen(found, texts, rounds(station))
