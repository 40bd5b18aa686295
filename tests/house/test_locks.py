"""The locks say exactly which files are installed, and agree with pyproject.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from tests.house.tree import ROOT, project

LOCKS = ["requirements.lock", "requirements-test.lock"]

Pins = dict[str, tuple[str, str]]


def pins(lock: str) -> Pins:
    """Read a lock: name -> (version, everything after it: marker and hashes)."""
    text = (ROOT / "packaging" / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    found: Pins = {}
    for line in text.splitlines():
        match = re.fullmatch(r"([a-z0-9-]+)==([^\s;]+)(.*)", line)
        assert match, f"not a pinned part: {line[:80]}"
        name, version, rest = match.groups()
        assert name not in found, f"two versions of {name}"
        found[name] = (version, rest)
    return found


def numbers(version: str) -> tuple[int, ...]:
    """Make a release comparable; `1.2` and `1.2.0` are the same."""
    parts = [int(part) for part in version.split(".")]
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def lies_in(version: str, bounds: str) -> bool:
    """Tell whether a release satisfies bounds such as `>=1.2,<2`."""
    compare = {
        ">=": lambda have, want: have >= want,
        "<": lambda have, want: have < want,
        "==": lambda have, want: have == want,
    }
    for bound in bounds.split(","):
        match = re.fullmatch(r"(>=|<|==)([0-9.]+)", bound)
        assert match, f"write bounds with >=, < and == only: {bound}"
        if not compare[match[1]](numbers(version), numbers(match[2])):
            return False
    return True


def outside(requirements: Iterable[str], locked: Pins) -> list[str]:
    """Name the requirements that the lock does not meet."""
    missed = []
    for requirement in requirements:
        match = re.fullmatch(r"([A-Za-z0-9-]+)([^;]*)(;.*)?", requirement)
        assert match, requirement
        version, _ = locked.get(match[1].lower(), ("0", ""))
        if not lies_in(version, match[2]):
            missed.append(requirement)
    return missed


@pytest.mark.parametrize("lock", LOCKS)
def test_every_part_has_a_hash_for_each_of_its_files(lock: str) -> None:
    for name, (_, rest) in pins(lock).items():
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", rest), name


def test_the_lock_meets_every_range_of_the_project() -> None:
    assert outside(project()["project"]["dependencies"], pins(LOCKS[0])) == []


def test_the_test_lock_meets_every_range_of_the_tests() -> None:
    ranges = project()["project"]["optional-dependencies"]["test"]
    assert outside(ranges, pins(LOCKS[1])) == []


def test_the_test_lock_holds_the_other_one_unchanged() -> None:
    run, tested = (files_of(pins(lock)) for lock in LOCKS)
    assert {name: tested.get(name) for name in run} == run


def files_of(locked: Pins) -> dict[str, tuple[str, str]]:
    """Return versions with hashes; on which systems a part is wanted may be told in two ways."""
    return {
        name: (version, rest[rest.index("--hash") :]) for name, (version, rest) in locked.items()
    }


@pytest.mark.parametrize(
    ("version", "bounds"),
    [("6.9.0", ">=6.8.3,<6.9"), ("6.8.2", ">=6.8.3,<6.9"), ("1.0.1", "==1.0")],
)
def test_a_release_outside_its_range_is_noticed(version: str, bounds: str) -> None:
    assert not lies_in(version, bounds)
