"""Book = CSV = XLSX = PDF = JSON: each form of an export read by a reader of its own and compared.

Owns what must be equal to what; refuses to know how a file is written. The JSON is compared with
the book, every other form with the JSON, and the box hash is computed anew from each form's rows.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from tests.formats.manifests import sheets, words
from tests.formats.printed_pages import second_opinion, texts_on
from tests.papers.printed_tables import Page, layout, read_pages, read_tables, together
from tests.papers.rendered import rendered

_NOT_PRINTED = ("point", "specimen")
"""Columns that stand above the printed table once."""
_BOX_FIELDS = ("box", "seal", "tubes", "people", "sealed_at", "oldest", "hash")
_HASHED = ("box", "tube", "number", "name", "taken_at")
_NEUTRAL = {"CN_ID", "HKM_PERMIT", "TW_PERMIT", "PASSPORT", "NONE"}
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\r": "\\r", "\n": "\\n"})
# A cell of the CSV that got an apostrophe: the rest would start a formula, or begins with one.
_MADE_HARMLESS = re.compile(r"'(\s*[=+\-@＝＋－＠]|[\t\r\n'])")


@dataclass
class Tally:
    """What was compared, and what was not as it should be."""

    boxes: int = 0
    tubes: int = 0
    people: int = 0
    rows: int = 0
    codes: int = 0
    differences: list[str] = field(default_factory=list)

    def same(self, what: str, expected: object, found: object) -> None:
        """Note a difference under a name."""
        if found != expected:
            self.differences.append(f"{what}: {found!r} instead of {expected!r}")

    def same_rows(
        self, what: str, expected: Sequence[Sequence[str]], found: Sequence[Sequence[str]]
    ) -> None:
        """Compare rows one by one and in number."""
        self.same(f"{what}, rows", len(expected), len(found))
        for number, (one, other) in enumerate(zip(expected, found, strict=False), start=1):
            self.rows += 1
            self.same(f"{what}, row {number}", list(one), list(other))


@dataclass(frozen=True)
class Export:
    """The files of one export, by form, and its JSON read."""

    files: Mapping[str, Path]
    said: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.said['number']} {' '.join(box['code'] for box in self.said['boxes'])[:60]}"

    @property
    def rows(self) -> list[list[str]]:
        return [[row[column] for column in self.said["columns"]] for row in self.said["rows"]]

    @property
    def boxes(self) -> list[list[str]]:
        """Return the boxes as every form lists them."""
        return [
            [
                box["code"],
                box["seal"],
                str(len(box["tubes"])),
                str(box["people"]),
                box["sealed_at"],
                box["oldest"],
                box["hash"],
            ]
            for box in self.said["boxes"]
        ]


def exports_of(listed: Iterable[Mapping[str, Any]]) -> Iterator[Export]:
    """Yield the exports in a list of files as the program prints it."""
    groups: dict[str, dict[str, Path]] = {}
    for file in listed:
        path = Path(file["path"])
        groups.setdefault(path.stem.split("-", 1)[1], {})[file["kind"]] = path
    for files in groups.values():
        yield Export(files, json.loads(files["json"].read_text("utf-8")))


def compare(state: Mapping[str, Any], listed: Iterable[Mapping[str, Any]], tally: Tally) -> None:
    """Compare every export with the book and its forms with each other."""
    for export in exports_of(listed):
        compare_export(state, export, tally)


def compare_export(state: Mapping[str, Any], export: Export, tally: Tally) -> None:
    """Compare one export with the book, and its forms with each other."""
    _with_book(state, export, tally)
    _hashes(export, tally)
    _csv(export, tally)
    _xlsx(export, tally)
    _results(export, tally)
    _pdf(export, tally)
    _codes(export, tally)


def rows_in_book(state: Mapping[str, Any], box: str) -> list[list[str]]:
    """Return tube, document number, kind of document, name and relation of all in a box, in order.

    The order is that of packing, and in a tube that of the swabs.
    """
    people = {one["id"]: one for one in state["people"]}
    filled: dict[str, list[Mapping[str, Any]]] = {}
    for one in state["bindings"]:
        if one["status"] == "active":
            filled.setdefault(one["tube"], []).append(one)
    [inside] = [one["tubes"] for one in state["boxes"] if one["code"] == box]
    return [
        [tube, who["id_number"], who["id_type"], who["name"], who["relation"]]
        for tube in inside
        for one in sorted(filled.get(tube, []), key=lambda one: int(one["pos"]))
        for who in [people[one["person"]]]
    ]


def digest(rows: Iterable[Mapping[str, str]]) -> str:
    """Compute the box hash anew, as the help page `formats/manifest.md` tells it."""
    lines = ("\t".join(row[key].translate(_ESCAPES) for key in _HASHED) + "\n" for row in rows)
    return hashlib.sha256(b"".join(sorted(line.encode() for line in lines))).hexdigest()


def _with_book(state: Mapping[str, Any], export: Export, tally: Tally) -> None:
    said, legend = export.said, export.said["legend"]
    for box in said["boxes"]:
        found = [
            [
                row["tube"],
                row["number"],
                _neutral(legend["doc_type"][row["doc_type"]]),
                row["name"],
                legend["relation"][row["relation"]],
            ]
            for row in said["rows"]
            if row["box"] == box["code"]
        ]
        expected = rows_in_book(state, box["code"])
        tally.same_rows(f"JSON {export.name} beside the book", expected, found)
        people = Counter(row[0] for row in expected)
        [tubes] = [one["tubes"] for one in state["boxes"] if one["code"] == box["code"]]
        counted = [{"code": tube, "people": people[tube]} for tube in tubes]
        tally.same(f"JSON {export.name}, tubes of {box['code']}", counted, box["tubes"])
        tally.same(f"JSON {export.name}, people", len(expected), box["people"])
    numbers = [str(n) for n in range(1, len(said["rows"]) + 1)]
    tally.same(f"JSON {export.name}, numbers", numbers, [row["row"] for row in said["rows"]])
    totals = {
        "boxes": len(said["boxes"]),
        "tubes": sum(len(box["tubes"]) for box in said["boxes"]),
        "people": len(said["rows"]),
        "oldest": min((row["taken_at"] for row in said["rows"]), default=""),
    }
    tally.same(f"JSON {export.name}, totals", totals, said["totals"])


def _neutral(code: str) -> str:
    if code == "HMT_RESIDENCE":
        return "CN_ID"
    return code if code in _NEUTRAL else "OTHER"


def _hashes(export: Export, tally: Tally) -> None:
    """Compare the hash of each box, and that over several boxes, with ones computed anew."""
    boxes = export.said["boxes"]
    for box in boxes:
        rows = [row for row in export.said["rows"] if row["box"] == box["code"]]
        tally.same(f"JSON {export.name}, hash of {box['code']}", digest(rows), box["hash"])
    whole = boxes[0]["hash"]
    if len(boxes) > 1:
        lines = sorted(f"{box['code']}\t{box['hash']}\n".encode() for box in boxes)
        whole = hashlib.sha256(b"".join(lines)).hexdigest()
    tally.same(f"JSON {export.name}, hash", whole, export.said["hash"])


def _csv(export: Export, tally: Tally) -> None:
    text = export.files["csv"].read_text("utf-8-sig")
    headings, *rows = csv.reader(io.StringIO(text, newline=""))
    tally.same(f"CSV {export.name}, headings", list(export.said["columns"].values()), headings)
    plain = [[cell[1:] if _MADE_HARMLESS.match(cell) else cell for cell in row] for row in rows]
    tally.same_rows(f"CSV {export.name}", export.rows, plain)


def _xlsx(export: Export, tally: Tally) -> None:
    listed, totals = sheets(export.files["xlsx"].read_bytes()).values()
    headings, *rows = listed
    tally.same(f"XLSX {export.name}, headings", list(export.said["columns"].values()), headings)
    tally.same_rows(f"XLSX {export.name}", export.rows, rows)
    labels = words().labels
    lines = [[cell for cell in line if cell] for line in totals]
    for label, value in _summary(export).items():
        tally.same(f"XLSX {export.name}, totals", 1, lines.count([labels[label], value]))
    at = [line[:7] for line in totals].index([labels[code] for code in _BOX_FIELDS]) + 1
    tally.same_rows(
        f"XLSX {export.name}, boxes",
        export.boxes,
        [line[:7] for line in totals[at:]][: len(export.boxes)],
    )
    tubes = [
        [tube["code"], box["code"], str(tube["people"])]
        for box in export.said["boxes"]
        for tube in box["tubes"]
    ]
    tally.same_rows(
        f"XLSX {export.name}, tubes", tubes, [line[:3] for line in totals[-len(tubes) :]]
    )


def _summary(export: Export) -> dict[str, str]:
    totals = {key: str(value) for key, value in export.said["totals"].items()}
    return {**totals, "number": export.said["number"], "hash": export.said["hash"]}


def _results(export: Export, tally: Tally) -> None:
    """Compare the empty result sheet: each tube once, with its people and its box."""
    [(_headings, *rows)] = sheets(export.files["results"].read_bytes()).values()
    tubes = [
        [tube["code"], str(tube["people"]), box["code"]]
        for box in export.said["boxes"]
        for tube in box["tubes"]
    ]
    tally.same_rows(
        f"result sheet {export.name}", tubes, [[row[1], row[2], row[9]] for row in rows]
    )


def _pdf(export: Export, tally: Tally) -> None:
    labels, columns = words().labels, export.said["columns"]
    printed = [code for code in columns if code not in _NOT_PRINTED]
    headings = [[columns[code] for code in printed], [labels[code] for code in _BOX_FIELDS]]
    people, boxes = read_tables(export.files["pdf"], headings)
    pages = list(read_pages(export.files["pdf"]))
    codes = _named_as_codes(pages[0], columns["row"])
    expected = [
        [together(row[code]).translate(codes) for code in printed] for row in export.said["rows"]
    ]
    tally.same_rows(f"PDF {export.name}", expected, people.rows)
    if len(export.boxes) > 1:
        blankless = [[together(cell) for cell in box] for box in export.boxes]
        tally.same_rows(f"PDF {export.name}, boxes", blankless, boxes.rows)
    _around(export, pages, tally)
    _lines(export, tally)


def _named_as_codes(page: Page, heading: str) -> dict[int, str]:
    """Return what the first page names as missing from its font, and how it must then stand there.

    A character that is neither printed nor named is a difference.
    """
    above = takewhile(lambda word: word.text != heading, page.words)
    named = re.findall(r"U\+([0-9A-F]{4,6})", " ".join(word.text for word in above))
    return {int(code, 16): f"[U+{code}]" for code in named}


def _around(export: Export, pages: Sequence[Page], tally: Tally) -> None:
    """Compare what stands above the first row, and the last line of every page."""
    labels, said = words().labels, export.said
    totals = {label: str(said["totals"][label]) for label in ("boxes", "tubes", "people")}
    counts = " · ".join(f"{labels[label]} {count}" for label, count in totals.items())
    for number, page in enumerate(pages, start=1):
        foot = f"{labels['hash']} {said['hash']} · {counts} {number} / {len(pages)}"
        tally.same(f"PDF {export.name}, foot of page {number}", foot, page.foot)
    head = " ".join(word.text for word in pages[0].words)
    wanted = [said["number"], counts, f"{labels['oldest']} {said['totals']['oldest']}".rstrip()]
    wanted += [said["point"], *{row["specimen"] for row in said["rows"]}]
    if len(said["boxes"]) == 1:
        [box] = said["boxes"]
        wanted += [f"{labels['box']} {box['code']}", f"{labels['sealed_at']} {box['sealed_at']}"]
    for text in wanted:
        tally.same(f"PDF {export.name}, head says {text}", expected=True, found=text in head)


def _lines(export: Export, tally: Tally) -> None:
    """Find each row again as one line of `pdftotext -layout`: number, tube, document, time, box."""
    lines = layout(export.files["pdf"]).splitlines()
    for row in export.said["rows"]:
        keys = ("row", "tube", "number", "taken_at", "box")
        parts = r"\s.*".join(re.escape(row[key]) for key in keys if row[key])
        found = sum(re.match(rf"\s*{parts}\s*$", line) is not None for line in lines)
        tally.same(f"PDF {export.name}, lines of row {row['row']}", 1, found)


def _codes(export: Export, tally: Tally) -> None:
    """Read the codes on the pages at 200 dpi with ZBar, and with ZXing as a second reader."""
    pages = list(rendered(export.files["pdf"].read_bytes()))
    for read in (second_opinion, texts_on):
        found = sum(map(read, pages), Counter[str]())
        tally.codes += found.total()
        expected = Counter([f"SPH{export.said['hash'].upper()}"])
        tally.same(f"PDF {export.name}, codes", expected, found)
