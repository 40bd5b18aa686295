"""Every hard name ends in files and on paper as it was said, or it is said what is missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.papers import naming
from tests.papers.naming import Named, all_names, follow

REFUSED = {
    "text_hidden_characters": 6,
    "text_too_long": 1,
}


@pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext of poppler-utils is not installed"
)
def test_no_hard_name_is_lost_or_changed_in_silence(tmp_path: Path) -> None:
    found = follow(all_names(), tmp_path)
    assert {one.name: one.wrong for one in found if one.wrong} == {}
    ends = [one.at_desk for one in found]
    assert {code: ends.count(f"refused: {code}") for code in REFUSED} == REFUSED
    assert ends.count("registered") == len(found) - sum(REFUSED.values())
    by_name = {one.name: one for one in found}
    assert by_name["𠮷田𬭎𫖯𬀩䶮"].on_paper == "equal"
    assert by_name["王😀丽"].on_paper == "as U+1F600"


def test_a_changed_name_is_noticed() -> None:
    one = Named("𠮷田")
    naming._at_desk(one, {"outcome": "ok", "code": "bound"}, "田")  # noqa: SLF001
    assert one.wrong == ["the book holds '田'"]


def test_a_name_that_is_missing_on_paper_is_noticed() -> None:
    one = Named("𠮷田")
    naming._on_tube_list(one, "1田居民身份证", [])  # noqa: SLF001
    assert one.wrong == ["lost on the list of its tube"]
