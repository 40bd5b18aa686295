"""The sheet that goes with boxes, outside of them: what is handed over, and two signatures.

Owns its pages; refuses to know where boxes and counts come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from samplepoint.formats.code_text import (
    fitting_code_pt,
    groups,
    heavy,
    heavy_ladder,
    ladder,
    size_ladder,
    write_code,
)
from samplepoint.formats.label_stock import SHEET_DOT_MM
from samplepoint.formats.labels import bar_module_mm, qr_module_mm
from samplepoint.formats.page_proof import proved_pdf
from samplepoint.formats.paper import Align, Box, Ink, Paper
from samplepoint.formats.sheet_frame import (
    CONTENT_BOTTOM_MM,
    LEFT_MM,
    RIGHT_MM,
    SheetFrame,
    draw_frame,
)
from samplepoint.formats.symbols import QR_QUIET_MODULES, code128_modules, qr_modules, qr_side_mm
from samplepoint.formats.table_rows import HEAD_MM, Column, draw_cell, draw_head, draw_row

PROOF_PREFIX: Final = "SPX"
SHORT_HASH: Final = 16
"""How many characters of a box hash stand on paper: 64 bits."""

_WIDE_MM: Final = RIGHT_MM - LEFT_MM
_TOP_MM: Final = 35.0
_SUMMARY_MM: Final = 42.0
_VOID_MM: Final = 11.0
_VOID_GAP_MM: Final = 2.8
_ROW_MM: Final = 24.0
_SIGNING_MM: Final = 78.0
_ROWS_A_PAGE: Final = 8
_BARS_MM: Final = 47.0
_BARS_HIGH_MM: Final = 6.2
_PROOF_MM: Final = 26.0
_PROOF_MODULE_MM: Final = 8 * SHEET_DOT_MM
"""The least, 13 mil: what cameras and 2D scanners read, and a copy at 200 dpi keeps."""
_RULE_MM: Final = 0.3
_PAD_MM: Final = 1.2
_REMARK_MM: Final = 9.6
"""Two hundred characters in the smallest letters, wrapped."""


@dataclass(frozen=True, slots=True)
class HandedBox:
    """One box of a handover. Times are written already; `box_hash` is hexadecimal, whole."""

    code: str
    tubes: int
    people: int
    oldest: str
    limit: str
    seal: str
    box_hash: str
    proof: str = ""
    """Its signed box proof (see `formats.box_proof`), "" where there is none."""
    vouched: str = ""
    """Who counted it by hand and who scanned it again, in words; "" for nobody."""


@dataclass(frozen=True, slots=True)
class HandoverSheet:
    """One handover: its number, its boxes, and what is known when it is printed.

    What is still empty ("") becomes a line to write on. `oldest` is when the oldest sample of all
    boxes was taken, `limit` until when it must be there; `void` says which older sheets no longer
    count, "" for none.
    """

    number: str
    boxes: tuple[HandedBox, ...]
    oldest: str
    limit: str
    void: str = ""
    courier: str = ""
    contact: str = ""
    temperature: str = ""
    left_at: str = ""
    giver: str = ""
    receiver: str = ""
    remark: str = ""

    @property
    def tubes(self) -> int:
        """Return the tubes of all boxes."""
        return sum(box.tubes for box in self.boxes)

    @property
    def people(self) -> int:
        """Return the people of all boxes."""
        return sum(box.people for box in self.boxes)


@dataclass(frozen=True, slots=True)
class HandoverWords:
    """The words of the sheet. `frame.title` does not hold the number; it is set beside it."""

    frame: SheetFrame
    boxes: str
    tubes: str
    people: str
    oldest: str
    limit: str
    seal: str
    proof: str
    box: str
    scan: str
    courier: str
    contact: str
    temperature: str
    left_at: str
    giver: str
    receiver: str
    signature: str
    at: str
    checked: str
    remark: str = ""


def handover_sheet(
    words: HandoverWords, sheet: HandoverSheet, *, created_at: datetime, practice: str | None
) -> bytes:
    """Lay out a handover as an A4 PDF; the last page has the fields and the two signatures.

    Raises:
        Refusal: `glyph_missing`, `text_too_long`, `symbol_characters`, `symbol_too_wide`.
        Damage: `symbol_unreadable`, `page_unreadable`.
        Obstacle: `paper_font_absent`.
    """
    title = f"{words.frame.title} {sheet.number}"
    paper = Paper(title, created_at=created_at, practice=practice)
    return proved_pdf(paper, lambda onto: draw_handover(onto, words, sheet))


def proof_text(number: str, boxes: Sequence[HandedBox]) -> str:
    """Return what the QR symbol of a page says: sheet, then code, tubes, people, hash of each box.

    Only 0-9 A-Z and blanks, so that it survives a hand scanner on every keyboard.
    """
    parts = [PROOF_PREFIX, number]
    for box in boxes:
        parts += [box.code, str(box.tubes), str(box.people), short_hash(box.box_hash)]
    return " ".join(parts)


def short_hash(box_hash: str) -> str:
    """Return the part of a box hash that stands on paper, in capitals."""
    return box_hash[:SHORT_HASH].upper()


def draw_handover(paper: Paper, words: HandoverWords, sheet: HandoverSheet) -> None:
    """Draw all pages of a handover onto paper."""
    pages = _paged(sheet)
    numbered = f"{words.frame.title}  {sheet.number}"
    frame = SheetFrame(numbered, words.frame.sentence, words.frame.place, words.frame.foot)
    first = 1
    for number, boxes in enumerate(pages, start=1):
        paper.new_page()
        draw_frame(paper, frame, number=number, total=len(pages))
        y_mm = _void(paper, sheet.void) if sheet.void else _TOP_MM
        y_mm = _summary(paper, words, sheet, boxes, y_mm)
        _table(paper, words, boxes, first, y_mm)
        first += len(boxes)
    _signing(paper, words, sheet, CONTENT_BOTTOM_MM - _SIGNING_MM)


def _paged(sheet: HandoverSheet) -> list[tuple[HandedBox, ...]]:
    """Deal the boxes out so that the fields to sign have room below the last of them."""
    head_mm = _TOP_MM + _SUMMARY_MM + HEAD_MM + (_VOID_MM if sheet.void else 0.0)
    last_rows = int((CONTENT_BOTTOM_MM - _SIGNING_MM - 4.0 - head_mm) / _ROW_MM)
    pages, rest = [], sheet.boxes
    while len(rest) > last_rows:
        # At least one box stays for the page that is signed.
        taken = min(_ROWS_A_PAGE, len(rest) - 1)
        pages.append(rest[:taken])
        rest = rest[taken:]
    return [*pages, rest]


def _void(paper: Paper, text: str) -> float:
    """Say on top which sheets no longer count; return where the rest begins."""
    band = Box(LEFT_MM, _TOP_MM, _WIDE_MM, _VOID_MM - _VOID_GAP_MM)
    paper.outline(band, Ink.WARNING, line_mm=0.5, round_mm=1.5)
    draw_cell(
        paper,
        text,
        Box(band.x_mm + 2.0, band.y_mm, band.width_mm - 4.0, band.height_mm),
        Align.LEFT,
        heavy_ladder(11, 6, Ink.WARNING),
    )
    return _TOP_MM + _VOID_MM


def _summary(
    paper: Paper,
    words: HandoverWords,
    sheet: HandoverSheet,
    boxes: Sequence[HandedBox],
    y_mm: float,
) -> float:
    """Write the totals, the clock of the oldest sample and the page's proof; return the next y."""
    rows = qr_modules(proof_text(sheet.number, boxes))
    module_mm = qr_module_mm(rows, _SUMMARY_MM + 2.0, SHEET_DOT_MM)
    side_mm = qr_side_mm(rows, module_mm)
    quiet_mm = QR_QUIET_MODULES * module_mm
    above_mm = min(quiet_mm, _VOID_GAP_MM - 0.3)
    paper.qr(rows, RIGHT_MM - side_mm + quiet_mm, y_mm - above_mm, module_mm=module_mm)
    room_mm = _WIDE_MM - side_mm - 2.0
    totals = (
        (words.boxes, str(len(sheet.boxes))),
        (words.tubes, str(sheet.tubes)),
        (words.people, str(sheet.people)),
    )
    for place, (caption, value) in enumerate(totals):
        x_mm = LEFT_MM + place * room_mm / 3
        _figure(paper, caption, value, Box(x_mm, y_mm, room_mm / 3, 18.0), 30)
    clock = ((words.oldest, sheet.oldest), (words.limit, sheet.limit))
    for place, (caption, value) in enumerate(clock):
        x_mm = LEFT_MM + place * room_mm / 2
        _figure(paper, caption, value, Box(x_mm, y_mm + 18.0, room_mm / 2, 14.0), 19)
    below = Box(LEFT_MM, y_mm + 33.0, room_mm, _SUMMARY_MM - 34.0)
    paper.write_in(words.scan, below, ladder(8, 5, Ink.MUTED))
    return y_mm + _SUMMARY_MM


