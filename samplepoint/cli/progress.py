"""The bar of a verb that takes long, for whoever watches standard error.

Owns how progress looks on a terminal; refuses to know what is done.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress as Bars

from samplepoint.services.jobs import Progress, Reporter
from samplepoint.wording import Wording


@contextmanager
def reporting(wording: Wording) -> Iterator[Reporter]:
    """Show progress on standard error where somebody watches it."""
    is_watched = sys.stderr.isatty()
    with Bars(console=Console(stderr=True), transient=True, disable=not is_watched) as bars:
        task = bars.add_task("", total=None)

        def show(now: Progress) -> None:
            total = now.total or None
            bars.update(task, description=wording.say(now.code), completed=now.done, total=total)

        yield Reporter(show if is_watched else None)
