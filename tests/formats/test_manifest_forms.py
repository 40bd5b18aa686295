"""Every form of a manifest holds the same rows, totals and hash, and is the same twice."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from typing import Any, BinaryIO

import pytest

from samplepoint.app.paths import resources
from samplepoint.formats.box_hash import box_hash, canonical_line, manifest_hash
from samplepoint.formats.manifest import COLUMNS, Manifest, ManifestWords, summary
from samplepoint.formats.manifest_csv import read_csv, write_csv
from samplepoint.formats.manifest_json import write_json
from samplepoint.formats.manifest_pdf import write_pdf
from samplepoint.formats.manifest_xlsx import write_xlsx
from samplepoint.services.manifest_making import result_words_of
from samplepoint.wording import Language
from tests.formats.manifests import (
    FORMULAS,
    HARD_NAMES,
    crowd,
    json_rows,
    manifest,
    named,
    row,
    shared_names,
    shared_payloads,
    sheets,
    wording,
    words,
    written,
)
from tests.formats.schemas import faults, schema_of

Writer = Callable[[Manifest, ManifestWords, BinaryIO], None]
WRITERS: list[Writer] = [write_xlsx, write_csv, write_json, write_pdf]


@pytest.mark.parametrize("write", WRITERS)
def test_the_same_export_is_the_same_bytes(write: Writer) -> None:
    assert written(write, crowd(30, boxes=2)) == written(write, crowd(30, boxes=2))


def test_every_name_comes_back_out_of_every_electronic_form() -> None:
    names = [*HARD_NAMES, *FORMULAS, *shared_names(), *shared_payloads()]
    what = named(names)
    rows = [tuple(one) for one in what.rows]
    assert [tuple(one) for one in read_csv(written(write_csv, what))][1:] == rows
    assert json_rows(written(write_json, what)) == rows
    first = next(iter(sheets(written(write_xlsx, what)).values()))
    assert [tuple(one) for one in first][1:] == rows


def test_every_form_says_the_same_totals_and_hash() -> None:
    rows = [row(n, "王小明", f"BX00000{n // 6}") for n in range(12)]
    what = manifest(rows, empty="T0000000099")
    said = dict(summary(what, words()))
    assert said["箱数"] == "2"
    assert said["管数"] == "6"
    assert said["人数"] == "12"
    assert said["最早采样"] == "2026-01-12 08:00:00"
    totals = sheets(written(write_xlsx, what))["合计"]
    assert [line[:2] for line in totals[: len(said)]] == [list(pair) for pair in said.items()]
    found = json.loads(written(write_json, what))
    assert found["totals"] == {"boxes": 2, "tubes": 6, "people": 12, "oldest": said["最早采样"]}
    assert found["hash"] == said["箱校验码"] == what.hash
    assert [box["hash"] for box in found["boxes"]] == [box.hash for box in what.boxes]


def test_the_json_is_what_its_schema_says() -> None:
    schema = schema_of("manifest-1")
    for what in (crowd(12, boxes=2), crowd(3, practice=True), manifest([])):
        assert list(faults(json.loads(written(write_json, what)), schema)) == []
    found = json.loads(written(write_json, crowd(2)))
    found["rows"][0]["tube"] = 7
    found["extra"] = found.pop("hash")
    assert len(list(faults(found, schema))) == 2


def test_the_legend_leads_from_every_word_back_to_its_code() -> None:
    for language in Language:
        found = json.loads(written(write_json, crowd(2), words(language)))
        assert {"CN_ID", "NONE"} <= set(found["legend"]["doc_type"].values())
        assert len(found["legend"]["relation"]) == len(set(found["legend"]["relation"].values()))
        assert found["columns"]["number"] == words(language).headings[4]


@pytest.mark.parametrize("language", Language)
def test_every_word_of_a_manifest_is_in_the_catalogue(language: Language) -> None:
    said, results = words(language), result_words_of(wording(language).say)
    spoken = [*said.headings, *said.labels.values(), *results.headings, *results.choices]
    assert said.language == language
    assert [word for word in spoken if word.startswith("[")] == []
    assert len(set(said.headings)) == len(said.headings)
    assert len(set(results.choices)) == len(results.choices)


# --- the box hash ---------------------------------------------------------------------------


def test_the_help_page_computes_the_hash_of_its_own_example() -> None:
    page = (resources() / "help" / "formats" / "manifest.md").read_text("utf-8")
    blocks = dict(re.findall(r"```(\w+)\n(.*?)```", page, re.DOTALL))
    example, expected = blocks["csv"].encode(), blocks["text"].strip()
    told: dict[str, Any] = {}
    exec(blocks["python"], told)  # noqa: S102  # the page's own code is what is tested
    assert told["box_hash"](example) == expected
    headings, *rows = read_csv(example)
    assert headings == list(words().headings)
    assert (
        box_hash([row(0, "")._replace(**dict(zip(COLUMNS, one, strict=True))) for one in rows])
        == expected
    )
    hostile = named([*FORMULAS, "a\\b\tc\nd"])
    assert told["box_hash"](written(write_csv, hostile)) == hostile.hash


def test_the_hash_depends_on_who_is_where_and_on_nothing_else() -> None:
    rows = [row(n, "王小明") for n in range(6)]
    assert box_hash(rows) == box_hash(rows[::-1])
    assert box_hash(rows) == box_hash([one._replace(phone="1", row="9") for one in rows])
    for change in ({"tube": "T9"}, {"name": "王"}, {"number": "1"}, {"taken_at": "2026"}):
        assert box_hash(rows) != box_hash([rows[0]._replace(**change), *rows[1:]])


def test_fields_cannot_flow_into_each_other() -> None:
    one, other = row(0, "a\tb", taken_at="c"), row(0, "a", taken_at="b\tc")
    assert canonical_line(one) != canonical_line(other)
    assert canonical_line(row(0, "\n")).count(b"\n") == 1


def test_one_box_gives_its_own_hash_and_several_one_over_all() -> None:
    assert manifest_hash([("BX1", "ab")]) == "ab"
    assert manifest_hash([("BX1", "ab"), ("BX2", "cd")]) == manifest_hash(
        [("BX2", "cd"), ("BX1", "ab")]
    )
    assert manifest_hash([("BX1", "ab"), ("BX2", "cd")]) != manifest_hash(
        [("BX1", "cd"), ("BX2", "ab")]
    )


def test_a_masked_manifest_says_so_in_every_form() -> None:
    what = dataclasses.replace(crowd(3), masked=True)
    note = words().labels["masked"]
    assert [note, ""] in [line[:2] for line in sheets(written(write_xlsx, what))["合计"]]
    assert json.loads(written(write_json, what))["masked"] is True