def _figure(paper: Paper, caption: str, value: str, room: Box, size_pt: float) -> None:
    width_mm = room.width_mm - 2.0
    small = paper.fitting_line(caption, width_mm, ladder(8.5, 5, Ink.MUTED))
    large = paper.fitting_line(value, width_mm, heavy_ladder(size_pt, 8))
    paper.write(caption, room.x_mm, room.y_mm + 3.4, small)
    paper.write(value, room.x_mm, room.y_mm + room.height_mm - 3.4, large)


def _table(
    paper: Paper, words: HandoverWords, boxes: Sequence[HandedBox], first: int, y_mm: float
) -> None:
    columns = (
        Column("", 8.0),
        Column(words.box, _BARS_MM),
        Column(words.tubes, 15.0, Align.RIGHT),
        Column(words.people, 16.0, Align.RIGHT),
        Column(words.oldest, 26.0, Align.RIGHT),
        Column(words.limit, 17.0, Align.RIGHT),
        Column(words.seal, 25.0, Align.RIGHT),
        Column(words.proof, _PROOF_MM, Align.RIGHT),
    )
    draw_head(paper, columns, LEFT_MM, y_mm)
    for row, box in enumerate(boxes):
        place = Box(LEFT_MM, y_mm + HEAD_MM + row * _ROW_MM, _WIDE_MM, _ROW_MM)
        _row(paper, columns, box, place, str(first + row))


