"""A second card in view is noticed whichever way it lies, and a form beside a card is none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from samplepoint.devices.beside_card import pieces_beside
from samplepoint.devices.card_placing import Matrix
from samplepoint.devices.card_reader import read_card
from samplepoint.devices.frames import Pixels
from samplepoint.devices.ocr_process import OcrProcess
from samplepoint.devices.other_card import hangs_upside_down, is_other_in_view
from samplepoint.devices.text_lines import TextLine
from samplepoint.domain.resident_id import check_digit
from samplepoint.domain.seen import FieldState
from samplepoint.errors import Refusal
from tests.devices.card_lines import Print, front, laid, lying, table
from tests.domain.inventing import TODAY
from tests.eyes.drawn_cards import background, compressed, drawn, invented
from tests.eyes.drawn_cards import laid as laid_in

NUMBER = "11010119900307000" + check_digit("11010119900307000")
CARD = lying(60, 100, 6)
"""Where the card that is read lies: some 510 x 320 pixels."""
BESIDE = lying(700, 100, 6)


@dataclass
class EngineOfTwoEnds:
    """Reads every strip as it is told to, line by line, and sees nothing more on a second look."""

    texts: list[str] = field(default_factory=list)
    page: tuple[TextLine, ...] = ()
    pages: int = 0

    def read_page(self, pixels: Pixels) -> tuple[TextLine, ...]:
        assert pixels.size
        self.pages += 1
        return self.page

    def read_strips(self, strips: Sequence[Pixels], alphabet: str = "") -> tuple[TextLine, ...]:
        assert not alphabet
        texts = [self.texts[at] if at < len(self.texts) else "" for at in range(len(strips))]
        return tuple(Print(text, 0, 0).line(np.eye(3)) for text in texts)

    def knows(self, char: str) -> bool:
        return bool(char)


def nonsense(prints: Sequence[Print], at: Matrix) -> tuple[TextLine, ...]:
    """Give lines that hang upside down: something is read, without confidence."""
    boxes = [Print("口" * len(one.text), one.x, one.y, one.pitch) for one in prints]
    return tuple(box.line(at, 0.3) for box in boxes)


def is_seen(
    beside: tuple[TextLine, ...],
    to_mm: Matrix | None = None,
    engine: EngineOfTwoEnds | None = None,
) -> bool:
    """Tell whether something is noticed beside a whole card."""
    placed: Matrix = np.asarray(np.linalg.inv(CARD), dtype=np.float64) if to_mm is None else to_mm
    lines = (*laid(front(NUMBER), CARD), *beside)
    return is_other_in_view(engine or EngineOfTwoEnds(), table(), lines, placed, TODAY)


def test_a_card_alone_costs_no_further_look() -> None:
    engine = EngineOfTwoEnds()
    assert not is_seen((), engine=engine)
    assert engine.pages == 0


PARTS = {
    "its left half": [one for one in front("") if one.x < 20],
    "its right half, by the end of its number": [Print("900307000" + NUMBER[-1], 50, 47)],
    "its right third, by a day and the end of its number": [
        Print("月7日", 34, 22),
        Print("0307000" + NUMBER[-1], 56, 47),
    ],
    "its upper half": [one for one in front("") if one.y < 20],
    "its lower edge": [Print("公民身份号码", 6, 47)],
    "its lower right": [Print(NUMBER, 29, 47)],
}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_a_second_card_is_enough(part: str) -> None:
    assert is_seen(laid(PARTS[part], BESIDE))


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_a_second_card_that_hangs_upside_down_is_enough(part: str) -> None:
    prints = PARTS[part]
    engine = EngineOfTwoEnds(texts=[one.text for one in prints])
    assert is_seen(nonsense(prints, BESIDE), engine=engine)


@pytest.mark.parametrize("part", PARTS)
def test_one_that_lies_on_the_card_upside_down_is_noticed(part: str) -> None:
    prints = PARTS[part]
    engine = EngineOfTwoEnds(texts=[one.text for one in prints])
    assert is_seen(nonsense(prints, CARD), engine=engine)


def test_what_is_too_small_in_the_whole_picture_is_seen_in_its_piece() -> None:
    engine = EngineOfTwoEnds(page=laid(front("")[:4], BESIDE))
    assert is_seen(laid([Print("口口", 20, 20)], BESIDE), engine=engine)
    assert engine.pages == 1


@pytest.mark.parametrize(
    "form",
    [
        ["姓名", "电话 13998765432"],
        ["采样日期 2026年1月12日", "姓名"],
        ["T0001100021", "BX000104"],
        ["请出示身份证", "请排队"],
    ],
)
def test_a_form_beside_a_card_is_no_card(form: list[str]) -> None:
    assert not is_seen(laid([Print(text, 10, 10 * at) for at, text in enumerate(form)], BESIDE))


def test_without_a_place_of_the_first_the_other_way_round_is_noticed() -> None:
    engine = EngineOfTwoEnds(texts=["姓名", "性别"])
    lines = (*laid([Print("SMITH ANNA", 6, 12)], CARD), *nonsense(front(""), BESIDE))
    assert is_other_in_view(engine, table(), lines, None, TODAY)
    assert not is_other_in_view(EngineOfTwoEnds(), table(), lines, None, TODAY)


def test_a_card_that_hangs_upside_down_is_told_by_its_lines() -> None:
    prints = front(NUMBER)
    engine = EngineOfTwoEnds(texts=[one.text for one in prints])
    assert hangs_upside_down(engine, table(), nonsense(prints, CARD), TODAY)
    assert not hangs_upside_down(engine, table(), laid(prints, CARD), TODAY)
    assert not hangs_upside_down(EngineOfTwoEnds(), table(), nonsense(prints, CARD), TODAY)


def test_printed_paper_like_the_cards_is_worth_a_look_and_the_table_is_not() -> None:
    to_mm: Matrix = np.asarray(np.linalg.inv(CARD), dtype=np.float64)
    picture = np.full((720, 1280, 3), (40, 70, 110), np.uint8)
    picture[100:424, 60:574] = (215, 222, 220)
    assert pieces_beside(picture, to_mm, ()) == []
    picture[300:500, 900:1100] = (150, 155, 153)
    assert pieces_beside(picture, to_mm, ()) == []
    picture[320:480:20, 920:1080] = 20
    [piece] = pieces_beside(picture, to_mm, ())
    assert piece.shape == (720, 706, 3)
    assert len(pieces_beside(picture[:, :, 0].copy(), to_mm, ())) == 1


def test_of_much_print_around_the_card_two_pieces_are_looked_at() -> None:
    to_mm: Matrix = np.asarray(np.linalg.inv(lying(380, 200, 6)), dtype=np.float64)
    everywhere = [(float(x), float(y)) for x in range(0, 1280, 80) for y in range(0, 720, 80)]
    assert len(pieces_beside(table(), to_mm, everywhere)) == 2


# -- drawn cards through the whole process -----------------------------------------------------

QUAD_SHAPE = 810 / 1284


@pytest.fixture(scope="module")
def reader() -> Any:
    process = OcrProcess(time_limit_s=200, start_limit_s=200)
    yield process
    process.end()


def quad(x: float, y: float, wide: float, degrees: float) -> npt.NDArray[np.float32]:
    """Give the corners of a card whose middle is at x, y."""
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [wide / 2, wide * QUAD_SHAPE / 2]
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    turn = np.array([[cosine, sine], [-sine, cosine]])
    return np.asarray(half @ turn + [x, y], dtype=np.float32)


def seen_by(reader: OcrProcess, *quads: npt.NDArray[np.float32]) -> str:
    """Lay cards on a table and read them; return the number's state, or why it was refused."""
    picture = background((1280, 720), 4)
    for at, corners in enumerate(quads):
        picture = laid_in(drawn(invented(20 + at), 20 + at), corners, picture)
    grain = np.random.default_rng(4).normal(0, 2, picture.shape)
    photograph = compressed(np.clip(picture + grain, 0, 255).astype(np.uint8), 90)
    try:
        card = reader.ask(partial(read_card, today=TODAY), photograph)
    except Refusal as refusal:
        return refusal.code
    return str(card.number.state) if card else "none"


@pytest.mark.parametrize("degrees", [180, 270])
def test_a_second_drawn_card_is_noticed_whichever_way_it_lies(
    reader: OcrProcess, degrees: float
) -> None:
    assert seen_by(reader, quad(330, 360, 560, 2), quad(930, 360, 540, degrees)) == (
        "two_cards_in_view"
    )


@pytest.mark.parametrize("beside", [(1240, 360, 560, 180), (900, 700, 540, 268)])
def test_half_a_drawn_card_is_noticed(
    reader: OcrProcess, beside: tuple[float, float, float, float]
) -> None:
    assert seen_by(reader, quad(330, 360, 560, 2), quad(*beside)) == "two_cards_in_view"


def test_two_drawn_cards_of_which_neither_is_upright_are_noticed(reader: OcrProcess) -> None:
    assert seen_by(reader, quad(330, 360, 560, 182), quad(930, 360, 540, 270)) == (
        "two_cards_in_view"
    )


def test_one_drawn_card_on_the_same_table_is_read(reader: OcrProcess) -> None:
    assert seen_by(reader, quad(640, 360, 700, 3)) == FieldState.GREEN
