"""The reading of text in a process of its own, which may be ended at any moment.

Owns its life: started when first needed, at once again after a crash or when it takes too long;
refuses to know what is read. Nothing of the engine is imported on this side.
"""

from __future__ import annotations

import errno
import multiprocessing
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from enum import StrEnum
from multiprocessing.process import BaseProcess
from typing import TypeVar

from samplepoint.devices.frames import Pixels
from samplepoint.devices.ocr_worker import Answer, EngineMaker, Question, Tag, serve
from samplepoint.devices.opencv import start_process
from samplepoint.devices.text_lines import TextEngine
from samplepoint.errors import Obstacle

START_LIMIT_S = 60.0
"""A cold start from a slow disk, antivirus included; half a second where it is warm."""
TIME_LIMIT_S = 40.0
"""For one picture: many times what a card takes on two weak cores."""
_JOIN_S = 2.0
_NAME = "samplepoint-reader"

T = TypeVar("T")


class ReaderState(StrEnum):
    """Where the reading process stands: codes of the wording catalogue."""

    STARTING = "reader_starting"
    READY = "reader_ready"
    ENDED = "reader_ended"
    """Not running: ended on purpose, or it crashed."""
    TOO_SLOW = "reader_too_slow"
    """It was ended because a picture took too long; a new one is started."""
    ABSENT = "reader_absent"
    """Its parts are not installed."""
    UNSTARTABLE = "reader_unstartable"
    """The system gave no process, no memory or no pipe for it: that may pass."""


def make_ocr_engine() -> TextEngine:
    """Make the engine, inside the process: OpenCV and the models are imported there."""
    from samplepoint.devices.ocr_engine import OcrEngine  # noqa: PLC0415

    return OcrEngine()


