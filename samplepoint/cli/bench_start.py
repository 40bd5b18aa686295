"""Cold start: how long from starting the program to a desk that can take a scan.

Owns the starting of processes and the watch; refuses to know what the window does.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import click

from samplepoint.cli.context import Context, pass_context
from samplepoint.errors import Obstacle
from samplepoint.services.benchmark import Series

STARTS = ("bench_start_qt", "bench_start_ready")
"""Codes of what is measured here: importing Qt alone, the whole program."""
_TIMES = 5
_IS_FROZEN = bool(getattr(sys, "frozen", False))
_PROGRAM = [sys.executable] if _IS_FROZEN else [sys.executable, "-m", "samplepoint"]
_QT_ALONE = [sys.executable, "-c", "import PySide6.QtWidgets"]


@click.command(name="start-probe", hidden=True)
@pass_context
def start_probe(context: Context) -> None:
    """Open the window on the book, say so when the desk can take a scan, and end."""
    house = context.open()
    try:
        context.window.paint_probe(house, context.wording)
        click.echo("ready")
    finally:
        context.window.close()
        house.close()


def cold_starts(books: Mapping[str, Path]) -> list[Series]:
    """Measure importing Qt alone, then the whole program on each book (name -> folder).

    A frozen program cannot import Qt alone; that line is then left out.

    Raises:
        Obstacle: `bench_start_failed` when a process ended without getting there.
    """
    alone = Series(STARTS[0])
    whole = [Series(STARTS[1], book) for book in books]
    for _ in range(_TIMES):
        if not _IS_FROZEN:
            alone.times_ms.append(_until_said(_QT_ALONE, wanted=""))
        for series in whole:
            call = [*_PROGRAM, "--data", str(books[series.subject]), str(start_probe.name)]
            series.times_ms.append(_until_said(call, wanted="ready\n"))
    return [series for series in (alone, *whole) if series.times_ms]


def _until_said(command: list[str], *, wanted: str) -> float:
    """Start a process and return the milliseconds to its first line, or to its silent end."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        said = process.stdout.readline() if process.stdout else ""
        ended = time.perf_counter()
    if said != wanted or process.returncode:
        raise Obstacle("bench_start_failed")
    return (ended - begun) * 1000
