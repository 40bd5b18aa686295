"""The question "what card is this?", as it is put to the reading process.

Owns nothing but the crossing: OpenCV is imported on the other side.
"""

from __future__ import annotations

from datetime import date

from samplepoint.devices.frames import Pixels
from samplepoint.devices.ocr_process import OcrProcess
from samplepoint.devices.text_lines import TextEngine
from samplepoint.domain.seen import CardSeen


class CardReader:
    """Reads identity cards through a reading process that others may use as well."""

    def __init__(self, process: OcrProcess) -> None:
        """Share a process; it is started when the first card comes, or warmed before."""
        self._process = process

    def read(self, pixels: Pixels, today: date) -> CardSeen | None:
        """Read the front of a card in a still; None where there is none.

        Raises:
            Refusal: `two_cards_in_view`, `card_back_side`.
            Obstacle: `reader_ended`, `reader_too_slow`, `reader_absent`, `reader_failed`.
        """
        return self._process.ask(_CardTask(today), pixels)


class _CardTask:
    """The task, which may cross with its date."""

    def __init__(self, today: date) -> None:
        self._today = today

    def __call__(self, engine: TextEngine, pixels: Pixels) -> CardSeen | None:
        from samplepoint.devices.card_reader import read_card  # noqa: PLC0415

        return read_card(engine, pixels, self._today)
