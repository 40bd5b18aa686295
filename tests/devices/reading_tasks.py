"""Tasks and engines for the reading process: quick ones, and ones that misbehave.

Owns what happens inside the process in tests; a process imports it by name.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Sequence
from pathlib import Path

from samplepoint.devices.frames import Pixels
from samplepoint.devices.text_lines import TextEngine, TextLine
from samplepoint.errors import Refusal


class NoEngine:
    """Reads nothing, and is there at once."""

    def read_page(self, pixels: Pixels) -> tuple[TextLine, ...]:
        """See nothing."""
        assert pixels.size
        return ()

    def read_strips(self, strips: Sequence[Pixels], alphabet: str = "") -> tuple[TextLine, ...]:
        """See nothing."""
        assert strips or alphabet
        return ()

    def knows(self, char: str) -> bool:
        """Know nothing."""
        return not char


def make_no_engine() -> TextEngine:
    return NoEngine()


def make_missing_engine() -> TextEngine:
    raise FileNotFoundError("secret.onnx")


def make_stuck_engine() -> TextEngine:
    threading.Event().wait()
    return NoEngine()


def make_dying_engine() -> TextEngine:
    os._exit(4)


def shape_and_sum(_engine: TextEngine, pixels: Pixels) -> tuple[tuple[int, ...], int]:
    return pixels.shape, int(pixels.sum())


def process_number(_engine: TextEngine, _pixels: Pixels) -> int:
    return os.getpid()


def never_end(_engine: TextEngine, _pixels: Pixels) -> None:
    threading.Event().wait()


def die(_engine: TextEngine, _pixels: Pixels) -> None:
    os._exit(3)


def fail(_engine: TextEngine, _pixels: Pixels) -> None:
    raise ValueError("李芳")


def refuse(_engine: TextEngine, _pixels: Pixels) -> None:
    raise Refusal("two_cards_in_view", count=2)


def open_socket(_engine: TextEngine, _pixels: Pixels) -> str:
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=1).close()
    except OSError as refused:
        return type(refused).__name__
    return ""


def look_up_name(_engine: TextEngine, _pixels: Pixels) -> str:
    try:
        socket.getaddrinfo("localhost", 80)
    except OSError as refused:
        return type(refused).__name__
    return ""


def write_file(_engine: TextEngine, _pixels: Pixels, path: Path) -> str:
    try:
        path.write_bytes(b"picture")
    except OSError as refused:
        return type(refused).__name__
    return ""


def niceness(_engine: TextEngine, _pixels: Pixels) -> int:
    return os.nice(0)


def texts(engine: TextEngine, pixels: Pixels) -> list[str]:
    return [line.text for line in engine.read_page(pixels)]
