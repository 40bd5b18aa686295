"""Cut the power as often as asked while made-up days are replayed, and report; needs root.

Run it from the top of the house: `python tests/crash/cut_many.py --cuts 50`; with `--care NORMAL`
or `--care OFF` it shows what weaker settings lose. Ends with 1 when an answer was lost.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.crash.day import POOL, a_day
from tests.crash.disk import reason_against
from tests.crash.power import on_a_disk, one_cut
from tests.crash.replaying_process import Undisturbed, what_is_wrong

_EVENTS = 1000


@click.command()
@click.option("--cuts", default=50, show_default=True, help="How often.")
@click.option("--seed", default=1, show_default=True, help="Of the days and the moments.")
@click.option("--care", type=click.Choice(["", "NORMAL", "OFF"]), default="", help="Weaker SQLite.")
def main(cuts: int, seed: int, care: str) -> None:
    """Cut the power again and again; what was answered before must be there after."""
    if reason_against():
        raise click.ClickException(reason_against())
    chance = random.Random(seed)
    done = rounds_wrong = answers = lost = 0
    while done < cuts:
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "day.jsonl"
            seed += 1
            file.write_text("\n".join(a_day(seed, _EVENTS)) + "\n", encoding="utf-8")
            undisturbed = Undisturbed.run(Path(scratch) / "undisturbed", file, POOL)
            with on_a_disk(Path(scratch), file, care) as (disk, replay):
                is_over, wrong = False, list[str]()
                while done < cuts and not is_over and not wrong:
                    is_over = one_cut(disk, replay, chance)
                    wrong = what_is_wrong(replay, undisturbed)
                    done += 1
                answers += len(replay.acknowledged)
        rounds_wrong += bool(wrong)
        lost += sum(line.startswith("lost") for line in wrong)
        click.echo(f"{done} cuts, {answers} answers read; {wrong[:2]}", err=True)
    click.echo(f"{done} cuts, {answers} answers read: {lost} lost in {rounds_wrong} rounds")
    sys.exit(1 if rounds_wrong else 0)


if __name__ == "__main__":
    main()
