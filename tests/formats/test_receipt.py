"""Receipts: as a file, as eight words, as eighteen characters, as a symbol; all say the same."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.formats.receipt import Held, read_receipt, receipt_code, write_receipt
from samplepoint.formats.receipt_words import Language, in_groups, in_symbol, in_words, read_code
from samplepoint.formats.sealed_zip import write_sealed
from tests.formats.enrolments import HUB_KEY, SECRET, receipt
from tests.formats.packages import KEY, OLDER
from tests.formats.refusing import code_of

FILE = write_receipt(receipt(), HUB_KEY)
CODE = receipt_code(SECRET, receipt().segments)
codes = st.binary(min_size=11, max_size=11)


def test_what_was_written_is_read() -> None:
    assert read_receipt(FILE, HUB_KEY.public) == receipt()
    assert write_receipt(receipt(), HUB_KEY) == FILE


def test_a_receipt_of_somebody_else_is_none() -> None:
    assert code_of(read_receipt, FILE, KEY.public) == "signature_by_other"


def test_every_flipped_bit_and_every_cut_is_noticed() -> None:
    for place in range(len(FILE)):
        wrong = FILE[:place] + bytes([FILE[place] ^ 1 << place % 8]) + FILE[place + 1 :]
        assert code_of(read_receipt, wrong, HUB_KEY.public)
        assert code_of(read_receipt, FILE[:place], HUB_KEY.public)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(segments=[]),
        lambda told: told["segments"].append(told["segments"][0]),
        lambda told: told["segments"][0].update(last=0),
        lambda told: told["segments"][0].update(last=1.0),
        lambda told: told["segments"][0].update(head="00"),
        lambda told: told["packages"][0].update(sha256="AA" * 32),
        lambda told: told.update(hub="x"),
        lambda told: told.update(made_at_utc=""),
        lambda told: told.pop("app"),
    ],
)
def test_what_is_wrong_is_named_though_it_is_signed(
    change: Callable[[dict[str, Any]], object],
) -> None:
    told = {"format": "samplepoint-receipt", "version": 1, **receipt().told()}
    change(told)
    content = orjson.dumps(told)
    signature = HUB_KEY.sign(content, f"samplepoint-receipt {told['station_id']}")
    forged = write_sealed([("receipt.json", content), ("receipt.json.minisig", signature)])
    assert code_of(read_receipt, forged, HUB_KEY.public) == "content_wrong"


# --- the code ---------------------------------------------------------------------------------


def test_the_code_is_made_as_the_format_page_says() -> None:
    told = (
        '[{"head":"' + bytes(range(32)).hex() + '","last":120,"station_id":"3F8C1TWV"},'
        '{"head":"' + bytes(range(1, 33)).hex() + '","last":337,"station_id":"7K2M9QXZ"}]'
    )
    assert hmac.new(SECRET, told.encode(), hashlib.sha256).digest()[:11] == CODE
    assert receipt_code(SECRET, receipt().segments[::-1]) == CODE


def test_another_secret_or_segment_gives_another_code() -> None:
    one, two = receipt().segments
    others = [
        receipt_code(SECRET[::-1], (one, two)),
        receipt_code(SECRET, (one,)),
        receipt_code(SECRET, (one, dataclasses.replace(two, last=338))),
        receipt_code(SECRET, (one, Held(two.station_id, two.last, bytes(32)))),
        receipt_code(SECRET, (dataclasses.replace(one, station_id="3F8C1TWX"), two)),
    ]
    assert len({CODE, *others}) == 6
    assert one.station_id == OLDER


@given(code=codes)
def test_every_way_of_writing_a_code_is_read_back(code: bytes) -> None:
    english, chinese = in_words(code, "en"), in_words(code, "zh_CN")
    written = [
        " ".join(english),
        "  ".join(english).upper(),
        "-".join(word[:4] for word in english),
        ", ".join(english),
        "".join(chinese),
        " ".join(chinese),
        "、".join(chinese),
        in_groups(code),
        in_groups(code).lower().replace(" ", ""),
        in_groups(code).replace(" ", "-").replace("0", "O").replace("1", "l"),
        in_symbol(code),
    ]
    assert [read_code(text) for text in written] == [code] * len(written)


def test_a_code_is_short_and_its_symbol_survives_every_keyboard() -> None:
    assert len(in_words(CODE, "en")) == len(in_words(CODE, "zh_CN")) == 8
    assert [len(group) for group in in_groups(CODE).split()] == [6, 6, 6]
    assert in_symbol(CODE).isalnum()
    assert in_symbol(CODE).isascii()
    assert in_symbol(CODE) == in_symbol(CODE).upper()
    assert in_symbol(CODE).startswith("SPRC")


def test_the_words_are_those_of_the_standard() -> None:
    """These are the SHA-256 of the lists as the standard publishes them, a word a line."""
    published = {
        "en": "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda",
        "zh_CN": "5c5942792bd8340cb8b27cd592f1015edf56a8c5b26276ee18a482428e7c5726",
    }
    languages: tuple[Language, ...] = ("en", "zh_CN")
    for language in languages:
        last_words = [in_words(n.to_bytes(11), language)[-1] for n in range(2048)]
        listed = "".join(f"{word}\n" for word in last_words)
        assert hashlib.sha256(listed.encode()).hexdigest() == published[language]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "receipt_code_length"),
        ("abandon " * 7, "receipt_code_length"),
        ("abandon " * 9, "receipt_code_length"),
        ("abandon " * 7 + "abandoned", "receipt_word_unknown"),
        ("abandon " * 7 + "aban don", "receipt_code_length"),
        ("aba " * 8, "receipt_word_unknown"),
        ("的" * 7, "receipt_code_length"),
        ("的" * 7 + "囍", "receipt_word_unknown"),
        ("的" * 7 + "a", "receipt_word_unknown"),
        ("SPRC" + "0" * 17, "receipt_code_length"),
        ("0" * 19, "receipt_code_length"),
        ("Z" * 18, "receipt_code_length"),
        ("U" * 18, "receipt_code_length"),
        ("x" * 5000, "receipt_code_length"),
        ("T0001100021", "receipt_code_length"),
    ],
)
def test_what_is_no_code_is_refused(typed: str, code: str) -> None:
    assert code_of(read_code, typed) == code
