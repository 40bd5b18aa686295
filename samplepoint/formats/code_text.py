"""A code in letters, as people compare it: in groups of four from its end, the last one heavier.

Owns that look; refuses to know symbols.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from samplepoint.formats.paper import MM_PER_PT, Align, Ink, Lettering, Paper

_GAP: Final = 0.34
"""Between two groups, in parts of the type size."""
_THICKER: Final = 0.04
"""How much the last group's strokes are thickened, in parts of the type size."""


def groups(code: str) -> tuple[str, ...]:
    """Cut a code into groups of four from its end, as everywhere in the house."""
    first = len(code) % 4
    head = (code[:first],) if first else ()
    return head + tuple(code[at : at + 4] for at in range(first, len(code), 4))


def groups_width_mm(paper: Paper, parts: Sequence[str], size_pt: float) -> float:
    """Return how wide groups on one line are, in mm."""
    plain = Lettering(size_pt)
    gaps_mm = (len(parts) - 1) * _GAP * size_pt * MM_PER_PT
    return sum(paper.text_width_mm(part, plain) for part in parts) + gaps_mm


def fitting_code_pt(paper: Paper, code: str, width_mm: float, sizes: Sequence[float]) -> float:
    """Return the first size in which a code is no wider than `width_mm`, 0 when none is."""
    parts = groups(code)
    return next((size for size in sizes if groups_width_mm(paper, parts, size) <= width_mm), 0.0)


def write_code(
    paper: Paper,
    code: str,
    at_mm: tuple[float, float],
    size_pt: float,
    *,
    align: Align = Align.LEFT,
) -> float:
    """Write a code on one line; `at_mm` is x and baseline. Returns its width in mm."""
    parts = groups(code)
    width_mm = groups_width_mm(paper, parts, size_pt)
    share = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[align]
    write_groups(paper, parts, (at_mm[0] - share * width_mm, at_mm[1]), size_pt, ends=True)
    return width_mm


def write_groups(
    paper: Paper,
    parts: Sequence[str],
    at_mm: tuple[float, float],
    size_pt: float,
    *,
    ends: bool,
) -> None:
    """Write groups on one line; where the code `ends` with it, the last one is heavier."""
    x_mm, baseline_mm = at_mm
    for number, part in enumerate(parts, start=1):
        look = heavy(size_pt) if ends and number == len(parts) else Lettering(size_pt)
        paper.write(part, x_mm, baseline_mm, look)
        x_mm += paper.text_width_mm(part, look) + _GAP * size_pt * MM_PER_PT


def heavy(size_pt: float, ink: Ink = Ink.INK) -> Lettering:
    """Return the bold of our one weight in a size."""
    return Lettering(size_pt, ink, thicker_pt=_THICKER * size_pt)


def ladder(most_pt: float, least_pt: float, ink: Ink = Ink.INK) -> tuple[Lettering, ...]:
    """Return letterings from large to small, each an eighth smaller than the one before."""
    return tuple(Lettering(size, ink) for size in size_ladder(most_pt, least_pt))


def heavy_ladder(most_pt: float, least_pt: float, ink: Ink = Ink.INK) -> tuple[Lettering, ...]:
    """Return the same in bold."""
    return tuple(heavy(size, ink) for size in size_ladder(most_pt, least_pt))


def size_ladder(most_pt: float, least_pt: float) -> tuple[float, ...]:
    """Return sizes from `most_pt` down to `least_pt`, each an eighth smaller."""
    sizes = []
    size = most_pt
    while size > least_pt:
        sizes.append(round(size, 2))
        size *= 0.875
    return (*sizes, least_pt)
