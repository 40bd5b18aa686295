"""Measuring the files that leave: a manifest beside the bare library writing the same rows.

Owns the invented rows, the bare writers and the figures; refuses to print, and to say what is
good enough.
"""

from __future__ import annotations

import csv
import io
import json
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import xlsxwriter
from fpdf import FPDF

from samplepoint.formats.box_hash import box_hash
from samplepoint.formats.manifest import (
    COLUMNS,
    TIME_FORM,
    BoxContent,
    Manifest,
    ManifestRow,
    TubeContent,
)
from samplepoint.formats.manifest_csv import write_csv
from samplepoint.formats.manifest_json import write_json
from samplepoint.formats.manifest_pdf import PAGE_MM, PRINTED, write_pdf
from samplepoint.formats.manifest_xlsx import write_xlsx
from samplepoint.formats.paper_font import embed_font
from samplepoint.services.benchmark_book import person_number
from samplepoint.services.jobs import Reporter
from samplepoint.services.manifest_making import words_of
from samplepoint.services.printing import Say

ROWS_A_PAGE = 35
"""Rows of one line each on a page of our PDF after the first."""
_POOL = 10
_TUBES_A_BOX = 20
_MIB = 2**20
_NAMES = ("王小明", "欧阳娜娜", "阿卜杜热合曼·阿卜杜热西提", "𠮷田秀英", "李伟")

Rows = Sequence[ManifestRow]
Write = Callable[[BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Beside:
    """Processor seconds and peak of Python's memory in MiB: ours, and the bare library's."""

    form: str
    rows: int
    seconds: float
    bare_seconds: float
    mib: float
    bare_mib: float

    @property
    def time_ratio(self) -> float:
        """Return how many times the bare library's time ours is."""
        return self.seconds / self.bare_seconds

    @property
    def memory_ratio(self) -> float:
        """Return how many times the bare library's memory ours is."""
        return self.mib / self.bare_mib


def measure_files(
    folder: Path, say: Say, people: int, pages: int, rounds: int, reporter: Reporter
) -> Iterator[Beside]:
    """Measure each form of a manifest of so many people, and a PDF of so many pages.

    Ours and the bare one take turns, and the quickest of `rounds` counts; memory is measured in
    a run of its own, since watching it costs time.

    Raises:
        Cancelled, Obstacle, Damage.
    """
    words = words_of(say)
    large, printed = _manifest(people), _manifest(pages * ROWS_A_PAGE)
    pairs: dict[str, tuple[Manifest, Write, Write]] = {
        form: (what, partial(ours, what, words), partial(bare, what.rows))
        for form, what, ours, bare in (
            ("xlsx", large, write_xlsx, _bare_xlsx),
            ("csv", large, write_csv, _bare_csv),
            ("json", large, write_json, _bare_json),
            ("pdf", printed, write_pdf, _bare_pdf),
        )
    }
    for done, (form, (what, ours, bare)) in enumerate(pairs.items()):
        turns = []
        for turn in range(rounds):
            reporter.report("bench_files", done * rounds + turn, len(pairs) * rounds)
            turns.append((_seconds(folder, ours), _seconds(folder, bare)))
        seconds, bare_seconds = (min(times) for times in zip(*turns, strict=True))
        mib, bare_mib = _peak_mib(folder, ours), _peak_mib(folder, bare)
        yield Beside(form, len(what.rows), seconds, bare_seconds, mib, bare_mib)


def _seconds(folder: Path, write: Write) -> float:
    with TemporaryFile(dir=folder) as out:
        begun = time.process_time()
        write(out)
        return time.process_time() - begun


def _peak_mib(folder: Path, write: Write) -> float:
    with TemporaryFile(dir=folder) as out:
        tracemalloc.start()
        try:
            write(out)
            return tracemalloc.get_traced_memory()[1] / _MIB
        finally:
            tracemalloc.stop()


def _manifest(people: int) -> Manifest:
    begun = datetime.fromisoformat("2026-01-12T08:00:00+08:00")
    rows = [_row(n, begun) for n in range(people)]
    each = _POOL * _TUBES_A_BOX
    boxes = tuple(_box(rows[start : start + each]) for start in range(0, people, each))
    return Manifest(1, begun, "第二轮", "西古城社区", "BENCH000", boxes, rows)


def _row(n: int, begun: datetime) -> ManifestRow:
    return ManifestRow(
        row=str(n + 1),
        point="西古城社区",
        tube=f"T{n // _POOL:010}",
        doc_type="居民身份证",
        number=person_number(n),
        name=_NAMES[n % len(_NAMES)],
        relation="本人",
        sex="女",
        phone=f"138{n:08}",
        address=f"西古城村{n % 97 + 1}号",
        community="西古城社区",
        category="",
        remark="",
        taken_at=(begun + timedelta(seconds=n)).strftime(TIME_FORM),
        staff="王护士",
        specimen="咽拭子",
        box=f"BX{n // (_POOL * _TUBES_A_BOX):06}",
    )


def _box(rows: Rows) -> BoxContent:
    tubes = tuple(TubeContent(tube, _POOL) for tube in dict.fromkeys(one.tube for one in rows))
    first = rows[0]
    return BoxContent(first.box, "", "", first.taken_at, first.taken_at, tubes, box_hash(rows))


def _bare_xlsx(rows: Rows, out: BinaryIO) -> None:
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate([COLUMNS, *rows]):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text)
    book.close()


def _bare_csv(rows: Rows, out: BinaryIO) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    text.detach()


def _bare_json(rows: Rows, out: BinaryIO) -> None:
    listed = [row._asdict() for row in rows]
    out.write(json.dumps(listed, ensure_ascii=False).encode("utf-8"))


def _bare_pdf(rows: Rows, out: BinaryIO) -> None:
    """Write the same texts in the same font, each where a column might begin, and nothing more."""
    pdf = FPDF(unit="mm", format=PAGE_MM)
    pdf.set_auto_page_break(auto=False)
    embed_font(pdf, "bare")
    pdf.set_font("bare", size=7)
    places = [COLUMNS.index(code) for code in PRINTED]
    for number, row in enumerate(rows):
        line = number % ROWS_A_PAGE
        if line == 0:
            pdf.add_page()
        for column, place in enumerate(places):
            if row[place]:
                pdf.text(11 + column * 18, 20 + line * 5, row[place])
    out.write(pdf.output())
