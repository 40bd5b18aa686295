"""A finished PDF in dots: true sizes, bars a reader takes at a printer's dots, pages cut out."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
import zxingcpp

from samplepoint.errors import Obstacle
from samplepoint.formats.label_stock import stock_named
from samplepoint.formats.labels import TubeLabel, labels_pdf
from samplepoint.formats.page_picture import Ink, PagePicture, PdfPages

PRINTED_AT = datetime(2026, 1, 12, tzinfo=UTC)


def labels_on(stock: str, count: int) -> PdfPages:
    labels = [TubeLabel(f"T00000000{n:02}", "西古城", "", "") for n in range(1, count + 1)]
    made = labels_pdf(labels, stock_named(stock), title="labels", created_at=PRINTED_AT)
    return PdfPages(made)


def dots_of(picture: PagePicture) -> np.typing.NDArray[np.uint8]:
    dots = np.frombuffer(picture.dots, np.uint8).reshape(picture.height, picture.stride)
    return np.ascontiguousarray(dots[:, : picture.width])


@pytest.mark.parametrize(
    ("stock", "size_mm"),
    [("roll_50x30", (50.0, 30.0)), ("roll_30x20", (30.0, 20.0)), ("a4_65", (210.0, 297.0))],
)
def test_sizes_are_true(stock: str, size_mm: tuple[float, float]) -> None:
    pages = labels_on(stock, 2)
    assert set(pages.sizes_mm) == {size_mm}
    picture = pages.picture(1, 254)  # ten dots a mm
    assert picture.width == pytest.approx(size_mm[0] * 10, abs=1)
    assert picture.height == pytest.approx(size_mm[1] * 10, abs=1)


@pytest.mark.parametrize(
    ("stock", "dpi"),
    [("roll_50x30", 203), ("roll_40x20", 203), ("roll_50x30", 300), ("a4_65", 300), ("a4_65", 600)],
)
def test_bars_read_at_the_dots_of_a_printer(stock: str, dpi: float) -> None:
    seen = zxingcpp.read_barcodes(
        dots_of(labels_on(stock, 1).picture(1, dpi)), try_invert=False, try_downscale=False
    )
    assert [one.text for one in seen] == ["T0000000001"]


def test_bars_stand_where_they_were_drawn() -> None:
    """The ends of the same bars at 203 and at 600 dots an inch are as many mm from the edge."""
    ends_mm = []
    for dpi in (203, 600):
        [seen] = zxingcpp.read_barcodes(dots_of(labels_on("roll_50x30", 1).picture(1, dpi)))
        at = seen.position
        ends_mm.append([at.top_left.x * 25.4 / dpi, at.top_right.x * 25.4 / dpi])
    assert ends_mm[0] == pytest.approx(ends_mm[1], abs=0.15)


def test_a_printer_gets_grey_with_hard_edges_and_a_screen_colour() -> None:
    pages = labels_on("roll_50x30", 1)
    printed, shown = pages.picture(1, 200), pages.picture(1, 200, Ink.SCREEN)
    bars = dots_of(printed)[60:90]
    assert {int(dot) for dot in np.unique(bars)} <= {0, 29, 255}
    assert shown.stride >= shown.width * 4
    assert printed.stride < printed.width * 2


def test_pages_cut_out_are_the_same_pages() -> None:
    pages = labels_on("roll_50x30", 4)
    some = PdfPages(pages.part(2, 3))
    assert some.count == 2
    assert [some.picture(n, 150).dots for n in (1, 2)] == [
        pages.picture(n, 150).dots for n in (2, 3)
    ]
    assert pages.part(1, 4) == pages.pdf


@pytest.mark.parametrize("untrusted", [b"", b"%PDF-1.7 cut off", b"\x00" * 2000])
def test_what_is_no_pdf_is_named(untrusted: bytes) -> None:
    with pytest.raises(Obstacle, match="paper_unreadable"):
        PdfPages(untrusted)
