"""What is not readable as it came is read from pieces of it, and marked so; nothing is made up."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import cv2
import numpy as np
import pytest
import zxingcpp

from samplepoint.devices import code_cascade, code_pieces, second_reader
from samplepoint.devices.code_cascade import SECOND_READER_MISSING, CodeCascade
from samplepoint.devices.code_lines import LinePiece
from samplepoint.devices.code_localiser import Piece, Place
from samplepoint.devices.code_pieces import live_readings
from samplepoint.devices.code_reader import Search, read_codes
from samplepoint.devices.frames import Pixels
from samplepoint.domain.seen import CodeFormat, CodeSeen, Way
from tests.devices.drawn_codes import bars, drawn, square
from tests.eyes import tube_frames
from tests.eyes.tube_frames import Spoiling

TEXT, OTHER = "T0001100021", "T0001100022"
TURNED = Spoiling(module_px=2.0, turn_deg=45.0)
NOISY = Spoiling(module_px=2.4, blur_px=1.2, light=0.12, noise=4.0, turn_deg=12.0)


def tube(spoiling: Spoiling, seed: int = 1) -> Pixels:
    return tube_frames.frame(TEXT, spoiling, np.random.default_rng(seed)).pixels


def texts(found: tuple[CodeSeen, ...]) -> list[str]:
    return [code.text for code in found]


@pytest.fixture(scope="module")
def cascade() -> CodeCascade:
    return CodeCascade()


@pytest.mark.parametrize("shown", ["grey", "colours"])
def test_an_easy_frame_is_read_as_it_came(cascade: CodeCascade, shown: str) -> None:
    pixels = tube(Spoiling())
    (found,) = cascade.live(pixels if shown == "grey" else np.dstack([pixels] * 3))
    assert (found.text, found.way) == (TEXT, Way.DIRECT)


@pytest.mark.parametrize("spoiling", [TURNED, NOISY])
def test_bars_that_were_not_read_are_read_from_a_piece(
    cascade: CodeCascade, spoiling: Spoiling
) -> None:
    pixels = tube(spoiling)
    assert read_codes(pixels, Search.QUICK) == ()
    for found in (cascade.live(pixels), cascade.still(pixels)):
        assert texts(found) == [TEXT]
        assert found[0].way is Way.CROPPED
        assert found[0].format is CodeFormat.CODE_128


def test_a_code_from_a_piece_stands_where_it_is_in_the_picture(cascade: CodeCascade) -> None:
    picture = np.full((700, 900), 255, dtype=np.uint8)
    symbol = bars(TEXT, module=2)
    picture[300 : 300 + symbol.shape[0], 400 : 400 + symbol.shape[1]] = symbol
    turned = cv2.getRotationMatrix2D((600.0, 380.0), 50, 1.0)
    made = cv2.warpAffine(picture, turned, (900, 700), borderValue=(255.0,))
    found = cascade.live(np.asarray(made, dtype=np.uint8))
    assert texts(found) == [TEXT]
    middle = np.mean(found[0].corners, axis=0)
    expected = turned @ (400 + symbol.shape[1] / 2, 300 + symbol.shape[0] / 2, 1.0)
    assert np.abs(middle - expected).max() < 25


def test_a_second_tube_is_noticed_beside_one_that_reads_easily(cascade: CodeCascade) -> None:
    chance = np.random.default_rng(3)
    upper = tube_frames.frame(TEXT, Spoiling(), chance, (1280, 360)).pixels
    lower = tube_frames.frame(OTHER, TURNED, chance, (1280, 360)).pixels
    assert texts(read_codes(np.vstack((upper, lower)), Search.QUICK)) == [TEXT]
    found = cascade.live(np.vstack((upper, lower)))
    assert [(code.text, code.way) for code in found] == [(TEXT, Way.DIRECT), (OTHER, Way.CROPPED)]


def test_a_square_in_view_does_not_hide_a_tube(cascade: CodeCascade) -> None:
    pixels = tube(TURNED)
    poster = square("poster")
    pixels[: poster.shape[0], : poster.shape[1]] = poster
    assert set(texts(cascade.live(pixels))) == {"poster", TEXT}


def test_each_text_is_said_once(cascade: CodeCascade) -> None:
    one = bars(TEXT, module=2)
    pair = np.vstack((one, one))
    assert texts(cascade.live(pair)) == [TEXT]
    assert texts(cascade.still(pair)) == [TEXT]


def test_a_still_is_read_upside_down_and_light_on_dark(cascade: CodeCascade) -> None:
    on_its_side = np.ascontiguousarray(np.rot90(drawn(TEXT, zxingcpp.BarcodeFormat.Code39)))
    assert texts(cascade.still(on_its_side)) == [TEXT]
    light_on_dark = 255 - square(TEXT)
    assert texts(cascade.still(light_on_dark)) == [TEXT]
    assert cascade.live(light_on_dark) == ()


def test_a_still_names_what_is_not_accepted(cascade: CodeCascade) -> None:
    (found,) = cascade.still(drawn("9780441014989", zxingcpp.BarcodeFormat.EAN13))
    assert (found.format, found.is_accepted) == (CodeFormat.EAN_13, False)


def test_a_small_blurred_square_is_read_from_the_enlarged_still(cascade: CodeCascade) -> None:
    large = square("T0001100021 采样点")
    small = cv2.resize(large, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    blurred = np.asarray(cv2.GaussianBlur(small, (0, 0), 0.9), dtype=np.uint8)
    assert read_codes(blurred, Search.FULL) == ()
    (found,) = cascade.still(blurred)
    assert (found.text, found.way) == ("T0001100021 采样点", Way.REWORKED)


def test_pale_ink_is_read_by_its_darkest_channel(cascade: CodeCascade) -> None:
    symbol = square("T0001100021")
    chance = np.random.default_rng(5)
    # Yellow on white: nearly as light as the paper, but not in blue; with it a printed pattern
    # that is only light and dark.
    inked = np.dstack([np.where(symbol < 128, 60, 250), *[np.where(symbol < 128, 225, 250)] * 2])
    noisy = np.clip(inked + chance.normal(0, 14, symbol.shape)[..., None], 0, 255).astype(np.uint8)
    assert read_codes(noisy, Search.FULL) == ()
    (found,) = cascade.still(noisy)
    assert (found.text, found.way) == ("T0001100021", Way.REWORKED)


@pytest.mark.parametrize("kind", range(4))
def test_where_there_is_no_code_none_is_read(cascade: CodeCascade, kind: int) -> None:
    pixels = tube_frames.empty(np.random.default_rng(kind), kind)[200:560, 300:940]
    assert cascade.live(pixels) == ()
    assert cascade.still(pixels) == ()


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1), (3, 3), (40, 8)])
@pytest.mark.parametrize("depth", [(), (3,)])
def test_pictures_of_nearly_nothing_are_no_trouble(
    cascade: CodeCascade, size: tuple[int, int], depth: tuple[int, ...]
) -> None:
    pixels = np.full((*size, *depth), 128, dtype=np.uint8)
    assert cascade.live(pixels) == ()
    assert cascade.still(pixels) == ()


LINE_ROWS = 8
"""Lines of light are pieces of no more rows than this."""


class MadeUpReader:
    """Says a text in lines, or in averaged pieces: the same each time, or another each time."""

    def __init__(self, *, in_lines: bool, agreeing: bool) -> None:
        self.in_lines, self.agreeing = in_lines, agreeing
        self.tries = count()

    def __call__(
        self, pixels: Pixels, search: Search, way: Way = Way.DIRECT
    ) -> tuple[CodeSeen, ...]:
        is_line = pixels.shape[0] <= LINE_ROWS
        if search is not Search.BARS or is_line is not self.in_lines:
            return ()
        said = next(self.tries)
        if said == 0 and not is_line:
            return ()  # the plain piece, of which one reading is enough
        corners = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
        text = TEXT if self.agreeing else f"T{said:010}"
        return (CodeSeen(CodeFormat.CODE_128, text, corners, way),)


@pytest.mark.parametrize("agreeing", [False, True])
@pytest.mark.parametrize(
    ("look", "in_lines"),
    # A camera sends the next frame sooner than averaging pays: stills alone are averaged.
    [(CodeCascade.live, True), (CodeCascade.still, True), (CodeCascade.still, False)],
)
def test_worked_over_pieces_count_when_two_tries_agree(
    cascade: CodeCascade,
    monkeypatch: pytest.MonkeyPatch,
    look: Callable[[CodeCascade, Pixels], tuple[CodeSeen, ...]],
    *,
    in_lines: bool,
    agreeing: bool,
) -> None:
    reader = MadeUpReader(in_lines=in_lines, agreeing=agreeing)
    monkeypatch.setattr(second_reader, "read", lambda _grey: ())
    monkeypatch.setattr(code_cascade, "read_codes", reader)
    monkeypatch.setattr(code_pieces, "read_codes", reader)
    assert texts(look(cascade, tube(TURNED))) == ([TEXT] if agreeing else [])
    assert not agreeing or next(reader.tries) == (2 if in_lines else 3)


def test_one_band_of_bars_is_not_believed_however_often_it_says_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = LinePiece(1, Piece(np.zeros((4, 40), np.uint8), np.eye(2, 3)))
    reader = MadeUpReader(in_lines=True, agreeing=True)
    monkeypatch.setattr(code_pieces, "read_codes", reader)
    monkeypatch.setattr(code_pieces, "line_pieces", lambda *_args: iter([one] * 20))
    place = Place((20.0, 20.0), 40.0, 20.0, 0.0)
    assert tuple(live_readings(np.zeros((40, 40), np.uint8), place)) == ()
    other = replace(one, band=2)
    monkeypatch.setattr(code_pieces, "line_pieces", lambda *_args: iter([one, other]))
    assert texts(tuple(live_readings(np.zeros((40, 40), np.uint8), place))) == [TEXT]


@pytest.mark.parametrize(
    "spoiling",
    [
        pytest.param(Spoiling(blur_px=2.4), id="lens out of focus"),
        pytest.param(Spoiling(motion_px=5.5, blur_px=0.8), id="moving hand"),
        pytest.param(Spoiling(blur_px=2.4, shading=0.6), id="light from one side"),
    ],
)
def test_blur_beyond_a_plain_reading_is_undone_line_by_line(
    cascade: CodeCascade, spoiling: Spoiling
) -> None:
    for seed in range(2):
        pixels = tube(spoiling, seed)
        assert read_codes(pixels, Search.FULL) == ()
        (found,) = cascade.live(pixels)
        assert (found.text, found.way) == (TEXT, Way.CROPPED)


def test_without_the_second_reader_stills_are_read_and_it_says_so(
    cascade: CodeCascade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_reader, "_zbar", lambda: None)
    assert cascade.problem == SECOND_READER_MISSING
    assert second_reader.read(bars(TEXT)) == ()
    assert texts(cascade.still(tube(TURNED))) == [TEXT]


@pytest.mark.skipif(not second_reader.is_installed(), reason="libzbar0 is not installed")
def test_the_second_reader_reads_code_128_and_nothing_else(cascade: CodeCascade) -> None:
    assert cascade.problem == ""
    (found,) = second_reader.read(bars(TEXT))
    assert (found.text, found.way) == (TEXT, Way.SECOND_READER)
    assert second_reader.read(drawn("9780441014989", zxingcpp.BarcodeFormat.EAN13)) == ()
    gs1 = drawn("[10]AB12[17]251231", zxingcpp.BarcodeFormat.Code128, gs1=True)
    assert texts(second_reader.read(gs1)) == texts(read_codes(gs1, Search.QUICK))


def test_opencv_comes_with_the_first_frame_and_not_before() -> None:
    program = (
        "import sys, numpy\n"
        "from samplepoint.devices.code_cascade import CodeCascade\n"
        "cascade = CodeCascade()\n"
        "before = {'cv2', 'pyzbar'} & set(sys.modules)\n"
        "cascade.live(numpy.zeros((40, 60), numpy.uint8))\n"
        "print(sorted(before), 'cv2' in sys.modules, 'pyzbar' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["[]", "True", "False"]
