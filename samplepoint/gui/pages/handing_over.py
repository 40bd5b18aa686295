"""Handover: the sealed boxes that wait, who takes them, and the sheet that is signed.

Owns which boxes are chosen and which field says what; refuses to decide what may leave.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
)

from samplepoint.domain.codes import BoxCode
from samplepoint.domain.outcomes import Outcome, accepted, refused
from samplepoint.gui.models.ready_boxes import ReadyBoxes
from samplepoint.gui.office import office_of
from samplepoint.gui.widgets.form_fields import ChineseField, KeyButton, LatinField, Row
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.widgets.plain_table import PlainTable
from samplepoint.gui.workplace import Workplace
from samplepoint.services.handing_over import HandoverEntry
from samplepoint.services.picture import DeskPicture

_CHOSEN = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
_MOST_ROWS = 4


class HandoverPage(OfficePage):
    """Every box that waits is chosen until somebody takes it out of the choice."""

    def __init__(self, workplace: Workplace) -> None:
        """List what waits."""
        super().__init__(workplace, "handover_page_title", "handover_page_state")
        self.model = ReadyBoxes(workplace.wording, self)
        several = QAbstractItemView.SelectionMode.MultiSelection
        self.table, self.empty = PlainTable(self.model, workplace.look, several), QLabel()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.empty.setProperty("role", "state")
        self.courier, self.contact = ChineseField(), LatinField()
        # A temperature is also typed in Chinese (零下 2 度); the desk reads it either way.
        self.temperature, self.received_by = ChineseField(), ChineseField()
        self.remark = ChineseField()
        self.strip_key, self.sheet_key = KeyButton(), KeyButton()
        self.hand_key = KeyButton("Ctrl+Enter", "main")
        self._lay_out()
        self._speak_fields()
        self.dress()
        self.strip_key.clicked.connect(self.print_strips)
        self.sheet_key.clicked.connect(self.print_sheet)
        self.hand_key.clicked.connect(self.confirm)
        workplace.pictured.connect(self._on_picture)
        self.read_boxes()

    def _lay_out(self) -> None:
        self._rows = {
            "courier": Row(self.courier, self.contact),
            "temperature": Row(self.temperature, self.received_by),
            "remark": Row(self.remark),
        }
        self.cards.addWidget(self.card("handover_page_ready", self.empty, self.table), 1)
        self.cards.addWidget(self.card("handover_page_who", *self._rows.values()))
        self.add_keys(self.strip_key, self.sheet_key, self.hand_key)
        self._fields = (
            self.courier,
            self.contact,
            self.temperature,
            self.received_by,
            self.remark,
        )
        self.set_stops(*self._fields, self.table, self.strip_key, self.sheet_key, self.hand_key)

    def _speak_fields(self) -> None:
        keep = self.spoken.keep
        for name, row in self._rows.items():
            keep(row.label.setText, f"handover_label_{name}")
        keep(self.contact.setPlaceholderText, "handover_hint_contact")
        keep(self.temperature.setPlaceholderText, "handover_hint_temperature")
        keep(self.received_by.setPlaceholderText, "handover_label_received_by")
        keep(self.remark.setPlaceholderText, "handover_hint_remark")
        keep(self.strip_key.say, "handover_key_strip")
        keep(self.sheet_key.say, "handover_key_sheet")
        keep(self.hand_key.say, "handover_key_hand")
        keep(self.empty.setText, "handover_page_none")
        self.spoken.also(self.model.speak)

    def _fit_table(self) -> None:
        """Let up to four boxes be seen at once, and no empty room push the fields out of sight."""
        self.table.keep_rows(min(max(len(self.model.rows), 1), _MOST_ROWS))

    # -- which boxes ---------------------------------------------------------------------------

    def _on_picture(self, _picture: DeskPicture) -> None:
        self.read_boxes()

    def read_boxes(self) -> None:
        """List the boxes again; one that was left out of the choice stays out."""
        left_out = {row.sealing.box for row in self.model.rows} - set(self.chosen)
        self.model.show(self.workplace.desk.handing_over.ready())
        choice = self.table.selectionModel()
        for at, row in enumerate(self.model.rows):
            if row.sealing.box not in left_out:
                choice.select(self.model.index(at, 0), _CHOSEN)
        self._fit_table()
        self.empty.setVisible(not self.model.rows)
        self.table.setVisible(bool(self.model.rows))

    @property
    def chosen(self) -> list[BoxCode]:
        """The boxes that go."""
        picked = self.table.selectionModel().selectedRows()
        return [self.model.rows[index.row()].sealing.box for index in picked]

    # -- what is done --------------------------------------------------------------------------

    def entry(self) -> HandoverEntry:
        """Return what was entered."""
        return HandoverEntry(
            self.courier.text(),
            self.temperature.text(),
            self.received_by.text(),
            self.remark.text(),
            contact=self.contact.text(),
        )

    def confirm(self) -> None:
        """Hand the chosen boxes over; what was entered stays where that is refused."""
        hand_over, boxes, entry = (
            self.workplace.desk.handing_over.hand_over,
            self.chosen,
            self.entry(),
        )
        outcome = self.workplace.perform(lambda place: hand_over(place, boxes, entry))
        if outcome is None:
            return
        self.answer_strip.tell(outcome)
        self._follow(outcome)

    def _follow(self, outcome: Outcome) -> None:
        """Go to the field that was refused, or empty all for the next courier."""
        if outcome.code == "courier_missing":
            self.focus(self.courier)
        elif outcome.code == "temperature_unreadable":
            self.focus(self.temperature)
        elif outcome.is_accepted:
            for field in self._fields:
                field.clear()
            self.focus(self.courier)

    def print_sheet(self) -> None:
        """Give the sheet of the chosen boxes its number and print it, to be signed."""
        office, boxes = office_of(self.workplace), self.chosen
        if office is None:
            self.answer_strip.tell(refused("office_missing"))
            return
        prepare = self.workplace.desk.handing_over.prepare
        outcome = self.workplace.perform(lambda place: prepare(place, boxes))
        if outcome is None:
            return
        number = str(outcome.values.get("handover", ""))
        if not number:
            self.answer_strip.tell(outcome)
            return
        self.run_job(
            lambda reporter: office.print_handover_sheet(number, reporter),
            lambda path: accepted("paper_made", path=str(path)),
        )

    def print_strips(self) -> None:
        """Print the strips of the chosen boxes: their people, for the supervisor alone."""
        office, boxes = office_of(self.workplace), self.chosen
        if office is None:
            self.answer_strip.tell(refused("office_missing"))
            return
        self.run_job(
            lambda reporter: office.print_strips(boxes, reporter),
            lambda path: accepted("paper_made", path=str(path)),
        )
