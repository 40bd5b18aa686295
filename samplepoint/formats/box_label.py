"""The label of a transport box: its code as large as it goes, bars and QR, what is inside.

Owns the layout; refuses to know what the facts on it mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from samplepoint.errors import Refusal
from samplepoint.formats.code_text import (
    fitting_code_pt,
    heavy,
    heavy_ladder,
    ladder,
    size_ladder,
    write_code,
)
from samplepoint.formats.labels import bar_module_mm, label_ground, qr_module_mm, watermark
from samplepoint.formats.paper import Align, Box, Ink, Paper
from samplepoint.formats.symbols import (
    CODE128_QUIET_MODULES,
    QR_QUIET_MODULES,
    code128_modules,
    qr_modules,
    qr_side_mm,
)

_SMALLEST_MM: Final = (95.0, 62.0)
_BASE_MM: Final = (100.0, 70.0)
_LARGEST_UNIT: Final = 2.0
_WIDEST_BAR_MM: Final = 0.76
_WIDEST_QR_MM: Final = 1.8
_EDGE_MM: Final = 3.5
"""At least so much of a label stays white on each side of what is on it."""


@dataclass(frozen=True, slots=True)
class Captioned:
    """A value with the word that says what it is."""

    caption: str
    value: str


@dataclass(frozen=True, slots=True)
class BoxLabel:
    """What stands on a box: its code, where it is from, at most four facts, notes in words.

    `proof` is the caption and the short hash of the box's list, None before the box is sealed.
    `void` says which older paper no longer counts, `practice` and `again` mark this print.
    """

    code: str
    title: str
    place: str
    facts: tuple[Captioned, ...]
    proof: Captioned | None = None
    void: str = ""
    practice: str = ""
    again: str = ""

    def draw(self, paper: Paper, room: Box, dot_mm: float) -> None:
        """Draw the label, everything in proportion to its place.

        Raises:
            Refusal: `label_too_small` below 95 x 62 mm; `symbol_too_wide`, `text_too_long`.
        """
        if room.width_mm < _SMALLEST_MM[0] or room.height_mm < _SMALLEST_MM[1]:
            raise Refusal("label_too_small", width_mm=room.width_mm, height_mm=room.height_mm)
        unit = min(room.width_mm / _BASE_MM[0], room.height_mm / _BASE_MM[1], _LARGEST_UNIT)
        inner = label_ground(paper, room, self.practice)
        aside_mm = 2.8 * unit
        area = Box(
            inner.x_mm + aside_mm,
            inner.y_mm + 1.2 * unit,
            inner.width_mm - 2 * aside_mm,
            inner.height_mm - 2.4 * unit,
        )
        _draw(paper, self, area, unit, dot_mm)


def _draw(paper: Paper, label: BoxLabel, area: Box, unit: float, dot_mm: float) -> None:
    """From top to bottom: head, code, symbols (which take what is left), facts, notes."""
    notes_mm = 4.6 * unit * (bool(label.proof) + bool(label.void))
    facts_mm = 14.0 * unit if label.facts else 0.0
    top_mm = area.y_mm + 21.5 * unit
    low_mm = area.y_mm + area.height_mm - notes_mm - facts_mm
    if label.practice:
        half_mm = area.width_mm / 2
        watermark(
            paper,
            Box(area.x_mm + half_mm, area.y_mm + 5 * unit, half_mm, 16 * unit),
            label.practice,
        )
    _head(paper, label, area, unit)
    _code(paper, label.code, area, unit)
    _symbols(paper, label.code, Box(area.x_mm, top_mm, area.width_mm, low_mm - top_mm), dot_mm)
    _facts(paper, label.facts, Box(area.x_mm, low_mm, area.width_mm, facts_mm), unit)
    _notes(paper, label, Box(area.x_mm, low_mm + facts_mm, area.width_mm, notes_mm), unit)


def _head(paper: Paper, label: BoxLabel, area: Box, unit: float) -> None:
    baseline_mm = area.y_mm + 4.4 * unit
    title = heavy(11 * unit)
    paper.write(label.title, area.x_mm, baseline_mm, title)
    marks = " · ".join(word for word in (label.practice, label.again) if word)
    right_mm = area.x_mm + area.width_mm
    if marks:
        look = heavy(11 * unit, Ink.WARNING)
        paper.write(marks, right_mm, baseline_mm, look, align=Align.RIGHT)
        right_mm -= paper.text_width_mm(marks, look) + 3 * unit
    left_mm = area.x_mm + paper.text_width_mm(label.title, title) + 3 * unit
    place = paper.fitting_line(label.place, right_mm - left_mm, ladder(9 * unit, 4.5, Ink.MUTED))
    paper.write(label.place, left_mm, baseline_mm, place)


def _code(paper: Paper, code: str, area: Box, unit: float) -> None:
    size_pt = fitting_code_pt(paper, code, area.width_mm, size_ladder(40 * unit, 9.0))
    if not size_pt:
        raise Refusal("text_too_long", length=len(code))
    write_code(paper, code, (area.x_mm, area.y_mm + 19.2 * unit), size_pt)


def _symbols(paper: Paper, code: str, room: Box, dot_mm: float) -> None:
    """Draw QR on the right, bars over the rest; on a tall label the bars above the QR."""
    rows = qr_modules(code)
    bars_mm = 0.0
    if room.height_mm > 0.6 * room.width_mm:
        bars_mm = 0.3 * room.height_mm
        across = Box(room.x_mm, room.y_mm + 2.5, room.width_mm + _EDGE_MM, bars_mm - 2.5)
        _bars(paper, code, across, dot_mm)
        square_mm = min(room.height_mm - bars_mm, room.width_mm)
    else:
        square_mm = min(room.height_mm, room.width_mm * 0.36)
    module_mm = qr_module_mm(rows, square_mm, dot_mm, _WIDEST_QR_MM)
    side_mm = qr_side_mm(rows, module_mm)
    quiet_mm = QR_QUIET_MODULES * module_mm
    out_mm = min(_EDGE_MM, quiet_mm)
    left_mm = room.x_mm + room.width_mm - side_mm + out_mm
    if bars_mm:
        left_mm = room.x_mm + (room.width_mm - side_mm) / 2
    paper.qr(rows, left_mm, room.y_mm + bars_mm, module_mm=module_mm)
    if not bars_mm:
        wide_mm, high_mm = left_mm - room.x_mm, side_mm - 2 * quiet_mm
        _bars(paper, code, Box(room.x_mm, room.y_mm + quiet_mm, wide_mm, high_mm), dot_mm)


def _bars(paper: Paper, code: str, room: Box, dot_mm: float) -> None:
    """Draw bars as wide as they go; without room for them the QR symbol must do.

    The left quiet zone may stand in the white edge: bars and words then share their left edge.
    """
    modules = code128_modules(code)
    module_mm = bar_module_mm(modules, room.width_mm + _EDGE_MM, dot_mm, _WIDEST_BAR_MM)
    if module_mm:
        left_mm = room.x_mm - min(_EDGE_MM, CODE128_QUIET_MODULES * module_mm)
        paper.code128(modules, left_mm, room.y_mm, module_mm=module_mm, height_mm=room.height_mm)


def _facts(paper: Paper, facts: tuple[Captioned, ...], room: Box, unit: float) -> None:
    """Write the facts side by side, values in one size, each as wide as its words."""
    if not facts:
        return
    paper.fill([Box(room.x_mm, room.y_mm, room.width_mm, 0.25)], Ink.HAIRLINE)
    caption = ladder(7.5 * unit, 7.5 * unit, Ink.MUTED)[0]
    gap_mm = 3.0 * unit
    for value in heavy_ladder(17 * unit, 5):
        widths = [
            max(paper.text_width_mm(fact.caption, caption), paper.text_width_mm(fact.value, value))
            for fact in facts
        ]
        free_mm = room.width_mm - sum(widths) - gap_mm * (len(facts) - 1)
        if free_mm >= 0:
            break
    else:
        raise Refusal("text_too_long", length=sum(len(fact.value) for fact in facts))
    left_mm = room.x_mm
    for fact, wide_mm in zip(facts, widths, strict=True):
        paper.write(fact.caption, left_mm, room.y_mm + 4.4 * unit, caption)
        paper.write(fact.value, left_mm, room.y_mm + 10.9 * unit, value)
        left_mm += wide_mm + gap_mm + free_mm / len(facts)


def _notes(paper: Paper, label: BoxLabel, room: Box, unit: float) -> None:
    baseline_mm = room.y_mm + 3.2 * unit
    if label.proof:
        caption = ladder(7.5 * unit, 7.5 * unit, Ink.MUTED)[0]
        paper.write(label.proof.caption, room.x_mm, baseline_mm, caption)
        left_mm = room.x_mm + paper.text_width_mm(label.proof.caption, caption) + 2 * unit
        room_mm = room.x_mm + room.width_mm - left_mm
        look = paper.fitting_line(label.proof.value, room_mm, ladder(9 * unit, 5))
        paper.write(label.proof.value, left_mm, baseline_mm, look)
        baseline_mm += 4.6 * unit
    if label.void:
        look = paper.fitting_line(
            label.void, room.width_mm, heavy_ladder(8.5 * unit, 5, Ink.WARNING)
        )
        paper.write(label.void, room.x_mm, baseline_mm, look)
