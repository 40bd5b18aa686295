"""`read`: what is in pictures, one JSON object a picture, whatever the pictures are."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from samplepoint.devices import second_reader
from samplepoint.formats.camera_test import (
    CARD_ADDRESS,
    CARD_NAME,
    CARD_NUMBER,
    CameraWords,
    camera_test_page,
)
from samplepoint.formats.page_picture import PdfPages
from samplepoint.formats.sheet_frame import SheetFrame
from tests.cli.shell import Call, inside, samplepoint
from tests.devices.drawn_codes import bars, drawn, square


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


def line_of(path: Path, *words: str, call: Call = inside) -> dict[str, Any]:
    answer = call("read", "--json", *words, path)
    assert len(answer.lines) == 1, answer.err
    line: dict[str, Any] = answer.lines[0]
    return line


def test_codes_and_the_card_of_one_picture(sheet: Path) -> None:
    line = line_of(sheet, call=samplepoint)
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


def test_a_folder_is_read_by_content_and_what_is_no_picture_is_said(sheet: Path) -> None:
    folder, whole = sheet.parent, sheet.read_bytes()
    (folder / "a-broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    (folder / "b-empty.jpg").touch()
    (folder / "notes.txt").write_text("not a picture", "utf-8")
    (folder / "deeper").mkdir()
    misnamed = ("deeper/picture", "picture.txt", "picture.bmp")
    for name in misnamed:
        (folder / name).write_bytes(whole)
    answer = inside("read", "--json", "--no-cards", folder)
    assert answer.code == 0
    lines = {str(Path(line["file"]).relative_to(folder)): line for line in answer.lines}
    assert list(lines) == sorted(lines, key=lambda name: folder / name)
    problems = {name: line["problem"] for name, line in lines.items() if "problem" in line}
    assert problems == {
        "a-broken.png": "picture_broken",
        "b-empty.jpg": "picture_empty",
        "notes.txt": "picture_unknown",
    }
    read = {name for name, line in lines.items() if len(line["codes"]) == 2}
    assert read == {"sheet.png", *misnamed}


def test_a_picture_that_is_away_does_not_hide_the_others(sheet: Path) -> None:
    answer = inside("read", "--json", "--no-cards", sheet.parent / "gone.png", sheet)
    assert [line.get("problem") for line in answer.lines] == ["picture_absent", None]
    assert answer.code == 0


def test_of_several_pictures_in_a_file_it_is_said_that_the_first_was_read(tmp_path: Path) -> None:
    first, second = Image.fromarray(bars("T0001100021")), Image.fromarray(bars("T0001100022"))
    first.save(tmp_path / "two.gif", save_all=True, append_images=[second])
    line = line_of(tmp_path / "two.gif", "--no-cards")
    assert [code["text"] for code in line["codes"]] == ["T0001100021"]
    assert line["notes"] == ["picture_first_of_several"]
    told = inside("--lang", "en", "read", "--no-cards", tmp_path / "two.gif")
    assert "only the first was read" in told.out


def test_a_code_that_would_steer_the_terminal_is_spelled_out(tmp_path: Path) -> None:
    Image.fromarray(square("T1\x1b]0;x\x07\n2")).save(tmp_path / "code.png")
    told = inside("read", "--no-cards", tmp_path / "code.png").out
    assert "T1\\u001b]0;x\\u0007\\u000a2" in told
    assert "\x1b" not in told


def test_with_the_rules_of_a_round_a_code_counts_as_the_desk_would_take_it(
    tmp_path: Path,
) -> None:
    book, pictures = tmp_path / "book", tmp_path / "pictures"
    rules = ("--tube", "T#{10}", "--symbols", "tube=Code128,Code39", "--practice")
    made = inside("--data", book, "init", "--round", "R", "--point", "P", *rules)
    assert made.code == 0, made.err
    pictures.mkdir()
    shown = {
        "1": bars("T0001100021"),
        "2": drawn("T0001100022", zxingcpp.BarcodeFormat.Code39),
        "3": square("T0001100023"),
        "4": drawn("9780441014989", zxingcpp.BarcodeFormat.EAN13),
        "5": bars("NOTHING"),
    }
    for name, pixels in shown.items():
        Image.fromarray(pixels).save(pictures / f"{name}.png")
    words = ("read", "--json", "--no-cards")
    with_rules = inside("--data", book, *words, "--rules", pictures)
    codes = [line["codes"][0] for line in with_rules.lines]
    assert [(code["accepted"], code["kind"], code.get("why")) for code in codes] == [
        (True, "tube", None),
        (True, "tube", None),
        (False, "", "symbol_not_allowed"),
        (False, "", "code_not_accepted"),
        (False, "", "scan_not_understood"),
    ]
    without = [line["codes"][0] for line in inside(*words, pictures).lines]
    assert [code["accepted"] for code in without] == [True, True, True, False, True]
    assert all("kind" not in code for code in without)
    told = inside("--data", book, "--lang", "en", "read", "--no-cards", "--rules", pictures)
    assert "QRCode does not count as a tube code" in told.out


def test_words_for_people(sheet: Path) -> None:
    answer = inside("--lang", "zh_CN", "read", "--no-cards", sheet)
    assert "码 Code128：SPT" in answer.out


def test_nothing_seen_nothing_there_and_nothing_readable_end_differently(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert inside("read", empty).code == 4
    gone = inside("--lang", "en", "read", tmp_path / "gone.png")
    assert (gone.code, "No such picture" in gone.out) == (4, True)
    white = tmp_path / "white.ppm"
    white.write_bytes(b"P6 64 64 255\n" + bytes([255]) * (64 * 64 * 3))
    answer = inside("read", "--json", "--no-cards", white)
    assert answer.code == 1
    assert json.loads(answer.out)["codes"] == []
    (tmp_path / "blank.png").touch()
    assert inside("read", "--no-cards", white, tmp_path / "blank.png").code == 4


@pytest.mark.skipif(os.name == "nt", reason="file names are text there")
def test_a_name_that_is_no_text_is_read_all_the_same(sheet: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(sheet.parent) + b"/odd-\xff.png"))
    sheet.rename(odd)
    line = line_of(odd, "--no-cards", call=samplepoint)
    assert line["file"] == str(odd)
    assert len(line["codes"]) == 2


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="such a user may read everything")
def test_a_folder_that_may_not_be_looked_into_is_said(sheet: Path) -> None:
    closed = sheet.parent / "closed"
    closed.mkdir(mode=0o000)
    answer = inside("read", "--json", "--no-cards", sheet.parent)
    problems = [line["problem"] for line in answer.lines if "problem" in line]
    assert problems == ["folder_not_allowed"]


def test_a_missing_second_reader_is_said_beside_the_answer(sheet: Path) -> None:
    answer = inside("--lang", "en", "read", "--json", "--no-cards", sheet)
    assert ("libzbar0" in answer.err) is not second_reader.is_installed()
    assert len(answer.lines) == 1
