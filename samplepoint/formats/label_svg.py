"""The marks of a page as SVG, in mm: modules as rectangles of one shape, texts of fixed width.

Owns the drawing's form; refuses to lay anything out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from samplepoint.formats.paper import MM_PER_PT, Box, Ink
from samplepoint.formats.paper_marks import FillMark, Mark, OutlineMark, Page, StripesMark, TextMark

_FONTS: Final = (
    "'Noto Sans CJK SC','Source Han Sans SC','Noto Sans SC','Microsoft YaHei',SimHei,sans-serif"
)
_STRIPE_MM: Final = 3.0


def svg_page(page: Page, size_mm: tuple[float, float], title: str) -> bytes:
    """Return one page as an SVG file (UTF-8) of its true size, on a white ground.

    Each text keeps its measured width (`textLength`), whatever font the reader's machine has.
    """
    wide, high = (_number(side) for side in size_mm)
    body = "\n".join(_drawn(mark, number) for number, mark in enumerate(page.marks))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}mm" height="{high}mm" '
        f'viewBox="0 0 {wide} {high}">\n<title>{escape(title)}</title>\n'
        f'<rect width="{wide}" height="{high}" fill="{Ink.WHITE}"/>\n{body}\n</svg>\n'
    ).encode()


def _drawn(mark: Mark, number: int) -> str:
    if isinstance(mark, TextMark):
        return _text(mark)
    if isinstance(mark, FillMark):
        # One shape, not a rectangle each: between those that touch no hairline stays light.
        return f'<path fill="{mark.ink}" shape-rendering="crispEdges" d="{_path(mark.boxes)}"/>'
    if isinstance(mark, OutlineMark):
        return (
            f'<rect {_rectangle(mark.box)} rx="{_number(mark.round_mm)}" fill="none" '
            f'stroke="{mark.ink}" stroke-width="{_number(mark.line_mm)}"/>'
        )
    return _stripes(mark, number)


def _text(mark: TextMark) -> str:
    look = mark.lettering
    thicker = (
        f' stroke="{look.ink}" stroke-width="{_number(look.thicker_pt * MM_PER_PT)}"'
        if look.thicker_pt
        else ""
    )
    return (
        f'<text x="{_number(mark.x_mm)}" y="{_number(mark.baseline_mm)}" fill="{look.ink}"{thicker}'
        f' font-family="{_FONTS}" font-size="{_number(look.size_pt * MM_PER_PT)}"'
        f' textLength="{_number(mark.width_mm)}" lengthAdjust="spacingAndGlyphs"'
        f' xml:space="preserve">{escape(mark.text)}</text>'
    )


def _stripes(mark: StripesMark, number: int) -> str:
    """Draw the stripes in the rhythm of `Paper.stripes`, cut to their rectangle."""
    box, clip = mark.box, f"stripes{number}"
    top, bottom = box.y_mm, box.y_mm + box.height_mm
    first = int((box.x_mm + top) // (2 * _STRIPE_MM))
    last = int((box.x_mm + box.width_mm + bottom) // (2 * _STRIPE_MM))
    slants = " ".join(
        f"M{_number(at - top)} {_number(top)}h{_number(_STRIPE_MM)}"
        f"L{_number(at - bottom + _STRIPE_MM)} {_number(bottom)}h{_number(-_STRIPE_MM)}z"
        for at in (n * 2 * _STRIPE_MM for n in range(first, last + 1))
    )
    return (
        f'<clipPath id="{clip}"><rect {_rectangle(box)}/></clipPath>'
        f'<path fill="{Ink.WARNING}" clip-path="url(#{clip})" d="{slants}"/>'
    )


def _path(boxes: Sequence[Box]) -> str:
    return "".join(
        f"M{_number(box.x_mm)} {_number(box.y_mm)}h{_number(box.width_mm)}"
        f"v{_number(box.height_mm)}h{_number(-box.width_mm)}z"
        for box in boxes
    )


def _rectangle(box: Box) -> str:
    return (
        f'x="{_number(box.x_mm)}" y="{_number(box.y_mm)}" '
        f'width="{_number(box.width_mm)}" height="{_number(box.height_mm)}"'
    )


def _number(mm: float) -> str:
    """Write a length to the tenth of a micrometre, without needless zeros."""
    return f"{mm:.4f}".rstrip("0").rstrip(".") or "0"
