"""Paper and labels: everything that can be printed, one list, and what each kind has to be told.

Owns which field belongs to which kind; refuses to make paper and to decide who may.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QVBoxLayout

from samplepoint.domain.outcomes import accepted, refused
from samplepoint.errors import SamplepointError
from samplepoint.gui.models.paper_kinds import KINDS, PaperKinds
from samplepoint.gui.office import office_of
from samplepoint.gui.paper import PaperDesk
from samplepoint.gui.widgets.form_fields import KeyButton, LatinField, Row
from samplepoint.gui.widgets.offered_choice import OfferedChoice
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.widgets.side_by_side import SideBySide
from samplepoint.gui.workplace import Workplace
from samplepoint.services.paper_orders import (
    FIELDS,
    Field,
    PaperKind,
    PaperOrder,
    Stock,
    last_sealed,
    stocks_of,
)

_LIST_WIDE = 352
_FIELD_OF = {
    "paper_count": Field.COUNT,
    "labels_count": Field.COUNT,
    "paper_start_at": Field.START_AT,
    "label_start": Field.START_AT,
    "paper_box_missing": Field.BOX,
    "box_not_sealed": Field.BOX,
    "paper_numbers_missing": Field.NUMBERS,
    "paper_person_unknown": Field.NUMBERS,
    "label_not_reserved": Field.FIRST,
    "label_code_shape": Field.FIRST,
    "labels_after_restore": Field.FIRST,
}
"""Which field a refusal speaks of."""


class PapersPage(OfficePage):
    """The box that was sealed last stands ready for its label; Ctrl+Enter makes and shows."""

    def __init__(self, workplace: Workplace) -> None:
        """List what there is."""
        super().__init__(workplace, "papers_title", "papers_state")
        self.model = PaperKinds(workplace.wording)
        self.list, self.about = QListView(), QLabel()
        self.about.setProperty("role", "state")
        self.about.setWordWrap(True)
        self.stock = OfferedChoice(self._stock_word)
        self.fields: dict[Field, LatinField] = {
            field: LatinField() for field in Field if field is not Field.STOCK
        }
        self.last_key, self.make_key = KeyButton(), KeyButton("Ctrl+Enter", "main")
        self._proposed_box = ""
        self._lay_out()
        self._speak_fields()
        self.list.selectionModel().currentChanged.connect(self._on_kind)
        self.last_key.clicked.connect(self.show_last)
        self.make_key.clicked.connect(self.confirm)
        self.choose(PaperKind.TUBE_LABELS)
        self.dress()

    def _lay_out(self) -> None:
        self.list.setModel(self.model)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        # As wide as its longest words beside the bar that rolls it.
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows: dict[Field, Row] = {
            Field.STOCK: Row(self.stock),
            Field.START_AT: Row(self.fields[Field.START_AT]),
        }
        for field in (Field.BOX, Field.NUMBERS, Field.COUNT):
            self._rows[field] = Row(self.fields[field])
        self._rows[Field.FIRST] = Row(SideBySide(self.fields[Field.FIRST], self.fields[Field.LAST]))
        shown = (Field.BOX, Field.NUMBERS, Field.COUNT, Field.FIRST)
        rows = [self._rows[field] for field in (*shown, Field.STOCK, Field.START_AT)]
        left, right = self.card("papers_which", self.list), QVBoxLayout()
        right.addWidget(self.card("papers_what", self.about, *rows, self.make_key))
        right.addStretch(1)
        right.addWidget(self.last_key)
        columns = QHBoxLayout()
        columns.setSpacing(14)
        columns.addWidget(left)
        columns.addLayout(right, 1)
        self._left = left
        self.cards.addLayout(columns, 1)
        fields = [self.fields[field] for field in (*shown, Field.LAST)]
        self.set_stops(
            self.list,
            *fields,
            self.stock,
            self.fields[Field.START_AT],
            self.make_key,
            self.last_key,
        )

    def _speak_fields(self) -> None:
        keep = self.spoken.keep
        for field, row in self._rows.items():
            keep(row.label.setText, f"paper_label_{field}")
        for field in (Field.COUNT, Field.FIRST, Field.LAST, Field.NUMBERS, Field.START_AT):
            keep(self.fields[field].setPlaceholderText, f"paper_hint_{field}")
        keep(self.last_key.say, "papers_key_last")
        keep(self.make_key.say, "papers_key_make")
        self.spoken.also(self.model.speak)
        self.spoken.also(self.stock.speak)
        self.spoken.also(self._say_about)

    def _stock_word(self, stock: Stock) -> str:
        code = "paper_stock_roll" if stock.is_roll else "paper_stock_sheet"
        size = f"{stock.wide_mm:g} × {stock.high_mm:g} mm"
        return self.workplace.say(code, size=size, count=stock.labels_a_page)

    def dress(self) -> None:
        """Take the colours and sizes of the window."""
        super().dress()
        if hasattr(self, "_left"):
            self._left.setFixedWidth(self.workplace.look.gap(_LIST_WIDE))

    def showEvent(self, event: QShowEvent) -> None:
        """Put the box that was sealed last into its field, where nothing else was typed."""
        super().showEvent(event)
        field = self.fields[Field.BOX]
        box = last_sealed(self.workplace.desk.station)
        if box and field.text() in ("", self._proposed_box):
            if box != self._proposed_box:
                self.choose(PaperKind.SEALED_BOX)
            field.setText(box)
            self._proposed_box = box

    # -- which kind ----------------------------------------------------------------------------

    @property
    def kind(self) -> PaperKind:
        """The kind that is chosen."""
        return KINDS[max(0, self.list.currentIndex().row())]

    def choose(self, kind: PaperKind) -> None:
        """Choose a kind of paper."""
        self.list.setCurrentIndex(self.model.index(KINDS.index(kind)))

    def _on_kind(self, _now: QModelIndex, _before: QModelIndex) -> None:
        """Show the fields of the kind and offer its stock."""
        self.answer_strip.clear()
        asked = FIELDS[self.kind]
        for field, row in self._rows.items():
            row.setVisible(field in asked)
        self.fields[Field.LAST].setVisible(Field.LAST in asked)
        if Field.STOCK in asked:
            self.stock.offer(stocks_of(self.kind))
        self._say_about()

    def _say_about(self) -> None:
        self.about.setText(self.workplace.say(f"paper_about_{self.kind}"))

    # -- making --------------------------------------------------------------------------------

    def order(self) -> PaperOrder:
        """Return what the fields of the chosen kind say."""
        asked = FIELDS[self.kind]
        texts = {str(field): self.fields[field].text() for field in self.fields if field in asked}
        stock = self.stock.value
        name = stock.name if Field.STOCK in asked and isinstance(stock, Stock) else ""
        return PaperOrder(self.kind, stock=name, **texts)

    def _desk(self) -> PaperDesk | None:
        office = office_of(self.workplace)
        if office is None:
            self.answer_strip.tell(refused("office_missing"))
        return office.papers if office else None

    def confirm(self) -> None:
        """Make the paper; the window shows it, ready to be printed."""
        desk, order = self._desk(), self.order()
        if desk is not None:
            self.run_job(
                lambda reporter: desk.make(order, reporter),
                lambda path: accepted("paper_kept", path=str(path)),
            )

    def show_last(self) -> None:
        """Show the paper made last again."""
        desk = self._desk()
        if desk is not None and not desk.show_last():
            self.answer_strip.tell(refused("papers_none_yet"))

    def _job_failed(self, error: SamplepointError) -> None:
        """Say what was refused and go to the field it speaks of."""
        super()._job_failed(error)
        field = _FIELD_OF.get(error.code)
        if field in FIELDS[self.kind] and field in self.fields:
            self.focus(self.fields[field])
