"""The bytes of QR symbols in pictures: as it came first, then worked over, for as long as asked.

Owns which tries are made and their order; refuses to know what the bytes mean. Elsewhere symbols
become the text that a hand scanner types (see `code_reader`); a strip's bytes are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import zxingcpp

from samplepoint.devices.frames import Pixels
from samplepoint.devices.opencv import opencv
from samplepoint.devices.picture_files import read_picture

_SQUARES: Final = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.QRCodeModel2,))
_MOST_TRIED: Final = 25_000_000
"""Pixels of a picture after enlarging: a large one has no need of it."""
_SHARPER: Final = ((1, 2.0, 1.5), (2, 3.0, 1.5), (3, 5.0, 3.0))
"""Times the sides, radius and strength of each further try."""
_LIVE: Final = 2
"""Of these, how many a camera's frame is given: 20 and 75 ms of the processor at 1280 x 720. The
third takes 280 ms, and read none that these did not."""


class SquareEye:
    """Reads picture files, one after the other. Used from one thread."""

    def bytes_in(self, path: Path) -> Iterator[bytes]:
        """Yield what each QR symbol of a picture holds, each once, the easiest to read first.

        Who has enough stops asking: the tries after that are not made.

        Raises:
            Obstacle: as `read_picture`.
        """
        return bytes_of(read_picture(path).pixels)


def glimpsed(pixels: Pixels, nth: int) -> tuple[bytes, ...]:
    """Return what the QR symbols in a camera's frame hold, each once.

    A frame in which nothing is read so is worked over in one way, the `nth` in turn: the next one
    shows the same, and a camera that is out of focus needs a further try as often as not.
    """
    found = _read(pixels)
    if not found:
        tried = _worked_over(pixels, _SHARPER[nth % _LIVE])
        found = [raw for one in tried for raw in _read(one)]
    return tuple(dict.fromkeys(found))


def bytes_of(pixels: Pixels) -> Iterator[bytes]:
    """Yield what each QR symbol in a picture holds, each once."""
    seen: set[bytes] = set()
    for tried in _tries(pixels):
        for raw in _read(tried):
            if raw not in seen:
                seen.add(raw)
                yield raw


def _read(pixels: Pixels) -> list[bytes]:
    return [bytes(found.bytes) for found in zxingcpp.read_barcodes(pixels, formats=_SQUARES)]


def _tries(pixels: Pixels) -> Iterator[Pixels]:
    """Yield the picture, and what is made of it where that was not enough.

    Of 728 symbols on pages of 80 to 150 dpi, turned, blurred, tilted and noisy, 487 were read as
    they came and 594 in all; from 200 dpi on the first try reads nearly every one.
    """
    yield pixels
    for way in _SHARPER:
        yield from _worked_over(pixels, way)


def _worked_over(pixels: Pixels, way: tuple[int, float, float]) -> Iterator[Pixels]:
    """Yield a picture enlarged and sharpened, none where it is too large for that."""
    cv2 = opencv()
    from samplepoint.devices import code_localiser  # noqa: PLC0415  # brings OpenCV

    grey = code_localiser.grey_of(pixels)
    times, radius, strength = way
    if grey.size * times * times <= _MOST_TRIED:
        large = cv2.resize(grey, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC)
        yield code_localiser.sharpened(large, radius, strength)
