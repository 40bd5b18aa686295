"""Zones in pictures: found whichever way they lie, proved by two looks, or called not proved."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from samplepoint.devices.frames import Pixels
from samplepoint.devices.mrz_band import Band, Row, find_bands
from samplepoint.devices.mrz_pixels import flat_strip, levelled, printed_rows, widened
from samplepoint.devices.mrz_reader import MrzFound, read_mrz
from samplepoint.devices.ocr_engine import OcrEngine
from samplepoint.devices.text_lines import TextLine
from samplepoint.domain.seen import Corners, MrzKind, Point
from tests.domain.inventing import TODAY
from tests.domain.zones import Holder, card, passport
from tests.eyes.drawn_cards import background
from tests.eyes.drawn_zones import Drawn, photographed

SHARED = Path(__file__).parents[3] / "shared" / "scan" / "mrz"
HOLDER = Holder(number="E10000999", surname="SMITH", given="ANNA")
PASSPORT = Drawn(HOLDER, MrzKind.TD3, tuple(passport(HOLDER)))
CARD = Drawn(HOLDER, MrzKind.TD1, tuple(card(HOLDER)))
LOWER = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
FILLED = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"


@cache
def engine() -> OcrEngine:
    return OcrEngine()


def line(text: str, start: Point, length: float, height: float, degrees: float = 0.0) -> TextLine:
    """Make a line of text that begins with its top left corner at `start` and leans."""
    along = np.array([math.cos(math.radians(degrees)), math.sin(math.radians(degrees))])
    down = np.array([-along[1], along[0]])
    begin = np.array(start)
    ends = (
        begin,
        begin + along * length,
        begin + along * length + down * height,
        begin + down * height,
    )
    first, second, third, fourth = ((float(x), float(y)) for x, y in ends)
    return TextLine(text, (first, second, third, fourth), (1.0,) * len(text), (0.5,) * len(text))


def texts(band: Band) -> list[str]:
    return [row.text for row in band.rows]


@pytest.mark.parametrize("degrees", [0, 12, -20, 90, 180])
def test_lines_close_to_each_other_and_alike_make_a_band(degrees: float) -> None:
    turn = math.radians(degrees)
    below = (300 - 40 * math.sin(turn), 300 + 40 * math.cos(turn))
    lines = [
        line("lower", below, 600, 25, degrees),
        line("a word", (50, 50), 90, 25),
        line("upper", (300, 300), 610, 25, degrees),
    ]
    assert texts(find_bands(lines)[0]) == ["upper", "lower"]


def test_what_reads_like_a_zone_comes_first() -> None:
    lines = [
        line("An address that is long enough", (0, 0), 800, 25),
        line("and goes on in a second line, too", (0, 35), 800, 25),
        line(FILLED, (0, 300), 600, 25),
        line("L898902C36UTO7408122F1204159", (0, 340), 600, 25),
    ]
    assert texts(find_bands(lines)[0])[0] == FILLED


def test_pieces_of_one_line_are_tried_joined() -> None:
    pieces = [
        line("P<UTOERIKSSON<<ANNA", (0, 0), 300, 25),
        line("<MARIA<<<<<<<<<<<<<<", (310, 2), 300, 25),
        line(LOWER, (0, 40), 610, 25),
    ]
    assert texts(find_bands(pieces)[0]) == ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<", LOWER]


def test_print_beside_a_zone_does_not_spoil_it() -> None:
    lines = [
        line(FILLED, (0, 0), 610, 25),
        line(LOWER, (0, 40), 610, 25),
        line("beside", (640, 40), 90, 25),
    ]
    assert [FILLED, LOWER] in [texts(band) for band in find_bands(lines)]


def test_a_line_alone_is_tried_where_its_text_says_so() -> None:
    assert [texts(band) for band in find_bands([line(FILLED, (0, 0), 300, 40)])] == [[FILLED]]
    assert find_bands([line("PASSPORT", (0, 0), 300, 40)]) == []


@pytest.mark.parametrize("lean", [0.0, 3.0])
def test_printed_rows_are_found_by_their_ink_from_end_to_end(lean: float) -> None:
    ground = np.full((400, 1000), 210, np.uint8)
    for y in (150, 200, 250):
        for x in range(100, 900, 20):
            cv2.rectangle(ground, (x, y), (x + 11, y + 18), 30, -1)
    turn = cv2.getRotationMatrix2D((500, 200), -lean, 1.0)
    leaning = np.asarray(cv2.warpAffine(ground, turn, (1000, 400), borderValue=210), np.uint8)
    # The detector found the middle row only, and not its ends.
    found = line("<" * 30, (200, 196), 600, 26, lean)
    corners = tuple(
        (float(x), float(y))
        for x, y in cv2.transform(np.array([line("", (200, 196), 600, 26).corners]), turn)[0]
    )
    rows = printed_rows(levelled(leaning, Band((Row(found.text, _four(corners)),))))
    assert len(rows) == 3
    for row in rows:
        assert Row("", row).length == pytest.approx(791, abs=12)
        strip = flat_strip(leaning, widened(row, 0.2, 0.2))
        assert strip.shape[0] == 48
        assert float(strip.mean()) < 170


def _four(points: Sequence[Point]) -> Corners:
    first, second, third, fourth = points
    return first, second, third, fourth


@pytest.mark.parametrize("zone", [PASSPORT, CARD], ids=["passport", "card"])
@pytest.mark.parametrize("turns", range(4))
def test_a_document_is_read_whichever_way_up(zone: Drawn, turns: int) -> None:
    picture = photographed(zone, 3, "medium")
    found = read_mrz(engine(), np.ascontiguousarray(np.rot90(picture, turns)), TODAY)
    assert found is not None
    seen = found.seen
    assert seen.checks
    assert (seen.kind, seen.number, seen.birth, seen.expiry) == (
        zone.kind,
        HOLDER.number,
        HOLDER.birth,
        HOLDER.expiry,
    )
    assert (seen.surname, seen.given) == (HOLDER.surname, HOLDER.given)


def test_the_zone_and_its_names_are_shown_in_the_picture() -> None:
    picture = photographed(PASSPORT, 3)
    found = read_mrz(engine(), picture, TODAY)
    assert found is not None
    assert found.names is not None
    text = engine().read_strips([flat_strip(picture, widened(found.names, 0.5, 0.3))])[0].text
    assert "ANNA" in text
    assert {found.corners[0], found.corners[1]} == {found.names[0], found.names[1]}


def test_a_zone_that_stands_is_shown_where_it_stands() -> None:
    picture: Pixels = np.ascontiguousarray(np.rot90(photographed(PASSPORT, 3, "medium")))
    found = read_mrz(engine(), picture, TODAY)
    assert found is not None
    assert found.names is not None
    text = engine().read_strips([flat_strip(picture, widened(found.names, 0.5, 0.3))])[0].text
    assert "ANNA" in text


def test_a_grey_picture_is_read_and_lines_that_were_read_before_are_not_read_again() -> None:
    colour = photographed(CARD, 3)
    grey = np.asarray(cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY), np.uint8)
    lines = engine().read_page(grey)
    found = read_mrz(OnlyStrips(engine()), grey, TODAY, lines)
    assert found is not None
    assert found.seen.checks


class OnlyStrips:
    """An engine that has read its page already."""

    def __init__(self, real: OcrEngine) -> None:
        self._real = real

    def read_page(self, pixels: Pixels) -> tuple[TextLine, ...]:
        raise AssertionError(pixels.shape)

    def read_strips(self, strips: Sequence[Pixels], alphabet: str = "") -> tuple[TextLine, ...]:
        return self._real.read_strips(strips, alphabet)

    def knows(self, char: str) -> bool:
        return self._real.knows(char)


class Mumbling(OnlyStrips):
    """An engine that reads the first look as it is, and every later one a little otherwise."""

    def __init__(self, real: OcrEngine) -> None:
        super().__init__(real)
        self.looks = 0

    def read_strips(self, strips: Sequence[Pixels], alphabet: str = "") -> tuple[TextLine, ...]:
        lines = self._real.read_strips(strips, alphabet)
        self.looks += 1
        if self.looks == 1:
            return lines
        return tuple(replace(one, text=one.text.replace("E1000", "E7000")) for one in lines)


def test_looks_that_agree_on_a_number_its_digit_denies_prove_nothing_else() -> None:
    picture, mumbling = photographed(PASSPORT, 3), Mumbling(engine())
    found = read_mrz(mumbling, picture, TODAY, ())
    assert mumbling.looks > 1
    assert found is not None
    assert found.seen.number == HOLDER.number


def test_a_zone_with_a_wrong_digit_is_shown_but_not_proved() -> None:
    upper, lower = PASSPORT.lines
    wrong = replace(PASSPORT, lines=(upper, lower[:9] + str((int(lower[9]) + 1) % 10) + lower[10:]))
    found = read_mrz(engine(), photographed(wrong, 3), TODAY)
    assert found is not None
    assert not found.seen.checks
    assert found.seen.number == HOLDER.number


def test_a_picture_without_a_zone_holds_none() -> None:
    assert read_mrz(engine(), background((1280, 720), 5), TODAY) is None


def test_an_empty_picture_holds_none() -> None:
    assert read_mrz(engine(), np.zeros((480, 640, 3), np.uint8), TODAY) is None


@pytest.mark.parametrize("number", range(6))
def test_shared_pages_are_read(number: int) -> None:
    if not SHARED.exists():
        pytest.skip("the shared pages are not beside this checkout")
    truth = json.loads((SHARED / "truth.json").read_text("utf-8"))[number]
    pixels = cv2.imread(str(SHARED / truth["file"]))
    assert pixels is not None
    found: MrzFound | None = read_mrz(engine(), np.asarray(pixels, np.uint8), TODAY)
    assert found is not None
    assert found.seen.checks
    assert found.seen.lines == tuple(truth["lines"])
    for field in ("number", "birth", "expiry", "sex", "issuer", "surname", "given"):
        assert getattr(found.seen, field) == truth[field]
