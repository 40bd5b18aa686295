"""A plug-in that replays what a card reader would see, a line of a file a look.

Owns the file; serves no real card. It is installed as a maker's own would be, by the metadata that
lies beside it, and is the pattern of one: three methods, and obstacles with the codes of the house.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from samplepoint.domain.card_fields import CardField
from samplepoint.errors import Obstacle

FILE = "SAMPLEPOINT_CARD_REPLAY"
"""The variable that names the file: JSON lines, each the fields of a card, null for no card, or
{"obstacle": a code}."""


class ReplayReader:
    """Gives the lines of the file one after the other, then no card any more."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._lines: list[str] | None = None

    def open(self) -> None:
        """Read the file; without one the reader is not plugged in."""
        try:
            text = Path(os.environ.get(FILE, "")).read_text(encoding="utf-8")
        except OSError:
            raise Obstacle("card_reader_absent") from None
        self._lines = text.splitlines()

    def poll(self) -> Mapping[CardField, str] | None:
        """Return what lies on the reader now."""
        if self._lines is None:
            raise Obstacle("card_reader_lost")
        look = json.loads(self._lines.pop(0)) if self._lines else None
        if look is None:
            return None
        if "obstacle" in look:
            raise Obstacle(look["obstacle"])
        return {CardField(key): text for key, text in look.items()}

    def close(self) -> None:
        """Let the file go."""
        self._lines = None
