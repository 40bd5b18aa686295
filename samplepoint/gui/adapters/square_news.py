"""What squares a camera sees, brought from the eye's thread to the window's.

Owns that way and whether they are wanted; refuses to know what they hold.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal


class SquareNews(QObject):
    """Whoever wants squares sets `wanted`; meanwhile the camera looks for nothing else."""

    seen = Signal(object)
    """A tuple of bytes: every square in one frame, on the main thread."""
    _told = Signal(object)

    def __init__(self) -> None:
        """Want none."""
        super().__init__()
        self.wanted = False
        self._told.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def is_wanted(self) -> bool:
        """Tell whether squares are wanted, on any thread."""
        return self.wanted

    def tell(self, squares: tuple[bytes, ...]) -> None:
        """Bring squares over, from any thread."""
        self._told.emit(squares)

    def _hear(self, squares: tuple[bytes, ...]) -> None:
        if self.wanted:
            self.seen.emit(squares)
