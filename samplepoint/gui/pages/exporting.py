"""Manifests: which sealed boxes leave, in which form, into which folder; and an export again.

Owns what is chosen and what is told of it; refuses to make files and to find drives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableView,
)

from samplepoint.domain.outcomes import Outcome, accepted, refused
from samplepoint.errors import SamplepointError
from samplepoint.gui.models.sealed_boxes import SealedBoxes
from samplepoint.gui.office import office_of
from samplepoint.gui.widgets.choice_row import ChoiceRow
from samplepoint.gui.widgets.form_fields import ChineseField, KeyButton, Row
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.workplace import Workplace
from samplepoint.services import delivering
from samplepoint.services.delivering import Delivered, SealedBox
from samplepoint.services.exporting import Wanted
from samplepoint.services.jobs import Reporter
from samplepoint.services.manifest_files import FileKind
from samplepoint.services.printing import Say
from samplepoint.wording import Language

Put = Callable[[Path, Reporter], Sequence[Delivered]]
"""What a job of this page does with a folder."""
_CHOSEN = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
_TABLE_HEIGHT = 140
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


class ExportPage(OfficePage):
    """Every box that was on no manifest since its seal is chosen; any may be added or left out."""

    def __init__(self, workplace: Workplace) -> None:
        """List what is sealed."""
        super().__init__(workplace, "export_page_title", "export_page_state")
        self.model = SealedBoxes(workplace.wording, self)
        self.table, self.empty = QTableView(), QLabel()
        self.empty.setProperty("role", "state")
        self._unstored: set[int] = set()
        """Exports on record whose files did not all reach their folder."""
        say = workplace.say
        self.forms = ChoiceRow(list(_FORMS), lambda form: say(f"export_form_{form}"))
        self.bundle = ChoiceRow(list(Bundle), lambda bundle: say(f"export_bundle_{bundle}"))
        self.names = ChoiceRow(list(Names), lambda names: say(f"export_names_{names}"))
        self.folder, self.folder_key = ChineseField(), KeyButton()
        self.again_key, self.export_key = KeyButton(), KeyButton("Ctrl+Enter", "main")
        office = office_of(workplace)
        self.folder.setText(str(office.exports_folder) if office else "")
        self._set_up_table()
        self._lay_out()
        self._speak_fields()
        self.dress()
        self.folder_key.clicked.connect(self.choose_folder)
        self.again_key.clicked.connect(self.export_again)
        self.export_key.clicked.connect(self.confirm)
        self.after_job()

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setProperty("role", "plain")
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setMinimumHeight(_TABLE_HEIGHT)
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def _lay_out(self) -> None:
        self._rows = {
            "forms": Row(self.forms),
            "bundle": Row(self.bundle, self.names),
            "folder": Row(self.folder, self.folder_key),
        }
        keys = QHBoxLayout()
        keys.setContentsMargins(0, 0, 0, 0)
        keys.addWidget(self.again_key, 1)
        keys.addWidget(self.export_key, 1)
        self.cards.addWidget(self.card("export_page_boxes", self.empty, self.table), 1)
        self.cards.addWidget(self.card("export_page_how", *self._rows.values()))
        self.add_keys(keys)
        self.set_stops(
            self.table,
            self.forms,
            self.bundle,
            self.names,
            self.folder,
            self.folder_key,
            self.again_key,
            self.export_key,
        )

    def _speak_fields(self) -> None:
        keep = self.spoken.keep
        for name, row in self._rows.items():
            keep(row.label.setText, f"export_label_{name}")
        keep(self.folder_key.say, "export_key_folder")
        keep(self.again_key.say, "export_key_again")
        keep(self.export_key.say, "export_key_export")
        keep(self.empty.setText, "export_page_none")
        for spoken in (self.model, self.forms, self.bundle, self.names):
            self.spoken.also(spoken.speak)

    def dress(self) -> None:
        """Take the colours and sizes; rows are high enough for a glove."""
        super().dress()
        if hasattr(self, "table"):
            self.table.verticalHeader().setDefaultSectionSize(self.workplace.look.gap(44))

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

    def choose_folder(self) -> None:
        """Ask the system for a folder: an office page may open a dialog."""
        found = QFileDialog.getExistingDirectory(
            self, self.workplace.say("export_choose_folder"), self.folder.text()
        )
        if found:
            self.folder.setText(found)

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
        """Export the chosen boxes into the folder."""
        wanted = self.wanted()
        if not self.chosen:
            self.answer_strip.tell(refused("export_nothing_chosen"))
            return
        desk, say = self.workplace.desk, self._say_in(self.workplace.wording.language)
        again = sorted(self._unstored & {box.exports[-1] for box in self.chosen if box.exports})

        def put(folder: Path, reporter: Reporter) -> list[Delivered]:
            at = (desk.station, desk.place)
            made = delivering.deliver_again(*at, again, folder, self._say_in, reporter)
            return made + delivering.deliver(*at, wanted, folder, say, reporter)

        self._run(put)

    def export_again(self) -> None:
        """Make the last export of each chosen box again, as it was."""
        numbers = sorted({box.exports[-1] for box in self.chosen if box.exports})
        if not numbers:
            self.answer_strip.tell(refused("export_none_before"))
            return
        desk = self.workplace.desk
        self._run(
            lambda folder, reporter: delivering.deliver_again(
                desk.station, desk.place, numbers, folder, self._say_in, reporter
            )
        )

    def _run(self, put: Put) -> None:
        untrusted = self.folder.text().strip()
        if not untrusted or not Path(untrusted).is_absolute():
            self.answer_strip.tell(refused("folder_is_relative"))
            self.focus(self.folder)
            return
        folder = Path(untrusted)
        self.run_job(lambda reporter: put(folder, reporter), lambda done: _told(done, folder))

    def _job_finished(self, result: object) -> None:
        for one in result if isinstance(result, list) else []:
            if isinstance(one, Delivered):
                self._unstored -= {one.number}
        super()._job_finished(result)

    def _job_failed(self, error: SamplepointError) -> None:
        """Remember whose files did not arrive: they stay chosen, and are made as they were."""
        if error.code == "export_not_stored":
            self._unstored.add(int(str(error.values["number"])))
        super()._job_failed(error)

    def _say_in(self, language: str) -> Say:
        return self.workplace.wording.in_language(Language(language)).say


def _told(done: object, folder: Path) -> Outcome:
    made = [one for one in done if isinstance(one, Delivered)] if isinstance(done, list) else []
    outcome = accepted(
        "export_done",
        labels="、".join(one.label for one in made),
        count=sum(len(one.files) for one in made),
        people=sum(one.people for one in made),
        folder=str(folder),
    )
    return outcome.noticing(tuple(notice for one in made for notice in one.notices))
