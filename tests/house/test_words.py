"""Codes inside, words at the edge: every code the house can say has both languages."""

from __future__ import annotations

import ast
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from samplepoint.app.paths import resources
from samplepoint.domain.documents import DocumentType
from samplepoint.domain.drives import Drive, ReleaseEnd
from samplepoint.domain.findings import FindingKind, Ruling
from samplepoint.domain.outcomes import refused
from samplepoint.domain.own_codes import Command
from samplepoint.domain.packages import PackageStanding
from samplepoint.domain.peers import PeerStatus
from samplepoint.domain.people import Relation
from samplepoint.domain.rounds import PRESETS, SealRule, Site
from samplepoint.domain.staff import Role
from samplepoint.errors import Value
from samplepoint.services.finding_words import MEMBERS
from samplepoint.services.package_verdicts import Verdict
from samplepoint.services.packaging import Scope
from samplepoint.services.proof_checking import ProofState
from samplepoint.services.stick_outcomes import PutEnd, code_of
from samplepoint.services.strip_evidence import RowState
from samplepoint.wording import Language, Wording, group_code, size_text

HOUSE = Path(__file__).parents[2] / "samplepoint"
MAKERS = {
    "Refusal",
    "Obstacle",
    "Damage",
    "Cancelled",
    "accepted",
    "refused",
    "needs",
    "ignored",
    "Notice",
    "Unknown",
    "say",
    "head",
}
TAKEN = (Verdict.ACCEPT, Verdict.DUPLICATE, Verdict.OLDER, Verdict.GAP)
STICK = Drive("1", Path("stick"), "KINGSTON", size_bytes=1, free_bytes=1)
PARTS = {"head", "what", "detail", "now"}


def texts(node: ast.expr) -> Iterator[str]:
    """Yield the literal texts an expression can be: plain, or either side of an if."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


def spoken_codes() -> set[str]:
    """Return every literal code that any module hands to a maker of answers or sentences."""
    found: set[str] = set()
    for module in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in MAKERS:
                    found.update(texts(node.args[0]))
    return {code for code in found if code.replace("_", "").isalnum() and code.islower()}


def made_codes() -> set[str]:
    """Return the codes that are put together from the members of an enumeration."""
    return {
        *(f"doc_type_{kind}" for kind in DocumentType),
        *(f"kind_{kind}" for kind in DocumentType),
        *(f"relation_{relation}" for relation in Relation),
        *(f"role_{role}" for role in Role),
        *(f"command_{command.name.lower()}" for command in Command),
        *(f"site_{site}" for site in Site),
        *(preset.name for preset in PRESETS),
        *(f"seal_rule_{rule}" for rule in SealRule),
        *(f"verdict_{verdict}" for verdict in Verdict),
        *(f"merge_{verdict}" for verdict in TAKEN),
        *(f"finding_{kind}" for kind in FindingKind),
        *(f"ruling_{ruling}" for ruling in Ruling),
        *(f"peer_{status}" for status in PeerStatus),
        *(code_of(end, drive) for end in PutEnd for drive in (STICK, None)),
        *(f"stick_release_{end}" for end in ReleaseEnd if end is not ReleaseEnd.RELEASED),
        *(f"box_proof_{state}" for state in ProofState),
        *(f"package_is_{standing}" for standing in PackageStanding),
        *(f"scope_{scope}" for scope in Scope),
        *(f"finding_about_{kind}" for kind in FindingKind),
        *(f"finding_member_{name}" for name in MEMBERS),
        *(f"strip_row_{state}" for state in RowState),
    }


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording(resources() / "wording")


def test_every_code_has_words(wording: Wording) -> None:
    missing = sorted(code for code in spoken_codes() | made_codes() if not wording.has(code))
    assert not missing


def test_the_search_for_codes_finds_some() -> None:
    assert {"already_sampled", "tube_full", "disk_full"} - spoken_codes() == {"tube_full"}


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted((resources() / "wording").glob("*.toml")):
        for code, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            yield f"{file.stem}:{code}", entry


@pytest.mark.parametrize(("code", "entry"), list(entries()))
def test_both_languages_say_the_same_with_the_same_values(code: str, entry: dict[str, Any]) -> None:
    assert set(entry) == {str(language) for language in Language}, code
    chinese, english = (entry[str(language)] for language in Language)
    assert type(chinese) is type(english)
    if isinstance(chinese, dict):
        assert set(chinese) <= PARTS
        assert set(english) <= PARTS
        assert chinese["head"]
        assert english["head"]
    assert names(chinese) == names(english)


def names(entry: str | dict[str, str]) -> set[str]:
    whole = entry if isinstance(entry, str) else " ".join(entry.values())
    return {name for _text, name, _spec, _how in string.Formatter().parse(whole) if name}


def test_no_code_is_defined_twice() -> None:
    codes = [code.split(":")[1] for code, _entry in entries()]
    assert sorted(codes) == sorted(set(codes))


def test_a_refusal_says_what_where_and_what_to_do(wording: Wording) -> None:
    outcome = refused(
        "already_sampled",
        name="赵*",
        tube="T0001100021",
        desk="B",
        point="西古城",
        at_utc="2026-01-12T00:52:00.000Z",
        offset_minutes=480,
    )
    answer = wording.answer(outcome)
    assert answer.what == "赵* 本轮已采"
    assert answer.detail == "管 T00 0110 0021 · 西古城 B 台 · 08:52"
    assert answer.now == "请这位居民离队"


def test_an_unknown_code_is_shown_not_hidden(wording: Wording) -> None:
    assert wording.say("no_such_code") == "[no_such_code]"


@pytest.mark.parametrize(
    ("code", "grouped"),
    [("T0001100021", "T00 0110 0021"), ("BX001104", "BX00 1104"), ("ABC", "ABC"), ("", "")],
)
def test_codes_are_grouped_from_their_end(code: str, grouped: str) -> None:
    assert group_code(code) == grouped


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (3_140_000_000, "3.1 GB"),
        (7_990_000_000, "8 GB"),
        (9_960_000, "10 MB"),
        (999_600, "1 MB"),
        (31_000_000_000, "31 GB"),
        (None, "–"),
    ],
)
def test_sizes_are_written_as_on_the_packet_of_a_stick(count: int | None, text: str) -> None:
    assert size_text(count) == text


def test_a_sentence_may_carry_another_one_whole_or_without_its_head(wording: Wording) -> None:
    values: dict[str, Value] = {"place": "KINGSTON", "needed": 600_000, "free": 400_000}
    refusal = refused("export_not_stored", **values, why="stick_full", folder="F")
    answer = wording.in_language(Language.ENGLISH).answer(refusal)
    assert answer.what == "No room on the stick"
    assert answer.detail.startswith("KINGSTON: 600 kB needed, 400 kB free · Delete what")
    left = refused("export_done_stick", **values, leave="stick_released")
    assert wording.answer(left).detail == "可以拔出 KINGSTON 了"


@pytest.mark.parametrize(
    ("left", "text"), [(6, "6 s left"), (60, "1 min left"), (61, "2 min left"), (3700, "1 h 2 min")]
)
def test_seconds_are_told_as_people_wait(wording: Wording, left: int, text: str) -> None:
    assert wording.in_language(Language.ENGLISH).say("job_left", left=left).startswith(text)
