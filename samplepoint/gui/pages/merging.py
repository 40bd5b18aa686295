"""Merging: packages from a stick or a folder, a row for each file, and what is in quarantine.

Owns which list is shown and what is told of it; refuses to believe anybody and to read files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtWidgets import QAbstractItemView, QLabel

from samplepoint.domain.clock import monotonic_ms
from samplepoint.domain.outcomes import Outcome, accepted, ignored, needs, refused
from samplepoint.errors import Cancelled, SamplepointError
from samplepoint.gui.bridge import Job, Stream
from samplepoint.gui.models.verdict_rows import SHADES, VerdictRows, in_full
from samplepoint.gui.office import office_of
from samplepoint.gui.travel import TravelDesk
from samplepoint.gui.widgets.choice_row import ChoiceRow
from samplepoint.gui.widgets.detail_card import DetailCard
from samplepoint.gui.widgets.form_fields import KeyButton, Row
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.widgets.place_field import PlaceField
from samplepoint.gui.widgets.plain_table import PlainTable
from samplepoint.gui.workplace import Workplace
from samplepoint.services.believing import Clocks
from samplepoint.services.jobs import Reporter
from samplepoint.services.merging import Merging
from samplepoint.services.package_verdicts import FileVerdict, Verdict, packages_in
from samplepoint.services.picture import DeskPicture
from samplepoint.services.quarantine import Quarantine

Verdicts = Callable[[Reporter], Iterable[FileVerdict]]
"""What a job of this page runs: each verdict comes after its commit."""
_PAUSE_MS = 100.0
_CLOCK = "package_clock_impossible"


class Shown(StrEnum):
    """Which list is in the table."""

    RUN = "run"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Merged:
    """What a run came to."""

    files: int
    people: int
    quarantined: int
    damaged: int


class MergingPage(OfficePage):
    """The first page of a supervisor's window. Ctrl+Enter merges what lies at the chosen place."""

    def __init__(self, workplace: Workplace) -> None:
        """Begin with nothing merged in this session."""
        super().__init__(workplace, "merging_title", "merging_state")
        self.model = VerdictRows(workplace.wording, self)
        self.table = PlainTable(
            self.model, workplace.look, QAbstractItemView.SelectionMode.ExtendedSelection
        )
        self.table.stretch(len(VerdictRows.COLUMNS) - 1)
        self.table.keep_rows(3)
        self.empty = QLabel()
        self.empty.setProperty("role", "state")
        self.empty.setWordWrap(True)
        self.detail = DetailCard(workplace)
        self.place = PlaceField(workplace, None)
        self.shown = ChoiceRow(list(Shown), self._shown_word)
        self._run: tuple[FileVerdict, ...] = ()
        self._kept: tuple[FileVerdict, ...] = ()
        self._waiting = 0
        """Files in quarantine."""
        self.again_key, self.believe_key = KeyButton(), KeyButton()
        self.merge_key = KeyButton("Ctrl+Enter", "main")
        self._lay_out()
        self._speak_fields()
        self._listen()
        self.dress()
        self.read_again()

    def _lay_out(self) -> None:
        self._rows = {"place": Row(self.place), "shown": Row(self.shown)}
        how, what = self.card("", *self._rows.values()), self.card("", self.empty, self.table)
        self.set_beside((how, what), self.detail)
        keys = (self.again_key, self.believe_key, self.merge_key)
        self.add_keys(*keys)
        self.set_stops(*self.place.stops, self.shown, self.table, *keys)

    def _speak_fields(self) -> None:
        keep = self.spoken.keep
        for name, row in self._rows.items():
            keep(row.label.setText, f"merging_label_{name}")
        self.speak_keys("merging", "again", "believe", "merge")
        for spoken in (self.model, self.shown, self.place):
            self.spoken.also(spoken.speak)
        self.spoken.also(self._say)

    def _listen(self) -> None:
        self.merge_key.clicked.connect(self.confirm)
        self.again_key.clicked.connect(lambda: self._again(Clocks.CHECKED))
        self.believe_key.clicked.connect(lambda: self._again(Clocks.BELIEVED))
        self.shown.chosen.connect(self._turn)
        self.table.selectionModel().selectionChanged.connect(lambda _now, _was: self._say_detail())
        self.workplace.pictured.connect(self._on_picture)

    # -- what is shown -------------------------------------------------------------------------

    def _shown_word(self, shown: Shown) -> str:
        return self.workplace.say(f"merging_shown_{shown}", count=getattr(self, "_waiting", 0))

    def _on_picture(self, _seen: DeskPicture) -> None:
        self._say_state()

    def _say(self) -> None:
        self._say_state()
        self._say_detail()

    def _say_state(self) -> None:
        seen = self.workplace.picture
        people, points = (seen.counts.stored_here, seen.points or 0) if seen else (0, 0)
        self.state.setText(
            self.workplace.say("merging_state_now", people=f"{people:,}", points=f"{points:,}")
        )

    def _say_detail(self) -> None:
        if not hasattr(self, "detail"):
            return
        rows = self._picked()
        self.believe_key.setVisible(self._is_kept and any(one.code == _CLOCK for one in rows))
        self.again_key.setVisible(self._is_kept)
        if len(rows) != 1:
            count = len(rows)
            said = self.workplace.say("merging_chosen", count=count) if count else ""
            self.detail.tell(said, "" if count else self.workplace.say("merging_choose"))
            return
        head, about = in_full(rows[0], self.workplace.wording)
        self.detail.tell(head, about, SHADES[rows[0].verdict])

    def _picked(self) -> list[FileVerdict]:
        """Return the rows that are chosen, from top to bottom."""
        chosen = self.table.selectionModel().selectedRows()
        return [self.model.rows[at] for at in sorted(index.row() for index in chosen)]

    @property
    def _is_kept(self) -> bool:
        return self.shown.value is Shown.QUARANTINE

    def _show_rows(self) -> None:
        self.model.show(self._kept if self._is_kept else self._run)
        code = "merging_none_kept" if self._is_kept else "merging_none_yet"
        self.empty.setText(self.workplace.say(code))
        self.empty.setVisible(not self.model.rows)
        self.table.setVisible(bool(self.model.rows))
        if self.model.rows and not self._picked():
            self.table.selectRow(0)
        self._say_detail()

    def after_job(self) -> None:
        """Read again what a job may have changed, and how many people are where."""
        self.read_again()
        self.workplace.refresh()

    def read_again(self) -> None:
        """Count again what waits in quarantine, and say how much came together."""
        office = office_of(self.workplace)
        self._waiting = len(self._quarantine(office.travel).files()) if office else 0
        self.shown.speak()
        self._show_rows()

    def _begin(self) -> None:
        """See what came while another page was open."""
        if not self.bridge.is_running:
            self.after_job()
        super()._begin()

    # -- jobs ----------------------------------------------------------------------------------

    def _travel(self) -> TravelDesk | None:
        office = office_of(self.workplace)
        if office is None:
            self.answer_strip.tell(refused("office_missing"))
        return office.travel if office else None

    def _quarantine(self, travel: TravelDesk) -> Quarantine:
        return Quarantine(self.workplace.desk.station, travel.quarantine)

    def _turn(self, shown: Shown) -> None:
        """Show the other list; what is in quarantine is looked at anew."""
        self._show_rows()
        travel = self._travel()
        if shown is Shown.QUARANTINE and travel is not None and not self.bridge.is_running:
            kept, place = self._quarantine(travel), self.workplace.desk.place
            self.run_job(lambda reporter: kept.look(place, reporter), self._looked)

    def _looked(self, result: object) -> Outcome:
        self._kept = tuple(result) if isinstance(result, list) else ()
        return accepted("job_done")

    def _job_finished(self, result: object) -> None:
        """Say nothing of a look: the table says what was found."""
        super()._job_finished(result)
        if isinstance(result, list):
            self.answer_strip.clear()

    def confirm(self) -> None:
        """Merge every package that lies at the chosen place."""
        travel, to = self._travel(), self.place.destination()
        if travel is None:
            return
        if to is None:
            self.answer_strip.tell(refused("folder_is_relative"))
            self.focus(self.place.folder)
            return
        station, place = self.workplace.desk.station, self.workplace.desk.place
        folder, kept = to.folder, self._quarantine(travel)

        def merge(reporter: Reporter) -> Iterable[FileVerdict]:
            files = packages_in([folder])
            travel.before_merge(reporter)
            yield from Merging(station, travel.quarantine).merge(place, files, reporter)
            kept.let_go_of_known()

        self._merge(merge)

    def _again(self, clocks: Clocks) -> None:
        """Merge the chosen files of the quarantine once more, all of them where none is."""
        travel = self._travel()
        if travel is None:
            return
        files = [one.path for one in self._picked() or self._kept]
        kept, place = self._quarantine(travel), self.workplace.desk.place

        def merge(reporter: Reporter) -> Iterable[FileVerdict]:
            travel.before_merge(reporter)
            yield from kept.merge(place, files, clocks, reporter)

        self._merge(merge)

    def _merge(self, verdicts: Verdicts) -> None:
        if self.bridge.is_running:
            self.answer_strip.tell(ignored("job_runs"))
            return
        self.shown.choose(Shown.RUN)
        self._run = self._kept = ()
        self._show_rows()
        stream = Stream()
        stream.came.connect(self._take)
        self.run_job(_streaming(verdicts, stream), _told)

    def _take(self, verdicts: object) -> None:
        """Show the files that were told of meanwhile."""
        told = verdicts if isinstance(verdicts, list) else []
        self._run = (*self._run, *told)
        if self._is_kept:
            return
        if self.model.rows:
            self.model.add(told)
        else:
            self._show_rows()

    def _job_failed(self, error: SamplepointError) -> None:
        super()._job_failed(error)
        if isinstance(error, Cancelled):
            self.answer_strip.tell(ignored("merging_cancelled", files=len(self._run)))


def _streaming(verdicts: Verdicts, stream: Stream) -> Job:
    """Return a job that tells of files in batches, while the next ones are read."""

    def job(reporter: Reporter) -> Merged:
        told: list[FileVerdict] = []
        batch: list[FileVerdict] = []
        last_ms = monotonic_ms()
        try:
            for one in verdicts(reporter):
                told.append(one)
                batch.append(one)
                if monotonic_ms() - last_ms >= _PAUSE_MS:
                    stream.came.emit(batch)
                    batch, last_ms = [], monotonic_ms()
        finally:
            stream.came.emit(batch)
        return Merged(
            len(told),
            sum(one.people for one in told),
            sum(one.verdict is Verdict.QUARANTINE for one in told),
            sum(one.verdict is Verdict.DAMAGED for one in told),
        )

    return job


def _told(result: object) -> Outcome:
    if not isinstance(result, Merged):
        raise TypeError
    values = {"files": result.files, "people": result.people}
    left = result.quarantined + result.damaged
    if not left:
        return accepted("merging_done", **values)
    return needs("merging_done_some", **values, kept=result.quarantined, damaged=result.damaged)
