"""The quarantine: files that nobody believed, why, and merging them once somebody may be believed.

Owns the folder's files and their end; refuses to judge one (see `merging`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from samplepoint.formats.package_name import SUFFIX
from samplepoint.services.believing import Clocks
from samplepoint.services.jobs import Reporter
from samplepoint.services.merging import Merging
from samplepoint.services.package_verdicts import FileVerdict, Verdict
from samplepoint.services.station import Place, Station
from samplepoint.storage.travel_queries import TravelQueries

_DONE = frozenset({Verdict.ACCEPT, Verdict.DUPLICATE, Verdict.OLDER, Verdict.GAP, Verdict.OTHERS})


class Quarantine:
    """The quarantined files of one book."""

    def __init__(self, station: Station, folder: Path) -> None:
        """Look into this folder."""
        self._station = station
        self._folder = folder

    def files(self) -> list[Path]:
        """Return the files, by name."""
        try:
            return sorted(one for one in self._folder.iterdir() if one.suffix == SUFFIX)
        except OSError:
            return []

    def let_go_of_known(self) -> None:
        """Remove copies of files that were taken in from elsewhere meanwhile."""
        merged = TravelQueries(self._station.book).merged
        for file in self.files():
            with suppress(OSError):
                if merged(hashlib.sha256(file.read_bytes()).hexdigest()):
                    file.unlink()

    def look(self, place: Place, reporter: Reporter | None = None) -> list[FileVerdict]:
        """Say of each file what merging would say of it now; nothing is changed.

        Raises:
            Cancelled: between two files.
        """
        reporter, files = reporter or Reporter(), self.files()
        merging = Merging(self._station, self._folder)
        told = []
        for nth, file in enumerate(files):
            reporter.report("quarantine_looking", nth, len(files))
            told += merging.look(place, [file])
        return told

    def merge(
        self,
        place: Place,
        files: Sequence[Path],
        clocks: Clocks = Clocks.CHECKED,
        reporter: Reporter | None = None,
    ) -> Iterator[FileVerdict]:
        """Take files in again; what the book has now, or never needs, leaves the quarantine.

        Raises:
            Obstacle, Cancelled: as `Merging.merge`.
        """
        merging = Merging(self._station, self._folder, clocks)
        for one in merging.merge(place, files, reporter):
            if one.verdict in _DONE:
                # Its facts are in the book, or are for others. A copy that cannot be removed is
                # known the next time.
                with suppress(OSError):
                    one.path.unlink()
            yield one
