"""What became of a package file: the verdicts, and which files are meant by paths.

Owns their names; refuses to decide about any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from samplepoint.errors import Obstacle, Value
from samplepoint.formats.package_name import SUFFIX


class Verdict(StrEnum):
    """What became of a file; the words of the command line's JSON."""

    ACCEPT = "accept"
    DUPLICATE = "duplicate"
    OLDER = "older"
    GAP = "gap"
    OTHERS = "others"
    """The supervisor's, sealed for other points: nothing of it is missed here."""
    QUARANTINE = "quarantine"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """One file and what became of it; `code` and `values` make the sentence that says why.

    `new` and `known` count facts, `people` the new ones that bind a person. `missing` are runs of
    numbers that must come before its facts can be derived: station, first, last.
    """

    path: Path
    verdict: Verdict
    code: str
    values: dict[str, Value] = field(default_factory=dict)
    station_id: str = ""
    point: str = ""
    number: int = 0
    new: int = 0
    known: int = 0
    people: int = 0
    missing: tuple[tuple[str, int, int], ...] = ()


def packages_in(paths: Sequence[Path]) -> list[Path]:
    """Return the files that are meant by files and folders; a folder gives its packages, by name.

    Raises:
        Obstacle: `file_absent` (value `file`); `packages_absent` when there is none at all.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.rglob(f"*{SUFFIX}") if one.is_file())
            found += sorted(one for one in inside if not one.name.startswith("."))
        elif path.is_file():
            found.append(path)
        else:
            raise Obstacle("file_absent", file=path.name)
    if not found:
        raise Obstacle("packages_absent")
    return found
