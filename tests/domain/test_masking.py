"""What the queue may see of a number and a name, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.domain.masking import mask_name, mask_number
from tests.domain.inventing import citizens

texts = st.text(st.characters(exclude_characters="*"), max_size=60)


@given(texts)
def test_a_number_shows_its_first_six_and_last_four_at_most(number: str) -> None:
    masked = mask_number(number)
    assert len(masked) == len(number)
    assert all(shown in ("*", true) for shown, true in zip(masked, number, strict=True))
    shown = [at for at, char in enumerate(masked) if char != "*"]
    assert all(at < 6 or at >= len(number) - 4 for at in shown)


@given(texts.filter(lambda text: 0 < len(text) <= 14))
def test_a_short_number_shows_two_at_each_end_at_most(number: str) -> None:
    masked = mask_number(number)
    assert masked.count("*") >= max(1, len(number) - 4)


@given(citizens())
def test_no_birthday_is_shown(number: str) -> None:
    assert mask_number(number) == f"{number[:6]}********{number[-4:]}"


@given(texts.filter(lambda text: len(text) > 1))
def test_a_name_hides_its_end(name: str) -> None:
    masked = mask_name(name)
    assert masked.endswith("*")
    assert name.startswith(masked.rstrip("*"))
    assert len(masked.rstrip("*")) <= min(2, len(name) - 1)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("李娜", "李*"),
        ("欧阳敏", "欧阳*"),
        ("欧阳", "欧*"),
        ("古丽巴哈尔·买买提", "古丽***"),
        ("𠮷田一", "𠮷**"),
        ("", ""),
    ],
)
def test_a_name_as_the_queue_sees_it(name: str, masked: str) -> None:
    assert mask_name(name) == masked
