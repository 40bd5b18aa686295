"""The format pages: every example on them is one of the released files, and every recipe works.

Released files are kept for ever, one of each version: a later program must still read them.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from samplepoint.app.paths import resources
from samplepoint.domain.samples import FIELDS
from samplepoint.formats.enrolment import HubEnrolment, PointEnrolment, open_secret, read_enrolment
from samplepoint.formats.package import decrypt_package, open_package, verify_package
from samplepoint.formats.receipt import read_receipt, receipt_code
from samplepoint.formats.receipt_words import in_symbol, in_words, read_code
from samplepoint.formats.sealed_zip import Member, read_sealed
from tests.formats.enrolments import HUB_KEY, SECRET
from tests.formats.packages import HUB, HUB_RECIPIENT, KEY, OLDER, STATION, read
from tests.formats.schemas import faults, schema_of
from tests.formats.tools import output

RELEASED = Path(__file__).parent / "released"
PACKAGE = (RELEASED / "package-1.spkg").read_bytes()
HUB_FILE = (RELEASED / "hub-1.enrol").read_bytes()
POINT_FILE = (RELEASED / "point-1.enrol").read_bytes()
RECEIPT_FILE = (RELEASED / "receipt-1.receipt").read_bytes()


def blocks(page: str, kind: str) -> list[str]:
    """Return the blocks of one kind on a format page."""
    text = (resources() / "help" / "formats" / f"{page}.md").read_text("utf-8")
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def told(page: str) -> dict[str, Any]:
    """Run the page's own code and return what it defines."""
    found: dict[str, Any] = {}
    (code,) = blocks(page, "python")
    exec(code, found)  # noqa: S102  # the page's own code is what is tested
    return found


def signed_json(content: bytes, name: str) -> str:
    """Return the first member of a sheet."""
    shape = (Member(name, 1_000_000), Member(f"{name}.minisig", 4096))
    return read_sealed(content, shape)[0].decode()


def plain() -> bytes:
    proven = verify_package(open_package(PACKAGE), KEY.public)
    return decrypt_package(proven, HUB).plain


# --- released files ---------------------------------------------------------------------------


def test_the_released_package_is_still_read() -> None:
    found = read(PACKAGE)
    assert [line[0] for line in found.facts] == [OLDER] + [STATION] * 7
    assert [line[1] for line in found.facts] == list(range(118, 126))
    assert [line[11].get("name") for line in found.facts[3:6]] == ["赵一", "", "𠮷田"]
    assert found.erased == {(STATION, 122)}


def test_the_released_enrolments_are_still_read() -> None:
    hub, point = read_enrolment(HUB_FILE), read_enrolment(POINT_FILE)
    assert isinstance(hub, HubEnrolment)
    assert isinstance(point, PointEnrolment)
    assert hub.by.recipient == HUB_RECIPIENT
    assert [plan.round_name for plan in hub.rounds] == ["第一轮"]
    assert open_secret(point, HUB) == SECRET


def test_the_released_receipt_is_still_read() -> None:
    receipt = read_receipt(RECEIPT_FILE, HUB_KEY.public)
    assert [held.last for held in receipt.segments] == [118, 125]
    assert receipt.packages == ((3, open_package(PACKAGE).sha256),)


# --- examples ---------------------------------------------------------------------------------


def test_the_package_page_shows_the_released_package() -> None:
    (manifest,) = blocks("package", "json")
    (lines,) = blocks("package", "jsonl")
    assert manifest.encode() == open_package(PACKAGE).manifest_bytes
    assert lines.encode() == plain()


def test_the_enrolment_page_shows_the_released_enrolments() -> None:
    files = [signed_json(content, "enrolment.json") for content in (HUB_FILE, POINT_FILE)]
    assert blocks("enrolment", "json") == files
    (prints,) = blocks("enrolment", "text")
    expected = [read_enrolment(content).fingerprint for content in (HUB_FILE, POINT_FILE)]
    assert prints.splitlines() == expected
    assert [told("enrolment")["fingerprint"](json.loads(file)) for file in files] == expected


def test_the_receipt_page_shows_the_released_receipt_and_its_codes() -> None:
    (shown,) = blocks("receipt", "json")
    assert shown == signed_json(RECEIPT_FILE, "receipt.json")
    code = receipt_code(SECRET, read_receipt(RECEIPT_FILE, HUB_KEY.public).segments)
    (codes,) = blocks("receipt", "text")
    assert [read_code(line) for line in codes.splitlines()] == [code] * 3
    assert codes.splitlines()[0] == in_symbol(code)
    assert told("receipt")["code"](SECRET, json.loads(shown)["segments"]) == in_symbol(code)
    page = (resources() / "help" / "formats" / "receipt.md").read_text("utf-8")
    assert f"“{''.join(in_words(code, 'zh_CN'))}”" in page


def test_the_package_page_follows_the_chain_by_itself() -> None:
    segments = open_package(PACKAGE).untrusted.segments
    assert told("package")["heads"](plain()) == {
        segment.station_id: segment.head.hex() for segment in segments
    }


# --- schemas ----------------------------------------------------------------------------------


def test_the_schemas_describe_the_released_files() -> None:
    first, *facts = (json.loads(line) for line in plain().splitlines())
    assert faults(json.loads(open_package(PACKAGE).manifest_bytes), schema_of("package-1")) == []
    assert faults(first, schema_of("facts-1")) == []
    fact = schema_of("fact-1")
    assert [faults(one, fact) for one in facts] == [[]] * len(facts)
    for content in (HUB_FILE, POINT_FILE):
        shown = json.loads(signed_json(content, "enrolment.json"))
        assert faults(shown, schema_of("enrolment-1")) == []
    receipt = json.loads(signed_json(RECEIPT_FILE, "receipt.json"))
    assert faults(receipt, schema_of("receipt-1")) == []


def test_the_schema_of_a_sample_has_the_fields_of_a_sample() -> None:
    sample = schema_of("fact-1")["$defs"]["sample"]
    assert tuple(sample["required"]) == tuple(sample["properties"]) == FIELDS
    bound = [line[11] for line in read(PACKAGE).facts if line[2] == "PersonBound"]
    assert [faults(body, sample) for body in bound] == [[]] * 3
    assert faults({**bound[0], "weather": ""}, sample) == ["/weather"]


# --- the recipes, with the tools themselves ---------------------------------------------------


@pytest.mark.parametrize(
    ("page", "file", "member"),
    [
        ("package", PACKAGE, "payload.jsonl.zst.age"),
        ("enrolment", HUB_FILE, "enrolment.json"),
        ("receipt", RECEIPT_FILE, "receipt.json"),
    ],
)
def test_the_recipe_of_a_page_works(page: str, file: bytes, member: str, tmp_path: Path) -> None:
    (recipe,) = blocks(page, "sh")
    commands = [line.split() for line in recipe.splitlines()]
    missing = [command[0] for command in commands if shutil.which(command[0]) is None]
    if missing:
        pytest.skip(f"not installed: {missing}")
    (tmp_path / commands[0][1]).write_bytes(file)
    (tmp_path / "hub.key").write_text(HUB + "\n")
    for command in commands:
        output(*command, cwd=tmp_path)
    assert (tmp_path / member).exists()
    if page == "package":
        assert (tmp_path / "payload.jsonl").read_bytes() == plain()
