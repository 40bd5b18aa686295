"""Labels on stock: each code readable twice over, in text, in PDF and SVG, or refused."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
import zxingcpp

from samplepoint.domain.codes import CodeRule
from samplepoint.domain.documents import DocumentType, parse_document
from samplepoint.domain.own_codes import card_code, parse_card
from samplepoint.domain.people import Person
from samplepoint.domain.resident_id import check_digit
from samplepoint.domain.rounds import PRESETS
from samplepoint.errors import Damage, Refusal
from samplepoint.formats import page_proof
from samplepoint.formats.box_label import BoxLabel, Captioned
from samplepoint.formats.code_text import groups
from samplepoint.formats.label_stock import STOCKS, LabelUse, stock_named, stocks_for
from samplepoint.formats.labels import Label, TubeLabel, labels_pdf, labels_svg, place_labels
from samplepoint.formats.paper import Box, Ink, Lettering
from samplepoint.formats.paper_marks import Tracing
from samplepoint.formats.person_cards import Household, PersonCard, household_sheets
from samplepoint.formats.sheet_frame import SheetFrame
from samplepoint.formats.symbols import code128_modules
from samplepoint.wording import group_code
from tests.formats.drawn_pages import (
    SVG,
    codes_on,
    drawn,
    painted,
    pictures,
    ruler,
    words_on,
)
from tests.formats.printed_pages import (
    PRINTED_AT,
    PRINTER_DPI,
    pages_of,
    second_opinion,
    symbols_on,
    text_layer,
    texts_on,
)

TODAY = date(2026, 1, 12)
PLACE = "第二轮 · 西古城社区"
LONG = "ABCD1234EFGH5678XYZ"


def codes_of(rule: CodeRule, count: int, seed: int = 7) -> list[str]:
    """Return random codes of a rule, of every length it allows."""
    dice = random.Random(seed)
    classes = {"#": "0123456789", "@": "ABCDEFGHJKLMNPQRSTUVWXYZ", "*": "0123456789ABCDEF"}
    found = []
    for _ in range(count):
        parts = re.findall(r"([#@*]|[0-9A-Z])(?:\{([0-9]+)(?:,([0-9]+))?\})?", rule.mask)
        spread = (
            (char, dice.randint(int(low or 1), int(high or low or 1))) for char, low, high in parts
        )
        found.append("".join("".join(dice.choices(classes.get(c, c), k=n)) for c, n in spread))
    return found


def placed(labels: Sequence[Label], stock: str, start_at: int = 0) -> Tracing:
    paper = stock_named(stock)
    return drawn(
        lambda onto: place_labels(onto, labels, paper, start_at), paper.dot_mm, paper.page_mm
    )


def pdf(labels: Sequence[Label], stock: str, start_at: int = 0) -> bytes:
    return labels_pdf(
        labels, stock_named(stock), title="标签", created_at=PRINTED_AT, start_at=start_at
    )


@pytest.mark.parametrize("stock", [one.name for one in STOCKS])
def test_labels_of_a_stock_lie_on_its_page_without_touching(stock: str) -> None:
    paper = stock_named(stock)
    places = paper.places()
    assert len(places) == paper.labels_a_page
    for place in places:
        assert place.x_mm >= 0
        assert place.y_mm >= 0
        assert place.x_mm + place.width_mm <= paper.page_mm[0] + 0.01
        assert place.y_mm + place.height_mm <= paper.page_mm[1] + 0.01
    for one, other in pairwise(places):
        apart = one.y_mm + one.height_mm <= other.y_mm + 0.01
        assert apart or one.x_mm + one.width_mm <= other.x_mm + 0.01


def test_there_is_stock_for_every_use_and_none_unknown() -> None:
    assert all(stocks_for(use) for use in LabelUse)
    with pytest.raises(Refusal, match="label_stock_unknown"):
        stock_named("a4_7")


def test_a_printed_sheet_of_every_preset_is_read_by_two_readers() -> None:
    codes = [code for one in PRESETS for code in codes_of(CodeRule(one.tube), 16)]
    [page] = pages_of(pdf([TubeLabel(code, PLACE, "练习") for code in codes], "a4_65"))
    assert texts_on(page) == Counter(codes)
    # Label by label, as a scanner sees them: ZBar loses one QR symbol among many.
    seen = [second_opinion(page.crop(_dots(place))) for place in stock_named("a4_65").places()]
    assert seen[: len(codes)] == [Counter([code]) for code in codes]


def _dots(place: Box) -> tuple[int, int, int, int]:
    dots = PRINTER_DPI / 25.4
    right_mm, bottom_mm = place.x_mm + place.width_mm, place.y_mm + place.height_mm
    edges = (place.x_mm * dots, place.y_mm * dots, right_mm * dots, bottom_mm * dots)
    return round(edges[0]), round(edges[1]), round(edges[2]), round(edges[3])


@pytest.mark.parametrize("stock", [one.name for one in stocks_for(LabelUse.TUBE)])
def test_every_tube_stock_is_read_by_two_readers(stock: str) -> None:
    codes = ["T0001100021", "991200000037", "SJZ20260112003799", LONG]
    pages = pictures(placed([TubeLabel(code, PLACE, "练习", "补打") for code in codes], stock))
    assert sum((texts_on(page) for page in pages), Counter()) == Counter(codes)
    assert sum((second_opinion(page) for page in pages), Counter()) == Counter(codes)


def test_a_roll_has_a_label_a_page() -> None:
    codes = ["T0001100021", "991200000037"]
    pages = pages_of(pdf([TubeLabel(code, PLACE) for code in codes], "roll_40x20"))
    assert [texts_on(page) for page in pages] == [Counter([code]) for code in codes]


def test_the_code_stands_in_text_beside_its_symbol_grouped() -> None:
    layer = text_layer(pdf([TubeLabel("T0001100021", PLACE)], "a4_65"))
    assert "T00 0110 0021" in layer.replace("\n", " ")
    assert PLACE in layer


@pytest.mark.parametrize("code", ["T0001100021", "BX001104", "ABC", "1234", LONG])
def test_paper_groups_a_code_as_the_screen_does(code: str) -> None:
    assert " ".join(groups(code)) == group_code(code)


def test_narrow_stock_gets_a_qr_symbol_and_wide_stock_bars() -> None:
    kinds = {
        stock: symbols_on(pictures(placed([TubeLabel("T0001100021")], stock))[0])[0].format
        for stock in ("roll_30x20", "roll_40x20")
    }
    assert kinds["roll_30x20"] == zxingcpp.BarcodeFormat.QRCode
    assert kinds["roll_40x20"] == zxingcpp.BarcodeFormat.Code128


def test_a_code_too_long_for_its_label_is_refused_not_squeezed() -> None:
    with pytest.raises(Refusal, match="symbol_too_wide"):
        placed([TubeLabel("A1" * 20)], "roll_30x20")


def test_a_sheet_begun_is_used_up_from_the_next_place_on() -> None:
    tubes: list[Label] = [TubeLabel(f"T{number:010}") for number in range(3)]
    first, second = codes_on(placed(tubes, "a4_65", start_at=63))
    assert first == Counter(["T0000000000", "T0000000001"])
    assert second == Counter(["T0000000002"])
    with pytest.raises(Refusal, match="label_start"):
        pdf(tubes, "a4_65", start_at=65)


def test_practice_and_second_prints_say_so_in_words() -> None:
    [marked] = words_on(placed([TubeLabel("T0001100021", PLACE, "练习", "补打")], "a4_21"))
    [plain] = words_on(placed([TubeLabel("T0001100021", PLACE)], "a4_21"))
    assert "练习 · 补打" in marked
    assert plain == [PLACE, "T00", "0110", "0021"]


def test_the_same_labels_give_the_same_bytes() -> None:
    one, other = (pdf([TubeLabel("T0001100021", PLACE)], "roll_40x20") for _ in range(2))
    assert one == other


@pytest.mark.parametrize("code", ["T0001100021", LONG])
def test_an_svg_label_is_its_own_size_and_reads_the_same(code: str) -> None:
    stock = stock_named("roll_40x20")
    labels = [TubeLabel(code, "<西> & 古", "练习"), TubeLabel("991234567890")]
    first, second = labels_svg(labels, stock, title="a & b", created_at=PRINTED_AT)
    assert texts_on(painted(first)) == Counter([code])
    assert second_opinion(painted(second)) == Counter(["991234567890"])
    root = ET.fromstring(first)  # noqa: S314  # our own file
    assert (root.attrib["width"], root.attrib["viewBox"]) == ("40mm", "0 0 40 20")
    texts = [node.text for node in root.iter(f"{SVG}text")]
    assert texts[-1] == groups(code)[-1]


def test_a_sheet_as_svg_has_every_label_of_the_page() -> None:
    codes = codes_of(CodeRule("T#{10}"), 65)
    labels = [TubeLabel(code) for code in codes]
    [page] = labels_svg(labels, stock_named("a4_65"), title="", created_at=PRINTED_AT)
    assert texts_on(painted(page)) == Counter(codes)


def box_label(code: str, again: str = "", practice: str = "") -> BoxLabel:
    facts = (Captioned("管", "20"), Captioned("人", "198"), Captioned("封箱", "01-12 11:40"))
    proof = Captioned("箱单校验", "3F2A 9C01 77B4 E210")
    void = "作废：上一张 E0003"
    return BoxLabel(code, "运转箱", PLACE, facts, proof, void, practice, again)


@pytest.mark.parametrize("stock", [one.name for one in stocks_for(LabelUse.BOX)])
def test_a_box_label_says_its_code_as_bars_and_as_qr(stock: str) -> None:
    codes = ["BX001104", "X99123456", "BOX0012345678"]
    pages = codes_on(placed([box_label(code, "补打", "练习") for code in codes], stock))
    assert sum(pages, Counter()) == Counter(codes * 2)


def test_a_box_label_says_everything_in_words_too() -> None:
    layer = text_layer(pdf([box_label("BX001104", "补打")], "a4_8"))
    for words in ("运转箱", PLACE, "1104", "198", "3F2A 9C01 77B4 E210", "E0003", "补打"):
        assert words in layer


def test_a_box_label_needs_a_large_label() -> None:
    with pytest.raises(Refusal, match="label_too_small"):
        placed([box_label("BX001104")], "a4_21")


def person(number: int, name: str = "王丽", address: str = "") -> Person:
    seventeen = f"130102{1950 + number}0112000"
    text = seventeen + check_digit(seventeen)
    document = parse_document(DocumentType.RESIDENT_ID, text, TODAY)
    return Person(document, name, address=address)


def card(who: Person, ordinal: str = "") -> PersonCard:
    masked = who.document.number[:6] + "********" + who.document.number[-4:]
    return PersonCard(card_code(who), who.name, masked, "本人", ("到采样台出示", "请收好"), ordinal)


def test_a_household_has_a_card_for_each_that_reads_back_as_the_person() -> None:
    names = (
        "王丽",
        "𠮷田𬭎㛃",
        "买买提·依明江·吾买尔·阿布都拉·阿不都热合曼",
        "Anna Müller-Lüdenscheidt",
    )
    people = [person(n, names[n % 4], "小果庄村一街" * (n % 3)) for n in range(9)]
    frame = SheetFrame("家庭登记卡", "每人一码", "小果庄村一街", PLACE)
    cards = tuple(card(who, str(n)) for n, who in enumerate(people, start=1))
    made = household_sheets([Household(frame, cards)], created_at=PRINTED_AT, practice=None)
    read = [symbol.text for page in pages_of(made) for symbol in symbols_on(page)]
    assert sorted(read) == sorted(card_code(who) for who in people)
    assert {parse_card(text, PRINTED_AT.date()).name for text in read} == set(names)
    layer = text_layer(made).replace("\n", "")
    assert all(who.document.number not in layer for who in people)


def test_what_is_no_card_is_refused() -> None:
    with pytest.raises(Refusal, match="card_text"):
        placed([PersonCard("SPCUNDO", "王丽", "-")], "a4_10")


def traced() -> Tracing:
    return placed([TubeLabel("T0001100021")], "a4_65")


def blank() -> Tracing:
    tracing = Tracing(ruler())
    tracing.new_page()
    return tracing


def test_a_clean_page_is_proved() -> None:
    assert page_proof.prove(traced(), 0.1) == 1


@pytest.mark.parametrize("what", ["text", "fill", "outline", "stripes"])
def test_nothing_may_stand_on_a_symbol(what: str) -> None:
    tracing = traced()
    ground = tracing.pages[0].symbols[0].ground
    x_mm, y_mm = ground.x_mm + 1.0, ground.y_mm + 4.0
    spot = Box(x_mm, y_mm, 1.0, 1.0)
    if what == "text":
        tracing.write("7", x_mm, y_mm, Lettering(8))
    elif what == "fill":
        tracing.fill([spot], Ink.HAIRLINE)
    elif what == "outline":
        tracing.outline(spot, Ink.MUTED)
    else:
        tracing.stripes(spot)
    with pytest.raises(Damage, match="page_unreadable"):
        page_proof.prove(tracing, 0.1)


def test_a_symbol_half_off_the_page_is_not_printed() -> None:
    tracing = blank()
    tracing.code128(code128_modules("T0001100021"), 190.0, 20.0, module_mm=0.3, height_mm=9.0)
    with pytest.raises(Damage, match="page_unreadable"):
        page_proof.prove(tracing, 0.1)


def test_bars_narrower_than_a_dot_are_not_printed() -> None:
    tracing = blank()
    tracing.code128(code128_modules("T0001100021"), 20.0, 20.0, module_mm=0.05, height_mm=9.0)
    with pytest.raises(Damage, match="page_unreadable"):
        page_proof.prove(tracing, 0.1)


def test_paper_that_keeps_marks_refuses_what_real_paper_refuses() -> None:
    tracing = blank()
    with pytest.raises(Refusal, match="glyph_missing"):
        tracing.write("王\u202e", 10.0, 10.0, Lettering(8))
