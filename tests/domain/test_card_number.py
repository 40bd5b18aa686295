"""Finding a card's number in read text: blanks, look-alikes, neighbours, older forms."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from samplepoint.domain.card_number import End, Proof, end_of_number, find_number, holds
from tests.domain.inventing import TODAY, citizens, old_citizens


def proof_of(text: str) -> Proof | None:
    found = find_number(text, TODAY)
    return found.proof if found else None


@given(citizens(), st.sampled_from(["{}", "公民身份号码{}", "公民身份号码 {} ", "{}。"]))
def test_a_right_number_is_found_wherever_it_stands(number: str, around: str) -> None:
    text = around.format(number)
    found = find_number(text, TODAY)
    assert found is not None
    assert (found.number, found.proof) == (number, Proof.CHECKED)
    assert text[found.begin : found.end] == number


@given(citizens(), st.integers(1, 17))
def test_blanks_inside_a_number_do_not_matter(number: str, at: int) -> None:
    found = find_number(f"{number[:at]} {number[at:]}", TODAY)
    assert found is not None
    assert (found.number, found.begin, found.end) == (number, 0, 19)


@given(citizens())
def test_full_width_and_a_small_x_are_the_same(number: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) for char in number.lower())
    found = find_number(wide, TODAY)
    assert found is not None
    assert found.number == number


@given(citizens(), st.data())
def test_look_alikes_are_exchanged_only_where_the_check_then_agrees(
    number: str, data: st.DataObject
) -> None:
    alike = {"0": "O", "1": "I", "5": "S", "8": "B"}
    spots = [at for at, char in enumerate(number) if char in alike]
    assume(spots)
    at = data.draw(st.sampled_from(spots))
    text = number[:at] + alike[number[at]] + number[at + 1 :]
    found = find_number(text, TODAY)
    assert found is not None
    assert (found.number, found.proof) == (number, Proof.ALIKE)


@given(citizens(), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_never_a_number(number: str, at: int, digit: str) -> None:
    assume(number[at] != digit)
    assert proof_of(number[:at] + digit + number[at + 1 :]) is Proof.WRONG


@given(citizens(), st.sampled_from("0123456789X"))
def test_a_digit_too_many_is_not_cut_off(number: str, more: str) -> None:
    assert proof_of(number + more) not in (Proof.CHECKED, Proof.ALIKE)
    assert proof_of(more + number) not in (Proof.CHECKED, Proof.ALIKE)


@given(citizens(), st.integers(8, 17))
def test_half_a_number_proves_nothing(number: str, length: int) -> None:
    assert proof_of(number[:length]) in (Proof.PART, Proof.OLD)


@given(old_citizens())
def test_an_old_number_is_told_apart(old: str) -> None:
    assert proof_of(old) is Proof.OLD


def test_the_older_card_of_a_foreigner_is_told_apart() -> None:
    assert proof_of("CAN110090030700") is Proof.OLD


@pytest.mark.parametrize("text", ["", "姓名 李芳", "BIOLOGISSSOIISSBBB", "1990年3月7日"])
def test_words_are_no_numbers(text: str) -> None:
    assert proof_of(text) is None


@given(st.text(max_size=40))
def test_any_text_is_searched(text: str) -> None:
    found = find_number(text, TODAY)
    if found is not None:
        assert 0 <= found.begin < found.end <= len(text)
        assert found.proof not in (Proof.CHECKED, Proof.ALIKE) or holds(found.number, TODAY)


@given(citizens(), st.integers(10, 17))
def test_half_a_number_speaks_for_a_card_whichever_half_it_is(number: str, length: int) -> None:
    assert end_of_number(number[-length:], TODAY) is End.LONG
    assert end_of_number(f"公民 {number[:length]}", TODAY) is End.LONG


@given(citizens(), st.integers(8, 9))
def test_the_last_digits_with_month_and_day_are_a_hint(number: str, length: int) -> None:
    assert end_of_number(number[-length:], TODAY) is End.SHORT


@pytest.mark.parametrize(
    "text",
    ["", "13998765432", "T0001100021", "BX000104", "400-800-1234", "20261345", "姓名", "1952"],
)
def test_other_digits_are_no_part_of_a_number(text: str) -> None:
    assert end_of_number(text, TODAY) is End.NONE


@given(st.text(max_size=40))
def test_any_text_is_searched_for_an_end(text: str) -> None:
    assert end_of_number(text, TODAY) in End
