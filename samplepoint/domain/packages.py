"""Packages as a book remembers them: those it made, and those of others that it took in.

Owns their shape; refuses to know how a file is made and where it lies.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PackageStanding(StrEnum):
    """How far a package of this book has come; `package_is_<value>` is its word."""

    MADE = "made"
    """Its file is in the outbox alone."""
    STORED = "stored"
    ACKNOWLEDGED = "acknowledged"
    LEFT = "left"
    """Sealed for a supervisor's book that this one works for no more."""


@dataclass(frozen=True, slots=True)
class MadePackage:
    """A package of this book: its number, up to which fact it reaches, and what became of it.

    `status` is `made`, or `stored` once its file was read back where it can be carried away;
    `left` once the book works for another supervisor's, who cannot open it.
    """

    number: int
    station_id: str
    last_seq: int
    head: str
    sha256: str
    file: str
    facts: int
    samples: int
    made_utc: str
    status: str
    stored_utc: str


@dataclass(frozen=True, slots=True)
class MergedPackage:
    """A package of another book that was taken in, known again by the hash of its file."""

    sha256: str
    station_id: str
    number: int
    verdict: str
    new: int
    known: int
    made_utc: str
    merged_utc: str
