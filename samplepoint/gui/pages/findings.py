"""Findings: what cannot be right, both sides beside each other, decided with a reason, printed.

Owns which are shown and for how long somebody is unmasked; refuses to decide by itself.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHeaderView, QLabel, QTableView, QVBoxLayout

from samplepoint.domain.findings import Finding, FindingKind, Ruling
from samplepoint.domain.outcomes import Outcome, accepted, refused
from samplepoint.errors import SamplepointError
from samplepoint.gui.models.finding_rows import FindingRows, FindingSides
from samplepoint.gui.office import office_of
from samplepoint.gui.widgets.choice_row import ChoiceRow
from samplepoint.gui.widgets.form_fields import ChineseField, KeyButton, Row
from samplepoint.gui.widgets.offered_choice import OfferedChoice
from samplepoint.gui.widgets.office_page import OfficePage
from samplepoint.gui.widgets.plain_table import PlainTable
from samplepoint.gui.widgets.side_by_side import Beside
from samplepoint.gui.workplace import Workplace
from samplepoint.services.finding_words import Names, about, decided, heading
from samplepoint.services.findings import Findings
from samplepoint.services.jobs import Reporter
from samplepoint.services.paper_orders import PaperKind, PaperOrder
from samplepoint.services.unmasking import unmask

UNMASKED_MS = 10_000
"""A name is whole while the key is held, and no longer than this."""
_SIDE_ROW = 32
_BY_CHOICE = (FindingKind.PERSON_TWICE, FindingKind.TUBE_TWICE)
"""Kinds in which one place can be kept and the others voided."""


class Shown(StrEnum):
    """Which findings are in the table."""

    OPEN = "open"
    DECIDED = "decided"


class FindingsPage(OfficePage):
    """What was found is kept until the book changes: a city takes seconds to be looked through."""

    def __init__(self, workplace: Workplace) -> None:
        """Begin with nothing; the page looks when it is first shown."""
        super().__init__(workplace, "findings_title", "findings_state")
        self.model = FindingRows(workplace.wording, self)
        self.table = PlainTable(self.model, workplace.look)
        self.table.stretch(2)
        self.sides, self.sides_table = FindingSides(workplace.wording, self), QTableView()
        self.empty, self.who, self.said = QLabel(), QLabel(), QLabel()
        self.shown = ChoiceRow(list(Shown), self._shown_word)
        self.kind = OfferedChoice(self._kind_word)
        self.kind.setMinimumContentsLength(10)
        self.kept, self.reason = OfferedChoice(self._place_word), ChineseField()
        self.kept.setMinimumContentsLength(12)
        self.unmask_key, self.print_key = KeyButton(), KeyButton()
        self.right_key, self.keep_key = KeyButton(), KeyButton("Ctrl+Enter", "main")
        self._found: tuple[Finding, ...] = ()
        self._seen: object = None
        self._names = Names.MASKED
        self._veil = QTimer(self)
        self._veil.setSingleShot(True)
        self._veil.setInterval(UNMASKED_MS)
        self._set_up_sides()
        self._lay_out()
        self._speak_fields()
        self._listen()
        self.dress()
        self._show_rows()

    def _set_up_sides(self) -> None:
        table = self.sides_table
        table.setModel(self.sides)
        table.setProperty("role", "plain")
        table.setSelectionMode(QTableView.SelectionMode.NoSelection)
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        across, down = table.horizontalHeader(), table.verticalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        # Places share the width, and what is too long is written below each other.
        across.sectionResized.connect(lambda *_: self._fit_sides())
        self.sides.modelReset.connect(self._fit_sides)

    def _lay_out(self) -> None:
        for label, role in ((self.empty, "state"), (self.who, "title"), (self.said, "hint")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self._rows = {
            "shown": Row(self.shown, self.kind),
            "reason": Row(self.reason, self.kept),
        }
        left = self.card("", self._rows["shown"]), self.card("", self.empty, self.table)
        self.set_beside(left, self._detail(), (8, 7))
        keys = (self.print_key, self.right_key, self.keep_key)
        self.add_keys(*keys)
        choices = (self.table, self.shown, self.kind, self.unmask_key, self.reason, self.kept)
        self.set_stops(*choices, *keys)

    def _detail(self) -> QFrame:
        head = Beside(self.who, self.unmask_key)
        card = self.card("", head, self.said, self.sides_table, self._rows["reason"])
        inside = card.layout()
        if isinstance(inside, QVBoxLayout):
            inside.setStretchFactor(self.sides_table, 1)
        return card

    def _speak_fields(self) -> None:
        keep = self.spoken.keep
        for name, row in self._rows.items():
            keep(row.label.setText, f"findings_label_{name}")
        for name in ("unmask", "print", "right", "keep"):
            keep(getattr(self, f"{name}_key").say, f"findings_key_{name}")
        keep(self.reason.setPlaceholderText, "findings_hint_reason")
        keep(self.kept.setPlaceholderText, "findings_hint_kept")
        for spoken in (self.model, self.shown, self.kind, self.kept):
            self.spoken.also(spoken.speak)
        self.spoken.also(self._say)

    def _listen(self) -> None:
        self.shown.chosen.connect(lambda _shown: self._show_rows())
        self.kind.currentIndexChanged.connect(lambda _at: self._show_table())
        self.table.selectionModel().currentChanged.connect(lambda _now, _was: self._show_one())
        self.unmask_key.pressed.connect(self.show_whole)
        self.unmask_key.released.connect(self.show_masked)
        self._veil.timeout.connect(self.show_masked)
        self.print_key.clicked.connect(self.print_list)
        self.right_key.clicked.connect(lambda: self.decide(Ruling.ALL_RIGHT))
        self.keep_key.clicked.connect(self.confirm)

    def dress(self) -> None:
        """Take the colours and sizes of the window."""
        super().dress()
        if hasattr(self, "sides_table"):
            rows, high = self.sides_table.verticalHeader(), self.workplace.look.gap(_SIDE_ROW)
            rows.setDefaultSectionSize(high)
            rows.setMinimumSectionSize(high)
            self._fit_sides()

    def _fit_sides(self) -> None:
        """Have room for all that is told: both places are compared from top to bottom."""
        table, high = self.sides_table, self.workplace.look.gap(_SIDE_ROW)
        hints = [table.sizeHintForRow(row) for row in range(self.sides.rowCount())]
        for row, hint in enumerate(hints):
            # A row is as much higher than others as its text has more lines than theirs.
            table.setRowHeight(row, high + hint - min(hints))
        head = table.horizontalHeader().sizeHint().height()
        table.setMinimumHeight(head + table.verticalHeader().length() + 2)

    # -- looking -------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Look again where the book has changed since."""
        super()._begin()
        if not self.bridge.is_running and self._seen != self.workplace.desk.station.book.head:
            self.look_again()

    def look_again(self) -> None:
        """Look through the whole book, with a bar and a cancel key."""
        looking = Findings(self.workplace.desk.station)
        self.run_job(looking.every, self._looked)

    def _looked(self, found: object) -> Outcome:
        self._found = tuple(found) if isinstance(found, list) else ()
        self._seen = self.workplace.desk.station.book.head
        self._show_rows()
        return accepted("job_done")

    def _job_finished(self, result: object) -> None:
        """Say nothing of a look: the sentence above the table says what was found."""
        super()._job_finished(result)
        if isinstance(result, list):
            self.answer_strip.clear()

    def _of_shown(self) -> list[Finding]:
        is_decided = self.shown.value is Shown.DECIDED
        return [one for one in self._found if (one.decision is not None) is is_decided]

    def _show_rows(self) -> None:
        """Offer the kinds there are, and list what is chosen."""
        self.shown.speak()
        counts = Counter(one.kind for one in self._of_shown())
        before = self.kind.value
        self.kind.offer([None, *(kind for kind in FindingKind if counts[kind])])
        if before in self.kind.offered:
            self.kind.choose(before)
        self._show_table()

    def _show_table(self) -> None:
        chosen, wanted = self.chosen, self.kind.value
        rows = [one for one in self._of_shown() if wanted in (None, one.kind)]
        self.model.show(rows)
        self.empty.setVisible(not rows)
        self.table.setVisible(bool(rows))
        if rows:
            self.table.selectRow(rows.index(chosen) if chosen in rows else 0)
        self._say()

    @property
    def chosen(self) -> Finding | None:
        """The finding whose sides are shown."""
        return self.model.row(self.table.currentIndex())

    # -- words ---------------------------------------------------------------------------------

    def _shown_word(self, shown: Shown) -> str:
        found = getattr(self, "_found", ())
        count = sum((one.decision is not None) is (shown is Shown.DECIDED) for one in found)
        return self.workplace.say(f"findings_shown_{shown}", count=count)

    def _kind_word(self, kind: FindingKind | None) -> str:
        here = [one for one in self._of_shown() if kind in (None, one.kind)]
        name = self.workplace.say(f"finding_{kind}" if kind else "findings_all_kinds")
        return f"{name} · {len(here)}"

    def _place_word(self, nth: int) -> str:
        one = self.chosen
        if one is None or nth >= len(one.places):
            return ""
        place = one.places[nth]
        return str(place["point"] or place["station"])

    def _say(self) -> None:
        if not hasattr(self, "print_key"):
            return
        is_decided = self.shown.value is Shown.DECIDED
        code = "findings_none_decided" if is_decided else "findings_none"
        self.empty.setText(self.workplace.say(code))
        waiting = sum(one.decision is None for one in self._found)
        decided = len(self._found) - waiting
        self.state.setText(self.workplace.say("findings_state", count=waiting, decided=decided))
        self._show_one()

    def _show_one(self) -> None:
        """Show both sides of what is chosen, masked."""
        one, say = self.chosen, self.workplace.say
        self.sides.show(one)
        self.show_masked()
        is_open = one is not None and one.decision is None
        by_choice = one is not None and one.kind in _BY_CHOICE
        self.kept.offer(list(range(len(one.places))) if one and by_choice else [])
        # Whoever keeps one place voids the others: no place is chosen beforehand.
        self.kept.choose_nothing()
        self.unmask_key.setVisible(one is not None and one.kind is FindingKind.PERSON_TWICE)
        self._rows["reason"].setVisible(is_open)
        self.kept.setVisible(is_open and by_choice)
        self.right_key.setEnabled(is_open)
        self.keep_key.setEnabled(is_open and by_choice)
        self.sides_table.setVisible(one is not None)
        if one is None:
            self.said.setText(say("findings_choose"))
        elif one.decision is None:
            about_it = (one.round_id, say(f"finding_about_{one.kind}"))
            self.said.setText(" · ".join(part for part in about_it if part))
        else:
            names = self.workplace.desk.station.queries
            self.said.setText(decided(one, names.staff_name, say))

    # -- unmasking -----------------------------------------------------------------------------

    def show_whole(self) -> None:
        """Show who it is while the key is held; that goes on record first."""
        one, desk = self.chosen, self.workplace.desk
        if one is None:
            return
        try:
            unmask(desk.station, desk.place, "finding", one.digest)
        except SamplepointError as error:
            self.answer_strip.tell_error(error)
            return
        self._names = Names.WHOLE
        self._veil.start()
        self._say_who()

    def show_masked(self) -> None:
        """Mask whoever is shown."""
        self._veil.stop()
        self._names = Names.MASKED
        self._say_who()

    def _say_who(self) -> None:
        one = self.chosen
        self.who.setText(heading(one, self._names) if one else "")
        if one:
            self.sides.name(one, self._names)

    # -- deciding and printing -----------------------------------------------------------------

    def confirm(self) -> None:
        """Keep the chosen place and void the others."""
        self.decide(Ruling.KEEP_ONE)

    def decide(self, ruling: Ruling) -> None:
        """Put a decision on record, with the reason that stands in the field."""
        one, reason, desk = self.chosen, self.reason.text().strip(), self.workplace.desk
        if one is None or one.decision is not None:
            return
        if not reason:
            self.answer_strip.tell(refused("reason_missing"))
            self.focus(self.reason)
            return
        place, kept = desk.place, self.kept.value
        if ruling is Ruling.KEEP_ONE and kept is None:
            self.answer_strip.tell(refused("finding_keep_which", places=len(one.places)))
            self.focus(self.kept)
            return
        looking = Findings(desk.station)

        def decide(_reporter: Reporter) -> Finding:
            return looking.decide(place, one, ruling, reason, kept)

        self.run_job(decide, lambda decided: self._decided(one, decided))

    def _decided(self, before: Finding, decided: object) -> Outcome:
        if not isinstance(decided, Finding):
            raise TypeError
        self._found = tuple(decided if one is before else one for one in self._found)
        self._seen = self.workplace.desk.station.book.head
        self.reason.clear()
        self._show_rows()
        self.workplace.refresh()
        return accepted("findings_decided", about=about(before))

    def print_list(self) -> None:
        """Make the list that is shown as paper, people masked."""
        office = office_of(self.workplace)
        if office is None:
            self.answer_strip.tell(refused("office_missing"))
            return
        kind = self.kind.value
        only = str(kind) if kind is not None else ""
        order = PaperOrder(PaperKind.FINDINGS, scope=str(self.shown.value), only=only)
        papers = office.papers
        self.run_job(
            lambda reporter: papers.make(order, reporter),
            lambda path: accepted("paper_kept", path=str(path)),
        )
