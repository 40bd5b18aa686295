"""Paper keeps every character, shows practice for what it is, and is the same twice."""

from __future__ import annotations

import pytest
from PIL import Image

from samplepoint.errors import Obstacle, Refusal
from samplepoint.formats import paper_font
from samplepoint.formats.paper import MM_PER_PT, Align, Box, Ink, Lettering, Paper
from samplepoint.formats.paper_font import missing_glyphs
from tests.formats.printed_pages import PRINTED_AT, PRINTER_DPI, pages_of, text_layer

RARE = "𠮷 𬭎 㛃 · 𫖯 𬀩 䶮"
PLAIN = Lettering(14)


def _one_line(text: str, *, practice: str | None = None) -> bytes:
    paper = Paper("纸", created_at=PRINTED_AT, practice=practice)
    paper.new_page()
    paper.write(text, 40, 60, PLAIN)
    return paper.finished()


def _cut(page: Image.Image, box: Box) -> Image.Image:
    scale = PRINTER_DPI / 25.4
    edges = (box.x_mm, box.y_mm, box.x_mm + box.width_mm, box.y_mm + box.height_mm)
    left, top, right, bottom = (round(edge * scale) for edge in edges)
    return page.crop((left, top, right, bottom))


def _ink(picture: Image.Image) -> float:
    """Return the dark share of a picture."""
    return sum(picture.histogram()[:128]) / (picture.width * picture.height)


def _darkest(page: Image.Image, box: Box) -> int:
    return next(level for level, count in enumerate(_cut(page, box).histogram()) if count)


@pytest.mark.parametrize(
    "text",
    [
        RARE,
        "买买提·依明 130102199001019999X",
        "撤销上一步 Undo (F3) 0123456789",
        "Nguyễn Thị Ánh Tuyết",
        "\u00c5 and \u212b, \u4e00 and \u2f00, \u6237 and \u6236",
        "=1+1 @x -2 \\ ( ) <b> **x**",
    ],
)
def test_the_text_layer_is_exactly_what_was_written(text: str) -> None:
    assert text_layer(_one_line(text)).strip() == text


def test_every_character_leaves_ink() -> None:
    paper = Paper("纸", created_at=PRINTED_AT, practice=None)
    paper.new_page()
    boxes = []
    for place, char in enumerate(RARE.replace(" ", "")):
        paper.write(char, 20 + 15 * place, 60, PLAIN)
        boxes.append(Box(19 + 15 * place, 54, 8, 8))
    (page,) = pages_of(paper.finished())
    assert all(_darkest(page, box) < 100 for box in boxes)


def test_shared_characters_are_drawn_as_the_mainland_draws_them() -> None:
    """骨 has its inner corner on the left there; the packaged font's own form has it right."""
    paper = Paper("纸", created_at=PRINTED_AT, practice=None)
    paper.new_page()
    size_mm = 40.0
    paper.write("骨", 20, 60, Lettering(size_mm / MM_PER_PT))
    (page,) = pages_of(paper.finished())
    left, right = (_cut(page, Box(x_mm, 32.5, 3, 4)) for x_mm in (32.5, 43.5))
    assert _ink(left) > 0.3
    assert _ink(right) == 0


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("王丽" + RARE, ""),
        ("مۇھەممەد", "مۇھەد"),
        ("A\u202eB\u200bA\u202e", "\u202e\u200b"),
        ("a\tb\nc", "\t\n"),
        ("A\u00adB", "\u00ad"),
        ("", ""),
    ],
)
def test_what_paper_cannot_show_is_said_before_printing(text: str, missing: str) -> None:
    assert missing_glyphs(text) == missing


def test_a_character_without_glyph_is_refused_not_dropped() -> None:
    paper = Paper("纸", created_at=PRINTED_AT, practice=None)
    paper.new_page()
    with pytest.raises(Refusal) as refused:
        paper.write("王\u202e丽\u0645", 20, 20, PLAIN)
    assert refused.value.code == "glyph_missing"
    assert refused.value.values == {"code_points": "U+202E U+0645"}


