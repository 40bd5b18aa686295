"""The same facts for several groups of readers, and covers that say for whom a file is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import zstandard

from samplepoint.formats import package_payload
from samplepoint.formats.age_box import new_identity, recipient_of
from samplepoint.formats.package import (
    COVER_BYTES,
    PackageContent,
    decode_package,
    decrypt_package,
    open_package,
    read_cover,
    verify_package,
)
from samplepoint.formats.package_manifest import LARGEST_PLAIN
from tests.formats.broken_signer import with_manifest
from tests.formats.packages import (
    HEAD,
    HUB_RECIPIENT,
    KEY,
    OTHER_KEY,
    chained,
    morning,
    packed,
    read,
)
from tests.formats.refusing import code_of
from tests.formats.schemas import faults, schema_of

FACTS = chained(morning(20))
HUB_HEAD = replace(HEAD, role="hub", previous="")
IDENTITIES = [new_identity() for _ in range(4)]
RECIPIENTS = [recipient_of(one) for one in IDENTITIES]


def test_groups_read_the_same_facts_under_numbers_of_their_own() -> None:
    content = PackageContent(FACTS)
    one = content.sealed(HUB_HEAD, KEY, RECIPIENTS[:2])
    two = content.sealed(replace(HUB_HEAD, number=4, previous=one.sha256), KEY, RECIPIENTS[2:])
    for package, number, group in ((one, 3, IDENTITIES[:2]), (two, 4, IDENTITIES[2:])):
        proven = verify_package(open_package(package.content), KEY.public)
        assert proven.manifest.head.number == number
        for identity in IDENTITIES:
            if identity in group:
                assert decode_package(decrypt_package(proven, identity)).facts == FACTS
            else:
                assert code_of(decrypt_package, proven, identity) == "age_not_for_us"


def test_a_hubs_cover_says_for_whom_it_is_and_a_points_does_not() -> None:
    package = PackageContent(FACTS).sealed(HUB_HEAD, KEY, RECIPIENTS[:2])
    cover = read_cover(package.content[:COVER_BYTES])
    cover.verify(KEY.public)
    may = [cover.untrusted.may_be_for(one) for one in RECIPIENTS]
    assert may == [True, True, False, False]
    assert code_of(cover.verify, OTHER_KEY.public) == "signature_by_other"
    assert faults(json.loads(cover.manifest_bytes), schema_of("package-1")) == []
    point = read_cover(packed(FACTS).content)
    assert b"sealed_for" not in point.manifest_bytes
    assert point.untrusted.may_be_for(HUB_RECIPIENT)


def test_a_cover_is_read_from_the_first_bytes_alone() -> None:
    content = PackageContent(FACTS).sealed(HUB_HEAD, KEY, RECIPIENTS).content
    whole = open_package(content)
    needed = content.index(whole.signature) + len(whole.signature)
    assert read_cover(content[:needed]).untrusted == whole.untrusted
    for length in (0, 20, 60, needed // 2, needed - 1):
        assert code_of(read_cover, content[:length]) == "archive_unreadable"
    assert code_of(read_cover, content.replace(b"manifest.json", b"manifest.jsoN")) == (
        "archive_unreadable"
    )


@pytest.mark.parametrize(
    "marks", [None, "0badc0de", [1], ["0BADC0DE"], ["0badc0d"], ["0badc0de"] * 2, ["0"] * 101]
)
def test_marks_that_are_none_are_refused(marks: Any) -> None:
    content = packed(FACTS).content
    assert code_of(read, with_manifest(content, lambda told: told.update(sealed_for=marks))) == (
        "content_wrong"
    )


@pytest.mark.parametrize("size", [0, 1, 255, 256, 70_000, 3_000_000])
def test_a_first_line_before_a_compressed_rest_is_one_frame(size: int) -> None:
    """Also where a block of the rest cannot be compressed, or is one byte again and again."""
    for rest in (bytes(size), FACTS[0][10] * (size // 32), KEY.public.raw + b"x" * size):
        for first in (b"", b"{}\n", b"y" * package_payload.LONGEST_FIRST):
            plain = first + rest
            box = package_payload.pack(first, package_payload.compress(rest), RECIPIENTS[:1])
            assert package_payload.unpack(box, IDENTITIES[0], len(plain)) == plain


def test_the_joined_frame_is_read_piece_by_piece_too() -> None:
    rest = b"".join(line[10] for line in chained(morning(300)))
    frame = package_payload.joined(b"first\n", package_payload.compress(rest))
    reader = zstandard.ZstdDecompressor(max_window_size=LARGEST_PLAIN).stream_reader(frame)
    assert b"".join(iter(lambda: reader.read(777), b"")) == b"first\n" + rest
