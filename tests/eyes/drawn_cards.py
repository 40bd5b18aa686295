"""Identity cards of invented people, drawn and seen by a camera that never was.

Owns the people, the drawing and the photographing; knows nothing of how a card is read.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from samplepoint.devices.frames import Pixels
from samplepoint.domain.resident_id import check_digit
from samplepoint.domain.seen import CardKind, Corners

SIZE = (1284, 810)
"""15 pixels a millimetre of 85.6 x 54."""

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许吕亓郄訾覃"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍鹏辉琳宇怡雨泽轩梓涵睿皓妍喆堃頔玥珺"
_WEST = "艾力 买买提 阿依古丽 努尔 帕提曼 热合曼 古丽娜尔 伊敏江 吐尔洪 木合塔尔".split()
_ETHNICITIES = "汉 汉 汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 土家 柯尔克孜 达斡尔 畲".split()
_TOWNS = "山东省莱芜市 湖南省浏阳市 新疆霍城县 四川省越西县 上海市普陀区 云南省澜沧县".split()
_PLACES = "柳林镇石桥村 人民路 解放大街 青山乡中坪村 滨河花园 三里屯街道 东风巷 荷塘新村".split()
_AREAS = "110101 130102 310107 370202 430181 440882 510722 530828 654023 500103".split()


@dataclass(frozen=True)
class Card:
    """What stands on a card; `birth` is YYYY-MM-DD."""

    number: str
    name: str
    sex: str
    ethnicity: str
    birth: str
    address: str
    kind: CardKind = CardKind.RESIDENT


@dataclass(frozen=True)
class Photograph:
    """A picture of a card and the corners of the card in it."""

    pixels: Pixels
    quad: Corners
    card: Card


@dataclass(frozen=True)
class Tier:
    """How badly a camera sees: each of these is the most that chance may bring."""

    name: str
    lean: float
    tilt: float
    smallest: float
    blur: float
    noise: float
    glare: float
    jpeg: int


TIERS = {
    "easy": Tier("easy", 4, 0.02, 0.62, 0.7, 3, 0.0, 90),
    "medium": Tier("medium", 10, 0.06, 0.50, 1.1, 7, 0.25, 82),
    "hard": Tier("hard", 20, 0.11, 0.42, 1.6, 12, 0.5, 70),
    # Beyond what can be read: here nothing may be wrong and green.
    "awful": Tier("awful", 30, 0.15, 0.30, 3.2, 24, 0.7, 40),
}


def invented(seed: int, kind: CardKind = CardKind.RESIDENT) -> Card:
    """Invent a person; the number's sequence is 000 or 999, which is never issued."""
    chance = random.Random(seed)
    born = date(1930, 1, 1) + timedelta(days=chance.randrange(95 * 365))
    area = {
        CardKind.RESIDENT: chance.choice(_AREAS),
        CardKind.RESIDENCE_PERMIT: chance.choice(["810000", "820000", "830000"]),
        CardKind.FOREIGN_RESIDENT: "911124",
    }[kind]
    sequence = chance.choice(["000", "999"])
    seventeen = f"{area}{born:%Y%m%d}{sequence}"
    ethnicity = chance.choice(_ETHNICITIES)
    if kind is CardKind.FOREIGN_RESIDENT:
        name = chance.choice(["SMITH ANNA MARIA", "OKAFOR CHIDI", "TANAKA YUKI"])
    elif ethnicity in ("维吾尔", "柯尔克孜"):
        name = "·".join(chance.sample(_WEST, chance.choice([2, 2, 3])))
    else:
        name = chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.choice([1, 2])))
    address = f"{chance.choice(_TOWNS)}{chance.choice(_PLACES)}{chance.randint(1, 1999)}号"
    if chance.random() < 0.5:
        house, stairs, flat = chance.randint(1, 30), chance.randint(1, 6), chance.randint(101, 2602)
        address += f"{house}号楼{stairs}单元{flat}室"
    return Card(
        seventeen + check_digit(seventeen),
        name,
        "男" if sequence == "999" else "女",
        "" if kind is not CardKind.RESIDENT else ethnicity,
        born.isoformat(),
        "" if kind is CardKind.FOREIGN_RESIDENT else address,
        kind,
    )


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the font of our paper, in pixels."""
    spec = find_spec("cvttf_NotoSansCJK_Regular")
    assert spec
    assert spec.origin
    return ImageFont.truetype(str(next(Path(spec.origin).parent.glob("*.otf"))), size)


def drawn(card: Card, seed: int = 0) -> Pixels:
    """Draw the front of a card, flat, `SIZE` large, its lettering a little off as printers are."""
    chance = random.Random(seed)
    tint = tuple(chance.randint(196, 226) for _ in range(3))
    image = Image.new("RGB", SIZE, tint)
    pen = ImageDraw.Draw(image)
    for at in range(30, 1300, 26):
        pen.arc((at - 700, 200 - at // 2, at + 700, 900 + at // 2), 0, 360, (170, 190, 205))
    _portrait(pen)
    off = chance.uniform(-6, 6)
    if card.kind is CardKind.FOREIGN_RESIDENT:
        _foreign(pen, card, off)
    else:
        _resident(pen, card, off)
    return np.ascontiguousarray(np.array(image)[:, :, ::-1])


def _portrait(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((835, 105, 1200, 580), (214, 226, 232))
    pen.ellipse((930, 190, 1105, 430), (196, 164, 136))
    pen.pieslice((920, 150, 1115, 330), 180, 360, (40, 36, 36))
    pen.pieslice((850, 440, 1185, 720), 180, 360, (70, 82, 110))
    pen.rectangle((850, 580, 1185, 722), (205, 214, 220))


def _label(pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int = 38) -> None:
    pen.text(at, text, (58, 118, 176), font(size), anchor="lm")


def _value(pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int = 44) -> None:
    pen.text(at, text, (26, 28, 34), font(size), anchor="lm")


def _resident(pen: ImageDraw.ImageDraw, card: Card, off: float) -> None:
    """Draw the layout of 居民身份证, or of the residence permit, which has no 民族."""
    year, month, day = card.birth.split("-")
    left, value = 88 + off, 238 + off
    _label(pen, (left, 128), "姓 名")
    size = 52 if len(card.name) < 12 else 36
    for row, part in enumerate(_wrapped(card.name, 15)):
        _value(pen, (value, 124 + row * 44), part, size)
    _label(pen, (left, 232), "性 别")
    _value(pen, (value, 230), card.sex)
    if card.kind is CardKind.RESIDENT:
        _label(pen, (left + 300, 232), "民 族")
        _value(pen, (left + 420, 230), card.ethnicity)
    _label(pen, (left, 332), "出 生")
    _value(pen, (value, 330), year)
    _label(pen, (value + 140, 332), "年")
    _value(pen, (value + 215, 330), str(int(month)))
    _label(pen, (value + 280, 332), "月")
    _value(pen, (value + 345, 330), str(int(day)))
    _label(pen, (value + 415, 332), "日")
    _label(pen, (left, 436), "住 址")
    for row, part in enumerate(_wrapped(card.address, 11)):
        _value(pen, (value, 434 + row * 62), part)
    _label(pen, (left, 708), "公民身份号码")
    for place, char in enumerate(card.number):
        _value(pen, (value + 205 + place * 38, 706), char, 58)


def _foreign(pen: ImageDraw.ImageDraw, card: Card, off: float) -> None:
    """Draw the bilingual layout of the foreigner's card of 2023, as far as it is known."""
    rows = [
        ("姓名/Name", card.name),
        ("性别/Sex", f"{card.sex}/{'M' if card.sex == '男' else 'F'}"),
        ("出生日期/Date of Birth", card.birth.replace("-", ".")),
        ("国籍/Nationality", "加拿大/CAN"),
    ]
    for row, (label, text) in enumerate(rows):
        _label(pen, (88 + off, 110 + row * 124), label, 28)
        _value(pen, (88 + off, 158 + row * 124), text)
    _label(pen, (88 + off, 706), "证件号码/ID No.", 28)
    _value(pen, (380 + off, 706), card.number, 58)


