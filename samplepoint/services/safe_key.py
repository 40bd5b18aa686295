"""The key for the safe of a new supervisor's book: carried away on two sticks, then removed here.

Owns its copies of this session and the removing; refuses to know what it opens (see `recovering`).
"""

from __future__ import annotations

import os
from pathlib import Path

from samplepoint.domain.drives import Drive
from samplepoint.domain.outcomes import Outcome
from samplepoint.errors import Obstacle
from samplepoint.services.jobs import Reporter
from samplepoint.services.small_files import read_small
from samplepoint.services.stick import Destination
from samplepoint.services.stick_planning import Clash
from samplepoint.storage.safe_file import folder_obstacle

ENOUGH = 2
"""Copies for a safe: one stick alone may fail."""


class SafeKey:
    """The file that lies beside a supervisor's book until somebody takes it away."""

    def __init__(self, file: Path, station_id: str) -> None:
        """Look after this file; copies are named after the book's station."""
        self.file = file
        self._name = f"recovery-{station_id}.key"
        self.copies: dict[str, str] = {}
        """Who has it: what tells one stick or folder from another, and its name."""

    @property
    def is_here(self) -> bool:
        """Tell whether the key still lies on this laptop."""
        return self.file.exists()

    def put(self, to: Destination, reporter: Reporter | None = None) -> Outcome:
        """Write a copy, read it back, let go of the stick; return how that ended.

        Raises:
            Obstacle: `file_absent` when the key is not here any more; as `StickDoor.check`.
            Cancelled: the operator asked to stop.
        """
        content = read_small(self.file)
        to.check()
        puts = to.put([(self._name, content)], reporter, Clash.NUMBER)
        if all(one.is_safe for one in puts):
            target = to.target
            is_drive = isinstance(target, Drive)
            which = target.identity if isinstance(target, Drive) else str(target)
            self.copies[which] = target.name if is_drive else str(to.folder)
        return to.close(puts, reporter)

    def remove(self) -> None:
        """Write over the key and remove it.

        A drive may keep what was written over somewhere else: what the key opens is sealed anyway
        with a PIN or another key, and the laptop's own disk is the least likely to be searched.

        Raises:
            Obstacle: what the disk says; the key is then still here.
        """
        try:
            size = self.file.stat().st_size
            with self.file.open("r+b") as file:
                file.write(bytes(size))
                file.flush()
                os.fsync(file.fileno())
            self.file.unlink()
        except FileNotFoundError:
            raise Obstacle("file_absent", file=self.file.name) from None
        except OSError as error:
            raise folder_obstacle(error, self.file.parent) from error
