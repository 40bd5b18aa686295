"""The bytes of printed squares: read from pages at 100 to 300 dpi, turned, blurred, tilted."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from samplepoint.devices.frames import Pixels
from samplepoint.devices.square_eye import SquareEye, bytes_of
from samplepoint.errors import Obstacle
from samplepoint.formats.page_picture import PdfPages
from samplepoint.formats.sheet_frame import SheetFrame
from samplepoint.formats.strip_frames import cut
from samplepoint.formats.strip_sheet import Strip, StripWords, strip_sheet
from tests.formats.printed_pages import PRINTED_AT
from tests.papers.worn_pages import CHANGES, Change, blurred, page_of

WORDS = StripWords(SheetFrame("箱单备份条", "每一页都拍清楚", "第二轮", "第 1 页"))


@cache
def strip() -> tuple[tuple[bytes, ...], PdfPages]:
    """Return six symbols of the largest size, the same in every run, and their page."""
    frames = tuple(cut(random.Random(1).randbytes(3_700), "BX001101"))
    sheet = strip_sheet(WORDS, [Strip("BX001101", frames)], created_at=PRINTED_AT, practice=None)
    return frames, PdfPages(sheet)


@cache
def page(dpi: int) -> Pixels:
    return page_of(strip()[1], 1, dpi)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_every_square_of_a_page_is_read(dpi: int, change: Change) -> None:
    assert sorted(bytes_of(change(page(dpi)))) == sorted(strip()[0])


def test_what_the_picture_does_not_give_is_worked_for() -> None:
    poor = blurred(page(100), 1.5)
    frames = strip()[0]
    found = list(bytes_of(poor))
    assert sorted(found) == sorted(frames)
    assert len(found) == len(set(found)), "each once"


def test_colours_and_a_square_of_another_kind_are_no_matter(tmp_path: Path) -> None:
    Image.fromarray(page(150)).convert("RGB").save(tmp_path / "page.jpg", quality=60)
    assert sorted(SquareEye().bytes_in(tmp_path / "page.jpg")) == sorted(strip()[0])


def test_an_empty_page_has_none() -> None:
    assert list(bytes_of(np.full((800, 600), 255, np.uint8))) == []


def test_a_file_that_is_no_picture_says_so(tmp_path: Path) -> None:
    (tmp_path / "page.png").write_bytes(b"no picture")
    with pytest.raises(Obstacle) as refused:
        list(SquareEye().bytes_in(tmp_path / "page.png"))
    assert refused.value.code == "picture_unknown"
