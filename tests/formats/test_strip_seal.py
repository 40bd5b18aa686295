"""A strip under seal: who may open it, who signed it, and what a hostile one does not do."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from samplepoint.app.paths import resources
from samplepoint.formats import age_box, strip_frames, strip_list
from samplepoint.formats.minisign import PublicKey, SigningKey
from samplepoint.formats.strip_list import read, written
from samplepoint.formats.strip_seal import LARGEST_LIST, opened, sealed
from tests.formats.paper_twins import (
    HARDEST,
    OTHER_SEED,
    SEED,
    hub,
    listed,
    people,
    recipients,
    safe,
    sealed_strip,
    symbols_for,
)
from tests.formats.refusing import code_of

KEY = SigningKey(SEED).public


@pytest.mark.parametrize("count", [1, 23, 200])
def test_hub_and_safe_open_it_and_see_who_signed(count: int) -> None:
    content = listed(list(people(count, names=HARDEST)))
    strip = sealed_strip(content, with_phones=True)
    for identity in (hub(), safe()):
        found = opened(strip, identity)
        assert found.is_signed_by(KEY)
        assert read(found.content) == content


def test_nobody_else_opens_it() -> None:
    strip = sealed_strip(listed(list(people(3))))
    assert code_of(opened, strip, age_box.new_identity()) == "age_not_for_us"


def test_another_station_did_not_sign_it() -> None:
    found = opened(sealed_strip(listed(list(people(3))), seed=OTHER_SEED), hub())
    assert not found.is_signed_by(KEY)
    assert not found.is_signed_by(PublicKey(KEY.raw, SigningKey(OTHER_SEED).public.key_id))


def repacked(plain: bytes) -> bytes:
    """Seal what no station wrote: anybody can encrypt to the hub."""
    return age_box.seal(zstandard.compress(plain), recipients())


def test_a_list_that_was_changed_after_signing_is_not_signed() -> None:
    line = plain_of(sealed_strip(listed(list(people(3)))))
    found = opened(repacked(line.replace("西古城".encode(), "东古城".encode())), hub())
    assert not found.is_signed_by(KEY)


def plain_of(strip: bytes) -> bytes:
    packed = age_box.open_box(strip, hub(), largest=10**6)
    return zstandard.ZstdDecompressor().decompressobj().decompress(packed)


@pytest.mark.parametrize(
    "plain", [b"", b"\n", b"AAAA\nlist", b"not base64!\nlist", base64.b64encode(bytes(73)) + b"\nx"]
)
def test_a_seal_without_its_line_of_signature_is_damage(plain: bytes) -> None:
    assert code_of(opened, repacked(plain), hub()) == "strip_list_damaged"


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"no zstd",
        zstandard.compress(b"x" * 100)[:-3],
        zstandard.compress(b"x") + b"after",
        zstandard.compress(bytes(LARGEST_LIST + 1)),
        zstandard.compress(bytes(2**30)),
    ],
    ids=["nothing", "no zstd", "cut", "more behind", "too large", "bomb"],
)
def test_a_hostile_seal_is_damage_and_takes_no_memory(packed: bytes) -> None:
    assert code_of(opened, age_box.seal(packed, recipients()), hub()) == "strip_list_damaged"


@cache
def one_strip() -> bytes:
    return sealed_strip(listed(list(people(3))))


@settings(max_examples=50)
@given(st.data())
def test_one_flipped_bit_opens_nothing(data: st.DataObject) -> None:
    strip = bytearray(one_strip())
    at = data.draw(st.integers(0, 8 * len(strip) - 1))
    strip[at // 8] ^= 1 << at % 8
    assert code_of(opened, bytes(strip), hub()) in {"age_damaged", "age_not_for_us"}


@pytest.mark.parametrize(("phones", "most"), [(False, 6), (True, 8)], ids=["plain", "phones"])
def test_two_hundred_people_fit_the_symbols_that_were_promised(phones: bool, most: int) -> None:  # noqa: FBT001
    assert len(symbols_for(listed(list(people(200))), with_phones=phones)) <= most


def test_age_and_zstd_alone_give_the_text(tmp_path: Path) -> None:
    age, zstd = shutil.which("age"), shutil.which("zstd")
    if age is None or zstd is None:
        pytest.skip("age or zstd is not installed")
    content = listed(list(people(3)))
    (tmp_path / "key").write_text(hub())
    (tmp_path / "strip").write_bytes(sealed_strip(content))
    told = subprocess.run(
        [age, "-d", "-i", tmp_path / "key", tmp_path / "strip"], capture_output=True, check=True
    )
    plain = subprocess.run([zstd, "-dc"], input=told.stdout, capture_output=True, check=True).stdout
    assert plain.partition(b"\n")[2] == written(content, with_phones=False)


def test_the_example_in_the_help_is_read_back() -> None:
    folder = resources() / "help" / "formats"
    page = (folder / "strip.md").read_text("utf-8")
    [first, second, identity] = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    [text] = re.findall(r"```tsv\n(.*?)```", page, re.DOTALL)
    gathering = strip_frames.Gathering()
    for symbol in (second, first):
        gathering.add(strip_frames.parse_part(base64.b64decode(symbol)))
    found = opened(gathering.whole(), identity.strip())
    assert found.content.decode() == text
    key = re.findall(r"```text\n(.*?)```", (folder / "box_proof.md").read_text("utf-8"), re.DOTALL)
    assert found.is_signed_by(PublicKey.from_text(key[1].strip()))
    content = strip_list.read(found.content)
    assert content.hash == content.sealed_hash
    assert content.rows[0].identity == "N0000001"


def test_the_signature_is_over_the_list_alone() -> None:
    content = written(listed(list(people(1))), with_phones=False)
    found = opened(sealed(content, SEED, recipients()), hub())
    assert KEY.has_signed(content, found.signature)
