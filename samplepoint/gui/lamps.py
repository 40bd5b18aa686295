"""What the lamps of the bar and the lines of the devices show; the shape says it as much as colour.

Owns the values; refuses to know devices (see `adapters`) and painting.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Light(StrEnum):
    """A full dot, a ring, a cross."""

    READY = "ready"
    OFF = "off"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Lamp:
    """One device in the bar: a word of the catalogue and its light."""

    word: str
    light: Light


@dataclass(frozen=True, slots=True)
class StateRow:
    """How something stands, in words, with its light; None for plain words."""

    text: str
    light: Light | None = None
    role: str = ""
    """How it is written where that is not the light's own way."""
