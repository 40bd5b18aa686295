"""The ethnic groups of the standard, as cards print them."""

from __future__ import annotations

import pytest

from samplepoint.domain.ethnicities import STANDARD, known_ethnicity, likely_ethnicity


def test_there_are_fifty_six_and_none_twice() -> None:
    assert len(STANDARD) == len(set(STANDARD)) == 56
    assert STANDARD[0] == "汉"
    assert STANDARD[-1] == "基诺"


@pytest.mark.parametrize("name", STANDARD)
def test_every_one_is_known_with_and_without_its_suffix(name: str) -> None:
    assert known_ethnicity(name) == name
    assert known_ethnicity(f" {name} 族 ") == name


@pytest.mark.parametrize("printed", ["其他", "穿青人", "革家人"])
def test_what_cards_print_besides_is_known(printed: str) -> None:
    assert known_ethnicity(printed) == printed


@pytest.mark.parametrize("text", ["", "族", "汉汉", "舞", "Han", "穿青", "其他族"])
def test_anything_else_is_not(text: str) -> None:
    assert known_ethnicity(text) is None


def test_the_older_form_of_a_character_is_the_same_group() -> None:
    assert known_ethnicity("滿") == "满"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("柯尔克孜", None),
        ("柯尔克孩", "柯尔克孜"),
        ("布衣", None),
        ("士家", "土家"),
        ("布x", None),
    ],
)
def test_one_wrong_character_suggests_the_only_name_it_can_be(read: str, meant: str | None) -> None:
    assert likely_ethnicity(read) == meant


def test_a_single_character_suggests_nothing() -> None:
    assert likely_ethnicity("舞") is None
