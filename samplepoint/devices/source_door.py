"""The door every frame source has: opened and closed by a `with`, also where something goes wrong.

Owns that shape alone; refuses to know what is behind it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from samplepoint.devices.frames import Frame, Taking


class SourceDoor(ABC):
    """A `FrameSource` to be filled in: `open`, `next_frame`, `close`."""

    taking = Taking.LATEST

    @abstractmethod
    def open(self) -> None:
        """Take hold of the source (see `FrameSource`); holds nothing where that fails."""

    @abstractmethod
    def next_frame(self) -> Frame | None:
        """Wait for the next frame (see `FrameSource`)."""

    @abstractmethod
    def close(self) -> None:
        """Let the source go; may be called twice, and where it never opened."""

    def __enter__(self) -> Self:
        """Open it."""
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()
