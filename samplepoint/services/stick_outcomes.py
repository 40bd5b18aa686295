"""How the way of a file to a stick may end: a name for each end, and the code that has its words.

Owns the list; refuses to do anything about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from samplepoint.domain.drives import Drive, ReadWay, Trouble
from samplepoint.domain.outcomes import Notice
from samplepoint.errors import Obstacle, Value


class PutEnd(StrEnum):
    """How it ended with one file. The first two are good; after any other it is not there."""

    WRITTEN = "written"
    """Written, read back, the same; under its name."""
    THERE = "there"
    """The same content was there before, and was read to see that it is whole."""
    CLASH = "clash"
    """Another content has this name. It was not touched."""
    MISMATCH = "mismatch"
    """What was read back is not what was written."""
    FULL = "full"
    TAKES_NO_MORE = "takes_no_more"
    """It says that there is room and that there is none: a false size, or a full FAT folder."""
    READ_ONLY = "read_only"
    NOT_ALLOWED = "not_allowed"
    GONE = "gone"
    TOO_LARGE = "too_large"
    BAD_NAME = "bad_name"
    FAILED = "failed"
    NOT_BEGUN = "not_begun"
    """A file before it ended badly."""


_ENDS = {
    Trouble.GONE: PutEnd.GONE,
    Trouble.READ_ONLY: PutEnd.READ_ONLY,
    Trouble.NOT_ALLOWED: PutEnd.NOT_ALLOWED,
    Trouble.FULL: PutEnd.FULL,
    Trouble.TOO_LARGE: PutEnd.TOO_LARGE,
    Trouble.NAME_TAKEN: PutEnd.CLASH,
    Trouble.FAILED: PutEnd.FAILED,
}
_IN_A_FOLDER = {
    PutEnd.READ_ONLY: "folder_read_only",
    PutEnd.NOT_ALLOWED: "folder_read_only",
    PutEnd.GONE: "folder_unusable",
    PutEnd.FULL: "folder_full",
    PutEnd.FAILED: "folder_failed",
}
_OPENS_THE_WAY = frozenset({PutEnd.CLASH, PutEnd.BAD_NAME, PutEnd.TOO_LARGE})
"""Ends that say nothing about the next file."""


def end_of(trouble: Trouble) -> PutEnd:
    """Return how a file ended that met this trouble."""
    return _ENDS[trouble]


def code_of(end: PutEnd, drive: Drive | None) -> str:
    """Return the key of the words for an end, on a stick or in an ordinary folder."""
    return f"stick_{end}" if drive else _IN_A_FOLDER.get(end, f"stick_{end}")


@dataclass(frozen=True, slots=True)
class FilePut:
    """What became of one file: its end, the code and values of the sentence, and where it lies."""

    name: str
    end: PutEnd
    code: str
    values: Mapping[str, Value] = field(default_factory=dict)
    path: Path | None = None
    """Where it lies; None where it does not."""
    way: ReadWay = ReadWay.DEVICE

    @property
    def is_safe(self) -> bool:
        """Tell whether the file is there and was read back."""
        return self.end in {PutEnd.WRITTEN, PutEnd.THERE}

    @property
    def ends_all(self) -> bool:
        """Tell whether nothing more can be written after it."""
        return not self.is_safe and self.end not in _OPENS_THE_WAY

    @property
    def obstacle(self) -> Obstacle:
        """Return what a file that is not there says, as an error."""
        return Obstacle(self.code, **self.values)


def first_trouble(puts: Sequence[FilePut]) -> FilePut | None:
    """Return the first file that did not arrive, None where all did."""
    return next((put for put in puts if not put.is_safe), None)


def doubts(puts: Sequence[FilePut], drive: Drive | None) -> tuple[Notice, ...]:
    """Return the warning that a stick could not be proved to have answered itself."""
    if drive is None or all(put.way is ReadWay.DEVICE for put in puts if put.is_safe):
        return ()
    return (Notice("stick_from_memory", {"place": drive.name}),)
