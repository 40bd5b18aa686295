"""Removable drives on Windows: which letters can be unplugged, and how such a drive is called.

Owns that choice; refuses to write and to eject.
"""

from __future__ import annotations

import os
from pathlib import Path

from samplepoint.devices.windows_calls import Bus, DriveType, WindowsCalls
from samplepoint.devices.windows_kernel import CallFailed
from samplepoint.domain.drives import Drive


class WindowsDrives:
    """The drives of this machine, looked up anew at each call."""

    def __init__(self, calls: WindowsCalls, system_letter: str | None = None) -> None:
        """Ask these calls; `system_letter` is that of the drive Windows runs from."""
        self._calls = calls
        self._system = system_letter or os.environ.get("SYSTEMDRIVE", "C:")[:1].upper()

    def find(self) -> list[Drive]:
        """Return the drives that can be unplugged and have a medium, by name."""
        letters = self._letters()
        drives = [self._drive(letter) for letter in letters if self._can_be_unplugged(letter)]
        return sorted((one for one in drives if one), key=lambda one: (one.name, one.letter))

    def _letters(self) -> list[str]:
        return [letter for letter in self._calls.letters() if letter != self._system]

    def _can_be_unplugged(self, letter: str) -> bool:
        """A stick is removable; a USB disk calls itself fixed, and its bus tells."""
        kind = self._calls.drive_type(_root(letter))
        if kind != DriveType.FIXED:
            return kind == DriveType.REMOVABLE
        try:
            return self._calls.description(letter).bus in set(Bus)
        except CallFailed:
            return False

    def _drive(self, letter: str) -> Drive | None:
        root = _root(letter)
        try:
            volume = self._calls.volume(root)
            free, whole, _cluster = self._calls.space(root)
        except CallFailed:
            # A slot without a card, a stick without a file system.
            return None
        return Drive(
            identity=f"{volume.serial:08X}",
            folder=Path(root),
            name=volume.label or self._maker(letter) or f"{letter}:",
            size_bytes=whole,
            free_bytes=free,
            file_system=volume.file_system,
            letter=f"{letter}:",
            is_read_only=volume.is_read_only,
        )

    def _maker(self, letter: str) -> str:
        try:
            return self._calls.description(letter).maker
        except CallFailed:
            return ""


def _root(letter: str) -> str:
    return f"{letter}:\\"
