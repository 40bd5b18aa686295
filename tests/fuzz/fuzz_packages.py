"""Spoil packages as often as asked, offer them to a book, and report what became of them.

Run it from the top of the house: `python tests/fuzz/fuzz_packages.py --count 100000`. Half of them
are spoiled by somebody without the station's key, half are sealed and signed by a station whose
program is broken. Ends with 1 when anything was believed that should not be, when anything but a
named error came up, when a book was changed by what it refused, or when one took more than thirty
seconds; `--only N` makes that one again. `--reader` reads them and leaves the book out.
"""

from __future__ import annotations

import faulthandler
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.fuzz.fuzzing import Judge, fuzz, good_packages, judge_reading, mutant, mutants
from tests.fuzz.limits import limit_memory
from tests.fuzz.whole_book import book_judge

_HANGS_S = 120
_OFTEN = 1000


@click.command()
@click.option("--count", default=100_000, show_default=True, help="How many.")
@click.option("--seed", default=1, show_default=True, help="Of the dice.")
@click.option("--only", type=int, help="Make and read this one alone, with its traceback.")
@click.option("--reader", "judged", flag_value="reader", help="Read only, without a book.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder for those that failed.")
@click.option("--memory", default=700, show_default=True, help="MiB the program may take.")
def main(
    count: int, seed: int, only: int | None, judged: str, keep: Path | None, memory: int
) -> None:
    """Offer spoiled packages to a supervisor's book."""
    with _judge(judged) as judge:
        if only is not None:
            _judge_one(judge, seed, only, keep)
        else:
            limit_memory(memory)
            _judge_all(judge, count, seed, keep)


@contextmanager
def _judge(judged: str) -> Iterator[Judge]:
    if judged:
        yield judge_reading
    else:
        with book_judge() as judge:
            yield judge


def _judge_all(judge: Judge, count: int, seed: int, keep: Path | None) -> None:
    # Somebody else's hang must not look like patience.
    with click.progressbar(length=count, label="packages", file=sys.stderr) as bar:

        def progress(done: int) -> None:
            faulthandler.dump_traceback_later(_HANGS_S, exit=True)
            if done % _OFTEN == 0:
                bar.update(_OFTEN)

        report = fuzz(judge, mutants(count, seed), progress)
    faulthandler.cancel_dump_traceback_later()
    for end, times in report.ends.most_common():
        click.echo(f"{times:8}  {end}")
    for found, why in report.failures:
        click.echo(f"FAILED --seed {seed} --only {found.number} ({found.way}): {why}")
        _keep(keep, found.number, found.content)
    click.echo(
        f"{count} packages, {len(report.ends)} ends, {len(report.failures)} failures, "
        f"the slowest {report.slowest_s:.2f} s"
    )
    sys.exit(1 if report.failures else 0)


def _judge_one(judge: Judge, seed: int, number: int, keep: Path | None) -> None:
    found = mutant(seed, number, good_packages())
    _keep(keep, number, found.content)
    click.echo(found)
    try:
        click.echo(judge(found))
    except Exception:  # noqa: BLE001  # to be looked at
        click.echo(traceback.format_exc())
        sys.exit(1)


def _keep(folder: Path | None, number: int, content: bytes) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.spkg").write_bytes(content)


if __name__ == "__main__":
    main()
