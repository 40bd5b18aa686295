"""Upkeep: the back-ups there are and where, a new one, a check, putting a back-up in its place.

Owns the page and when restoring is asked twice; refuses to touch files: the office does.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
)

from samplepoint.domain.outcomes import Outcome, accepted, needs, refused
from samplepoint.errors import Refusal, SamplepointError
from samplepoint.gui.bridge import JobBridge
from samplepoint.gui.models import backup_standing
from samplepoint.gui.models.backup_list import BackupList
from samplepoint.gui.office import Office, office_of
from samplepoint.gui.widgets.form_fields import ChineseField, KeyButton, PinField, Row
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.widgets.plain_table import PlainTable
from samplepoint.gui.workplace import Workplace
from samplepoint.services.backing_up import Standing
from samplepoint.services.upkeep import Checkup

_MOST_SHOWN = 3


class UpkeepPage(OfficePage):
    """Every key runs a job with a bar; the desk works on, but for restoring."""

    def __init__(self, workplace: Workplace) -> None:
        """List what is there."""
        super().__init__(workplace, "upkeep_title", "upkeep_state")
        self.model = BackupList(workplace.wording, self)
        self.table = PlainTable(self.model, workplace.look)
        self.table.stretch(2)
        self.table.keep_rows(2)
        self.table.selectionModel().currentChanged.connect(lambda _now, _was: self._forget())
        self.empty = QLabel()
        self.empty.setProperty("role", "state")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.check_key, self.backup_key = KeyButton(), KeyButton("", "main")
        self.restore_key = KeyButton("", "danger")
        self.pin = PinField()
        self.second_standing = QLabel()
        self.second_standing.setProperty("role", "state")
        self.second_standing.setWordWrap(True)
        self.second_standing.setTextFormat(Qt.TextFormat.PlainText)
        self.second, self.second_key = ChineseField(), KeyButton()
        self.second.setText(workplace.settings.second_backups)
        self._asked_again = ""
        self._standing: Standing | None = None
        self._watch = JobBridge()
        self._watch.finished.connect(self._show_standing)
        self._watch.failed.connect(self.answer_strip.tell_error)
        self._lay_out()
        self._speak_keys()
        self.dress()
        self.after_job()

    def _lay_out(self) -> None:
        keys = QHBoxLayout()
        keys.setSpacing(12)
        keys.addWidget(self.backup_key, 1)
        keys.addWidget(self.check_key, 1)
        self.cards.addLayout(keys)
        self._pin_row = Row(self.pin, self.restore_key)
        self.cards.addWidget(self.card("upkeep_backups", self.empty, self.table, self._pin_row), 1)
        self._second_row = Row(self.second, self.second_key)
        self.cards.addWidget(self.card("", self._second_row, self.second_standing))
        self.second_key.clicked.connect(self.choose_second)
        self.second.editingFinished.connect(self.use_second)
        self.backup_key.clicked.connect(self.back_up)
        self.check_key.clicked.connect(self.check)
        self.restore_key.clicked.connect(self.restore)
        self.set_stops(
            self.backup_key,
            self.check_key,
            self.table,
            self.pin,
            self.restore_key,
            self.second,
            self.second_key,
        )

    def _speak_keys(self) -> None:
        keep = self.spoken.keep
        keep(self.backup_key.say, "upkeep_key_backup")
        keep(self.check_key.say, "upkeep_key_check")
        keep(self.restore_key.say, "upkeep_key_restore")
        keep(self.empty.setText, "upkeep_no_backups")
        keep(self._pin_row.label.setText, "upkeep_label_pin")
        keep(self.pin.setPlaceholderText, "supervise_hint_pin")
        keep(self._second_row.label.setText, "upkeep_label_second")
        keep(self.second_key.say, "upkeep_key_second")
        self.spoken.also(self.model.speak)
        self.spoken.also(self._say_standing)

    # -- what is there -------------------------------------------------------------------------

    def after_job(self) -> None:
        """List the back-ups again."""
        self._forget()
        office = office_of(self.workplace)
        lines = []
        try:
            lines = list(office.backups()) if office else []
        except SamplepointError as error:
            self.answer_strip.tell_error(error)
        self.model.show(lines)
        self.table.selectRow(0)
        self.empty.setVisible(not lines)
        self.table.setVisible(bool(lines))
        self._pin_row.setVisible(bool(lines))
        self.look_again()

    # -- how well it is backed up --------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """See what was backed up while another page was open."""
        super().showEvent(event)
        if not self.bridge.is_running:
            self.after_job()

    def look_again(self) -> None:
        """Look at both drives, on a thread: one that was pulled out may take seconds to say so."""
        office = office_of(self.workplace)
        if office is not None and not self._watch.is_running:
            self._watch.start(lambda _reporter: office.standing())

    @property
    def is_looking(self) -> bool:
        """Tell whether the drives are being looked at."""
        return self._watch.is_running

    def _show_standing(self, standing: object) -> None:
        self._standing = standing if isinstance(standing, Standing) else None
        self._say_standing()

    def _say_standing(self) -> None:
        standing, wording = self._standing, self.workplace.wording
        if standing is not None:
            self.state.setText(backup_standing.of_book(standing, wording))
            self.second_standing.setText(backup_standing.of_second(standing, wording))

    def choose_second(self) -> None:
        """Ask the system for a folder: an office page may open a dialog."""
        found = QFileDialog.getExistingDirectory(
            self, self.workplace.say("upkeep_choose_second"), self.second.text()
        )
        if found:
            self.second.setText(found)
            self.use_second()

    def use_second(self) -> None:
        """Copy back-ups to the drive in the field from now on; to none when it is empty."""
        untrusted, settings = self.second.text().strip(), self.workplace.settings
        if untrusted == settings.second_backups:
            return
        if untrusted and not Path(untrusted).is_absolute():
            self.answer_strip.tell(refused("folder_is_relative"))
            return
        if self._is_the_shelf(untrusted):
            self.answer_strip.tell(refused("second_is_the_shelf"))
            return
        self.workplace.apply(replace(settings, second_backups=untrusted))
        code = "upkeep_second_kept" if untrusted else "upkeep_second_ended"
        self.answer_strip.tell(accepted(code, folder=untrusted))
        self.look_again()

    def _is_the_shelf(self, untrusted: str) -> bool:
        office = office_of(self.workplace)
        return office is not None and bool(untrusted) and Path(untrusted) == office.backups_folder

    def _office(self) -> Office | None:
        office = office_of(self.workplace)
        if office is None:
            self.answer_strip.tell(refused("office_missing"))
        return office

    def _forget(self) -> None:
        self._asked_again = ""

    # -- jobs ----------------------------------------------------------------------------------

    def back_up(self) -> None:
        """Make a back-up now."""
        office = self._office()
        if office is not None:
            self.run_job(
                office.backup, lambda line: accepted("upkeep_backed_up", name=_name_of(line))
            )

    def check(self) -> None:
        """Check the book and rehearse its newest back-up."""
        office = self._office()
        if office is not None:
            self.run_job(office.check, self._told_of_check)

    def _told_of_check(self, result: object) -> Outcome:
        if not isinstance(result, Checkup):
            raise TypeError
        wrong = [counter for counter in result.counters if counter.count]
        if wrong:
            say = self.workplace.say
            named = [f"{say(one.code)}: {one.count}" for one in wrong[:_MOST_SHOWN]]
            return refused("upkeep_check_found", found="; ".join(named), count=len(wrong))
        code = "upkeep_check_clean" if result.rehearsed else "upkeep_check_clean_no_backup"
        return accepted(code, looked=len(result.counters))

    def restore(self) -> None:
        """Put the chosen back-up in the place of the book, when it is asked for twice."""
        line, office = self.model.row(self.table.currentIndex()), self._office()
        if line is None or office is None:
            return
        secret = self.pin.text()
        if not secret:
            self.answer_strip.tell_error(Refusal("upkeep_pin_missing"))
            self.focus(self.pin)
            return
        if self._asked_again != line.name:
            self._asked_again = line.name
            made = f"{line.made:%Y-%m-%d %H:%M}"
            self.answer_strip.tell(needs("upkeep_restore_again", name=line.name, made=made))
            return
        self.pin.clear()
        self.run_job(
            lambda reporter: office.restore(line.name, secret, reporter),
            lambda _none: accepted("upkeep_restored", name=line.name),
        )


def _name_of(line: object) -> str:
    return str(getattr(line, "name", ""))
