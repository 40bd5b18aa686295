"""A card reader that never was: it plays a script of cards and mishaps.

Owns the script; serves no real card and knows no maker.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

from samplepoint.devices.card_readers import Fields
from samplepoint.domain.card_fields import CardField
from samplepoint.domain.resident_id import check_digit
from samplepoint.errors import Obstacle

NUMBER = "11010119901031000" + check_digit("11010119901031000")
CARD: Fields = {
    CardField.NAME: "张三",
    CardField.SEX: "女",
    CardField.BIRTH: "19901031",
    CardField.NUMBER: NUMBER,
}
Step = Fields | Exception | None


class FakeCardReader:
    """Gives one step of its script at each look and, at its end, the last one again and again."""

    def __init__(
        self, steps: Sequence[Step] = (), openings: Sequence[Exception | None] = ()
    ) -> None:
        """Play `steps`; each opening takes one of `openings` and then works."""
        self._steps = list(steps)
        self._openings = list(openings)
        self.is_open = False
        self.looks = 0
        self.played = threading.Event()
        """Set when the script is at its end."""

    def load(self) -> None:
        """Load nothing: it is here."""

    def kill(self) -> None:
        self.is_open = False

    def open(self) -> None:
        problem = self._openings.pop(0) if self._openings else None
        if problem:
            raise problem
        self.is_open = True

    def poll(self) -> Fields | None:
        if not self.is_open:
            raise Obstacle("card_reader_lost")
        self.looks += 1
        step = self._steps[0] if self._steps else None
        if len(self._steps) > 1 or isinstance(step, Exception):
            self._steps.pop(0)
        if len(self._steps) <= 1:
            self.played.set()
        if isinstance(step, Exception):
            raise step
        return step

    def close(self) -> None:
        self.is_open = False
