"""One picture, several tries: as it came, then pieces of it, then the whole worked over.

Owns the order of the tries, for a camera and for stills; refuses to say which reading counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from samplepoint.devices import second_reader
from samplepoint.devices.code_reader import GOODS, Search, read_codes
from samplepoint.devices.frames import Pixels
from samplepoint.devices.opencv import opencv
from samplepoint.domain.seen import CodeSeen, Corners, Point, Way

if TYPE_CHECKING:
    from samplepoint.devices.code_localiser import Localiser, Piece, Place

SECOND_READER_MISSING = "second_reader_missing"
"""A problem that stops nothing: stills are then read by one reader alone."""

_MOST_ENLARGED = 2_500_000
"""Pixels up to which a whole still is enlarged too: the codes of a larger one are large enough."""
_MOST_CUT = 1_000_000
"""Pixels of a piece around a code up to which it is enlarged for a second reading, else halved."""
_WHOLE = 1.2
"""A code may be so much longer than the place it is in: the ends of bars are found unsharply."""
_TURNS_DEG = (18.0, 36.0, 54.0, 72.0)
"""PDF417 is read within some ten degrees of upright or of lying on its side."""
_MOST_TURNED = 8_000_000
"""Pixels of a turned picture: a long strip of paper, turned, would fill the memory with ground."""


class CodeCascade:
    """Reads codes from frames and from stills. Used from one thread."""

    def __init__(self) -> None:
        """Keep nothing ready: OpenCV comes with the first picture that needs it."""
        self._localiser: Localiser | None = None

    @property
    def problem(self) -> str:
        """The code of what is missing for stills, "" when nothing is."""
        return "" if second_reader.is_installed() else SECOND_READER_MISSING

    def live(self, pixels: Pixels) -> tuple[CodeSeen, ...]:
        """Read a camera's frame: as it is, and bars that were not read so, from pieces of it.

        Bars beside a code that was read are looked at too: a second tube in view must be noticed.
        """
        grey = _grey(pixels)
        direct = read_codes(grey, Search.QUICK)
        places = self._places(grey, finely=False)
        from samplepoint.devices.code_pieces import live_readings  # noqa: PLC0415

        pieces = (live_readings(grey, place) for place in _unread(places, direct))
        return _each_once((*direct, *(code for one in pieces for code in one)))

    def still(self, pixels: Pixels) -> tuple[CodeSeen, ...]:
        """Read a still: every kind of symbol, any way round, with all that may help.

        Bars count from an averaged piece of the picture when two tries agree on them, and what is
        on goods always needs two.
        """
        grey = _grey(pixels)
        direct = read_codes(grey, Search.FULL)
        sure = tuple(code for code in direct if code.format not in GOODS)
        goods = tuple(code for code in direct if code.format in GOODS)
        places = self._places(grey, finely=True)
        from samplepoint.devices.code_pieces import still_readings  # noqa: PLC0415

        found = list(sure)
        for place in _unread(places, sure):
            found += still_readings(grey, place, _within(place, goods))
        found += _seen_again(grey, tuple(one for one in goods if _is_loose(one, places)))
        return _each_once(found) or self._reworked(pixels, grey)

    def _places(self, grey: Pixels, *, finely: bool) -> list[Place]:
        if self._localiser is None:
            from samplepoint.devices import code_localiser  # noqa: PLC0415  # loaded before this

            self._localiser = code_localiser.Localiser()
        return self._localiser.places(grey, finely=finely)

    def _reworked(self, pixels: Pixels, grey: Pixels) -> tuple[CodeSeen, ...]:
        """Read the whole picture worked over, and by the other reader: nothing else helped.

        Squares alone are looked for, whose error correction lets no chance reading pass.
        """
        from samplepoint.devices import code_localiser  # noqa: PLC0415  # loaded before this
        from samplepoint.devices.code_pieces import read_piece  # noqa: PLC0415

        is_small = grey.size <= _MOST_ENLARGED
        whole = code_localiser.whole(grey)
        pieces: list[Piece] = [code_localiser.enlarged(whole)] if is_small else []
        if pixels.ndim == 3:
            pieces.append(code_localiser.darkest_ink(pixels))
        tries = [read_piece(piece, Search.SQUARES, Way.REWORKED) for piece in pieces]
        fit = whole if is_small else code_localiser.halved(whole)
        height, width = fit.pixels.shape
        is_long = height**2 + width**2 > _MOST_TURNED
        for degrees in () if any(tries) or is_long else _TURNS_DEG:
            turned = code_localiser.turned(fit, degrees)
            tries.append(read_piece(turned, Search.STACKED, Way.REWORKED))
        return _each_once((*(code for one in tries for code in one), *second_reader.read(grey)))


def _grey(pixels: Pixels) -> Pixels:
    """Return a picture in grey; the readers would make it so themselves, and more slowly."""
    opencv()
    from samplepoint.devices import code_localiser  # noqa: PLC0415  # brings OpenCV

    return code_localiser.grey_of(pixels)


def _seen_again(grey: Pixels, goods: tuple[CodeSeen, ...]) -> Iterator[CodeSeen]:
    """Yield goods that are read in another size too: nobody found where their bars stand."""
    from samplepoint.devices import code_localiser  # noqa: PLC0415  # loaded before this
    from samplepoint.devices.code_pieces import agreed, read_piece  # noqa: PLC0415

    for one in goods:
        around = code_localiser.cut_around(grey, one.corners)
        is_small = around.pixels.size <= _MOST_CUT
        other = code_localiser.enlarged(around) if is_small else code_localiser.halved(around)
        yield from agreed((read_piece(other, Search.FULL, Way.REWORKED), (one,)))


def _unread(places: Iterable[Place], read: Sequence[CodeSeen]) -> Iterator[Place]:
    """Yield each place with bars that nobody read yet."""
    return (place for place in places if not _within(place, read))


def _is_loose(code: CodeSeen, places: Iterable[Place]) -> bool:
    """Tell whether no place has the whole of a code: one may have been found in part."""
    left, right = code.corners[:2]
    length = math.hypot(right[0] - left[0], right[1] - left[1])
    return not any(_within(one, (code,)) and length <= _WHOLE * one.width for one in places)


def _within(place: Place, codes: Sequence[CodeSeen]) -> tuple[CodeSeen, ...]:
    return tuple(code for code in codes if place.holds(_middle(code.corners)))


def _middle(corners: Corners) -> Point:
    xs, ys = zip(*corners, strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


def _each_once(codes: Iterable[CodeSeen]) -> tuple[CodeSeen, ...]:
    """Keep the first of several readings of one text: the most direct one."""
    return tuple({(code.format, code.text): code for code in reversed(tuple(codes))}.values())[::-1]
