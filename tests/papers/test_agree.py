"""Book = CSV = XLSX = PDF = JSON for a small day, and a difference in any of them is noticed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.papers.agree import agree
from tests.papers.books import State, exported, made_up, state_of
from tests.papers.comparing import Export, Tally, compare_export, exports_of

pytestmark = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext of poppler-utils is not installed"
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up(tmp_path_factory.mktemp("day"), seed=4, people=30, pool=5)


@pytest.fixture(scope="module")
def files(book: Path, tmp_path_factory: pytest.TempPathFactory) -> list[State]:
    return exported(book, tmp_path_factory.mktemp("files") / "out")[0]


@pytest.fixture(scope="module")
def state(book: Path) -> State:
    return state_of(book)


@pytest.fixture(scope="module")
def exports(files: list[State]) -> list[Export]:
    return list(exports_of(files))


def compared(state: State, export: Export) -> list[str]:
    tally = Tally()
    compare_export(state, export, tally)
    return tally.differences


def test_everything_that_leaves_agrees_with_the_book(book: Path, tmp_path: Path) -> None:
    tally = agree(book, tmp_path / "files")
    assert tally.differences == []
    assert (tally.boxes, tally.tubes, tally.people) == (2, 6, 30)
    # Each person: the book, CSV, XLSX and PDF, in two exports, and the list of the tube.
    assert tally.rows >= 9 * tally.people
    assert tally.codes > 0


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf", "results"])
def test_a_file_of_another_box_is_noticed(state: State, exports: list[Export], kind: str) -> None:
    one, other = exports
    swapped = replace(one, files={**one.files, kind: other.files[kind]})
    found = compared(state, swapped)
    assert found
    assert all(text.lower().startswith((kind, "result sheet")) for text in found)


def test_one_character_is_noticed(state: State, exports: list[Export], tmp_path: Path) -> None:
    one = exports[0]
    changed = tmp_path / "changed.csv"
    changed.write_bytes(one.files["csv"].read_bytes().replace("本人".encode(), "之子".encode(), 1))
    [found] = compared(state, replace(one, files={**one.files, "csv": changed}))
    assert found.startswith("CSV E")
    assert "row 1" in found


def test_a_person_that_the_book_does_not_have_is_noticed(
    state: State, exports: list[Export]
) -> None:
    inside = exports[0].said["rows"][0]["tube"]
    gone = next(one for one in state["bindings"] if one["tube"] == inside)
    fewer = {**state, "bindings": [one for one in state["bindings"] if one is not gone]}
    assert any(text.startswith("JSON") for text in compared(fewer, exports[0]))
