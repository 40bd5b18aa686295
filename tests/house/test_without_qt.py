"""Everything below the window works where PySide6 is not installed, its tests included."""

from __future__ import annotations

import subprocess
import sys

from tests.house.tree import ROOT, python_files, relative

# Runs first in the process, so that looking for Qt finds nothing, as on a machine without it.
HIDE_QT = """
import importlib.machinery, sys

class Hidden:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None

import importlib.util
real_find_spec = importlib.util.find_spec
importlib.util.find_spec = (
    lambda name, package=None: None if name == "PySide6" else real_find_spec(name, package)
)
sys.meta_path.insert(0, Hidden)
"""


def run_without_qt(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh process of this Python where Qt cannot be found."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", HIDE_QT + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_module_below_the_window_imports() -> None:
    names = [
        relative(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path in python_files("samplepoint")
        if path.stem != "__main__" and "gui" not in path.parts
    ]
    done = run_without_qt(f"for name in {names!r}:\n    importlib.import_module(name)\n")
    assert done.returncode == 0, done.stderr


def test_the_tests_below_the_window_are_collected() -> None:
    words = ["--collect-only", "-q", "-p", "no:cacheprovider", "--assert=plain"]
    done = run_without_qt(f"import pytest; sys.exit(pytest.main({words!r}))\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "tests/house/test_floors.py::" in done.stdout
    assert "tests/gui/" not in done.stdout


def test_qt_is_really_hidden() -> None:
    assert run_without_qt("import PySide6\n").returncode == 1
