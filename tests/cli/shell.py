"""A command line that a test can call: the real program in a process of its own.

Owns the call and what it returned; a test that only needs help texts asks click itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


def samplepoint(*words: str | Path, pin: str = "") -> Answer:
    """Run the program and wait for it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    environment.pop("SAMPLEPOINT_PIN", None)
    if pin:
        environment["SAMPLEPOINT_PIN"] = pin
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
