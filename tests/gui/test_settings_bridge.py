"""The bridge between a job's thread and the window: order, thread, cancelling, bugs."""

from __future__ import annotations

import sys
import threading

import pytest
from pytestqt.qtbot import QtBot

from samplepoint.errors import Cancelled, Obstacle
from samplepoint.gui.bridge import JobBridge
from samplepoint.services.jobs import Reporter


def test_result_and_progress_arrive_on_the_windows_thread(qtbot: QtBot) -> None:
    bridge, threads, heard = JobBridge(), [], []

    def job(reporter: Reporter) -> int:
        threads.append(threading.current_thread())
        reporter.report("copying", 3, 3)
        return 42

    bridge.progressed.connect(lambda one: heard.append((one.done, threading.current_thread())))
    with qtbot.waitSignal(bridge.finished) as finished:
        bridge.start(job)
    main = threading.main_thread()
    assert finished.args == [42]
    assert heard == [(3, main)]
    assert threads != [main]
    assert not bridge.is_running


def test_an_obstacle_is_told_and_the_next_job_may_run(qtbot: QtBot) -> None:
    bridge = JobBridge()

    def full(_reporter: Reporter) -> None:
        raise Obstacle("disk_full")

    with qtbot.waitSignal(bridge.failed) as failed:
        bridge.start(full)
    assert failed.args[0].code == "disk_full"
    with qtbot.waitSignal(bridge.finished):
        bridge.start(lambda _reporter: None)


def test_a_job_is_cancelled_at_its_next_report(qtbot: QtBot) -> None:
    bridge, goes_on = JobBridge(), threading.Event()

    def job(reporter: Reporter) -> None:
        goes_on.wait(10)
        reporter.report("copying", 1, 2)

    with qtbot.waitSignal(bridge.failed) as failed:
        bridge.start(job)
        bridge.cancel()
        goes_on.set()
    assert isinstance(failed.args[0], Cancelled)


def test_only_one_job_at_a_time(qtbot: QtBot) -> None:
    bridge, ends = JobBridge(), threading.Event()
    with qtbot.waitSignal(bridge.finished):
        bridge.start(lambda _reporter: ends.wait(10))
        with pytest.raises(RuntimeError):
            bridge.start(lambda _reporter: None)
        ends.set()


def test_stopping_waits_for_the_thread(qtbot: QtBot) -> None:
    bridge = JobBridge()
    with qtbot.waitSignal(bridge.finished):
        bridge.start(lambda _reporter: 1)
        assert bridge.stop(10)
    assert bridge.stop(0)


def test_a_bug_goes_to_the_hook_for_bugs(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    bridge, bugs = JobBridge(), []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: bugs.append(kind))

    def broken(_reporter: Reporter) -> None:
        raise ZeroDivisionError

    with qtbot.waitSignal(bridge.failed) as failed:
        bridge.start(broken)
    assert failed.args[0].code == "unexpected"
    qtbot.waitUntil(lambda: bugs == [ZeroDivisionError])
