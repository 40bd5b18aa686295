"""Where the house stands on disk and which files are its own; knows nothing of what they say."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "samplepoint"


@cache
def project() -> dict[str, Any]:
    """Read pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def python_files(*folders: str) -> Iterator[Path]:
    """Give every Python file under `folders` of the house, in order."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def own_files() -> list[str]:
    """List what git tracks or would add, relative to the root, with forward slashes.

    Skips the test in a copy of the house that is no git checkout, or where there is no git.
    """
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    # The folder may belong to somebody else, as in a container; git refuses that unless told.
    trusted = [git, "-c", f"safe.directory={ROOT}"]
    command = [*trusted, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    return sorted({name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()})


def relative(path: Path) -> str:
    """Name a file as messages and allow-lists do."""
    return path.relative_to(ROOT).as_posix()
