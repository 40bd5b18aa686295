r"""The manifest as CSV: UTF-8 with a byte-order mark, every cell quoted, CRLF.

Owns the one change that text may undergo: an apostrophe before what a spreadsheet would run as a
formula. Refuses to change numbers: a tab or `="..."` that keeps Excel from cutting 18 digits
would reach every other reader as part of the number. People open the XLSX; programs read this.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO, Final

from samplepoint.formats.manifest import Manifest, ManifestRow, ManifestWords

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_APOSTROPHE: Final = "'"
# The full-width forms start a formula in East Asian editions of spreadsheets. An apostrophe of
# the text's own is doubled, so that taking one away always gives the text back.
_RUNS: Final = r"(?:\s*[=+\-@＝＋－＠]|[\t\r\n'])"
_STARTS: Final = re.compile(_RUNS)
# What a cell that is changed may begin with. Two patterns with fixed characters in front are found
# three times as fast as one without.
_FIRST: Final = r"[\s=+\-@＝＋－＠']"
_SUSPICIOUS: Final = (re.compile(f',"{_FIRST}'), re.compile(f'\n"{_FIRST}'))
_CHUNK: Final = 50


def write_csv(manifest: Manifest, words: ManifestWords, out: BinaryIO) -> None:
    """Write headings and rows to `out`."""
    out.write(BYTE_ORDER_MARK)
    out.write(_lines([words.headings]).encode("utf-8"))
    rows = iter(manifest.rows)
    while chunk := list(islice(rows, _CHUNK)):
        out.write(_harmless_lines(chunk).encode("utf-8"))


def harmless(cell: str) -> str:
    """Put an apostrophe before what would start a formula, and before an apostrophe."""
    return _APOSTROPHE + cell if _STARTS.match(cell) else cell


def as_written(cell: str) -> str:
    """Return the text of a cell of our own CSV: the opposite of `harmless`."""
    bare = cell.removeprefix(_APOSTROPHE)
    return bare if _STARTS.match(bare) else cell


def read_csv(content: bytes) -> Iterator[list[str]]:
    """Yield headings and rows of our own CSV, every text as it stands in the book."""
    text = content.removeprefix(BYTE_ORDER_MARK).decode("utf-8")
    for cells in csv.reader(io.StringIO(text, newline="")):
        yield [as_written(cell) for cell in cells]


def _harmless_lines(rows: Sequence[ManifestRow]) -> str:
    """Write rows; cells are looked at one by one only where a whole chunk looks suspicious.

    An opening quote is the only one that follows a comma or a line end and precedes a text, since
    quotes inside a cell are doubled; looking cell by cell would take half the time of writing.
    """
    written = _lines(rows)
    watched = "\n" + written
    if not any(pattern.search(watched) for pattern in _SUSPICIOUS):
        return written
    return _lines([[harmless(cell) for cell in row] for row in rows])


def _lines(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
