"""Where everything stands in a machine-readable zone, and its check digits.

Owns the sizes of ICAO Doc 9303 (parts 4, 5, 6) and the Chinese permits that go their own way;
refuses to know how a zone was read or whose it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from samplepoint.domain.seen import MrzKind

FILLER: Final = "<"
ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"

_WEIGHTS: Final = (7, 3, 1)
_TO_LETTER: Final = str.maketrans("012568", "OIZSGB")
_TO_DIGIT: Final = str.maketrans("OQDILZSGB", "000112568")


class Span(NamedTuple):
    """A piece of one line: the line's number, where it begins, where it ends."""

    line: int
    begin: int
    end: int


@dataclass(frozen=True)
class Check:
    """One check digit: what it is computed over, and where it stands."""

    spans: tuple[Span, ...]
    digit: Span
    is_optional: bool = False
    """A filler may stand for it where there is nothing to check (9303-4, 4.2.2.2)."""
    overflow: Span | None = None
    """Where a document number goes on that is longer than its field (9303-5, note j): the digit
    is a filler, and the rest, its check digit and a filler begin the optional data."""

    def holds(self, lines: tuple[str, ...]) -> bool:
        """Tell whether the digit is right."""
        data = "".join(cut(lines, span) for span in self.spans)
        digit = cut(lines, self.digit)
        if digit != FILLER:
            return check_digit(data) == digit
        if self.overflow is not None:
            number, digit = long_number(data, cut(lines, self.overflow))
            return bool(digit) and check_digit(number) == digit
        return self.is_optional and not data.strip(FILLER)


@dataclass(frozen=True, eq=False)
class Layout:
    """One size of zone; two layouts are the same only where they are one.

    `masks` say a line at a time what may stand where: `L` a letter, `A` a letter or filler, `D` a
    digit, `d` a digit or filler, `S` a sex, `F` a filler, `*` anything of the alphabet.
    """

    kind: MrzKind
    masks: tuple[str, ...]
    fields: Mapping[str, Span]
    checks: tuple[Check, ...]
    names_line: int | None
    """The line that nothing checks but the eye."""
    codes: frozenset[str] = field(default_factory=frozenset)
    """The document codes that have this layout; none: any."""
    issuer: str = ""
    """Who issued it, where that is not printed."""

    def get(self, lines: tuple[str, ...], name: str) -> str:
        """Return a field with its fillers, "" where this layout has none of that name."""
        return cut(lines, self.fields[name]) if name in self.fields else ""


def check_digit(data: str) -> str:
    """Compute the check digit of Doc 9303 part 3, 4.9: weights 7, 3, 1, modulo 10.

    Letters count from A = 10, the filler counts 0: so a letter and a character whose values
    differ by ten or twenty (6 and G, 8 and S, a filler and K) cannot be told apart by it.
    """
    total = sum(value(char) * _WEIGHTS[place % 3] for place, char in enumerate(data))
    return str(total % 10)


def value(char: str) -> int:
    """Return what a character of the alphabet counts."""
    return 0 if char == FILLER else int(char, 36)


def cut(lines: tuple[str, ...], span: Span) -> str:
    """Return the piece of the zone that a span names."""
    return lines[span.line][span.begin : span.end]


def long_number(first: str, overflow: str) -> tuple[str, str]:
    """Return a number that goes on in the optional data, and its check digit ("" if none)."""
    rest = overflow.split(FILLER, maxsplit=1)[0]
    return first + rest[:-1], rest[-1:]


def classed(text: str, mask: str) -> str:
    """Exchange look-alikes in positions whose class is known; what may be either stays."""
    return "".join(_classed(char, wanted) for char, wanted in zip(text, mask, strict=True))


def _classed(char: str, wanted: str) -> str:
    if wanted in "LAS":
        return char.translate(_TO_LETTER)
    if wanted in "Dd":
        return char.translate(_TO_DIGIT)
    return FILLER if wanted == "F" and char in "KLC" else char


def fits(char: str, wanted: str) -> bool:
    """Tell whether a character may stand in a position of this class."""
    if wanted == "S":
        return char in "MFX<"
    if char == FILLER:
        return wanted in "AdF*"
    if char.isdigit():
        return wanted in "Dd*"
    return wanted in "LA*"


def _upper(width: int) -> tuple[str, dict[str, Span]]:
    """Describe the first line of two: document, issuer, names."""
    spans = {"document": Span(0, 0, 2), "issuer": Span(0, 2, 5), "names": Span(0, 5, width)}
    return "LA" + "A" * (width - 2), spans


def _two_lines(kind: MrzKind, width: int, checks: tuple[Check, ...], tail: str) -> Layout:
    mask, upper = _upper(width)
    lower = {
        "number": Span(1, 0, 9),
        "nationality": Span(1, 10, 13),
        "birth": Span(1, 13, 19),
        "sex": Span(1, 20, 21),
        "expiry": Span(1, 21, 27),
        "overflow": Span(1, 28, 28 + tail.count("*")),
    }
    dates = (
        Check((lower["birth"],), Span(1, 19, 20)),
        Check((lower["expiry"],), Span(1, 27, 28)),
    )
    masks = (mask, "*" * 9 + "d" + "AAA" + "d" * 6 + "D" + "S" + "d" * 6 + "D" + tail)
    return Layout(kind, masks, {**upper, **lower}, (*dates, *checks), names_line=0)


