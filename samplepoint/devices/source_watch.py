"""How long a live source may be quiet: when that is said, and when it is given up.

Owns the limits; refuses to know threads, and what is done about it. No clock: times are handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

SILENT_S: Final = 0.8
"""A camera that was ready and has given nothing for so long is lost: said within a second."""
GIVEN_UP_S: Final = 5.0
"""After so long its driver hangs: some stop for two or three seconds and go on."""
FIRST_FRAME_S: Final = 4.0
"""A camera that opened and has given nothing for so long is taken by another program."""
NO_FRAME_GIVEN_UP_S: Final = 10.0
OPENING_GIVEN_UP_S: Final = 25.0
"""Windows takes up to twenty seconds to open some cameras."""


class Stage(Enum):
    """How far a source has come."""

    OPENING = "opening"
    """It is opened, or will be again soon."""
    OPEN = "open"
    """It has given no frame yet."""
    GIVING = "giving"


class Quiet(Enum):
    """What a silence means."""

    SILENT = "silent"
    """Frames came, and come no more."""
    NO_FRAME = "no_frame"
    """It is open, and none ever came."""
    HUNG = "hung"
    """Nothing will come of it any more: its driver does not answer."""


_LIMITS: Final[Mapping[Stage, tuple[tuple[float, Quiet], ...]]] = MappingProxyType(
    {
        Stage.OPENING: ((OPENING_GIVEN_UP_S, Quiet.HUNG),),
        Stage.OPEN: ((FIRST_FRAME_S, Quiet.NO_FRAME), (NO_FRAME_GIVEN_UP_S, Quiet.HUNG)),
        Stage.GIVING: ((SILENT_S, Quiet.SILENT), (GIVEN_UP_S, Quiet.HUNG)),
    }
)


class SourceWatch:
    """Watches one source. Whatever comes from it is a sign of life."""

    def __init__(self, at_s: float) -> None:
        """Start where a source begins to be opened."""
        self._stage = Stage.OPENING
        self._since_s = at_s
        self._said: set[Quiet] = set()

    def hear(self, stage: Stage, at_s: float) -> None:
        """Take in a sign of life: how far the source has come."""
        self._stage, self._since_s = stage, at_s
        self._said.clear()

    def quiet(self, at_s: float) -> Quiet | None:
        """Return what the silence means by now, each thing once."""
        for limit_s, meaning in _LIMITS[self._stage]:
            if at_s - self._since_s >= limit_s and meaning not in self._said:
                self._said.add(meaning)
                return meaning
        return None
