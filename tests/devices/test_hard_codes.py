"""Codes held in every way, cut off, mirrored, turned inside out: read as they are or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable

import cv2
import numpy as np
import pytest
import segno
import zxingcpp
from PIL import Image

from samplepoint.devices.code_cascade import CodeCascade
from samplepoint.devices.frames import Pixels
from tests.devices.drawn_codes import bars, below_each_other, drawn, square

Form = zxingcpp.BarcodeFormat
Drawing = Callable[[], Pixels]

TUBE, OTHER = "T0001100021", "T0001100022"
PAPER = 235
KINDS: dict[str, tuple[Drawing, str]] = {
    "Code 128": (lambda: bars(TUBE, module=2), TUBE),
    "GS1-128": (
        lambda: drawn("[10]AB12[17]251231", Form.Code128, scale=2, gs1=True),
        "10AB1217251231",
    ),
    "Code 39": (lambda: drawn(TUBE, Form.Code39, scale=2), TUBE),
    "QR": (lambda: square(f"{TUBE} 采样".encode("gb18030")), f"{TUBE} 采样"),
    "DataMatrix": (lambda: drawn(TUBE, Form.DataMatrix, scale=6), TUBE),
    "PDF417": (lambda: drawn(TUBE, Form.PDF417, scale=2), TUBE),
    "EAN": (lambda: drawn("9780441014989", Form.EAN13, scale=2), "9780441014989"),
    "ITF": (lambda: drawn("30712345000010", Form.ITF, scale=2), "30712345000010"),
}
ALL = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module")
def cascade() -> CodeCascade:
    return CodeCascade()


def on_paper(symbol: Pixels, x: int | None = None, y: int | None = None) -> Pixels:
    """Lay a symbol on a sheet of 640 x 480, in its middle or where it may be cut off."""
    made = np.full((480, 640), PAPER, dtype=np.uint8)
    height, width = symbol.shape
    left, top = (640 - width) // 2 if x is None else x, (480 - height) // 2 if y is None else y
    part = symbol[max(-top, 0) : 480 - top, max(-left, 0) : 640 - left]
    made[max(top, 0) :, max(left, 0) :][: part.shape[0], : part.shape[1]] = part
    return made


def turned(pixels: Pixels, degrees: float) -> Pixels:
    height, width = pixels.shape
    way = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    made = cv2.warpAffine(
        pixels, way, (width, height), flags=cv2.INTER_CUBIC, borderValue=(float(PAPER),)
    )
    return np.asarray(made, dtype=np.uint8)


def slanted(pixels: Pixels, share: float) -> Pixels:
    """Show a sheet from its side: the far edge is shorter by twice this share."""
    height, width = pixels.shape
    corners = np.array(((0, 0), (width, 0), (width, height), (0, height)), np.float32)
    far = height * share
    seen = corners + np.array(((0, 0), (0, far), (0, -far), (0, 0)), np.float32)
    way = cv2.getPerspectiveTransform(corners, seen)
    made = cv2.warpPerspective(pixels, way, (width, height), borderValue=(float(PAPER),))
    return np.asarray(made, dtype=np.uint8)


def rolled(symbol: Pixels, half_deg: float) -> Pixels:
    """Wrap a symbol around a tube, along its length."""
    width = symbol.shape[1]
    radius = width / 2 / np.radians(half_deg)
    sine = np.clip((np.arange(width) - width / 2) / radius, -1, 1)
    columns = np.clip(np.arcsin(sine) * radius + width / 2, 0, width - 1)
    return np.ascontiguousarray(symbol[:, columns.round().astype(int)])


def pale(pixels: Pixels) -> Pixels:
    """Leave 24 grey levels between light and dark, with a sensor's noise on them."""
    noise = np.random.default_rng(1).normal(0, 1.2, pixels.shape)
    made = 128 + (pixels / 255.0 - 0.5) * 24 + noise
    return np.asarray(made, dtype=np.uint8)


def micro(text: str) -> Pixels:
    made = io.BytesIO()
    segno.make(text, micro=True).save(made, kind="png", scale=6)
    return np.asarray(Image.open(made).convert("L"), dtype=np.uint8)


