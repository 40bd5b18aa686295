"""`read`: what is in pictures, one JSON object a picture, whatever the pictures are."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from samplepoint.formats.camera_test import (
    CARD_ADDRESS,
    CARD_NAME,
    CARD_NUMBER,
    CameraWords,
    camera_test_page,
)
from samplepoint.formats.page_picture import PdfPages
from samplepoint.formats.sheet_frame import SheetFrame
from tests.cli.shell import samplepoint


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Return a picture of the camera's test page, as a scanner would give it."""
    frame = SheetFrame("摄像头测试页", "放平、拿稳", "练习", "练习")
    words = CameraWords(frame, "样本", "条码", "二维码")
    made = camera_test_page(words, created_at=datetime(2026, 1, 12, tzinfo=UTC), practice=None)
    path = tmp_path / "pictures" / "sheet.png"
    path.parent.mkdir()
    path.write_bytes(PdfPages(made).as_png(1, 200))
    return path


def line_of(path: Path, *words: str) -> dict[str, Any]:
    answer = samplepoint("read", "--json", *words, path)
    assert len(answer.lines) == 1, answer.err
    line: dict[str, Any] = answer.lines[0]
    return line


def test_codes_and_the_card_of_one_picture(sheet: Path) -> None:
    line = line_of(sheet)
    assert line["file"] == str(sheet)
    assert {(code["format"], code["accepted"]) for code in line["codes"]} == {
        ("Code128", True),
        ("QRCode", True),
    }
    card = line["card"]
    assert card["number"] == {"value": CARD_NUMBER, "state": "green"}
    assert card["name"]["value"] == CARD_NAME
    assert card["birth"]["value"] == "1990-03-07"
    assert card["address"]["value"] == "".join(CARD_ADDRESS)
    assert line["mrz"] is None


def test_a_folder_is_read_on_past_what_is_no_picture(sheet: Path) -> None:
    (sheet.parent / "a-broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    (sheet.parent / "b-empty.jpg").touch()
    (sheet.parent / "notes.txt").write_text("not a picture", "utf-8")
    answer = samplepoint("read", "--json", "--no-cards", sheet.parent)
    assert answer.code == 0
    lines = {Path(line["file"]).name: line for line in answer.lines}
    assert list(lines) == ["a-broken.png", "b-empty.jpg", "sheet.png"]
    assert lines["b-empty.jpg"]["problem"] == "picture_empty"
    assert lines["a-broken.png"]["codes"] == []
    assert len(lines["sheet.png"]["codes"]) == 2


def test_words_for_people(sheet: Path) -> None:
    answer = samplepoint("--lang", "zh_CN", "read", "--no-cards", sheet)
    assert "码 Code128：SPT" in answer.out


def test_nothing_seen_and_nothing_there(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert samplepoint("read", empty).code == 4
    assert "pictures_absent" not in samplepoint("read", empty).err
    gone = samplepoint("--lang", "en", "read", tmp_path / "gone.png")
    assert (gone.code, "No such picture" in gone.err) == (4, True)
    white = tmp_path / "white.ppm"
    white.write_bytes(b"P6 64 64 255\n" + bytes([255]) * (64 * 64 * 3))
    answer = samplepoint("read", "--json", "--no-cards", white)
    assert answer.code == 1
    assert json.loads(answer.out)["codes"] == []
