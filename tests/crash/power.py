"""Power cuts while a day is replayed: one round is start, answers, cut, recovery, a look.

Owns the round; refuses to know how often.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.crash.day import POOL
from tests.crash.disk import Disk
from tests.crash.replaying_process import Replay

WEAK = Path(__file__).parent / "weak_program.py"


def program(care: str) -> tuple[str, ...]:
    """Return how to start the program: as it is, or with another `PRAGMA synchronous`."""
    return (str(WEAK), care) if care else ("-m", "samplepoint")


@contextmanager
def on_a_disk(scratch: Path, day: Path, care: str = "") -> Iterator[tuple[Disk, Replay]]:
    """Make a disk in a folder and a replay whose book lies on it."""
    disk = Disk(scratch)
    try:
        yield disk, Replay(disk.root / "book", day, POOL, program(care))
    finally:
        disk.unmount()


def one_cut(disk: Disk, replay: Replay, chance: random.Random) -> bool:
    """Cut the power at some moment and start again; tell whether the day was over before.

    Every fifth cut comes while the program starts, the others some answers later.
    """
    while_starting = chance.random() < 0.2
    answers = 0 if while_starting else chance.randint(1, 60)
    pause = chance.uniform(0, 0.5) if while_starting else chance.uniform(0, 0.01)
    is_over = replay.cut_off_after(answers, pause, disk.cut)
    disk.unmount()
    disk.mount()
    return is_over
