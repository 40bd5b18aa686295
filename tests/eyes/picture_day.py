"""A day at a desk where nobody types or scans: a folder of pictures, and what it must end in.

Owns the drawing of the day and its way through a camera's source to the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event

from samplepoint.devices.card_reader import read_card
from samplepoint.devices.code_eye import looking_for
from samplepoint.devices.eye_loop import CameraEye
from samplepoint.devices.eye_parts import Telling
from samplepoint.devices.frame_files import Pace, PictureFolder
from samplepoint.devices.frames import Frame, Pixels
from samplepoint.devices.ocr_process import OcrProcess
from samplepoint.devices.picture_files import read_picture
from samplepoint.devices.states import DeviceNotice, NoticeCode
from samplepoint.devices.still_choice import StillChoice
from samplepoint.domain.classifying import Unknown, classify
from samplepoint.domain.outcomes import Outcome
from samplepoint.domain.own_codes import Command
from samplepoint.domain.readings import Reading
from samplepoint.domain.seen import CodeSeen
from samplepoint.errors import SamplepointError
from samplepoint.services.desk import Desk
from tests.devices.scenes import label, save
from tests.eyes.drawn_cards import Card, invented, photographed

_STEP_S = 0.12
_PATIENCE_S = 600.0
_TIMES, _EMPTY = 8, 8
"""Frames of each picture, and empty ones between two: long enough for a still and for a code to
have left the picture."""


@dataclass
class PictureDay:
    """What a folder shows: tubes with their people, in one box."""

    folder: Path
    tubes: dict[str, list[Card]] = field(default_factory=dict)
    box: str = "BX000001"
    shown: int = 0

    def draw(self, *, tubes: int, people: int, seed: int, tier: str = "easy") -> None:
        """Draw every picture of the day: labels, cards, and cards of commands."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for tube in range(tubes):
            code = f"T{seed * 1000 + tube:010}"
            self.tubes[code] = [invented(seed * 1000 + tube * people + n) for n in range(people)]
            self._show(code)
            for at, card in enumerate(self.tubes[code]):
                seen = photographed(card, seed * 1000 + tube * people + at, tier)
                self._save(seen.pixels, "card")
            self._show(Command.CLOSE_TUBE)
        for code in (Command.PACK, self.box, *self.tubes, Command.SEAL_BOX):
            self._show(code)

    def _show(self, text: str) -> None:
        self._save(label(text), text)

    def _save(self, pixels: Pixels, name: str) -> None:
        self.shown += 1
        save(pixels, self.folder / f"{self.shown:04} {name}.png")


@dataclass
class Through:
    """A folder's way to a desk: every answer, and every refusal of the eye."""

    desk: Desk
    today: date
    answers: list[Outcome] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def look(self, folder: Path) -> None:
        """Show the whole folder; codes and cards reach the desk in their order.

        A card that is asked about is confirmed: somebody compares it, and it is the right one.
        """
        reader, ended = OcrProcess(), Event()
        stills = StillChoice()

        def notice(one: DeviceNotice) -> None:
            if one.code is NoticeCode.CAMERA_ENDED:
                ended.set()

        def refuse(problem: SamplepointError) -> None:
            self.refused.append(problem.code)

        def read(frame: Frame) -> None:
            # On the eye's own thread: the next picture waits until this card is at the desk.
            card = reader.ask(partial(read_card, today=self.today), frame.pixels)
            if card is not None:
                self._answer(self.desk.take_card(card))
            eye.still_done()

        eye = CameraEye(
            lambda: PictureFolder(folder, read_picture, Pace(_TIMES, _EMPTY), clock=_steps()),
            looking_for(self._kind_of, stills.offer),
            Telling(self._take, refuse, on_still=read),
            notice,
        )
        try:
            eye.start()
            assert ended.wait(_PATIENCE_S), "the folder has no end"
        finally:
            eye.stop()
            reader.end()

    def _take(self, reading: Reading) -> None:
        self._answer(self.desk.take(reading))

    def _answer(self, outcome: Outcome) -> None:
        self.answers.append(outcome)
        if outcome.code == "card_confirm":
            self.answers.append(self.desk.take(Reading(Command.CONFIRM)))

    def _kind_of(self, code: CodeSeen) -> str:
        meaning = classify(Reading(code.text), self.desk.station.plan, self.today)
        return "" if isinstance(meaning, Unknown) else type(meaning).__name__


def _steps() -> Callable[[], float]:
    moments = count(0.0, _STEP_S)
    return lambda: next(moments)
