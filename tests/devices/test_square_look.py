"""Squares before a camera: all that is in view, frame by frame, while somebody wants them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np
import pytest
import zxingcpp

from samplepoint.devices.eye_look import FrameLook
from samplepoint.devices.eye_parts import Looking, Seen, Telling, Verdict
from samplepoint.devices.frames import Frame, Pixels
from samplepoint.devices.square_eye import glimpsed
from samplepoint.devices.square_look import SquareLook
from samplepoint.domain.readings import Reading
from samplepoint.domain.seen import CodeFormat, CodeSeen
from samplepoint.formats.strip_frames import cut
from tests.devices.drawn_codes import square
from tests.devices.eye_ground import CORNERS
from tests.papers.worn_pages import blurred

RAW = b"SPS\x01\xff\xfe binary \x00 bytes"


@dataclass
class Desk:
    """Sees the same code in every frame, where it is asked, and writes down what it is told."""

    wants_squares: list[bool] = field(default_factory=lambda: [False])
    readings: list[str] = field(default_factory=list)
    squares: list[tuple[bytes, ...]] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    offered: int = 0

    def look(self, _frame: Frame) -> Seen:
        return (CodeSeen(CodeFormat.CODE_128, "T0001100021", CORNERS),)

    def vote(self, seen: Seen, _frame: Frame) -> Verdict:
        return Verdict(texts=tuple(one.text for one in seen), hint="vote_taken")

    def choose(self, frame: Frame) -> Frame:
        self.offered += 1
        return frame

    def read(self, reading: Reading) -> None:
        self.readings.append(reading.text)

    def frames(self) -> FrameLook:
        plain = Looking(self.look, self.vote, lambda: None, self.choose)
        looking = SquareLook(lambda: self.wants_squares[0], plain).looking
        telling = Telling(self.read, on_squares=self.squares.append, on_hint=self.hints.append)
        return FrameLook(looking, telling, lambda: True, lambda: 0.0)


def frame(pixels: Pixels, number: int) -> Frame:
    return Frame(pixels, number, float(number))


def test_while_squares_are_wanted_nothing_else_is_looked_for() -> None:
    desk = Desk()
    look, page = desk.frames(), square(RAW)
    look.take(frame(page, 1))
    assert (desk.readings, desk.squares, desk.offered) == (["T0001100021"], [], 1)
    desk.wants_squares[0] = True
    look.take(frame(page, 2))
    look.take(frame(page, 3))
    assert desk.squares == [(RAW,), (RAW,)]
    assert (desk.readings, desk.offered) == (["T0001100021"], 1)
    look.take(frame(np.full_like(page, 200), 4))
    desk.wants_squares[0] = False
    look.take(frame(page, 5))
    assert desk.readings == ["T0001100021"] * 2
    assert desk.hints == ["vote_taken", "squares_read", "squares_none", "vote_taken"]
    assert len(desk.squares) == 2


def test_two_squares_in_one_frame_are_told_together() -> None:
    pages = [np.pad(square(raw), 20, constant_values=255) for raw in (RAW, RAW[::-1])]
    assert sorted(glimpsed(np.hstack(pages), 0)) == sorted([RAW, RAW[::-1]])


@pytest.mark.parametrize("radius", [2.0, 2.2])
def test_a_camera_out_of_focus_reads_a_large_square_within_two_frames(radius: float) -> None:
    """The same picture again: each frame has another try."""
    [raw] = cut(random.Random(1).randbytes(600), "BX001101")
    seen = blurred(square(raw), radius)
    assert not zxingcpp.read_barcodes(seen)
    assert (raw,) in [glimpsed(seen, nth) for nth in range(2)]
