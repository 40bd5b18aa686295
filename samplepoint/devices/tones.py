"""The four sounds of the desk as samples, told apart by pitch, rhythm and length.

Owns how they sound; refuses to know when they are played and on what.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

SAMPLE_RATE = 44_100
"""Samples a second: 16 bits, one channel, in the machine's byte order."""

_PEAK = 0.8 * 32_767
_EDGE_MS = 5
"""Attack and release: a tone that starts or ends at full height clicks."""


class Tone(StrEnum):
    """What a sound says."""

    ACCEPTED = "accepted"
    TUBE_FULL = "tube_full"
    REFUSED = "refused"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Note:
    """One sound of a melody: pitch in hertz, then lengths in milliseconds."""

    pitch_hz: float
    sounding_ms: int
    silent_after_ms: int = 0
    overtones: int = 0
    """How many odd overtones: they make a buzz, and carry a low note on a laptop's speaker."""


MELODIES: dict[Tone, tuple[Note, ...]] = {
    # One short high beep: heard a thousand times a day, so it is the shortest.
    Tone.ACCEPTED: (Note(1760.0, 120),),
    # Three steps up, the last one held.
    Tone.TUBE_FULL: (Note(784.0, 110, 30), Note(988.0, 110, 30), Note(1319.0, 240)),
    # A low buzz, twice, long: nobody goes on over it.
    Tone.REFUSED: (Note(196.0, 300, 100, overtones=6), Note(196.0, 400, overtones=6)),
    # Two even steps down in the middle.
    Tone.WARNING: (Note(587.0, 180, 120), Note(440.0, 180)),
}


@cache
def samples(tone: Tone) -> bytes:
    """Return the samples of `tone`; the first call works some hundredths of a second."""
    sound = array("h")
    for note in MELODIES[tone]:
        sound.extend(_sounding(note))
        sound.extend([0] * _count(note.silent_after_ms))
    return sound.tobytes()


def length_ms(tone: Tone) -> int:
    """How long `tone` lasts, in milliseconds."""
    return sum(note.sounding_ms + note.silent_after_ms for note in MELODIES[tone])


def _sounding(note: Note) -> array[int]:
    count, edge = _count(note.sounding_ms), _count(_EDGE_MS)
    harmonics = [2 * k + 1 for k in range(note.overtones + 1)]
    step = 2 * math.pi * note.pitch_hz / SAMPLE_RATE
    wave = [sum(math.sin(h * step * i) / h for h in harmonics) for i in range(count)]
    loudest = max(map(abs, wave))
    return array(
        "h",
        (
            round(_PEAK * value / loudest * min(1.0, i / edge, (count - 1 - i) / edge))
            for i, value in enumerate(wave)
        ),
    )


def _count(length_ms: int) -> int:
    return SAMPLE_RATE * length_ms // 1000