def _wrapped(text: str, width: int) -> list[str]:
    """Break a text where digits and wide characters fill `width` wide places."""
    rows, row, room = list[str](), "", 0.0
    for char in text:
        wide = 0.55 if char.isascii() else 1.0
        if room + wide > width:
            rows, row, room = [*rows, row], "", 0.0
        row, room = row + char, room + wide
    return [*rows, row]


def photographed(
    card: Card, seed: int, tier: str = "easy", size: tuple[int, int] = (1280, 720)
) -> Photograph:
    """Draw a card and look at it as a camera of `size` pixels does, badly as `tier` allows."""
    how, chance = TIERS[tier], random.Random(f"{tier}{seed}")
    room = np.random.default_rng([list(TIERS).index(tier), seed])
    light = chance.uniform(0.55, 1.1)
    flat = dimmed(drawn(card, seed), light)
    if chance.random() < how.glare:
        flat = with_glare(flat, chance)
    quad = _placed(how, chance, size)
    picture = laid(flat, quad, dimmed(background(size, seed), light))
    ramp = np.linspace(1.0, chance.uniform(0.6, 1.2), size[0], dtype=np.float32)
    lit = picture.astype(np.float32) * ramp[None, :, None]
    seen = cv2.GaussianBlur(lit, (0, 0), chance.uniform(0.3, how.blur))
    grain = room.normal(0, chance.uniform(0.5, how.noise), seen.shape)
    pixels = compressed(np.clip(seen + grain, 0, 255).astype(np.uint8), how.jpeg)
    return Photograph(pixels, _corners(quad), card)


