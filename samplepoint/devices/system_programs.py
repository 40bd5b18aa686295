"""Programs of the system that this program starts: what they inherit and what they must not show.

Owns their environment; refuses to know which programs they are.
"""

from __future__ import annotations

import os
import subprocess
import sys

NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""A flag of Windows, where a program without a window would open a black one."""


def program_environment() -> dict[str, str]:
    """Return what a program of the system may inherit: a frozen program's own libraries not."""
    environment = dict(os.environ)
    if getattr(sys, "frozen", False):
        original = environment.pop("LD_LIBRARY_PATH_ORIG", None)
        environment.pop("LD_LIBRARY_PATH", None)
        if original is not None:
            environment["LD_LIBRARY_PATH"] = original
    return environment