def _row(paper: Paper, columns: Sequence[Column], box: HandedBox, place: Box, number: str) -> None:
    """Draw a box: numbers, code over bars, hash and who vouches below, its proof on the right."""
    _proof_code(paper, box.proof, place)
    cells = (number, "", str(box.tubes), str(box.people), box.oldest, box.limit, box.seal, "")
    draw_row(paper, columns, cells, place, ladder(10, 6))
    left_mm = place.x_mm + columns[0].width_mm + _PAD_MM
    _box_code(paper, box.code, left_mm, place.y_mm + 2.2)
    baseline_mm = place.y_mm + place.height_mm - 2.2
    hashed, look = " ".join(groups(short_hash(box.box_hash))), ladder(9, 9)[0]
    paper.write(hashed, left_mm, baseline_mm, look)
    if box.vouched:
        after_mm = left_mm + paper.text_width_mm(hashed, look) + 4.0
        room_mm = place.x_mm + place.width_mm - _PROOF_MM - after_mm
        _vouched(paper, box.vouched, (after_mm, baseline_mm), room_mm)


def _proof_code(paper: Paper, proof: str, place: Box) -> None:
    """Draw the proof of a box in the middle of its row, at the right edge of the sheet."""
    if not proof:
        return
    rows = qr_modules(proof)
    room_mm = place.height_mm - _RULE_MM
    module_mm = qr_module_mm(rows, room_mm, SHEET_DOT_MM, least_mm=_PROOF_MODULE_MM)
    side_mm = qr_side_mm(rows, module_mm)
    quiet_mm = QR_QUIET_MODULES * module_mm
    above_mm = (room_mm - side_mm) / 2
    paper.qr(rows, RIGHT_MM - side_mm + quiet_mm, place.y_mm + above_mm, module_mm=module_mm)


def _vouched(paper: Paper, text: str, at_mm: tuple[float, float], room_mm: float) -> None:
    """Write who answers for a box in small letters; a name too long for the room is cut."""
    look = ladder(7.5, 7.5, Ink.MUTED)[0]
    said = text
    while paper.text_width_mm(said, look) > room_mm:
        said = said[:-2] + "\u2026"
    paper.write(said, *at_mm, look)


