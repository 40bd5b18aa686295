"""`replay` and `state`: the doors that an outside checker uses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from samplepoint.services.made_up_day import made_up_day
from tests.cli.shell import inside, samplepoint

SCENARIOS = Path(__file__).parents[3] / "shared" / "scenarios"


@pytest.fixture
def day(tmp_path: Path) -> Path:
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join(made_up_day(seed=5, people=30, pool=5)) + "\n", "utf-8")
    return path


def settled(state: dict[str, Any]) -> tuple[object, ...]:
    """Return what makes two states equal: active rows, tubes, boxes."""
    people = {person["id"]: person for person in state["people"]}
    boxes = {tube["code"]: tube.get("box") for tube in state["tubes"]}
    rows = sorted(
        (
            people[one["person"]]["id_type"],
            people[one["person"]]["id_number"] or people[one["person"]]["name"],
            one["tube"],
            boxes[one["tube"]] or "",
        )
        for one in state["bindings"]
        if one["status"] == "active"
    )
    tubes = sorted((tube["code"], tube["status"]) for tube in state["tubes"])
    packed = sorted((box["code"], box["status"], tuple(box["tubes"])) for box in state["boxes"])
    return rows, tubes, packed


def test_a_day_is_replayed_into_an_empty_folder(tmp_path: Path, day: Path) -> None:
    book = tmp_path / "book"
    answer = samplepoint("--data", book, "replay", day, "--pool", "5", "--check")
    assert answer.code == 0, answer.err
    events = [json.loads(line) for line in day.read_text("utf-8").splitlines()]
    assert [line["i"] for line in answer.lines] == [event["i"] for event in events]
    assert all(line["code"] for line in answer.lines)
    state = samplepoint("--data", book, "state", "--json").json
    assert len([row for row in state["bindings"] if row["status"] == "active"]) == 30


def test_a_day_in_three_parts_ends_like_the_day_in_one(tmp_path: Path, day: Path) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    inside("--data", whole, "replay", day, "--pool", "5")
    first = inside("--data", parts, "replay", day, "--pool", "5", "--until", "10")
    second = inside("--data", parts, "replay", day, "--until", "25")
    third = inside("--data", parts, "replay", day)
    numbers = [line["i"] for part in (first, second, third) for line in part.lines]
    assert numbers == list(range(len(day.read_text("utf-8").splitlines())))
    states = [inside("--data", book, "state", "--json").json for book in (whole, parts)]
    assert settled(states[0]) == settled(states[1])


def test_an_unexpected_answer_ends_with_three(tmp_path: Path, day: Path) -> None:
    lines = day.read_text("utf-8").splitlines()
    first = json.loads(lines[0])
    day.write_text(json.dumps({**first, "raw": "NONSENSE", "expect": "ok"}) + "\n", "utf-8")
    answer = inside("--data", tmp_path / "book", "replay", day, "--check")
    assert answer.code == 3
    assert answer.lines[0]["outcome"] == "reject"


def test_a_real_book_is_never_replayed_into(tmp_path: Path, day: Path) -> None:
    book = tmp_path / "real"
    made = inside("--data", book, "init", "--round", "一", "--point", "甲", pin="4711")
    assert made.code == 0, made.err
    answer = inside("--data", book, "replay", day, pin="4711")
    assert answer.code == 4
    assert "练习" in answer.err
    assert inside("--data", book, "state", "--json", pin="4711").json["bindings"] == []


def test_a_wrong_pin_opens_nothing(tmp_path: Path) -> None:
    book = tmp_path / "real"
    inside("--data", book, "init", "--round", "一", "--point", "甲", pin="4711")
    answer = inside("--data", book, "state", pin="4712")
    assert (answer.code, answer.out) == (1, "")
    assert "PIN" in answer.err


def test_an_event_file_that_is_none_is_named_by_its_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"i": 0}\n', "utf-8")
    answer = inside("--data", tmp_path / "book", "replay", bad)
    assert answer.code == 4
    assert "1" in answer.err


@pytest.mark.parametrize(("name", "pool"), [("day-small", 5), ("day-full", 10)])
def test_shared_days_end_in_their_expected_state(tmp_path: Path, name: str, pool: int) -> None:
    folder = SCENARIOS / name
    if not folder.exists():
        pytest.skip("the shared days are not beside this checkout")
    book = tmp_path / "book"
    answer = inside(
        "--data", book, "replay", folder / "events.jsonl", "--pool", str(pool), "--check"
    )
    assert answer.code == 0, answer.err
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    assert settled(inside("--data", book, "state", "--json").json) == settled(expected)
