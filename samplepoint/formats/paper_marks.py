"""What a layout leaves on paper, mark by mark, and paper that keeps the marks instead of a PDF.

Owns shapes in mm; refuses to know in which file format they end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from samplepoint.errors import Refusal
from samplepoint.formats.paper import MM_PER_PT, Align, Box, Ink, Lettering, Paper
from samplepoint.formats.paper_font import missing_glyphs

_ASCENT, _DESCENT = 0.76, 0.12


@dataclass(frozen=True, slots=True)
class TextMark:
    """One line of text; `x_mm` is its left edge."""

    text: str
    x_mm: float
    baseline_mm: float
    width_mm: float
    lettering: Lettering

    @property
    def boxes(self) -> tuple[Box, ...]:
        """What the line covers: digits and capitals, hardly below the baseline."""
        size_mm = self.lettering.size_pt * MM_PER_PT
        top_mm = self.baseline_mm - _ASCENT * size_mm
        return (Box(self.x_mm, top_mm, self.width_mm, (_ASCENT + _DESCENT) * size_mm),)


@dataclass(frozen=True, slots=True)
class FillMark:
    """Rectangles filled with one ink."""

    boxes: tuple[Box, ...]
    ink: Ink


@dataclass(frozen=True, slots=True)
class OutlineMark:
    """The edge of a rectangle."""

    box: Box
    ink: Ink
    line_mm: float
    round_mm: float

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Return the four sides."""
        one, line = self.box, self.line_mm
        right, below = one.x_mm + one.width_mm, one.y_mm + one.height_mm
        return (
            Box(one.x_mm - line / 2, one.y_mm - line / 2, one.width_mm + line, line),
            Box(one.x_mm - line / 2, below - line / 2, one.width_mm + line, line),
            Box(one.x_mm - line / 2, one.y_mm, line, one.height_mm),
            Box(right - line / 2, one.y_mm, line, one.height_mm),
        )


@dataclass(frozen=True, slots=True)
class StripesMark:
    """A rectangle of slanted stripes, the sign of practice."""

    box: Box

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Return the whole rectangle."""
        return (self.box,)


Mark = TextMark | FillMark | OutlineMark | StripesMark


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol on a page: its modules, its white ground, and which mark of the page drew it."""

    rows: tuple[str, ...]
    ground: Box
    mark: int


@dataclass(slots=True)
class Page:
    """The marks of a page in the order in which they were made, and the symbols among them."""

    marks: list[Mark] = field(default_factory=list)
    symbols: list[Symbol] = field(default_factory=list)


class Tracing(Paper):
    """Paper on which every call leaves a mark that can be looked at; it becomes no PDF.

    The word of practice pages, drawn under everything else, is left out.
    """

    def __init__(self, ruler: Paper) -> None:
        """Begin without pages; sizes of page and text are those of `ruler`."""
        # Not Paper's own beginning: it would read the font once more, 0.4 s for nothing.
        self.width_mm, self.height_mm = ruler.width_mm, ruler.height_mm
        self.pages: list[Page] = []
        self._ruler = ruler

    def new_page(self) -> None:
        """Begin a page."""
        self.pages.append(Page())

    def write(
        self,
        text: str,
        x_mm: float,
        baseline_mm: float,
        lettering: Lettering,
        *,
        align: Align = Align.LEFT,
    ) -> None:
        """Write one line.

        Raises:
            Refusal: `glyph_missing`.
        """
        if missing := missing_glyphs(text):
            raise Refusal("glyph_missing", code_points=" ".join(f"U+{ord(c):04X}" for c in missing))
        width_mm = self.text_width_mm(text, lettering)
        share = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}[align]
        self._mark(TextMark(text, x_mm - share * width_mm, baseline_mm, width_mm, lettering))

    def text_width_mm(self, text: str, lettering: Lettering) -> float:
        """Return how wide one line of `text` is, in mm."""
        return self._ruler.text_width_mm(text, lettering)

    def fill(self, boxes: Sequence[Box], ink: Ink) -> None:
        """Fill rectangles."""
        self._mark(FillMark(tuple(boxes), ink))

    def outline(self, box: Box, ink: Ink, *, line_mm: float = 0.25, round_mm: float = 0.0) -> None:
        """Draw the edge of a rectangle."""
        self._mark(OutlineMark(box, ink, line_mm, round_mm))

    def stripes(self, box: Box) -> None:
        """Fill a rectangle with slanted stripes."""
        self._mark(StripesMark(box))

    def code128(
        self, modules: str, x_mm: float, y_mm: float, *, module_mm: float, height_mm: float
    ) -> Box:
        """Draw bars on white and remember them."""
        ground = super().code128(modules, x_mm, y_mm, module_mm=module_mm, height_mm=height_mm)
        return self._remember((modules,), ground)

    def qr(self, rows: Sequence[str], x_mm: float, y_mm: float, *, module_mm: float) -> Box:
        """Draw a QR symbol on white and remember it."""
        return self._remember(tuple(rows), super().qr(rows, x_mm, y_mm, module_mm=module_mm))

    def _remember(self, rows: tuple[str, ...], ground: Box) -> Box:
        page = self.pages[-1]
        page.symbols.append(Symbol(rows, ground, len(page.marks) - 1))
        return ground

    def _mark(self, mark: Mark) -> None:
        self.pages[-1].marks.append(mark)
