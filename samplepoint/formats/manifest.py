"""The manifest of a box: who is in which tube, in the columns people already use.

Owns rows and their CSV form; refuses to know where they come from and where they go.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One person in one tube of a box; all texts, in the order of the columns."""

    row: str
    point: str
    tube: str
    doc_type: str
    number: str
    name: str
    relation: str
    sex: str
    phone: str
    address: str
    community: str
    category: str
    remark: str
    taken_at: str
    staff: str
    specimen: str
    box: str


COLUMNS = tuple(ManifestRow.__dataclass_fields__)
"""Codes of the columns; their headings are words."""


def as_csv(headings: Iterable[str], rows: Iterable[ManifestRow]) -> bytes:
    """Write rows as CSV: UTF-8 with a byte-order mark, CRLF, no cell that starts a formula."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(list(headings))
    for row in rows:
        writer.writerow([harmless(cell) for cell in astuple(row)])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def harmless(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
