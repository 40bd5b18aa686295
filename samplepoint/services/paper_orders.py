"""All paper that can be asked for by its kind: which service makes it, and from what.

Owns what each kind needs, and the name of its file; refuses to draw, to keep and to print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from samplepoint.domain.classifying import classify, shown
from samplepoint.domain.codes import BoxCode, normalise
from samplepoint.domain.documents import Document, DocumentType, parse_document
from samplepoint.domain.label_series import LabelKind, LabelRange
from samplepoint.domain.people import Person
from samplepoint.domain.readings import Reading
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services import label_printing, paperwork, printing, strip_making
from samplepoint.services.box_papers import box_paper
from samplepoint.services.findings_paper import print_findings
from samplepoint.services.label_printing import HouseholdPeople, LabelPaper, stock_names
from samplepoint.services.labelling import Labelling, LabelOrder
from samplepoint.services.printing import Say
from samplepoint.services.station import Place, Station, demand


class PaperUse(StrEnum):
    """Which printer a paper is for: each laptop may have one for labels and one for sheets."""

    LABELS = "labels"
    SHEETS = "sheets"


class PaperKind(StrEnum):
    """What can be asked for."""

    TUBE_LABELS = "tube_labels"
    BOX_LABELS = "box_labels"
    SEALED_BOX = "sealed_box"
    TUBE_SHEETS = "tube_sheets"
    STRIP = "strip"
    FORMS = "forms"
    CARDS = "cards"
    HOUSEHOLD = "household"
    COMMANDS = "commands"
    PRINTER_TEST = "printer_test"
    STOCK_TEST = "stock_test"
    CAMERA_TEST = "camera_test"
    FINDINGS = "findings"


class Field(StrEnum):
    """What a kind of paper has to be told."""

    COUNT = "count"
    FIRST = "first"
    LAST = "last"
    BOX = "box"
    NUMBERS = "numbers"
    STOCK = "stock"
    START_AT = "start_at"


FIELDS: Final[Mapping[PaperKind, tuple[Field, ...]]] = {
    PaperKind.TUBE_LABELS: (Field.COUNT, Field.FIRST, Field.LAST, Field.STOCK, Field.START_AT),
    PaperKind.BOX_LABELS: (Field.COUNT, Field.FIRST, Field.LAST, Field.STOCK, Field.START_AT),
    PaperKind.SEALED_BOX: (Field.BOX, Field.STOCK, Field.START_AT),
    PaperKind.TUBE_SHEETS: (Field.BOX,),
    PaperKind.STRIP: (Field.BOX,),
    PaperKind.FORMS: (Field.COUNT, Field.FIRST, Field.LAST),
    PaperKind.CARDS: (Field.NUMBERS, Field.STOCK, Field.START_AT),
    PaperKind.HOUSEHOLD: (Field.NUMBERS,),
    PaperKind.COMMANDS: (),
    PaperKind.PRINTER_TEST: (),
    PaperKind.STOCK_TEST: (Field.STOCK,),
    PaperKind.CAMERA_TEST: (),
    PaperKind.FINDINGS: (),
}

_STOCK_USES: Final[Mapping[PaperKind, tuple[str, ...]]] = {
    PaperKind.TUBE_LABELS: ("tube",),
    PaperKind.BOX_LABELS: ("box",),
    PaperKind.SEALED_BOX: ("box",),
    PaperKind.CARDS: ("card",),
    PaperKind.STOCK_TEST: ("tube", "box", "card"),
}
_SUPERVISORS: Final = (
    PaperKind.TUBE_LABELS,
    PaperKind.BOX_LABELS,
    PaperKind.FORMS,
    PaperKind.CARDS,
    PaperKind.HOUSEHOLD,
    PaperKind.FINDINGS,
)
AT_A_POINT: Final = tuple(kind for kind in PaperKind if kind is not PaperKind.FINDINGS)
"""The kinds that a point may want; findings are a supervisor's, and printed from their page."""
_LONGEST_NUMBER: Final = 6


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """What is wanted; texts are untrusted. `count` is ignored where `last` says an end.

    `stock` "": the usual one. `start_at`: places used up on the first sheet. `numbers`: document
    numbers, blanks or commas between them.
    """

    kind: PaperKind
    count: str = ""
    first: str = ""
    last: str = ""
    box: str = ""
    numbers: str = ""
    stock: str = ""
    start_at: str = ""
    scope: str = ""
    """Of findings: `decided`, or those that wait; `only` those of one kind."""
    only: str = ""


