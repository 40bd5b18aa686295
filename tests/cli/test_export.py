"""`export`: a replayed day leaves the house as files, and every file agrees with the book."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner, Result

from samplepoint.app.paths import resources
from samplepoint.cli.context import Context
from samplepoint.cli.export import export
from samplepoint.cli.replay import replay, show_state
from samplepoint.errors import Obstacle, Refusal
from samplepoint.formats.manifest_csv import read_csv
from samplepoint.formats.manifest_pdf import PRINTED
from samplepoint.services.made_up_day import made_up_day
from samplepoint.wording import Wording
from tests.cli.test_replay import SCENARIOS
from tests.formats.manifests import sheets
from tests.formats.printed_pages import text_layer

Rows = list[tuple[str, ...]]
KEYS = ("id_number", "name", "tube", "box")


def no_window() -> NoReturn:
    raise AssertionError


def call(book: Path, verb: Any, *words: str | Path) -> Result:
    context = Context(book, Wording(resources() / "wording"), no_window)
    done = CliRunner().invoke(verb, [str(word) for word in words], obj=context)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Give the book of a made-up day of 45 people."""
    day = tmp_path / "events.jsonl"
    day.write_text("\n".join(made_up_day(seed=3, people=45, pool=5)) + "\n", "utf-8")
    call(tmp_path / "book", replay, day, "--pool", "5")
    return tmp_path / "book"


def in_book(book: Path) -> Rows:
    """Return number, name, tube and box of everybody in a sealed box, from `state`."""
    state = json.loads(call(book, show_state, "--json").stdout)
    people = {one["id"]: one for one in state["people"]}
    sealed = {one["code"] for one in state["boxes"] if one["status"] == "sealed"}
    boxes = {one["code"]: one.get("box", "") for one in state["tubes"]}
    return sorted(
        (
            people[one["person"]]["id_number"],
            people[one["person"]]["name"],
            one["tube"],
            boxes[one["tube"]],
        )
        for one in state["bindings"]
        if one["status"] == "active" and boxes[one["tube"]] in sealed
    )


def in_csv(content: bytes, columns: dict[str, str]) -> Rows:
    headings, *rows = read_csv(content)
    places = [headings.index(columns[key]) for key in KEYS]
    return [tuple(row[place] for place in places) for row in rows]


def in_xlsx(content: bytes, columns: dict[str, str]) -> Rows:
    headings, *rows = next(iter(sheets(content).values()))
    places = [headings.index(columns[key]) for key in KEYS]
    return [tuple(row[place] for place in places) for row in rows]


def in_json(content: bytes, columns: dict[str, str]) -> Rows:
    rows = json.loads(content)["rows"]
    return [tuple(row[columns[key]] for key in KEYS) for row in rows]


READERS: dict[str, Callable[[bytes, dict[str, str]], Rows]] = {
    "csv": in_csv,
    "xlsx": in_xlsx,
    "json": in_json,
}


def check_agreement(book: Path, listed: list[dict[str, Any]]) -> None:
    """Compare book and files row by row and box by box."""
    expected = in_book(book)
    assert expected
    for kind, read in READERS.items():
        found = [
            (row, file["scope"])
            for file in listed
            if file["kind"] == kind
            for row in read(Path(file["path"]).read_bytes(), file["columns"])
        ]
        assert sorted(row for row, _scope in found) == expected, kind
        assert all(row[3] in scope for row, scope in found), kind
    printed = [file for file in listed if file["kind"] == "pdf"]
    paths = {tuple(one["scope"]): one["path"] for one in listed if one["kind"] == "json"}
    for file in printed:
        rows = json.loads(Path(paths[tuple(file["scope"])]).read_text("utf-8"))["rows"]
        text = "".join(text_layer(Path(file["path"]).read_bytes()).split())
        for row in rows:
            whole = "".join("".join(row[code] for code in PRINTED).split())
            before, found_here, text = text.partition(whole)
            assert found_here, before[:200]


def exported(book: Path, *words: str | Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(call(book, export, *words, "--json").stdout)
    return found


def test_every_form_agrees_with_the_book(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    listed = exported(book, "--all", "--out", out)
    check_agreement(book, listed)
    assert {file["kind"] for file in listed} == {"xlsx", "csv", "pdf", "json", "results"}
    assert {Path(file["path"]).name for file in listed} == {one.name for one in out.iterdir()}
    assert all(Path(file["path"]).name.isascii() for file in listed)


@pytest.mark.parametrize(("name", "pool"), [("day-small", "5"), ("day-full", "10")])
def test_shared_days_agree_with_the_book(tmp_path: Path, name: str, pool: str) -> None:
    if not (SCENARIOS / name).exists():
        pytest.skip("the shared days are not beside this checkout")
    day = tmp_path / "book"
    call(day, replay, SCENARIOS / name / "events.jsonl", "--pool", pool)
    quick = "xlsx,csv,json"
    check_agreement(day, exported(day, "--all", "--out", tmp_path / "out", "--format", quick))


def test_one_manifest_for_several_boxes_and_the_same_again(book: Path, tmp_path: Path) -> None:
    first = exported(book, "--all", "--together", "--out", tmp_path / "a", "--format", "csv,xlsx")
    assert [len(file["scope"]) for file in first] == [3, 3]
    again = exported(book, "--repeat", "1", "--out", tmp_path / "b")
    assert [Path(one["path"]).name for one in again] == [Path(one["path"]).name for one in first]
    for one, other in zip(first, again, strict=True):
        assert Path(one["path"]).read_bytes() == Path(other["path"]).read_bytes()


def test_one_box_is_exported_by_its_code_and_told_in_words(book: Path, tmp_path: Path) -> None:
    code = in_book(book)[0][3]
    done = call(book, export, "--box", code, "--out", tmp_path / "out", "--format", "CSV, json")
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == [
        f"manifest-{code}-E0001.csv",
        f"manifest-{code}-E0001.json",
    ]
    assert "2 个文件" in done.stdout


def test_nothing_is_recorded_when_the_folder_is_gone(book: Path, tmp_path: Path) -> None:
    with pytest.raises(Obstacle) as caught:
        call(book, export, "--all", "--out", tmp_path / "stick" / "gone")
    assert caught.value.code == "folder_unusable"
    exported(book, "--all", "--out", tmp_path / "out", "--format", "csv")
    assert list((tmp_path / "out").glob("*-E0001.csv"))


def test_a_box_that_is_not_sealed_is_refused_by_name(book: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        call(book, export, "--box", "BX999999", "--out", tmp_path / "out")
    assert (caught.value.code, caught.value.values) == ("box_not_sealed", {"box": "BX999999"})


@pytest.mark.parametrize(
    "words", [["--out", "x"], ["--all"], ["--all", "--out", "x", "--format", "doc"]]
)
def test_wrong_words_are_told_before_the_book_is_opened(words: list[str], tmp_path: Path) -> None:
    assert call(tmp_path / "no-book", export, *words).exit_code == 2
    assert not (tmp_path / "no-book").exists()
