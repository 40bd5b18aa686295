"""A command line that a test can call: the real program in a process of its own, or inside.

Owns the call and what it returned. Inside the test's own process a call takes a second less: for
many calls of which none may disturb another; what only the real program shows goes outside.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from samplepoint.cli.context import PIN_VARIABLE, WindowFace
from samplepoint.cli.main import run

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Answer:
    """What a call printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


Call = Callable[..., Answer]
"""Outside or inside."""


def samplepoint(*words: str | Path, pin: str = "") -> Answer:
    """Run the program and wait for it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    environment.pop(PIN_VARIABLE, None)
    if pin:
        environment[PIN_VARIABLE] = pin
    done = subprocess.run(
        [sys.executable, "-m", "samplepoint", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env=environment,
        timeout=100,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def inside(*words: str | Path, pin: str = "") -> Answer:
    """Run the command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "stdin", io.StringIO())
        patch.setenv(PIN_VARIABLE, pin)
        if not pin:
            patch.delenv(PIN_VARIABLE)
        with pytest.raises(SystemExit) as ended:
            run([*map(str, words)], _no_window)
    return Answer(int(ended.value.code or 0), out.getvalue(), err.getvalue())


def _no_window() -> WindowFace:
    raise AssertionError
