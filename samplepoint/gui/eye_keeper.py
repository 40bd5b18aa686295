"""The camera beside the desk: when it looks, what it shows, and what a card becomes.

Owns the way from the camera's news to the desk and to the window's right side; refuses to know
devices (see `adapters.camera`) and what the rules allow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from samplepoint.app.settings import EyeSource, Switch
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import PersonEntry
from samplepoint.domain.mrz_person import entry_of
from samplepoint.domain.outcomes import Changed, Outcome, Verdict, accepted, ignored, refused
from samplepoint.domain.own_codes import Command
from samplepoint.domain.readings import Reading, Source
from samplepoint.domain.seen import MrzSeen
from samplepoint.errors import Refusal, SamplepointError
from samplepoint.gui.adapters.desk_devices import DeskDevices
from samplepoint.gui.eye_line import EyeLine
from samplepoint.gui.shades import Shade
from samplepoint.gui.sight import DocumentShot, Sight, Stage
from samplepoint.gui.widgets.camera_view import CameraView, Standing
from samplepoint.gui.workplace import Workplace
from samplepoint.services.desk import Activity
from samplepoint.services.picture import DeskPicture

if TYPE_CHECKING:
    from samplepoint.gui.pages.card_review import CardReview

_QUIET: Final = frozenset({"code_not_accepted", "code_not_expected"})
"""What lies around is named in the line under the picture, not by the desk's red panel."""
_AGAIN_MS: Final = 10_000
"""The same complaint about what is in view is not made again sooner."""
_FILE: Final = "picture_"
_FILE_NOTES: Final = frozenset({"picture_first_of_several", "picture_shrunk"})
"""What was read all the same."""
_LOOK_MS: Final = 200
"""How often it is seen whether files must still wait for somebody's answer."""
_STAGES: Final = {"card_confirm": Stage.COMPARE, "card_name_unread": Stage.NAME}


class Shell(Protocol):
    """What the camera may ask of the window."""

    camera_view: CameraView
    pages: QStackedWidget

    @property
    def panel(self) -> QWidget | None:
        """The side panel that is open."""

    @property
    def shows_desk(self) -> bool:
        """Tell whether a page is shown beside which the camera looks."""

    def open_panel(self, panel: QWidget) -> None:
        """Open a side panel."""

    def lead_back(self) -> bool:
        """Close what lies over the desk."""

    def place_parts(self) -> None:
        """Give every part its place anew: the camera's came or went."""


