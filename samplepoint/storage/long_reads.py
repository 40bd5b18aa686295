"""Reads that take seconds: how they tell how far they are, and how they are stopped.

Owns the bridge between a report and a running statement; refuses to know what is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from samplepoint.storage.connection import DriverError

Report = Callable[[str, int, int], None]
"""Told a code for what is done, units done and units in all (0: unknown); raises to stop."""

# Each call takes the interpreter from the desk for a moment: some ten a second are enough.
_STEPS = 100_000


def unreported(_code: str, _done: int, _total: int) -> None:
    """Report to nobody."""


@contextmanager
def watched(db: Database, tick: Callable[[], None]) -> Iterator[None]:
    """Call `tick` every so often while statements of the block run on a connection.

    What `tick` raises stops the statement and comes out of the block.
    """
    stops: list[BaseException] = []

    def step() -> int:
        try:
            tick()
        except BaseException as stop:  # noqa: BLE001  # carried past SQLite, raised again below
            stops.append(stop)
        return len(stops)

    db.conn.set_progress_handler(step, _STEPS)
    try:
        yield
    except DriverError:
        if stops:
            raise stops[0] from None
        raise
    finally:
        db.conn.set_progress_handler(None, 0)