class OcrProcess:
    """Reads pictures elsewhere. One question at a time; any thread may ask, warm or end."""

    def __init__(
        self,
        publish: Callable[[ReaderState], None] = lambda _state: None,
        *,
        make_engine: EngineMaker = make_ocr_engine,
        start_limit_s: float = START_LIMIT_S,
        time_limit_s: float = TIME_LIMIT_S,
    ) -> None:
        """Start nothing yet. `publish` is called on whichever thread makes the change."""
        self._publish = publish
        self._make_engine = make_engine
        self._start_limit_s = start_limit_s
        self._time_limit_s = time_limit_s
        self._asking = threading.Lock()
        self._changing = threading.Lock()
        self._worker: _Worker | None = None
        self._state = ReaderState.ENDED

    @property
    def state(self) -> ReaderState:
        """The state published last."""
        return self._state

    @property
    def pid(self) -> int | None:
        """The process's number in the system, None where there is none."""
        worker = self._worker
        return worker.process.pid if worker else None

    def warm(self) -> None:
        """Start the process without waiting for it; nothing happens where it runs.

        Raises:
            Obstacle: `reader_unstartable`; who wants to read asks again later.
        """
        try:
            with self._changing:
                if self._worker is not None and self._worker.process.is_alive():
                    return
                self._drop()
                self._worker = _Worker(self._make_engine)
        except (OSError, MemoryError) as problem:
            self._say(ReaderState.UNSTARTABLE)
            raise Obstacle("reader_unstartable", problem=type(problem).__name__) from None
        self._say(ReaderState.STARTING)

    def ask(self, task: Callable[[TextEngine, Pixels], T], pixels: Pixels) -> T:
        """Run `task` on a picture in the process and wait for what it gives.

        `task` is a function at the top of a module, or a `partial` of one.

        Raises:
            Obstacle: `reader_ended` (it crashed or was ended meanwhile), `reader_too_slow`,
                `reader_absent`, `reader_unstartable`, `reader_failed` (the picture was too much
                for the task).
            SamplepointError: whatever of ours the task raises.
        """
        with self._asking:
            self.warm()
            with self._changing:
                worker = self._worker
            if worker is None:
                raise Obstacle("reader_ended")
            try:
                self._wait_until_ready(worker)
                answer = worker.answer(self._time_limit_s, Question(task, pixels.shape), pixels)
            except TimeoutError:
                self._lose(worker, ReaderState.TOO_SLOW)
                raise Obstacle("reader_too_slow") from None
            except (EOFError, OSError):
                self._lose(worker, ReaderState.ENDED)
                raise Obstacle("reader_ended") from None
        if answer.tag is Tag.REFUSED:
            raise answer.body
        if answer.tag is Tag.FAILED:
            raise Obstacle("reader_failed", problem=answer.body)
        result: T = answer.body
        return result

    def end(self) -> None:
        """End the process at once, whatever it is doing; who waits for it gets `reader_ended`."""
        with self._changing:
            self._drop()
        self._say(ReaderState.ENDED)

    def _wait_until_ready(self, worker: _Worker) -> None:
        if worker.is_ready:
            return
        answer = worker.answer(self._start_limit_s)
        if answer.tag is Tag.ABSENT:
            self._let_go(worker)
            self._say(ReaderState.ABSENT)
            raise Obstacle("reader_absent", problem=answer.body)
        worker.is_ready = True
        self._say(ReaderState.READY)

    def _lose(self, worker: _Worker, state: ReaderState) -> None:
        """Give a process up and start the next one, unless it was taken away on purpose."""
        was_ready = worker.is_ready
        if self._let_go(worker):
            self._say(state)
            if was_ready:
                with suppress(Obstacle):  # it has been said; the next picture tries again
                    self.warm()

    def _let_go(self, worker: _Worker) -> bool:
        with self._changing:
            is_ours = self._worker is worker
            if is_ours:
                self._drop()
            return is_ours

    def _drop(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def _say(self, state: ReaderState) -> None:
        if state is not self._state:
            self._state = state
            self._publish(state)


class _Worker:
    """One process and the two pipes to it."""

    def __init__(self, make_engine: EngineMaker) -> None:
        # Forking would copy the window's threads and locks; spawning is the same everywhere.
        spawn = multiprocessing.get_context("spawn")
        with ExitStack() as theirs, ExitStack() as ours:
            asked, self.questions = spawn.Pipe(duplex=False)
            theirs.callback(asked.close)
            ours.callback(self.questions.close)
            self._answers, back = spawn.Pipe(duplex=False)
            theirs.callback(back.close)
            ours.callback(self._answers.close)
            self.process: BaseProcess = spawn.Process(
                target=serve, args=(asked, back, make_engine), name=_NAME, daemon=True
            )
            start_process(self.process)
            # Their ends are closed on this side, so that each notices when the other is gone;
            # ours only where nothing was started, which is tried again and again.
            ours.pop_all()
        self.is_ready = False

    def answer(
        self, limit_s: float, question: Question | None = None, pixels: Pixels | None = None
    ) -> Answer:
        """Ask, where there is something to ask, and wait for the next answer.

        Raises:
            TimeoutError: the process was ended, because it took more than `limit_s` seconds.
            EOFError, OSError: the process is gone.
        """
        is_late = threading.Event()

        def cut_off() -> None:
            is_late.set()
            self.process.kill()

        # A frozen process does not even take the picture: only its end ends the sending.
        limit = threading.Timer(limit_s, cut_off)
        limit.daemon = True
        try:
            limit.start()
        except RuntimeError:
            # The system gives no thread. Without a limit nothing is asked.
            raise OSError(errno.EAGAIN, "no thread") from None
        try:
            if question is not None and pixels is not None:
                self.questions.send(question)
                self.questions.send_bytes(pixels.tobytes())
            answer: Answer = self._answers.recv()
        except (EOFError, OSError):
            if is_late.is_set():
                raise TimeoutError from None
            raise
        finally:
            limit.cancel()
        return answer

    def kill(self) -> None:
        """End the process and close what led to it."""
        self.process.kill()
        self.process.join(_JOIN_S)
        # The answers stay open while another thread may be waiting on them: it sees their end.
        self.questions.close()
