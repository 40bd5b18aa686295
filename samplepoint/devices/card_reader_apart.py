"""A card reader's plug-in in a process of its own: what it breaks is that process, never the desk.

Owns both ends of the way between them and how long an answer may take; refuses to know any maker
and what becomes of a card. Only names and texts cross: a plug-in's own objects stay where they are.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import threading
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final

import orjson

from samplepoint.devices.card_readers import CardReader, Fields, load_reader
from samplepoint.devices.opencv import start_process
from samplepoint.domain.card_fields import CardField
from samplepoint.errors import Obstacle, SamplepointError

LOAD_S: Final = 30.0
"""How long a plug-in may take to load: a maker's program, from a slow disk, under an antivirus."""
ANSWER_S: Final = 8.0
"""How long opening or one look may take; a look is promised within a second."""
_JOIN_S: Final = 2.0
_LONGEST_ANSWER: Final = 64 * 1024
_LONGEST_FIELD: Final = 300

log = logging.getLogger(__name__)


class ReaderApart:
    """A `CardReader` whose plug-in lives in a process of its own.

    Used from one thread; `kill` may be called from any.
    """

    def __init__(self, name: str) -> None:
        """Start nothing yet."""
        self._name = name
        self._changing = threading.Lock()
        self._child: _Child | None = None
        self._is_given_up = False

    def load(self) -> None:
        """Start the process and load the plug-in in it; nothing happens where it is.

        Raises:
            Obstacle: what `load_reader` raises; `card_reader_broken` also where the process does
                not survive it.
        """
        if self._child is not None and self._child.process.is_alive():
            return
        with self._changing:
            self._drop()
            if self._is_given_up:
                raise Obstacle("card_reader_crashed", reader=self._name)
            try:
                self._child = child = _Child(self._name)
            except (OSError, MemoryError):
                raise Obstacle("card_reader_crashed", reader=self._name) from None
        try:
            child.hear(LOAD_S)
        except (TimeoutError, EOFError, OSError, ValueError):
            self._end(child)
            raise Obstacle("card_reader_broken", reader=self._name) from None

    def open(self) -> None:
        """Take hold of the reader; a process that ended is started anew.

        Raises:
            Obstacle: see `CardReader`, and what `load` raises.
        """
        self.load()
        self._ask("open")

    def poll(self) -> Fields | None:
        """Look once.

        Raises:
            Obstacle: see `CardReader`; `card_reader_crashed`, `card_reader_hung` where the process
                had to be given up: the next `open` starts another one.
        """
        if self._child is None:
            raise Obstacle("card_reader_lost")
        answer = self._ask("poll")
        if not isinstance(answer, dict):
            return None
        known = {str(field) for field in CardField}
        return {CardField(key): str(text) for key, text in answer.items() if key in known}

    def close(self) -> None:
        """Let the reader go; the process stays for the next opening."""
        child = self._child
        if child is not None and child.process.is_alive():
            try:
                self._ask("close")
            except Obstacle as obstacle:
                log.info("a card reader did not close: %s", obstacle.code)

    def kill(self) -> None:
        """End the process for good, whatever it is doing; who waits for it hears that it crashed.

        Safe from any thread.
        """
        with self._changing:
            self._is_given_up = True
            self._drop()

    def _ask(self, deed: str) -> Any:  # noqa: ANN401  # what came as JSON
        child = self._child
        if child is None:
            raise Obstacle("card_reader_crashed", reader=self._name)
        try:
            child.tell(deed)
            return child.hear(ANSWER_S)
        except TimeoutError:
            self._end(child)
            raise Obstacle("card_reader_hung", reader=self._name) from None
        except (EOFError, OSError, ValueError):
            self._end(child)
            raise Obstacle("card_reader_crashed", reader=self._name) from None

    def _end(self, child: _Child) -> None:
        with self._changing:
            if self._child is child:
                self._drop()

    def _drop(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None


class _Child:
    """One process and the pipe to it."""

    def __init__(self, name: str) -> None:
        # Forking would copy the window's threads and locks; spawning is the same everywhere.
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self.process: BaseProcess = spawn.Process(
            target=serve, args=(name, theirs), name="samplepoint-card-reader", daemon=True
        )
        start_process(self.process)
        theirs.close()

    def tell(self, deed: str) -> None:
        """Send what is to be done."""
        self._pipe.send_bytes(deed.encode())

    def hear(self, limit_s: float) -> Any:  # noqa: ANN401  # what came as JSON
        """Wait for an answer.

        Raises:
            TimeoutError: none came in time.
            EOFError, OSError: the process is gone.
            Obstacle: what the plug-in met.
        """
        if not self._pipe.poll(limit_s):
            raise TimeoutError
        answer = orjson.loads(self._pipe.recv_bytes(_LONGEST_ANSWER))
        met = answer["met"]
        if met:
            raise Obstacle(str(met), **{str(k): str(v) for k, v in answer["values"].items()})
        return answer["gave"]

    def kill(self) -> None:
        """End the process; the pipe stays open for a thread that waits on it: it sees its end."""
        self.process.kill()
        self.process.join(_JOIN_S)


def serve(name: str, pipe: Connection) -> None:
    """Load the plug-in and do what is asked of it, until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        reader = load_reader(name)
    except Obstacle as obstacle:
        pipe.send_bytes(_answer(obstacle))
        return
    pipe.send_bytes(_answer(None))
    while True:
        try:
            deed = pipe.recv_bytes().decode()
        except (EOFError, OSError):
            return
        pipe.send_bytes(_done(reader, deed))


def _done(reader: CardReader, deed: str) -> bytes:
    try:
        if deed == "poll":
            return _answer(None, reader.poll())
        (reader.open if deed == "open" else reader.close)()
    except SamplepointError as error:
        return _answer(error)
    except Exception as problem:  # noqa: BLE001  # a maker's own error; it may hold what was read
        return _answer(Obstacle("card_reader_faulty", problem=type(problem).__name__))
    return _answer(None)


def _answer(met: SamplepointError | None, gave: Mapping[Any, Any] | None = None) -> bytes:
    """Write an answer in names and texts alone."""
    fields = {str(key): _plain(text) for key, text in (gave or {}).items()}
    said: dict[str, object] = {"met": "", "values": {}, "gave": fields or None}
    if met is not None:
        said["met"] = met.code
        said["values"] = {str(key): str(value) for key, value in met.values.items()}
    return orjson.dumps(said)


def _plain(text: object) -> str:
    """Return a text that can be sent: cut, and without what no encoding knows."""
    return str(text)[:_LONGEST_FIELD].encode("utf-8", "replace").decode()
