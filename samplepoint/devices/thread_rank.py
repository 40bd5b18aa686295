"""Which threads go first: those that look through a camera come after the window's own.

Owns how a thread steps back; refuses to know what it does.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import Final

NICENESS: Final = 10
_NICEST: Final = 19


def step_back() -> None:
    """Let the calling thread take what processor the window's thread leaves, where that is safe.

    Measured (`tests/eyes/bench_window.py`): an answer was painted after 13 ms without a camera, 18
    beside one and 14 with this; with other work on the machine 49, 80 and 47.

    On Linux each thread has a niceness of its own, and a nice one is slowed, never starved. Windows
    starves threads of a lower rank, and one that holds the interpreter's lock meanwhile would hold
    up the window: there nothing is changed.
    """
    if sys.platform == "linux":
        usual = os.getpriority(os.PRIO_PROCESS, os.getpid())  # of the window's thread
        rank = min(usual + NICENESS, _NICEST)
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), rank)
