"""`bench-files`: what the files of a manifest cost beside the bare libraries, in one run.

Owns its options and the printed form; refuses to know how anything is measured.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import click

from samplepoint.cli.context import Context, pass_context
from samplepoint.services.benchmark_files import Beside, measure_files
from samplepoint.services.jobs import Reporter


@click.command(name="bench-files")
@click.option("--people", type=int, default=100_000, show_default=True, help="In the manifest.")
@click.option("--pages", type=int, default=100, show_default=True, help="Of the PDF.")
@click.option("--rounds", type=int, default=3, show_default=True, help="The quickest counts.")
@click.option("--json", "form", flag_value="json", help="Print figures as JSON lines.")
@pass_context
def bench_files(context: Context, people: int, pages: int, rounds: int, form: str) -> None:
    """Measure manifests: time and memory beside the bare library writing the same rows.

    Everybody in them is invented; nothing is left behind.
    """
    say = context.wording.say
    with tempfile.TemporaryDirectory(prefix="samplepoint-") as scratch:
        for found in measure_files(Path(scratch), say, people, pages, rounds, Reporter()):
            click.echo(
                json.dumps(_figures(found)) if form else say("cli_bench_files", **_figures(found))
            )


def _figures(found: Beside) -> dict[str, str | int | float]:
    ratios = {"time_ratio": found.time_ratio, "memory_ratio": found.memory_ratio}
    rounded = {key: round(value, 3) for key, value in ratios.items()}
    return {**asdict(found), **rounded}
