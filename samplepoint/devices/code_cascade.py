"""One picture, several tries: as it came, then pieces of it, then the whole worked over.

Owns the order of the tries, for a camera and for stills; refuses to say which reading counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from samplepoint.devices import second_reader
from samplepoint.devices.code_reader import Search, read_codes
from samplepoint.devices.frames import Pixels
from samplepoint.devices.opencv import opencv
from samplepoint.domain.seen import CodeSeen, Corners, Point, Way

if TYPE_CHECKING:
    from samplepoint.devices.code_localiser import Localiser, Piece, Place

SECOND_READER_MISSING = "second_reader_missing"
"""A problem that stops nothing: stills are then read by one reader alone."""

_PLAIN_SCALE = 2.0
_AVERAGED_SCALES = (2.5, 3.0, 2.0)
"""The one that reads most comes first. On 3,500 frames near the limit each read some 1,300; at 2.0
alone 4 of them were wrong, but no two scales agreed on a wrong text."""
_MOST_ENLARGED = 2_500_000
"""Pixels up to which a whole still is enlarged too: beyond, its codes are large enough."""


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
        direct = read_codes(pixels, Search.QUICK)
        places = self._unread(pixels, direct, finely=False)
        return _each_once((*direct, *_first_readings(places)))

    def still(self, pixels: Pixels) -> tuple[CodeSeen, ...]:
        """Read a still: every kind of symbol, any way round, with all that may help.

        Bars count from an averaged piece of the picture when two tries agree on them.
        """
        direct = read_codes(pixels, Search.FULL)
        found = _each_once((*direct, *_agreed_readings(self._unread(pixels, direct, finely=True))))
        return found or self._reworked(pixels)

    def _unread(
        self, pixels: Pixels, direct: tuple[CodeSeen, ...], *, finely: bool
    ) -> Iterator[tuple[Pixels, Place]]:
        """Yield the grey picture and each place in it with bars that nobody read yet."""
        opencv()
        from samplepoint.devices import code_localiser  # noqa: PLC0415  # brings OpenCV

        if self._localiser is None:
            self._localiser = code_localiser.Localiser()
        grey = code_localiser.grey_of(pixels)
        for place in self._localiser.places(grey, finely=finely):
            if not any(place.holds(_middle(code.corners)) for code in direct):
                yield grey, place

    def _reworked(self, pixels: Pixels) -> tuple[CodeSeen, ...]:
        """Read the whole picture worked over, and by the other reader: nothing else helped.

        Squares alone are looked for, whose error correction lets no chance reading pass.
        """
        from samplepoint.devices import code_localiser  # noqa: PLC0415  # loaded before this

        grey = code_localiser.grey_of(pixels)
        pieces: list[Piece] = []
        if grey.size <= _MOST_ENLARGED:
            pieces.append(code_localiser.enlarged(grey))
        if pixels.ndim == 3:
            pieces.append(code_localiser.darkest_ink(pixels))
        tries = [_read_piece(piece, Search.SQUARES, Way.REWORKED) for piece in pieces]
        return _each_once((*(code for one in tries for code in one), *second_reader.read(grey)))


def _first_readings(places: Iterable[tuple[Pixels, Place]]) -> Iterator[CodeSeen]:
    """Read each place, without dwelling on it: a camera soon sends the next frame.

    What only an averaged piece says must be said at a second scale.
    """
    for grey, place in places:
        if plain := _plain_try(grey, place):
            yield from plain
            continue
        tries = _averaged_tries(grey, place)
        if first := next(tries):
            yield from _agreed(chain((first,), tries))


def _agreed_readings(places: Iterable[tuple[Pixels, Place]]) -> Iterator[CodeSeen]:
    """Read each place in every way until one plain try says something, or two others agree."""
    for grey, place in places:
        tries = chain(_averaged_tries(grey, place), _second_opinion(grey, place))
        yield from _plain_try(grey, place) or _agreed(tries)


def _plain_try(grey: Pixels, place: Place) -> tuple[CodeSeen, ...]:
    """Return what is read from the piece as it is; of 3,000 such readings none was wrong."""
    from samplepoint.devices.code_localiser import upright  # noqa: PLC0415

    return _bars(upright(grey, place, _PLAIN_SCALE))


def _averaged_tries(grey: Pixels, place: Place) -> Iterator[tuple[CodeSeen, ...]]:
    """Yield what is read from the averaged piece, scale by scale."""
    from samplepoint.devices.code_localiser import averaged, upright  # noqa: PLC0415

    for scale in _AVERAGED_SCALES:
        yield _bars(averaged(upright(grey, place, scale)))


def _second_opinion(grey: Pixels, place: Place) -> Iterator[tuple[CodeSeen, ...]]:
    """Yield what the other reader says of the averaged piece."""
    from samplepoint.devices.code_localiser import averaged, upright  # noqa: PLC0415

    piece = averaged(upright(grey, place, _AVERAGED_SCALES[0]))
    yield tuple(_moved(code, piece) for code in second_reader.read(piece.pixels))


def _agreed(tries: Iterable[tuple[CodeSeen, ...]]) -> Iterator[CodeSeen]:
    """Yield the first code that two tries agree on; the tries after that are not made."""
    seen: set[tuple[str, str]] = set()
    for found in tries:
        said = {(code.format, code.text): code for code in found}
        again = [code for key, code in said.items() if key in seen]
        if again:
            yield from again
            return
        seen.update(said)


def _bars(piece: Piece) -> tuple[CodeSeen, ...]:
    return _read_piece(piece, Search.BARS, Way.CROPPED)


def _read_piece(piece: Piece, search: Search, way: Way) -> tuple[CodeSeen, ...]:
    return tuple(_moved(code, piece) for code in read_codes(piece.pixels, search, way))


def _moved(code: CodeSeen, piece: Piece) -> CodeSeen:
    return replace(code, corners=piece.in_picture(code.corners))


def _each_once(codes: Iterable[CodeSeen]) -> tuple[CodeSeen, ...]:
    """Keep the first of several readings of one text: the most direct one."""
    return tuple({(code.format, code.text): code for code in reversed(tuple(codes))}.values())[::-1]


def _middle(corners: Corners) -> Point:
    return sum(x for x, _y in corners) / 4, sum(y for _x, y in corners) / 4
