"""The print font is parsed once a process, and no document can tell."""

from __future__ import annotations

from typing import cast

import pytest
from fpdf import FPDF
from fpdf.fonts import TTFFont

from samplepoint.formats import paper_font
from samplepoint.formats.paper import Lettering, Paper
from samplepoint.formats.paper_font import embed_font
from tests.formats.printed_pages import PRINTED_AT

PLAIN = Lettering(14)


def page(*texts: str) -> bytes:
    paper = Paper("纸", created_at=PRINTED_AT, practice=None)
    paper.new_page()
    for number, text in enumerate(texts):
        paper.write(text, 40, 60 + 10 * number, PLAIN)
    return paper.finished()


def bare(text: str, *, ours: bool) -> bytes:
    pdf = FPDF()
    pdf.set_creation_date(PRINTED_AT)
    if ours:
        embed_font(pdf, "paper")
    else:
        _add_as_fpdf2_does(pdf)
    pdf.add_page()
    pdf.set_font("paper", size=14)
    pdf.text(40, 60, text)
    return bytes(pdf.output())


def _add_as_fpdf2_does(pdf: FPDF) -> None:
    pdf.add_font("paper", fname=paper_font._font_file())  # noqa: SLF001
    font = cast("TTFFont", pdf.fonts["paper"])
    for code_point, glyph in paper_font._mainland_forms(font).items():  # noqa: SLF001
        font.cmap[code_point] = glyph
        font.glyph_ids[code_point] = font.ttfont.getGlyphID(glyph)


@pytest.mark.parametrize("text", ["王丽 130102199001019999X", "阿卜杜热合曼·阿卜杜热西提 㛃"])
def test_a_document_is_the_one_that_parsing_the_font_anew_gives(text: str) -> None:
    assert bare(text, ours=True) == bare(text, ours=False)


def test_documents_leave_nothing_behind_in_each_other() -> None:
    texts = ("王丽 0123", "𠮷田𬭎", "骨 Ann-Marie O’Neil")
    alone = [page(text) for text in texts]
    first, second = (Paper("纸", created_at=PRINTED_AT, practice=None) for _ in range(2))
    for paper, text in ((first, texts[0]), (second, texts[1])):
        paper.new_page()
        paper.write(text, 40, 60, PLAIN)
    assert second.finished() == alone[1]
    assert first.finished() == alone[0]
    assert [page(text) for text in reversed(texts)] == alone[::-1]


def test_a_second_document_does_not_parse_the_font(monkeypatch: pytest.MonkeyPatch) -> None:
    page("王丽")
    monkeypatch.setattr(FPDF, "add_font", lambda *_a, **_k: pytest.fail("parsed again"))
    assert page("王丽").startswith(b"%PDF-1.6")
