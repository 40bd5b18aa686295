"""The tries that are made on one place with bars: as it is, in lines, averaged, light on dark.

Owns their order and how many of them must agree; refuses to find places (see `code_localiser`) and
to decide what counts at a desk. Brings OpenCV: imported when a picture was not readable as it came.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from samplepoint.devices import second_reader
from samplepoint.devices.code_lines import LONG_PX, USUAL_PX, line_pieces
from samplepoint.devices.code_localiser import Piece, Place, averaged, inverted, upright
from samplepoint.devices.code_reader import Search, read_codes
from samplepoint.devices.frames import Pixels
from samplepoint.domain.seen import CodeFormat, CodeSeen, Way

Codes = tuple[CodeSeen, ...]

_PLAIN_SCALE = 2.0
_AVERAGED_SCALES = (2.5, 3.0, 2.0)
"""The one that reads most comes first. On 3,500 frames near the limit each read some 1,300; at 2.0
alone 4 of them were wrong, but no two scales agreed on a wrong text."""
_BANDS_AGREED = 2
"""Of 2,200 frames beyond the limit lines from one band alone read 930, and from two bands the same
787: of either none was wrong, but where less noise was allowed for, some from one band were."""
_SPAN = 0.66
"""Share of a place that an ITF symbol must take up, for a part of one reads like a whole one: whole
ones take up 0.7 to 0.9."""


def live_readings(grey: Pixels, place: Place) -> Iterator[CodeSeen]:
    """Read a place without dwelling on it: a camera soon sends the next frame.

    What lines say must be said by two bands, what is on goods by the plain piece too.
    """
    if found := tuple(_from_lines(grey, place, Search.BARS)):
        yield from found
        return
    plain = upright(grey, place, _PLAIN_SCALE)
    if found := read_piece(plain, Search.BARS):
        yield from found
    elif goods := read_piece(plain, Search.GOODS):
        yield from _whole(place, agreed((goods, tuple(_from_lines(grey, place, Search.GOODS)))))


def still_readings(grey: Pixels, place: Place, seen: Codes) -> Iterator[CodeSeen]:
    """Read a place in every way until one plain try says something, or two others agree.

    `seen` is what the whole picture said of goods in this place: one voice among the others.
    """
    plain = upright(grey, place, _PLAIN_SCALE)
    yield from (
        read_piece(plain, Search.BARS)
        or tuple(_worked_over(grey, place))
        or tuple(_goods(grey, place, plain, seen))
        or agreed(_light_on_dark(grey, place))
    )


def read_piece(piece: Piece, search: Search, way: Way = Way.CROPPED) -> Codes:
    """Read a piece; where its codes stand is told in pixels of the picture it was cut from."""
    return tuple(_moved(code, piece) for code in read_codes(piece.pixels, search, way))


def agreed(tries: Iterable[Codes]) -> Iterator[CodeSeen]:
    """Yield the first code that two tries agree on; the tries after that are not made."""
    seen: set[tuple[str, str]] = set()
    for found in tries:
        said = {(code.format, code.text): code for code in found}
        again = [code for key, code in said.items() if key in seen]
        if again:
            yield from again
            return
        seen.update(said)


def _worked_over(grey: Pixels, place: Place) -> Iterator[CodeSeen]:
    for width_px in (USUAL_PX, LONG_PX):
        if found := tuple(_from_lines(grey, place, Search.BARS, width_px)):
            yield from found
            return
    averaged_tries = _averaged_tries(grey, place, Search.BARS)
    yield from agreed(chain(averaged_tries, _second_opinion(grey, place)))


def _goods(grey: Pixels, place: Place, plain: Piece, seen: Codes) -> Iterator[CodeSeen]:
    tries = chain(
        (seen, read_piece(plain, Search.GOODS)), _averaged_tries(grey, place, Search.GOODS)
    )
    found = tuple(_whole(place, agreed(tries)))
    yield from found or _whole(place, _from_lines(grey, place, Search.GOODS))


def _from_lines(
    grey: Pixels, place: Place, search: Search, width_px: int = USUAL_PX
) -> Iterator[CodeSeen]:
    """Yield the first code that lines from two bands of the place agree on."""
    heard: dict[tuple[str, str], set[int]] = {}
    for line in line_pieces(grey, place, width_px):
        for code in read_piece(line.piece, search):
            bands = heard.setdefault((code.format, code.text), set())
            bands.add(line.band)
            if len(bands) >= _BANDS_AGREED:
                yield code
                return


def _averaged(grey: Pixels, place: Place, search: Search, scale: float) -> Codes:
    return read_piece(averaged(upright(grey, place, scale)), search)


def _averaged_tries(grey: Pixels, place: Place, search: Search) -> Iterator[Codes]:
    return (_averaged(grey, place, search, scale) for scale in _AVERAGED_SCALES)


def _light_on_dark(grey: Pixels, place: Place) -> Iterator[Codes]:
    for scale in _AVERAGED_SCALES:
        yield read_piece(inverted(upright(grey, place, scale)), Search.BARS)


def _second_opinion(grey: Pixels, place: Place) -> Iterator[Codes]:
    """Yield what the other reader says of the averaged piece."""
    piece = averaged(upright(grey, place, _AVERAGED_SCALES[0]))
    yield tuple(_moved(code, piece) for code in second_reader.read(piece.pixels))


def _whole(place: Place, codes: Iterable[CodeSeen]) -> Iterator[CodeSeen]:
    """Leave out ITF symbols that take up only a part of the place."""
    for code in codes:
        (left, top), (right, bottom) = code.corners[:2]
        length = math.hypot(right - left, bottom - top)
        if code.format is not CodeFormat.ITF or length >= _SPAN * place.width:
            yield code


def _moved(code: CodeSeen, piece: Piece) -> CodeSeen:
    return replace(code, corners=piece.in_picture(code.corners))
