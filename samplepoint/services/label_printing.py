"""Labels and cards as files for a printer, each print on record, a second one marked as such.

Owns what stands on a label and when it may be printed; refuses to know layout and languages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from samplepoint.domain.facts import Kind
from samplepoint.domain.label_series import LabelKind, LabelRange
from samplepoint.domain.masking import mask_number
from samplepoint.domain.own_codes import card_code
from samplepoint.domain.people import Person, Relation
from samplepoint.domain.staff import Deed
from samplepoint.errors import Refusal
from samplepoint.services.labelling import Labelling
from samplepoint.services.printing import Say
from samplepoint.services.station import Place, Station, demand
from samplepoint.storage.safe_file import write_safely

if TYPE_CHECKING:
    # Importing the PDF parts costs 0.4 s: never on the way to "ready to scan".
    from samplepoint.formats.labels import Label
    from samplepoint.formats.person_cards import PersonCard

_LABELS, _BOX_LABEL = "labels", "box_label"


class FileForm(StrEnum):
    """In which form labels leave: one PDF, or an SVG a page."""

    PDF = "pdf"
    SVG = "svg"


@dataclass(frozen=True, slots=True)
class LabelPaper:
    """On what labels are printed: a stock by its name, used-up places of the first sheet, form."""

    stock: str
    start_at: int = 0
    form: FileForm = FileForm.PDF


@dataclass(frozen=True, slots=True)
class Printed:
    """Finished files, in order; `form` is also the end of their names."""

    form: FileForm
    files: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class BoxPaper:
    """What stands on a sealed box; times are written already, `void` is a whole sentence or ""."""

    code: str
    tubes: int
    people: int
    sealed_at: str
    box_hash: str
    seal: str = ""
    void: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdPeople:
    """People who live together, and what is said of where."""

    address: str
    people: tuple[Person, ...]


def stock_names(use: str) -> list[str]:
    """Return the names of the label stock for `tube`, `box` or `card`, the usual one first."""
    from samplepoint.formats.label_stock import LabelUse, stocks_for  # noqa: PLC0415  # no PDF

    return [stock.name for stock in stocks_for(LabelUse(use))]


def check_paper(station: Station, labels: LabelRange, paper: LabelPaper, say: Say) -> None:
    """Refuse paper on which the labels of a range would not fit, before a number is reserved.

    Raises:
        Refusal: `label_stock_unknown`, `label_start`, `symbol_too_wide`, `label_too_small`.
    """
    ends = labels.part(labels.last, labels.last)
    _labels(station, ends, paper, say, again="")


def print_range(
    station: Station, place: Place, labels: LabelRange, paper: LabelPaper, say: Say
) -> Printed:
    """Return the labels of a reserved range, printed for the first time.

    Raises:
        Refusal: `supervisor_only`, `label_not_reserved`, `labels_printed_already`,
            `label_stock_unknown`, `label_start`, `symbol_too_wide`, `label_too_small`.
        Damage: `symbol_unreadable`, `page_unreadable`. Obstacle: `paper_font_absent`.
    """
    demand(place, Deed.RUN_ROUND)
    labels = Labelling(station).reserved_part(labels.kind, labels.first, labels.last)
    refuse_second_print(station, labels)
    printed = _labels(station, labels, paper, say, again="")
    record_range(station, place, labels, paper.stock)
    return printed


def print_again(
    station: Station, place: Place, labels: LabelRange, paper: LabelPaper, say: Say
) -> Printed:
    """Return labels of a reserved range once more, each marked as a second print.

    Raises:
        Refusal, Damage, Obstacle: as `print_range`, but for `labels_printed_already`.
    """
    demand(place, Deed.RUN_ROUND)
    labels = Labelling(station).reserved_part(labels.kind, labels.first, labels.last)
    printed = _labels(station, labels, paper, say, again=say("label_again"))
    record_range(station, place, labels, paper.stock)
    return printed


def print_box_label(
    station: Station, place: Place, box: BoxPaper, paper: LabelPaper, say: Say
) -> Printed:
    """Return the label of a sealed box; from the second time on it is marked as printed again.

    Raises:
        Refusal: `not_yours`, `label_stock_unknown`, `label_too_small`, `symbol_too_wide`.
        Damage: `symbol_unreadable`, `page_unreadable`. Obstacle: `paper_font_absent`.
    """
    from samplepoint.formats.box_label import BoxLabel, Captioned  # noqa: PLC0415  # PDF is slow
    from samplepoint.formats.code_text import groups  # noqa: PLC0415
    from samplepoint.formats.handover_sheet import short_hash  # noqa: PLC0415

    demand(place, Deed.PACK)
    subject = f"{station.plan.round_id}:{box.code}"
    times = Labelling(station).queries.times_printed(_BOX_LABEL, subject)
    facts = [
        Captioned(say("label_tubes"), str(box.tubes)),
        Captioned(say("label_people"), str(box.people)),
        Captioned(say("label_sealed"), box.sealed_at),
    ]
    if box.seal:
        facts.append(Captioned(say("label_seal"), box.seal))
    label = BoxLabel(
        box.code,
        say("label_box"),
        where(station),
        tuple(facts),
        Captioned(say("label_proof"), " ".join(groups(short_hash(box.box_hash)))),
        box.void,
        practice_word(station, say),
        say("label_again") if times else "",
    )
    printed = _finished(station, [label], paper, say("label_box"))
    put_on_record(station, place, {"sheet": _BOX_LABEL, "subject": subject, "count": 1})
    return printed


def print_cards(
    station: Station, place: Place, people: Sequence[Person], paper: LabelPaper, say: Say
) -> Printed:
    """Return a card for each person: symbol with the whole document, name, masked number.

    Raises:
        Refusal: `supervisor_only`, `label_stock_unknown`, `label_too_small`, `symbol_too_wide`,
            `glyph_missing`. Damage: `page_unreadable`. Obstacle: `paper_font_absent`.
    """
    demand(place, Deed.RUN_ROUND)
    cards = [_card(station, person, say) for person in people]
    printed = _finished(station, cards, paper, say("label_cards"))
    put_on_record(station, place, {"sheet": "person_cards", "count": len(cards)})
    return printed


def print_households(
    station: Station, place: Place, households: Sequence[HouseholdPeople], say: Say
) -> bytes:
    """Return the pages of households as PDF, each person with a card to scan.

    Raises:
        Refusal: as `print_cards`. Damage, Obstacle: as `print_cards`.
    """
    from samplepoint.formats.person_cards import Household, household_sheets  # noqa: PLC0415
    from samplepoint.formats.sheet_frame import SheetFrame  # noqa: PLC0415

    demand(place, Deed.RUN_ROUND)
    pages = [
        Household(
            SheetFrame(
                say("household_title"), say("household_how"), household.address, where(station)
            ),
            tuple(
                _card(station, person, say, str(number))
                for number, person in enumerate(household.people, start=1)
            ),
        )
        for household in households
    ]
    practice = practice_word(station, say) or None
    made = household_sheets(pages, created_at=station.book.clock.now(), practice=practice)
    people = sum(len(household.people) for household in households)
    put_on_record(station, place, {"sheet": "households", "count": people})
    return made


def keep_files(folder: Path, name: str, printed: Printed) -> list[Path]:
    """Write finished files into a folder, whole or not at all, and return where they are.

    Raises:
        Obstacle: `folder_read_only`, `folder_unusable`, `disk_full`, `disk_error`.
    """
    many = len(printed.files) > 1
    paths = [
        folder / f"{name}{f'-{number:04}' if many else ''}.{printed.form}"
        for number in range(1, len(printed.files) + 1)
    ]
    for path, content in zip(paths, printed.files, strict=True):
        write_safely(path, content)
    return paths


def refuse_second_print(station: Station, labels: LabelRange) -> None:
    """Refuse to print numbers as if they were new when some of their range were printed before.

    Raises:
        Refusal: `labels_printed_already`.
    """
    labelling = Labelling(station)
    for one in labelling.queries.ranges(labels.kind):
        holds = one.first <= labels.first <= one.last and len(one.first) == len(labels.first)
        if holds and labelling.queries.times_printed(_LABELS, f"{one.kind}:{one.first}"):
            raise Refusal("labels_printed_already", first=one.first, last=one.last)


def record_range(station: Station, place: Place, labels: LabelRange, form: str) -> None:
    """Put on record that numbers of a range were printed, on a stock or as a form."""
    holding = next(
        one
        for one in Labelling(station).queries.ranges(labels.kind)
        if one.first <= labels.first <= one.last and len(one.first) == len(labels.first)
    )
    body = {
        "sheet": _LABELS,
        "subject": f"{labels.kind}:{holding.first}",
        "form": form,
        **labels.to_body(),
    }
    put_on_record(station, place, body)


def put_on_record(station: Station, place: Place, body: Mapping[str, str | int]) -> None:
    """Record one print."""
    with station.gesture(place) as draft:
        draft.record(Kind.SHEET_PRINTED, body)


def where(station: Station) -> str:
    """Return round and point as they stand on every sheet."""
    return f"{station.plan.round_name} · {station.plan.point_name}"


def practice_word(station: Station, say: Say) -> str:
    """Return the word of practice paper; "" in a real book."""
    return say("paper_practice") if station.book.is_practice else ""


def _labels(
    station: Station, labels: LabelRange, paper: LabelPaper, say: Say, *, again: str
) -> Printed:
    from samplepoint.formats.box_label import BoxLabel  # noqa: PLC0415  # PDF is slow to import
    from samplepoint.formats.labels import TubeLabel  # noqa: PLC0415

    place, practice = where(station), practice_word(station, say)
    drawn: list[Label]
    if labels.kind is LabelKind.TUBE:
        drawn = [TubeLabel(code, place, practice, again) for code in labels.codes()]
        return _finished(station, drawn, paper, say("label_tube"))
    title = say("label_box")
    drawn = [
        BoxLabel(code, title, place, (), practice=practice, again=again) for code in labels.codes()
    ]
    return _finished(station, drawn, paper, title)


def _card(station: Station, person: Person, say: Say, ordinal: str = "") -> PersonCard:
    from samplepoint.formats.person_cards import PersonCard  # noqa: PLC0415  # PDF is slow

    document = person.document
    kin = "" if person.relation is Relation.SELF else say(f"relation_{person.relation}")
    about = [say(f"doc_type_{document.type}"), kin, person.community]
    return PersonCard(
        card_code(person),
        person.name,
        mask_number(document.number or document.identity),
        " · ".join(part for part in about if part),
        (say("card_show"), say("card_keep")),
        ordinal,
        practice_word(station, say) if not ordinal else "",
    )


def _finished(station: Station, labels: Sequence[Label], paper: LabelPaper, title: str) -> Printed:
    from samplepoint.formats.label_stock import stock_named  # noqa: PLC0415  # PDF is slow
    from samplepoint.formats.labels import labels_pdf, labels_svg  # noqa: PLC0415

    stock, now = stock_named(paper.stock), station.book.clock.now()
    if paper.form is FileForm.SVG:
        files = labels_svg(labels, stock.one_a_page(), title=title, created_at=now)
        return Printed(paper.form, tuple(files))
    made = labels_pdf(labels, stock, title=title, created_at=now, start_at=paper.start_at)
    return Printed(paper.form, (made,))
