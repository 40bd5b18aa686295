"""The box proof: what it says comes back, what was changed is refused by its place, who signed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from hypothesis import given
from hypothesis import strategies as st

from samplepoint.app.paths import resources
from samplepoint.domain.clock import utc_text
from samplepoint.domain.own_codes import BOX_PROOF_PREFIX, OwnPaper, parse_paper
from samplepoint.errors import Refusal
from samplepoint.formats.box_proof import (
    LONGEST,
    PREFIX,
    BoxProof,
    parse_proof,
    round_mark,
    signed_text,
    whole_seconds,
)
from samplepoint.formats.minisign import PublicKey, SigningKey
from samplepoint.formats.symbols import qr_modules, qr_version
from tests.formats.paper_twins import OTHER_SEED, SEED
from tests.formats.refusing import code_of

PROOF = BoxProof(
    *("BX001101", "R1", "7K2M9QXZ", 1, 20, 200, "2026-01-12T00:30:00.000Z"), "3f2a" * 16
)
KEY = SigningKey(SEED).public
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

proofs = st.builds(
    BoxProof,
    st.text(LETTERS, min_size=1, max_size=40),
    st.text(LETTERS, min_size=1, max_size=16),
    st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=8, max_size=8),
    st.integers(1, 9999),
    st.integers(0, 999_999),
    st.integers(0, 999_999),
    st.integers(0, 4 * 10**9).map(lambda at: utc_text(datetime.fromtimestamp(at, UTC))),
    st.binary(min_size=32, max_size=32).map(bytes.hex),
)


def part_of(untrusted: str) -> str:
    """Return which part of a proof is refused."""
    with pytest.raises(Refusal) as refused:
        parse_proof(untrusted)
    assert refused.value.code == "box_proof_field"
    return str(refused.value.values["part"])


@given(proofs)
def test_what_is_signed_comes_back_in_letters_that_every_keyboard_keeps(proof: BoxProof) -> None:
    text = signed_text(proof, SEED)
    signed = parse_proof(text)
    assert signed.proof == proof
    assert signed.is_signed_by(KEY)
    assert set(text) <= {*LETTERS, " "}
    assert len(text) <= LONGEST


def test_a_usual_proof_is_a_small_symbol_and_the_longest_one_still_is_one() -> None:
    assert qr_version(qr_modules(signed_text(PROOF, SEED))) == 8
    longest = replace(PROOF, box="B" * 40, round="R" * 16, tubes=999_999, people=999_999)
    assert qr_version(qr_modules(signed_text(longest, SEED))) == 10


@given(st.data())
def test_one_changed_character_is_never_a_good_proof(data: st.DataObject) -> None:
    text = signed_text(PROOF, SEED)
    at = data.draw(st.integers(0, len(text) - 1))
    char = data.draw(st.sampled_from([one for one in f"{LETTERS} " if one != text[at]]))
    try:
        signed = parse_proof(text[:at] + char + text[at + 1 :])
    except Refusal:
        return
    assert not signed.is_signed_by(KEY)


@given(st.integers(0, 219))
def test_a_proof_that_was_cut_off_is_refused(length: int) -> None:
    text = signed_text(PROOF, SEED)[:length]
    assert code_of(parse_proof, text) in {"box_proof_cut", "box_proof_foreign", "box_proof_field"}


@given(st.text(max_size=300))
def test_any_other_text_is_refused_by_name(text: str) -> None:
    assert code_of(parse_proof, text) in {"box_proof_foreign", "box_proof_newer", "box_proof_cut"}


def test_the_words_of_one_proof_do_not_carry_the_signature_of_another() -> None:
    mine, other = signed_text(PROOF, SEED), signed_text(replace(PROOF, box="BX001102"), SEED)
    pasted = f"{mine.rpartition(' ')[0]} {other.rpartition(' ')[2]}"
    assert not parse_proof(pasted).is_signed_by(KEY)


def test_another_key_did_not_sign_it_even_under_the_same_name() -> None:
    signed = parse_proof(signed_text(PROOF, SEED))
    other = SigningKey(OTHER_SEED).public
    assert not signed.is_signed_by(other)
    assert not signed.is_signed_by(PublicKey(other.raw, KEY.key_id))


@pytest.mark.parametrize(
    ("word", "written", "part"),
    [
        (1, "bx001101", "box"),
        (2, "R" * 17, "round"),
        (3, "7K2M9QXI", "station"),
        (4, "0", "sealing"),
        (5, "020", "tubes"),
        (6, "-1", "people"),
        (7, "20260230003000", "sealed"),
        (7, "20260112002960", "sealed"),
        (8, "0" * 51, "hash"),
        (8, "0" * 51 + "1", "hash"),
        (9, "0" * 12 + "U", "key"),
        (10, "", "signature"),
    ],
)
def test_a_wrong_word_is_named(word: int, written: str, part: str) -> None:
    words = signed_text(PROOF, SEED).split(" ")
    assert part_of(" ".join([*words[:word], written, *words[word + 1 :]])) == part


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        (replace(PROOF, box="箱1"), "box"),
        (replace(PROOF, round="第二轮"), "round"),
        (replace(PROOF, sealing=0), "sealing"),
        (replace(PROOF, people=1_000_000), "people"),
        (replace(PROOF, sealed_utc="2026-01-12T00:30:00.500Z"), "sealed"),
        (replace(PROOF, box_hash="3f2a"), "hash"),
    ],
)
def test_what_could_not_be_read_back_is_never_printed(changed: BoxProof, part: str) -> None:
    with pytest.raises(Refusal) as refused:
        signed_text(changed, SEED)
    assert refused.value.values["part"] == part


def test_a_proof_of_a_later_program_asks_for_that_program() -> None:
    assert code_of(parse_proof, signed_text(PROOF, SEED).replace("SPV1", "SPV2")) == (
        "box_proof_newer"
    )
    assert code_of(parse_proof, "SPV2 anything else") == "box_proof_newer"


def test_a_round_is_named_by_its_id_or_by_a_hash_that_no_id_is_taken_for() -> None:
    assert round_mark("R1") == "R1"
    assert round_mark("7KQ9M2XZ") == "7KQ9M2XZ"
    marks = [round_mark(one) for one in ("第二轮", "r1", "R1 ", "", "R" * 13, "0" * 16)]
    assert all(re.fullmatch("[0-9A-Z]{16}", mark) for mark in marks)
    assert len(set(marks)) == len(marks)


def test_a_moment_is_cut_to_whole_seconds() -> None:
    assert whole_seconds("2026-01-12T00:30:00.999Z") == "2026-01-12T00:30:00.000Z"


def test_the_desk_knows_a_proof_by_its_first_word() -> None:
    assert PREFIX == BOX_PROOF_PREFIX
    assert parse_paper(signed_text(PROOF, SEED)) == (OwnPaper.BOX_PROOF, "BX001101")
    assert parse_paper("SPV") is None


def test_the_example_in_the_help_is_verified_by_its_own_code() -> None:
    page = (resources() / "help" / "formats" / "box_proof.md").read_text("utf-8")
    proof, key = (text.strip() for text in re.findall(r"```text\n(.*?)```", page, re.DOTALL))
    [code] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    told: dict[str, object] = {}
    exec(code, told)  # noqa: S102  # our own page
    verify = told["verify"]
    assert callable(verify)
    verify(proof, key)
    with pytest.raises(InvalidSignature):
        verify(proof.replace(" 2 3 ", " 2 4 "), key)
    signed = parse_proof(proof)
    assert signed.is_signed_by(PublicKey.from_text(key))
    assert (signed.proof.box, signed.proof.tubes, signed.proof.people) == ("BX001101", 2, 3)
