"""The size and the opening line of every module, and the names of the rooms."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.house.tree import own_files, python_files, relative

MODULE_CEILING = 400
FUNCTION_CEILING = 60

# path, or path::function -> why it may be longer. Nothing needs it today.
MAY_BE_LONGER: dict[str, str] = {}

FORBIDDEN_NAMES = {"utils", "util", "misc", "common", "helpers", "core", "manager", "managers"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def parsed(path: Path) -> ast.Module:
    """Parse one file of the house."""
    return ast.parse(path.read_bytes(), filename=str(path))


@cache
def lengths() -> dict[str, tuple[int, int]]:
    """Measure (lines, ceiling) of every module and function, decorators not counted."""
    found: dict[str, tuple[int, int]] = {}
    for path in python_files("samplepoint", "tests"):
        name = relative(path)
        found[name] = (len(path.read_bytes().splitlines()), MODULE_CEILING)
        for node in ast.walk(parsed(path)):
            if isinstance(node, Function):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                found[f"{name}::{node.name}:{node.lineno}"] = (lines, FUNCTION_CEILING)
    return found


def too_long() -> dict[str, int]:
    """Give what is over its ceiling, functions without their line number."""
    return {
        "::".join(part.partition(":")[0] for part in name.split("::")): lines
        for name, (lines, ceiling) in lengths().items()
        if lines > ceiling
    }


def test_nothing_is_longer_than_its_ceiling_without_a_reason() -> None:
    assert {name: size for name, size in too_long().items() if name not in MAY_BE_LONGER} == {}


def test_every_reason_to_be_longer_is_still_needed() -> None:
    assert set(MAY_BE_LONGER) <= set(too_long())
    assert all(MAY_BE_LONGER.values())


def test_every_module_opens_by_saying_what_it_owns() -> None:
    silent = [
        relative(path)
        for path in python_files("samplepoint", "tests")
        if not ast.get_docstring(parsed(path))
    ]
    assert silent == []


def test_every_package_of_the_house_has_an_init() -> None:
    folders = {path.parent for path in python_files("samplepoint")}
    assert [relative(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_no_room_is_named_after_nothing() -> None:
    named = {name: {Path(part).stem for part in Path(name).parts} for name in own_files()}
    assert [name for name, parts in named.items() if parts & FORBIDDEN_NAMES] == []
