"""One tube of a paper form while it is typed: its rows, and what is known to be wrong with them.

Owns which rows count and what a service would be given; refuses to know cells, and the rules that
only the book can answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from samplepoint.domain.codes import TubeCode, normalise
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.entries import UNVERIFIED, PersonEntry, parse_entry
from samplepoint.domain.masking import mask_number
from samplepoint.domain.outcomes import Notice
from samplepoint.domain.people import Person, Relation
from samplepoint.domain.rounds import RoundPlan
from samplepoint.errors import Refusal, Value
from samplepoint.gui.models.number_check import CheckState
from samplepoint.gui.models.paper_times import moments, read_day, read_time
from samplepoint.gui.models.typed_number import TypedNumber
from samplepoint.services.back_entry import PaperForm, PaperRow

THE_FORM = 0
"""The row of a problem that belongs to the form itself."""
CONFIRM_OLD = "back_confirm_old_number"


@dataclass
class RowDraft:
    """One row as typed; every text is untrusted."""

    number: TypedNumber
    name: str = ""
    relation: Relation = Relation.SELF
    phone: str = ""
    time: str = ""
    rest: PersonEntry | None = None
    """What a scanned card told besides: address, community and what else has no cell."""
    _known_as: str = field(default="", init=False)

    @property
    def is_without_document(self) -> bool:
        """Tell whether this is somebody with no document at all."""
        return _is_none(self.number.kind)

    @property
    def is_empty(self) -> bool:
        """Tell whether nobody stands in this row."""
        texts = (self.number.text, self.name, self.phone, self.time)
        return not self.is_without_document and not any(map(str.strip, texts))

    def type_number(self, untrusted: str) -> None:
        """Take the number as it stands after a key; what was known of another one is forgotten."""
        if untrusted != self.number.text:
            self.rest = None
            self.number.type(untrusted)

    def take(self, person: Person) -> None:
        """Take everything a scanned card tells."""
        document = person.document
        self.number.clear()
        self.number.choose(document.type)
        self.number.type(document.identity if _is_none(document.type) else document.number)
        self.number.insists = UNVERIFIED in person.flags
        self.name, self.relation, self.phone = person.name, person.relation, person.phone
        self._keep(person)

    def know(self, person: Person) -> None:
        """Complete the row with what the roster knows of the holder of its number."""
        self._known_as = person.name
        self.name, self.phone = self.name or person.name, self.phone or person.phone
        self._keep(person)

    def _keep(self, person: Person) -> None:
        self.rest = PersonEntry(
            person.document.type,
            address=person.address,
            community=person.community,
            category=person.category,
            remark=person.remark,
        )

    def relate(self, relation: Relation) -> None:
        """Say whose document it is; the holder's name from the roster is not the relative's."""
        if relation is not Relation.SELF and self.name and self.name == self._known_as:
            self.name = ""
        self.relation = relation

    def clear(self) -> None:
        """Strike the row out."""
        self.number.clear()
        self.name = self.phone = self.time = ""
        self.relation, self.rest, self._known_as = Relation.SELF, None, ""

    def entry(self) -> PersonEntry:
        """Return the row as a filled form of a person."""
        typed, known = self.number, self.rest or PersonEntry(self.number.kind)
        is_none = _is_none(typed.kind)
        return replace(
            known,
            doc_type=typed.kind,
            number="" if is_none else typed.text,
            temporary_number=typed.text if is_none else "",
            name=self.name,
            relation=self.relation,
            phone=self.phone,
            flags=(UNVERIFIED,) if typed.is_unverified else (),
        )


@dataclass
class FormDraft:
    """The whole page as typed. Rows are counted from 1, struck ones too, as on the paper."""

    today: date
    number: str = ""
    tube: str = ""
    day: str = ""
    rows: list[RowDraft] = field(default_factory=list)
    confirmed: set[str] = field(default_factory=set)
    """Numbers without a check digit that somebody was asked to compare."""

    @property
    def filled(self) -> list[tuple[int, RowDraft]]:
        """Return the rows in which somebody stands, with their places."""
        return [(at, row) for at, row in enumerate(self.rows, start=1) if not row.is_empty]

    @property
    def tube_code(self) -> TubeCode:
        """Return the tube's code as the rules compare it; the service judges its shape."""
        return TubeCode(normalise(self.tube))

    def size(self, plan: RoundPlan) -> int:
        """Return how many rows the form has: what its tube holds, and no filled row less."""
        last = self.filled[-1][0] if self.filled else 0
        return max(plan.capacity(self.tube_code), last)

    def form(self) -> PaperForm:
        """Return what was typed, once `problems` found nothing."""
        filled = self.filled
        times = moments(read_day(self.day, self.today), [row.time for _at, row in filled])
        rows = tuple(
            PaperRow(row.entry(), taken)
            for (_at, row), taken in zip(filled, times, strict=True)
            if taken is not None
        )
        return PaperForm(self.tube_code, rows, self.number)

    def above(self, place: int) -> int:
        """Return the place of the first row with the same number, 0 when there is none."""
        wanted = normalise(self.rows[place - 1].number.text)
        rows = enumerate(self.rows[: place - 1], start=1)
        return next((at for at, row in rows if wanted and normalise(row.number.text) == wanted), 0)

    # -- what is wrong -------------------------------------------------------------------------

    def problems(self, plan: RoundPlan) -> list[Notice]:
        """Return what cannot be given to the service, each with its `row` (0: the form)."""
        found = [] if self.tube_code else [_problem(THE_FORM, "back_tube_missing")]
        try:
            read_day(self.day, self.today)
        except Refusal as refusal:
            found.append(_problem(THE_FORM, refusal.code, **refusal.values))
        has_time = False
        for at, row in self.filled:
            found += self.plain_problems(at, plan) or self._of_person(at, row)
            has_time = has_time or bool(row.time.strip())
            found += [] if has_time else [_problem(at, "back_time_missing")]
        return found

    def plain_problems(self, at: int, plan: RoundPlan) -> list[Notice]:
        """Return what is wrong with a row whoever looks at it, stored or not."""
        row, found = self.rows[at - 1], []
        if looks_like_a_code(row.number, plan):
            found.append(_problem(at, "back_number_is_code"))
        elif row.number.check.state is CheckState.BAD and not row.number.insists:
            found.append(_problem(at, row.number.check.code, **row.number.check.values))
        try:
            read_time(row.time.strip() or "0000")
        except Refusal as refusal:
            found.append(_problem(at, refusal.code, **refusal.values))
        return found

    def _of_person(self, at: int, row: RowDraft) -> list[Notice]:
        if row.number.check.state is CheckState.EMPTY:
            return [_problem(at, "document_number_missing")]
        try:
            person = parse_entry(row.entry(), self.today, "-")
        except Refusal as refusal:
            return [_problem(at, refusal.code, **refusal.values)]
        number = normalise(row.number.text)
        if person.document.confirm is None or number in self.confirmed:
            return []
        return [_problem(at, CONFIRM_OLD, number=mask_number(number))]

    def confirm(self, found: Sequence[Notice]) -> None:
        """Remember which numbers somebody was asked to compare."""
        for notice in found:
            if notice.code == CONFIRM_OLD:
                row = self.rows[place_of(notice) - 1]
                self.confirmed.add(normalise(row.number.text))


def place_of(notice: Notice) -> int:
    """Return the row a problem belongs to."""
    return int(notice.values.get("row") or THE_FORM)


def looks_like_a_code(typed: TypedNumber, plan: RoundPlan) -> bool:
    """Tell whether a tube or box was scanned where a number belongs.

    The shape of many tube codes is a passport's too, so only somebody who chose the kind means it.
    """
    code = normalise(typed.text)
    holds = typed.kind is DocumentType.RESIDENT_ID and typed.check.document is not None
    if holds or typed.was_chosen or typed.insists:
        return False
    return bool(plan.tube(code) or plan.box(code))


def _is_none(kind: DocumentType) -> bool:
    return kind is DocumentType.NONE


def _problem(row: int, code: str, **values: Value) -> Notice:
    return Notice(code, {**values, "row": row})
