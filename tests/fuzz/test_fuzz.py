"""A small fuzz of packages, enrolments and receipts; the large one is a command.

`python tests/fuzz/fuzz_packages.py --count 100000`
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest

from samplepoint.errors import SamplepointError
from samplepoint.formats.enrolment import read_enrolment
from samplepoint.formats.minisign import PublicKey, SigningKey
from samplepoint.formats.package import (
    OpenedPackage,
    PlainPackage,
    ProvenPackage,
    decode_package,
    decrypt_package,
    open_package,
    verify_package,
)
from samplepoint.formats.receipt import read_receipt
from samplepoint.formats.sealed_zip import write_sealed
from samplepoint.services.merging import Merging
from samplepoint.services.package_verdicts import FileVerdict
from tests.formats.enrolments import HUB_KEY, hub, point, receipt
from tests.formats.packages import HUB, KEY
from tests.formats.refusing import code_of
from tests.fuzz.fuzzing import (
    OTHER,
    SAME,
    Mutant,
    Report,
    fuzz,
    good_packages,
    judge_reading,
    mutant,
    mutants,
)
from tests.fuzz.spoiling import spoiled, twisted
from tests.fuzz.whole_book import book_judge

COUNT = 1500
COMMAND = Path(__file__).with_name("fuzz_packages.py")


@pytest.fixture(scope="module")
def report() -> Report:
    return fuzz(judge_reading, mutants(COUNT, seed=7))


def test_no_spoiled_package_is_believed(report: Report) -> None:
    assert report.failures == []
    assert sum(report.ends.values()) == COUNT


def test_the_fuzz_reaches_every_part_of_the_reader(report: Report) -> None:
    """Otherwise it would only knock at the door."""
    for code in (
        *("archive_unreadable", "archive_members", "archive_form", "archive_checksum"),
        *("signature_by_other", "signature_wrong", "signature_unreadable"),
        *("content_wrong", "content_unreadable", "package_payload_differs", "package_newer"),
        *("package_content_wrong", "package_lines_wrong", "package_line_wrong"),
        *("package_chain_broken", SAME, OTHER),
    ):
        assert report.ends[code], code


def careless(found: Mutant) -> str:
    """Read as a program does that forgot to ask for the signature."""
    try:
        opened = open_package(found.content)
        proven = ProvenPackage(opened.untrusted, opened.sha256, opened.payload)
        decode_package(decrypt_package(proven, HUB))
    except SamplepointError as error:
        return error.code
    assert found.is_signed or code_of(verify_package, opened, KEY.public) == ""
    return OTHER


def trusting(found: Mutant) -> str:
    """Read as a program does that takes lines for what they say."""
    try:
        proven = verify_package(open_package(found.content), KEY.public)
        opened: PlainPackage = decrypt_package(proven, HUB)
    except SamplepointError as error:
        return error.code
    return str(len([orjson.loads(line)["body"]["tube"] for line in opened.plain.splitlines()]))


@pytest.mark.parametrize("judge", [careless, trusting])
def test_a_weak_reader_is_found_out(judge: Callable[[Mutant], str]) -> None:
    assert fuzz(judge, mutants(300, seed=9)).failures


def test_a_mutant_can_be_made_again() -> None:
    good = good_packages()
    outsiders = [
        one for one in mutants(60, seed=3) if not one.is_signed and one.way != "own_making"
    ]
    assert outsiders
    for one in outsiders:
        assert mutant(3, one.number, good) == one


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory to be had")
def test_the_command_runs_within_its_memory() -> None:
    done = subprocess.run(
        [sys.executable, COMMAND, "--count", "150", "--seed", "5", "--memory", "700"],
        capture_output=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"150 packages" in done.stdout
    assert b"0 failures" in done.stdout


# --- a whole book -----------------------------------------------------------------------------


def test_a_book_is_not_touched_by_what_it_refuses() -> None:
    with book_judge() as judge:
        report = fuzz(judge, mutants(250, seed=13))
    assert report.failures == []
    # Otherwise it would only be asked about what no reader lets through.
    for end in (f"accept {SAME}", f"accept {OTHER}", f"gap {SAME}", "damaged fact_differs"):
        assert report.ends[end], end


def unproved(opened: OpenedPackage, _key: PublicKey) -> ProvenPackage:
    """Stand in for the proof of a signature in a book that forgot it."""
    return ProvenPackage(opened.untrusted, opened.sha256, opened.payload)


def changed_after_all(told: Merging, *args: Any) -> FileVerdict:
    """Refuse a file, and keep something of it."""
    verdict = REFUSING(told, *args)
    told._book.db.execute("UPDATE meta SET value = value || 'x' WHERE key = 'created_utc'")  # noqa: SLF001
    return verdict


REFUSING = Merging._turned_away  # noqa: SLF001


@pytest.mark.parametrize(
    ("place", "weak"), [("verify_package", unproved), ("Merging._turned_away", changed_after_all)]
)
def test_a_weak_book_is_found_out(
    monkeypatch: pytest.MonkeyPatch, place: str, weak: Callable[..., Any]
) -> None:
    monkeypatch.setattr(f"samplepoint.services.merging.{place}", weak)
    with book_judge() as judge:
        assert fuzz(judge, mutants(60, seed=9)).failures


# --- the small signed files -------------------------------------------------------------------


def _sheet(told: bytes, name: str, comment: str, key: SigningKey) -> bytes:
    return write_sealed([(name, told), (f"{name}.minisig", key.sign(told, comment))])


@pytest.mark.parametrize("kind", ["hub", "point", "receipt"])
def test_no_spoiled_sheet_ends_otherwise_than_by_name(kind: str) -> None:
    dice = Random(kind)
    told, key = {
        "hub": (hub().told(), HUB_KEY),
        "point": (point().told(), KEY),
        "receipt": (receipt().told(), HUB_KEY),
    }[kind]
    form = "receipt" if kind == "receipt" else "enrolment"
    whole = {"format": f"samplepoint-{form}", "version": 1, **orjson.loads(orjson.dumps(told))}
    ends = set()
    for _ in range(700):
        changed = twisted(dice, whole)
        content = (
            orjson.dumps(changed) if dice.random() < 0.7 else spoiled(dice, orjson.dumps(whole))
        )
        station = changed.get("station_id")
        comment = f"samplepoint-{form} {station}"
        comment = comment if comment.isprintable() and len(comment) < 500 else "x"
        sheet = _sheet(content, f"{form}.json", comment, key)
        sheet = spoiled(dice, sheet) if dice.random() < 0.2 else sheet
        if kind == "receipt":
            ends.add(code_of(read_receipt, sheet, HUB_KEY.public))
        else:
            ends.add(code_of(read_enrolment, sheet))
    assert {"content_wrong", "content_unreadable", "archive_unreadable", ""} <= ends
