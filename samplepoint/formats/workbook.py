"""A thin layer over XlsxWriter: workbooks in which every cell is a text, the same bytes each time.

Owns how a text gets into a cell unchanged and what a file remembers of its making; refuses to
know what a sheet is about.
"""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import BinaryIO, Final

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from samplepoint.errors import Refusal

MOST_ROWS: Final = 1_048_576
"""Rows of a sheet, headings included (ECMA-376 readers; XlsxWriter drops the rest in silence)."""
_IN_MEMORY_ROWS: Final = 5000
"""Up to here the parts stay in memory: a box's people then never lie in a temporary file."""
_A4: Final = 9
_FONT: Final = {"font_name": "Microsoft YaHei", "font_size": 10}
_TEXT: Final = "@"
"""The number format of text: editing a cell does not turn it into a number or a formula."""


class TextBook:
    """A workbook under construction, with the formats that our sheets share."""

    def __init__(self, book: Workbook) -> None:
        """Prepare the formats."""
        plain = {**_FONT, "num_format": _TEXT, "valign": "top", "text_wrap": True}
        self.plain: Format = book.add_format(plain)
        self.heading: Format = book.add_format(
            {**plain, "bold": True, "bg_color": "#DDE7F6", "bottom": 1}
        )
        self.fill_in: Format = book.add_format(
            {
                **plain,
                "bg_color": "#FFF8E1",
                "border": 1,
                "border_color": "#CBD3DA",
                "locked": False,
            }
        )
        self._book = book

    def sheet(self, name: str, widths: Sequence[float], style: Format | None = None) -> Worksheet:
        """Add a sheet for A4 across; `widths` of its columns are in characters."""
        sheet: Worksheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, style or self.plain)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        return sheet


@contextmanager
def text_book(out: BinaryIO, *, title: str, created_at: datetime, rows: int) -> Iterator[TextBook]:
    """Open a workbook that is written to `out` when the block ends well.

    Args:
        out: a binary file.
        title: the document's title, for the reader's window.
        created_at: with a time zone; the only time in the file, which is otherwise deterministic.
        rows: rows of the longest sheet, headings included.

    Raises:
        Refusal: `too_many_rows` for more than a sheet can hold.
        OSError: from `out`, or from the system's temporary folder where there are many rows.
    """
    if rows > MOST_ROWS:
        raise Refusal("too_many_rows", rows=rows, most=MOST_ROWS)
    memory = "in_memory" if rows <= _IN_MEMORY_ROWS else "constant_memory"
    created = created_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    # A folder of our own: XlsxWriter leaves its parts behind when it is interrupted. Where it
    # leaves them open, too, Windows cannot remove them, and the first error is the one to tell.
    with tempfile.TemporaryDirectory(prefix="samplepoint-", ignore_cleanup_errors=True) as scratch:
        book = Workbook(out, {memory: True, "tmpdir": scratch})
        book.set_properties({"title": title, "author": "samplepoint", "created": created})
        yield TextBook(book)
        try:
            book.close()
        except FileCreateError as error:
            # The half-made archive closes itself when it goes; let that be now, not when `out`
            # has gone before it.
            cause: OSError = error.args[0]
            traceback.clear_frames(cause.__traceback__)
            raise cause from None


def write_rows(
    sheet: Worksheet, rows: Iterable[Sequence[str]], style: Format, *, first: int = 0
) -> int:
    """Write rows of texts from row `first` on (0 is the top); return the row after the last."""
    number = first - 1
    write = sheet.write_string
    for number, row in enumerate(rows, start=first):
        for column, text in enumerate(row):
            if not text:
                continue
            if text[0] == "<":
                write_text(sheet, number, column, text, style)
            else:
                write(number, column, text, style)
    return number + 1


def write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """Write one text."""
    # WORKAROUND: XlsxWriter 3.3.1 takes a text from <r> to </r> for its own markup and writes it
    # raw. As real markup of two runs it comes out as it is. Remove when `write_string` escapes it.
    if text.startswith("<r>") and text.endswith("</r>"):
        sheet.write_rich_string(row, column, text[:1], style, text[1:], style)
    else:
        sheet.write_string(row, column, text, style)


def print_frame(sheet: Worksheet, head: str, foot: str, *, last_column: int) -> None:
    """Repeat the first row on every printed page; put words and page numbers around it."""
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L&10{_escaped(head)}")
    sheet.set_footer(f"&L&7{_escaped(foot)}&R&P / &N")
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_letter(last_column)}{MOST_ROWS}"})


def _escaped(text: str) -> str:
    # Header and footer hold 255 characters, and an ampersand begins a code of theirs.
    return text[:200].replace("&", "&&")


def _letter(column: int) -> str:
    return chr(ord("A") + column)
