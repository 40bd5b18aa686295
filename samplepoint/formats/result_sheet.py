"""The empty result sheet that goes with a manifest: tube codes filled in, results to be chosen.

Owns which columns a laboratory fills in and that nothing else can be changed by accident; refuses
to know what a result means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from xlsxwriter.worksheet import Worksheet

from samplepoint.formats.manifest import Manifest
from samplepoint.formats.result_columns import RESULT_COLUMNS, ResultWords
from samplepoint.formats.workbook import print_frame, text_book, write_rows

_FILLED_IN: Final = ("row", "tube", "people", "box")
_WIDTHS: Final = (6, 16, 7, 14, 11, 11, 11, 20, 26, 14)


def write_result_sheet(manifest: Manifest, words: ResultWords, out: BinaryIO) -> None:
    """Write the workbook to `out`: one row a tube, in the order in which the boxes were packed.

    Raises:
        Refusal: `too_many_rows`.
        OSError: from `out` or the temporary folder.
    """
    with text_book(
        out, title=words.title, created_at=manifest.made_at, rows=manifest.tubes + 1
    ) as book:
        sheet = book.sheet(words.title, _WIDTHS)
        head = f"{words.title} · {manifest.label} · {manifest.round_name} · {manifest.point}"
        print_frame(sheet, head, manifest.hash, last_column=len(RESULT_COLUMNS) - 1)
        write_rows(sheet, [words.headings], book.heading)
        for number, known in enumerate(_tubes(manifest), start=1):
            for column, code in enumerate(RESULT_COLUMNS):
                if code in _FILLED_IN:
                    sheet.write_string(number, column, known[code], book.plain)
                else:
                    sheet.write_blank(number, column, None, book.fill_in)
        _protect(sheet, words, manifest.tubes)


def _tubes(manifest: Manifest) -> Iterator[Mapping[str, str]]:
    number = 0
    for box in manifest.boxes:
        for tube in box.tubes:
            number += 1
            people = str(tube.people)
            yield {"row": str(number), "tube": tube.code, "people": people, "box": box.code}


def _protect(sheet: Worksheet, words: ResultWords, tubes: int) -> None:
    """Lock what is filled in (no password: a laboratory may know better), offer the results."""
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True})
    column = RESULT_COLUMNS.index("result")
    sheet.data_validation(
        1,
        column,
        max(tubes, 1),
        column,
        {
            "validate": "list",
            "source": list(words.choices),
            "input_message": words.hint,
            "error_title": words.title[:32],
            "error_message": words.not_a_choice,
        },
    )
