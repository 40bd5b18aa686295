"""Kill the program as often as asked, over as many made-up days as that takes, and report.

Run it from the top of the house: `python tests/crash/kill_many.py --kills 1000`. Every fifth kill
comes while the program starts. Ends with 1 when anything did not add up.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.crash.day import POOL, a_day
from tests.crash.replaying_process import (
    Replay,
    Undisturbed,
    neutral_state,
    opened,
    what_is_wrong,
)

_EVENTS = 1500


@click.command()
@click.option("--kills", default=1000, show_default=True, help="How often.")
@click.option("--seed", default=1, show_default=True, help="Of the days and the moments.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the books lie.")
def main(kills: int, seed: int, folder: Path | None) -> None:
    """Kill the program again and again; what it had answered must be there once."""
    begun, chance = time.monotonic(), random.Random(seed)
    done = days = answers = wrong = 0
    while done < kills:
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            killed, answered, found = _one_day(Path(scratch), seed + days, kills - done, chance)
        done, days, answers, wrong = done + killed, days + 1, answers + answered, wrong + len(found)
        for line in found:
            click.echo(f"seed {seed + days - 1}: {line}")
        passed = time.monotonic() - begun
        click.echo(
            f"{done} kills, {days} days, {answers} answers, {wrong} wrong, {passed:.0f} s", err=True
        )
    click.echo(f"{done} kills over {days} days, {answers} answers read, {wrong} did not add up")
    sys.exit(1 if wrong else 0)


def _one_day(
    folder: Path, seed: int, most: int, chance: random.Random
) -> tuple[int, int, list[str]]:
    """Replay one day with kills until it is over; return kills, answers and what is wrong."""
    file = folder / "day.jsonl"
    file.write_text("\n".join(a_day(seed, _EVENTS)) + "\n", encoding="utf-8")
    undisturbed = Undisturbed.run(folder / "undisturbed", file, POOL)
    replay, killed, wrong = Replay(folder / "killed", file, POOL), 0, list[str]()
    is_over = False
    while not is_over and killed < most and not wrong:
        while_starting = chance.random() < 0.2
        answers = 0 if while_starting else chance.randint(1, 40)
        pause = chance.uniform(0, 0.5) if while_starting else chance.uniform(0, 0.005)
        is_over = replay.killed_after(answers, pause)
        killed += not is_over
        wrong += what_is_wrong(replay, undisturbed)
    if not is_over and not wrong:
        replay.to_the_end()
        wrong += what_is_wrong(replay, undisturbed)
    with opened(replay.folder) as book:
        if neutral_state(book) != undisturbed.state:
            wrong.append("the day ended in another state")
    if wrong:
        shutil.copytree(folder, Path(tempfile.mkdtemp(prefix="killed-")), dirs_exist_ok=True)
    return killed, len(replay.acknowledged), wrong


if __name__ == "__main__":
    main()
