"""Packages that somebody spoiled on their way: each ends in a named error, not half believed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from samplepoint.errors import Obstacle
from samplepoint.formats.package import open_package
from samplepoint.formats.sealed_zip import write_sealed
from tests.formats.broken_signer import (
    NAMES,
    Told,
    plain_of,
    repacked,
    signed,
    with_line,
    with_manifest,
)
from tests.formats.hostile_packages import FIRST_BOUND, LATER, OTHERS, PACKAGE, flipped
from tests.formats.packages import (
    OTHER_KEY,
    read,
)
from tests.formats.refusing import code_of

PARTS = (open_package(PACKAGE).manifest_bytes, open_package(PACKAGE).signature)
SEALED = open_package(PACKAGE).payload

Change = Callable[[Told], object]


def rezipped(*parts: bytes) -> bytes:
    """Return three members in a file of the right form."""
    return write_sealed(zip(NAMES, parts, strict=True))


# --- what anybody can do to a file ------------------------------------------------------------


def test_every_flipped_bit_of_the_file_is_noticed() -> None:
    for place in range(len(PACKAGE)):
        for bit in range(8):
            assert code_of(open_package, flipped(PACKAGE, place, bit)).startswith("archive_")


def test_a_file_cut_anywhere_is_noticed() -> None:
    for length in range(len(PACKAGE)):
        assert code_of(read, PACKAGE[:length]) == "archive_unreadable"


def test_every_flipped_bit_inside_is_noticed_though_the_zip_is_right() -> None:
    for place in range(len(PARTS[0])):
        assert code_of(read, rezipped(flipped(PARTS[0], place, place % 8), PARTS[1], SEALED))
    for place in range(len(PARTS[1])):
        assert code_of(read, rezipped(PARTS[0], flipped(PARTS[1], place, place % 8), SEALED))
    for place in range(len(SEALED)):
        wrong = rezipped(*PARTS, flipped(SEALED, place, place % 8))
        assert code_of(read, wrong) == "package_payload_differs"


def test_members_added_doubled_renamed_and_moved_are_noticed() -> None:
    named = list(zip(NAMES, (*PARTS, SEALED), strict=True))
    others = [
        [*named, ("readme.txt", b"hello")],
        [("readme.txt", b"hello"), *named],
        [*named, named[0]],
        [named[0], *named],
        [*named[:2], ("Payload.jsonl.zst.age", SEALED)],
        [*named[:2], ("../payload.jsonl.zst.age", SEALED)],
        [*named[:2], ("/payload.jsonl.zst.age", SEALED)],
        [named[1], named[0], named[2]],
        named[:2],
    ]
    for members in others:
        assert code_of(read, write_sealed(members)) == "archive_members"


def test_a_package_packed_anew_by_another_program_is_noticed() -> None:
    for how in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", how) as archive:
            for name, content in zip(NAMES, (*PARTS, SEALED), strict=True):
                archive.writestr(name, content)
        assert code_of(read, out.getvalue()) == "archive_form"


def test_two_packages_put_together_are_noticed() -> None:
    later = open_package(LATER)
    assert code_of(read, rezipped(*PARTS, later.payload)) == "package_payload_differs"
    assert code_of(read, rezipped(PARTS[0], later.signature, SEALED)) == "signature_wrong"
    assert code_of(read, rezipped(later.manifest_bytes, PARTS[1], SEALED)) == "signature_wrong"


def test_a_package_signed_by_another_point_is_noticed() -> None:
    told, plain = plain_of(PACKAGE)
    assert code_of(read, OTHERS) == "signature_by_other"
    assert code_of(read, repacked(told, plain, key=OTHER_KEY)) == "signature_by_other"
    told["signer"] = OTHER_KEY.public.signer
    assert code_of(read, repacked(told, plain)) == "signature_by_other"


def test_a_signature_of_another_form_is_noticed() -> None:
    """Otherwise one content could be many files, and one number have many hashes."""
    told, _plain = plain_of(PACKAGE)
    assert code_of(read, signed(told, SEALED, comment="samplepoint-package 7K2M9QXZ 4")) == (
        "signature_unreadable"
    )
    reworded = PARTS[1].replace(b"signature from samplepoint", b"signature from somewhere")
    assert code_of(read, rezipped(PARTS[0], reworded, SEALED)) == "signature_unreadable"


# --- what a newer program may write -----------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(version=2, app="2.0.0"),
        lambda told: told.update(reader_min=2, app="2.0.0"),
        lambda told: told.update(version=2, app="2.0.0", segments="elsewhere", payload=None),
    ],
)
def test_a_newer_package_names_the_program_it_needs(change: Change) -> None:
    content = with_manifest(PACKAGE, change)
    with pytest.raises(Obstacle, match="package_newer") as caught:
        read(content)
    assert caught.value.values == {"version": "2.0.0"}


def test_a_kind_of_fact_from_a_newer_program_makes_the_package_newer() -> None:
    newer = with_line(PACKAGE, FIRST_BOUND, lambda line: line.update(kind="TubeWashed"))
    assert code_of(read, newer) == "package_newer"
