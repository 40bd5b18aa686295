"""The tables of a printed manifest, read out of the PDF by poppler's `pdftotext`.

Owns how words on a page become cells: by their place under the headings. Knows nothing of the
code that prints; blanks inside a cell are lost, because paper breaks lines where it needs to.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

_WORD = "{http://www.w3.org/1999/xhtml}word"
_PAGE = "{http://www.w3.org/1999/xhtml}page"
_SAME_LINE_PT = 2.0
_TALLEST_PT = 60.0
"""The word across a practice page is taller; nothing else is."""


class Word(NamedTuple):
    """A word and its place in points, from the upper left of the page."""

    x: float
    y: float
    bottom: float
    text: str


@dataclass
class Table:
    """One table, which may go on over pages: a list of rows, each a list of cells."""

    headings: Sequence[str]
    rows: list[list[str]] = field(default_factory=list)


class Page(NamedTuple):
    """A page: its words, and its last line."""

    words: list[Word]
    foot: str


def read_tables(pdf: Path, headings: Sequence[Sequence[str]]) -> list[Table]:
    """Return for each list of headings the table that stands under it."""
    tables = [Table(one) for one in headings]
    for page in read_pages(pdf):
        found = [
            (at, table)
            for table in tables
            if (at := _heading(page.words, table.headings)) is not None
        ]
        found.sort(key=lambda one: one[0][0].y)
        ends = [at[0].y for at, _table in found[1:]] + [float("inf")]
        for (at, table), end in zip(found, ends, strict=True):
            below = [word for word in page.words if at[0].y + _SAME_LINE_PT < word.y < end - 1]
            _fill(table, at, below)
    return tables


def read_pages(pdf: Path) -> Iterator[Page]:
    """Yield the words of every page, the last line by itself."""
    content = _pdftotext(pdf, "-bbox")
    for page in ET.fromstring(content).iter(_PAGE):  # noqa: S314  # poppler's own
        words = [
            word for word in map(_word, page.iter(_WORD)) if word.bottom - word.y < _TALLEST_PT
        ]
        lowest = max(word.bottom for word in words)
        last = sorted(word for word in words if word.bottom > lowest - 2 * _SAME_LINE_PT)
        yield Page([word for word in words if word not in last], " ".join(one.text for one in last))


def layout(pdf: Path) -> str:
    """Return the text as it lies on the pages."""
    return _pdftotext(pdf, "-layout")


def together(text: str) -> str:
    """Return a text without its blanks."""
    return re.sub(r"\s+", "", text)


def _pdftotext(pdf: Path, how: str) -> str:
    words = ["pdftotext", how, "-enc", "UTF-8", str(pdf), "-"]
    return subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout.decode("utf-8")


def _word(element: ET.Element) -> Word:
    left, top, bottom = (float(element.attrib[side]) for side in ("xMin", "yMin", "yMax"))
    return Word(left, top, bottom, element.text or "")


def _heading(words: Sequence[Word], headings: Sequence[str]) -> list[Word] | None:
    """Return the words of the line that says these headings, None where there is no such line."""
    for first in words:
        if first.text != headings[0]:
            continue
        line = sorted(word for word in words if abs(word.y - first.y) < _SAME_LINE_PT)
        if [word.text for word in line] == list(headings):
            return line
    return None


def _fill(table: Table, at: Sequence[Word], words: Sequence[Word]) -> None:
    """Sort words into the cells of rows; what stands above the first row belongs to the last."""
    edges = [word.x - 1 for word in at]
    starts = sorted(word.y for word in words if word.x < edges[1])
    starts = [y for n, y in enumerate(starts) if n == 0 or y - starts[n - 1] > _SAME_LINE_PT]
    cells: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        row = sum(y - _SAME_LINE_PT < word.y for y in starts) - 1
        column = sum(edge <= word.x for edge in edges) - 1
        cells.setdefault((row, column), []).append(word)
    for row in range(-1, len(starts)):
        texts = [_cell(cells.get((row, column), [])) for column in range(len(edges))]
        if row >= 0 or not table.rows:
            if any(texts):
                table.rows.append(texts)
        else:
            table.rows[-1] = [old + new for old, new in zip(table.rows[-1], texts, strict=True)]


def _cell(words: Sequence[Word]) -> str:
    return "".join(word.text for word in sorted(words, key=lambda one: (round(one.y), one.x)))
