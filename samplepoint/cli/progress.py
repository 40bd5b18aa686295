"""The bar of a verb that takes long, and the key that cancels it.

Owns how progress looks on a terminal, and how lines get past it; refuses to know what is done.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click
from rich.console import Console
from rich.progress import Progress as Bars

from samplepoint.services.jobs import Progress, Reporter
from samplepoint.wording import Wording


class Bar:
    """A bar on standard error, where somebody watches it; lines go past it, to standard output."""

    def __init__(self, wording: Wording) -> None:
        """Make it without showing anything."""
        is_watched = sys.stderr.isatty()
        # The bar must not catch what is printed: it would send it to standard error, and break it
        # where the terminal ends.
        self._bars = Bars(
            console=Console(stderr=True),
            transient=True,
            disable=not is_watched,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._bars.add_task("", total=None)
        self._wording = wording
        self.reporter = Reporter(self._show if is_watched else None)

    def echo(self, text: str) -> None:
        """Print whole lines where the bar does not stand meanwhile."""
        self._bars.stop()
        click.echo(text)
        sys.stdout.flush()
        self._bars.start()

    def _show(self, now: Progress) -> None:
        total = now.total or None
        description = self._wording.say(now.code, **now.values)
        self._bars.update(self._task, description=description, completed=now.done, total=total)

    def start(self) -> None:
        """Show it."""
        self._bars.start()

    def stop(self) -> None:
        """Take it away."""
        self._bars.stop()


@contextmanager
def showing(wording: Wording) -> Iterator[Bar]:
    """Show a bar; Ctrl+C cancels its job at the next report, a second time at once."""
    bar = Bar(wording)
    with _interrupted_by_key(bar.reporter):
        bar.start()
        try:
            yield bar
        finally:
            bar.stop()


@contextmanager
def reporting(wording: Wording) -> Iterator[Reporter]:
    """Show progress on standard error where somebody watches it; see `showing`."""
    with showing(wording) as bar:
        yield bar.reporter


@contextmanager
def _interrupted_by_key(reporter: Reporter) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a key does
        return

    def cancel(_number: int, _frame: FrameType | None) -> None:
        reporter.cancel()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, cancel)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