def _box_code(paper: Paper, code: str, x_mm: float, y_mm: float) -> None:
    """Write a box's code over its bars; without room for bars the code alone."""
    size_pt = fitting_code_pt(paper, code, _BARS_MM - 3.0, size_ladder(11, 5))
    modules = code128_modules(code)
    module_mm = bar_module_mm(modules, _BARS_MM, SHEET_DOT_MM, 0.3)
    if not module_mm:
        write_code(paper, code, (x_mm, y_mm + 8.2), size_pt)
        return
    write_code(paper, code, (x_mm, y_mm + 4.6), size_pt)
    paper.code128(
        modules,
        x_mm - 10 * module_mm,
        y_mm + 5.9,
        module_mm=module_mm,
        height_mm=_BARS_HIGH_MM,
    )


def _signing(paper: Paper, words: HandoverWords, sheet: HandoverSheet, y_mm: float) -> None:
    fields = (
        (words.courier, sheet.courier),
        (words.contact, sheet.contact),
        (words.temperature, sheet.temperature),
        (words.left_at, sheet.left_at),
    )
    wide_mm = (_WIDE_MM - 3 * 5.0) / len(fields)
    for place, (caption, value) in enumerate(fields):
        _field(paper, caption, value, Box(LEFT_MM + place * (wide_mm + 5.0), y_mm, wide_mm, 15.0))
    if sheet.remark:
        _remark(paper, words.remark, sheet.remark, y_mm + 16.4)
    half_mm = (_WIDE_MM - 6.0) / 2
    people = ((words.giver, sheet.giver), (words.receiver, sheet.receiver))
    for place, (title, name) in enumerate(people):
        top_mm = 28.0 if sheet.remark else 20.0
        high_mm = _SIGNING_MM - 1.0 - top_mm
        room = Box(LEFT_MM + place * (half_mm + 6.0), y_mm + top_mm, half_mm, high_mm)
        _signature(paper, words, title, name, room)


def _remark(paper: Paper, caption: str, value: str, y_mm: float) -> None:
    small = heavy(8.5, Ink.MUTED)
    paper.write(caption, LEFT_MM, y_mm + _REMARK_MM / 2 + 1.0, small)
    taken_mm = paper.text_width_mm(caption, small) + 2.0
    room = Box(LEFT_MM + taken_mm, y_mm, _WIDE_MM - taken_mm, _REMARK_MM)
    draw_cell(paper, value, room, Align.LEFT, ladder(11, 5))


def _field(paper: Paper, caption: str, value: str, room: Box) -> None:
    small = paper.fitting_line(caption, room.width_mm, ladder(8.5, 5, Ink.MUTED))
    paper.write(caption, room.x_mm, room.y_mm + 3.2, small)
    if value:
        large = paper.fitting_line(value, room.width_mm, heavy_ladder(13, 6))
        paper.write(value, room.x_mm, room.y_mm + 11.6, large)
    bottom_mm = room.y_mm + room.height_mm - 1.0
    paper.fill([Box(room.x_mm, bottom_mm, room.width_mm, 0.3)], Ink.MUTED)


def _signature(paper: Paper, words: HandoverWords, title: str, name: str, room: Box) -> None:
    paper.outline(room, Ink.MUTED, line_mm=0.35, round_mm=2.0)
    left_mm, right_mm = room.x_mm + 4.0, room.x_mm + room.width_mm - 4.0
    head = paper.fitting_line(title, room.width_mm / 2, heavy_ladder(13, 7))
    paper.write(title, left_mm, room.y_mm + 7.5, head)
    if name:
        taken_mm = paper.text_width_mm(title, head) + 10.0
        look = paper.fitting_line(name, room.width_mm - taken_mm, ladder(11, 5))
        paper.write(name, right_mm, room.y_mm + 7.5, look, align=Align.RIGHT)
    checked = paper.fitting_line(words.checked, room.width_mm - 8.0, ladder(8.5, 5, Ink.MUTED))
    paper.write(words.checked, left_mm, room.y_mm + 13.6, checked)
    lines = ((words.signature, room.height_mm - 19.0), (words.at, room.height_mm - 6.0))
    for caption, down_mm in lines:
        small = heavy(8.5, Ink.MUTED)
        paper.write(caption, left_mm, room.y_mm + down_mm, small)
        taken_mm = paper.text_width_mm(caption, small) + 2.0
        line = Box(
            left_mm + taken_mm, room.y_mm + down_mm + 0.8, room.width_mm - 8.0 - taken_mm, 0.3
        )
        paper.fill([line], Ink.MUTED)
