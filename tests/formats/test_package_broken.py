"""Packages that a known station signed though its program is broken: none is half believed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import orjson
import pytest
import zstandard

from samplepoint.domain.facts import Kind
from samplepoint.errors import Damage
from samplepoint.formats import age_box
from samplepoint.formats.package import open_package
from tests.formats.broken_signer import (
    Told,
    plain_of,
    repacked,
    resealed,
    signed,
    with_line,
    with_manifest,
)
from tests.formats.hostile_packages import FACTS, FIRST_BOUND, LATER, PACKAGE, flipped
from tests.formats.packages import HUB_RECIPIENT, STATION, bound, chained, packed, read
from tests.formats.refusing import code_of
from tests.formats.schemas import faults, schema_of

SEALED = open_package(PACKAGE).payload
DEEP = orjson.loads("[" * 13 + "]" * 13)

Change = Callable[[Told], object]


# --- what a broken program of a known station may sign ----------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.pop("app"),
        lambda told: told.update(app="2.0; rm"),
        lambda told: told.update(version="1"),
        lambda told: told.update(version=True),
        lambda told: told.update(version=1.0),
        lambda told: told.update(version=0),
        lambda told: told.update(reader_min=None),
        lambda told: told.update(kind="Real"),
        lambda told: told.update(role="desk"),
        lambda told: told.update(point=["x"]),
        lambda told: told.update(point="x" * 201),
        lambda told: told.update(station_id="7K2M9QXI"),
        lambda told: told.update(station_id="7K2M9QXZ\n"),
        lambda told: told.update(station_id="../../a"),
        lambda told: told.update(number=0),
        lambda told: told.update(number=2**53),
        lambda told: told.update(number="３"),
        lambda told: told.update(made_at_utc="2026-01-12T04:30:00Z"),
        lambda told: told.update(made_at_utc="2026-01-12T24:30:00.000Z"),
        lambda told: told.update(made_at_utc="２026-01-12T04:30:00.000Z"),
        lambda told: told.update(offset_minutes=1440),
        lambda told: told.update(offset_minutes=False),
        lambda told: told.update(rounds="R1"),
        lambda told: told.update(rounds=[1]),
        lambda told: told.update(segments=[]),
        lambda told: told.update(segments=told["segments"] * 65),
        lambda told: told["segments"][0].update(first=0),
        lambda told: told["segments"][0].update(link="0" * 63),
        lambda told: told["segments"][0].update(head="F" * 64),
        lambda told: told["segments"][0].pop("station_id"),
        lambda told: told.pop("counts"),
        lambda told: told["counts"].update(facts=0),
        lambda told: told["counts"].update(facts=40_001),
        lambda told: told["counts"].update(samples=-1),
        lambda told: told["payload"].update(name="payload"),
        lambda told: told["payload"].update(bytes=0),
        lambda told: told["payload"].update(plain_bytes=32 * 1024 * 1024 + 1),
        lambda told: told["payload"].update(sha256="0x" + "0" * 62),
        lambda told: told.update(previous="ab"),
        lambda told: told.update(signer="4f1a45ad48171c8c"),
    ],
)
def test_a_manifest_that_is_wrong_is_refused_by_reader_and_schema(change: Change) -> None:
    told, _plain = plain_of(PACKAGE)
    assert faults(told, schema_of("package-1")) == []
    change(told)
    assert faults(told, schema_of("package-1"))
    assert code_of(read, signed(told, SEALED)) == "content_wrong"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda told: told.update(format="samplepoint-manifest"), "package_foreign"),
        (lambda told: told.update(format=None), "content_wrong"),
        (lambda told: told.update(rounds=["R1", "R1"]), "content_wrong"),
        (lambda told: told.update(segments=told["segments"] * 2), "content_wrong"),
        (lambda told: told["segments"][0].update(last=3), "content_wrong"),
        (lambda told: told.update(version=2, app=7), "content_wrong"),
        (lambda told: told.update(weather=DEEP), "content_unreadable"),
        (lambda told: told["payload"].update(bytes=1), "package_payload_differs"),
        (lambda told: told["payload"].update(plain_bytes=1), "package_content_wrong"),
        (lambda told: told["counts"].update(samples=1), "package_counts_differ"),
        (lambda told: told.update(rounds=[]), "package_counts_differ"),
        (lambda told: told["segments"][0].update(head="0" * 64), "package_spliced"),
        (lambda told: told.update(number=9), "package_spliced"),
        (lambda told: told.update(station_id="3F8C1TWV"), "package_spliced"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(change: Change, code: str) -> None:
    assert code_of(read, with_manifest(PACKAGE, change)) == code


@pytest.mark.parametrize(
    "written", [b"", b"{", b"[]", b"null", b"\xff", b'{"a":' * 500 + b"1" + b"}" * 500]
)
def test_a_manifest_that_is_no_object_is_unreadable(written: bytes) -> None:
    assert code_of(read, signed(written, SEALED)) == "content_unreadable"


def test_the_lines_of_another_package_are_noticed_though_all_is_signed() -> None:
    _told, plain = plain_of(LATER)
    told, _plain = plain_of(PACKAGE)
    assert code_of(read, repacked(told, plain)) == "package_spliced"


def setting(**members: Any) -> Change:
    return lambda line: line.update(members)


def in_body(**members: Any) -> Change:
    return lambda line: line["body"].update(members)


@pytest.mark.parametrize(
    "change",
    [
        setting(station_id="3F8C1TWV"),
        setting(station_id=None),
        setting(seq=True),
        setting(seq=4.0),
        setting(seq="4"),
        setting(seq=99),
        setting(kind=None),
        setting(kind=["PersonBound"]),
        setting(at_utc="2026-01-12T00:00:04Z"),
        setting(at_utc="2026-02-30T00:00:04.000Z"),
        setting(at_utc="2026-01-12T00:00:60.000Z"),
        setting(at_utc="２026-01-12T00:00:04.000Z"),
        setting(at_utc="2026-01-12 00:00:04.000Z"),
        setting(at_utc=7),
        setting(offset_minutes=True),
        setting(offset_minutes=480.0),
        setting(offset_minutes=-1440),
        setting(offset_minutes="480"),
        setting(round_id=1),
        setting(desk=None),
        setting(staff_id=["K"]),
        setting(gesture={}),
        setting(body=[]),
        setting(body="x"),
        setting(body=None),
        in_body(ordinal=True),
        in_body(ordinal="1"),
        in_body(ordinal=0),
        in_body(ordinal=10_001),
        in_body(ordinal=2**64 - 1),
        in_body(name=None),
        in_body(phone=13800000001),
        in_body(doc_type="ID"),
        in_body(doc_type=["CN_ID"]),
        in_body(relation=""),
        in_body(sex="X"),
        in_body(birth_date="1990-02-30"),
        in_body(birth_date="19900202"),
        in_body(birth_date="１990-02-02"),
        in_body(taken_at_utc="yesterday"),
        in_body(weather="snow"),
        lambda line: line["body"].pop("name"),
        lambda line: line["body"].update(nom=line["body"].pop("name")),
        lambda line: line.pop("gesture"),
    ],
)
def test_a_line_that_is_wrong_is_named(change: Change) -> None:
    content = with_line(PACKAGE, FIRST_BOUND, change)
    with pytest.raises(Damage, match="package_line_wrong") as caught:
        read(content)
    assert caught.value.values["station"] == STATION


@pytest.mark.parametrize(
    "change",
    [
        setting(desk="B"),
        setting(offset_minutes=0),
        setting(gesture="x"),
        in_body(name="钱二"),
        in_body(ordinal=2),
        setting(kind="TubeClosed"),
        setting(at_utc="1980-01-01T00:00:04.000Z"),
    ],
)
def test_a_fact_that_was_changed_breaks_the_chain(change: Change) -> None:
    wrong = with_line(PACKAGE, FIRST_BOUND, change)
    assert code_of(read, wrong) == "package_chain_broken"


def with_lines(change: Callable[[list[bytes]], object]) -> bytes:
    """Return the package with other lines, sealed and signed again."""
    told, plain = plain_of(PACKAGE)
    lines = plain.split(b"\n")
    change(lines)
    return repacked(told, b"\n".join(lines))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda lines: lines.pop(2), "package_lines_wrong"),
        (lambda lines: lines.insert(2, lines[2]), "package_lines_wrong"),
        (lambda lines: lines.insert(2, b""), "package_lines_wrong"),
        (lambda lines: lines.append(b""), "package_lines_wrong"),
        (lambda lines: lines.append(b"x"), "package_lines_wrong"),
        (lambda lines: lines.pop(), "package_lines_wrong"),
        (lambda lines: lines.insert(3, lines.pop(2)), "package_line_wrong"),
        (lambda lines: lines.__setitem__(2, b""), "package_line_wrong"),
        (lambda lines: lines.__setitem__(2, b"null"), "package_line_wrong"),
        (lambda lines: lines.__setitem__(2, b"{}"), "package_line_wrong"),
        (lambda lines: lines.__setitem__(2, b"\xff"), "package_line_wrong"),
        (lambda lines: lines.__setitem__(2, lines[2] + b"\r"), ""),
        (lambda lines: lines.__setitem__(2, b"\xef\xbb\xbf" + lines[2]), "package_line_wrong"),
        (lambda lines: lines.__setitem__(2, b"[" * 60_000), "package_line_wrong"),
        (lambda lines: lines.__setitem__(2, b"[" * 600 + b"]" * 600), "package_line_wrong"),
        (lambda lines: lines.__setitem__(2, b"x" * 65_537), "package_lines_wrong"),
        (lambda lines: lines.__setitem__(0, b"{}"), "content_wrong"),
        (lambda lines: lines.__setitem__(0, b"null"), "content_unreadable"),
        (
            lambda lines: lines.__setitem__(0, lines[0].replace(b"facts", b"fakes", 1)),
            "package_spliced",
        ),
    ],
)
def test_lines_that_are_wrong_are_named(change: Callable[[list[bytes]], object], code: str) -> None:
    assert code_of(read, with_lines(change)) == code


def test_a_deep_body_is_refused_wherever_it_stands() -> None:
    body: dict[str, Any] = {"x": 1}
    for _level in range(30):
        body = {"x": body}
    deep = chained([(Kind.SCAN_REFUSED, body)])
    assert code_of(packed, deep) == "package_line_wrong"
    assert code_of(packed, deep, erased={deep[0][:2]}) == "package_line_wrong"


def test_a_line_too_long_is_refused_by_the_writer_too() -> None:
    assert code_of(packed, chained([(Kind.SCAN_REFUSED, {"x": "y" * 65_536})])) == (
        "package_lines_wrong"
    )


def test_a_cloud_of_tiny_lists_is_refused_before_it_is_read() -> None:
    """Each `[]` is two bytes in the file and twenty times as much in memory."""
    facts = chained((Kind.SCAN_REFUSED, {"x": [[]] * 20_000}) for _ in range(20))
    assert code_of(packed, facts) == "package_lines_wrong"


# --- compression ------------------------------------------------------------------------------


def test_a_bomb_is_not_unpacked() -> None:
    told, plain = plain_of(PACKAGE)
    bomb = zstandard.compress(bytes(200_000_000), 19)
    assert len(bomb) < 20_000
    assert code_of(read, resealed(told, bomb, 200_000_000)) == "content_wrong"
    assert code_of(read, resealed(told, bomb, len(plain))) == "package_content_wrong"


def test_a_frame_that_lies_about_its_size_is_noticed() -> None:
    told, plain = plain_of(PACKAGE)
    honest = zstandard.compress(plain * 100, 3)
    place = honest.index((len(plain) * 100).to_bytes(4, "little"))
    lying = honest[:place] + len(plain).to_bytes(4, "little") + honest[place + 4 :]
    assert code_of(read, resealed(told, lying, len(plain))) == "package_content_wrong"
    huge = honest[:place] + (2**31).to_bytes(4, "little") + honest[place + 4 :]
    assert code_of(read, resealed(told, huge, len(plain))) == "package_content_wrong"


def test_only_one_whole_frame_is_taken() -> None:
    told, plain = plain_of(PACKAGE)
    good = zstandard.compress(plain, 3)
    unsized = zstandard.ZstdCompressor(level=3, write_content_size=False).compress(plain)
    skippable = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    assert read(resealed(told, good, len(plain))).facts == FACTS
    wrong = [good[:-1], good + b"x", good + good, unsized, skippable + good, skippable, b"", plain]
    for packed_lines in wrong:
        content = resealed(told, packed_lines, len(plain))
        assert code_of(read, content) == "package_content_wrong"


def test_what_is_sealed_for_others_or_not_at_all_is_noticed() -> None:
    told, plain = plain_of(PACKAGE)
    good = zstandard.compress(plain, 3)
    elsewhere = age_box.seal(good, [age_box.recipient_of(age_box.new_identity())])
    for payload, code in (
        (elsewhere, "age_not_for_us"),
        (good, "age_damaged"),
        (b"\x00", "age_damaged"),
        (age_box.seal(good, [HUB_RECIPIENT])[:-1], "age_damaged"),
    ):
        digest = hashlib.sha256(payload).hexdigest()
        vouched = {**told["payload"], "bytes": len(payload), "sha256": digest}
        assert code_of(read, signed({**told, "payload": vouched}, payload)) == code


def test_every_flipped_bit_of_the_lines_breaks_something_though_all_is_signed() -> None:
    told, plain = plain_of(packed(chained([bound(1, "T1", 1)])).content)
    for place in range(len(plain)):
        content = repacked(told, flipped(plain, place, place % 8))
        assert code_of(read, content), place
