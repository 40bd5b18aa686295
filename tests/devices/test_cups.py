"""What is made of the answers of CUPS, and of none: no answer is never taken for printed."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

import pytest

from samplepoint.devices import cups
from samplepoint.devices.cups import JobState

Answer = tuple[int, str] | None
NONE: Answer = (0, "")
LISTED: Answer = (0, "laser-1  ann  1024  Mon\n\tAlerts: job-printing\n")
HELD: Answer = (0, "laser-1  ann  1024  Mon\n\tAlerts: printer-stopped\n")
ABORTED: Answer = (0, "laser-1  ann  1024  Mon\n\tAlerts: aborted-by-system\n")
REFUSED: Answer = (1, "")
SILENT: Answer = None


@pytest.mark.parametrize(
    ("unended", "ended", "state"),
    [
        (NONE, NONE, JobState.GONE),
        (NONE, LISTED, JobState.GONE),
        (LISTED, NONE, JobState.WAITING),
        (LISTED, ABORTED, JobState.WAITING),
        (HELD, NONE, JobState.HELD),
        (NONE, ABORTED, JobState.FAILED),
        (REFUSED, REFUSED, JobState.WAITING),
        (REFUSED, NONE, JobState.WAITING),
        (NONE, REFUSED, JobState.WAITING),
        (SILENT, NONE, JobState.WAITING),
        (NONE, SILENT, JobState.WAITING),
    ],
)
def test_a_job_has_gone_only_when_cups_says_so(
    monkeypatch: pytest.MonkeyPatch, unended: Answer, ended: Answer, state: JobState
) -> None:
    asked: list[str] = []

    def run(command: Sequence[str], **_how: object) -> subprocess.CompletedProcess[bytes]:
        asked.append(command[2])
        answer = {"not-completed": unended, "completed": ended}[command[2]]
        if answer is None:
            raise subprocess.TimeoutExpired(command, 10)
        return subprocess.CompletedProcess(command, answer[0], answer[1].encode(), b"")

    monkeypatch.setattr(subprocess, "run", run)
    assert cups.states("laser", ["laser-1"]) == {"laser-1": state}
    assert asked[0] == "not-completed"
