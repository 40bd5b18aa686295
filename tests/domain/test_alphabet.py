"""Numbers in our own 32 characters come back as they were, however they were typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.domain.alphabet import ALPHABET, from_letters, in_letters


@given(number=st.integers(0, 2**90 - 1))
def test_a_number_comes_back(number: int) -> None:
    written = in_letters(number, 18)
    assert len(written) == 18
    assert set(written) <= set(ALPHABET)
    assert from_letters(written) == number
    assert from_letters(f" {written[:9].lower()}-{written[9:]} ") == number


def test_look_alikes_are_what_they_look_like() -> None:
    assert from_letters("1l I o-0") == from_letters("11100")
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


@pytest.mark.parametrize("typed", ["", " - ", "U", "7*", "١", "7K2M9QXＺ"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert from_letters(typed) is None


@pytest.mark.parametrize("number", [-1, 32])
def test_a_number_that_does_not_fit_is_not_cut(number: int) -> None:
    with pytest.raises(ValueError, match="length"):
        in_letters(number, 1)
