"""Outbox, quarantine and the key for the safe of an open house, as the pages ask for them.

Owns which service stands behind each request; refuses to decide.
"""

from __future__ import annotations

from pathlib import Path

from samplepoint.app.wiring import House, entrust
from samplepoint.services.backup_record import Occasion
from samplepoint.services.jobs import Reporter


class HouseTravel:
    """What travels to and from an open house."""

    def __init__(self, house: House) -> None:
        """Work with this house's folders."""
        self._house = house

    @property
    def outbox(self) -> Path:
        """Return the folder of packages that this book made."""
        return self._house.folder.outbox

    @property
    def quarantine(self) -> Path:
        """Return the folder of files that came from somebody who is not believed."""
        return self._house.folder.quarantine

    @property
    def recovery_file(self) -> Path:
        """Return where a new supervisor's book left the key for the safe."""
        return self._house.folder.recovery_file

    def entrust(self, recipient: str) -> object:
        """Wrap the book's key for the key in the supervisor's safe."""
        return entrust(self._house, recipient)

    def before_merge(self, reporter: Reporter) -> object:
        """Make sure that a back-up holds the book as it is."""
        house = self._house
        return house.backing_up.before(Occasion.MERGE, house.desk.place, reporter)
