"""The sheet outside the box: counts, clock, void note, proof, two signatures, every page."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from samplepoint.formats.box_proof import BoxProof, signed_text
from samplepoint.formats.handover_sheet import (
    HandedBox,
    HandoverSheet,
    HandoverWords,
    draw_handover,
    handover_sheet,
    proof_text,
    short_hash,
)
from samplepoint.formats.sheet_frame import SheetFrame
from tests.formats.drawn_pages import codes_on, drawn, words_on
from tests.formats.paper_twins import SEED
from tests.formats.printed_pages import PRINTED_AT, pages_of, second_opinion, texts_on

HASH = "3f2a9c0177b4e21099aa5566" + "0" * 40
WORDS = HandoverWords(
    SheetFrame("交接单", "双方清点后签字", "第二轮 · 西古城社区", "西古城社区"),
    *"箱 管 人 最早采样 送达时限 封签号 箱单校验 箱码 扫码核对 运送员 电话 温度 交出时间".split(),
    *"交出人 接收人 签字 时间 已核对".split(),
)


def boxes(count: int) -> tuple[HandedBox, ...]:
    return tuple(
        HandedBox(
            *(code(number), 20, 190 + number, "01-12 08:14", "12:14", f"88{number}", HASH),
            proof=signed(code(number)),
        )
        for number in range(count)
    )


def code(number: int) -> str:
    return f"BX{number:06}"


@cache
def signed(box: str, round_id: str = "7KQ9M2XZ") -> str:
    proof = BoxProof(box, round_id, "7K2M9QXZ", 1, 20, 190, "2026-01-12T00:30:00.000Z", HASH)
    return signed_text(proof, SEED)


def sheet(count: int) -> HandoverSheet:
    return HandoverSheet("E0004", boxes(count), "01-12 08:14", "12:14")


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (4, 1), (5, 2), (12, 2), (20, 3)])
@pytest.mark.parametrize("void", ["", "作废：上一张 E0003"])
def test_every_box_is_on_a_page_with_its_proof(count: int, pages: int, void: str) -> None:
    given = replace(sheet(count), void=void)
    seen = codes_on(drawn(lambda paper: draw_handover(paper, WORDS, given)))
    assert pages <= len(seen) <= pages + 1, "the note may push boxes to another page"
    read = [text for page in seen for text in page]
    assert sorted(text for text in read if text.startswith("BX")) == [b.code for b in given.boxes]
    assert sorted(text for text in read if text.startswith("SPV")) == [b.proof for b in given.boxes]
    proofs = [text for text in read if text.startswith("SPX")]
    assert len(proofs) == len(seen)
    told = [part for proof in proofs for part in proof.split(" ")[2:]]
    assert told == proof_text("", given.boxes).split(" ")[2:]


@pytest.mark.parametrize("practice", [None, "练习"], ids=["real", "practice"])
def test_two_readers_agree_on_the_printed_sheet(practice: str | None) -> None:
    made = handover_sheet(WORDS, sheet(4), created_at=PRINTED_AT, practice=practice)
    [page] = pages_of(made)
    assert second_opinion(page) == texts_on(page)
    assert texts_on(page).total() == 9


@pytest.mark.parametrize(("box", "round_id"), [("BX000001", "R1"), ("B" * 40, "R" * 16)])
def test_the_shortest_and_the_longest_proof_fit_their_row(box: str, round_id: str) -> None:
    longest = replace(boxes(1)[0], code=box, proof=signed(box, round_id))
    given = replace(sheet(1), boxes=(longest,))
    [page] = codes_on(drawn(lambda paper: draw_handover(paper, WORDS, given)))
    assert page[longest.proof] == 1


def test_a_box_without_a_proof_is_handed_over_all_the_same() -> None:
    given = replace(sheet(1), boxes=(replace(boxes(1)[0], proof=""),))
    [page] = codes_on(drawn(lambda paper: draw_handover(paper, WORDS, given)))
    assert not any(text.startswith("SPV") for text in page)


def test_the_sheet_says_totals_clock_and_who() -> None:
    given = replace(
        sheet(4),
        void="作废：上一张 E0003",
        courier="张建国",
        temperature="4.2",
        giver="李国强",
    )
    [words] = words_on(drawn(lambda paper: draw_handover(paper, WORDS, given)))
    wanted = ("交接单  E0004", "作废：上一张 E0003", "80", "766", "01-12 08:14", "12:14", "张建国")
    for text in (
        *wanted,
        "4.2",
        "李国强",
        "881",
        "3F2A 9C01 77B4 E210",
        "交出人",
        "接收人",
        "1 / 1",
    ):
        assert text in words
    assert words.count("签字") == 2, "a line for each side"


def test_signatures_stand_on_the_last_page_only() -> None:
    pages = words_on(drawn(lambda paper: draw_handover(paper, WORDS, sheet(12))))
    assert ["接收人" in page for page in pages] == [False, True]
    assert "2 / 2" in pages[1]


def test_the_proof_survives_a_hand_scanner_on_every_keyboard() -> None:
    text = proof_text("E0004", boxes(3))
    assert text.startswith("SPX E0004 BX000000 20 190 3F2A9C0177B4E210 BX000001 20 191 ")
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ ")
    assert short_hash(HASH) == "3F2A9C0177B4E210"


def test_a_code_too_long_for_bars_still_stands_in_text_and_proof() -> None:
    long = "ABCD1234EFGH5678XYZ9ABCD1234EFGH56789"
    given = replace(sheet(1), boxes=(replace(boxes(1)[0], code=long, proof=""),))
    [page] = codes_on(drawn(lambda paper: draw_handover(paper, WORDS, given)))
    assert [text.split(" ")[2] for text in page] == [long]


@pytest.mark.parametrize("remark", ["冰袋 2 个，箱角破", "很长的备注，" * 33 + "完"])
def test_the_remark_is_on_the_page_that_is_signed_whole(remark: str) -> None:
    given = replace(sheet(3), remark=remark)
    words = replace(WORDS, remark="备注")
    [page] = words_on(drawn(lambda paper: draw_handover(paper, words, given)))
    read = "".join(page).replace(" ", "")
    assert "备注" in read
    assert remark.replace(" ", "") in read


def test_without_a_remark_nothing_is_written_for_it() -> None:
    words = replace(WORDS, remark="备注")
    [page] = words_on(drawn(lambda paper: draw_handover(paper, words, sheet(1))))
    assert "备注" not in page


@pytest.mark.parametrize(
    ("name", "ends"), [("王小明", "复核 王小明"), ("名" * 60, "名…")], ids=["short", "long"]
)
def test_who_counted_and_who_proved_stand_beside_each_box(name: str, ends: str) -> None:
    vouched = f"点数 李建国 · 复核 {name}"
    given = sheet(2)
    given = replace(given, boxes=tuple(replace(box, vouched=vouched) for box in given.boxes))
    [page] = words_on(drawn(lambda paper: draw_handover(paper, WORDS, given)))
    lines = [text for text in page if text.startswith("点数")]
    assert len(lines) == 2
    assert all(line.endswith(ends) for line in lines)