def _placed(how: Tier, chance: random.Random, size: tuple[int, int]) -> npt.NDArray[np.float32]:
    width = size[0] * chance.uniform(how.smallest, min(0.78, how.smallest + 0.2))
    height = width * SIZE[1] / SIZE[0]
    lean = math.radians(chance.uniform(-how.lean, how.lean))
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [width / 2, height / 2]
    turn = np.array([[math.cos(lean), math.sin(lean)], [-math.sin(lean), math.cos(lean)]])
    tilt = np.array([[chance.uniform(-how.tilt, how.tilt) * width for _ in "xy"] for _ in half])
    quad = half @ turn + tilt
    low, high = quad.min(axis=0), quad.max(axis=0)
    shrink = min(1.0, *(np.array(size) * 0.96 / (high - low)))
    quad, low, high = quad * shrink, low * shrink, high * shrink
    spare = np.maximum(np.array(size) - (high - low), 0)
    place = np.array([chance.uniform(0.1, 0.9) * spare[0], chance.uniform(0.1, 0.9) * spare[1]])
    return np.asarray(quad - low + place, dtype=np.float32)


def laid(flat: Pixels, quad: npt.NDArray[np.float32], ground: Pixels) -> Pixels:
    """Lay a flat card on a ground so that its corners come to `quad`."""
    height, width = flat.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    turn = cv2.getPerspectiveTransform(corners, quad)
    size = (ground.shape[1], ground.shape[0])
    over = cv2.warpPerspective(flat, turn, size, flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), turn, size)
    share = (mask.astype(np.float32) / 255)[:, :, None]
    return np.asarray(over * share + ground * (1 - share), dtype=np.uint8)


def background(size: tuple[int, int], seed: int) -> Pixels:
    """Make a table: coarse cloth in one colour, here and there with a printed word on it."""
    chance, room = random.Random(seed), np.random.default_rng(seed)
    coarse = room.normal(0, 30, (size[1] // 16, size[0] // 16, 1)).astype(np.float32)
    cloth = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)[:, :, None]
    fine = room.normal(0, chance.uniform(4, 18), (size[1], size[0], 1))
    colour = np.array([chance.uniform(40, 190) for _ in range(3)])
    image = Image.fromarray(np.clip(colour + cloth + fine, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    for _ in range(chance.choice([0, 0, 2, 4])):
        at = (chance.randrange(size[0]), chance.randrange(size[1]))
        word = "".join(chance.choices("ABCDEFabcdef0123456789 ", k=12))
        pen.text(at, word, (20, 20, 20), font(chance.randint(16, 30)))
    return np.asarray(image, dtype=np.uint8).copy()


def dimmed(pixels: Pixels, light: float) -> Pixels:
    """Show a picture in less or more light."""
    return np.asarray(np.clip(pixels.astype(np.float32) * light, 0, 255), dtype=np.uint8)


def with_glare(flat: Pixels, chance: random.Random) -> Pixels:
    """Burn a bright spot into a card."""
    height, width = flat.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = chance.uniform(0.1, 0.9) * width, chance.uniform(0.1, 0.9) * height
    wide = chance.uniform(40, 130)
    spot = np.exp(-(((xs - x) / (1.6 * wide)) ** 2 + ((ys - y) / wide) ** 2))[:, :, None]
    burnt = flat.astype(np.float32) + spot * chance.uniform(120, 330)
    return np.asarray(np.clip(burnt, 0, 255), dtype=np.uint8)


def compressed(pixels: Pixels, quality: int) -> Pixels:
    """Store a picture as JPEG and read it back."""
    done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)


def _corners(quad: npt.NDArray[np.float32]) -> Corners:
    first, second, third, fourth = ((float(x), float(y)) for x, y in quad)
    return first, second, third, fourth


def renamed(card: Card, name: str) -> Card:
    """Give a card's person another name."""
    return replace(card, name=name)
