"""Sealed boxes: age opens ours, we open its, and nobody else's vector gets further than it may."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samplepoint.errors import SamplepointError
from samplepoint.formats import age_box
from tests.formats.manifests import SHARED
from tests.formats.refusing import code_of
from tests.formats.tools import output, run

IDENTITY = age_box.new_identity()
OURS = age_box.recipient_of(IDENTITY)
THEIRS = age_box.recipient_of(age_box.new_identity())
CONTENT = "赵一 110101199003070000\n".encode() * 5000
ROOM = 1_000_000
VECTORS = SHARED / "crypto" / "age-cctv"


def opened(content: bytes, identity: str = IDENTITY, largest: int = ROOM) -> bytes:
    return age_box.open_box(content, identity, largest=largest)


def test_every_recipient_opens_the_box_and_nobody_else() -> None:
    identity = age_box.new_identity()
    box = age_box.seal(CONTENT, [OURS, age_box.recipient_of(identity)])
    assert opened(box) == opened(box, identity) == CONTENT
    assert CONTENT[:20] not in box
    assert code_of(opened, box, age_box.new_identity()) == "age_not_for_us"


def test_an_empty_box_and_a_full_one_come_back() -> None:
    for size in (0, 1, 65_535, 65_536, 65_537, 200_000):
        assert opened(age_box.seal(bytes(size), [OURS])) == bytes(size)


def test_a_box_larger_than_its_room_stays_shut() -> None:
    box = age_box.seal(CONTENT, [OURS])
    assert code_of(opened, box, largest=len(box) - 1) == "age_too_large"
    assert opened(box, largest=len(box)) == CONTENT


@pytest.mark.parametrize(
    "text",
    ["", "age1", OURS.upper(), OURS[:-1], OURS + "q", "\ud800", "é"],
    ids=["nothing", "start", "capitals", "cut", "longer", "surrogate", "accent"],
)
def test_what_is_no_recipient_is_refused(text: str) -> None:
    assert code_of(age_box.checked_recipient, text) == "age_recipient_wrong"


def test_a_box_for_nobody_is_refused() -> None:
    assert age_box.checked_recipient(OURS) == OURS
    assert code_of(age_box.seal, CONTENT, []) == "age_recipient_wrong"
    assert code_of(age_box.seal, CONTENT, [OURS, "age1x"]) == "age_recipient_wrong"


def test_a_box_has_as_many_recipients_as_can_be_read_again() -> None:
    others = [THEIRS] * (age_box.MOST_RECIPIENTS - 1)
    for _ in range(20):
        assert opened(age_box.seal(b"x", [*others, OURS])) == b"x"
    assert code_of(age_box.seal, b"x", [*others, OURS, THEIRS]) == "age_recipients_many"


@pytest.mark.parametrize(
    "text",
    ["", OURS, IDENTITY[:-1], "\ud800"],
    ids=["nothing", "public half", "cut", "surrogate"],
)
def test_what_is_no_identity_is_damage(text: str) -> None:
    assert code_of(age_box.recipient_of, text) == "age_identity_wrong"
    box = age_box.seal(b"", [OURS])
    assert code_of(opened, box, text) == "age_identity_wrong"


def test_every_flipped_bit_and_every_cut_is_noticed() -> None:
    box = age_box.seal(b"x", [OURS, THEIRS])
    for place in range(len(box)):
        for bit in range(8):
            wrong = box[:place] + bytes([box[place] ^ 1 << bit]) + box[place + 1 :]
            assert code_of(opened, wrong) in {"age_damaged", "age_not_for_us"}
    for length in range(len(box)):
        assert code_of(opened, box[:length]) == "age_damaged"
    assert code_of(opened, box + b"x") == "age_damaged"


def test_a_head_without_end_is_not_read_to_its_end() -> None:
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
    endless = b"age-encryption.org/v1\n" + stanza * 10_000 + b"--- " + b"A" * 43 + b"\n"
    assert code_of(opened, endless, largest=len(endless)) == "age_damaged"


@settings(max_examples=200)
@given(noise=st.binary(max_size=300), lead=st.sampled_from([b"", b"age-encryption.org/v1\n"]))
def test_noise_is_no_box(noise: bytes, lead: bytes) -> None:
    assert code_of(opened, lead + noise) == "age_damaged"


# --- the tool itself --------------------------------------------------------------------------


def test_age_opens_ours(tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text(IDENTITY + "\n")
    (tmp_path / "a.age").write_bytes(age_box.seal(CONTENT, [THEIRS, OURS]))
    assert output("age", "-d", "-i", "key.txt", "a.age", cwd=tmp_path) == CONTENT
    assert output("age-keygen", "-y", "key.txt", cwd=tmp_path).decode().strip() == OURS


def test_we_open_what_age_seals_to_us_but_not_its_armour(tmp_path: Path) -> None:
    assert opened(output("age", "-r", OURS, "-r", THEIRS, cwd=tmp_path, stdin=CONTENT)) == CONTENT
    armoured = output("age", "-a", "-r", OURS, cwd=tmp_path, stdin=CONTENT)
    assert code_of(opened, armoured) == "age_damaged"


def test_age_refuses_what_we_seal_for_others(tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text(age_box.new_identity() + "\n")
    (tmp_path / "a.age").write_bytes(age_box.seal(CONTENT, [OURS]))
    assert run("age", "-d", "-i", "key.txt", "a.age", cwd=tmp_path).returncode != 0


# --- vectors that others wrote (C2SP CCTV) ----------------------------------------------------


@dataclass(frozen=True)
class Vector:
    facts: dict[str, str]
    identities: list[str]
    box: bytes


def vector(name: str) -> Vector:
    """Read one vector: lines `name: value`, an empty line, and the file, perhaps compressed."""
    head, _, body = (VECTORS / name).read_bytes().partition(b"\n\n")
    lines = [line.split(": ", 1) for line in head.decode().splitlines()]
    facts = {key: value for key, value in lines if key != "comment"}
    if facts.get("compressed") == "zlib":
        body = zlib.decompress(body)
    return Vector(facts, [value for key, value in lines if key == "identity"], body)


def names() -> list[str]:
    return sorted(file.name for file in VECTORS.iterdir()) if VECTORS.exists() else []


@pytest.mark.parametrize("name", names() or [""])
def test_a_vector_opens_only_where_it_should(name: str) -> None:
    if not name:
        pytest.skip("the vectors are not beside this checkout")
    found = vector(name)
    ours = [one for one in found.identities if one.startswith("AGE-SECRET-KEY-1")]
    # Armour, passphrases and post-quantum recipients are no part of our format.
    may_open = (
        found.facts["expect"] == "success" and bool(ours) and found.facts.get("armored") != "yes"
    )
    results = {_outcome(found.box, identity) for identity in ours or [IDENTITY]}
    if may_open:
        assert found.facts["payload"] in results
    else:
        assert results <= {"age_damaged", "age_not_for_us"}


def _outcome(box: bytes, identity: str) -> str:
    try:
        return hashlib.sha256(opened(box, identity, largest=64_000_000)).hexdigest()
    except SamplepointError as error:
        return error.code
