"""Signatures: minisign takes ours, we take its, and one changed bit is one too many."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samplepoint.formats.minisign import PublicKey, SigningKey, signer_of, verify
from tests.formats.refusing import code_of
from tests.formats.tools import output, run

KEY = SigningKey(bytes(range(32)))
OTHER = SigningKey(bytes(32))
CONTENT = '{"point":"西古城"}\n'.encode()
COMMENT = "samplepoint-package 7K2M9QXZ 3 第一轮"


def changed(content: bytes, place: int, bit: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]


def test_what_was_signed_is_verified_and_says_its_comment() -> None:
    signature = KEY.sign(CONTENT, COMMENT)
    assert verify(CONTENT, signature, KEY.public) == COMMENT
    assert signature == KEY.sign(CONTENT, COMMENT)
    assert signer_of(signature) == KEY.public.signer


def test_the_key_follows_from_its_seed_and_its_name_from_the_key() -> None:
    # RFC 8032, 7.1, test 1: secret key and public key.
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    assert SigningKey(seed).public == PublicKey.of(public)
    assert PublicKey.of(public).is_named_by_itself
    assert not PublicKey(public, bytes(8)).is_named_by_itself


def test_a_public_key_comes_back_from_its_text_and_only_from_that() -> None:
    text = KEY.public.text
    assert PublicKey.from_text(text) == KEY.public
    for wrong in (
        "",
        text[:-1],
        text + "A",
        text[:-1] + "=",
        text + "\n",
        "RWQ",
        "é" * 56,
        text * 9,
    ):
        assert code_of(PublicKey.from_text, wrong) == "key_unreadable"
    other_form = base64.b64encode(b"EX" + KEY.public.key_id + KEY.public.raw).decode()
    assert code_of(PublicKey.from_text, other_form) == "key_unreadable"


def test_a_key_never_shows_itself() -> None:
    assert repr(KEY) == f"SigningKey({KEY.public.signer})"


@pytest.mark.parametrize("comment", ["two\nlines", "\x00", "x" * 5000])
def test_only_one_printable_line_can_be_a_comment(comment: str) -> None:
    with pytest.raises(ValueError, match="trusted_comment"):
        KEY.sign(CONTENT, comment)


def test_every_flipped_bit_of_a_signature_is_noticed_or_changes_nothing_signed() -> None:
    signature = KEY.sign(CONTENT, COMMENT)
    free = range(len("untrusted comment: "), signature.index(b"\n"))
    noticed = {"signature_unreadable", "signature_wrong", "signature_by_other"}
    for place in range(len(signature)):
        for bit in range(8):
            code = code_of(verify, CONTENT, changed(signature, place, bit), KEY.public)
            assert code in noticed or (not code and place in free)


def test_a_signature_cut_anywhere_cannot_be_read() -> None:
    signature = KEY.sign(CONTENT, COMMENT)
    for length in range(len(signature)):
        assert code_of(verify, CONTENT, signature[:length], KEY.public) == ("signature_unreadable")


def test_changed_content_is_noticed() -> None:
    signature = KEY.sign(CONTENT, COMMENT)
    for place in range(len(CONTENT)):
        wrong = changed(CONTENT, place, 0)
        assert code_of(verify, wrong, signature, KEY.public) == "signature_wrong"


def test_a_signature_by_another_key_says_so_and_one_in_its_name_is_wrong() -> None:
    signature = OTHER.sign(CONTENT, COMMENT)
    assert code_of(verify, CONTENT, signature, KEY.public) == "signature_by_other"
    posing = PublicKey(KEY.public.raw, OTHER.public.key_id)
    assert code_of(verify, CONTENT, signature, posing) == "signature_wrong"


def test_a_comment_from_another_signature_is_wrong() -> None:
    one = KEY.sign(CONTENT, COMMENT).split(b"\n")
    two = KEY.sign(CONTENT, "another").split(b"\n")
    mixed = b"\n".join([*one[:2], *two[2:]])
    assert code_of(verify, CONTENT, b"\n".join([*one[:3], *two[3:]]), KEY.public) == (
        "signature_wrong"
    )
    # Two signatures of one content share the first half: minisign's own form allows this.
    assert verify(CONTENT, mixed, KEY.public) == "another"


@settings(max_examples=200)
@given(noise=st.binary(max_size=400))
def test_noise_is_no_signature(noise: bytes) -> None:
    assert code_of(verify, CONTENT, noise, KEY.public) == "signature_unreadable"


# --- the tool itself --------------------------------------------------------------------------


def test_minisign_verifies_ours(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(CONTENT)
    (tmp_path / "manifest.json.minisig").write_bytes(KEY.sign(CONTENT, COMMENT))
    (tmp_path / "station.pub").write_bytes(KEY.public.as_file())
    asked = ("-V", "-H", "-Q", "-m", "manifest.json")
    for key in (("-P", KEY.public.text), ("-p", "station.pub")):
        assert output("minisign", *asked, *key, cwd=tmp_path).decode().strip() == COMMENT
    refused = run("minisign", *asked, "-P", OTHER.public.text, cwd=tmp_path)
    assert refused.returncode != 0
    (tmp_path / "manifest.json").write_bytes(CONTENT + b" ")
    assert run("minisign", *asked, "-P", KEY.public.text, cwd=tmp_path).returncode != 0


def test_we_verify_what_minisign_signs(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(CONTENT)
    output("minisign", "-G", "-W", "-p", "a.pub", "-s", "a.key", cwd=tmp_path)
    comment, text = (tmp_path / "a.pub").read_text().splitlines()
    key = PublicKey.from_text(text)
    # minisign leaves leading zeros of the name out, here alone.
    assert comment.endswith(f" {key.signer.lstrip('0')}")
    assert key.as_file().decode().splitlines()[1] == text
    output("minisign", "-S", "-s", "a.key", "-m", "a.json", "-t", COMMENT, cwd=tmp_path)
    assert verify(CONTENT, (tmp_path / "a.json.minisig").read_bytes(), key) == COMMENT
    output("minisign", "-S", "-s", "a.key", "-m", "a.json", cwd=tmp_path)
    said = verify(CONTENT, (tmp_path / "a.json.minisig").read_bytes(), key)
    assert "file:a.json" in said.split("\t")


def test_the_legacy_form_without_prehashing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(CONTENT)
    output("minisign", "-G", "-W", "-p", "a.pub", "-s", "a.key", cwd=tmp_path)
    output("minisign", "-S", "-l", "-s", "a.key", "-m", "a.json", cwd=tmp_path)
    key = PublicKey.from_text((tmp_path / "a.pub").read_text().splitlines()[1])
    legacy = (tmp_path / "a.json.minisig").read_bytes()
    assert code_of(verify, CONTENT, legacy, key) == "signature_unreadable"