def test_an_absent_font_is_an_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_font, "find_spec", lambda _name: None)
    paper_font._font_file.cache_clear()  # noqa: SLF001
    try:
        with pytest.raises(Obstacle) as missed:
            Paper("纸", created_at=PRINTED_AT, practice=None)
    finally:
        paper_font._font_file.cache_clear()  # noqa: SLF001
    assert missed.value.code == "paper_font_absent"


def test_the_same_input_gives_the_same_bytes() -> None:
    assert _one_line(RARE, practice="练习") == _one_line(RARE, practice="练习")


def test_practice_is_on_every_page() -> None:
    paper = Paper("纸", created_at=PRINTED_AT, practice="练习")
    for _ in range(3):
        paper.new_page()
        paper.write("第二轮", 40, 60, PLAIN)
    pdf = paper.finished()
    frames = [Box(20, 5, 60, 4), Box(5, 60, 4, 60), Box(201, 60, 4, 60), Box(20, 288, 60, 4)]
    for page in pages_of(pdf):
        assert all(0.3 < _ink(_cut(page, frame)) < 0.7 for frame in frames)
    # The word stands aslant, so a reader of the text layer may put each character on a line.
    layers = text_layer(pdf).replace("\n", "").split("\f")
    assert ["练习" in layer for layer in layers] == [True, True, True, False]


def test_real_paper_carries_no_practice_mark() -> None:
    pdf = _one_line("第二轮")
    (page,) = pages_of(pdf)
    assert _darkest(page, Box(0, 0, 210, 12)) == 255
    assert text_layer(pdf).strip() == "第二轮"


@pytest.mark.parametrize(
    ("align", "left_mm"), [(Align.LEFT, 100), (Align.CENTRE, 90), (Align.RIGHT, 80)]
)
def test_a_line_stands_where_it_is_told(align: Align, left_mm: float) -> None:
    paper = Paper("纸", created_at=PRINTED_AT, practice=None)
    paper.new_page()
    text, lettering = "国国国国", Lettering(5 / 25.4 * 72)
    assert paper.text_width_mm(text, lettering) == pytest.approx(20, abs=0.01)
    paper.write(text, 100, 60, lettering, align=align)
    (page,) = pages_of(paper.finished())
    assert _darkest(page, Box(left_mm, 55, 20, 6)) < 100
    assert _darkest(page, Box(0, 55, left_mm, 6)) == 255
    assert _darkest(page, Box(left_mm + 20, 55, 40, 6)) == 255


def test_a_long_name_is_wrapped_whole() -> None:
    name = "阿卜杜热西提·阿不都热合曼·吐尔逊·艾力·买买提·依明江·吾买尔"
    paper = Paper("纸", created_at=PRINTED_AT, practice=None)
    paper.new_page()
    last_mm = paper.write_in(name, Box(20, 20, 50, 14), [Lettering(20), Lettering(10)])
    assert last_mm < 34
    assert text_layer(paper.finished()).replace("\n", "").strip("\f") == name


def test_a_word_is_broken_only_when_no_line_can_hold_it() -> None:
    paper = Paper("纸", created_at=PRINTED_AT, practice=None)
    paper.new_page()
    paper.write_in("Anna Lüdenscheidt " + "W" * 30, Box(20, 20, 45, 60), [PLAIN])
    lines = text_layer(paper.finished()).split()
    assert lines[:2] == ["Anna", "Lüdenscheidt"]
    assert "".join(lines[2:]) == "W" * 30


def test_a_text_that_fits_in_no_size_is_refused_not_cut() -> None:
    paper = Paper("纸", created_at=PRINTED_AT, practice=None)
    paper.new_page()
    with pytest.raises(Refusal) as refused:
        paper.write_in("长" * 200, Box(20, 20, 30, 10), [Lettering(10), Lettering(8)])
    assert refused.value.code == "text_too_long"
    with pytest.raises(Refusal):
        paper.fitting_line("长" * 200, 30, [Lettering(8)])


@pytest.mark.parametrize("ink", [Ink.INK, Ink.MUTED, Ink.ACTION, Ink.WARNING])
def test_inks_that_carry_words_stand_out_from_white(ink: Ink) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    channels = [int(ink[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5
