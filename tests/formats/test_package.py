"""Packages: what goes in comes out, in the same chain, and four steps lead there."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samplepoint.domain.facts import Kind, fact_hash, fact_of
from samplepoint.formats import age_box
from samplepoint.formats.package import decrypt_package, open_package, verify_package, write_package
from samplepoint.formats.package_lines import PackageFacts
from samplepoint.formats.package_manifest import MOST_FACTS, Counts, parse_manifest
from tests.formats.broken_signer import plain_of, with_line
from tests.formats.manifests import FORMULAS, HARD_NAMES, shared_names
from tests.formats.packages import (
    HEAD,
    HUB,
    HUB_RECIPIENT,
    KEY,
    OLDER,
    OTHER_KEY,
    STATION,
    bound,
    chained,
    morning,
    packed,
    read,
)
from tests.formats.refusing import code_of
from tests.formats.tools import output

FACTS = chained(morning(25))
PACKAGE = packed(FACTS)


def test_what_goes_in_comes_out() -> None:
    assert read(PACKAGE.content) == PackageFacts(FACTS, frozenset())
    for line in read(PACKAGE.content).facts:
        assert fact_hash(fact_of(line)) == line[10]


def test_the_manifest_says_what_is_inside_and_names_nobody() -> None:
    opened = open_package(PACKAGE.content)
    manifest = opened.untrusted
    assert manifest == PACKAGE.manifest
    assert manifest.head == HEAD
    assert manifest.counts == Counts(len(FACTS), samples=25, tubes=3, boxes=1)
    assert manifest.rounds == ("R1",)
    (segment,) = manifest.segments
    assert (segment.station_id, segment.first, segment.last) == (STATION, 1, len(FACTS))
    assert (segment.link, segment.head) == (bytes(32), FACTS[-1][10])
    assert manifest.signer == KEY.public.signer
    assert opened.sha256 == PACKAGE.sha256 == hashlib.sha256(PACKAGE.content).hexdigest()
    told = opened.manifest_bytes.decode()
    for line in FACTS:
        for secret in (line[11].get("name"), line[11].get("doc_number"), line[11].get("phone")):
            assert not secret or secret not in told


def test_a_later_package_goes_on_where_an_earlier_one_ended() -> None:
    later = packed(FACTS[10:], dataclasses.replace(HEAD, number=4, previous=PACKAGE.sha256))
    (segment,) = open_package(later.content).untrusted.segments
    assert (segment.first, segment.link) == (11, FACTS[9][10])
    assert read(later.content).facts == FACTS[10:]


def test_a_restored_book_hands_on_the_chains_of_both_its_names() -> None:
    older = chained(morning(3), OLDER)
    newer = chained(
        [(Kind.BOOK_RESTORED, {"continues": OLDER}), bound(9, "T0000000009", 1)],
        STATION,
        len(older) + 1,
        older[-1][10],
    )
    package = packed([*older, *newer])
    assert [one.station_id for one in package.manifest.segments] == [OLDER, STATION]
    assert read(package.content).facts == [*older, *newer]


def test_every_name_comes_back() -> None:
    names = [*HARD_NAMES, *FORMULAS, *shared_names(), 'a\tb\nc\\d"e\x00\x7f\u2028', "{[" * 40]
    facts = chained(bound(n, "T1", n + 1, name=name) for n, name in enumerate(names))
    assert read(packed(facts).content).facts == facts


texts = st.text(max_size=8)
numbers = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
plain = st.none() | st.booleans() | numbers | texts
values = plain | st.lists(plain, max_size=3) | st.dictionaries(texts, plain, max_size=3)


@settings(max_examples=80)
@given(bodies=st.lists(st.dictionaries(texts, values, max_size=4), min_size=1, max_size=4))
def test_any_body_comes_back_with_the_hash_that_its_book_gave_it(
    bodies: list[dict[str, object]],
) -> None:
    facts = chained((Kind.SCAN_REFUSED, body) for body in bodies)
    assert read(packed(facts).content).facts == facts


def test_a_fraction_is_hashed_in_the_books_own_form() -> None:
    """Python writes 1e-07 where orjson writes 1e-7; the chain follows Python's."""
    facts = chained([(Kind.SCAN_REFUSED, {"x": [{"y": 1e-7}]}), bound(1, "T1", 1)])
    assert read(packed(facts).content).facts == facts


def test_a_chain_made_of_another_form_of_a_fraction_is_broken() -> None:
    """A broken signer may have hashed orjson's form; a book would never find that hash again."""
    (fact,) = chained([(Kind.SCAN_REFUSED, {"x": 1e-7})])
    content = orjson.dumps([*fact[:9], fact[11], fact[9].hex()], option=orjson.OPT_SORT_KEYS)
    wrong = hashlib.sha256(content).digest()
    assert wrong != fact[10]
    assert code_of(packed, [(*fact[:10], wrong, fact[11])]) == "package_chain_broken"


def test_an_erased_fact_keeps_the_hash_it_had() -> None:
    place = next(n for n, line in enumerate(FACTS) if line[2] == Kind.PERSON_BOUND)
    whole = FACTS[place]
    blank = {name: "" if isinstance(value, str) else value for name, value in whole[11].items()}
    facts = [*FACTS[:place], (*whole[:11], blank), *FACTS[place + 1 :]]
    assert code_of(packed, facts) == "package_line_wrong"
    erased = {whole[:2]}
    package = packed(facts, erased=erased)
    assert read(package.content) == PackageFacts(facts, frozenset(erased))


