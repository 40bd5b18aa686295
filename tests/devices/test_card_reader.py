"""Reading a card: hand-made lines for the layout, two drawn cards through the whole process."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import cv2
import numpy as np
import pytest

from samplepoint.devices.card_flat import has_wiped_spot, laid_flat, unflat_mm
from samplepoint.devices.card_reader import read_card
from samplepoint.devices.frames import Pixels
from samplepoint.devices.ocr_process import OcrProcess
from samplepoint.devices.text_lines import TextLine
from samplepoint.domain.card_doubts import Doubt
from samplepoint.domain.resident_id import check_digit
from samplepoint.domain.seen import CardKind, CardSeen, Corners, FieldState
from samplepoint.errors import Refusal
from tests.devices.card_lines import (
    DIGIT_MM,
    FLAT,
    HandMadeEngine,
    Print,
    at_mm,
    front,
    laid,
    lying,
    middle,
    table,
)
from tests.domain.inventing import TODAY
from tests.eyes.drawn_cards import Card, drawn, invented, photographed

FIELDS = ("number", "name", "sex", "ethnicity", "birth", "address")
NUMBER = "11010119900307000" + check_digit("11010119900307000")
UPRIGHT = lying()


def engine_for(*pages: tuple[TextLine, ...], number: str = NUMBER) -> HandMadeEngine:
    return HandMadeEngine(list(pages), lambda alphabet: number if alphabet else "李芳")


def read(engine: HandMadeEngine, pixels: Pixels | None = None) -> CardSeen:
    card = read_card(engine, table() if pixels is None else pixels, TODAY)
    assert card is not None
    return card


def values(card: CardSeen) -> dict[str, str]:
    return {name: getattr(card, name).value for name in FIELDS}


def states(card: CardSeen) -> dict[str, tuple[FieldState, str]]:
    return {name: (getattr(card, name).state, getattr(card, name).why) for name in FIELDS}


WHOLE = {
    "number": NUMBER,
    "name": "李芳",
    "sex": "女",
    "ethnicity": "土家",
    "birth": "1990-03-07",
    "address": "青山省绿水市石桥村七组12号",
}


@pytest.mark.parametrize("lean", [0, -8, 25, -40])
def test_a_card_is_read_as_it_leans(lean: float) -> None:
    to_pixels = lying(350, 260, 6.5, lean)
    prints = front(NUMBER)
    card = read(engine_for(laid(prints, to_pixels), laid(prints, FLAT)))
    assert values(card) == WHOLE
    assert set(states(card).values()) == {(FieldState.GREEN, "")}


def test_every_field_says_where_in_the_picture_it_is() -> None:
    to_pixels = lying(300, 200, 7, 12)
    prints = front(NUMBER)
    card = read(engine_for(laid(prints, to_pixels), laid(prints, FLAT)))
    assert card.corners
    assert card.name.corners
    assert card.number.corners
    assert math.dist(middle(card.name.corners), at_mm(to_pixels, 19.3, 8.6)) < 10
    assert math.dist(middle(card.number.corners), at_mm(to_pixels, 52.4, 47.1)) < 10
    assert math.dist(middle(card.corners), at_mm(to_pixels, 42.8, 27.0)) < 12


def test_a_card_seen_from_the_side_is_read() -> None:
    aslant = np.array([[7.0, 0.6, 260.0], [0.4, 6.2, 150.0], [0.0016, 0.0011, 1.0]])
    prints = front(NUMBER)
    assert values(read(engine_for(laid(prints, aslant), laid(prints, FLAT)))) == WHOLE


def test_a_label_and_its_value_in_one_line_are_told_apart() -> None:
    prints = [
        each for each in front(NUMBER) if each.y != 15.4 and each.text not in ("姓名", "李芳")
    ]
    joined = [Print("姓名李芳", 5.7, 8.6, 4.3), Print("性别女民族土家", 5.7, 15.4, 4.75), *prints]
    card = read(engine_for(laid(joined, UPRIGHT), laid(front(NUMBER), FLAT)))
    assert values(card) == WHOLE


def test_a_number_in_three_pieces_is_one_number() -> None:
    pieces = [
        Print(NUMBER[:6], 29.0, 47.1, DIGIT_MM / 0.56),
        Print(NUMBER[6:14], 29.0 + 6 * DIGIT_MM, 47.1, DIGIT_MM / 0.56),
        Print(NUMBER[14:], 29.0 + 14 * DIGIT_MM, 47.1, DIGIT_MM / 0.56),
    ]
    prints = [*front(NUMBER)[:-1], *pieces]
    card = read(engine_for(laid(prints, UPRIGHT), laid(prints, FLAT)))
    assert (card.number.value, card.number.state) == (NUMBER, FieldState.GREEN)


def test_the_second_reading_of_the_number_must_agree() -> None:
    prints = front(NUMBER)
    other = NUMBER[:16] + "2" + check_digit(NUMBER[:16] + "2")
    pages = (laid(prints, UPRIGHT), laid(front(""), FLAT))
    assert read(engine_for(*pages, number="")).number.why == Doubt.NUMBER_READ_ONCE
    assert read(engine_for(*pages, number=other)).number.why == Doubt.NUMBER_CONFLICT
    assert read(engine_for(*pages, number=NUMBER)).number.state is FieldState.GREEN


@pytest.mark.parametrize("spaces", [(1,), (2,)])
def test_a_character_the_engine_does_not_know_leaves_a_gap(spaces: tuple[int, ...]) -> None:
    prints = front(NUMBER, "李芳英")
    prints[1] = Print("李芳英", 15.8, 8.6, 3.5, spaces)
    engine = engine_for(laid(prints, UPRIGHT), laid(prints, FLAT))
    engine.strip = lambda alphabet: NUMBER if alphabet else "李芳英"
    card = read(engine)
    assert (card.name.value, card.name.why) == ("李芳英", Doubt.NAME_GAP)


def test_ink_after_the_name_is_a_character_that_was_dropped() -> None:
    prints = front(NUMBER)
    pages = (laid(prints, UPRIGHT), laid(prints, FLAT))
    picture = table(200)
    for x in (15.8, 19.3):
        strokes(picture, x)
    assert read(engine_for(*pages), picture).name.state is FieldState.GREEN
    strokes(picture, 22.8)
    assert read(engine_for(*pages), picture).name.why == Doubt.NAME_GAP


def strokes(picture: Pixels, x_mm: float) -> None:
    """Write something like a character of the name, whose left edge is at `x_mm`."""
    for share in (0.2, 0.5, 0.8):
        for start, end in (
            ((x_mm + 3.5 * share, 7.2), (x_mm + 3.5 * share, 10.0)),
            ((x_mm + 0.5, 7.0 + 3.2 * share), (x_mm + 3.0, 7.0 + 3.2 * share)),
        ):
            first, second = (tuple(map(round, at_mm(UPRIGHT, *point))) for point in (start, end))
            cv2.line(picture, first, second, (20, 20, 20), 2)


def test_two_cards_are_refused_by_name() -> None:
    other = laid(front(NUMBER), lying(700, 100, 6))
    engine = engine_for(laid(front(NUMBER), lying(60, 100, 6)) + other)
    with pytest.raises(Refusal) as refused:
        read_card(engine, table(), TODAY)
    assert refused.value.code == "two_cards_in_view"


def test_the_side_with_the_emblem_is_refused_by_name() -> None:
    back = laid([Print("签发机关", 20, 40), Print("有效期限", 20, 46)], UPRIGHT)
    with pytest.raises(Refusal) as refused:
        read_card(engine_for(back), table(), TODAY)
    assert refused.value.code == "card_back_side"


@pytest.mark.parametrize("text", ["", "ABC123", "T0001100021", "姓名"])
def test_where_there_is_no_card_there_is_none(text: str) -> None:
    page = laid([Print(text, 20, 20)], UPRIGHT) if text else ()
    assert read_card(engine_for(page), table(), TODAY) is None


def test_a_card_upside_down_is_turned_and_its_corners_are_turned_back() -> None:
    nonsense = laid([Print("8464号", 20, 20), Print("日", 10, 30)], UPRIGHT)
    prints = front(NUMBER)
    engine = engine_for(nonsense, nonsense, laid(prints, UPRIGHT), laid(prints, FLAT))
    card = read(engine)
    assert values(card) == WHOLE
    x, y = at_mm(UPRIGHT, 52.4, 47.1)
    assert card.number.corners
    assert math.dist(middle(card.number.corners), (1280 - x, 720 - y)) < 10


def test_a_number_on_other_paper_is_not_taken_for_a_card() -> None:
    page = laid([Print(NUMBER, 29.1, 47.1, DIGIT_MM / 0.56)], UPRIGHT)
    card = read(engine_for(page, laid([Print(NUMBER, 29.1, 47.1, DIGIT_MM / 0.56)], FLAT)))
    assert (card.number.value, card.number.why) == (NUMBER, Doubt.NUMBER_WITHOUT_CARD)


def test_what_is_outside_the_picture_is_said_to_be() -> None:
    low = lying(200, 420, 8)
    prints = [each for each in front(NUMBER) if each.y < 30]
    card = read(engine_for(laid(prints, low), laid(prints, FLAT), number=""))
    assert (card.number.state, card.number.why) == (FieldState.RED, Doubt.CUT_OFF)
    assert card.birth.why == Doubt.BIRTH_UNPROVED


def test_what_is_under_glare_is_said_to_be() -> None:
    picture = table()
    first, second = (tuple(map(round, at_mm(UPRIGHT, *mm))) for mm in ((25, 43), (80, 52)))
    cv2.rectangle(picture, first, second, (255, 255, 255), -1)
    prints = front(NUMBER)[:-1]
    card = read(engine_for(laid(prints, UPRIGHT), laid(prints, FLAT), number=""), picture)
    assert (card.number.state, card.number.why) == (FieldState.RED, Doubt.GLARE)


NAME_ROW: Corners = ((14.0, 5.6), (36.0, 5.6), (36.0, 11.2), (14.0, 11.2))


@pytest.mark.parametrize(("paper", "white"), [(180, 255), (100, 235)])
@pytest.mark.parametrize(
    ("spot", "is_wiped"),
    # Left, top, right and bottom in millimetres.
    [
        ((22.0, 5.0, 27.0, 11.0), True),
        ((13.0, 4.0, 18.0, 12.0), True),
        ((60.0, 20.0, 70.0, 30.0), False),
        ((20.0, 7.0, 21.0, 8.0), False),
        ((0.0, 0.0, 85.0, 54.0), False),
    ],
)
def test_a_spot_of_glare_as_large_as_a_character_may_have_wiped_one_out(
    spot: tuple[float, float, float, float], paper: int, white: int, *, is_wiped: bool
) -> None:
    picture = table(paper)
    first, second = (tuple(map(round, at_mm(UPRIGHT, *mm))) for mm in (spot[:2], spot[2:]))
    cv2.rectangle(picture, first, second, (white,) * 3, -1)
    flat = laid_flat(picture, np.asarray(np.linalg.inv(UPRIGHT), dtype=np.float64), 2.0)
    assert has_wiped_spot(flat, unflat_mm(2.0), NAME_ROW) is is_wiped


def test_an_address_whose_first_row_is_outside_the_picture_is_a_part() -> None:
    high = lying(200, -270, 8)
    prints = [each for each in front(NUMBER) if each.y > 35]
    prints += [Print("石桥村七组12号楼3单元", 15.8, 33.2)]
    card = read(engine_for(laid(prints, high), laid(prints, FLAT)))
    assert (card.number.state, card.address.value) == (FieldState.GREEN, "石桥村七组12号楼3单元")
    assert (card.address.state, card.address.why) == (FieldState.AMBER, Doubt.CUT_OFF)


def test_a_foreigners_card_is_read_by_its_labels() -> None:
    seventeen = "91112419900307000"
    number = seventeen + check_digit(seventeen)
    prints = [
        Print("姓名/Name", 6, 8, 2),
        Print("SMITH ANNA", 6, 12),
        Print("性别/Sex", 6, 16, 2),
        Print("女/F", 6, 20),
        Print("出生日期/DateofBirth", 6, 24, 2),
        Print("1990.03.07", 6, 28),
        Print("国籍/Nationality", 6, 32, 2),
        Print("证件号码/IDNo.", 6, 47, 2),
        Print(number, 26, 47, 4.4),
    ]
    wide = FLAT + np.array([[0, 0, 144.0], [0, 0, 144.0], [0, 0, 0]])
    engine = engine_for(laid(prints, UPRIGHT), laid(prints, wide), number=number)
    engine.strip = lambda alphabet: number if alphabet else "SMITH ANNA"
    card = read(engine)
    assert card.kind is CardKind.FOREIGN_RESIDENT
    assert (card.number.value, card.number.state) == (number, FieldState.GREEN)
    assert (card.name.value, card.name.why) == ("SMITH ANNA", Doubt.NAME_LATIN)
    assert (card.birth.value, card.sex.value) == ("1990-03-07", "女")


@pytest.fixture(scope="module")
def reader() -> Any:
    process = OcrProcess(time_limit_s=100, start_limit_s=100)
    yield process
    process.end()


def told(card: Card) -> dict[str, str]:
    return {name: getattr(card, name) for name in FIELDS}


def test_a_drawn_card_is_read_upside_down(reader: OcrProcess) -> None:
    photograph = photographed(invented(3), 3, "easy")
    turned = np.ascontiguousarray(photograph.pixels[::-1, ::-1])
    card = reader.ask(partial(read_card, today=TODAY), turned)
    assert card is not None
    assert values(card) == told(photograph.card)
    assert card.number.state is FieldState.GREEN


def test_a_drawn_card_that_stands_on_its_edge_is_read(reader: OcrProcess) -> None:
    photograph = photographed(invented(8), 8, "easy")
    standing = np.ascontiguousarray(np.rot90(photograph.pixels, 3))
    card = reader.ask(partial(read_card, today=TODAY), standing)
    assert card is not None
    assert card.number.value == photograph.card.number
    assert card.number.state is FieldState.GREEN


def test_a_drawn_card_without_its_lower_half_gives_no_number(reader: OcrProcess) -> None:
    card = invented(5)
    flat = drawn(card, 5)
    half = np.full_like(flat, 120)
    half[: flat.shape[0] // 2 + 40] = flat[: flat.shape[0] // 2 + 40]
    seen = reader.ask(partial(read_card, today=TODAY), half[: flat.shape[0] // 2 + 40])
    assert seen is not None
    assert (seen.number.value, seen.number.state) == ("", FieldState.RED)
    assert seen.name.value == card.name
