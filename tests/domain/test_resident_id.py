"""Citizen numbers: every day of every month, both lengths, every wrong digit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.domain.resident_id import LENGTH, Sex, check_digit, parse
from samplepoint.errors import Refusal
from tests.domain.inventing import TODAY, births, citizens, old_citizens


@given(citizens())
def test_a_right_number_tells_its_birth_date_and_sex(number: str) -> None:
    told = parse(number, TODAY)
    assert told.number == number
    assert f"{told.birth_date:%Y%m%d}" == number[6:14]
    assert told.sex is (Sex.MALE if number[16] in "13579" else Sex.FEMALE)


@given(births.map(lambda born: born.replace(year=min(born.year, TODAY.year - 1), month=10)))
def test_people_born_in_october_are_people(born: date) -> None:
    seventeen = f"130102{born:%Y%m%d}000"
    assert parse(seventeen + check_digit(seventeen), TODAY).birth_date == born


@given(citizens(), st.integers(0, LENGTH - 1), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_refused(number: str, at: int, other: str) -> None:
    wrong = number[:at] + other + number[at + 1 :]
    if wrong != number:
        with pytest.raises(Refusal):
            parse(wrong, TODAY)


@given(citizens(), st.integers(0, LENGTH - 2))
def test_two_neighbours_that_changed_places_are_refused(number: str, at: int) -> None:
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    if swapped != number:
        with pytest.raises(Refusal):
            parse(swapped, TODAY)


@given(old_citizens())
def test_an_old_number_and_its_new_form_are_one_person(old: str) -> None:
    new = parse(old, TODAY)
    assert new == parse(new.number, TODAY)
    assert (new.number[:6], new.number[6:8], new.number[8:17]) == (old[:6], "19", old[6:])


@given(st.integers(1, 4000))
def test_nobody_is_born_tomorrow(days: int) -> None:
    seventeen = f"130102{TODAY + timedelta(days=days):%Y%m%d}000"
    with pytest.raises(Refusal) as refused:
        parse(seventeen + check_digit(seventeen), TODAY)
    assert refused.value.code == "id_future"


@given(st.text(st.characters(), max_size=20))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        parse(text, TODAY)
    except Refusal:
        return
    assert text.isascii()
