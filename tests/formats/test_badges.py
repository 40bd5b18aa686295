"""Staff badges: readable twice over, any name whole, the secret nowhere in clear."""

from __future__ import annotations

import random
from collections import Counter

import pytest
import zxingcpp

from samplepoint.errors import Refusal
from samplepoint.formats.badges import BADGE_MM, BadgeItem, BadgeWords, badge_sheet
from tests.formats.printed_pages import (
    PRINTED_AT,
    PRINTER_DPI,
    pages_of,
    second_opinion,
    symbols_on,
    text_layer,
    texts_on,
)

WORDS = BadgeWords(
    title="工作证",
    sentence="沿裁切线剪开。",
    place="第二轮 · 西古城社区",
    foot="请按 100 % 打印",
    warning="遗失立即报告负责人。",
)
NAMES = (
    "王丽",
    "古丽巴哈尔·阿卜杜热西提",
    "𠮷田𬭎㛃",
    "Anna Müller-Lüdenscheidt",
    "买买提·依明江·吾买尔·阿布都拉·阿不都热合曼·艾力·吐尔逊",
    "陈志远",
    "Nguyễn Thị Ánh Tuyết",
    "欧阳海",
    "丁一",
)
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def _items(names: tuple[str, ...] = NAMES) -> list[BadgeItem]:
    dice = random.Random(54)
    return [
        BadgeItem("SPB" + "".join(dice.choices(_BASE32, k=20)), name, "登记员", "西古城 01")
        for name in names
    ]


@pytest.fixture(scope="module", params=[None, "练习"], ids=["real", "practice"])
def sheet(request: pytest.FixtureRequest) -> bytes:
    return badge_sheet(WORDS, _items(), created_at=PRINTED_AT, practice=request.param)


def test_each_badge_is_read_as_bars_and_as_qr(sheet: bytes) -> None:
    first, second = pages_of(sheet)
    codes = [item.code for item in _items()]
    assert texts_on(first) == Counter(codes[:8] * 2)
    assert texts_on(second) == Counter(codes[8:] * 2)


def test_a_second_reader_reads_the_same(sheet: bytes) -> None:
    first, second = pages_of(sheet)
    codes = [item.code for item in _items()]
    assert second_opinion(first) == Counter(codes[:8] * 2)
    assert second_opinion(second) == Counter(codes[8:] * 2)


def test_the_secret_stands_nowhere_in_clear(sheet: bytes) -> None:
    layer = text_layer(sheet)
    for item in _items():
        assert item.code[3:7] in layer
        assert item.code[:7] not in layer
        assert all(item.code[start : start + 4] not in layer for start in range(7, 20))


def test_every_name_and_word_is_whole_in_the_text_layer(sheet: bytes) -> None:
    layer = text_layer(sheet).replace("\n", "").replace(" ", "")
    for word in (*NAMES, *_all_of(WORDS), "登记员", "西古城 01"):
        assert word.replace(" ", "") in layer


def test_symbols_of_two_badges_never_share_a_card(sheet: bytes) -> None:
    for page in pages_of(sheet):
        bars = [s for s in symbols_on(page) if s.format == zxingcpp.BarcodeFormat.Code128]
        codes = {symbol.text: _centre_mm(symbol) for symbol in bars}
        for symbol in symbols_on(page):
            x_mm, y_mm = _centre_mm(symbol)
            near = [
                code
                for code, (bars_x, bars_y) in codes.items()
                if abs(x_mm - bars_x) < BADGE_MM[0] / 2 and abs(y_mm - bars_y) < BADGE_MM[1] / 2
            ]
            assert near == [symbol.text]


def test_the_same_input_gives_the_same_bytes() -> None:
    one, other = (
        badge_sheet(WORDS, _items(), created_at=PRINTED_AT, practice=None) for _ in range(2)
    )
    assert one == other


@pytest.mark.parametrize("code", ["SPCUNDO", "SPB", "SPB" + "A" * 19, "SPP" + "A" * 20])
def test_what_is_no_badge_text_is_refused(code: str) -> None:
    item = BadgeItem(code, "王丽", "登记员", "西古城 01")
    with pytest.raises(Refusal) as refused:
        badge_sheet(WORDS, [item], created_at=PRINTED_AT, practice=None)
    assert refused.value.code == "badge_text"
    assert code not in repr(refused.value.values)


def test_a_name_that_paper_cannot_show_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        badge_sheet(WORDS, _items(("王\u202e丽",)), created_at=PRINTED_AT, practice=None)
    assert refused.value.code == "glyph_missing"


def _all_of(words: BadgeWords) -> tuple[str, ...]:
    return (words.title, words.sentence, words.place, words.foot, words.warning)


def _centre_mm(symbol: zxingcpp.Barcode) -> tuple[float, float]:
    corners = symbol.position
    points = (corners.top_left, corners.top_right, corners.bottom_left, corners.bottom_right)
    mm = 25.4 / PRINTER_DPI / len(points)
    return sum(point.x for point in points) * mm, sum(point.y for point in points) * mm