def said(cascade: CodeCascade, pixels: Pixels) -> tuple[set[str], set[str]]:
    """Return what a frame says, and what a still says."""
    live, still = cascade.live(pixels), cascade.still(pixels)
    return {one.text for one in live}, {one.text for one in still}


@ALL
@pytest.mark.parametrize("degrees", [*range(0, 180, 15), 195, 270])
def test_held_at_any_angle_a_still_reads_it(
    cascade: CodeCascade, kind: str, degrees: float
) -> None:
    draw, text = KINDS[kind]
    live, still = said(cascade, turned(on_paper(draw()), degrees))
    assert live <= {text}
    # PDF417 is stacked so low that between the turns that are tried none may fit.
    assert still == {text} or (kind == "PDF417" and still == set())


@ALL
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda symbol: slanted(on_paper(symbol), 0.2), id="from its side"),
        pytest.param(lambda symbol: np.ascontiguousarray(on_paper(symbol)[:, ::-1]), id="mirrored"),
        pytest.param(lambda symbol: 255 - on_paper(symbol), id="light on dark"),
        pytest.param(lambda symbol: pale(on_paper(symbol)), id="pale"),
        pytest.param(lambda symbol: on_paper(rolled(symbol, 70)), id="around a tube"),
        pytest.param(lambda symbol: symbol[::3, ::3], id="tiny"),
        pytest.param(lambda symbol: symbol[::9, ::9], id="of a few pixels"),
    ],
)
def test_however_it_is_shown_it_is_read_right_or_not(
    cascade: CodeCascade, kind: str, spoil: Callable[[Pixels], Pixels]
) -> None:
    draw, text = KINDS[kind]
    live, still = said(cascade, np.ascontiguousarray(spoil(draw())))
    assert live | still <= {text}


@ALL
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6])
def test_cut_off_by_the_border_no_part_is_taken_for_the_whole(
    cascade: CodeCascade, kind: str, share: float
) -> None:
    draw, text = KINDS[kind]
    symbol = draw()
    height, width = symbol.shape
    hidden = 40 + int((width - 80) * share)
    for picture in (
        on_paper(symbol, x=-hidden),
        on_paper(symbol, x=640 - width + hidden),
        on_paper(symbol, y=-40 - int((height - 80) * share)),
    ):
        live, still = said(cascade, picture)
        assert live | still <= {text}


@pytest.mark.parametrize("degrees", [0, 90, 180])
def test_mirrored_squares_and_bars_are_read_in_a_still(
    cascade: CodeCascade, degrees: float
) -> None:
    for kind in ("Code 128", "Code 39", "QR", "DataMatrix"):
        draw, text = KINDS[kind]
        mirrored = np.ascontiguousarray(turned(on_paper(draw()), degrees)[:, ::-1])
        assert said(cascade, mirrored)[1] == {text}


@pytest.mark.parametrize("kind", ["Code 128", "QR", "PDF417", "EAN", "ITF"])
def test_in_twelve_megapixels_it_is_found(cascade: CodeCascade, kind: str) -> None:
    draw, text = KINDS[kind]
    sheet = turned(on_paper(draw()), 37)
    picture = np.full((3000, 4000), PAPER, dtype=np.uint8)
    picture[1500 : 1500 + 960, 2000 : 2000 + 1280] = cv2.resize(sheet, None, fx=2.0, fy=2.0)
    (found,) = cascade.still(picture)
    assert found.text == text
    xs, ys = np.array(found.corners).mean(axis=0)
    assert abs(xs - 2640) < 60
    assert abs(ys - 1980) < 60


@pytest.mark.parametrize("text", ["12345", "A1"])
def test_a_micro_qr_is_not_read(cascade: CodeCascade, text: str) -> None:
    assert said(cascade, on_paper(micro(text))) == (set(), set())


@pytest.mark.parametrize("degrees", range(0, 180, 45))
def test_of_two_tubes_none_is_invented_and_two_frames_show_both(
    cascade: CodeCascade, degrees: float
) -> None:
    pair = below_each_other(bars(TUBE, module=2), bars(OTHER, module=2))
    picture = turned(on_paper(pair), degrees)
    seen = {one.text for _ in range(2) for one in cascade.live(picture)}
    assert seen == {TUBE, OTHER}
