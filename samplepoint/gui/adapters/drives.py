"""The sticks that are plugged in, brought from the watch's thread to the window's.

Owns that way; refuses to know how sticks are found and what is written on them.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from samplepoint.devices.drive_watch import DriveWatch, Find
from samplepoint.domain.drives import Drive


class DriveHand(QObject):
    """The list of sticks, always as it is now."""

    changed = Signal(object)
    """A list of `Drive`, on the main thread."""
    noticed = Signal(object)
    """Every `DeviceNotice` of the watch, on the main thread."""
    _told = Signal(object)
    _published = Signal(object)

    def __init__(self, parent: QObject | None = None, find: Find | None = None) -> None:
        """Make it without starting; `find` stands for this machine's drives."""
        super().__init__(parent)
        self.here: list[Drive] = []
        queued = Qt.ConnectionType.QueuedConnection
        self._told.connect(self._take, queued)
        self._published.connect(self.noticed.emit, queued)
        self._watch = DriveWatch(self._published.emit, self._told.emit, find)

    def start(self) -> None:
        """Begin to watch."""
        self._watch.start()

    def stop(self, timeout_s: float) -> bool:
        """Stop watching; True where the thread has ended in time."""
        return self._watch.stop(timeout_s)

    def look_now(self) -> None:
        """Look at once, where a second would be long."""
        self._watch.look_now()

    def _take(self, here: list[Drive]) -> None:
        self.here = here
        self.changed.emit(here)
