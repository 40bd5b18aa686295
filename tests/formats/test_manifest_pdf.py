"""The printed manifest: every row can be copied out of it, every page says whose it is."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache

import pypdf
import pytest

from samplepoint.formats.manifest import Manifest
from samplepoint.formats.manifest_pdf import PRINTED, unprintable, write_pdf
from samplepoint.wording import Language
from tests.formats.manifests import (
    FORMULAS,
    HARD_NAMES,
    crowd,
    manifest,
    named,
    row,
    shared_names,
    words,
    written,
)
from tests.formats.printed_pages import pages_of, second_opinion, text_layer, texts_on

UNSEEN = "王\U00030ede\U0001f600"
Read = Callable[[bytes], str]


def together(text: str) -> str:
    """Return a text without blanks and line ends, which a page sets as it needs."""
    return "".join(text.split())


def with_pypdf(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def printed(what: Manifest) -> list[str]:
    """Return each row as it must stand in the text layer, cell after cell."""
    rows = (together("".join(getattr(one, code) for code in PRINTED)) for one in what.rows)
    return [re.sub("[\U00030ede\U0001f600]", lambda m: f"[U+{ord(m[0]):04X}]", one) for one in rows]


@cache
def hard() -> tuple[Manifest, bytes]:
    """Return a manifest of all that is hard to print, and its PDF."""
    names = [*HARD_NAMES, *FORMULAS, *shared_names(), UNSEEN, "李四"]
    rows = [row(n, name) for n, name in enumerate(names)]
    what = manifest(rows, empty="T0000000099 T0000000098")
    return what, written(write_pdf, what)


@pytest.mark.parametrize("read", [text_layer, with_pypdf])
def test_every_row_is_copied_as_it_stands_in_the_book(read: Read) -> None:
    what, pdf = hard()
    text = together(read(pdf))
    places = [text.find(one) for one in printed(what)]
    assert -1 not in places
    assert places == sorted(places)


def test_hundreds_of_rows_stand_in_order_over_many_pages() -> None:
    what = crowd(300, boxes=3)
    text = text_layer(written(write_pdf, what))
    pages = text.removesuffix("\f").split("\f")
    assert len(pages) > 5
    rest = together(text)
    for one in printed(what):
        before, found, rest = rest.partition(one)
        assert found, one
        assert len(before) < 400
    heading = "".join(words().headings[1 + n] for n in (1, 2, 3))
    for number, page in enumerate(pages, start=1):
        assert what.hash in page
        assert f"{number} / {len(pages)}" in page
        assert "人数 300" in page
        assert heading in together(page)
    assert all(box.hash in pages[-1] for box in what.boxes)


def test_the_symbol_says_the_hash_to_both_readers() -> None:
    what, pdf = hard()
    page = pages_of(pdf)[0]
    expected = {f"SPH{what.hash.upper()}": 1}
    assert texts_on(page) == expected
    assert second_opinion(page) == expected


def test_what_the_font_lacks_is_named_and_takes_nothing_with_it() -> None:
    what, pdf = hard()
    assert unprintable(what.rows) == {"U+1F600": 1, "U+30EDE": 1}
    text = text_layer(pdf)
    assert "王[U+30EDE][U+1F600]" in together(text)
    assert "U+1F600 U+30EDE" in text.split("\f")[0]
    assert unprintable(crowd(30).rows) == {}


def test_tubes_without_people_are_said_before_the_first_row() -> None:
    text = text_layer(hard()[1])
    assert "没有人的管 T0000000099 T0000000098" in text
    assert text.index("T0000000098") < text.index("欧阳娜娜")


def test_nothing_is_written_outside_its_column_or_page() -> None:
    for page in pages_of(hard()[1]):
        wide, high = page.size
        margin = wide * 10 // 297
        for edge in ((0, 0, margin, high), (wide - margin, 0, wide, high), (0, 0, wide, margin)):
            assert page.crop(edge).getextrema() == (255, 255)


def test_a_text_of_any_length_is_all_there() -> None:
    long = {"address": "长安区中山东路" * 42, "remark": "\U0001f600" * 300, "category": "W" * 300}
    what = manifest([row(0, "王" * 120, **long), row(1, "李四")])
    text = together(text_layer(written(write_pdf, what)))
    assert "王" * 120 in text
    assert text.count("长安区中山东路") == 42
    assert text.count("[U+1F600]") == 300
    assert text.count("W") == 300
    assert printed(what)[1] in text


def test_practice_is_across_every_page() -> None:
    pages = text_layer(written(write_pdf, crowd(60, practice=True))).removesuffix("\f").split("\f")
    assert all("练习" in together(page) for page in pages)
    assert "练" not in text_layer(hard()[1])


def test_an_empty_manifest_is_printed_too_and_in_another_language() -> None:
    text = text_layer(written(write_pdf, manifest([]), words(Language.ENGLISH)))
    assert "People 0" in text
    assert "Box hash" in text


def test_characters_that_share_a_glyph_are_still_copied_apart() -> None:
    what = named(["户戶\u2f00一", "\u212b\u00c5"])
    text = together(text_layer(written(write_pdf, what)))
    assert all(one in text for one in printed(what))
