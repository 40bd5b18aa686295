"""A line of text as an engine read it, and what such an engine can do.

Owns the shape that card and zone readers build on; refuses to know how text is recognised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from samplepoint.devices.frames import Pixels
from samplepoint.domain.seen import Corners, Point


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line: a probability and a place for every character of the untrusted text.

    `places` are the characters' centres along the line, 0 at its beginning, 1 at its end;
    `corners` go round the line as it is read, top left of its first character first, whichever
    way it lies in the picture.
    """

    text: str
    corners: Corners
    probabilities: tuple[float, ...]
    places: tuple[float, ...]

    @property
    def weakest(self) -> float:
        """The smallest probability of any character but blanks; 0 where there is none."""
        solid = (
            probability
            for char, probability in zip(self.text, self.probabilities, strict=True)
            if not char.isspace()
        )
        return min(solid, default=0.0)

    def point_at(self, along: float, down: float) -> Point:
        """Return the picture's point at 0 to 1 along the line and 0 to 1 down its height."""
        left, top_right, bottom_right, bottom_left = self.corners
        top = _between(left, top_right, along)
        bottom = _between(bottom_left, bottom_right, along)
        return _between(top, bottom, down)


class TextEngine(Protocol):
    """What reads text: a whole picture, or strips that hold one upright line each."""

    def read_page(self, pixels: Pixels) -> tuple[TextLine, ...]:
        """Find and read every line, top to bottom; corners are in pixels of the picture.

        Lines may lean; one that stands is read from top to bottom, one that hangs upside down
        comes out as nonsense with small probabilities.
        """

    def read_strips(self, strips: Sequence[Pixels], alphabet: str = "") -> tuple[TextLine, ...]:
        """Read one line from each strip; nothing but the characters of `alphabet`, if given.

        The probabilities stay those of the whole dictionary: a character that was forced into
        the alphabet has a small one.
        """

    def knows(self, char: str) -> bool:
        """Tell whether the engine can give this character at all."""


def _between(first: Point, second: Point, share: float) -> Point:
    return (
        first[0] + (second[0] - first[0]) * share,
        first[1] + (second[1] - first[1]) * share,
    )
