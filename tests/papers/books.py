"""Books of made-up days for the comparisons of paper, filled by the program's own command line.

Owns no expectation. A day is replayed into a practice book in a folder of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from samplepoint.app.paths import resources
from samplepoint.app.wiring import House
from samplepoint.cli.context import Context
from samplepoint.services.made_up_day import made_up_day
from samplepoint.wording import Wording

ROOT = Path(__file__).parents[2]
State = dict[str, Any]


class Answer(NamedTuple):
    """What the program printed."""

    out: str
    err: str


def program(*words: str | Path) -> Answer:
    """Run the program in a process of its own and return what it printed.

    Raises:
        subprocess.CalledProcessError: it ended with anything but 0.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "samplepoint", *map(str, words)],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        done.check_returncode()
    return Answer(done.stdout, done.stderr)


def replayed(folder: Path, events: Path, pool: int) -> Path:
    """Replay a day into a new book; every answer must be the expected one."""
    program("--data", folder, "replay", events, "--pool", str(pool), "--check")
    return folder


def made_up(folder: Path, seed: int, people: int, pool: int) -> Path:
    """Make the book of an invented day."""
    folder.mkdir(parents=True, exist_ok=True)
    events = folder / "events.jsonl"
    lines = made_up_day(seed=seed, people=people, pool=pool)
    events.write_text("\n".join(lines) + "\n", "utf-8")
    return replayed(folder / "book", events, pool)


def state_of(book: Path) -> State:
    """Return what the program says is in a book."""
    found: State = json.loads(program("--data", book, "state", "--json").out)
    return found


def exported(book: Path, out: Path, *words: str) -> tuple[list[State], str]:
    """Export sealed boxes into a folder; return the list of files, and what was said of them."""
    done = program("--data", book, "export", "--all", *words, "--out", out, "--json")
    return json.loads(done.out), done.err


@contextmanager
def opened(book: Path) -> Iterator[House]:
    """Open a book as the command line does, for paper that has no verb of its own."""
    house = Context(book, Wording(resources() / "wording"), _no_window).open()
    try:
        yield house
    finally:
        house.close()


def _no_window() -> NoReturn:
    raise AssertionError