class EyeKeeper(QObject):
    """Connects one window's camera with its desk. It tells `attend` when its page changes."""

    def __init__(self, workplace: Workplace, devices: DeskDevices, shell: Shell) -> None:
        """Follow workplace, camera and window."""
        super().__init__()
        self._workplace = workplace
        self._hand = devices.camera
        self._shell = shell
        self._complained = ""
        self._is_answering = False
        self._review: CardReview | None = None
        self._line = EyeLine(workplace, lambda: self._view)
        self._expected: tuple[object, ...] = ()
        """What the desk stood at when the camera's half-beliefs began."""
        self._forgetting = QTimer(self)
        self._forgetting.setSingleShot(True)
        self._forgetting.setInterval(_AGAIN_MS)
        self._forgetting.timeout.connect(self._forget_complaint)
        self._waiting = QTimer(self)
        self._waiting.setInterval(_LOOK_MS)
        self._waiting.timeout.connect(self._see_whether_to_wait)
        self._connect()
        devices.noticed.connect(self._line.hear_said)

    def _connect(self) -> None:
        hand, place = self._hand, self._workplace
        hand.seen.connect(self._on_sight)
        hand.hinted.connect(self._line.hear_hint)
        hand.refused.connect(self._on_refused)
        hand.squares.seen.connect(self._on_squares)
        hand.documented.connect(self._on_document)
        hand.reader_told.connect(self._line.hear_reader)
        hand.left.connect(self._on_left)
        hand.read.connect(lambda _reading: self._forget_complaint())
        place.pictured.connect(self._on_picture)
        place.answered.connect(self._on_answer)
        place.settings_changed.connect(lambda _settings: self.attend())
        self._shell.camera_view.tapped.connect(hand.request_still)

    # -- when it looks -------------------------------------------------------------------------

    def attend(self) -> None:
        """Look, or let the camera rest: a page was shown or left, or it was switched."""
        self._expect_anew()
        view, desk_view = self._view, self._shell.camera_view
        settings = self._workplace.settings
        has_files = settings.eye_source is not EyeSource.CAMERA
        has_place = self._shell.shows_desk or view is not desk_view
        is_wanted = settings.camera is Switch.ON and has_place
        self._hand.squares.wanted = view is not desk_view
        self._choose_what_to_read()
        if has_files and self._test is not None:
            is_wanted = False  # files would be used up by it
        if is_wanted:
            self._see_whether_to_wait()
            self._hand.look()
        else:
            self._hand.rest()
            view.drop()
        if is_wanted and has_files:
            self._waiting.start()
        else:
            self._waiting.stop()
        is_shown = is_wanted and view is desk_view
        if desk_view.isHidden() is is_shown:
            desk_view.setVisible(is_shown)
            self._shell.place_parts()
        self._line.show()

    @property
    def _view(self) -> CameraView:
        """Where the picture is shown: a page that reads paper has a place of its own for it."""
        own: CameraView | None = getattr(self._shell.pages.currentWidget(), "camera_view", None)
        return own or self._shell.camera_view

    def turn(self) -> None:
        """Switch the camera on or off."""
        now = self._workplace.settings
        wanted = Switch.OFF if now.camera is Switch.ON else Switch.ON
        self._workplace.apply(replace(now, camera=wanted))
        code = "camera_turned_on" if wanted is Switch.ON else "camera_turned_off"
        self._workplace.tell(accepted(code))

    def _on_picture(self, _seen: DeskPicture) -> None:
        station = self._workplace.desk.station
        self._hand.expect(station.plan, station.book.today)
        self._choose_what_to_read()
        self._expect_anew()
        self._see_whether_to_wait()

    def _choose_what_to_read(self) -> None:
        """Read cards where people are registered; while squares are wanted, nothing else."""
        seen = self._workplace.picture
        if seen is None:
            return
        collects = seen.activity is Activity.COLLECTING
        reads = collects and not seen.is_locked and not self._hand.squares.wanted
        if reads and not self._hand.reads_documents:
            self._hand.look_anew()
        self._hand.reads_documents = reads

    def _expect_anew(self) -> None:
        """Let nothing that was half believed survive what it was believed for.

        Another seat, activity, page, tube or person: also when a step was undone.
        """
        seen = self._workplace.picture
        if seen is None:
            return
        desk = (seen.seat, seen.staff, seen.activity, seen.is_locked)
        work = (seen.tube, seen.slots, seen.box)
        now = (*desk, *work, self._shell.pages.currentWidget())
        if now != self._expected:
            self._expected = now
            self._hand.forget()

    @property
    def _test(self) -> Callable[[DocumentShot], None] | None:
        """What the page that is shown does with a document where it is only tried."""
        found: Callable[[DocumentShot], None] | None = getattr(
            self._shell.pages.currentWidget(), "try_document", None
        )
        return found

    def _see_whether_to_wait(self) -> None:
        """Let files wait while the desk is locked, somebody is asked, or somebody types."""
        review = self.review
        asks = review is not None and review.stage is not Stage.TAKEN
        types = self._shell.panel is not None and review is None
        self._hand.is_waiting = asks or types or self._workplace.desk.is_locked

    # -- what it shows -------------------------------------------------------------------------

    def _on_sight(self, sight: Sight) -> None:
        self._view.show_sight(sight)

    def _on_squares(self, squares: tuple[bytes, ...]) -> None:
        take = getattr(self._shell.pages.currentWidget(), "take_squares", None)
        if take is not None:
            take(squares)

    # -- what is refused -----------------------------------------------------------------------

    def _on_refused(self, error: SamplepointError) -> None:
        if error.code.startswith(_FILE):
            # It is shown for two seconds: only an answer stays, with the file's name, in the list.
            verdict = ignored if error.code in _FILE_NOTES else refused
            self._workplace.tell(verdict(error.code, **error.values))
            return
        if not isinstance(error, Refusal) or error.code in _QUIET:
            # The world's fault, or nothing of ours: it is said where the picture is.
            self._view.show_standing(Standing(error.code, Shade.WARNING))
            return
        sign = f"{error.code} {error.values.get('text', '')}"
        if sign == self._complained or self._workplace.desk.is_locked:
            return
        self._complained = sign
        self._forgetting.start()
        self._workplace.run(lambda: self._complaint(error))

    def _complaint(self, error: SamplepointError) -> Outcome:
        """Say why, and which printed label a code that fits nothing may stand for."""
        outcome = refused(error.code, **error.values)
        from samplepoint.services.suggesting import suggest_label  # noqa: PLC0415

        text = str(error.values.get("text", ""))
        found = suggest_label(self._workplace.desk.station, text) if text else None
        return replace(outcome, notices=(found.notice,)) if found else outcome

    def _forget_complaint(self) -> None:
        self._complained = ""

    # -- cards ---------------------------------------------------------------------------------

    @property
    def review(self) -> CardReview | None:
        """The card that is shown beside the desk."""
        return self._review if self._shell.panel is self._review else None

    def _on_document(self, shot: DocumentShot) -> None:
        if self._shell.panel is not None and self.review is None:
            return  # somebody types: the form is not taken away
        if shot.card is None and shot.zone is None:
            if shot.problem is not None:
                self._on_refused(shot.problem)
            return
        test = self._test
        if test is not None:
            test(shot)
            return
        if self.review is not None:
            self._shell.lead_back()
        self._is_answering = True
        outcome = self._workplace.run(lambda: self._answer(shot))
        self._is_answering = False
        if outcome is not None:
            self._show_review(shot, outcome)

    def _answer(self, shot: DocumentShot) -> Outcome:
        desk = self._workplace.desk
        desk.turn_to("")
        if shot.card is not None:
            return desk.take_card(shot.card)
        zone = shot.zone
        try:
            return desk.take_zone(zone, _entry(zone)) if zone else refused("scan_empty")
        except Refusal as refusal:
            return refused(refusal.code, **refusal.values)

    def _show_review(self, shot: DocumentShot, outcome: Outcome) -> None:
        """Show the card beside its answer: a question stays, what was taken until the next one."""
        stage = _STAGES.get(outcome.code)
        if stage is None and outcome.verdict is Verdict.ACCEPTED:
            stage = Stage.TAKEN
        if stage is None:
            return
        from samplepoint.gui.pages.card_review import CardReview  # noqa: PLC0415  # with its first

        panel = self._review = CardReview(self._workplace, shot, stage)
        panel.confirmed.connect(self.confirm)
        panel.form_wanted.connect(self._open_form)
        panel.dropped.connect(self._drop)
        panel.left_for.connect(self._forget_question)
        self._shell.open_panel(panel)
        self._see_whether_to_wait()

    def _on_answer(self, _outcome: Outcome) -> None:
        if self._is_answering or self.review is None:
            return
        if self.review.stage is not Stage.TAKEN:
            # Its panel goes, so nobody compares any more: no later confirmation may take it.
            self._forget_question()
        self._shell.lead_back()

    def _on_left(self) -> None:
        """A card that was taken and is gone makes room for the picture: the next one is aimed."""
        self._line.forget_card()
        if self.review is not None and self.review.stage is Stage.TAKEN:
            self._shell.lead_back()

    def confirm(self) -> None:
        """Enter: the card is as it was read; where its name is missing, the form opens."""
        review = self.review
        if review is None or self._workplace.desk.is_locked:
            return
        if review.stage is Stage.COMPARE:
            self._shell.lead_back()
            self._workplace.take(Reading(str(Command.CONFIRM), Source.TYPED))
        elif review.stage is Stage.NAME:
            self._open_form()

    def _open_form(self) -> None:
        """Open the typed form with what was read; the question is over."""
        from samplepoint.gui.pages.card_review import CardForm  # noqa: PLC0415

        review = self.review
        if review is not None:
            self._forget_question()
            self._shell.open_panel(CardForm(self._workplace, review.entry))

    def _drop(self) -> None:
        """Esc: take nothing of this card, and say so."""
        self._workplace.perform(lambda _place: accepted("cancelled_step", Changed.SEAT))

    def _forget_question(self) -> None:
        """Let no later confirmation take the card that was asked about."""
        self._workplace.desk.drop_offer()


def _entry(zone: MrzSeen) -> PersonEntry:
    """Return the form of a zone; one that is not proved is refused by the desk, whatever it says.

    Raises:
        Refusal: `mrz_visa`.
    """
    return entry_of(zone) if zone.checks else PersonEntry(DocumentType.PASSPORT)
