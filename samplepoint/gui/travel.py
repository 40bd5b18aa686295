"""What the pages of sticks, merging and enrolment need besides the book: folders, the safe's key.

Owns the shape of it; refuses to know where a house keeps them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from samplepoint.services.jobs import Reporter


class TravelDesk(Protocol):
    """Part of an `Office`; what takes a reporter runs on a job's thread."""

    @property
    def outbox(self) -> Path:
        """Return the folder of packages that this book made."""

    @property
    def quarantine(self) -> Path:
        """Return the folder of files that came from somebody who is not believed."""

    @property
    def recovery_file(self) -> Path:
        """Return where a new supervisor's book left the key for the safe."""

    def entrust(self, recipient: str) -> object:
        """Wrap the book's key for the key in the supervisor's safe (`age1...`)."""

    def before_merge(self, reporter: Reporter) -> object:
        """Make sure that a back-up holds the book as it is."""
