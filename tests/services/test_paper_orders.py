"""Every kind of paper from what a person typed: made, named, put on record, or refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from samplepoint.app.paths import resources
from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.codes import TubeCode
from samplepoint.domain.documents import Document, DocumentType, parse_document
from samplepoint.domain.facts import Kind
from samplepoint.domain.label_series import LabelKind
from samplepoint.domain.people import Person
from samplepoint.domain.readings import Reading
from samplepoint.domain.resident_id import check_digit
from samplepoint.domain.rounds import RoundPlan
from samplepoint.domain.samples import sample_body
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.errors import Refusal
from samplepoint.services.desk import Desk
from samplepoint.services.labelling import Labelling
from samplepoint.services.paper_orders import (
    AT_A_POINT,
    FIELDS,
    Field,
    PaperKind,
    PaperMaker,
    PaperOrder,
    PaperUse,
    is_supervisors,
    last_sealed,
    stocks_of,
)
from samplepoint.services.rostering import load_roster
from samplepoint.services.station import Place, Station
from samplepoint.storage.book import create_book
from samplepoint.wording import Language, Wording
from tests.formats.drawn_pages import print_words_only
from tests.services.adopted_hub import adopt_hub

CLOCK = PracticeClock(datetime(2026, 1, 12, 8, tzinfo=UTC))
SUPERVISOR = Place("A", StaffMember("SUP00001", "赵", Role.SUPERVISOR))
PACKER = Place("A", StaffMember("PAC00001", "李", Role.PACKER))
WORDING = Wording(resources() / "wording")
TUBE, BOX = "T0000000009", "BX000009"


def number_of(at: int) -> str:
    seventeen = f"130102{1950 + at}0112000"
    return seventeen + check_digit(seventeen)


def resident(at: int, name: str, address: str = "") -> Person:
    document = parse_document(DocumentType.RESIDENT_ID, number_of(at), date(2026, 1, 12))
    return Person(document, name, address=address)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    book = create_book(tmp_path / "book.db", None, CLOCK, practice=True)
    with book.gesture(desk="", staff_id="SUP00001", round_id="R1") as draft:
        draft.record(Kind.ROUND_OPENED, RoundPlan("R1", "第二轮", "西古城社区", 2).to_body())
    yield Station(book)
    book.close()


@pytest.fixture
def maker(station: Station) -> PaperMaker:
    return maker_at(station, SUPERVISOR)


def maker_at(station: Station, place: Place) -> PaperMaker:
    beside = WORDING.in_language(Language.ENGLISH)
    return PaperMaker(station, place, WORDING.say, beside.say)


@pytest.fixture
def sealed(station: Station) -> str:
    """Seal a box with one tube of one person, at a point that works for a supervisor."""
    adopt_hub(station.book)
    desk = Desk(station, SUPERVISOR, lambda _badge: SUPERVISOR.staff)
    for code in (TUBE, number_of(1), "SPCCLOSE", "SPCPACK", BOX, TUBE, "SPCSEAL"):
        desk.take(Reading(code))
    return BOX


@pytest.fixture(autouse=True)
def plain_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    print_words_only(monkeypatch)


def refusal_of(maker: PaperMaker, order: PaperOrder) -> str:
    with pytest.raises(Refusal) as caught:
        maker.make(order)
    return caught.value.code


def test_every_kind_can_be_made(station: Station, maker: PaperMaker, sealed: str) -> None:
    typed = {"count": "2", "box": sealed, "numbers": number_of(1)}
    uses = {}
    for kind in AT_A_POINT:
        asked = {str(field): typed.get(str(field), "") for field in FIELDS[kind]}
        made = maker.make(PaperOrder(kind, **asked))
        assert made.pdf
        assert made.name.endswith(".pdf")
        uses[kind] = made.use
    assert {kind for kind, use in uses.items() if use is PaperUse.LABELS} == {
        kind for kind in PaperKind if Field.STOCK in FIELDS[kind]
    }


def test_new_numbers_go_on_and_reserved_ones_are_marked_from_the_second_print_on(
    station: Station, maker: PaperMaker
) -> None:
    first = maker.make(PaperOrder(PaperKind.TUBE_LABELS, count=" ３ "))
    assert first.name == "labels-T0000000001.pdf"
    assert "补打" not in first.pdf.decode()
    part = PaperOrder(PaperKind.TUBE_LABELS, first="T0000000002", last="T0000000003")
    again = maker.make(part)
    assert again.name == "labels-T0000000002-again.pdf"
    assert "补打" in again.pdf.decode()
    ranges = Labelling(station).queries.ranges(LabelKind.TUBE)
    assert [(one.first, one.last) for one in ranges] == [("T0000000001", "T0000000003")]


def test_a_reserved_range_that_was_not_printed_is_printed_as_new(
    station: Station, maker: PaperMaker
) -> None:
    from samplepoint.services.labelling import LabelOrder  # noqa: PLC0415  # this test alone

    Labelling(station).reserve(SUPERVISOR, LabelOrder(LabelKind.BOX, 2))
    made = maker.make(PaperOrder(PaperKind.BOX_LABELS, first="BX000001", last="BX000002"))
    assert made.name == "labels-BX000001.pdf"
    assert "补打" not in made.pdf.decode()


def test_nothing_is_reserved_for_paper_that_cannot_be_made(
    station: Station, maker: PaperMaker
) -> None:
    order = PaperOrder(PaperKind.TUBE_LABELS, count="3", stock="a4_65", start_at="65")
    assert refusal_of(maker, order) == "label_start"
    assert Labelling(station).queries.ranges(LabelKind.TUBE) == []


def test_no_tube_number_is_reserved_for_forms_that_cannot_be_made(
    station: Station, maker: PaperMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_wide(*_words: object, **_more: object) -> bytes:
        raise Refusal("symbol_too_wide")

    monkeypatch.setattr("samplepoint.formats.fallback_form.fallback_form", too_wide)
    assert refusal_of(maker, PaperOrder(PaperKind.FORMS, count="3")) == "symbol_too_wide"
    assert Labelling(station).queries.ranges(LabelKind.TUBE) == []


def test_forms_are_made_again_and_marked_on_the_sheet_and_its_labels(
    station: Station, maker: PaperMaker
) -> None:
    first = maker.make(PaperOrder(PaperKind.FORMS, count="3"))
    assert first.name == "forms-T0000000001.pdf"
    assert "补打" not in first.pdf.decode()
    part = PaperOrder(PaperKind.FORMS, first="T0000000002", last="T0000000003")
    again = maker.make(part)
    assert again.name == "forms-T0000000002-again.pdf"
    assert again.pdf.decode().count("补打") == 3
    ranges = Labelling(station).queries.ranges(LabelKind.TUBE)
    assert [(one.first, one.last) for one in ranges] == [("T0000000001", "T0000000003")]
    unknown = PaperOrder(PaperKind.FORMS, first="T0000000003", last="T0000000004")
    assert refusal_of(maker, unknown) == "label_not_reserved"


@pytest.mark.parametrize("count", ["", "x", "-1", "1.5", "٣", "9999999"])
def test_a_count_that_is_no_number_is_refused(maker: PaperMaker, count: str) -> None:
    for kind in (PaperKind.TUBE_LABELS, PaperKind.FORMS):
        assert refusal_of(maker, PaperOrder(kind, count=count)) == "paper_count"


def test_used_up_places_that_are_no_number_are_refused(maker: PaperMaker) -> None:
    order = PaperOrder(PaperKind.TUBE_LABELS, count="1", start_at="half")
    assert refusal_of(maker, order) == "paper_start_at"


def test_a_lost_box_label_is_made_again_and_marked(maker: PaperMaker, sealed: str) -> None:
    order = PaperOrder(PaperKind.SEALED_BOX, box=f" {sealed.lower()} ")
    assert "补打" not in maker.make(order).pdf.decode()
    assert "补打" in maker.make(order).pdf.decode()


def test_boxes_that_cannot_be_meant_are_refused(
    station: Station, maker: PaperMaker, sealed: str
) -> None:
    assert refusal_of(maker, PaperOrder(PaperKind.SEALED_BOX)) == "paper_box_missing"
    assert refusal_of(maker, PaperOrder(PaperKind.SEALED_BOX, box="BX1")) == "box_not_sealed"
    assert refusal_of(maker, PaperOrder(PaperKind.TUBE_SHEETS, box="BX1")) == "box_not_sealed"
    assert last_sealed(station) == sealed


def test_no_box_was_sealed_yet(station: Station) -> None:
    assert last_sealed(station) == ""


def test_cards_know_the_roster_and_whoever_is_registered(
    station: Station, maker: PaperMaker
) -> None:
    load_roster(station, SUPERVISOR, [resident(1, "王丽", "一街十二号")], "roster.csv")
    with station.gesture(SUPERVISOR) as draft:
        draft.record(Kind.TUBE_OPENED, {"tube": TUBE, "capacity": 2})
    with station.gesture(SUPERVISOR) as draft:
        draft.record(
            Kind.PERSON_BOUND, sample_body(resident(2, "赵强"), TubeCode(TUBE), 1, source="typed")
        )
    numbers = f"{number_of(1)}，{number_of(2)} {number_of(1)}"
    cards = maker.make(PaperOrder(PaperKind.CARDS, numbers=numbers)).pdf.decode()
    assert cards.splitlines().count("王丽") == 1
    assert "赵强" in cards
    home = maker.make(PaperOrder(PaperKind.HOUSEHOLD, numbers=numbers)).pdf.decode()
    assert "一街十二号" in home


def test_people_that_cannot_be_meant_are_refused(maker: PaperMaker) -> None:
    assert refusal_of(maker, PaperOrder(PaperKind.CARDS)) == "paper_numbers_missing"
    order = PaperOrder(PaperKind.CARDS, numbers=number_of(3))
    assert refusal_of(maker, order) == "paper_person_unknown"
    for number in ("13010219", "H12345678", "E1234567", TUBE, "SPCSEAL", "X" * 90):
        order = PaperOrder(PaperKind.CARDS, numbers=number)
        assert refusal_of(maker, order) == "paper_person_unknown"


@pytest.mark.parametrize(
    ("document", "typed"),
    [
        (Document(DocumentType.PASSPORT, "E1234567", "E1234567"), "e1234567"),
        (Document(DocumentType.HKM_PERMIT, "H1234567801", "H12345678"), "H1234567802"),
        (Document(DocumentType.TW_PERMIT, "12345678", "12345678"), "12345678"),
        (Document(DocumentType.TW_PERMIT, "1234567801", "1234567801"), "1234567801"),
        (Document(DocumentType.NONE, "", "LS12"), "ls12"),
        (Document(DocumentType.RESIDENT_ID, "130102", "130102"), "130102"),
    ],
    ids=["passport", "Hong Kong", "Taiwan", "Taiwan long", "temporary", "unverified"],
)
def test_whoever_is_registered_has_a_card_whatever_the_document(
    station: Station, maker: PaperMaker, document: Document, typed: str
) -> None:
    with station.gesture(SUPERVISOR) as draft:
        draft.record(Kind.TUBE_OPENED, {"tube": TUBE, "capacity": 2})
    with station.gesture(SUPERVISOR) as draft:
        body = sample_body(Person(document, "陈静"), TubeCode(TUBE), 1, source="typed")
        draft.record(Kind.PERSON_BOUND, body)
    assert "陈静" in maker.make(PaperOrder(PaperKind.CARDS, numbers=typed)).pdf.decode()


def test_one_number_of_two_documents_is_two_people(station: Station, maker: PaperMaker) -> None:
    people = [
        Person(Document(kind, "A12345678", "A12345678"), name)
        for kind, name in ((DocumentType.PASSPORT, "陈静"), (DocumentType.OTHER, "何平"))
    ]
    with station.gesture(SUPERVISOR) as draft:
        draft.record(Kind.TUBE_OPENED, {"tube": TUBE, "capacity": 2})
        for ordinal, one in enumerate(people, start=1):
            body = sample_body(one, TubeCode(TUBE), ordinal, source="typed")
            draft.record(Kind.PERSON_BOUND, body)
    cards = maker.make(PaperOrder(PaperKind.CARDS, numbers="A12345678")).pdf.decode()
    assert "陈静" in cards
    assert "何平" in cards


def test_a_supervisors_paper_is_refused_to_others(station: Station, sealed: str) -> None:
    maker = maker_at(station, PACKER)
    typed = {"count": "2", "box": sealed, "numbers": number_of(1)}
    for kind in AT_A_POINT:
        asked = {str(field): typed.get(str(field), "") for field in FIELDS[kind]}
        order = PaperOrder(kind, **asked)
        if is_supervisors(kind):
            assert refusal_of(maker, order) == "supervisor_only"
        else:
            assert maker.make(order).pdf
    assert refusal_of(maker, PaperOrder(PaperKind.FINDINGS)) == "supervisor_only"
    assert Labelling(station).queries.ranges(LabelKind.TUBE) == []


def test_nothing_to_verify_makes_no_paper(maker: PaperMaker) -> None:
    assert refusal_of(maker, PaperOrder(PaperKind.FINDINGS)) == "findings_none_to_print"


def test_stock_is_offered_with_its_size() -> None:
    sheet, roll = stocks_of(PaperKind.TUBE_LABELS)[0], stocks_of(PaperKind.TUBE_LABELS)[-1]
    assert (sheet.name, sheet.labels_a_page, sheet.wide_mm, sheet.is_roll) == (
        "a4_65",
        65,
        38.1,
        False,
    )
    assert roll.is_roll
    everything = {stock.name for stock in stocks_of(PaperKind.STOCK_TEST)}
    assert {sheet.name, roll.name, "a4_10"} <= everything
    assert stocks_of(PaperKind.COMMANDS) == []
