"""The floors hold in the real house, and a deliberate break in a tiny one is caught.

The contracts themselves stand in pyproject.toml.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.tree import PACKAGE, ROOT, project, python_files, relative

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@dataclass(frozen=True)
class Verdict:
    """What import-linter said: contracts by name, and its whole output for the message."""

    kept: frozenset[str]
    broken: frozenset[str]
    status: int
    output: str


def inspect(folder: Path) -> Verdict:
    """Run all contracts over the house in `folder`, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=folder,
        env={**os.environ, "COLUMNS": "250", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    output = done.stdout + done.stderr
    return Verdict(
        kept=frozenset(re.findall(r"^(.*\S) KEPT$", output, re.MULTILINE)),
        broken=frozenset(re.findall(r"^(.*\S) BROKEN$", output, re.MULTILINE)),
        status=done.returncode,
        output=output,
    )


def contract_names() -> dict[str, str]:
    """Give the name of each contract by its id."""
    contracts = project()["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract["name"] for contract in contracts}


def test_the_house_keeps_every_contract() -> None:
    verdict = inspect(ROOT)
    assert verdict.status == 0, verdict.output
    assert verdict.kept == frozenset(contract_names().values())


@pytest.fixture
def tiny_house(tmp_path: Path) -> Path:
    """Build the floors of the real contracts, each with nearly nothing in it."""
    floors = project()["tool"]["importlinter"]["contracts"][0]["layers"]
    rooms = [room for floor in floors for room in re.split(r" [|:] ", floor)]
    inner = ["gui.adapters", "gui.pages", "app.wiring", "domain.tubes", "domain.boxes"]
    for room in ["", *rooms, *inner]:
        folder = tmp_path.joinpath("samplepoint", *room.split("."))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    return tmp_path


def test_the_tiny_house_is_sound_before_it_is_broken(tiny_house: Path) -> None:
    verdict = inspect(tiny_house)
    assert verdict.status == 0, verdict.output


@pytest.mark.parametrize(
    ("contract", "breaks"),
    [
        ("floors", {"services/x.py": "from samplepoint import cli"}),
        ("floors", {"storage/x.py": "import samplepoint.devices"}),
        ("floors", {"cupboard.py": ""}),
        ("faces", {"cli/x.py": "def show():\n    from samplepoint.gui import pages"}),
        ("qt", {"services/x.py": "from PySide6.QtCore import QObject"}),
        ("qt_at_the_door", {"__main__/x.py": "import PySide6"}),
        ("sqlite", {"services/x.py": "import sqlite3"}),
        ("sqlite", {"gui/pages/x.py": "from sqlcipher3 import dbapi2"}),
        ("devices", {"gui/pages/x.py": "import samplepoint.devices"}),
        ("devices", {"services/x.py": "import samplepoint.devices"}),
        ("books", {"cli/x.py": "from samplepoint import storage"}),
        (
            "rings",
            {
                "domain/tubes/x.py": "from samplepoint.domain import boxes",
                "domain/boxes/x.py": "from samplepoint.domain import tubes",
            },
        ),
    ],
)
def test_a_deliberate_break_is_caught(
    tiny_house: Path, contract: str, breaks: dict[str, str]
) -> None:
    for name, line in breaks.items():
        (tiny_house / "samplepoint" / name).write_text(line + "\n", encoding="utf-8")
    verdict = inspect(tiny_house)
    assert verdict.status == 1, verdict.output
    assert contract_names()[contract] in verdict.broken


def imported_roots(path: Path) -> set[str]:
    """Name the top-level packages a module imports, wherever in it the import stands."""
    roots: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            roots |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            roots.add(str(node.module).partition(".")[0])
    return roots


def test_the_rules_need_nothing_but_the_standard_library() -> None:
    allowed = sys.stdlib_module_names | {PACKAGE.name}
    rooms = [*python_files("samplepoint/domain"), PACKAGE / "errors.py"]
    foreign = {relative(path): imported_roots(path) - allowed for path in rooms}
    assert {path: names for path, names in foreign.items() if names} == {}
