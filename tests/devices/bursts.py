"""Bursts of key strokes, and the readings they ought to become.

Owns no expectation.
"""

from __future__ import annotations

from samplepoint.devices.wedge import Stroke, WedgeDecoder
from samplepoint.domain.readings import Quality, Reading

TUBE = "SJZ0001234500"
CARD = "130105199001010007"


def burst(text: str, start_ms: float = 1000.0, key_ms: float = 5.0) -> list[Stroke]:
    return [Stroke(char, start_ms + i * key_ms) for i, char in enumerate(text)]


def play(decoder: WedgeDecoder, strokes: list[Stroke]) -> list[Reading]:
    return [reading for stroke in strokes if (reading := decoder.feed(stroke)) is not None]


def good(*texts: str) -> list[Reading]:
    return [Reading(text) for text in texts]


def gap(*texts: str) -> list[Reading]:
    return [Reading(text, quality=Quality.GAP) for text in texts]
