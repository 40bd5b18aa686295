"""The program is killed (SIGKILL) while it erases people, again and again, and ends with none."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from samplepoint.domain.facts import Kind
from tests.crash import erasing_process
from tests.services.planted import bodies, opened, plant, samples, traces
from tests.storage.working_book import KEY, wrong

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")

KILLS = 3


def command(folder: Path, key: bytes | None) -> list[str]:
    words = [sys.executable, erasing_process.__file__, str(folder)]
    return [*words, key.hex()] if key else words


def to_the_end(folder: Path, key: bytes | None) -> None:
    """Let it finish."""
    subprocess.run(command(folder, key), check=True, capture_output=True)


def killed_while_erasing(folder: Path, key: bytes | None, after_s: float) -> bool:
    """Start to erase and kill that after a pause; tell whether it was done before."""
    with subprocess.Popen(command(folder, key), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
        time.sleep(after_s)
        is_done = process.poll() is not None
        process.kill()
    return is_done


@pytest.mark.parametrize("key", [KEY, None], ids=["encrypted", "plain"])
def test_a_kill_at_any_moment_leaves_a_sound_book_and_the_work_is_finished(
    tmp_path: Path, key: bytes | None
) -> None:
    plant(tmp_path, key)
    point = opened(tmp_path, key)
    point.backing_up.backup(point.place)
    total = samples(point)
    point.close()
    chance = random.Random(20210106)
    for _ in range(KILLS):
        is_done = killed_while_erasing(tmp_path, key, chance.uniform(0, 0.25))
        point = opened(tmp_path, key)
        assert not wrong(point.desk.book)
        claimed = sum(int(str(one["people"])) for one in bodies(point, Kind.PERSONS_ERASED))
        left = sum(one.people for one in point.retention.preview().rounds)
        assert claimed + left == total
        finished = bodies(point, Kind.ERASURE_FINISHED)
        point.close()
        assert bool(finished) or not is_done
    to_the_end(tmp_path, key)
    point = opened(tmp_path, key)
    assert traces(point) == []
    assert point.retention.preview().is_nothing
    assert len(bodies(point, Kind.ERASURE_FINISHED)) == 1
    point.close()
