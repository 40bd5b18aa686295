"""The CSV starts no formula, changes no number, and comes back exactly."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samplepoint.formats.manifest_csv import (
    BYTE_ORDER_MARK,
    as_written,
    harmless,
    read_csv,
    write_csv,
)
from tests.formats.manifests import (
    FORMULAS,
    HARD_NAMES,
    crowd,
    csv_rows,
    manifest,
    named,
    row,
    written,
)

RUNS = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)


def test_it_is_utf8_with_a_mark_and_windows_line_ends() -> None:
    content = written(write_csv, crowd(2))
    assert content.startswith(BYTE_ORDER_MARK)
    assert content.count(b"\r\n") == content.count(b"\n") == 3
    assert csv_rows(content)[0][:3] == ["序号", "采集点", "采集管号"]


def test_numbers_stand_as_they_are() -> None:
    what = crowd(4)
    assert [cells[4] for cells in csv_rows(written(write_csv, what))[1:]] == [
        one.number for one in what.rows
    ]


@pytest.mark.parametrize("text", [*FORMULAS, "\t=1", " =1", "\u3000=1", "\r\n=1", "\n"])
def test_no_cell_starts_a_formula(text: str) -> None:
    what = named([*HARD_NAMES, text])
    content = written(write_csv, what)
    assert not [cell for cells in csv_rows(content) for cell in cells if RUNS.match(cell)]
    assert list(read_csv(content))[-1][5] == text


@pytest.mark.parametrize("text", ["王小明", "DDE x", "a=b", "3-4", "O'Neil", "1'2", "|", "%"])
def test_what_starts_no_formula_is_not_touched(text: str) -> None:
    assert harmless(text) == text


@given(TEXTS)
def test_every_text_comes_back(text: str) -> None:
    assert as_written(harmless(text)) == text
    assert not RUNS.match(harmless(text))


@settings(max_examples=40)
@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_whole_files_come_back(texts: list[tuple[str, str]]) -> None:
    rows = [row(n, name, remark=remark) for n, (name, remark) in enumerate(texts)]
    content = written(write_csv, manifest(rows))
    assert [tuple(cells) for cells in read_csv(content)][1:] == [tuple(one) for one in rows]


def test_the_quick_look_at_a_thousand_rows_misses_none() -> None:
    names = ["王小明"] * 2500
    names[1700] = "=1+1"
    names[2499] = "x,"
    content = written(write_csv, named(names))
    assert [cells[5] for cells in csv_rows(content)].count("'=1+1") == 1
    assert [cells[5] for cells in read_csv(content)][1:] == names
