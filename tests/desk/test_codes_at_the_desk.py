"""What a scanner may send, and what the desk must answer: one line a trap of the field."""

from __future__ import annotations

import pytest

from tests.desk.words import Words, person, tube

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(person(1).translate(FULL_WIDTH), id="full-width"),
        pytest.param(f"  {person(1)}", id="blanks before"),
        pytest.param(f"{person(1)}\r\n", id="line end"),
        pytest.param(f"\ufeff{person(1)}", id="byte-order mark"),
    ],
)
def test_one_person_however_the_scanner_typed_it(at_desk: Words, typed: str) -> None:
    at_desk.accepts(tube(1))
    at_desk.accepts(typed)
    assert at_desk.people_in(1) == [person(1)]


def test_flipped_case_is_the_same_tube(at_desk: Words) -> None:
    at_desk.accepts(tube(1).lower())
    assert at_desk.ignores(tube(1)).code == "tube_already_open"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param(person(1)[:9], "scan_not_understood", id="half a number"),
        pytest.param(person(1) + tube(2), "codes_run_together", id="person and tube together"),
        pytest.param(tube(2) + tube(2), "codes_run_together", id="one tube twice"),
        pytest.param(tube(2)[1:], "scan_lost_character", id="first character lost"),
        pytest.param(person(1)[1:], "id_length", id="seventeen digits"),
        pytest.param(person(1).translate(ARABIC), "scan_foreign_digits", id="Arabic-Indic"),
        pytest.param("Т0000000001", "scan_foreign_letters", id="Cyrillic T"),
        pytest.param("https://example.invalid/c?id=7", "scan_web_address", id="health code"),
        pytest.param("T00000\x0100001", "scan_control_characters", id="control character"),
        pytest.param("T00000\u202e00001", "scan_control_characters", id="bidi override"),
        pytest.param("T" * 10_000, "scan_not_understood", id="ten thousand characters"),
        pytest.param("", "scan_empty", id="nothing"),
        pytest.param("\ud800", "scan_control_characters", id="lone surrogate"),
        pytest.param("=1+1", "scan_not_understood", id="formula"),
        pytest.param("SPCNOSUCHCOMMAND", "scan_not_understood", id="unknown command"),
        pytest.param("SPB" + "X" * 20, "badge_unknown", id="unknown badge"),
    ],
)
def test_what_is_not_a_code_changes_nothing_and_says_why(
    at_desk: Words, typed: str, code: str
) -> None:
    at_desk.accepts(tube(1))
    assert at_desk.refuses(typed).code == code
    assert at_desk.accepts(person(5)).is_accepted
