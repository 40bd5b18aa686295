"""The queues of CUPS, worked by its own commands: which there are, sending, what became of it.

Owns the calls and how their answers are read; refuses to know Qt, pages and sentences.

Measured with CUPS 2.4: Qt's QPrinter answers "idle, painted" for a queue that is stopped or takes
no jobs, and the paper is lost without a word; `lp` refuses, and `lpstat` names what holds a job.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_ANSWER_S: Final = 10.0
"""A server that has not answered by then is taken for one that is not there."""
_ENGLISH: Final = {"LC_ALL": "C.UTF-8", "LANGUAGE": "C"}
_JOB_ID: Final = re.compile(r"request id is (\S+-[0-9]+) ")
_JOB_LINE: Final = re.compile(r"(\S+-[0-9]+)\s")
_ALERTS: Final = re.compile(r"\s+Alerts:\s*(.*)")
_HELD: Final = ("printer-stopped", "resources-are-not-ready", "job-hold", "job-stopped")
_ENDED_BADLY: Final = ("job-canceled", "job-aborted", "aborted", "document-", "job-completed-with")
_REASON_OF: Final = {
    "media-empty": "paper",
    "media-needed": "paper",
    "input-tray-missing": "paper",
    "media-jam": "jam",
    "cover-open": "cover",
    "door-open": "cover",
    "interlock-open": "cover",
    "offline": "offline",
    "shutdown": "offline",
    "timed-out": "offline",
    "paused": "paused",
    "toner-empty": "ink",
    "marker-supply-empty": "ink",
}
STOPPED: Final = "stopped"
"""The reason when CUPS gives none that people know."""


class JobState(StrEnum):
    """What became of a job: it waits or prints, all of it went, something holds it, it ended."""

    WAITING = "waiting"
    GONE = "gone"
    """The printer took all of it. CUPS before 2.4.8 says the same of a job that a queue set to
    drop failed jobs has dropped: there only a look at the paper tells."""
    HELD = "held"
    FAILED = "failed"


class QueueTrouble(StrEnum):
    """Why a queue takes no job."""

    ABSENT = "absent"
    REFUSES = "refuses"


class QueueError(Exception):
    """A queue took no job."""

    def __init__(self, trouble: QueueTrouble) -> None:
        """Keep why."""
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is sent: a PDF, what the queue calls it, and the size of its paper, in mm."""

    pdf: bytes
    title: str
    paper_mm: tuple[float, float]


def has_cups() -> bool:
    """Tell whether the commands of CUPS are on this laptop."""
    return all(shutil.which(command) for command in ("lp", "lpstat", "cancel"))


def queues() -> list[str]:
    """Return the queues, the system's usual one first; none where no server answers."""
    names = _ask("lpstat", "-e").splitlines()
    usual = _ask("lpstat", "-d").rpartition(": ")[2].strip()
    return sorted(names, key=lambda name: (name != usual, name.casefold()))


def send(queue: str, sheet: Sheet) -> str:
    """Put a PDF into a queue, at its true size and on one side; return the job's name.

    Raises:
        QueueError: the queue is not there, or takes nothing.
    """
    options = (f"media={media_name(sheet.paper_mm)}", "print-scaling=none", "sides=one-sided")
    flags = [part for option in (*options, "job-sheets=none") for part in ("-o", option)]
    said = _ask("lp", "-d", queue, "-t", sheet.title, *flags, "-", content=sheet.pdf)
    found = _JOB_ID.search(said + " ")
    if found is None:
        raise QueueError(QueueTrouble.REFUSES if queue in queues() else QueueTrouble.ABSENT)
    return found.group(1)


def media_name(paper_mm: tuple[float, float]) -> str:
    """Return what CUPS calls a paper: A4 by its name, label stock by its size."""
    if sorted(paper_mm) == [210.0, 297.0]:
        return "A4"
    wide, high = paper_mm
    return f"Custom.{wide:g}x{high:g}mm"


def states(queue: str, jobs: Sequence[str]) -> dict[str, JobState]:
    """Return what became of jobs of one queue; one that CUPS forgot has gone.

    All of them wait while CUPS does not answer: nobody knows that they went.
    """
    # In this order: a job that ends between the two is still waiting, never taken for gone.
    waiting = _jobs_that_are("not-completed", queue)
    ended = None if waiting is None else _jobs_that_are("completed", queue)
    if waiting is None or ended is None:
        return dict.fromkeys(jobs, JobState.WAITING)
    found = dict.fromkeys(jobs, JobState.GONE)
    for job in jobs:
        if job in waiting:
            is_held = waiting[job].startswith(_HELD)
            found[job] = JobState.HELD if is_held else JobState.WAITING
        elif ended.get(job, "").startswith(_ENDED_BADLY):
            found[job] = JobState.FAILED
    return found


def complaint(queue: str) -> str:
    """Return what keeps a queue from printing (`paper`, `jam`, `offline`, ...), "" for nothing."""
    said = _ask("lpstat", "-l", "-p", queue)
    alerts = _ALERTS.search(said)
    for alert in (alerts.group(1) if alerts else "").split():
        for known, reason in _REASON_OF.items():
            if alert.startswith(known):
                return reason
    return STOPPED if " disabled since " in said.partition("\n")[0] or not said else ""


def cancel(jobs: Sequence[str]) -> None:
    """Take jobs out of their queues, so that nothing prints later by surprise."""
    if jobs:
        _ask("cancel", *jobs)


def _jobs_that_are(which: str, queue: str) -> dict[str, str] | None:
    """Return the jobs of a queue with their alerts; None when CUPS did not say."""
    done = _run("lpstat", "-W", which, "-l", "-o", queue)
    # No jobs are an empty list and code 0; a server that is gone is an empty list and code 1.
    return None if done is None or done.returncode else dict(_alerts_of(_text(done)))


def _alerts_of(said: str) -> list[tuple[str, str]]:
    """Return (job, its alerts) of a long listing."""
    found: list[tuple[str, str]] = []
    for line in said.splitlines():
        begins, alerts = _JOB_LINE.match(line), _ALERTS.match(line)
        if begins:
            found.append((begins.group(1), ""))
        elif alerts and found:
            found[-1] = (found[-1][0], alerts.group(1))
    return found


def _ask(command: str, *arguments: str, content: bytes | None = None) -> str:
    """Return what a command said, "" when it did not answer."""
    done = _run(command, *arguments, content=content)
    return "" if done is None else _text(done)


def _text(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stdout.decode("utf-8", "replace")


def _run(
    command: str, *arguments: str, content: bytes | None = None
) -> subprocess.CompletedProcess[bytes] | None:
    """Run a command; None when it cannot run or does not end in time."""
    try:
        return subprocess.run(
            [command, *arguments],
            input=content,
            stdin=subprocess.DEVNULL if content is None else None,
            capture_output=True,
            check=False,
            timeout=_ANSWER_S,
            env={**os.environ, **_ENGLISH},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
