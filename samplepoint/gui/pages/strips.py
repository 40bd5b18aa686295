"""Reading paper: a box from its strip, and proofs of handover sheets, by camera or from pictures.

Owns what is gathered, what is shown of it and where the list goes; refuses to know cameras (the
window brings what is in view) and to put anybody into the book.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from samplepoint.app.settings import Switch
from samplepoint.app.wiring import open_square_eye
from samplepoint.domain.outcomes import Outcome, accepted, ignored, needs, refused
from samplepoint.domain.readings import Reading
from samplepoint.errors import SamplepointError
from samplepoint.gui.models.proof_checks import ProofChecks
from samplepoint.gui.models.strip_rows import (
    ProofRows,
    StripRows,
    in_order,
    proof_in_full,
    strip_in_full,
)
from samplepoint.gui.widgets.camera_view import CameraView
from samplepoint.gui.widgets.choice_row import ChoiceRow
from samplepoint.gui.widgets.detail_card import DetailCard
from samplepoint.gui.widgets.file_pick import FilePick
from samplepoint.gui.widgets.form_fields import KeyButton, Row
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.widgets.place_field import PlaceField
from samplepoint.gui.widgets.plain_table import PlainTable
from samplepoint.gui.widgets.scan_field import ScanField
from samplepoint.gui.widgets.square_count import SquareCount, StripState
from samplepoint.gui.workplace import Workplace
from samplepoint.services.jobs import Progress, Reporter
from samplepoint.services.paper_squares import PaperSquares
from samplepoint.services.proof_pictures import proof_in
from samplepoint.services.seeing import files_in
from samplepoint.services.strip_files import put_list
from samplepoint.services.strip_reading import (
    PictureRead,
    StripRead,
    gather,
    read_back,
)

_WIDE = 450
_NOT_OURS = "age_not_for_us"


class Shown(StrEnum):
    """What fills the left side."""

    SQUARES = "squares"
    PEOPLE = "people"
    PROOFS = "proofs"


@dataclass(frozen=True, slots=True)
class _Looked:
    """What came of looking through pictures."""

    pictures: tuple[PictureRead, ...]


class StripsPage(OfficePage):
    """Ctrl+Enter does the next step: look through pictures, open the strip, write its list.

    The window gives it the camera while it is shown (`take_squares`, `camera_view`).
    """

    def __init__(self, workplace: Workplace) -> None:
        """Begin with nothing gathered."""
        super().__init__(workplace, "strips_title", "strips_state")
        self.squares = PaperSquares()
        self.read: StripRead | None = None
        self._is_proof_last = False
        """Whether the last thing that was told of was a proof."""
        self.camera_view, self.count = CameraView(workplace), SquareCount(workplace)
        self.people = StripRows(workplace.wording, self)
        self.proofs = ProofRows(workplace.wording, self)
        self.people_table = PlainTable(self.people, workplace.look)
        self.proofs_table = PlainTable(self.proofs, workplace.look)
        self.people_table.stretch(len(StripRows.COLUMNS) - 1)
        self.proofs_table.stretch(len(ProofRows.COLUMNS) - 1)
        self.detail = DetailCard(workplace)
        self.place = PlaceField(workplace, None)
        self.key_file = FilePick(workplace, ".key", "strips_choose_key")
        self.shown, self.scan = ChoiceRow(list(Shown), self._shown_word), ScanField()
        self.camera_key, self.again_key = KeyButton("Shift F5"), KeyButton()
        self.next_key = KeyButton("Ctrl+Enter", "main")
        self.checks = ProofChecks(workplace.desk.station, self)
        self._lay_out()
        self._speak_fields()
        self._listen()
        self.dress()
        self.start_over()

    def _lay_out(self) -> None:
        self.key_row, self.scan_row = Row(self.key_file), Row(self.scan)
        self._left = QStackedWidget()
        for part in (self.camera_view, self.people_table, self.proofs_table):
            self._left.addWidget(part)
        left, right, columns = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for box in (left, right, columns):
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(14)
        left.addWidget(self.shown)
        left.addWidget(self.key_row)
        left.addWidget(self.scan_row)
        left.addWidget(self._left, 1)
        right.addWidget(self.count)
        self._words = self.detail.in_scroll()
        right.addWidget(self._words, 1)
        columns.addLayout(left, 1)
        columns.addLayout(right)
        self.cards.addLayout(columns, 1)
        below = (self.camera_key, self.again_key, self.place, self.next_key)
        self.add_keys(*below, shares=(2, 2, 6, 3))
        tables: tuple[QWidget, ...] = (self.people_table, self.proofs_table)
        stops = (
            self.shown,
            self.scan,
            *self.key_file.stops,
            *tables,
            self.camera_key,
            self.again_key,
        )
        self.set_stops(*stops, *self.place.stops, self.next_key)

    def _speak_fields(self) -> None:
        keep = self.spoken.keep
        keep(self.key_row.label.setText, "strips_label_key")
        keep(self.scan_row.label.setText, "strips_label_scan")
        keep(self.scan.setPlaceholderText, "strips_hint_scan")
        keep(self.again_key.say, "strips_key_again")
        spoken = (self.people, self.proofs, self.shown, self.place, self.key_file)
        for one in spoken:
            self.spoken.also(one.speak)
        self.spoken.also(self._say)

    def _listen(self) -> None:
        self.camera_key.clicked.connect(self.turn_camera)
        self.again_key.clicked.connect(self.start_over)
        self.next_key.clicked.connect(self.confirm)
        self.shown.chosen.connect(self._turn)
        self.scan.scanned.connect(lambda text: self.checks.check((text,)))
        self.workplace.settings_changed.connect(lambda _settings: self._say())
        self.checks.answered.connect(self._checked)
        for table in (self.people_table, self.proofs_table):
            table.selectionModel().currentChanged.connect(lambda _now, _was: self._say_detail())

    def dress(self) -> None:
        """Take the colours and sizes of the window."""
        super().dress()
        if hasattr(self, "_words"):
            wide = self.workplace.look.gap(_WIDE)
            self._words.setFixedWidth(wide)
            self.detail.setMinimumWidth(0)
            self.detail.setMaximumWidth(wide)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep no picture of what lay before the camera."""
        super().hideEvent(event)
        self.camera_view.drop()

    # -- what is shown -------------------------------------------------------------------------

    def _shown_word(self, shown: Shown) -> str:
        counts = {
            Shown.PEOPLE: len(self.people.rows),
            Shown.PROOFS: len(self.proofs.rows),
        }
        return self.workplace.say(f"strips_shown_{shown}", count=counts.get(shown, 0))

    def _turn(self, shown: Shown) -> None:
        self._say()
        if shown is Shown.PROOFS:
            self.focus(self.scan)

    def _show(self, shown: Shown) -> None:
        self.shown.speak()
        self.shown.choose(shown)
        self._say()

    def _say(self) -> None:
        if not hasattr(self, "next_key"):
            return
        self._left.setCurrentIndex(list(Shown).index(self.shown.value))
        self.scan_row.setVisible(self.shown.value is Shown.PROOFS)
        is_on = self.workplace.settings.camera is Switch.ON
        say = self.workplace.say
        self.camera_key.say(say("strips_key_camera_off" if is_on else "strips_key_camera_on"))
        self.next_key.say(say(self._next))
        self._say_count()
        self._say_detail()

    def _say_count(self) -> None:
        parts = self.squares.parts
        self.count.show_state(StripState(parts.box, parts.count, parts.missing))

    @property
    def _next(self) -> str:
        """The word of the next step."""
        if self.read is not None:
            return "strips_key_write"
        return "strips_key_open" if self.squares.is_whole else "strips_key_pictures"

    def _say_detail(self) -> None:
        wording = self.workplace.wording
        proof = self.proofs.row(self.proofs_table.currentIndex())
        shown = self.shown.value
        by_camera = shown is Shown.SQUARES and self._is_proof_last
        if proof is not None and (shown is Shown.PROOFS or by_camera):
            self.detail.tell(*proof_in_full(proof, wording))
        elif shown is not Shown.PROOFS and self.read is not None:
            self.detail.tell(*strip_in_full(self.read, wording))
        else:
            how = wording.say(f"strips_about_{self.shown.value}")
            self.detail.tell(wording.say("strips_how"), how)

    @property
    def _is_aiming(self) -> bool:
        """Whether somebody holds paper before the camera: its picture must stay in sight."""
        is_on = self.workplace.settings.camera is Switch.ON
        return is_on and self.shown.value is Shown.SQUARES

    def start_over(self) -> None:
        """Forget what was gathered, read and checked."""
        if self.bridge.is_running:
            self.answer_strip.tell(ignored("job_runs"))
            return
        self.squares, self.read, self._is_proof_last = PaperSquares(), None, False
        self.people.show(())
        self.proofs.show(())
        self.key_row.setVisible(False)
        self.answer_strip.clear()
        self._show(Shown.SQUARES)

    def _tell(self, outcome: Outcome) -> None:
        """Show an answer here, and let the window sound it."""
        self.answer_strip.tell(outcome)
        self.workplace.tell(outcome)

    # -- what the camera and scanners see ------------------------------------------------------

    def take_squares(self, squares: Sequence[bytes]) -> None:
        """Take in every square that is in view now."""
        if self.workplace.desk.is_locked or self.bridge.is_running:
            return
        news = self.squares.take(squares)
        for answer in news.answers:
            self._tell(answer)
        if news.answers:
            self._is_proof_last = False
            self._show(self.shown.value)
        self.checks.check(news.proofs)
        if any(answer.code == "strip_whole" for answer in news.answers):
            self.open_strip()

    def takes(self, reading: Reading) -> bool:
        """Check a proof that a scanner read; anything else is the desk's."""
        text = proof_in(reading.text.encode("ascii", "replace"))
        if text:
            self.checks.check((text,))
        return bool(text)

    def turn_camera(self) -> None:
        """Switch the camera on or off."""
        settings = self.workplace.settings
        other = Switch.OFF if settings.camera is Switch.ON else Switch.ON
        self.workplace.apply(replace(settings, camera=other))

    def _checked(self, answers: list[Outcome]) -> None:
        """Show proofs that were compared with the book, the last one in full."""
        self.proofs.add(answers)
        for answer in answers:
            self._tell(answer)
        self.proofs_table.selectRow(len(self.proofs.rows) - 1)
        self._is_proof_last = True
        self._show(Shown.SQUARES if self._is_aiming else Shown.PROOFS)

    # -- the next step -------------------------------------------------------------------------

    def confirm(self) -> None:
        """Do the next step."""
        if self.read is not None:
            self.write_list(self.read)
        elif self.squares.is_whole:
            self.open_strip()
        else:
            self.look_through_pictures()

    def look_through_pictures(self) -> None:
        """Take in every picture that lies at the chosen place."""
        to = self.place.destination()
        if to is None:
            self.answer_strip.tell(refused("folder_is_relative"))
            self.focus(self.place.folder)
            return
        folder, found = to.folder, self.squares.found

        def look(reporter: Reporter) -> _Looked:
            before = len(found.pictures)
            gather(open_square_eye(), files_in([folder]), reporter, found)
            return _Looked(tuple(found.pictures[before:]))

        self.run_job(look, self._looked)

    def _looked(self, result: object) -> Outcome:
        if not isinstance(result, _Looked):
            raise TypeError
        self.checks.check(text for one in result.pictures for text in one.proofs)
        return self.squares.told_of(result.pictures)

    def open_strip(self) -> None:
        """Open the strip with this book's own key, else with the one of the safe."""
        desk, found, file = self.workplace.desk, self.squares.found, self._safe_key
        station, place = desk.station, desk.place
        self.run_job(lambda _reporter: read_back(station, place, found, file), self._opened)

    @property
    def _safe_key(self) -> Path | None:
        """The file with the key from the safe, once it was asked for."""
        return self.key_file.file if self.key_row.isVisibleTo(self) else None

    def _opened(self, result: object) -> Outcome:
        if not isinstance(result, StripRead):
            raise TypeError
        self.read = result
        self.people.show(in_order(result.evidence.rows))
        self._show(Shown.PEOPLE)
        content = result.content
        code = "strip_opened_doubts" if result.notices else "strip_opened"
        make = needs if result.notices else accepted
        return make(code, box=content.box, people=len(content.rows), point=content.point)

    def write_list(self, read: StripRead) -> None:
        """Write the whole list, nobody masked, to the chosen place."""
        to = self.place.destination()
        if to is None:
            self.answer_strip.tell(refused("folder_is_relative"))
            self.focus(self.place.folder)
            return
        desk, wording = self.workplace.desk, self.workplace.wording
        station, place, say = desk.station, desk.place, wording.in_language(wording.language).say
        self.run_job(lambda reporter: put_list(station, place, read, to, say, reporter), _as_it_is)

    def _show_progress(self, progress: Progress) -> None:
        """Count the squares of pictures as they come."""
        super()._show_progress(progress)
        self._say_count()

    def after_job(self) -> None:
        """Open a strip that pictures have just made whole."""
        self._say()

    def _job_finished(self, result: object) -> None:
        super()._job_finished(result)
        if isinstance(result, _Looked) and self.squares.is_whole and self.read is None:
            self.open_strip()

    def _job_failed(self, error: SamplepointError) -> None:
        super()._job_failed(error)
        if error.code == _NOT_OURS:
            self.key_row.setVisible(True)
            self.focus(self.key_file)
            self.answer_strip.tell(needs("strips_needs_key", box=self.squares.parts.box))


def _as_it_is(result: object) -> Outcome:
    if not isinstance(result, Outcome):
        raise TypeError
    return result
