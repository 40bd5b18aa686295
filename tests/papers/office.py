"""What LibreOffice makes of our workbooks: every sheet as CSV, and the result sheet saved by it.

Owns the calls of `soffice` (a profile of its own, nothing of the user's) and the comparison.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.formats.manifests import sheets
from tests.papers.comparing import Tally

# Comma, quotes, UTF-8, from line 1, texts quoted, as shown, no formulas, every sheet.
_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_YES = {"1", "true"}


@dataclass(frozen=True)
class Guard:
    """How a sheet is protected: which cells may be changed, and what may be chosen in which."""

    is_protected: bool
    open_cells: frozenset[str]
    choices: frozenset[tuple[str, str]]


def soffice() -> str | None:
    """Return the program, None where it is not installed."""
    return shutil.which("soffice")


def compare_sheets(workbooks: Sequence[Path], scratch: Path, tally: Tally) -> None:
    """Compare each sheet of each workbook, as LibreOffice reads it, with what was written."""
    _convert(workbooks, scratch / "csv", _CSV)
    for file in workbooks:
        for name, rows in sheets(file.read_bytes()).items():
            text = (scratch / "csv" / f"{file.stem}-{name}.csv").read_text("utf-8")
            found = [*csv.reader(io.StringIO(text, newline=""))]
            tally.same_rows(f"{file.name}, sheet {name}", rows, found)


def compare_guards(results: Sequence[Path], scratch: Path, tally: Tally) -> None:
    """Compare drop-downs and protection of result sheets after LibreOffice saved them.

    Once as XLSX, and once as ODS and from there as XLSX again.
    """
    _convert(results, scratch / "xlsx", "xlsx")
    _convert(results, scratch / "ods", "ods")
    _convert([scratch / "ods" / f"{file.stem}.ods" for file in results], scratch / "back", "xlsx")
    for file in results:
        expected, tubes = guard(file), len(next(iter(sheets(file.read_bytes()).values()))) - 1
        tally.same(f"{file.name}, is protected", expected=True, found=expected.is_protected)
        tally.same(f"{file.name}, open cells", 6 * tubes, len(expected.open_cells))
        tally.same(f"{file.name}, drop-downs", 1, len(expected.choices))
        for folder in ("xlsx", "back"):
            tally.same(f"{file.name}, {folder}", expected, guard(scratch / folder / file.name))


def guard(workbook: Path) -> Guard:
    """Read the protection of the first sheet of a workbook."""
    with zipfile.ZipFile(workbook) as parts:
        sheet, styles = (
            ET.fromstring(parts.read(f"xl/{part}.xml"))  # noqa: S314  # our own file
            for part in ("worksheets/sheet1", "styles")
        )
    looks = styles.find(f"{_MAIN}cellXfs") or ()
    is_open = [_is_open(look.find(f"{_MAIN}protection")) for look in looks]
    protection = sheet.find(f"{_MAIN}sheetProtection")
    return Guard(
        protection is not None and protection.attrib.get("sheet") in _YES,
        frozenset(
            cell.attrib["r"]
            for cell in sheet.iter(f"{_MAIN}c")
            if is_open[int(cell.attrib.get("s", "0"))]
        ),
        frozenset(
            (one.attrib["sqref"], one.findtext(f"{_MAIN}formula1") or "")
            for one in sheet.iter(f"{_MAIN}dataValidation")
            if one.attrib["type"] == "list"
        ),
    )


def _is_open(protection: ET.Element | None) -> bool:
    return protection is not None and protection.attrib.get("locked", "1") not in _YES


def _convert(files: Sequence[Path], folder: Path, form: str) -> None:
    profile = (folder.parent / "profile").resolve().as_uri()
    words = ["soffice", "--headless", f"-env:UserInstallation={profile}"]
    words += ["--convert-to", form, "--outdir", str(folder), *map(str, files)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    if re.search(r"^Error", done.stderr + done.stdout, re.MULTILINE):
        raise OSError(done.stderr)
