"""Print labels of random codes of every kind and rule, read each with two readers, and report.

Run it from the top of the house: `python tests/papers/labels_3000.py --count 3000`. Ends with 1
when a reader missed a label or read something else.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.papers.random_labels import kinds, read_random


@click.command()
@click.option("--count", default=3000, show_default=True, help="Labels of every kind and rule.")
@click.option("--seed", default=1, show_default=True, help="Of the codes.")
@click.option("--only", default="", help="Kinds and rules with these words.")
def main(count: int, seed: int, only: str) -> None:
    """Print random labels and read each of them."""
    wrong = labels = 0
    click.echo(
        f"{'label':<18}{'rule':<16}{'labels':>8}{'ZXing -':>9}{'ZBar -':>8}{'other':>7}{'s':>6}"
    )
    for kind in kinds():
        if only not in f"{kind.name} {kind.rule}":
            continue
        begun = time.monotonic()
        found = read_random(kind, count, seed)
        numbers = (found.labels, found.zxing_missed, found.zbar_missed, found.read_otherwise)
        wide = zip((*numbers, time.monotonic() - begun), (8, 9, 8, 7, 6), strict=True)
        told = "".join(f"{number:>{width}.0f}" for number, width in wide)
        click.echo(f"{kind.name:<18}{kind.rule:<16}{told}")
        labels, wrong = labels + found.labels, wrong + (not found.is_right)
    click.echo(f"{labels} labels, {wrong} kinds not read whole")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
