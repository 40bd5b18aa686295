"""The ordinary tools that must open our files, where they are installed; knows no format."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def run(
    name: str, *words: object, cwd: Path, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run a tool; skips the test where it is not installed."""
    tool = shutil.which(name)
    if tool is None:
        pytest.skip(f"{name} is not installed")
    command = [tool, *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, input=stdin, capture_output=True, check=False, timeout=60
    )


def output(name: str, *words: object, cwd: Path, stdin: bytes = b"") -> bytes:
    """Run a tool that must succeed and return what it says."""
    done = run(name, *words, cwd=cwd, stdin=stdin)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout
