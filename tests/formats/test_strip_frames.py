"""Symbols of a strip: any order, repeated, missing ones named, mixed and damaged ones refused."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.errors import Refusal, SamplepointError
from samplepoint.formats.strip_frames import (
    LARGEST_SYMBOL,
    Gathering,
    Part,
    cut,
    is_part,
    parse_part,
)
from tests.formats.refusing import code_of

SEALED = bytes(range(256)) * 14
"""3,584 bytes: six symbols."""


def gathered(symbols: list[bytes]) -> Gathering:
    gathering = Gathering()
    for symbol in symbols:
        gathering.add(parse_part(symbol))
    return gathering


@given(st.binary(min_size=1, max_size=5000), st.randoms(use_true_random=False))
def test_in_any_order_and_repeated_the_whole_comes_back(sealed: bytes, chance: object) -> None:
    symbols = cut(sealed, "BX001101")
    shuffled = [*symbols, *symbols[:2]]
    getattr(chance, "shuffle")(shuffled)  # noqa: B009  # hypothesis gives any Random
    gathering = gathered(shuffled)
    assert gathering.whole() == sealed
    assert (gathering.missing, gathering.box) == ((), "BX001101")


@pytest.mark.parametrize(("size", "count"), [(1, 1), (635, 1), (636, 2), (3810, 6), (3811, 7)])
def test_there_are_as_few_symbols_as_can_be_and_none_is_too_large(size: int, count: int) -> None:
    symbols = cut(bytes(size), "BX001101")
    assert len(symbols) == count
    assert max(map(len, symbols)) <= LARGEST_SYMBOL
    assert max(map(len, symbols)) - min(map(len, symbols)) <= count


def test_a_symbol_that_comes_again_is_known() -> None:
    gathering, (first, *_rest) = Gathering(), map(parse_part, cut(SEALED, "BX001101"))
    assert gathering.add(first)
    assert not gathering.add(first)


def test_missing_symbols_are_named() -> None:
    symbols = cut(SEALED, "BX001101")
    gathering = gathered([symbols[at] for at in (5, 0, 3, 2)])
    assert gathering.missing == (2, 5)
    with pytest.raises(Refusal) as refused:
        gathering.whole()
    assert refused.value.code == "strip_incomplete"
    assert refused.value.values == {"box": "BX001101", "missing": "2, 5", "count": 6}


def test_without_any_symbol_there_is_no_strip() -> None:
    assert code_of(Gathering().whole) == "strip_absent"


@pytest.mark.parametrize(
    ("sealed", "box"),
    [(SEALED, "BX001102"), (SEALED[::-1], "BX001101"), (SEALED + b"more", "BX001101")],
    ids=["another box", "another print", "another length"],
)
def test_two_strips_are_never_put_together(sealed: bytes, box: str) -> None:
    gathering = gathered(cut(SEALED, "BX001101")[:3])
    with pytest.raises(Refusal) as refused:
        gathering.add(parse_part(cut(sealed, box)[3]))
    assert refused.value.values == {"box": "BX001101", "other": box}
    assert (refused.value.code, gathering.missing) == ("strip_mixed", (4, 5, 6))


@given(st.data())
def test_one_flipped_bit_is_found(data: st.DataObject) -> None:
    symbol = bytearray(cut(SEALED, "BX001101")[2])
    at = data.draw(st.integers(0, 8 * len(symbol) - 1))
    symbol[at // 8] ^= 1 << at % 8
    assert code_of(parse_part, bytes(symbol)) in {"strip_symbol_damaged", "strip_symbol_foreign"}


def test_a_symbol_that_was_cut_off_is_found() -> None:
    symbol = cut(SEALED, "BX001101")[0]
    for length in range(len(symbol)):
        expected = {"strip_symbol_damaged", "strip_symbol_foreign"}
        assert code_of(parse_part, symbol[:length]) in expected


def framed(part: Part, version: int = 1) -> bytes:
    """Write a frame with a right checksum around what does not add up."""
    head = b"SPS" + bytes((version, part.number, part.count)) + part.total.to_bytes(4, "big")
    body = head + part.strip + bytes((len(part.box),)) + part.box.encode() + part.chunk
    return body + zlib.crc32(body).to_bytes(4, "big")


@pytest.mark.parametrize(
    "part",
    [
        Part("BX001101", 0, 1, 5, bytes(8), b"12345"),
        Part("BX001101", 2, 1, 5, bytes(8), b"12345"),
        Part("BX001101", 1, 0, 5, bytes(8), b"12345"),
        Part("BX001101", 1, 1, 5, bytes(8), b"1234"),
        Part("BX001101", 1, 2, 5, bytes(8), b"12"),
        Part("BX001101", 2, 2, 5, bytes(8), b"123"),
        Part("BX001101", 1, 9, 5, bytes(8), b"1"),
        Part("BX001101", 1, 1, 2**32 - 1, bytes(8), b"1"),
        Part("BX0011 1", 1, 1, 5, bytes(8), b"12345"),
        Part("", 1, 1, 5, bytes(8), b"12345"),
    ],
)
def test_a_frame_that_contradicts_itself_is_refused(part: Part) -> None:
    assert code_of(parse_part, framed(part)) == "strip_symbol_damaged"


def test_a_part_under_a_wrong_name_does_not_make_a_whole() -> None:
    part = Part("BX001101", 1, 1, 5, bytes(8), b"12345")
    assert code_of(gathered([framed(part)]).whole) == "strip_symbol_damaged"


def test_other_codes_are_not_taken_for_a_part() -> None:
    for other in (b"", b"SPS", b"SPV1 BX001101", b"https://example.invalid/" * 3):
        assert not is_part(other)
        assert code_of(parse_part, other) == "strip_symbol_foreign"


def test_a_symbol_of_a_later_program_names_it() -> None:
    later = framed(Part("BX001101", 1, 1, 5, bytes(8), b"12345"), version=2)
    with pytest.raises(SamplepointError) as refused:
        parse_part(later)
    assert (refused.value.code, refused.value.values) == ("strip_newer", {"version": 2})


def test_what_no_strip_holds_is_refused_before_it_is_printed() -> None:
    assert code_of(cut, bytes(LARGEST_SYMBOL * 255), "BX001101") == "strip_too_long"
