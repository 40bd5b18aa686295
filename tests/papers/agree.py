"""Compare books with all that leaves them, row by row and box by box, and report.

Run it from the top of the house: `python tests/papers/agree.py` for made-up days,
`--events FILE --pool N` for a day to replay, `--data FOLDER` for a book that is there already (a
copy of it is worked on). Ends with 1 when anything differs.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.papers.books import exported, made_up, opened, replayed, state_of
from tests.papers.comparing import Tally, compare
from tests.papers.comparing_paper import compare_paper

_MOST_TOLD = 20
_HEAD = f"{'book':<24}{'boxes':>7}{'tubes':>7}{'people':>8}{'rows':>8}{'codes':>7}{'differ':>8}"


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True), help="Folder of a book.")
@click.option("--events", type=click.Path(path_type=Path, exists=True), help="Day to replay.")
@click.option("--pool", default=10, show_default=True, help="Pool size of that day.")
@click.option("--seeds", default=3, show_default=True, help="How many made-up days a pool size.")
@click.option("--people", default=120, show_default=True, help="In a made-up day.")
@click.option("--out", type=click.Path(path_type=Path), help="Keep the files in this folder.")
def main(
    data: Path | None, events: Path | None, pool: int, seeds: int, people: int, out: Path | None
) -> None:
    """Export all sealed boxes in every form and compare book = CSV = XLSX = PDF = JSON."""
    differences: list[str] = []
    click.echo(_HEAD)
    with tempfile.TemporaryDirectory(prefix="samplepoint-") as scratch:
        folder = out or Path(scratch)
        if data:
            found = iter([(data.name, _copied(data, folder / "copy"))])
        elif events:
            found = iter([(events.parent.name, replayed(folder / "book", events, pool))])
        else:
            found = _days(folder, seeds, people)
        for name, book in found:
            tally = agree(book, book.with_name(f"{book.name}-files"))
            click.echo(_line(name, tally))
            differences += [f"{name}: {one}" for one in tally.differences]
    for difference in differences[:_MOST_TOLD]:
        click.echo(difference)
    click.echo(f"{len(differences)} differences")
    sys.exit(1 if differences else 0)


def agree(book: Path, files: Path) -> Tally:
    """Export a book, box by box and all boxes together, print its paper, and compare everything."""
    tally, state = Tally(), state_of(book)
    sealed = [box for box in state["boxes"] if box["status"] == "sealed"]
    tally.boxes, tally.tubes = len(sealed), sum(len(box["tubes"]) for box in sealed)
    inside = {tube for box in sealed for tube in box["tubes"]}
    active = [one for one in state["bindings"] if one["status"] == "active"]
    tally.people = sum(one["tube"] in inside for one in active)
    files.mkdir(parents=True, exist_ok=True)
    alone, _said = exported(book, files / "boxes")
    scope = [box for file in alone if file["kind"] == "json" for box in file["scope"]]
    tally.same("boxes exported", sorted(box["code"] for box in sealed), sorted(scope))
    compare(state, alone, tally)
    compare(state, exported(book, files / "together", "--together")[0], tally)
    with opened(book) as house:
        compare_paper(house, alone, tally)
    return tally


def _days(folder: Path, seeds: int, people: int) -> Iterator[tuple[str, Path]]:
    for pool in (1, 5, 10, 20):
        for seed in range(1, seeds + 1):
            name = f"seed {seed}, pool {pool}"
            yield name, made_up(folder / f"{pool}-{seed}", seed, people, pool)


def _copied(data: Path, copy: Path) -> Path:
    """Work on a copy: exports and prints are put on record, and this one must not be."""
    shutil.copytree(data, copy)
    return copy


def _line(name: str, tally: Tally) -> str:
    counts = (tally.boxes, tally.tubes, tally.people, tally.rows, tally.codes)
    wide = zip(counts, (7, 7, 8, 8, 7), strict=True)
    numbers = "".join(f"{count:>{width}}" for count, width in wide)
    return f"{name:<24}{numbers}{len(tally.differences):>8}"


if __name__ == "__main__":
    main()
