"""The inside of the reading process: sealed, low in priority, one picture at a time.

Owns what the process may do, which is to read; refuses sockets and the writing of files, whatever
the parts inside it would like to do.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection
from typing import Any, Final

import numpy as np

from samplepoint.devices.frames import Pixels
from samplepoint.devices.text_lines import TextEngine
from samplepoint.errors import SamplepointError

Task = Callable[[TextEngine, Pixels], Any]
"""A function at the top of a module, or a `partial` of one: the process imports it by name."""
EngineMaker = Callable[[], TextEngine]

NICENESS: Final = 5
"""Below the desk, above nothing that the operator waits for."""
_BELOW_NORMAL: Final = 0x4000
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_FILE_DEEDS: Final = frozenset({"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link"})


class Tag(StrEnum):
    """What an answer of the process is."""

    READY = "ready"
    ABSENT = "absent"
    """The engine cannot be started: its parts are not installed."""
    DONE = "done"
    REFUSED = "refused"
    """One of our own errors, to be raised where the question was asked."""
    FAILED = "failed"
    """Any other error; only its type comes along: a message may hold what was read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the process says: a tag, and a result, an error or the name of one."""

    tag: Tag
    body: Any = None


@dataclass(frozen=True, slots=True)
class Question:
    """A task and the shape of the picture whose bytes follow."""

    task: Task
    shape: tuple[int, ...]


def serve(questions: Connection, answers: Connection, make_engine: EngineMaker) -> None:
    """Answer until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _step_back()
    _seal()
    try:
        engine = make_engine()
    except (ImportError, OSError) as missing:
        answers.send(Answer(Tag.ABSENT, type(missing).__name__))
        return
    answers.send(Answer(Tag.READY))
    while True:
        try:
            question: Question = questions.recv()
            pixels = np.frombuffer(questions.recv_bytes(), dtype=np.uint8)
        except EOFError:
            return
        answers.send(_answered(engine, question, pixels.reshape(question.shape)))


def _answered(engine: TextEngine, question: Question, pixels: Pixels) -> Answer:
    try:
        return Answer(Tag.DONE, question.task(engine, pixels))
    except SamplepointError as error:
        return Answer(Tag.REFUSED, error)
    except Exception as error:  # noqa: BLE001  # the outermost edge of this process
        return Answer(Tag.FAILED, type(error).__name__)


def _step_back() -> None:
    """Let everything else go first, so that the desk does not stutter."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  # there alone

        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
    else:
        os.nice(NICENESS)


def _seal() -> None:
    """Refuse sockets and the writing of files in this process, from now on, for good."""
    sys.dont_write_bytecode = True
    sys.addaudithook(_guard)


def _guard(event: str, args: tuple[Any, ...]) -> None:
    if event.startswith("socket.") or event in _FILE_DEEDS:
        raise PermissionError(event)
    if event == "open" and _is_for_writing(*args):
        raise PermissionError(event)


def _is_for_writing(path: object, mode: str | None, flags: int) -> bool:
    if isinstance(path, int) or path == os.devnull:
        return False
    if mode is not None:
        return any(letter in mode for letter in "wax+")
    return bool(flags & _WRITING)
