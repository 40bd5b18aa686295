"""`bench`: what a commit, a painted answer and a cold start cost on this laptop, in one run.

Owns the order of the measurements and the printed table; refuses to know how a desk is measured.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from samplepoint.app.paths import BookKind
from samplepoint.app.wiring import House, practice_plan
from samplepoint.cli.bench_books import encrypted_folder, forget_empty, open_encrypted
from samplepoint.cli.bench_start import STARTS, cold_starts
from samplepoint.cli.context import Context, pass_context
from samplepoint.domain.clock import SystemClock
from samplepoint.services import jobs
from samplepoint.services.benchmark import Newcomers, Series, Subject, measure
from samplepoint.services.benchmark_book import plain_book
from samplepoint.wording import Wording

_WINDOW_BURSTS = 200
_WARMING = 10


@click.command()
@click.option("--samples", type=int, default=1_000_000, show_default=True, help="In the full book.")
@click.option("--bursts", type=int, default=1000, show_default=True, help="People in each book.")
@click.option("--no-window", "face", flag_value="none", help="Leave the window out.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the books lie; kept.")
@click.option("--json", "form", flag_value="json", help="Print figures as JSON.")
@pass_context
def bench(
    context: Context, samples: int, bursts: int, face: str, folder: Path | None, form: str
) -> None:
    """Measure this laptop: commits and answers with an empty and a full book, painting, starting.

    The full books are made once and kept in the folder; everybody in them is invented.
    """
    root = (folder or context.folder(BookKind.PRACTICE).root / "bench").resolve()
    root.mkdir(parents=True, exist_ok=True)
    forget_empty(root)
    with _bar(context.wording) as reporter:
        found = _desks(context, root, samples, bursts, reporter)
        if not face:
            found += _window(context, root, samples, min(bursts, _WINDOW_BURSTS), reporter)
    figures = [series.figures(floor=found[0]) for series in found]
    if form:
        click.echo(json.dumps({"folder": str(root), "figures": figures}, indent=1))
    else:
        _print(context.wording, root, figures)


@contextmanager
def _bar(wording: Wording) -> Iterator[jobs.Reporter]:
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")

        def show(progress: jobs.Progress) -> None:
            words = wording.say(progress.code)
            bar.update(task, description=words, completed=progress.done, total=progress.total)

        yield jobs.Reporter(show)


def _desks(
    context: Context, root: Path, samples: int, bursts: int, reporter: jobs.Reporter
) -> list[Series]:
    subjects = []
    with ExitStack() as opened:
        for count in (0, samples):
            plain = plain_book(root, practice_plan(), count, SystemClock(), reporter)
            opened.callback(plain.close)
            subjects.append(Subject(f"plain-{count}", plain))
            house = open_encrypted(context, root, count, reporter)
            opened.callback(house.close)
            subjects.append(Subject(f"encrypted-{count}", house.station.book))
        return measure(root, subjects, bursts, reporter)


def _window(
    context: Context, root: Path, samples: int, bursts: int, reporter: jobs.Reporter
) -> list[Series]:
    """Measure what needs the window; where there is none, say so and measure nothing."""
    try:
        face = context.window
    except ImportError:
        click.echo(context.wording.say("bench_no_window"), err=True)
        return []
    forget_empty(root)
    found = []
    for count in (0, samples):
        house = open_encrypted(context, root, count, reporter)
        try:
            found += _paint(context, house, f"encrypted-{count}", bursts, reporter)
        finally:
            face.close()
            house.close()
    books = {f"encrypted-{count}": encrypted_folder(root, count).root for count in (0, samples)}
    return found + cold_starts(books)


def _paint(
    context: Context, house: House, book: str, bursts: int, reporter: jobs.Reporter
) -> list[Series]:
    probe = context.window.paint_probe(house, context.wording)
    newcomers = Newcomers(house.station, house.desk.place.seat)
    committed, painted = Series("bench_key_to_commit", book), Series("bench_commit_to_paint", book)
    for done in range(_WARMING + bursts):
        if tube := newcomers.tube():
            probe.burst(tube)
        to_commit, to_paint = probe.burst(newcomers.person())
        if done >= _WARMING:
            committed.times_ms.append(to_commit)
            painted.times_ms.append(to_paint)
        reporter.report("bench_painting", done + 1, _WARMING + bursts)
    return [committed, painted]


def _print(wording: Wording, root: Path, figures: list[dict[str, object]]) -> None:
    table = Table(title=wording.say("bench_title", folder=root), title_justify="left")
    heads = ("bench_what", "bench_book", "bench_median", "bench_p99", "bench_max", "bench_times")
    for head in heads:
        table.add_column(wording.say(head), justify="left" if head in heads[:2] else "right")
    for line in figures:
        kind, _, count = str(line["book"]).partition("-")
        table.add_row(
            wording.say(str(line["what"])),
            wording.say(f"bench_{kind}", samples=int(count)) if kind else "",
            *(f"{line[key]:.3f}" for key in ("median_ms", "p99_ms", "max_ms")),
            "" if line["what"] in STARTS else f"{line['times_floor']:.2f}",
        )
    console = Console(width=None if Console().is_terminal else 140)
    console.print(table)
    console.print(wording.say("bench_goals"))
