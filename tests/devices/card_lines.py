"""A card as lines of text on its layout, and an engine that reads nothing else.

Owns the hand-made reading; knows nothing of pictures.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from samplepoint.devices.card_flat import PIXELS_A_MM
from samplepoint.devices.card_placing import Matrix, moved, moved_corners
from samplepoint.devices.frames import Pixels
from samplepoint.devices.text_lines import TextLine
from samplepoint.domain.seen import Corners

FLAT: Matrix = np.array(
    [[PIXELS_A_MM, 0, 2 * PIXELS_A_MM], [0, PIXELS_A_MM, 2 * PIXELS_A_MM], [0, 0, 1.0]]
)
"""From millimetres to pixels of a card that was laid flat."""

SIZE = (1280, 720)
DIGIT_MM = 2.606
"""The width of a digit of the number."""


@dataclass(frozen=True)
class Print:
    """A text on a card: its left edge and middle height, its characters' width, in millimetres."""

    text: str
    x: float
    y: float
    pitch: float = 3.0
    spaces: tuple[int, ...] = ()
    """Before these characters stands another one, which the engine does not know."""

    def line(self, to_pixels: Matrix, sure: float = 0.99) -> TextLine:
        """Lay the text into a picture."""
        widths = [0.56 if char.isascii() else 1.0 for char in self.text]
        centres, at = list[float](), 0.0
        for index, width in enumerate(widths):
            at += 1.0 if index in self.spaces else 0.0
            centres.append(at + width / 2)
            at += width
        wide, tall = at * self.pitch, 0.68 * self.pitch
        box: Corners = (
            (self.x, self.y - tall),
            (self.x + wide, self.y - tall),
            (self.x + wide, self.y + tall),
            (self.x, self.y + tall),
        )
        places = tuple(centre / at for centre in centres)
        corners = moved_corners(to_pixels, box)
        return TextLine(self.text, corners, (sure,) * len(self.text), places)


def front(number: str, name: str = "李芳") -> list[Print]:
    """Give what is printed on the front of a card of an invented person, born 1990-03-07."""
    return [
        Print("姓名", 5.7, 8.6),
        Print(name, 15.8, 8.6, 3.5),
        Print("性别", 5.7, 15.4),
        Print("女", 15.8, 15.4),
        Print("民族", 25.7, 15.4),
        Print("土家", 33.6, 15.4),
        Print("出生", 5.7, 22.1),
        Print("1990", 15.8, 22.1),
        Print("年", 25.0, 22.1),
        Print("3", 30.5, 22.1),
        Print("月", 34.1, 22.1),
        Print("7", 38.5, 22.1),
        Print("日", 43.0, 22.1),
        Print("住址", 5.7, 28.9),
        Print("青山省绿水市石桥村七组", 15.8, 28.9),
        Print("12号", 15.8, 33.2),
        Print("公民身份号码", 5.7, 47.2),
        Print(number, 29.0, 47.1, DIGIT_MM / 0.56),
    ]


def lying(
    left: float = 200.0, top: float = 120.0, scale: float = 8.0, lean_degrees: float = 0.0
) -> Matrix:
    """Return the way from millimetres to pixels of a card that lies in a picture."""
    cosine, sine = (wave(math.radians(lean_degrees)) * scale for wave in (math.cos, math.sin))
    return np.array([[cosine, -sine, left], [sine, cosine, top], [0, 0, 1.0]])


def laid(prints: Sequence[Print], to_pixels: Matrix) -> tuple[TextLine, ...]:
    """Lay all prints of a card into a picture."""
    return tuple(each.line(to_pixels) for each in prints)


def table(grey: int = 120) -> Pixels:
    """Give an empty picture."""
    return np.full((SIZE[1], SIZE[0], 3), grey, np.uint8)


@dataclass
class HandMadeEngine:
    """Gives prepared lines: a list a page, in the order of the pages; the last for all others."""

    pages: list[tuple[TextLine, ...]]
    strip: Callable[[str], str] = lambda _alphabet: ""
    asked: list[tuple[int, ...]] = field(default_factory=list)

    def read_page(self, pixels: Pixels) -> tuple[TextLine, ...]:
        """Give the next page's lines."""
        self.asked.append(pixels.shape)
        return self.pages[min(len(self.asked), len(self.pages)) - 1]

    def read_strips(self, strips: Sequence[Pixels], alphabet: str = "") -> tuple[TextLine, ...]:
        """Give what a strip is said to hold."""
        return tuple(Print(self.strip(alphabet), 0, 0).line(np.eye(3)) for _ in strips)

    def knows(self, char: str) -> bool:
        """Know everything."""
        return bool(char)


def middle(corners: Corners) -> tuple[float, float]:
    """Return the middle of four corners."""
    return (
        sum(x for x, _ in corners) / len(corners),
        sum(y for _, y in corners) / len(corners),
    )


def at_mm(to_pixels: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a place of the card is in the picture."""
    return moved(to_pixels, [(x, y)])[0]
