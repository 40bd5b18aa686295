"""The other reader of Code 128, ZBar: a second opinion on stills.

Owns whether it is on this machine; refuses to be asked about QR, whose text it guesses wrong.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType

from samplepoint.devices.frames import Pixels
from samplepoint.domain.seen import CodeFormat, CodeSeen, Corners, Way

_LEAST_LINES = 2
"""Lines across the bars that must say the same. Before this was asked 1 of 53 readings on frames
near the limit was wrong, since then none of 67."""


@cache
def _zbar() -> ModuleType | None:
    """Return the reader, None where its library (libzbar0) is not installed."""
    try:
        from pyzbar import pyzbar  # noqa: PLC0415  # loads a library that may not be there
    except (ImportError, OSError):
        return None
    return pyzbar  # type: ignore[no-any-return]  # it brings no annotations


def is_installed() -> bool:
    """Tell whether there is a second reader on this machine."""
    return _zbar() is not None


def read(grey: Pixels) -> tuple[CodeSeen, ...]:
    """Return what the second reader sees in a grey picture; nothing where it is not installed."""
    zbar = _zbar()
    if zbar is None:
        return ()
    found = zbar.decode(grey, symbols=[zbar.ZBarSymbol.CODE128])
    return tuple(
        CodeSeen(
            CodeFormat.CODE_128,
            # Where FNC1 stands ZBar says a group separator, which no tube or box code has.
            one.data.decode("latin-1").replace("\x1d", ""),
            _corners(one.rect),
            Way.SECOND_READER,
        )
        for one in found
        if one.quality >= _LEAST_LINES
    )


def _corners(rect: tuple[int, int, int, int]) -> Corners:
    left, top, width, height = (float(value) for value in rect)
    right, bottom = left + width, top + height
    return (left, top), (right, top), (right, bottom), (left, bottom)
