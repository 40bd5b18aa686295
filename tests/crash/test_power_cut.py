"""The power is cut in the middle of a day: what was answered before is there afterwards."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.day import POOL, a_day
from tests.crash.disk import Disk, reason_against
from tests.crash.power import on_a_disk, one_cut
from tests.crash.replaying_process import Replay, Undisturbed, what_is_wrong

CUTS = 3


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("day") / "day.jsonl"
    file.write_text("\n".join(a_day(seed=11, events=250)) + "\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def undisturbed(day: Path) -> Undisturbed:
    return Undisturbed.run(day.parent / "undisturbed", day, POOL)


@pytest.fixture
def care(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", ""))


@pytest.fixture
def running(tmp_path: Path, day: Path, care: str) -> Iterator[tuple[Disk, Replay]]:
    if reason_against():
        pytest.skip(f"no disk to cut the power of: {reason_against()}")
    with on_a_disk(tmp_path, day, care) as both:
        yield both


def test_what_was_answered_survives_every_cut(
    running: tuple[Disk, Replay], undisturbed: Undisturbed
) -> None:
    disk, replay = running
    chance = random.Random(20210106)
    for _ in range(CUTS):
        one_cut(disk, replay, chance)
        assert what_is_wrong(replay, undisturbed) == []
    replay.to_the_end()
    assert what_is_wrong(replay, undisturbed) == []


@pytest.mark.parametrize("care", ["OFF", "NORMAL"], indirect=True)
def test_with_less_care_answers_would_be_lost(
    running: tuple[Disk, Replay], undisturbed: Undisturbed
) -> None:
    disk, replay = running
    replay.cut_off_after(80, 0.0, disk.cut)
    disk.unmount()
    disk.mount()
    wrong = what_is_wrong(replay, undisturbed)
    assert any(line.startswith(("lost", "damage")) for line in wrong), wrong
