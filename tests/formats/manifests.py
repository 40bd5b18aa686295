"""Manifests of invented people for the tests of file forms, and how each form is read back.

Owns no expectation. Readers are not the parts that write: csv, calamine, pypdf, poppler.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, BinaryIO

import python_calamine

from samplepoint.app.paths import resources
from samplepoint.domain.resident_id import check_digit
from samplepoint.formats.box_hash import box_hash
from samplepoint.formats.manifest import (
    COLUMNS,
    BoxContent,
    Manifest,
    ManifestRow,
    ManifestWords,
    TubeContent,
)
from samplepoint.services.manifest_making import words_of
from samplepoint.wording import Language, Wording

CHINA = timezone(timedelta(hours=8))
MADE_AT = datetime(2026, 1, 12, 11, 30, tzinfo=CHINA)
POOL = 5
SHARED = Path(__file__).parents[3] / "shared" / "interop"

HARD_NAMES = (
    "欧阳娜娜",
    "阿卜杜热合曼·阿卜杜热西提",
    "古丽巴哈尔·阿布都热合曼·买买提明·艾山江·吐尔逊阿依",
    "阿卜杜" * 20,
    "㛃",
    "𠮷田𬭎𫖯𬀩䶮",
    "Ann-Marie O’Neil",
    "MÜLLER, Jürgen",
    'Robert "Bob" \\ (Smith)',
    "<r>王</r>",
    "<b>&amp;</b>",
    "_x0041_",
    "000123",
    "1e5",
    "TRUE",
    "'王",
    "O'Neil",
)
FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "+8613800000000",
    "-2+3",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    '=HYPERLINK("http://example.invalid","a")',
    "'=1",
    "''",
    "'",
    'DDE ("cmd";"/C calc";"!A0")A0',
)


def wording(language: Language = Language.CHINESE) -> Wording:
    return Wording(resources() / "wording", language)


def words(language: Language = Language.CHINESE) -> ManifestWords:
    return words_of(wording(language).say)


def number(of: int) -> str:
    """Return the citizen number of an invented person (sequence 999 is never issued)."""
    seventeen = f"110101{1930 + of % 70}{1 + of // 70 % 12:02}{1 + of // 840 % 28:02}999"
    return seventeen + check_digit(seventeen)


def row(n: int, name: str, box: str = "BX001101", **more: str) -> ManifestRow:
    plain = {
        "row": str(n + 1),
        "point": "西古城社区",
        "tube": f"T{n // POOL:010}",
        "doc_type": "居民身份证",
        "number": number(n),
        "name": name,
        "relation": "本人",
        "sex": "女",
        "phone": f"138{n:08}",
        "address": f"西古城村{n % 9 + 1}胡同{n % 31}号",
        "community": "西古城社区",
        "category": "重点人群" if n % 7 == 0 else "",
        "remark": "",
        "taken_at": f"2026-01-12 08:{n // 60 % 60:02}:{n % 60:02}",
        "staff": "王护士",
        "specimen": "咽拭子",
        "box": box,
    }
    return ManifestRow(**{**plain, **more})


def content(code: str, rows: Sequence[ManifestRow], empty: Iterable[str] = ()) -> BoxContent:
    counts = dict.fromkeys((one.tube for one in rows), 0)
    for one in rows:
        counts[one.tube] += 1
    counts.update(dict.fromkeys(empty, 0))
    oldest = min((one.taken_at for one in rows), default="")
    tubes = tuple(TubeContent(tube, people) for tube, people in counts.items())
    return BoxContent(code, "", "2026-01-12 11:00:00", oldest, oldest, tubes, box_hash(rows))


def manifest(rows: Sequence[ManifestRow], *, practice: bool = False, empty: str = "") -> Manifest:
    codes = dict.fromkeys(one.box for one in rows)
    boxes = [content(code, [r for r in rows if r.box == code], empty.split()) for code in codes]
    named = ("第二轮", "西古城社区", "ABCD2345")
    return Manifest(3, MADE_AT, *named, tuple(boxes), rows, practice=practice)


def named(names: Iterable[str]) -> Manifest:
    return manifest([row(n, name) for n, name in enumerate(names)])


def crowd(people: int, boxes: int = 1, *, practice: bool = False) -> Manifest:
    each = -(-people // boxes)
    rows = [
        row(n, HARD_NAMES[n % 3], f"BX{n // each:06}", address="长安区中山东路" * (n % 3))
        for n in range(people)
    ]
    return manifest(rows, practice=practice)


def written(
    write: Callable[[Manifest, ManifestWords, BinaryIO], None],
    what: Manifest,
    said: ManifestWords | None = None,
) -> bytes:
    out = io.BytesIO()
    write(what, said or words(), out)
    return out.getvalue()


def sheets(xlsx: bytes) -> dict[str, list[list[Any]]]:
    """Read every sheet with a reader that shares nothing with the writer."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(xlsx))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def csv_rows(content_of_file: bytes) -> list[list[str]]:
    """Read a CSV as any program would, apostrophes and all."""
    return list(csv.reader(io.StringIO(content_of_file.decode("utf-8-sig"), newline="")))


def json_rows(content_of_file: bytes) -> list[tuple[str, ...]]:
    found: dict[str, Any] = json.loads(content_of_file)
    return [tuple(one[column] for column in COLUMNS) for one in found["rows"]]


def shared_names() -> list[str]:
    """Return names that others collected, where they lie beside this checkout."""
    file = SHARED / "china-id" / "hard_names.json"
    if not file.exists():
        return []
    return [one["name"] for one in json.loads(file.read_text("utf-8"))]


def shared_payloads() -> list[str]:
    """Return cells that attack spreadsheets, where they lie beside this checkout."""
    file = SHARED / "robustness" / "csv-payload-payloadbox.txt"
    return file.read_text("utf-8").splitlines() if file.exists() else []
