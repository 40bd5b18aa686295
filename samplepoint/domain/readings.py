"""One reading, whatever it came from: the only thing a device may hand to the desk.

Owns the value; refuses to know what the text means (see `classifying`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where a reading came from."""

    WEDGE = "wedge"
    SERIAL = "serial"
    CAMERA = "camera"
    TYPED = "typed"
    REPLAY = "replay"


class Quality(StrEnum):
    """What the device noticed about the reading while it came in."""

    GOOD = "good"
    GAP = "gap"
    """A pause inside the code: a hand typed into it, or a part was lost. Ask for it again."""
    OVERLONG = "overlong"
    """More characters than any code may have; the text holds only the first ones."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a device read: the text as it came, without its line end, and how it came.

    `text` is untrusted: it may hold any character a scanner or a hand can send.
    """

    text: str
    source: Source = Source.WEDGE
    quality: Quality = Quality.GOOD
