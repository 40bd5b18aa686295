"""The manifest as PDF: A4 across, the headings on every page, totals and box hash on every page.

Owns what stands around the table; refuses to lose a character or to cut a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO, Final

from samplepoint.formats.box_hash import hash_code
from samplepoint.formats.manifest import COLUMNS, BoxContent, Manifest, ManifestRow, ManifestWords
from samplepoint.formats.manifest_table import Column, Row, Table, draw_rows, pages, table_rows
from samplepoint.formats.paper import Align, Box, Ink, Lettering
from samplepoint.formats.paper_font import can_show
from samplepoint.formats.paper_table import TablePaper
from samplepoint.formats.symbols import qr_modules, qr_side_mm

PAGE_MM: Final = (297.0, 210.0)
PRINTED: Final = tuple(code for code in COLUMNS if code not in {"point", "specimen"})
"""The columns of the table; what is the same all through a round stands above it once."""

_LEFT_MM: Final = 11.0
_RIGHT_MM: Final = 286.0
_FIRST_TOP_MM: Final = 35.0
_NEXT_TOP_MM: Final = 18.0
_BOTTOM_MM: Final = 190.0
_FOOT_MM: Final = 196.5
_QR_MODULE_MM: Final = 0.5
_QR_TOP_MM: Final = 10.5
_FIRST_ROOM_MM: Final = _BOTTOM_MM - _FIRST_TOP_MM
_PARTS: Final = " · "

_SHARES: Final = {
    "row": 8,
    "tube": 19,
    "doc_type": 15,
    "number": 28,
    "name": 32,
    "relation": 11,
    "sex": 8,
    "phone": 19,
    "address": 37,
    "community": 19,
    "category": 13,
    "remark": 15,
    "taken_at": 24,
    "staff": 12,
    "box": 15,
}
"""Widths of the columns in relation to each other."""
_BOX_SHARES: Final = (19, 28, 12, 12, 30, 30, 144)
_BOX_LABELS: Final = ("box", "seal", "tubes", "people", "sealed_at", "oldest", "hash")
_ONE_LINE: Final = frozenset(
    {"row", "tube", "number", "name", "phone", "staff", "box", "taken_at", *_BOX_LABELS}
)
"""Columns that people compare by eye or copy: rather smaller than broken."""

_TITLE: Final = tuple(Lettering(size, thicker_pt=0.4) for size in (18, 14, 11))
_BOX: Final = tuple(Lettering(size, Ink.ACTION, thicker_pt=0.3) for size in (18, 14, 11, 8))
_FACTS: Final = tuple(Lettering(size) for size in (9, 8, 7, 6, 5))
_RUNNING: Final = tuple(Lettering(size, Ink.MUTED) for size in (8, 7, 6, 5))
_FOOT: Final = tuple(Lettering(size) for size in (7, 6, 5))


def write_pdf(manifest: Manifest, words: ManifestWords, out: BinaryIO) -> None:
    """Write the document to `out`.

    What the font lacks stands as `[U+20BB7]`, and a line above the table says so.

    Raises:
        Refusal: `text_too_long` when a heading of the sheet does not fit even in small type.
        Obstacle: `paper_font_absent`.
        Damage: `symbol_unreadable`.
    """
    labels = words.labels
    paper = TablePaper(
        f"{labels['title']} {manifest.label}",
        created_at=manifest.made_at,
        practice=labels["practice"] if manifest.practice else None,
        size_mm=PAGE_MM,
    )
    sheet = _Sheet(paper, manifest, words)
    laid = list(pages(sheet.rows(), _FIRST_ROOM_MM, _BOTTOM_MM - _NEXT_TOP_MM))
    for number, page in enumerate(laid, start=1):
        paper.new_page()
        sheet.draw(page, number, len(laid))
    out.write(paper.finished())


def unprintable(rows: Iterable[ManifestRow]) -> dict[str, int]:
    """Return what paper cannot show of the rows, as `U+20BB7`, and in how many rows it stands."""
    listed = list(rows)
    missing = {char for char in set().union(*chain.from_iterable(listed)) if not can_show(char)}
    return {
        f"U+{ord(char):04X}": sum(char in "".join(row) for row in listed)
        for char in sorted(missing)
    }


class _Sheet:
    """One manifest on paper: the words around the table and the rows in it."""

    def __init__(self, paper: TablePaper, manifest: Manifest, words: ManifestWords) -> None:
        self._paper = paper
        self._manifest = manifest
        self._words = words

    def _notes(self) -> Iterator[list[str]]:
        """Yield what a reader must know before the first row."""
        labels, manifest = self._words.labels, self._manifest
        if manifest.masked:
            yield [labels["masked"]]
        if manifest.empty_tubes:
            yield [f"{labels['empty_tubes']} {' '.join(manifest.empty_tubes)}"]
        if missing := unprintable(manifest.rows):
            yield [f"{labels['glyphs']} {' '.join(missing)}"]

    def rows(self) -> Iterator[Row]:
        """Lay out notes and rows; of several boxes there is a list after them."""
        words, manifest = self._words, self._manifest
        headings = dict(zip(COLUMNS, words.headings, strict=True))
        people = self._table(PRINTED, [headings[code] for code in PRINTED], _SHARES.values())
        places = [COLUMNS.index(code) for code in PRINTED]
        wanted = ([row[place] for place in places] for row in manifest.rows)
        notes = self._table(("note",), None, (1,))
        yield from table_rows(self._paper, notes, self._notes(), _FIRST_ROOM_MM)
        group = PRINTED.index("tube")
        yield from table_rows(self._paper, people, wanted, _FIRST_ROOM_MM, group=group)
        if len(manifest.boxes) > 1:
            labels = [words.labels[code] for code in _BOX_LABELS]
            boxes = self._table(_BOX_LABELS, labels, _BOX_SHARES)
            yield from table_rows(
                self._paper, boxes, map(_box_cells, manifest.boxes), _FIRST_ROOM_MM
            )

    def _table(
        self, codes: Sequence[str], headings: Sequence[str] | None, shares: Iterable[int]
    ) -> Table:
        wide = list(shares)
        share_mm = (_RIGHT_MM - _LEFT_MM) / sum(wide)
        columns = [
            Column(_LEFT_MM + sum(wide[:place]) * share_mm, share * share_mm, code in _ONE_LINE)
            for place, (code, share) in enumerate(zip(codes, wide, strict=True))
        ]
        return Table.headed(self._paper, columns, headings) if headings else Table(columns)

    def draw(self, page: Sequence[Row], number: int, total: int) -> None:
        """Draw one page of laid-out rows."""
        if number == 1:
            self._first_head()
        else:
            self._next_head()
        draw_rows(self._paper, page, _FIRST_TOP_MM if number == 1 else _NEXT_TOP_MM)
        self._foot(number, total)

    def _first_head(self) -> None:
        paper, labels, manifest = self._paper, self._words.labels, self._manifest
        modules = qr_modules(hash_code(manifest.hash))
        side_mm = qr_side_mm(modules, _QR_MODULE_MM)
        paper.qr(modules, _RIGHT_MM - side_mm, _QR_TOP_MM, module_mm=_QR_MODULE_MM)
        room_mm = _RIGHT_MM - side_mm - 4.0 - _LEFT_MM
        title = f"{labels['title']}  {manifest.label}"
        self._fitted(title, Box(_LEFT_MM, 19.0, room_mm * 0.4, 0), _TITLE)
        place = Box(_LEFT_MM + room_mm * 0.42, 19.0, room_mm * 0.58, 0)
        self._fitted(self._boxes(), place, _BOX)
        for line_mm, parts in ((25.5, self._place()), (31.0, self._totals())):
            self._fitted(_PARTS.join(parts), Box(_LEFT_MM, line_mm, room_mm, 0), _FACTS)

    def _fitted(self, text: str, place: Box, letterings: Sequence[Lettering]) -> None:
        """Write one line on the upper edge of `place` in the largest type that fits."""
        shown = self._paper.shown(text)
        lettering = self._paper.fitting_line(shown, place.width_mm, letterings)
        self._paper.write(shown, place.x_mm, place.y_mm, lettering)

    def _boxes(self) -> str:
        labels, boxes = self._words.labels, self._manifest.boxes
        if len(boxes) == 1:
            return f"{labels['box']} {boxes[0].code}"
        return f"{labels['boxes']} {len(boxes)}"

    def _place(self) -> Iterator[str]:
        labels, manifest = self._words.labels, self._manifest
        shown = self._manifest.rows[0].specimen if manifest.rows else ""
        yield from filter(None, (manifest.round_name, manifest.point, shown))
        if len(manifest.boxes) == 1:
            yield f"{labels['sealed_at']} {manifest.boxes[0].sealed_at}"
            if manifest.boxes[0].seal:
                yield f"{labels['seal']} {manifest.boxes[0].seal}"
        yield f"{labels['station']} {manifest.station}"

    def _totals(self) -> Iterator[str]:
        labels, manifest = self._words.labels, self._manifest
        counts = {"boxes": len(manifest.boxes), "tubes": manifest.tubes, "people": manifest.people}
        yield from (f"{labels[code]} {count}" for code, count in counts.items())
        yield f"{labels['oldest']} {manifest.oldest}"
        yield f"{labels['made_at']} {manifest.made_at:%Y-%m-%d %H:%M:%S}"

    def _next_head(self) -> None:
        labels, manifest = self._words.labels, self._manifest
        parts = (
            f"{labels['title']} {manifest.label}",
            self._boxes(),
            manifest.round_name,
            manifest.point,
        )
        self._fitted(_PARTS.join(parts), Box(_LEFT_MM, 15.0, _RIGHT_MM - _LEFT_MM, 0), _RUNNING)

    def _foot(self, number: int, total: int) -> None:
        """Write the hash and totals on the left, page n of m on the right."""
        labels, manifest = self._words.labels, self._manifest
        parts = [f"{labels['hash']} {manifest.hash}", *list(self._totals())[:3]]
        room_mm = _RIGHT_MM - _LEFT_MM - 30.0
        self._fitted(_PARTS.join(parts), Box(_LEFT_MM, _FOOT_MM, room_mm, 0), _FOOT)
        pages_text = f"{number} / {total}"
        self._paper.write(pages_text, _RIGHT_MM, _FOOT_MM, _FOOT[0], align=Align.RIGHT)


def _box_cells(box: BoxContent) -> list[str]:
    numbers = (str(len(box.tubes)), str(box.people))
    return [box.code, box.seal, *numbers, box.sealed_at, box.oldest, box.hash]
