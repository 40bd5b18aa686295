"""The workbook is all text, opens elsewhere, and the empty result sheet can only be filled in."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from samplepoint.errors import Refusal
from samplepoint.formats import workbook
from samplepoint.formats.manifest import Manifest
from samplepoint.formats.manifest_xlsx import write_xlsx
from samplepoint.formats.result_columns import RESULT_COLUMNS
from samplepoint.formats.result_sheet import write_result_sheet
from samplepoint.services.manifest_making import result_words_of
from tests.formats.manifests import FORMULAS, HARD_NAMES, crowd, named, sheets, wording, written

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FEW_OR_MANY = [7000, 5]


def part(xlsx: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as parts:
        return parts.read(name).decode()


def result_sheet(what: Manifest) -> bytes:
    out = io.BytesIO()
    write_result_sheet(what, result_words_of(wording().say), out)
    return out.getvalue()


@pytest.mark.parametrize("most", FEW_OR_MANY, ids=["in memory", "row by row"])
def test_every_cell_is_a_text_and_comes_back(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(workbook, "_IN_MEMORY_ROWS", most)
    what = named([*HARD_NAMES, *FORMULAS, "<r></r>"])
    content = written(write_xlsx, what)
    rows, totals = sheets(content).values()
    assert [tuple(cells) for cells in rows][1:] == [tuple(one) for one in what.rows]
    assert {type(cell) for cells in (*rows, *totals) for cell in cells} == {str}
    for sheet in (1, 2):
        xml = part(content, f"xl/worksheets/sheet{sheet}.xml")
        assert "<f>" not in xml
        assert set(re.findall(r"<c [^>]*t=\"(\w+)\"", xml)) <= {"s", "inlineStr"}


@pytest.mark.parametrize("most", FEW_OR_MANY, ids=["in memory", "row by row"])
def test_it_is_the_same_twice(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(workbook, "_IN_MEMORY_ROWS", most)
    assert written(write_xlsx, crowd(20)) == written(write_xlsx, crowd(20))


def test_the_only_time_in_it_is_that_of_the_export() -> None:
    content = written(write_xlsx, crowd(3))
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", part(content, "docProps/core.xml"))) == {
        "2026-01-12T03:30:00Z"
    }


def test_the_first_sheet_is_the_rows_with_headings_in_its_first_row() -> None:
    rows, totals = sheets(written(write_xlsx, crowd(12, boxes=2))).values()
    assert rows[0][:6] == ["序号", "采集点", "采集管号", "证件类型", "证件号码", "姓名"]
    at = totals.index(["箱号", "封签号", "管数", "人数", "封箱时间", "最早采样", "箱校验码"])
    assert [line[0] for line in totals[at + 1 : at + 3]] == ["BX000000", "BX000001"]


def test_practice_stands_on_the_tab_and_in_the_print_header() -> None:
    content = written(write_xlsx, crowd(3, practice=True))
    assert list(sheets(content)) == ["练习 清单", "合计"]
    assert "练习 送检清单" in part(content, "xl/worksheets/sheet1.xml")
    assert list(sheets(written(write_xlsx, crowd(3)))) == ["清单", "合计"]


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 10)
    with pytest.raises(Refusal) as caught:
        written(write_xlsx, crowd(10))
    assert caught.value.code == "too_many_rows"


def test_a_full_temporary_folder_says_so_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(workbook, "_IN_MEMORY_ROWS", 5)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(zipfile.ZipFile, "write", full)
    with pytest.raises(OSError, match="no space"):
        written(write_xlsx, crowd(20))
    assert list(tmp_path.iterdir()) == []


def test_libreoffice_reads_the_same_rows(tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("soffice of LibreOffice is not installed")
    what = named([*HARD_NAMES, *FORMULAS])
    (tmp_path / "m.xlsx").write_bytes(written(write_xlsx, what))
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    call = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(tmp_path)]
    subprocess.run([*call, str(tmp_path / "m.xlsx")], check=True, capture_output=True, timeout=100)
    with (tmp_path / "m.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [tuple(cells) for cells in csv.reader(file)]
    assert rows[1:] == [tuple(one) for one in what.rows]


# --- the empty result sheet -------------------------------------------------------------------


def test_a_result_sheet_has_every_tube_once_and_nothing_else_filled_in() -> None:
    what = crowd(23, boxes=2)
    (rows,) = sheets(result_sheet(what)).values()
    filled = [dict(zip(RESULT_COLUMNS, cells, strict=True)) for cells in rows[1:]]
    tubes = [(box.code, tube) for box in what.boxes for tube in box.tubes]
    assert [(one["box"], one["tube"], one["people"]) for one in filled] == [
        (box, tube.code, str(tube.people)) for box, tube in tubes
    ]
    empty = set(RESULT_COLUMNS) - {"row", "tube", "people", "box"}
    assert {one[column] for one in filled for column in empty} == {""}


def test_only_what_the_laboratory_fills_in_is_unlocked() -> None:
    content = result_sheet(crowd(6))
    sheet = part(content, "xl/worksheets/sheet1.xml")
    assert "<sheetProtection" in sheet
    styles = ET.fromstring(part(content, "xl/styles.xml"))  # noqa: S314  # our own file
    formats = styles.find(f"{MAIN}cellXfs")
    assert formats is not None
    locks = [one.find(f"{MAIN}protection") for one in formats]
    unlocked = {str(n) for n, lock in enumerate(locks) if lock is not None}
    cells = re.findall(r'<c r="([A-Z]+)\d+" s="(\d+)"', sheet)
    assert {column for column, style in cells if style in unlocked} == set("DEFGHI")
    assert re.findall(r'<dataValidation [^>]*sqref="([\w:]+)"', sheet) == ["D2:D3"]
    assert '"阴性,阳性,可疑,单靶标阳性,无效"' in sheet


def test_a_result_sheet_is_the_same_twice() -> None:
    assert result_sheet(crowd(30)) == result_sheet(crowd(30))
