"""Squares for an eye: while they are wanted, all that is in view is told, frame by frame.

Owns what of a frame is looked for then; refuses to know what the bytes mean. No vote is needed:
the symbols correct themselves, and whoever gathers them proves each by what stands in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from samplepoint.devices.eye_parts import Looking, Seen, Verdict
from samplepoint.devices.frames import Frame
from samplepoint.devices.square_eye import glimpsed

_NOTHING, _READ = "squares_none", "squares_read"


class SquareLook:
    """Stands before another way of looking, which goes on while no squares are wanted."""

    def __init__(self, wanted: Callable[[], bool], otherwise: Looking) -> None:
        """Look for squares whenever `wanted` says so; it is asked once a frame."""
        self._wanted = wanted
        self._otherwise = otherwise
        self._is_on = False
        self._squares: tuple[bytes, ...] = ()

    @property
    def looking(self) -> Looking:
        """Return what an eye is given."""
        choose = self._choose if self._otherwise.choose else None
        return replace(self._otherwise, look=self._look, vote=self._vote, choose=choose)

    def _look(self, frame: Frame) -> Seen:
        self._is_on = self._wanted()
        if not self._is_on:
            return self._otherwise.look(frame)
        self._squares = glimpsed(frame.pixels, frame.number)
        return ()

    def _vote(self, seen: Seen, frame: Frame) -> Verdict:
        if not self._is_on:
            return self._otherwise.vote(seen, frame)
        return Verdict(squares=self._squares, hint=_READ if self._squares else _NOTHING)

    def _choose(self, frame: Frame) -> Frame | None:
        """Take no still of paper: it is no card."""
        choose = self._otherwise.choose
        return choose(frame) if choose and not self._is_on else None
