"""Nothing of a person is left in what a log says, and the ordinary words are."""

from __future__ import annotations

import errno
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.app.redacting import chain, frames, mask_text, name_error
from samplepoint.errors import Obstacle, Refusal


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("read 110101199001010007", "19900101"),
        ("read 11010119900101000X!", "01000X"),
        ("read 11010119900101999x", "999x"),
        ("old card 110101900101999", "900101"),
        ("phone 13800138000", "00138"),
        ("phone 138 0013-8000", "0013"),
        ("permit H12345678", "345678"),
        ("passport E1A2B3C4D", "B3C4D"),
        ("passport DE1234567", "234567"),
        ("wide １１０１０１１９９００１０１", "９"),
        ("born 1990-01-01", "01-01"),
        ("P<CHNZHANG<<SAN<<<<<<<<<", "ZHANG"),
        ("badge SPBABCDEFGHJKMNPQRSTVWX", "FGHJ"),
        ("card sppabcdefgaaaaaaaaaaa", "abcd"),
        ("name=Zhang, seat=A", "Zhang"),
        ("{'name': 'Zhang San', 'seat': 'A'}", "San"),
        ('guardian_name: "Zhang San"', "San"),
        ("姓名：Zhang", "Zhang"),
        ("pin=1234", "1234"),
        ("scanned 欧阳测试 at desk", "欧阳"),
        ("𠮷田", "𠮷"),
        ("ئالىم·قادىر", "قادىر"),
    ],
)
def test_what_is_a_persons_is_masked(text: str, gone: str) -> None:
    assert gone in text
    masked = mask_text(text)
    assert gone not in masked
    assert "*" in masked


@pytest.mark.parametrize(
    "text",
    [
        "desk A opened round 3, 12 of 20 people",
        "sqlcipher3 is ready",
        "samplepoint.storage.key_file:120",
        "refusal:pin_wrong",
        "filename=book.db took 14.2 ms",
        "a < b",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert mask_text(text) == text


@given(st.from_regex(r"[0-9]{6,20}", fullmatch=True), st.text(max_size=20))
def test_no_run_of_six_digits_is_ever_left(number: str, around: str) -> None:
    masked = mask_text(f"{around}{number}{around}")
    longest = run = 0
    for char in masked:
        run = run + 1 if char.isdigit() else 0
        longest = max(longest, run)
    assert longest < 6


@given(st.text(max_size=200))
def test_what_is_left_is_printable_ascii(text: str) -> None:
    assert all(char.isprintable() or char in "\n\t" for char in mask_text(text))
    assert mask_text(text).isascii()


@pytest.mark.parametrize("piece", ["1", "A", "<", "a1_", "测", "A<"])
def test_a_text_of_any_length_is_cut(piece: str) -> None:
    assert len(mask_text(piece * 200_000)) < 5000


def test_errors_are_named_without_their_text() -> None:
    assert name_error(Refusal("person_known", tube="T1", name="甲")) == "refusal:person_known"
    assert name_error(OSError(errno.ENOSPC, "secret")) == "OSError errno=28"
    assert name_error(ValueError("secret")) == "ValueError"
    assert name_error(zlib.error("secret")) == "zlib.error"


def fail() -> None:
    raise OSError(errno.EIO, "secret")


def raise_chained() -> None:
    try:
        fail()
    except OSError as error:
        raise Obstacle("disk_error") from error


def test_a_chain_tells_causes_and_places() -> None:
    with pytest.raises(Obstacle) as caught:
        raise_chained()
    errors = list(chain(caught.value))
    assert [name_error(error) for error in errors] == ["obstacle:disk_error", "OSError errno=5"]
    place = frames(errors[1])[-1]
    assert "test_redacting" in place
    assert place.endswith("in fail")
    assert "/" not in place


def test_a_chain_that_bites_its_tail_ends() -> None:
    first, second = ValueError("a"), KeyError("b")
    first.__cause__, second.__cause__ = second, first
    assert list(chain(first)) == [first, second]


def test_a_hidden_context_stays_hidden() -> None:
    error = ValueError("a")
    error.__context__ = KeyError("b")
    assert len(list(chain(error))) == 2
    error.__suppress_context__ = True
    assert list(chain(error)) == [error]
