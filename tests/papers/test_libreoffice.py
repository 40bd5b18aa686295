"""LibreOffice reads every cell as it was written, and keeps drop-downs and protection."""

from __future__ import annotations

from pathlib import Path

import pytest

from samplepoint.formats.manifest_xlsx import write_xlsx
from samplepoint.formats.result_sheet import write_result_sheet
from samplepoint.services.manifest_making import result_words_of
from tests.formats.manifests import crowd, manifest, row, wording, written
from tests.papers.comparing import Tally
from tests.papers.naming import all_names
from tests.papers.office import compare_guards, compare_sheets, guard, soffice

pytestmark = pytest.mark.skipif(soffice() is None, reason="soffice is not installed")


def test_every_cell_is_the_same_in_libreoffice(tmp_path: Path) -> None:
    names = [name for name in all_names() if name.isprintable()]
    phones = ["0015550100", "+8613800000000", "1e5", "=1+1"]
    rows = [row(n, name, phone=phones[n % 4]) for n, name in enumerate(names)]
    file = tmp_path / "manifest.xlsx"
    file.write_bytes(written(write_xlsx, manifest(rows)))
    tally = Tally()
    compare_sheets([file], tmp_path, tally)
    assert tally.differences == []
    assert tally.rows > len(names)


def test_drop_downs_and_protection_survive_libreoffice(tmp_path: Path) -> None:
    file = tmp_path / "results.xlsx"
    with file.open("wb") as out:
        write_result_sheet(crowd(12, boxes=2), result_words_of(wording().say), out)
    tally = Tally()
    compare_guards([file], tmp_path, tally)
    assert tally.differences == []


def test_a_sheet_without_protection_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "manifest.xlsx"
    file.write_bytes(written(write_xlsx, crowd(2)))
    found = guard(file)
    assert (found.is_protected, found.choices) == (False, frozenset())
