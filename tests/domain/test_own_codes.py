"""Our own printed codes: what survives every keyboard, and what a damaged card brings."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.domain import own_codes
from samplepoint.domain.classifying import Unknown, classify
from samplepoint.domain.own_codes import (
    SEATS,
    Command,
    card_code,
    looks_like_badge,
    parse_card,
    parse_command,
    parse_seat,
    seat_code,
)
from samplepoint.domain.people import Person
from samplepoint.domain.readings import Reading
from samplepoint.errors import Refusal
from tests.domain.inventing import PLAN, TODAY, people, texts

SURVIVING = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@given(people())
def test_a_card_comes_back_as_the_person_it_was_printed_for(person: Person) -> None:
    code = card_code(person)
    assert set(code) <= SURVIVING
    assert parse_card(code, TODAY) == person


@given(people(), st.data())
def test_a_damaged_card_is_nobody(person: Person, data: st.DataObject) -> None:
    code = card_code(person)
    at = data.draw(st.integers(3, len(code) - 1))
    put = data.draw(st.sampled_from(["", *"ABCZ257"]).filter(lambda char: char != code[at]))
    damaged = code[:at] + put + code[at + 1 :]
    found = classify(Reading(damaged), PLAN, TODAY)
    assert isinstance(found, Unknown) or found == person


@given(texts)
def test_any_card_is_a_person_or_refused(text: str) -> None:
    try:
        parse_card(own_codes.CARD_PREFIX + text, TODAY)
    except Refusal:
        return
    pytest.fail("a random text was a card")


def forged(*fields: str) -> str:
    """Return a card that anybody could print, whatever it says."""
    packed = zlib.compress("\x1f".join(fields).encode(), 9)
    check = zlib.crc32(packed).to_bytes(4, "big")
    return own_codes.CARD_PREFIX + "".join(own_codes._base32(one) for one in (packed, check))  # noqa: SLF001


@pytest.mark.parametrize(
    "fields",
    [
        ("CN_ID", "130102199001010001", "130102199001010001", "self", "王芳"),
        ("CN_ID", "130102199001010009", "somebody else", "self", "王芳"),
        ("PASSPORT", "UTO123", "UTO123", "self", "王\u202e芳"),
        ("PASSPORT", "UTO123", "UTO123", "self", "王\x07芳"),
        ("PASSPORT", "UTO123", "UTO123", "cousin", "王芳"),
        ("PASSPORT", "UTO123", "UTO123", "self", "王" * 8000),
        ("LIBRARY", "1", "1", "self", "王芳"),
        ("",),
        ("x",) * 40,
    ],
)
def test_a_forged_card_is_checked_like_a_typed_form(fields: tuple[str, ...]) -> None:
    with pytest.raises(Refusal):
        parse_card(forged(*fields), TODAY)


def test_a_seat_is_one_of_eight() -> None:
    assert [parse_seat(seat_code(seat)) for seat in SEATS] == list(SEATS)
    assert parse_seat("SPCDESKZ") is None
    assert parse_seat("A") is None


@given(texts)
def test_no_text_is_a_command_or_a_badge_by_chance(text: str) -> None:
    assert parse_command(text) in (None, *Command)
    assert not looks_like_badge(text)
