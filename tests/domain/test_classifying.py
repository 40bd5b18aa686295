"""What a scan may mean: never an error, never half a code, never a digit of another script."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from samplepoint.domain.classifying import (
    Badge,
    BoxScan,
    Meaning,
    Seat,
    TubeScan,
    Unknown,
    classify,
)
from samplepoint.domain.documents import Document, DocumentType
from samplepoint.domain.own_codes import Command, card_code, seat_code
from samplepoint.domain.people import Person
from samplepoint.domain.readings import Quality, Reading
from samplepoint.domain.rounds import RoundPlan
from tests.domain.inventing import PLAN, PLANS, TODAY, citizens, people, texts

tubes = st.from_regex(r"T[0-9]{10}", fullmatch=True)
boxes = st.from_regex(r"BX[0-9]{6}", fullmatch=True)
permits = st.from_regex(r"[HM][0-9]{8}", fullmatch=True)
codes = st.one_of(tubes, boxes, citizens(), permits)
FOREIGN_ZEROS = [
    char
    for char in map(chr, range(0x80, 0x1FBFA))
    if unicodedata.category(char) == "Nd"
    and unicodedata.digit(char) == 0
    and unicodedata.name(char) != "FULLWIDTH DIGIT ZERO"
]


def meaning(text: str, plan: RoundPlan = PLAN) -> Meaning:
    return classify(Reading(text), plan, TODAY)


def takes_silently(found: Meaning) -> bool:
    """Tell whether a scan would change something without anybody being asked."""
    if isinstance(found, Document):
        return found.confirm is None
    return isinstance(found, Person | TubeScan | BoxScan)


@given(texts, st.sampled_from(PLANS), st.sampled_from(Quality))
@example("\ud800T0000000001", PLAN, Quality.GOOD)
@example("", PLAN, Quality.GOOD)
@example("SPP" + "A" * 9997, PLAN, Quality.GOOD)
@example("1" * 10_000, PLAN, Quality.GOOD)
@example("T" * 10_000, PLANS[3], Quality.GOOD)
@example("\x00" * 10_000, PLAN, Quality.GOOD)
def test_any_text_has_a_meaning(text: str, plan: RoundPlan, quality: Quality) -> None:
    found = classify(Reading(text, quality=quality), plan, TODAY)
    if isinstance(found, Unknown):
        assert len(found.shown) <= 25
        assert found.shown.isprintable()


@given(st.text(st.characters(), min_size=1, max_size=3).map(lambda text: text * 3400))
def test_ten_thousand_characters_mean_nothing(text: str) -> None:
    assert not takes_silently(meaning(text))


@given(codes, st.sampled_from([Quality.GAP, Quality.OVERLONG]))
def test_a_scan_with_a_gap_or_without_an_end_is_asked_for_again(
    code: str, quality: Quality
) -> None:
    assert isinstance(classify(Reading(code, quality=quality), PLAN, TODAY), Unknown)


@given(st.one_of(tubes, boxes, citizens()), st.data())
def test_a_digit_of_another_script_is_no_digit(code: str, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([n for n, char in enumerate(code) if char.isdigit()]))
    zero = data.draw(st.sampled_from(FOREIGN_ZEROS))
    foreign = chr(ord(zero) + int(code[at]))
    found = meaning(code[:at] + foreign + code[at + 1 :])
    assert isinstance(found, Unknown)
    assert found.code == "scan_foreign_digits"


@given(st.one_of(tubes, boxes, citizens()), st.data())
def test_the_beginning_of_a_code_is_never_taken_for_a_whole_one(
    code: str, data: st.DataObject
) -> None:
    assert not takes_silently(meaning(code[: data.draw(st.integers(1, len(code) - 1))]))


@given(st.one_of(tubes, boxes), st.data())
def test_the_end_of_a_tube_or_box_code_is_never_a_whole_one(code: str, data: st.DataObject) -> None:
    rest = code[data.draw(st.integers(1, len(code) - 1)) :]
    found = meaning(rest)
    # Eight bare digits are a Taiwan permit: the one shape that the end of a tube code may have.
    assert not takes_silently(found) or (isinstance(found, Document) and len(rest) == 8)


@given(codes, codes)
def test_two_codes_run_together_are_neither(one: str, other: str) -> None:
    found = meaning(one + other)
    assert isinstance(found, Unknown)
    assert found.code == "codes_run_together"


@given(tubes, st.sampled_from([1, -1]))
def test_a_tube_that_lost_or_gained_a_digit_is_no_tube(code: str, change: int) -> None:
    wrong = code[:-1] if change < 0 else code + "0"
    assert isinstance(meaning(wrong), Unknown)


@given(tubes)
def test_a_lost_first_letter_is_named(code: str) -> None:
    found = meaning(code[1:])
    assert isinstance(found, Unknown)
    assert found.code == "scan_lost_character"


@given(people())
def test_a_personal_card_brings_the_person(person: Person) -> None:
    assert meaning(card_code(person).lower()) == person


@pytest.mark.parametrize("command", Command)
def test_every_command_is_one_in_every_round(command: Command) -> None:
    assert [meaning(command.value.lower(), plan) for plan in PLANS] == [command] * len(PLANS)


def test_own_codes_come_before_the_rounds_rules() -> None:
    assert meaning(seat_code("C"), PLANS[3]) == Seat("C")
    assert meaning("SPB" + "7" * 20, PLANS[3]) == Badge("SPB" + "7" * 20)


def test_a_bare_number_of_eight_is_a_taiwan_permit_and_asked_about_when_it_may_be_half() -> None:
    whole, half = meaning("00123456"), meaning("13010219")
    assert isinstance(whole, Document)
    assert isinstance(half, Document)
    assert (whole.type, whole.confirm) == (DocumentType.TW_PERMIT, None)
    assert half.confirm == "half_number"
