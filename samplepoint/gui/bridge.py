"""From a job on its own thread to signals on the window's: progress, parts, result, trouble.

Owns the thread; refuses to know what the job does. It holds a `threading.Thread` and is not one:
under PySide6 a class that mixes `QThread` with plain code runs its `__init__` twice.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from PySide6.QtCore import QObject, Qt, Signal

from samplepoint.errors import Obstacle, SamplepointError
from samplepoint.services.jobs import Progress, Reporter

log = logging.getLogger(__name__)

Job = Callable[[Reporter], Any]
"""What runs: it reports its progress and ends with a result or one of our errors."""


class Stream(QObject):
    """What a job tells before its end, brought to the window's thread.

    Make it without a parent and connect it before the job begins; the job holds on to it.
    """

    came = Signal(object)


class JobBridge(QObject):
    """Runs one job at a time. Every signal arrives on the thread this object lives on.

    Make it without a parent: the thread may outlive a page, and holds on to its bridge.
    """

    progressed = Signal(object)
    """A `Progress`."""
    finished = Signal(object)
    """The job's result."""
    failed = Signal(object)
    """A `SamplepointError`; `Cancelled` when the operator stopped the job."""
    _said = Signal(object)
    """What the thread says: a callable to be run on this object's own thread."""

    def __init__(self) -> None:
        """Begin without a job."""
        super().__init__()
        _BRIDGES.add(self)
        self._thread: threading.Thread | None = None
        self._reporter = Reporter()
        self._said.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    @property
    def is_running(self) -> bool:
        """Tell whether a job runs whose end was not told yet."""
        return self._thread is not None

    def start(self, job: Job) -> None:
        """Run a job.

        Raises:
            RuntimeError: one runs already; the caller must not offer a second.
        """
        if self._thread is not None:
            raise RuntimeError(self.start.__name__)
        self._reporter = Reporter(lambda progress: self._say(lambda: self._progress(progress)))
        reporter = self._reporter
        self._thread = threading.Thread(
            target=lambda: self._work(job, reporter), name="job", daemon=True
        )
        self._thread.start()

    def cancel(self) -> None:
        """Ask the job to stop at its next report."""
        self._reporter.cancel()

    def stop(self, timeout_s: float) -> bool:
        """Cancel, and wait for the thread's end; False when it did not come in time."""
        self.cancel()
        thread = self._thread
        if thread is not None:
            thread.join(timeout_s)
        return thread is None or not thread.is_alive()

    # -- on the job's thread -------------------------------------------------------------------

    def _work(self, job: Job, reporter: Reporter) -> None:
        try:
            result = job(reporter)
        except SamplepointError as error:
            trouble = error
            self._say(lambda: self._fail(trouble))
        except Exception as error:  # noqa: BLE001  # the edge: the bug is reported on the main thread
            bug = error
            self._say(lambda: self._report(bug))
        else:
            self._say(lambda: self._finish(result))

    def _say(self, what: Callable[[], None]) -> None:
        self._said.emit(what)

    # -- on the window's thread ----------------------------------------------------------------

    def _hear(self, what: Callable[[], None]) -> None:
        what()

    def _progress(self, progress: Progress) -> None:
        self.progressed.emit(progress)

    def _finish(self, result: object) -> None:
        self._thread = None
        self.finished.emit(result)

    def _fail(self, error: SamplepointError) -> None:
        self._thread = None
        self.failed.emit(error)

    def _report(self, bug: Exception) -> None:
        """Hand a bug to the house's hook for bugs, and end the job for the page."""
        self._fail(Obstacle("unexpected"))
        sys.excepthook(type(bug), bug, bug.__traceback__)


_BRIDGES: WeakSet[JobBridge] = WeakSet()


def end_jobs(timeout_s: float = 10.0) -> bool:
    """Cancel the jobs of all pages and wait for their ends: the book is closed after this.

    Returns:
        Whether every one ended within `timeout_s` seconds in all; it is logged where not.
    """
    running = [one for one in list(_BRIDGES) if one.is_running]
    for one in running:
        one.cancel()
    last = time.monotonic() + timeout_s
    ended = [one.stop(max(0.0, last - time.monotonic())) for one in running]
    if not all(ended):
        log.warning("a job of a page did not end within %s s", timeout_s)
    return all(ended)