def test_before_an_erased_fact_the_books_own_form_decides() -> None:
    """Otherwise a wrong hash before it would go unnoticed: nothing after it depends on it."""
    facts = chained([(Kind.SCAN_REFUSED, {"x": 1e-7}), bound(1, "T1", 1), bound(2, "T1", 2)])
    assert read(packed(facts, erased={facts[1][:2]}).content).facts == facts


@pytest.mark.parametrize(
    "marks",
    [
        {"erased": True, "hash": "00" * 32},
        {"erased": 0, "hash": "00" * 32},
        {"erased": 1},
        {"erased": 1, "hash": "00"},
        {"erased": 1, "hash": "A" * 64},
        {"erased": 1, "hash": 5},
    ],
)
def test_an_erased_fact_must_say_so_properly(marks: dict[str, object]) -> None:
    wrong = with_line(PACKAGE.content, 5, lambda line: line.update(marks))
    assert code_of(read, wrong) == "package_line_wrong"


def test_members_that_a_later_program_adds_are_left_aside() -> None:
    added = with_line(PACKAGE.content, 5, lambda line: line.update({"weather": [1, {"x": 2}]}))
    assert read(added).facts == FACTS
    told, plain = plain_of(PACKAGE.content)
    told["counts"]["cases"] = 7
    told["weather"] = "snow"
    manifest = parse_manifest(json.dumps(told).encode())
    assert manifest == PACKAGE.manifest
    assert plain.count(b"\n") == len(FACTS) + 1


# --- writing ----------------------------------------------------------------------------------


def test_nothing_is_written_that_could_not_be_read_back() -> None:
    swapped = [*FACTS[:3], FACTS[4], FACTS[3], *FACTS[5:]]
    mended = (*FACTS[6][:11], {**FACTS[6][11], "name": "钱二"})
    assert code_of(packed, []) == "package_empty"
    assert code_of(packed, [*FACTS[:3], *FACTS[4:]]) == "package_gap"
    assert code_of(packed, swapped) == "package_gap"
    assert code_of(packed, [*FACTS, FACTS[-1]]) == "package_gap"
    assert code_of(packed, [*FACTS[:6], mended, *FACTS[7:]]) == "package_chain_broken"
    assert code_of(packed, [FACTS[0]] * (MOST_FACTS + 1)) == "package_too_long"
    assert code_of(write_package, HEAD, FACTS, KEY, []) == "age_recipient_wrong"
    assert code_of(packed, FACTS, dataclasses.replace(HEAD, number=0)) == "content_wrong"
    assert code_of(packed, FACTS, dataclasses.replace(HEAD, station_id="x")) == "content_wrong"


def test_too_many_bytes_are_too_many_facts() -> None:
    long = "x" * 60_000
    facts = chained((Kind.SCAN_REFUSED, {"text": long}) for _ in range(600))
    assert code_of(packed, facts) == "package_too_long"


# --- the four steps ---------------------------------------------------------------------------


def test_a_package_of_another_key_is_not_verified() -> None:
    opened = open_package(PACKAGE.content)
    assert code_of(verify_package, opened, OTHER_KEY.public) == "signature_by_other"


def test_a_package_for_others_is_not_opened() -> None:
    proven = verify_package(open_package(PACKAGE.content), KEY.public)
    assert code_of(decrypt_package, proven, age_box.new_identity()) == "age_not_for_us"


def test_persons_are_nowhere_but_in_the_sealed_content() -> None:
    assert "赵一".encode() not in PACKAGE.content
    proven = verify_package(open_package(PACKAGE.content), KEY.public)
    plain = decrypt_package(proven, HUB)
    assert "赵一".encode() in plain.plain
    for shown in (repr(PACKAGE), repr(open_package(PACKAGE.content)), repr(proven), repr(plain)):
        assert "赵一" not in shown
        assert len(shown) < 2000


# --- the tools themselves ---------------------------------------------------------------------


def test_a_package_opens_with_the_ordinary_tools_alone(tmp_path: Path) -> None:
    (tmp_path / "a.spkg").write_bytes(PACKAGE.content)
    (tmp_path / "hub.key").write_text(HUB + "\n")
    output("unzip", "-q", "a.spkg", cwd=tmp_path)
    output("minisign", "-V", "-P", KEY.public.text, "-m", "manifest.json", cwd=tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    sealed = tmp_path / manifest["payload"]["name"]
    assert hashlib.sha256(sealed.read_bytes()).hexdigest() == manifest["payload"]["sha256"]
    packed_lines = output("age", "-d", "-i", "hub.key", sealed.name, cwd=tmp_path)
    plain = output("zstd", "-d", "-c", cwd=tmp_path, stdin=packed_lines)
    assert len(plain) == manifest["payload"]["plain_bytes"]
    first, *lines = map(json.loads, plain.splitlines())
    assert first["segments"] == manifest["segments"]
    assert [line["body"] for line in lines] == [fact[11] for fact in FACTS]


def test_a_recovery_key_opens_it_too() -> None:
    recovery = age_box.new_identity()
    recipients = [HUB_RECIPIENT, age_box.recipient_of(recovery)]
    package = write_package(HEAD, FACTS, KEY, recipients)
    assert read(package.content, identity=recovery).facts == FACTS
    assert read(package.content).facts == FACTS
