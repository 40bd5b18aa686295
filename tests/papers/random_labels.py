"""Labels of random codes, made as they are printed, cut out of the page and read by two readers.

Owns the kinds of label and the rules of their codes; ZXing, which also proves every page before
it is printed, is one reader, ZBar, which has no part in printing, the other.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from random import Random

import zxingcpp
from PIL import Image

from samplepoint.domain.documents import DocumentType, parse_document
from samplepoint.domain.own_codes import BADGE_PREFIX, SEATS, Command, card_code, seat_code
from samplepoint.domain.people import Person
from samplepoint.domain.resident_id import check_digit
from samplepoint.domain.rounds import PRESETS
from samplepoint.formats import badges, command_sheet
from samplepoint.formats.box_label import BoxLabel, Captioned
from samplepoint.formats.label_stock import LabelStock, stock_named
from samplepoint.formats.labels import Label, TubeLabel, labels_pdf
from samplepoint.formats.paper import Box
from samplepoint.formats.person_cards import PersonCard
from samplepoint.formats.sheet_frame import CONTENT_TOP_MM, LEFT_MM
from tests.formats.printed_pages import PRINTED_AT, second_opinion
from tests.papers.rendered import DPI, ROLL_DPI, cut, rendered

KNOWN = ("991234567890", "9912", "99", "9999", "99999999999999", "9900", "990099", "A99", "1299")
"""python-barcode 0.16.1 drops the first two digits of most of these."""
_FORMATS = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode))
_PLACE = "第二轮 · 西古城社区"
_TUBE_RULES = (*dict.fromkeys(one.tube for one in PRESETS), "99#{10}", "#{11}", "*{12}", "99*{10}")
_BOX_RULES = (*dict.fromkeys(one.box for one in PRESETS), "99#{6}", "*{8}")
_CLASSES = {
    "#": string.digits,
    "@": string.ascii_uppercase,
    "*": string.digits + string.ascii_uppercase,
}
_NAMES = "王 李 欧阳 𠮷田 阿卜杜热合曼·阿卜杜热西提 Ann-Marie㛃 明 静 𬭎".split()
_TODAY = date(2026, 1, 12)


@dataclass(frozen=True)
class Kind:
    """A kind of label: its rule, where it is printed, how often its code stands on it.

    `pdf` makes the pages, `places` tells where on the n-th page the labels stand.
    """

    name: str
    rule: str
    symbols: int
    codes: Callable[[Random], Iterator[str]]
    pdf: Callable[[Sequence[str]], bytes]
    places: Callable[[int], Sequence[Box]]
    dpi: float = DPI


@dataclass
class Read:
    """What two readers made of the labels of one kind."""

    kind: Kind
    labels: int = 0
    zxing_missed: int = 0
    zbar_missed: int = 0
    read_otherwise: int = 0

    @property
    def is_right(self) -> bool:
        return not (self.zxing_missed or self.zbar_missed or self.read_otherwise)


def read_random(kind: Kind, count: int, seed: int) -> Read:
    """Print so many labels of a kind and read each by itself."""
    codes = list(islice(kind.codes(Random(seed)), count))
    found = Read(kind)
    rest = iter(codes)
    for number, page in enumerate(rendered(kind.pdf(codes), kind.dpi)):
        for place, code in zip(kind.places(number), rest, strict=False):
            _judge(found, cut(page, place, kind.dpi), Counter({code: kind.symbols}))
            if found.labels == len(codes):
                break
    return found


def kinds() -> list[Kind]:
    """Return every kind and rule of label that is printed."""
    tubes = [
        _on_stock("tube", rule, name, 1, _masked(rule), lambda code: TubeLabel(code, _PLACE))
        for rule in _TUBE_RULES
        for name in ("a4_65", "roll_40x20", "roll_30x20")
    ]
    boxes = [_on_stock("box", rule, "a4_8", 2, _masked(rule), _box_label) for rule in _BOX_RULES]
    card = _on_stock("card", "a whole person", "a4_10", 1, _cards, _card_label)
    known = [
        _on_stock("tube", "known", name, 1, lambda _dice: iter(KNOWN), TubeLabel)
        for name in ("a4_65", "roll_30x20")
    ]
    return [*known, *tubes, *boxes, card, _badge_kind(), _command_kind()]


def _judge(found: Read, label: Image.Image, expected: Counter[str]) -> None:
    found.labels += 1
    by_zxing, by_zbar = _with_zxing(label), second_opinion(label)
    # ZBar sometimes takes a stroke of the printed digits for a symbol without any text.
    del by_zbar[""]
    found.zxing_missed += bool(expected - by_zxing)
    found.zbar_missed += bool(expected - by_zbar)
    found.read_otherwise += bool((by_zxing | by_zbar) - expected)


def _with_zxing(label: Image.Image) -> Counter[str]:
    # Not from a smaller copy of the picture, as it does by itself: with bars under two dots wide
    # one box label of thousands gave a second, wrong text whose check character was right.
    return Counter(
        symbol.text
        for symbol in zxingcpp.read_barcodes(label, formats=_FORMATS, try_downscale=False)
    )


def _on_stock(
    name: str,
    rule: str,
    stock_name: str,
    symbols: int,
    codes: Callable[[Random], Iterator[str]],
    label: Callable[[str], Label],
) -> Kind:
    stock: LabelStock = stock_named(stock_name)

    def pdf(wanted: Sequence[str]) -> bytes:
        return labels_pdf(list(map(label, wanted)), stock, title=rule, created_at=PRINTED_AT)

    dpi = ROLL_DPI if stock.is_roll else DPI
    return Kind(f"{name}, {stock_name}", rule, symbols, codes, pdf, lambda _n: stock.places(), dpi)


def _masked(mask: str) -> Callable[[Random], Iterator[str]]:
    parts = re.findall(r"([#@*]|[0-9A-Z])(?:\{([0-9]+)(?:,([0-9]+))?\})?", mask)

    def codes(dice: Random) -> Iterator[str]:
        while True:
            yield "".join(
                "".join(dice.choices(_CLASSES.get(char, char), k=dice.randint(low, high)))
                for char, low, high in (
                    (char, int(low or 1), int(high or low or 1)) for char, low, high in parts
                )
            )

    return codes


def _box_label(code: str) -> BoxLabel:
    facts = (Captioned("管", "20"), Captioned("人", "198"), Captioned("封箱", "01-12 11:40"))
    return BoxLabel(code, "运转箱", _PLACE, facts, Captioned("箱单校验", "3F2A 9C01 77B4 E210"))


def _cards(dice: Random) -> Iterator[str]:
    while True:
        born = f"{dice.randint(1930, 2020)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"
        seventeen = f"1301{dice.randint(2, 40):02}{born}000"
        number = seventeen + check_digit(seventeen)
        name = "".join(dice.choices(_NAMES, k=dice.randint(1, 3)))
        address = "小果庄村一街" * dice.randint(0, 2)
        document = parse_document(DocumentType.RESIDENT_ID, number, _TODAY)
        yield card_code(
            Person(document, name, address=address, phone=f"138{dice.randrange(10**8):08}")
        )


def _card_label(code: str) -> PersonCard:
    return PersonCard(code, "王丽", "130102********0012", "本人", ("到采样台出示", "请收好"))


def _badge_kind() -> Kind:
    words = badges.BadgeWords("胸卡", "沿角线剪下", _PLACE, "2026-01-12", "遗失请立即告知督导")

    def codes(dice: Random) -> Iterator[str]:
        letters = string.ascii_uppercase + "234567"
        while True:
            yield BADGE_PREFIX + "".join(dice.choices(letters, k=20))

    def pdf(wanted: Sequence[str]) -> bytes:
        items = [badges.BadgeItem(code, "王丽", "登记员", _PLACE) for code in wanted]
        return badges.badge_sheet(words, items, created_at=PRINTED_AT, practice=None)

    cards = list(badges._cards())  # noqa: SLF001  # where they stand is known there alone
    return Kind("badge, A4", "SPB + 20", 2, codes, pdf, lambda _page: cards)


def _command_kind() -> Kind:
    """Commands and seats are a fixed list: all of them, each once."""
    commands, seats = list(map(str, Command)), list(map(seat_code, SEATS))
    words = command_sheet.SheetWords("命令", "台位", "扫一下即可", _PLACE, "2026-01-12")
    style, seat_style = command_sheet._COMMAND_CARD, command_sheet._SEAT_CARD  # noqa: SLF001
    pages = -(-len(commands) // (2 * style.rows))

    def pdf(_wanted: Sequence[str]) -> bytes:
        cards = [
            [command_sheet.SheetItem(code, "撤销", "Undo", "F3") for code in codes]
            for codes in (commands, seats)
        ]
        return command_sheet.command_sheet(words, *cards, created_at=PRINTED_AT, practice=None)

    def places(page: int) -> list[Box]:
        here = style if page < pages else seat_style
        count = 2 * here.rows
        if page == pages - 1:
            count = len(commands) - count * (pages - 1)
        return [
            Box(
                LEFT_MM - 8.0 + n % 2 * 96.0,
                CONTENT_TOP_MM + n // 2 * here.row_mm,
                96.0,
                here.row_mm,
            )
            for n in range(count)
        ]

    return Kind("command, A4", "all", 1, lambda _dice: iter([*commands, *seats]), pdf, places)
