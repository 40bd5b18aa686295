"""Cleaning of codes, masks and check digits hold for every text and every mask."""

from __future__ import annotations

import dataclasses
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.domain.codes import Check, CodeRule, luhn_holds, normalise
from samplepoint.errors import Refusal
from tests.domain.inventing import rules, texts

FOREIGN_DIGITS = "".join(
    char for char in map(chr, range(0x80, 0x1FBFA)) if unicodedata.category(char) == "Nd"
)
FULL_WIDTH = "０１２３４５６７８９"


@given(texts)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text("TBXtbx0123456789", max_size=30), st.text(" \t\r\n\ufeff", max_size=3))
def test_case_width_and_blanks_around_do_not_matter(code: str, around: str) -> None:
    wide = code.translate({ord(char): ord(char) + 0xFEE0 for char in code})
    assert normalise(around + wide + around) == code.upper() == normalise(code.lower())


@given(rules, st.integers(0, 10**12))
def test_the_example_of_a_mask_follows_it(rule: CodeRule, seed: int) -> None:
    assert rule.matches(rule.example(seed))
    assert rule.shortest <= len(rule.example(seed)) <= rule.longest


@given(rules, st.integers(0, 10**12))
def test_the_example_of_a_mask_with_a_check_digit_follows_it(rule: CodeRule, seed: int) -> None:
    checked = dataclasses.replace(rule, check=Check.LUHN)
    if "#" in rule.mask or "*" in rule.mask:
        assert checked.matches(checked.example(seed))


@given(rules, texts)
def test_a_mask_takes_only_capitals_and_ascii_digits(rule: CodeRule, text: str) -> None:
    if rule.matches(text):
        assert text.isascii()
        assert text.isalnum()
        assert text == normalise(text)


@given(rules, st.data())
def test_a_mask_takes_no_digit_of_another_script(rule: CodeRule, data: st.DataObject) -> None:
    example = rule.example()
    places = [at for at, char in enumerate(example) if char.isdigit()]
    if places:
        at = data.draw(st.sampled_from(places))
        foreign = data.draw(
            st.sampled_from(FOREIGN_DIGITS.translate(dict.fromkeys(map(ord, FULL_WIDTH))))
        )
        assert not rule.matches(normalise(example[:at] + foreign + example[at + 1 :]))


@given(st.text("0123456789", min_size=2, max_size=30), st.data())
def test_one_wrong_digit_breaks_luhn(digits: str, data: st.DataObject) -> None:
    whole = next(digits + last for last in "0123456789" if luhn_holds(digits + last))
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != whole[at]]))
    assert not luhn_holds(whole[:at] + other + whole[at + 1 :])


@pytest.mark.parametrize(
    "mask", ["", "T", "T#{99}", "T{", "t#{5}", "T.*", "#{1,2}", "T#{0}", "码##"]
)
def test_an_unreadable_mask_is_refused(mask: str) -> None:
    with pytest.raises(Refusal):
        CodeRule(mask)


@given(texts)
def test_any_text_is_a_mask_or_refused(mask: str) -> None:
    try:
        rule = CodeRule(mask)
    except Refusal:
        return
    assert rule.matches(rule.example())
