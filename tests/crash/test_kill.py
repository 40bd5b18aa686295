"""The program is killed (SIGKILL) in the middle of a day, again and again, and goes on."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.crash.day import POOL, a_day
from tests.crash.replaying_process import (
    Replay,
    Undisturbed,
    neutral_state,
    opened,
    what_is_wrong,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")

KILLS = 8


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("day") / "day.jsonl"
    file.write_text("\n".join(a_day(seed=7, events=300)) + "\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def undisturbed(day: Path) -> Undisturbed:
    return Undisturbed.run(day.parent / "undisturbed", day, POOL)


def test_what_was_answered_is_there_once_after_every_kill(
    day: Path, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    chance = random.Random(20210106)
    replay = Replay(tmp_path / "killed", day, POOL)
    for _ in range(KILLS):
        replay.killed_after(chance.randint(1, 40), chance.uniform(0, 0.005))
        assert what_is_wrong(replay, undisturbed) == []
    replay.to_the_end()
    assert what_is_wrong(replay, undisturbed) == []
    with opened(replay.folder) as book:
        assert neutral_state(book) == undisturbed.state


def test_a_kill_while_starting_leaves_a_folder_that_starts(
    day: Path, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    replay = Replay(tmp_path / "killed", day, POOL)
    for pause in (0.15, 0.3, 0.4):
        replay.killed_after(0, pause)
        assert what_is_wrong(replay, undisturbed) == []
    replay.to_the_end()
    with opened(replay.folder) as book:
        assert neutral_state(book) == undisturbed.state


def test_an_answer_without_its_facts_would_be_noticed(
    day: Path, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    replay = Replay(tmp_path / "killed", day, POOL)
    replay.killed_after(5, 0.0)
    last = max(undisturbed.answers)
    replay.acknowledged[last] = undisturbed.answers[last]
    replay.twice.append(3)
    found = what_is_wrong(replay, undisturbed)
    assert [line.partition(":")[0] for line in found] == ["lost", "answered twice"]
