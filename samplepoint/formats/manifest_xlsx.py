"""The manifest as XLSX: the rows on the first sheet, everything said once on the second.

Owns widths and the order of sheets; refuses to know any other form.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from xlsxwriter.worksheet import Worksheet

from samplepoint.formats.manifest import COLUMNS, Manifest, ManifestWords, summary
from samplepoint.formats.workbook import TextBook, print_frame, text_book, write_rows

_WIDTHS: Final = {
    "row": 6,
    "point": 14,
    "tube": 14,
    "doc_type": 13,
    "number": 21,
    "name": 16,
    "relation": 9,
    "sex": 6,
    "phone": 14,
    "address": 34,
    "community": 14,
    "category": 12,
    "remark": 18,
    "taken_at": 20,
    "staff": 10,
    "specimen": 11,
    "box": 12,
}
_TOTALS_WIDTHS: Final = (26, 22, 10, 10, 21, 21, 70)
_TOTALS_LINES: Final = 30
"""More than stand above and between the two lists of the second sheet."""


def write_xlsx(manifest: Manifest, words: ManifestWords, out: BinaryIO) -> None:
    """Write the workbook to `out`.

    Raises:
        Refusal: `too_many_rows`.
        OSError: from `out` or the temporary folder.
    """
    labels = words.labels
    title = f"{labels['title']} {manifest.label}"
    rows = 1 + max(len(manifest.rows), manifest.tubes + len(manifest.boxes) + _TOTALS_LINES)
    with text_book(out, title=title, created_at=manifest.made_at, rows=rows) as book:
        widths = [_WIDTHS[column] for column in COLUMNS]
        sheet = book.sheet(_practice(labels["rows"], manifest, words), widths)
        print_frame(sheet, _head(manifest, words), manifest.hash, last_column=len(widths) - 1)
        write_rows(sheet, [words.headings], book.heading)
        write_rows(sheet, manifest.rows, book.plain, first=1)
        _totals(book, manifest, words)


def _head(manifest: Manifest, words: ManifestWords) -> str:
    title = _practice(words.labels["title"], manifest, words)
    return f"{title} · {manifest.label} · {manifest.round_name} · {manifest.point}"


def _practice(text: str, manifest: Manifest, words: ManifestWords) -> str:
    return f"{words.labels['practice']} {text}" if manifest.practice else text


def _totals(book: TextBook, manifest: Manifest, words: ManifestWords) -> None:
    """Write the summary, then every box, then every tube with its number of people."""
    sheet: Worksheet = book.sheet(words.labels["totals"], _TOTALS_WIDTHS)
    sheet.set_footer("&R&P / &N")
    row = write_rows(sheet, summary(manifest, words), book.plain)
    for table in (_boxes(manifest, words), _tubes(manifest, words)):
        row = write_rows(sheet, [next(table)], book.heading, first=row + 1)
        row = write_rows(sheet, table, book.plain, first=row)
    sheet.ignore_errors({"number_stored_as_text": f"A1:G{row}"})


def _boxes(manifest: Manifest, words: ManifestWords) -> Iterator[tuple[str, ...]]:
    codes = ("box", "seal", "tubes", "people", "sealed_at", "oldest", "hash")
    yield tuple(words.labels[code] for code in codes)
    for box in manifest.boxes:
        numbers = (str(len(box.tubes)), str(box.people))
        yield (box.code, box.seal, *numbers, box.sealed_at, box.oldest, box.hash)


def _tubes(manifest: Manifest, words: ManifestWords) -> Iterator[tuple[str, ...]]:
    yield tuple(words.labels[code] for code in ("tube", "box", "people"))
    for box in manifest.boxes:
        for tube in box.tubes:
            yield (tube.code, box.code, str(tube.people))
