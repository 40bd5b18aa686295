"""No number twice: ranges, what is refused, what became of them; and every print on record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.app.paths import resources
from samplepoint.domain.clock import PracticeClock
from samplepoint.domain.codes import Check, CodeRule, TubeCode, luhn_holds
from samplepoint.domain.documents import DocumentType, parse_document
from samplepoint.domain.facts import Kind
from samplepoint.domain.label_series import LabelKind, LabelRange, LabelSeries
from samplepoint.domain.own_codes import parse_card
from samplepoint.domain.people import Person
from samplepoint.domain.resident_id import check_digit
from samplepoint.domain.rounds import PRESETS, RoundPlan
from samplepoint.domain.samples import sample_body
from samplepoint.domain.staff import Role, StaffMember
from samplepoint.errors import Obstacle, Refusal
from samplepoint.formats.handover_sheet import HandedBox, HandoverSheet
from samplepoint.services import label_printing, paperwork
from samplepoint.services.label_printing import (
    BoxPaper,
    FileForm,
    HouseholdPeople,
    LabelPaper,
    Printed,
)
from samplepoint.services.labelling import MOST_LABELS, Labelling, LabelOrder
from samplepoint.services.station import Place, Station
from samplepoint.storage import derivation
from samplepoint.storage.book import Book, create_book
from samplepoint.wording import Language, Wording
from tests.formats.drawn_pages import print_words_only

TODAY = date(2026, 1, 12)
CLOCK = PracticeClock(datetime(2026, 1, 12, 8, tzinfo=UTC))
PLAN = RoundPlan("R1", "第二轮", "西古城社区")
SUPERVISOR = Place("A", StaffMember("SUP00001", "赵", Role.SUPERVISOR))
PACKER = Place("A", StaffMember("PAC00001", "李", Role.PACKER))
TUBE, BOX = LabelKind.TUBE, LabelKind.BOX
WORDING = Wording(resources() / "wording")
SAY = WORDING.say
PAPER = LabelPaper("a4_65")


def station_with(path: Path, plan: RoundPlan = PLAN, *, practice: bool = True) -> Station:
    book = create_book(path, bytes(32), CLOCK, practice=practice)
    with book.gesture(desk="", staff_id="SUP00001", round_id=plan.round_id) as draft:
        draft.record(Kind.ROUND_OPENED, plan.to_body())
    return Station(book)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    made = station_with(tmp_path / "book.db")
    yield made
    made.book.close()


@pytest.fixture
def labelling(station: Station) -> Labelling:
    return Labelling(station)


@pytest.fixture(autouse=True)
def plain_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    print_words_only(monkeypatch)


def lines(made: bytes) -> list[str]:
    found = made.decode().splitlines()
    assert not [line for line in found if line.startswith("[")], "a code without words"
    return found


def opened(station: Station, *codes: str) -> None:
    """Open tubes as the desk does."""
    for code in codes:
        with station.gesture(SUPERVISOR) as draft:
            draft.record(Kind.TUBE_OPENED, {"tube": code, "capacity": 10})


def ends(of: LabelRange) -> tuple[str, str, int]:
    return of.first, of.last, of.count


def test_the_first_range_begins_at_one_and_the_next_goes_on(labelling: Labelling) -> None:
    first = labelling.reserve(SUPERVISOR, LabelOrder(TUBE, 65))
    second = labelling.reserve(SUPERVISOR, LabelOrder(TUBE, 10))
    assert ends(first) == ("T0000000001", "T0000000065", 65)
    assert ends(second) == ("T0000000066", "T0000000075", 10)
    assert ends(labelling.reserve(SUPERVISOR, LabelOrder(BOX, 2))) == ("BX000001", "BX000002", 2)


def test_a_point_may_begin_where_its_supervisor_says(labelling: Labelling) -> None:
    order = LabelOrder(TUBE, 5, first=" t0001100001 ")
    assert ends(labelling.reserve(SUPERVISOR, order))[:2] == ("T0001100001", "T0001100005")
    assert labelling.proposed(LabelOrder(TUBE, 1)).first == "T0001100006"


def test_numbers_go_on_behind_tubes_that_others_printed(
    station: Station, labelling: Labelling
) -> None:
    opened(station, "T0000000700", "T0000000040")
    assert labelling.proposed(LabelOrder(TUBE, 3)).first == "T0000000701"


def test_nothing_is_reserved_by_asking(labelling: Labelling) -> None:
    one, other = (labelling.proposed(LabelOrder(TUBE, 3)) for _ in range(2))
    assert one == other
    assert labelling.queries.ranges(TUBE) == []


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (LabelOrder(TUBE, 0), "labels_count"),
        (LabelOrder(TUBE, MOST_LABELS + 1), "labels_count"),
        (LabelOrder(TUBE, 5, first="T12"), "label_code_shape"),
        (LabelOrder(TUBE, 5, CodeRule("@{8}")), "label_no_number"),
        (LabelOrder(TUBE, 5, first="T9999999998"), "labels_exhausted"),
        (LabelOrder(TUBE, 5, CodeRule("K#{10}")), "label_rule_unknown"),
        (LabelOrder(BOX, 5, CodeRule("T#{10}")), "label_rule_unknown"),
        (LabelOrder(TUBE, 5, first="T0000000019"), "labels_reserved_already"),
        (LabelOrder(TUBE, 5, first="T0000000096"), "label_used_already"),
    ],
)
def test_an_order_that_cannot_be_is_refused_and_nothing_reserved(
    station: Station, labelling: Labelling, order: LabelOrder, code: str
) -> None:
    opened(station, "T0000000100")
    labelling.reserve(SUPERVISOR, LabelOrder(TUBE, 10, first="T0000000020"))
    with pytest.raises(Refusal, match=code) as refused:
        labelling.reserve(SUPERVISOR, order)
    assert WORDING.error(refused.value)
    assert len(labelling.queries.ranges(TUBE)) == 1


def test_only_a_supervisor_reserves(labelling: Labelling) -> None:
    with pytest.raises(Refusal, match="supervisor_only"):
        labelling.reserve(PACKER, LabelOrder(TUBE, 5))


def test_a_check_digit_is_written_and_not_counted() -> None:
    rule = CodeRule("K#{8}", Check.LUHN)
    series = LabelSeries.usual(rule)
    codes = [series.code(number) for number in range(1, 40)]
    assert len(set(codes)) == 39
    assert all(rule.matches(code) and luhn_holds(code[1:]) for code in codes)
    assert [series.number(code) for code in codes] == list(range(1, 40))
    assert series.number("K00000011") is None


@given(
    st.sampled_from([rule for one in PRESETS for rule in (one.tube, one.box)]),
    st.integers(min_value=0, max_value=999_000),
)
def test_a_series_counts_on_by_one_in_every_preset(mask: str, number: int) -> None:
    series = LabelSeries.usual(CodeRule(mask))
    codes = [series.code(number + step) for step in range(3)]
    assert codes == sorted(codes)
    assert [series.number(code) for code in codes] == [number, number + 1, number + 2]
    assert LabelSeries.holding(CodeRule(mask), codes[0]) == series


def test_an_account_tells_used_spoiled_missing_left_and_foreign(
    station: Station, labelling: Labelling
) -> None:
    labelling.reserve(SUPERVISOR, LabelOrder(TUBE, 20))
    opened(station, "T0000000001", "T0000000002", "T0000000006", "T0000000010", "T7770000001")
    labelling.spoil(PACKER, TUBE, "T0000000003", "T0000000004", "撕坏")
    account = labelling.account(TUBE)
    [one] = account.ranges
    assert (one.used, one.spoiled, one.missing_count, one.left) == (4, 2, 4, 10)
    assert one.missing == (("T0000000005", "T0000000005"), ("T0000000007", "T0000000009"))
    assert account.foreign == ("T7770000001",)
    assert one.used + one.spoiled + one.missing_count + one.left == one.range.count


def test_a_spoiled_label_that_turns_up_on_a_tube_is_named(
    station: Station, labelling: Labelling
) -> None:
    labelling.reserve(SUPERVISOR, LabelOrder(TUBE, 5))
    labelling.spoil(PACKER, TUBE, "T0000000002")
    opened(station, "T0000000002")
    [one] = labelling.account(TUBE).ranges
    assert one.spoiled_but_used == ("T0000000002",)
    assert (one.used, one.spoiled) == (1, 0)


def test_where_nothing_was_reserved_no_tube_is_foreign(
    station: Station, labelling: Labelling
) -> None:
    opened(station, "T0000000001")
    assert labelling.account(TUBE).foreign == ()


def test_a_label_in_use_or_never_reserved_cannot_be_spoiled(
    station: Station, labelling: Labelling
) -> None:
    labelling.reserve(SUPERVISOR, LabelOrder(TUBE, 5))
    opened(station, "T0000000002")
    with pytest.raises(Refusal, match="label_used_already"):
        labelling.spoil(PACKER, TUBE, "T0000000001", "T0000000003")
    for first, last in (("T0000000004", "T0000000006"), ("T0000000004", "T0000000003"), ("X", "")):
        with pytest.raises(Refusal, match="label_not_reserved"):
            labelling.spoil(PACKER, TUBE, first, last)


def test_a_restored_book_asks_for_the_first_number_once(
    station: Station, labelling: Labelling
) -> None:
    station.book.forebears = ("OLD00001",)
    with pytest.raises(Refusal, match="labels_after_restore"):
        labelling.reserve(SUPERVISOR, LabelOrder(TUBE, 5))
    labelling.reserve(SUPERVISOR, LabelOrder(TUBE, 5, first="T0000000100"))
    assert labelling.proposed(LabelOrder(TUBE, 1)).first == "T0000000105"


def test_a_rebuilt_book_knows_the_same_ranges(station: Station, labelling: Labelling) -> None:
    reserved = labelling.reserve(SUPERVISOR, LabelOrder(TUBE, 5))
    labelling.spoil(PACKER, TUBE, "T0000000002")
    label_printing.record_range(station, SUPERVISOR, reserved, "a4_65")
    tables = ("label_range", "label_spoiled", "printing")
    db = station.book.db
    before = [db.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
    derivation.rebuild(db)
    assert [db.execute(f"SELECT * FROM {table}").fetchall() for table in tables] == before
    assert all(before)


def test_ranges_survive_a_pulled_plug(station: Station, labelling: Labelling) -> None:
    labelling.reserve(SUPERVISOR, LabelOrder(TUBE, 5))
    path = station.book.path
    station.book.db.conn.close()
    again = Station(Book(path, bytes(32), CLOCK))
    assert Labelling(again).proposed(LabelOrder(TUBE, 1)).first == "T0000000006"
    again.book.close()


def test_a_range_is_printed_once_and_then_only_as_a_second_print(
    station: Station, labelling: Labelling
) -> None:
    reserved = labelling.reserve(SUPERVISOR, LabelOrder(TUBE, 3))
    printed = label_printing.print_range(station, SUPERVISOR, reserved, PAPER, SAY)
    [first] = printed.files
    assert lines(first)[-3:] == reserved.codes()
    assert lines(first).count("练习") == 3
    with pytest.raises(Refusal, match="labels_printed_already"):
        label_printing.print_range(station, SUPERVISOR, reserved, PAPER, SAY)
    part = reserved.part("T0000000002", "T0000000003")
    again = label_printing.print_again(station, SUPERVISOR, part, PAPER, SAY)
    assert lines(again.files[0]).count("练习 · 补打") == 2


def test_what_was_not_reserved_is_not_printed(station: Station, labelling: Labelling) -> None:
    wish = labelling.proposed(LabelOrder(TUBE, 3))
    for deed in (label_printing.print_range, label_printing.print_again):
        with pytest.raises(Refusal, match="label_not_reserved"):
            deed(station, SUPERVISOR, wish, PAPER, SAY)


def test_paper_that_is_too_narrow_is_refused_before_a_number_is_gone(tmp_path: Path) -> None:
    plan = RoundPlan("R1", "第二轮", "西古城", tube_rules=(CodeRule("T*{30}#{9}"),))
    station = station_with(tmp_path / "long.db", plan)
    wish = Labelling(station).proposed(LabelOrder(TUBE, 3))
    with pytest.raises(Refusal, match="symbol_too_wide"):
        label_printing.check_paper(station, wish, LabelPaper("roll_30x20"), SAY)
    label_printing.check_paper(station, wish, LabelPaper("roll_60x40"), SAY)
    station.book.close()


def test_svg_labels_are_a_file_each(station: Station, labelling: Labelling, tmp_path: Path) -> None:
    reserved = labelling.reserve(SUPERVISOR, LabelOrder(TUBE, 3))
    paper = LabelPaper("a4_65", form=FileForm.SVG)
    printed = label_printing.print_range(station, SUPERVISOR, reserved, paper, SAY)
    paths = label_printing.keep_files(tmp_path, "labels", printed)
    assert [path.name for path in paths] == [f"labels-000{number}.svg" for number in (1, 2, 3)]
    assert [path.read_bytes().count(b"</text>") for path in paths] == [5, 5, 5]
    with pytest.raises(Obstacle, match="folder_unusable"):
        label_printing.keep_files(tmp_path / "gone", "x", Printed(FileForm.PDF, (b"",)))


def test_a_box_label_printed_again_says_so(station: Station) -> None:
    box = BoxPaper("BX000001", 20, 198, "01-12 11:40", "3f2a9c0177b4e210" * 4, void="作废：E0003")
    paper = LabelPaper("roll_100x70")
    first, second = (
        lines(label_printing.print_box_label(station, PACKER, box, paper, SAY).files[0])
        for _ in range(2)
    )
    assert "练习" in first
    assert "练习 · 补打" in second
    assert "3F2A 9C01 77B4 E210" in first
    assert "作废：E0003" in first


def test_empty_boxes_are_numbered_beforehand(station: Station, labelling: Labelling) -> None:
    reserved = labelling.reserve(SUPERVISOR, LabelOrder(BOX, 2))
    paper = LabelPaper("a4_8")
    printed = label_printing.print_range(station, SUPERVISOR, reserved, paper, SAY)
    assert lines(printed.files[0])[-4:] == ["BX000001"] * 2 + ["BX000002"] * 2


def resident(number: int, name: str) -> Person:
    seventeen = f"130102{1950 + number}0112000"
    text = seventeen + check_digit(seventeen)
    return Person(parse_document(DocumentType.RESIDENT_ID, text, TODAY), name)


def test_cards_and_households_show_masked_numbers_only(station: Station) -> None:
    people = [resident(1, "王丽"), resident(2, "古丽巴哈尔·阿卜杜热西提")]
    cards = label_printing.print_cards(station, SUPERVISOR, people, LabelPaper("a4_10"), SAY)
    home = [HouseholdPeople("小果庄村一街十二号", tuple(people))]
    sheet = label_printing.print_households(station, SUPERVISOR, home, SAY)
    for made in (cards.files[0], sheet):
        shown = lines(made)
        assert len([line for line in shown if line.startswith("130102********000")]) == 2
        assert all(one.document.number not in made.decode() for one in people)
        assert [parse_card(line, TODAY).name for line in shown[-2:]] == [one.name for one in people]
    assert "小果庄村一街十二号" in lines(sheet)


def test_a_handover_sheet_is_printed_in_both_languages(station: Station) -> None:
    box = HandedBox("BX000001", 20, 198, "01-12 08:14", "12:14", "880231", "3f2a" * 16)
    sheet = HandoverSheet("E0004", (box,), "01-12 08:14", "12:14", void="作废：上一张 E0003")
    chinese = lines(paperwork.print_handover_sheet(station, PACKER, sheet, SAY))
    english = WORDING.in_language(Language.ENGLISH).say
    other = lines(paperwork.print_handover_sheet(station, PACKER, sheet, english))
    assert "接收人" in chinese
    assert "Received by" in other
    assert all("作废：上一张 E0003" in shown for shown in (chinese, other))


def test_a_tube_sheet_lists_who_is_in_the_tube(station: Station) -> None:
    opened(station, "T0000000001")
    for number, name in enumerate(("王丽", "𠮷田𬭎㛃"), start=1):
        person = resident(number, name)
        with station.gesture(SUPERVISOR) as draft:
            body = sample_body(person, TubeCode("T0000000001"), number, source="typed")
            draft.record(Kind.PERSON_BOUND, body)
    made = paperwork.print_tube_sheets(station, PACKER, [TubeCode("T0000000001")], SAY)
    shown = lines(made)
    assert resident(1, "").document.number in shown
    assert "𠮷田𬭎㛃" in shown
    with pytest.raises(Refusal, match="tube_unknown"):
        paperwork.print_tube_sheets(station, PACKER, [TubeCode("T0000000002")], SAY)


def test_forms_use_up_their_range(station: Station, labelling: Labelling) -> None:
    reserved = labelling.reserve(SUPERVISOR, LabelOrder(TUBE, 2))
    english = WORDING.in_language(Language.ENGLISH).say
    made = paperwork.print_fallback_forms(station, SUPERVISOR, reserved, SAY, english)
    shown = lines(made)
    assert shown[-4:] == [code for code in reserved.codes() for _block_and_strip in range(2)]
    assert "停电登记表" in shown
    assert "证件号码 Document number" in shown
    with pytest.raises(Refusal, match="labels_printed_already"):
        label_printing.print_range(station, SUPERVISOR, reserved, PAPER, SAY)


def test_every_print_is_on_record(station: Station) -> None:
    paperwork.print_test_page(station, PACKER, SAY)
    paperwork.print_stock_test(station, PACKER, "roll_40x20", SAY)
    rows = station.book.db.execute("SELECT body FROM fact WHERE kind = 'SheetPrinted'").fetchall()
    assert [json.loads(body)["sheet"] for (body,) in rows] == ["printer_test", "stock_test"]


def test_stock_is_offered_for_each_use() -> None:
    assert label_printing.stock_names("tube")[0] == "a4_65"
    assert "roll_100x150" in label_printing.stock_names("box")
