"""Paper without the program: tube lists, fall-back forms, test pages; whole and readable."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from samplepoint.formats.fallback_form import (
    FormTubes,
    FormWords,
    Term,
    draw_forms,
    fallback_form,
    tubes_a_page,
)
from samplepoint.formats.label_stock import stock_named
from samplepoint.formats.printer_test import (
    PageWords,
    draw_test_page,
    printer_test_page,
    stock_test_page,
)
from samplepoint.formats.sheet_frame import SheetFrame
from samplepoint.formats.tube_sheet import (
    TubeList,
    TubeRow,
    TubeSheetWords,
    draw_tubes,
    tube_sheet,
)
from tests.formats.drawn_pages import codes_on, drawn, words_on
from tests.formats.printed_pages import PRINTED_AT, pages_of, second_opinion, text_layer, texts_on

FRAME = SheetFrame("标题", "一句话", "第二轮 · 西古城社区", "页脚")
LIST_WORDS = TubeSheetWords(FRAME, "姓名", "证件类型", "证件号码", "电话", "续上页")
FORM_WORDS = FormWords(
    FRAME,
    tuple(Term(f"第{step}步", f"step {step}") for step in "一二三四"),
    tube=Term("管", "Tube"),
    name=Term("姓名", "Name"),
    number=Term("证件号码", "Document number"),
    phone=Term("电话", "Phone"),
    time=Term("时间", "Time"),
    opened=Term("开管", "Opened"),
    closed=Term("封管", "Closed"),
    registrar=Term("登记员", "Registrar"),
    cut=Term("沿虚线剪下", "Cut"),
    continued="续",
)
NAMES = (
    "王丽",
    "古丽巴哈尔·阿卜杜热西提",
    "𠮷田𬭎㛃",
    "买买提·依明江·吾买尔·阿布都拉·阿不都热合曼·艾力·吐尔逊",
    "长" * 120,
)


def tube(number: int, people: int) -> TubeList:
    rows = tuple(
        TubeRow(n, NAMES[n % 5], "居民身份证", f"13010219700112{n:03}X", "13800000000")
        for n in range(1, people + 1)
    )
    return TubeList(f"T{number:010}", f"{people} 人", rows)


def listed(*tubes: TubeList, practice: str | None = None) -> bytes:
    return tube_sheet(LIST_WORDS, tubes, created_at=PRINTED_AT, practice=practice)


def test_every_person_is_on_the_printed_list_whole() -> None:
    one = tube(1, 10)
    layer = re.sub(r"\s", "", text_layer(listed(one)))
    assert all(f"{row.ordinal}{row.name}" in layer for row in one.rows if len(row.name) < 20)
    assert [layer.count(name) for name in NAMES] == [2] * len(NAMES)
    assert [layer.count(row.number) for row in one.rows] == [1] * 10


def test_a_tube_too_long_for_a_page_goes_on_with_its_code() -> None:
    tubes = [tube(1, 45), tube(2, 1)]
    pages = drawn(lambda paper: draw_tubes(paper, LIST_WORDS, tubes))
    assert sum(codes_on(pages), Counter()) == Counter({"T0000000001": 2, "T0000000002": 1})
    words = [line for page in words_on(pages) for line in page]
    assert [line for line in words if line.endswith("续上页")] == ["45 人 · 续上页"]
    assert [words.count(row.number) for row in tubes[0].rows[1:]] == [1] * 44


def test_a_tube_that_fits_a_page_is_not_cut_in_two() -> None:
    tubes = [tube(1, 18), tube(2, 18)]
    assert codes_on(drawn(lambda paper: draw_tubes(paper, LIST_WORDS, tubes))) == [
        Counter(["T0000000001"]),
        Counter(["T0000000002"]),
    ]


def test_a_list_reads_the_same_for_a_second_reader_on_practice_paper() -> None:
    long = TubeList("A1B2" * 9, "1 人", tube(1, 1).rows)
    [page] = pages_of(listed(tube(1, 3), long, practice="练习"))
    assert second_opinion(page) == texts_on(page) == Counter(["T0000000001", "A1B2" * 9])


@pytest.mark.parametrize(("pool", "a_page"), [(1, 4), (5, 2), (10, 1), (20, 1), (50, 1)])
def test_a_form_has_each_code_on_its_block_and_on_the_strip(pool: int, a_page: int) -> None:
    assert tubes_a_page(4, pool) == a_page
    codes = tuple(f"T{number:010}" for number in range(1, a_page + 2))
    tubes = FormTubes(codes, "西古城社区", pool)
    forms = drawn(lambda paper: draw_forms(paper, FORM_WORDS, tubes))
    parts = 3 if pool == 50 else 1
    assert sum(codes_on(forms), Counter()) == Counter(dict.fromkeys(codes, parts + 1))
    ordinals = Counter(line for page in words_on(forms) for line in page if line.isdigit())
    assert all(ordinals[str(row)] >= len(codes) for row in range(1, pool + 1))


@pytest.mark.parametrize("practice", [None, "练习"], ids=["real", "practice"])
def test_a_printed_form_says_what_to_do_in_two_languages(practice: str | None) -> None:
    tubes = FormTubes(("T0000000001",), "西古城社区", 10)
    made = fallback_form(FORM_WORDS, tubes, created_at=PRINTED_AT, practice=practice)
    layer = text_layer(made)
    assert all(f"第{step}步" in layer and f"step {step}" in layer for step in "一二三四")
    [page] = pages_of(made)
    assert texts_on(page) == Counter({"T0000000001": 2})


TEST_WORDS = PageWords(
    FRAME,
    ruler="尺子: 看这里",
    bars="条码: 看这里",
    qr="二维码: 看这里",
    inks="墨色: 看这里",
    lines="线条: 看这里",
    letters="字: 看这里",
    ink_names=tuple("一二三四五六七"),
    label="a4_65",
)


def test_each_symbol_of_the_test_page_says_its_own_module() -> None:
    [page] = pages_of(printer_test_page(TEST_WORDS, created_at=PRINTED_AT, practice=None))
    bars = ("SPT0254", "SPT0296", "SPT0339", "SPT0381", "SPT0423", "SPT0508")
    squares = ("SPT0508", "SPT0593", "SPT0677", "SPT0847")
    assert texts_on(page) == Counter([*bars, *squares])
    assert second_opinion(page) == Counter([*bars, *squares])


def test_the_test_page_says_for_every_part_what_to_look_at() -> None:
    [words] = words_on(drawn(lambda paper: draw_test_page(paper, TEST_WORDS)))
    assert words.count("看这里") == 6
    assert "0.254 mm · 10 mil · SPT0254" in words


def test_a_stock_page_numbers_every_label() -> None:
    stock = stock_named("a4_65")
    layer = text_layer(stock_test_page(TEST_WORDS, stock, created_at=PRINTED_AT))
    assert layer.count("a4_65") == 65
    assert "\n65\n" in f"\n{layer}\n"
