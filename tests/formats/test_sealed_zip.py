"""Sealed ZIP files: any program opens them, and ours takes nothing that only looks like one."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samplepoint.formats.sealed_zip import Member, read_sealed, write_sealed
from tests.formats.manifests import SHARED
from tests.formats.refusing import code_of
from tests.formats.tools import output

SHAPE = (Member("a.json", 1000), Member("a.json.sig", 100))
CONTENTS = (b'{"a":1}', b"signed")
NAMED = tuple((member.name, part) for member, part in zip(SHAPE, CONTENTS, strict=True))
SEALED = write_sealed(NAMED)
REASONS = {"archive_unreadable", "archive_members", "archive_form", "archive_checksum"}


def test_what_was_written_is_read_and_is_the_same_every_time() -> None:
    assert read_sealed(SEALED, SHAPE) == CONTENTS
    assert write_sealed(NAMED) == SEALED


@given(parts=st.tuples(st.binary(max_size=1000), st.binary(max_size=100)))
def test_any_contents_come_back(parts: tuple[bytes, bytes]) -> None:
    sealed = write_sealed(zip([member.name for member in SHAPE], parts, strict=True))
    assert read_sealed(sealed, SHAPE) == parts


def test_pythons_own_reader_opens_it() -> None:
    with zipfile.ZipFile(io.BytesIO(SEALED)) as archive:
        assert archive.testzip() is None
        assert [(one.filename, one.date_time[:3]) for one in archive.infolist()] == [
            (name, (1980, 1, 1)) for name, _content in NAMED
        ]
        assert tuple(archive.read(name) for name, _content in NAMED) == CONTENTS


def test_unzip_opens_it_and_finds_nothing_to_say(tmp_path: Path) -> None:
    (tmp_path / "a.spkg").write_bytes(SEALED)
    output("unzip", "-q", "a.spkg", "-d", "out", cwd=tmp_path)
    for name, content in NAMED:
        assert (tmp_path / "out" / name).read_bytes() == content
    assert b"No errors detected" in output("unzip", "-t", "a.spkg", cwd=tmp_path)
    assert (tmp_path / "out" / "a.json").stat().st_mode & 0o777 in {0o644, 0o600}


def test_every_flipped_bit_is_noticed() -> None:
    for place in range(len(SEALED)):
        for bit in range(8):
            wrong = SEALED[:place] + bytes([SEALED[place] ^ 1 << bit]) + SEALED[place + 1 :]
            assert code_of(read_sealed, wrong, SHAPE) in REASONS | {"archive_too_large"}


def test_every_cut_is_noticed() -> None:
    for length in range(len(SEALED)):
        assert code_of(read_sealed, SEALED[:length], SHAPE) == "archive_unreadable"


def test_bytes_before_between_and_after_are_noticed() -> None:
    for place in range(len(SEALED) + 1):
        wrong = SEALED[:place] + b"x" + SEALED[place:]
        assert code_of(read_sealed, wrong, SHAPE) in REASONS | {"archive_too_large"}
    assert code_of(read_sealed, SEALED + SEALED, SHAPE) in REASONS
    assert code_of(read_sealed, SEALED + b"\x00" * 2000, SHAPE) == "archive_too_large"


def test_a_spoiled_content_is_told_from_a_spoiled_directory() -> None:
    place = SEALED.index(b'"a":1')
    assert code_of(read_sealed, SEALED[:place] + b"x" + SEALED[place + 1 :], SHAPE) == (
        "archive_checksum"
    )


@pytest.mark.parametrize(
    "names",
    [
        ("a.json",),
        ("a.json.sig", "a.json"),
        ("a.json", "a.json"),
        ("a.json", "a.json.sig", "a.json.sig"),
        ("a.json", "a.json.sig", "b"),
        ("b", "a.json", "a.json.sig"),
        ("A.JSON", "a.json.sig"),
        ("../a.json", "a.json.sig"),
        ("./a.json", "a.json.sig"),
        ("/a.json", "a.json.sig"),
        ("x/a.json", "x/a.json.sig"),
        ("a.json ", "a.json.sig"),
        ("a.json\x00", "a.json.sig"),
        ("", "a.json.sig"),
    ],
)
def test_other_members_are_refused(names: tuple[str, ...]) -> None:
    other = write_sealed((name, b"x") for name in names)
    assert code_of(read_sealed, other, SHAPE) == "archive_members"


def test_no_member_may_be_larger_than_it_may() -> None:
    fits = write_sealed([("a.json", bytes(1000)), ("a.json.sig", b"")])
    assert read_sealed(fits, SHAPE) == (bytes(1000), b"")
    for sizes in ((1001, 0), (0, 101)):
        large = write_sealed(
            (member.name, bytes(size)) for member, size in zip(SHAPE, sizes, strict=True)
        )
        assert code_of(read_sealed, large, SHAPE) == "archive_too_large"


def made_by_python(change: Callable[[zipfile.ZipFile], None], **how: int) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(out, "w", **how) as archive:  # type: ignore[call-overload]  # how
            change(archive)
    return out.getvalue()


def plainly(archive: zipfile.ZipFile) -> None:
    for name, content in NAMED:
        archive.writestr(zipfile.ZipInfo(name), content)


def packed(archive: zipfile.ZipFile) -> None:
    for name, content in NAMED:
        archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def with_comment(archive: zipfile.ZipFile) -> None:
    plainly(archive)
    archive.comment = b"hello"


def with_member_comment(archive: zipfile.ZipFile) -> None:
    for name, content in NAMED:
        info = zipfile.ZipInfo(name)
        info.comment = b"hello"
        archive.writestr(info, content)


def with_extra_field(archive: zipfile.ZipFile) -> None:
    for name, content in NAMED:
        info = zipfile.ZipInfo(name)
        info.extra = b"\xfe\xca\x02\x00ab"
        archive.writestr(info, content)


def of_today(archive: zipfile.ZipFile) -> None:
    for name, content in NAMED:
        archive.writestr(zipfile.ZipInfo(name, (2026, 1, 12, 8, 0, 0)), content)


def streamed(archive: zipfile.ZipFile) -> None:
    for name, content in NAMED:
        with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
            member.write(content)


@pytest.mark.parametrize(
    "liberty", [packed, with_comment, with_member_comment, with_extra_field, of_today, streamed]
)
def test_what_other_programs_may_do_is_refused(liberty: Callable[[zipfile.ZipFile], None]) -> None:
    made = made_by_python(liberty)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert tuple(archive.read(name) for name, _content in NAMED) == CONTENTS
    told = "archive_unreadable" if liberty is with_comment else "archive_form"
    assert code_of(read_sealed, made, SHAPE) == told


def test_the_zip_tool_makes_another_file(tmp_path: Path) -> None:
    for name, content in NAMED:
        (tmp_path / name).write_bytes(content)
    output("zip", "-0", "-X", "a.zip", *[name for name, _content in NAMED], cwd=tmp_path)
    assert code_of(read_sealed, (tmp_path / "a.zip").read_bytes(), SHAPE) == "archive_form"
    output("zip", "-P", "x", "e.zip", *[name for name, _content in NAMED], cwd=tmp_path)
    assert code_of(read_sealed, (tmp_path / "e.zip").read_bytes(), SHAPE) == "archive_form"


def test_a_bomb_is_never_unpacked() -> None:
    bomb = made_by_python(
        lambda archive: archive.writestr(
            zipfile.ZipInfo("a.json"), bytes(50_000_000), zipfile.ZIP_DEFLATED
        )
    )
    assert len(bomb) > 40_000
    assert code_of(read_sealed, bomb, SHAPE) == "archive_too_large"
    assert code_of(read_sealed, bomb, (Member("a.json", 100_000),)) == "archive_too_large"


def test_a_directory_that_says_otherwise_than_the_members_is_noticed() -> None:
    """Readers that trust the one or the other would see two different files."""
    place = SEALED.rindex(b"a.json.sig")
    twisted = SEALED[:place] + b"b.json.sig" + SEALED[place + 10 :]
    assert code_of(read_sealed, twisted, SHAPE) == "archive_members"
    place = SEALED.index(b"a.json.sig")
    twisted = SEALED[:place] + b"b.json.sig" + SEALED[place + 10 :]
    assert code_of(read_sealed, twisted, SHAPE) in REASONS


@settings(max_examples=300)
@given(noise=st.binary(max_size=300), lead=st.sampled_from([b"", SEALED[:30], SEALED[:-22]]))
def test_noise_is_no_sealed_file(noise: bytes, lead: bytes) -> None:
    assert code_of(read_sealed, lead + noise, SHAPE) in REASONS | {"archive_too_large"}


@pytest.mark.parametrize("name", ["truncated.zip", "wrong_crc.zip", "zip_slip.zip"])
def test_hostile_files_of_others_are_refused(name: str) -> None:
    file = SHARED / "hostile" / name
    if not file.exists():
        pytest.skip("the hostile files are not beside this checkout")
    shape = tuple(Member(member.name, 1_000_000) for member in SHAPE)
    assert code_of(read_sealed, file.read_bytes(), shape) in REASONS