TD3: Final = _two_lines(
    MrzKind.TD3,
    44,
    (
        Check((Span(1, 0, 9),), Span(1, 9, 10)),
        Check((Span(1, 28, 42),), Span(1, 42, 43), is_optional=True),
        Check((Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 43)), Span(1, 43, 44)),
    ),
    "*" * 14 + "dD",
)
TD2: Final = _two_lines(
    MrzKind.TD2,
    36,
    (
        Check((Span(1, 0, 9),), Span(1, 9, 10), overflow=Span(1, 28, 35)),
        Check((Span(1, 0, 10), Span(1, 13, 20), Span(1, 21, 35)), Span(1, 35, 36)),
    ),
    "*" * 7 + "D",
)
TD1: Final = Layout(
    MrzKind.TD1,
    (
        "LAAAA" + "*" * 9 + "d" + "*" * 15,
        "d" * 6 + "D" + "S" + "d" * 6 + "D" + "AAA" + "*" * 11 + "D",
        "A" * 30,
    ),
    {
        "document": Span(0, 0, 2),
        "issuer": Span(0, 2, 5),
        "number": Span(0, 5, 14),
        "overflow": Span(0, 15, 30),
        "birth": Span(1, 0, 6),
        "sex": Span(1, 7, 8),
        "expiry": Span(1, 8, 14),
        "nationality": Span(1, 15, 18),
        "names": Span(2, 0, 30),
    },
    (
        Check((Span(0, 5, 14),), Span(0, 14, 15), overflow=Span(0, 15, 30)),
        Check((Span(1, 0, 6),), Span(1, 6, 7)),
        Check((Span(1, 8, 14),), Span(1, 14, 15)),
        Check(
            (Span(0, 5, 30), Span(1, 0, 7), Span(1, 8, 15), Span(1, 18, 29)),
            Span(1, 29, 30),
        ),
    ),
    names_line=2,
)


def _mainland_travel_permit(code: str, names: Span, checks: tuple[Check, ...]) -> Layout:
    """Describe a card-size permit for people of Hong Kong, Macau (CR) or Taiwan (CT).

    Not the TD1 of Doc 9303, although as large: number, times of issue, expiry, sex and birth
    stand in the first line (as public readers of these cards take them apart).
    """
    return Layout(
        MrzKind.TD1,
        (
            "LA" + "*" * 9 + "D" + "ddD" + "D" * 7 + "S" + "d" * 6 + "D",
            "*" * 28 + "dD",
            "A" * names.end + "*" * (30 - names.end),
        ),
        {
            "document": Span(0, 0, 2),
            "number": Span(0, 2, 11),
            "expiry": Span(0, 15, 21),
            "sex": Span(0, 22, 23),
            "birth": Span(0, 23, 29),
            "century": Span(1, 18, 19),
            "names": names,
        },
        (
            Check((Span(0, 2, 11),), Span(0, 11, 12)),
            Check((Span(0, 12, 14),), Span(0, 14, 15)),
            Check((Span(0, 15, 21),), Span(0, 21, 22)),
            Check((Span(0, 23, 29),), Span(0, 29, 30)),
            *checks,
            Check((Span(0, 2, 22), Span(0, 23, 30), Span(1, 19, 29)), Span(1, 29, 30)),
        ),
        names_line=2,
        codes=frozenset({code}),
        issuer="CHN",
    )


HK_MACAU_PERMIT: Final = _mainland_travel_permit(
    "CR",
    Span(2, 0, 30),
    (Check((Span(1, 19, 28),), Span(1, 28, 29), is_optional=True),),
)
TAIWAN_PERMIT: Final = _mainland_travel_permit("CT", Span(2, 0, 26), ())
EXIT_ENTRY_PERMIT: Final = Layout(
    MrzKind.TD1,
    ("LA" + "*" * 9 + "DF" + "D" * 7 + "F" + "d" * 6 + "DFD",),
    {
        "document": Span(0, 0, 2),
        "number": Span(0, 2, 11),
        "expiry": Span(0, 13, 19),
        "birth": Span(0, 21, 27),
    },
    (
        Check((Span(0, 2, 11),), Span(0, 11, 12)),
        Check((Span(0, 13, 19),), Span(0, 19, 20)),
        Check((Span(0, 21, 27),), Span(0, 27, 28)),
        Check((Span(0, 2, 12), Span(0, 13, 20), Span(0, 21, 28)), Span(0, 29, 30)),
    ),
    names_line=None,
    codes=frozenset({"CS", "CD"}),
    issuer="CHN",
)
"""往来港澳通行证 and 往来台湾通行证 as cards: one line on the front, without a name."""

LAYOUTS: Final = (TD3, TD2, TD1, HK_MACAU_PERMIT, TAIWAN_PERMIT, EXIT_ENTRY_PERMIT)
"""A card is a TD1 of Doc 9303 wherever its check digits say so; only then a Chinese permit."""
