"""What the window is told of a camera and other devices, in shapes that any page may hold.

Owns these values; refuses to know devices, threads and what is done with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from samplepoint.domain.readings import Reading
from samplepoint.domain.seen import CardSeen, Corners, MrzSeen
from samplepoint.errors import SamplepointError, Value
from samplepoint.gui.lamps import Light


@dataclass(frozen=True, slots=True)
class Sight:
    """What the camera shows now, with the box in which a code or a card should be held."""

    image: QImage
    guide: QRect
    kept: object = None
    """The owner of the image's pixels: they live as long as this does."""
    name: str = ""
    """The file it came from, "" for a camera."""


@dataclass(frozen=True, slots=True)
class DocumentShot:
    """A document that was read, and the picture it was read in. Both are dropped with it."""

    image: QImage
    card: CardSeen | None = None
    zone: MrzSeen | None = None
    names: Corners | None = None
    """Where the zone's line with the names lies."""
    problem: SamplepointError | None = None
    """Why a document that is in view could not be read."""


@dataclass(frozen=True, slots=True)
class DeviceSaid:
    """One sentence of a device about itself: a code of the catalogue, its values, its light."""

    device: str
    code: str
    light: Light
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CameraName:
    """A camera that is plugged in: what it is called, and what is remembered of it."""

    name: str
    identity: str


class Stage(StrEnum):
    """What is left to do with a document that was read."""

    COMPARE = "compare"
    """Somebody compares it with the picture; one key takes it."""
    NAME = "name"
    """Its name has to be typed."""
    TAKEN = "taken"
    """Nothing: it was proved, and is shown until the next reading."""


class Reader(StrEnum):
    """Where the reading of cards stands, as codes of the catalogue."""

    NOT_STARTED = "reader_not_started"
    BUSY = "reader_busy"


@dataclass(frozen=True, slots=True)
class ScanPace:
    """How a keyboard scanner typed its last code."""

    characters: int
    a_second: float
    """Characters a second; 0 where it cannot be told."""
    end: str
    """`enter`, `tab` or `none`: what the scanner sent after the code."""


@dataclass(frozen=True, slots=True)
class LastScan:
    """The last code that any scanner or the camera gave, and how a keyboard scanner typed it."""

    reading: Reading
    pace: ScanPace | None = None
    refused: SamplepointError | None = None
    """Why the camera did not take what it saw; there is no text of it then."""