@dataclass(frozen=True, slots=True)
class Stock:
    """A label stock to choose: its name, labels a page, and the size of a label in mm."""

    name: str
    labels_a_page: int
    wide_mm: float
    high_mm: float
    is_roll: bool


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A finished PDF: the name of its file, and which printer it is for."""

    name: str
    pdf: bytes
    use: PaperUse


def is_supervisors(kind: PaperKind) -> bool:
    """Tell whether only a supervisor may have a kind of paper made."""
    return kind in _SUPERVISORS


def stocks_of(kind: PaperKind) -> list[Stock]:
    """Return the stock a kind can be printed on, the usual one first."""
    from samplepoint.formats.label_stock import stock_named  # noqa: PLC0415  # no PDF

    names = [name for use in _STOCK_USES.get(kind, ()) for name in stock_names(use)]
    found = [stock_named(name) for name in dict.fromkeys(names)]
    return [Stock(one.name, one.labels_a_page, *one.label_mm, is_roll=one.is_roll) for one in found]


def last_sealed(station: Station) -> str:
    """Return the code of the box that was sealed last, "" for none."""
    boxes = station.queries.sealed_boxes(station.plan.round_id)
    return max(boxes, key=lambda box: box.sealed_utc).code if boxes else ""


class PaperMaker:
    """Makes papers at one place, in one language and the other beside it."""

    def __init__(self, station: Station, place: Place, say: Say, say_beside: Say) -> None:
        """Work for whoever sits at a place."""
        self._station = station
        self._place = place
        self._say = say
        self._say_beside = say_beside

    def make(self, order: PaperOrder) -> MadePaper:
        """Make a paper and put it on record.

        Raises:
            Refusal: `paper_count`, `paper_start_at`, `paper_box_missing`, `paper_numbers_missing`,
                `paper_person_unknown`, and as the service of its kind.
            Obstacle, Damage: as the service of its kind.
        """
        make: Mapping[PaperKind, Callable[[PaperOrder], MadePaper]] = {
            PaperKind.TUBE_LABELS: lambda wanted: self._range(LabelKind.TUBE, wanted),
            PaperKind.BOX_LABELS: lambda wanted: self._range(LabelKind.BOX, wanted),
            PaperKind.SEALED_BOX: self._sealed_box,
            PaperKind.TUBE_SHEETS: self._tube_sheets,
            PaperKind.STRIP: self._strip,
            PaperKind.FORMS: self._forms,
            PaperKind.CARDS: self._cards,
            PaperKind.HOUSEHOLD: self._household,
            PaperKind.COMMANDS: self._commands,
            PaperKind.PRINTER_TEST: self._printer_test,
            PaperKind.STOCK_TEST: self._stock_test,
            PaperKind.CAMERA_TEST: self._camera_test,
            PaperKind.FINDINGS: self._findings,
        }
        if is_supervisors(order.kind):
            demand(self._place, Deed.RUN_ROUND)
        return make[order.kind](order)

    # -- labels --------------------------------------------------------------------------------

    def _range(self, kind: LabelKind, order: PaperOrder) -> MadePaper:
        """Print new numbers; where an end is said, those that are reserved from first to last."""
        station, paper = self._station, _paper(order)
        if order.last.strip():
            part = Labelling(station).reserved_part(kind, order.first, order.last)
            return self._reserved(part, paper)
        wanted = LabelOrder(kind, _whole(order.count, "paper_count"), first=order.first)
        proposed = Labelling(station).proposed(wanted)
        label_printing.check_paper(station, proposed, paper, self._say)
        reserved = Labelling(station).reserve(self._place, wanted)
        return self._reserved(reserved, paper)

    def _reserved(self, labels: LabelRange, paper: LabelPaper) -> MadePaper:
        """Print reserved numbers as new, or marked as a second print where they are none."""
        station, name = self._station, f"labels-{labels.first}"
        try:
            label_printing.refuse_second_print(station, labels)
        except Refusal:
            made = label_printing.print_again(station, self._place, labels, paper, self._say)
            return MadePaper(f"{name}-again.pdf", made.files[0], PaperUse.LABELS)
        made = label_printing.print_range(station, self._place, labels, paper, self._say)
        return MadePaper(f"{name}.pdf", made.files[0], PaperUse.LABELS)

    def _sealed_box(self, order: PaperOrder) -> MadePaper:
        code = self._box(order)
        box = box_paper(self._station, code, self._say)
        made = label_printing.print_box_label(
            self._station, self._place, box, _paper(order), self._say
        )
        return MadePaper(f"box-{code}.pdf", made.files[0], PaperUse.LABELS)

    # -- sheets --------------------------------------------------------------------------------

    def _tube_sheets(self, order: PaperOrder) -> MadePaper:
        code = self._box(order)
        box = self._station.queries.box(code, self._station.plan.round_id)
        if box is None or not box.is_sealed:
            # Who is counting or proving a box must not find its list on paper.
            raise Refusal("box_not_sealed", box=code)
        tubes = [row.code for row in self._station.queries.tubes_in(code)]
        made = paperwork.print_tube_sheets(self._station, self._place, tubes, self._say)
        return MadePaper(f"tubes-{code}.pdf", made, PaperUse.SHEETS)

    def _strip(self, order: PaperOrder) -> MadePaper:
        boxes = [self._box(order)]
        made = strip_making.print_strips(self._station, self._place, boxes, self._say)
        return MadePaper(made.name, made.pdf, PaperUse.SHEETS)

    def _forms(self, order: PaperOrder) -> MadePaper:
        """Print forms with new numbers; where an end is said, with those that are reserved."""
        labelling = Labelling(self._station)
        if order.last.strip():
            part = labelling.reserved_part(LabelKind.TUBE, order.first, order.last)
            return self._reserved_forms(part)
        wanted = LabelOrder(LabelKind.TUBE, _whole(order.count, "paper_count"), first=order.first)
        proposed = labelling.proposed(wanted)
        paperwork.check_fallback_forms(self._station, proposed, self._say, self._say_beside)
        return self._reserved_forms(labelling.reserve(self._place, wanted))

    def _reserved_forms(self, labels: LabelRange) -> MadePaper:
        """Print forms as new, or marked as a second print where their numbers are not new."""
        station, name = self._station, f"forms-{labels.first}"
        both = self._say, self._say_beside
        try:
            label_printing.refuse_second_print(station, labels)
        except Refusal:
            made = paperwork.print_fallback_forms_again(station, self._place, labels, *both)
            return MadePaper(f"{name}-again.pdf", made, PaperUse.SHEETS)
        made = paperwork.print_fallback_forms(station, self._place, labels, *both)
        return MadePaper(f"{name}.pdf", made, PaperUse.SHEETS)

    def _commands(self, _order: PaperOrder) -> MadePaper:
        made = printing.print_command_sheet(self._station, self._place, self._say, self._say_beside)
        return MadePaper("command-sheet.pdf", made, PaperUse.SHEETS)

    def _printer_test(self, _order: PaperOrder) -> MadePaper:
        made = paperwork.print_test_page(self._station, self._place, self._say)
        return MadePaper("printer-test.pdf", made, PaperUse.SHEETS)

    def _stock_test(self, order: PaperOrder) -> MadePaper:
        stock = _paper(order).stock
        made = paperwork.print_stock_test(self._station, self._place, stock, self._say)
        return MadePaper(f"stock-test-{stock}.pdf", made, PaperUse.LABELS)

    def _camera_test(self, _order: PaperOrder) -> MadePaper:
        made = paperwork.print_camera_test(self._station, self._place, self._say)
        return MadePaper("camera-test.pdf", made, PaperUse.SHEETS)

    def _findings(self, order: PaperOrder) -> MadePaper:
        made = print_findings(self._station, self._place, self._say, order.scope, order.only)
        return MadePaper("findings.pdf", made, PaperUse.SHEETS)

    # -- people --------------------------------------------------------------------------------

    def _cards(self, order: PaperOrder) -> MadePaper:
        people = self._people(order)
        made = label_printing.print_cards(
            self._station, self._place, people, _paper(order), self._say
        )
        return MadePaper("cards.pdf", made.files[0], PaperUse.LABELS)

    def _household(self, order: PaperOrder) -> MadePaper:
        people = self._people(order)
        address = next((person.address for person in people if person.address), "")
        home = HouseholdPeople(address, tuple(people))
        made = label_printing.print_households(self._station, self._place, [home], self._say)
        return MadePaper("household.pdf", made, PaperUse.SHEETS)

    def _people(self, order: PaperOrder) -> list[Person]:
        numbers = normalise(order.numbers).replace("，", " ").replace("、", " ").replace(",", " ")
        if not numbers.split():
            raise Refusal("paper_numbers_missing")
        people = [one for number in numbers.split() for one in self._holders(number)]
        return list(dict.fromkeys(people))

    def _holders(self, number: str) -> list[Person]:
        """Find who holds a number: as the desk reads it, or else whatever document it is on.

        Passports and temporary numbers have no shape of their own: two people may hold one.
        """
        today = self._station.book.today
        meant = classify(Reading(number), self._station.plan, today)
        read = meant.document if isinstance(meant, Person) else meant
        person = self._known(read) if isinstance(read, Document) else None
        if person is not None:
            return [person]
        known = (self._known(document) for document in _documents_with(number, today))
        people = [one for one in known if one is not None]
        if not people:
            raise Refusal("paper_person_unknown", end=shown(number[-4:]))
        return people

    def _known(self, document: Document) -> Person | None:
        """Return whom the roster, or else this round, knows by a document."""
        queries = self._station.queries
        person = queries.on_roster(document)
        if person is not None:
            return person
        round_id = self._station.plan.round_id
        samples = queries.find_document(document.type, document.identity, round_id)
        return samples[0].person if samples else None

    # -- boxes ---------------------------------------------------------------------------------

    def _box(self, order: PaperOrder) -> BoxCode:
        code = normalise(order.box)
        if not code:
            raise Refusal("paper_box_missing")
        return BoxCode(code)


def _documents_with(number: str, today: date) -> Iterator[Document]:
    """Name every document a number may be on; one that fails its check may be kept unverified."""
    for kind in DocumentType:
        try:
            document = parse_document(kind, number, today)
        except Refusal:
            document = Document(kind, number, number)
        if document.type is kind:
            yield document


def _paper(order: PaperOrder) -> LabelPaper:
    used = _whole(order.start_at, "paper_start_at") if order.start_at.strip() else 0
    return LabelPaper(order.stock or stocks_of(order.kind)[0].name, used)


def _whole(untrusted: str, code: str) -> int:
    text = normalise(untrusted)
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        raise Refusal(code)
    return int(text)
