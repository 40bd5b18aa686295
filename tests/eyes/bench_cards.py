"""Read a folder of cards, or drawn ones, through the reading process, and report.

Run it from the top of the house: `python tests/eyes/bench_cards.py --folder ../shared/scan/cards`
or `--drawn 60`. Ends with 1 when a number was wrong but green.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import click
import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from samplepoint.devices.card_reader import read_card
from samplepoint.devices.frames import Pixels
from samplepoint.devices.ocr_process import OcrProcess
from samplepoint.devices.text_lines import TextEngine
from samplepoint.domain.seen import CardSeen, FieldState
from samplepoint.errors import SamplepointError
from tests.eyes.drawn_cards import TIERS, invented, photographed

FIELDS = ("number", "name", "sex", "ethnicity", "birth", "address")


@dataclass(frozen=True)
class Sample:
    """A picture, how hard it is, and what stands on its card."""

    name: str
    tier: str
    pixels: Pixels
    truth: dict[str, str]


@dataclass(frozen=True)
class Cost:
    """What reading took, inside the process."""

    cpu_s: float
    most_memory_mb: float


@dataclass
class Tally:
    """Counts of everything that is printed at the end."""

    fields: Counter[tuple[str, str]] = field(default_factory=Counter)
    tiers: Counter[tuple[str, str]] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    costs: list[Cost] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)


def timed(engine: TextEngine, pixels: Pixels) -> tuple[CardSeen | str | None, Cost]:
    """Read a card and measure it; runs inside the process."""
    begun = time.process_time()
    seen: CardSeen | str | None
    try:
        seen = read_card(engine, pixels, date.today())  # noqa: DTZ011  # a card has no zone
    except SamplepointError as error:
        seen = error.code
    return seen, Cost(time.process_time() - begun, most_memory_mb())


def most_memory_mb() -> float:
    """Return the largest memory this process ever had, 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource  # noqa: PLC0415  # not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def nothing(_engine: TextEngine, _pixels: Pixels) -> float:
    """Read nothing, once the engine is there."""
    return most_memory_mb()


def from_folder(folder: Path) -> Iterator[Sample]:
    """Give the pictures of a folder that has a truth.json beside them."""
    for row in json.loads((folder / "truth.json").read_text(encoding="utf-8")):
        pixels = cv2.imread(str(folder / row["file"]))
        if pixels is None:
            raise click.ClickException(row["file"])
        truth = {name: row.get(name, "") for name in FIELDS}
        yield Sample(row["file"], row.get("tier", ""), np.asarray(pixels, np.uint8), truth)


def drawn_ones(count: int, seed: int) -> Iterator[Sample]:
    """Draw cards of every tier in turn."""
    for at in range(seed, seed + count):
        tier = list(TIERS)[at % len(TIERS)]
        card = invented(at)
        truth = {name: getattr(card, name) for name in FIELDS}
        yield Sample(f"drawn {at}", tier, photographed(card, at, tier).pixels, truth)


@click.command()
@click.option("--folder", type=click.Path(path_type=Path, exists=True), help="With truth.json.")
@click.option("--drawn", default=0, help="So many drawn cards.")
@click.option("--seed", default=1, show_default=True, help="Of the drawn cards.")
@click.option("--show", is_flag=True, help="Name every field that is not right and green.")
def main(folder: Path | None, drawn: int, seed: int, *, show: bool) -> None:
    """Read cards and say how many fields were right, wrong, and wrong but green."""
    tally = Tally()
    process = OcrProcess(time_limit_s=120)
    begun = time.perf_counter()
    bare_mb = process.ask(nothing, np.zeros((1, 1, 3), np.uint8))
    start_s = time.perf_counter() - begun
    samples = from_folder(folder) if folder else drawn_ones(drawn, seed)
    for sample in samples:
        asked = time.perf_counter()
        seen, cost = process.ask(timed, sample.pixels)
        tally.waits_s.append(time.perf_counter() - asked)
        tally.costs.append(cost)
        for line in _counted(sample, seen, tally):
            if show:
                click.echo(line)
    process.end()
    _report(tally, start_s, bare_mb)
    sys.exit(1 if tally.fields["number", "wrong but green"] else 0)


def _counted(sample: Sample, seen: CardSeen | str | None, tally: Tally) -> Iterator[str]:
    """Count one card and name what is not right and green."""
    if not isinstance(seen, CardSeen):
        problem = seen or "no card seen"
        tally.problems[problem] += 1
        yield f"{sample.name} {sample.tier}: {problem}"
    for name in FIELDS:
        found = getattr(seen, name) if isinstance(seen, CardSeen) else None
        verdict = _verdict(found.value if found else "", sample.truth[name])
        state = found.state if found else FieldState.RED
        if verdict == "wrong" and state is FieldState.GREEN:
            tally.fields[name, "wrong but green"] += 1
        tally.fields[name, verdict] += 1
        tally.fields[name, state] += 1
        tally.tiers[sample.tier, f"{name} {verdict}"] += 1
        if found and (verdict == "wrong" or state is not FieldState.GREEN):
            yield f"{sample.name} {sample.tier} {name} {verdict}: {state} {found.why}"


def _verdict(value: str, truth: str) -> str:
    return "right" if value == truth else "wrong"


def _report(tally: Tally, start_s: float, bare_mb: float) -> None:
    count = len(tally.costs)
    columns = ("right", "wrong", "wrong but green", "green", "amber", "red")
    click.echo(f"{count} cards".ljust(12) + "".join(column.rjust(17) for column in columns))
    for name in FIELDS:
        cells = (str(tally.fields[name, column]).rjust(17) for column in columns)
        click.echo(name.ljust(12) + "".join(cells))
    for tier in sorted({tier for tier, _ in tally.tiers}):
        right = ", ".join(f"{name} {tally.tiers[tier, f'{name} right']}" for name in FIELDS)
        click.echo(f"right, {tier or 'all'}: {right}")
    for problem, times in tally.problems.items():
        click.echo(f"{problem}: {times}")
    if count:
        cpu = sorted(cost.cpu_s for cost in tally.costs)
        waits = sorted(tally.waits_s)
        click.echo(f"CPU seconds a card: median {cpu[count // 2]:.2f}, most {cpu[-1]:.2f}")
        click.echo(f"seconds a card: median {waits[count // 2]:.2f}, most {waits[-1]:.2f}")
        most = max(cost.most_memory_mb for cost in tally.costs)
        click.echo(f"memory: {bare_mb:.0f} MB with the engine, {most:.0f} MB at most")
    click.echo(f"engine start: {start_s:.2f} s")


if __name__ == "__main__":
    main()
