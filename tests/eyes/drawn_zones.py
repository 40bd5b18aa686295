"""Travel documents of invented people, drawn and seen by a camera that never was.

Owns the people, the drawing and the photographing; knows nothing of how a zone is read.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from samplepoint.devices.frames import Pixels
from samplepoint.domain.seen import MrzKind
from tests.domain.zones import Holder, card, mainland_permit, passport, small_sheet
from tests.eyes import drawn_cards
from tests.eyes.drawn_cards import TIERS, background, compressed, laid, with_glare

SIZES_MM = {MrzKind.TD3: (125, 88), MrzKind.TD2: (105, 74), MrzKind.TD1: (85.6, 54)}
_PIXELS_A_MM = {MrzKind.TD3: 12, MrzKind.TD2: 13, MrzKind.TD1: 15}
_LETTER_MM = 2.54
_LINE_MM = 6.35

_SURNAMES = "NGUYEN KOWALSKI WANG YILMAZ SMITH OKAFOR TANAKA MUELLER KIM OBRIEN IVANOVA".split()
_GIVEN = "MEI LING,XIAOMING,KA MAN,ANNA MARIA,CHIDI,YUKI,OLGA,HOI YAN,LUC".split(",")
_ISSUERS = "UTO MAC KOR HKG JPN VNM D FRA PHL".split()
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"


@dataclass(frozen=True)
class Drawn:
    """What stands in a drawn zone."""

    holder: Holder
    kind: MrzKind
    lines: tuple[str, ...]


def invented(seed: int) -> Drawn:
    """Invent a document: a passport, a sheet, a card, or a permit of Hong Kong people."""
    chance = random.Random(seed)
    letters = chance.choice([1, 2])
    number = chance.choices(_CAPITALS, k=letters) + chance.choices(_DIGITS, k=9 - letters)
    holder = Holder(
        "".join(number),
        (date(1935, 1, 1) + timedelta(days=chance.randrange(85 * 365))).isoformat(),
        (date(2026, 6, 1) + timedelta(days=chance.randrange(9 * 365))).isoformat(),
        chance.choice("MF"),
        chance.choice(_SURNAMES),
        chance.choice(_GIVEN),
        chance.choice(_ISSUERS),
        chance.choice(["", "".join(chance.choices(_DIGITS + _CAPITALS, k=6))]),
    )
    made = chance.choice([passport, passport, card, card, small_sheet, mainland_permit])
    if made is mainland_permit:
        holder = replace(holder, number="H" + "".join(chance.choices(_DIGITS, k=8)), issuer="CHN")
    lines = made(holder)
    return Drawn(
        holder, MrzKind("TD3 TD2 TD1".split()[(44, 36, 30).index(len(lines[0]))]), tuple(lines)
    )


@cache
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size) if path else drawn_cards.font(size)


def drawn(zone: Drawn, seed: int = 0, font: str = "") -> Pixels:
    """Draw a data page or card, flat; `font` is a file, "" the font of our paper."""
    chance = random.Random(seed)
    is_page = zone.kind is MrzKind.TD3
    scale = _PIXELS_A_MM[zone.kind]
    width, height = (round(side * scale) for side in SIZES_MM[zone.kind])
    tint = tuple(chance.randint(196, 236) for _ in range(3))
    image = Image.new("RGB", (width, height), tint)
    pen = ImageDraw.Draw(image)
    for y in range(0, height, 16):
        wave = [(x, y + 9 * math.sin(x / 70 + y)) for x in range(0, width, 12)]
        pen.line(wave, fill=(tint[0] - 12, tint[1] - 12, tint[2] - 12), width=2)
    if is_page:
        pen.rectangle((80, 150, 420, 640), (214, 220, 232))
        pen.ellipse((150, 230, 340, 480), (196, 164, 136))
    for row, text in enumerate(("TRAVEL DOCUMENT", zone.holder.number, zone.holder.surname)):
        pen.text((460, 110 + 80 * row), text, (50, 50, 60), drawn_cards.font(34))
    letter, pitch = scale * _LETTER_MM, scale * _LINE_MM
    left, top = (width - letter * len(zone.lines[0])) / 2, height - pitch * len(zone.lines) - 30
    face = _font(font, round(letter * (1.65 if font else 1.5)))
    for row, line in enumerate(zone.lines):
        for place, char in enumerate(line):
            at = (left + (place + 0.5) * letter, top + (row + 0.5) * pitch)
            pen.text(at, char, (24, 24, 30), face, anchor="mm")
    return np.ascontiguousarray(np.array(image)[:, :, ::-1])


def photographed(
    zone: Drawn,
    seed: int,
    tier: str = "easy",
    size: tuple[int, int] = (1280, 720),
    font: str = "",
) -> Pixels:
    """Draw a document and look at it as a camera of `size` pixels does, badly as `tier` allows."""
    how, chance = TIERS[tier], random.Random(f"{tier}{seed}")
    room = np.random.default_rng([list(TIERS).index(tier), seed])
    flat = drawn(zone, seed, font)
    if chance.random() < how.glare:
        flat = with_glare(flat, chance)
    how = replace(how, smallest=max(how.smallest, 0.5))
    quad = drawn_cards._placed(how, chance, size)  # noqa: SLF001
    picture = laid(flat, quad, background(size, seed))
    light = chance.uniform(0.55, 1.1)
    seen = cv2.GaussianBlur(
        picture.astype(np.float32) * light, (0, 0), chance.uniform(0.4, how.blur)
    )
    grain = room.normal(0, chance.uniform(0.5, how.noise), seen.shape)
    return compressed(np.clip(seen + grain, 0, 255).astype(np.uint8), how.jpeg)
