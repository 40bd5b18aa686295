"""Manifests: which sealed boxes leave, in which form, to which folder or stick; and once more.

Owns what is chosen and what is told of it; refuses to make files and to find sticks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
)

from samplepoint.domain.drives import Drive
from samplepoint.domain.outcomes import Outcome, accepted, needs, refused
from samplepoint.errors import SamplepointError, Value
from samplepoint.gui.models.sealed_boxes import SealedBoxes
from samplepoint.gui.office import office_of
from samplepoint.gui.widgets.choice_row import ChoiceRow
from samplepoint.gui.widgets.form_fields import KeyButton, Row
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.widgets.place_field import PlaceField
from samplepoint.gui.widgets.plain_table import PlainTable
from samplepoint.gui.workplace import Workplace
from samplepoint.services import delivering
from samplepoint.services.delivering import Delivered, SealedBox
from samplepoint.services.exporting import Wanted
from samplepoint.services.jobs import Reporter
from samplepoint.services.manifest_files import FileKind
from samplepoint.services.printing import Say
from samplepoint.services.stick import Destination
from samplepoint.wording import Language

Put = Callable[[Destination, Reporter], Sequence[Delivered]]
"""What a job of this page does with a place."""
_CHOSEN = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
_FORMS: dict[str, tuple[FileKind, ...]] = {
    "all": tuple(FileKind),
    "table": (FileKind.XLSX, FileKind.RESULTS),
    "paper": (FileKind.PDF,),
    "csv": (FileKind.CSV,),
    "json": (FileKind.JSON,),
}


class Bundle(StrEnum):
    """How many manifests the chosen boxes make."""

    EACH = "each"
    TOGETHER = "together"


class Names(StrEnum):
    """How people are written on them."""

    WHOLE = "whole"
    MASKED = "masked"


@dataclass(frozen=True, slots=True)
class Sent:
    """What a job of this page has done: the exports, and how a stick was let go of."""

    made: Sequence[Delivered]
    to: Destination
    leave: Outcome | None
    """None for a folder."""


class ExportPage(OfficePage):
    """Every box that was on no manifest since its seal is chosen; any may be added or left out."""

    def __init__(self, workplace: Workplace) -> None:
        """List what is sealed."""
        super().__init__(workplace, "export_page_title", "export_page_state")
        self.model = SealedBoxes(workplace.wording, self)
        several = QAbstractItemView.SelectionMode.MultiSelection
        self.table, self.empty = PlainTable(self.model, workplace.look, several), QLabel()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.keep_rows(2)
        self.empty.setProperty("role", "state")
        self._unstored: set[int] = set()
        """Exports on record whose files did not all arrive."""
        self._let_go = ""
        """The stick that may be pulled out: that it goes is no news."""
        say = workplace.say
        self.forms = ChoiceRow(list(_FORMS), lambda form: say(f"export_form_{form}"))
        self.bundle = ChoiceRow(list(Bundle), lambda bundle: say(f"export_bundle_{bundle}"))
        self.names = ChoiceRow(list(Names), lambda names: say(f"export_names_{names}"))
        office = office_of(workplace)
        self.place = PlaceField(workplace, office.exports_folder if office else None)
        self.folder = self.place.folder
        self.again_key, self.export_key = KeyButton(), KeyButton("Ctrl+Enter", "main")
        self._lay_out()
        self._speak_fields()
        self.dress()
        self.place.drive_gone.connect(self._tell_gone)
        self.again_key.clicked.connect(self.export_again)
        self.export_key.clicked.connect(self.confirm)
        self.after_job()

    def _lay_out(self) -> None:
        self._rows = {
            # The place stands first: an answer below the cards must not push it out of sight.
            "place": Row(self.place),
            "forms": Row(self.forms),
            "bundle": Row(self.bundle, self.names),
        }
        self.cards.addWidget(self.card("export_page_boxes", self.empty, self.table), 1)
        self.cards.addWidget(self.card("export_page_how", *self._rows.values()))
        self.add_keys(self.again_key, self.export_key)
        self.set_stops(
            self.table,
            *self.place.stops,
            self.forms,
            self.bundle,
            self.names,
            self.again_key,
            self.export_key,
        )

    def _speak_fields(self) -> None:
        keep = self.spoken.keep
        for name, row in self._rows.items():
            keep(row.label.setText, f"export_label_{name}")
        keep(self.again_key.say, "export_key_again")
        keep(self.export_key.say, "export_key_export")
        keep(self.empty.setText, "export_page_none")
        for spoken in (self.model, self.forms, self.bundle, self.names, self.place):
            self.spoken.also(spoken.speak)

    # -- which boxes ---------------------------------------------------------------------------

    def after_job(self) -> None:
        """List the boxes again; those that were on no manifest yet are chosen."""
        self.model.show(delivering.boxes_to_deliver(self.workplace.desk.station))
        choice = self.table.selectionModel()
        choice.clearSelection()
        for at, box in enumerate(self.model.rows):
            if not box.exports or box.exports[-1] in self._unstored:
                choice.select(self.model.index(at, 0), _CHOSEN)
        self.empty.setVisible(not self.model.rows)
        self.table.setVisible(bool(self.model.rows))

    def _begin(self) -> None:
        """See what was sealed while another page was open."""
        if not self.bridge.is_running:
            self.after_job()
        super()._begin()

    @property
    def chosen(self) -> list[SealedBox]:
        """The boxes that leave, by code."""
        picked = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.model.rows[at] for at in picked]

    # -- what is done --------------------------------------------------------------------------

    def _tell_gone(self, drive: Drive) -> None:
        """Say that another place is chosen now, unless a job lets go of the stick or has just."""
        is_let_go = drive.identity == self._let_go
        if not is_let_go and not self.bridge.is_running and self.isVisible():
            self.answer_strip.tell(needs("stick_choice_gone", place=drive.name))

    def wanted(self) -> list[Wanted]:
        """Return the exports that the choice means."""
        codes = [
            box.code
            for box in self.chosen
            if not (box.exports and box.exports[-1] in self._unstored)
        ]
        one = self.bundle.value is Bundle.TOGETHER
        groups = [tuple(codes)] if one else [(code,) for code in codes]
        is_masked = self.names.value is Names.MASKED
        return [
            Wanted(group, _FORMS[self.forms.value], masked=is_masked) for group in groups if group
        ]

    def confirm(self) -> None:
        """Export the chosen boxes to the chosen place."""
        wanted = self.wanted()
        if not self.chosen:
            self.answer_strip.tell(refused("export_nothing_chosen"))
            return
        desk, say = self.workplace.desk, self._say_in(self.workplace.wording.language)
        again = sorted(self._unstored & {box.exports[-1] for box in self.chosen if box.exports})

        def put(to: Destination, reporter: Reporter) -> list[Delivered]:
            at = (desk.station, desk.place)
            made = delivering.deliver_again(*at, again, to, self._say_in, reporter)
            return made + delivering.deliver(*at, wanted, to, say, reporter)

        self._run(put)

    def export_again(self) -> None:
        """Make the last export of each chosen box again, as it was."""
        numbers = sorted({box.exports[-1] for box in self.chosen if box.exports})
        if not numbers:
            self.answer_strip.tell(refused("export_none_before"))
            return
        desk = self.workplace.desk
        self._run(
            lambda to, reporter: delivering.deliver_again(
                desk.station, desk.place, numbers, to, self._say_in, reporter
            )
        )

    def _run(self, put: Put) -> None:
        to = self.place.destination()
        if to is None:
            self.answer_strip.tell(refused("folder_is_relative"))
            self.focus(self.folder)
            return
        self._let_go = ""
        self.run_job(lambda reporter: _send(put, to, reporter), _told)

    def _job_finished(self, result: object) -> None:
        if isinstance(result, Sent):
            self._unstored -= {one.number for one in result.made}
            if result.leave is not None and isinstance(result.to.target, Drive):
                self._let_go = result.to.target.identity
        super()._job_finished(result)

    def _job_failed(self, error: SamplepointError) -> None:
        """Remember whose files did not arrive: they stay chosen, and are made as they were."""
        if error.code == "export_not_stored":
            self._unstored.add(int(str(error.values["number"])))
        super()._job_failed(error)

    def _say_in(self, language: str) -> Say:
        return self.workplace.wording.in_language(Language(language)).say


def _send(put: Put, to: Destination, reporter: Reporter) -> Sent:
    """Put everything there; a stick that has it all is let go of."""
    made = put(to, reporter)
    puts = [one for delivered in made for one in delivered.puts]
    leave = to.close(puts, reporter) if isinstance(to.target, Drive) else None
    return Sent(made, to, leave)


def _told(done: object) -> Outcome:
    if not isinstance(done, Sent):
        return accepted("job_done")
    values: dict[str, Value] = {
        "labels": "、".join(one.label for one in done.made),
        "people": sum(one.people for one in done.made),
    }
    files = sum(len(one.files) for one in done.made)
    notices = tuple(notice for one in done.made for notice in one.notices)
    if done.leave is None:
        outcome = accepted("export_done", **values, count=files, folder=str(done.to.folder))
        return outcome.noticing(notices)
    leave = done.leave
    told = {**leave.values, **values, "files": files, "leave": leave.code}
    return Outcome(leave.verdict, "export_done_stick", told, (*notices, *leave.notices))
